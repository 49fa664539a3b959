"""What a field of a type can be, other than a relation: a column, a time, something computed.

Each says in ``needs`` what of the row it reads: columns, times as a whole (``when``), and foreign keys and columns
behind them as paths (``source.publisher.name``). From this alone it can be told what must be loaded for a field.
"""

from __future__ import annotations

import copy
import enum
from collections.abc import Callable, Iterable, Mapping
from types import GenericAlias
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.unset import UNSET

from sources.dates import MAX_DAY, MIN_DAY
from sources.graphql.enums import enum_type
from sources.graphql.reading import Reading
from sources.graphql.scalars import Date, DateTime, Number
from sources.models import When

if TYPE_CHECKING:
    from sources.graphql.nodes import Node

Arguments = Mapping[str, Any]

#: Every type by its name in the schema. Fields name types by it, so that a type may name itself and later ones.
TYPES: dict[str, Any] = {}

SCALAR_OF: dict[type[models.Field[Any, Any]], Any] = {
    models.BooleanField: bool,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.DecimalField: Number,
    models.FloatField: float,
    models.DateTimeField: DateTime,
    models.DateField: Date,
}


def argument(
    name: str, kind: Any, help_text: str = "", default: Any = UNSET, *, many: bool = False, alias: str | None = None
) -> StrawberryArgument:
    """Return an argument; it may be left out. ``alias`` is its name in the schema where that is no name in Python."""
    kind = enum_type(kind) if isinstance(kind, enum.EnumType) else kind
    kind = GenericAlias(list, (kind,)) if many else kind
    return StrawberryArgument(name, alias, StrawberryAnnotation(kind | None), description=help_text, default=default)


def required(name: str, kind: Any, help_text: str = "", alias: str | None = None) -> StrawberryArgument:
    """Return an argument that must be given; ``alias`` is its name in the schema where that is no name in Python."""
    return StrawberryArgument(name, alias, StrawberryAnnotation(kind), description=help_text)


