"""A GraphQL type is a list of declared fields: what it answers and how that is loaded are both read off them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, ClassVar

import strawberry
from django.db import models
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryType
from strawberry.types.field import StrawberryField

from sources.filters import VisibleFilterSet
from sources.graphql.declared import TYPES, Declared
from sources.graphql.reading import reading_of


class Node:
    """A type of the schema. Its class attributes are its fields; it answers from rows of ``model``.

    Without a model it answers from values: plain objects whose attributes its fields read. ``filters`` is what a list
    of it can be asked, and in which orders.
    """

    model: ClassVar[type[models.Model] | None] = None
    filters: ClassVar[type[VisibleFilterSet] | None] = None
    #: The interfaces of the schema that it implements.
    interfaces: ClassVar[tuple[Any, ...]] = ()

    def __init_subclass__(cls, *, abstract: bool = False, name: str = "") -> None:
        if abstract:
            return
        # Strawberry sees no fields here; they are added one by one, also by higher apps.
        strawberry.type(cls, name=name or cls.__name__, description=_documented(cls))
        _implement(cls)
        TYPES[name or cls.__name__] = cls
        for attribute, declared in _class_attributes(cls).items():
            _add(cls, attribute, declared)


def _implement(cls: type[Node]) -> None:
    """Let a type have its interfaces. Its rows are not its instances, so strawberry cannot tell them by that."""
    if cls.interfaces:
        definition = cls.__strawberry_definition__  # type: ignore[attr-defined]  # set by strawberry.type
        definition.interfaces.extend(one.__strawberry_definition__ for one in cls.interfaces)
        definition.is_type_of = lambda row, info: True


def declare(node: type[Node], /, **fields: Declared) -> None:
    """Add fields to a type of a lower app."""
    for name, declared in fields.items():
        setattr(node, name, declared)
        _add(node, name, declared)


def sort_fields(node: type[Node]) -> None:
    """Put the fields that many modules add to a type into the order of their names, whichever came first."""
    _fields(node).sort(key=lambda field: field.declared.name)


def declared_fields(node: type[Node]) -> Mapping[str, Declared]:
    """Return what a type declares, by the Python names of its fields, in the order of the schema."""
    return {field.declared.name: field.declared for field in _fields(node)}


def _documented(cls: type[Node]) -> str | None:
    """Return what a type says of itself, or its model does; not what Django or Python write for want of that."""
    if own := vars(cls).get("__doc__"):
        return inspect.cleandoc(own)
    text = cls.model.__doc__ if cls.model else None
    return None if text is None or text.startswith(f"{cls.__name__}(") else inspect.cleandoc(text)


def _class_attributes(cls: type[Node]) -> dict[str, Declared]:
    found: dict[str, Declared] = {}
    for base in reversed(cls.__mro__):
        found |= {name: one for name, one in vars(base).items() if isinstance(one, Declared)}
    return found


def _fields(node: type[Node]) -> list[Any]:
    fields: list[Any] = node.__strawberry_definition__.fields  # type: ignore[attr-defined]  # set by strawberry.type
    return fields


def _add(node: type[Node], name: str, declared: Declared) -> None:
    _fields(node).append(DeclaredField(declared.bound(node, name)))


class DeclaredField(StrawberryField):
    """A field of the schema that answers what was declared."""

    def __init__(self, declared: Declared) -> None:
        super().__init__(
            python_name=declared.name,
            description=declared.description or None,
            metadata=declared.metadata,
        )
        self.declared = declared

    @property  # type: ignore[misc]  # a plain field's can also be set
    def arguments(self) -> list[StrawberryArgument]:
        return list(self.declared.arguments)

    @property
    def is_basic_field(self) -> bool:
        """Whether it is answered from the row alone, which is faster."""
        return not self.declared.is_loaded

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        return self.declared.answer(source, reading_of(info.context) if info else None, kwargs)

    def resolve_type(self, *, type_definition: Any = None) -> StrawberryType | type:
        return StrawberryAnnotation(self.declared.annotation).resolve()
