"""Times in a record."""

from __future__ import annotations

from typing import Any

from django.db import models

from sources import dates
from sources.models.time import BOUNDS
from sources.records.fields import Column, Field, Json, Resolver
from sources.refusals import Refusal, refuse


class Time(Field):
    """A time: its EDTF text alone, or an object with what else is known of it."""

    DETAILS = ("worded", "basis", "ongoing_on", "clock")

    def bind(self, model: type[models.Model]) -> None:
        self.details = [Column(f"{self.name}_{detail}") for detail in self.DETAILS]
        for column in self.details:
            column.bind(model)
        self.text = Column(f"{self.name}_edtf")
        self.text.bind(model)

    @property
    def help(self) -> str:
        return self.text.help

    def read(self, row: Any) -> Json:
        edtf = self.text.read(row)
        values = [(column, column.read(row)) for column in self.details]
        known = {
            column.name.removeprefix(f"{self.name}_"): value for column, value in values if not column.is_default(value)
        }
        if not known:
            return edtf or None
        return {"edtf": edtf, **known} if edtf else known

    def clear(self, row: Any) -> None:
        for column in (self.text, *self.details):
            column.clear(row)

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        self.clear(row)
        for key, part in self._parts(value).items():
            column = Column(f"{self.name}_{key}")
            column.bind(type(row))
            try:
                column.write(row, part, resolve)
            except Refusal as refusal:
                raise refuse(refusal.faults[0].code, refusal.faults[0].message, self.name, key) from refusal

    def normalise(self, value: Json) -> Json:
        parts = self._parts(value)
        known = {
            column.name.removeprefix(f"{self.name}_"): parts[key]
            for key, column in zip(self.DETAILS, self.details, strict=True)
            if key in parts and not column.is_default(parts[key])
        }
        edtf = (parts.get("edtf") or "").strip()
        if not known:
            return edtf or None
        return {"edtf": edtf, **known} if edtf else known

    def _parts(self, value: Json) -> dict[str, Json]:
        if value is None:
            return {}
        if isinstance(value, str):
            return {"edtf": value}
        if not isinstance(value, dict):
            raise refuse("BAD_USER_INPUT", "Expected EDTF text, or an object with the key edtf.", self.name)
        unknown = sorted(value.keys() - {"edtf", *self.DETAILS})
        if unknown:
            raise refuse("UNKNOWN_PARAMETER", f"A time has no key {unknown[0]}.", self.name, unknown[0])
        return value

    def schema(self) -> dict[str, Json]:
        details = {column.name.removeprefix(f"{self.name}_"): column.schema() for column in self.details}
        return {
            "oneOf": [{"type": "string"}, {"type": "object", "properties": {"edtf": {"type": "string"}, **details}}]
        }


def bounds_of(row: Any, name: str) -> dict[str, Json]:
    """Return what follows from a time's EDTF text: bounds as ISO 8601 days (open ones null), coverage, flags."""
    when = getattr(row, name)
    if when is None:
        return {}
    return {
        "display": when.display,
        "coverage": when.coverage,
        "uncertain": when.uncertain,
        "approximate": when.approximate,
        **{bound: dates.iso_day(getattr(when, bound)) for bound in BOUNDS},
    }
