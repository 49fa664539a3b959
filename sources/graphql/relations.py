"""Fields that lead to other rows."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import Q

from sources.graphql.declared import TYPES, Arguments, Declared
from sources.graphql.reading import Reading, standing


class ToOne(Declared):
    """The record that a foreign key, or a path of them, leads to; null where it is blank or hidden.

    ``may_be_hidden`` marks a reference to what the viewer may not see, on a row that stands without it.
    """

    def __init__(self, kind: str, path: str = "", *, may_be_hidden: bool = False, **options: Any) -> None:
        super().__init__(kind, **options)
        self.path = path
        self.may_be_hidden = may_be_hidden

    def learn(self) -> None:
        self.path = self.path or self.name
        self.needs = (self.path,)
        steps = list(foreign_keys(self.node.model, self.path))
        self.is_nullable = self.may_be_hidden or any(field.null for field in steps)
        self.description = self.description or str(steps[-1].help_text)

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Any:
        return reading.to_one(row, self.path)


class OneOf(Declared):
    """The record that one of several foreign keys leads to, of which at most one is filled."""

    def __init__(self, kind: str, *paths: str, help_text: str = "") -> None:
        super().__init__(kind, is_nullable=True, needs=paths, help_text=help_text)

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Any:
        return next((found for path in self.needs if (found := reading.to_one(row, path)) is not None), None)


class Many(Declared):
    """A plain list of the records that a to-many relation leads to, hidden ones left out.

    ``order`` ends in a unique column; ``where`` is a further condition.
    """

    def __init__(
        self, kind: str, relation: str = "", *, order: Iterable[str], where: Q | None = None, **options: Any
    ) -> None:
        super().__init__(kind, is_list=True, **options)
        self.relation = relation
        self.order = tuple(order)
        self.where = where or Q()

    def learn(self) -> None:
        self.relation = self.relation or self.name
        #: The lookup from a row of the list to the row it belongs to.
        self.owner: str = self.model_field(self.relation).remote_field.name
        self.description = self.description or str(getattr(self.model_field(self.relation), "help_text", ""))

    @property
    def model(self) -> type[models.Model]:
        model: type[models.Model] = self.model_field(self.relation).related_model
        return model

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Any:
        return reading.each(row, self, lambda rows: self.load(rows, reading))

    def rows(self, reading: Reading) -> models.QuerySet[Any]:
        """Return the rows of all lists."""
        return reading.rows(self.model).filter(self.where)

    def load(self, rows: list[Any], reading: Reading) -> dict[int, list[Any]]:
        return reading.lists(self.rows(reading), self.owner, rows, *self.order)


class Owned(Many):
    """The owned rows of a record, in their order; one that names something hidden is left out."""

    def __init__(self, kind: str, relation: str = "", **options: Any) -> None:
        super().__init__(kind, relation, order=("position", "pk"), **options)

    def rows(self, reading: Reading) -> models.QuerySet[Any]:
        stands = standing(self.model, reading.viewer, but=[self.owner, *self._loose()])
        return super().rows(reading).filter(stands)

    def _loose(self) -> Iterator[str]:
        """Yield the foreign keys that may lead to something hidden."""
        for name, one in inspect.getmembers(TYPES[self.kind]):
            if isinstance(one, ToOne) and one.may_be_hidden:
                yield one.path or name


def foreign_keys(model: type[models.Model] | None, path: str) -> Iterator[Any]:
    """Yield the foreign keys along a path of them."""
    for name in path.split("."):
        assert model is not None
        field: Any = model._meta.get_field(name)
        yield field
        model = field.related_model