class Declared:
    """One field of a type. ``kind`` is a Python type, a vocabulary, a scalar, or the name of a type of the schema."""

    #: Whether it reads more than the row at hand.
    is_loaded: ClassVar[bool] = True

    name = ""
    node: type[Node]

    def __init__(
        self,
        kind: Any,
        *,
        is_list: bool = False,
        is_nullable: bool = False,
        holds_null: bool = False,
        needs: Iterable[str] = (),
        arguments: Iterable[StrawberryArgument] = (),
        help_text: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind: Any = enum_type(kind) if isinstance(kind, enum.EnumType) else kind
        self.is_list = is_list
        self.is_nullable = is_nullable
        #: Whether a list has a null for what is not there.
        self.holds_null = holds_null
        self.needs = tuple(needs)
        self._arguments = tuple(arguments)
        self.description = help_text
        #: What the limits on cost go by, see ``config.graphql.measure``.
        self.metadata = dict(metadata or {})

    def bound(self, node: type[Node], name: str) -> Self:
        """Return the field as one of a type: there it learns what the model knows of it."""
        mine = copy.copy(self)
        mine.node, mine.name = node, name
        mine.expand()
        mine.learn()
        return mine

    def learn(self) -> None:
        """Take from the model what was not said."""

    def expand(self) -> None:
        """Name the columns of each time that is needed."""
        if self.node.model is not None:
            self.needs = tuple(column for path in self.needs for column in columns_of(self.node.model, path))

    def model_field(self, name: str) -> Any:
        assert self.node.model is not None
        return self.node.model._meta.get_field(name)

    @property
    def arguments(self) -> tuple[StrawberryArgument, ...]:
        return self._arguments

    @property
    def annotation(self) -> Any:
        """The Python type of the answer."""
        kind = TYPES[self.kind] if isinstance(self.kind, str) else self.kind
        kind = kind | None if self.holds_null else kind
        kind = GenericAlias(list, (kind,)) if self.is_list else kind
        return kind | None if self.is_nullable else kind

    def answer(self, row: Any, reading: Any, arguments: Arguments) -> Any:
        """Answer for one row; ``reading`` is None where the field is not ``is_loaded``."""
        raise NotImplementedError


class Column(Declared):
    """A column of the row. Blank text is answered as null; type, null and description come from the model."""

    is_loaded = False

    def __init__(self, column: str = "", kind: Any = None, **options: Any) -> None:
        super().__init__(kind, **options)
        self.column = column

    def learn(self) -> None:
        self.column = self.column or self.name
        self.needs = (self.column,)
        field = self.model_field(self.column)
        is_text = isinstance(field, models.CharField | models.TextField)
        self.kind = self.kind or (str if is_text else SCALAR_OF[type(field)])
        self.is_nullable = field.null or (is_text and field.blank)
        self.description = self.description or str(field.help_text)

    def answer(self, row: Any, reading: Any, arguments: Arguments) -> Any:
        value = getattr(row, self.column)
        return None if value == "" else value


class Choice(Column):
    """A column that holds one word of a closed vocabulary."""

    def __init__(self, choices: type[models.TextChoices], column: str = "", **options: Any) -> None:
        super().__init__(column, choices, **options)


class TimeOf:
    """A time together with the row it is a time of, and as what: a higher app may know more of it by these."""

    def __init__(self, row: Any, name: str, when: When) -> None:
        self.row = row
        self.name = name
        self._when = when

    def __getattr__(self, part: str) -> Any:
        return getattr(self._when, part)


class Time(Declared):
    """A time, which stands in columns that share its name as prefix."""

    is_loaded = False

    def __init__(self, help_text: str = "") -> None:
        super().__init__("When", is_nullable=True, help_text=help_text)

    def learn(self) -> None:
        assert self.node.model is not None
        self.needs = tuple(columns_of(self.node.model, self.name))
        # The rest of that help text is for those who enter one.
        self.description = self.description or str(self.model_field(f"{self.name}_edtf").help_text).split(" As ")[0]

    def answer(self, row: Any, reading: Any, arguments: Arguments) -> Any:
        when = getattr(row, self.name) or self._worded(row)
        return TimeOf(row, self.name, when) if when else None

    def _worded(self, row: Any) -> When | None:
        """Return what is told of a time without a date: the source's words."""
        told = {part: getattr(row, f"{self.name}_{part}") for part in ("worded", "ongoing_on", "clock", "basis")}
        if not (told["worded"] or told["ongoing_on"]):
            return None
        return When("", MIN_DAY, MAX_DAY, MIN_DAY, MAX_DAY, "", uncertain=False, approximate=False, **told)


class Attribute(Declared):
    """An attribute of a value; blank text is answered as null."""

    is_loaded = False

    def __init__(self, kind: Any, attribute: str = "", **options: Any) -> None:
        super().__init__(kind, **options)
        self.attribute = attribute

    def learn(self) -> None:
        self.attribute = self.attribute or self.name

    def answer(self, row: Any, reading: Any, arguments: Arguments) -> Any:
        value = getattr(row, self.attribute)
        return None if value == "" else value


class Summed(Declared):
    """A pure function of the rows that an attribute of the value holds, and of their columns that ``needs`` names.

    ``of`` is the type of these rows.
    """

    is_loaded = False

    def __init__(
        self, kind: Any, function: Callable[[list[Any]], Any], attribute: str, of: str, **options: Any
    ) -> None:
        super().__init__(kind, **options)
        self.function = function
        self.attribute = attribute
        self.of = of

    def answer(self, row: Any, reading: Any, arguments: Arguments) -> Any:
        return self.function(getattr(row, self.attribute))


class Computed(Declared):
    """A pure function of the row's columns that ``needs`` names."""

    is_loaded = False

    def __init__(self, kind: Any, function: Callable[[Any], Any], needs: Iterable[str] = (), **options: Any) -> None:
        super().__init__(kind, needs=needs, **options)
        self.function = function

    def answer(self, row: Any, reading: Any, arguments: Arguments) -> Any:
        return self.function(row)


class Derived(Computed):
    """A pure function of the row and of the records that the paths in ``needs`` lead to, which are loaded first."""

    is_loaded = True

    def learn(self) -> None:
        super().learn()
        #: The foreign keys that lead to what is needed.
        self.keys = tuple(dict.fromkeys(key for path in self.needs if (key := _key_of(self.node.model, path))))

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Any:
        for key in self.keys:
            reading.to_one(row, key)
        return self.function(row)


class Itself(Declared):
    """The row as another type: a claim as the citation it makes. Null where the foreign key ``only_with`` is blank."""

    is_loaded = False

    def __init__(self, kind: str, only_with: str = "", **options: Any) -> None:
        super().__init__(kind, is_nullable=bool(only_with), needs=[only_with] if only_with else [], **options)
        self.only_with = only_with

    def answer(self, row: Any, reading: Any, arguments: Arguments) -> Any:
        return None if self.only_with and getattr(row, f"{self.only_with}_id") is None else row


class Batched(Declared):
    """What a function computes for all siblings at once.

    It takes rows, the reading and the field's arguments, and returns an answer for each row, by primary key.
    ``select`` picks the field's part of that answer, so that several fields may share one.
    """

    def __init__(
        self,
        kind: Any,
        function: Callable[..., Mapping[int, Any]],
        *,
        select: Callable[[Any], Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(kind, **options)
        self.function = function
        self.select = select

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Any:
        asked = {name: value for name, value in arguments.items() if value is not None}
        question = (self.function, tuple(sorted(asked.items())))
        found = reading.each(row, question, lambda rows: self.function(rows, reading, **asked))
        return self.select(found) if self.select else found


def columns_of(model: type[models.Model], path: str) -> list[str]:
    """Return the columns of the time that a path leads to; any other path is itself."""
    *keys, last = path.split(".")
    for key in keys:
        model = model._meta.get_field(key).related_model  # type: ignore[assignment]  # keys lead to models
    if last not in getattr(model, "times", ()):
        return [path]
    names = (field.name for field in model._meta.fields if field.name.startswith(f"{last}_"))
    return [".".join([*keys, name]) for name in names]


def _key_of(model: Any, path: str) -> str:
    """Return the foreign keys along a path, without the column at its end; blank where there are none."""
    keys = []
    for name in path.split("."):
        model = model._meta.get_field(name).related_model
        if model is None:
            break
        keys.append(name)
    return ".".join(keys)
