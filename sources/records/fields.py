"""The parts of a record: how each is read from its row as JSON and written back."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dateparse import parse_datetime

from sources.refusals import Path, Refusal, faults_of, refuse

Json = Any


class Resolver(Protocol):
    """Finds the row a slug points to; raises a Refusal with NOT_FOUND when there is none."""

    def __call__(self, kind: str, slug: str, *path: str | int) -> models.Model: ...


@dataclass(frozen=True)
class Pointer:
    """One place in a record that names another record."""

    kind: str
    slug: str
    path: Path


class Field:
    """One key of a record."""

    #: Whether the public may read it.
    public = True

    def __init__(self, name: str) -> None:
        self.name = name

    def bind(self, model: type[models.Model]) -> None:
        """Learn what the model says of this field."""

    def read(self, row: Any) -> Json:
        raise NotImplementedError

    def is_default(self, value: Json) -> bool:
        return value in (None, "", [], {})

    def normalise(self, value: Json) -> Json:
        """Return a valid value the way :meth:`read` would answer it."""
        return value

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        """Set the value on an unsaved row. :raises Refusal: when the value is not of this field."""
        raise NotImplementedError

    def clear(self, row: Any) -> None:
        """Set the default, for a key that is absent."""

    def pointers(self, value: Json) -> Iterator[Pointer]:
        """Yield the records that a JSON value names; values of the wrong shape yield nothing."""
        return iter(())

    def joins(self) -> list[str]:
        """Return the lookups to select_related for reading."""
        return []

    def prefetches(self) -> list[Any]:
        return []

    def schema(self) -> dict[str, Json]:
        """Return the JSON Schema of the value."""
        raise NotImplementedError

    @property
    def help(self) -> str:
        return ""


class Column(Field):
    """A plain column: text, number, flag, date, one of a closed vocabulary, or free JSON."""

    column: models.Field[Any, Any]

    def __init__(self, name: str, *, public: bool = True) -> None:
        super().__init__(name)
        self.public = public

    def bind(self, model: type[models.Model]) -> None:
        self.column = model._meta.get_field(self.name)

    @property
    def help(self) -> str:
        return str(self.column.help_text)

    def read(self, row: Any) -> Json:
        return self.shown(getattr(row, self.name))

    def shown(self, value: Any) -> Json:
        """Return what the column holds as JSON."""
        return to_json(value)

    def is_default(self, value: Json) -> bool:
        return bool(value == to_json(self.column.get_default()))

    def clear(self, row: Any) -> None:
        setattr(row, self.name, self.column.get_default())

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        if value is None:
            self.clear(row)
            return
        setattr(row, self.name, self._python(value))

    def _python(self, value: Json) -> Any:
        accepts, name = _JSON_TYPES.get(type(self.column), (str, "text"))
        if not isinstance(value, accepts) or (isinstance(value, bool) and accepts is not bool):
            raise refuse("BAD_USER_INPUT", f"Expected {name}, found {type(value).__name__}.", self.name)
        if isinstance(self.column, models.DateTimeField):
            return _moment(value, self.name)
        if isinstance(self.column, models.DecimalField):
            return decimal.Decimal(str(value))
        try:
            return self.column.to_python(value)
        except ValidationError as error:
            raise Refusal(faults_of(error, (self.name,))) from error

    def schema(self) -> dict[str, Json]:
        schema: dict[str, Json] = {"type": _JSON_SCHEMA.get(type(self.column), "string"), **self._bounds()}
        if self.column.choices:
            blank = [""] if self.column.blank or self.column.get_default() == "" else []
            schema["enum"] = [*(key for key, _ in self.column.flatchoices if key), *blank]
        elif type(self.column) in _JSON_FORMATS:
            schema["format"] = _JSON_FORMATS[type(self.column)]
        elif self.column.max_length:
            schema["maxLength"] = self.column.max_length
        return schema

    def _bounds(self) -> dict[str, Json]:
        given: list[Any] = self.column._validators  # type: ignore[attr-defined]  # with those of the engine they differ
        words = {MinValueValidator: "minimum", MaxValueValidator: "maximum"}
        return {words[type(one)]: one.limit_value for one in given if type(one) in words}


_JSON_TYPES: dict[type, tuple[Any, str]] = {
    models.BooleanField: (bool, "true or false"),
    models.DecimalField: ((int, float), "a number"),
    models.FloatField: ((int, float), "a number"),
    models.PositiveIntegerField: (int, "a whole number"),
    models.PositiveSmallIntegerField: (int, "a whole number"),
    models.JSONField: ((dict, list), "an object or a list"),
}
_JSON_SCHEMA = {
    models.BooleanField: "boolean",
    models.DecimalField: "number",
    models.FloatField: "number",
    models.PositiveIntegerField: "integer",
    models.PositiveSmallIntegerField: "integer",
}
_JSON_FORMATS: dict[type, str] = {models.DateField: "date", models.DateTimeField: "date-time"}


def to_json(value: Any) -> Json:
    """Return a column's value as JSON: whole decimals as integers, days and moments as ISO 8601."""
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def _moment(value: str, name: str) -> datetime.datetime:
    try:
        moment = parse_datetime(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise refuse("BAD_USER_INPUT", "Expected a moment with its zone: 2021-09-15T08:00:00Z.", name)
    return moment


class ExternalIds(Column):
    """Keys elsewhere: ``{scheme: identifier}``, both text."""

    def __init__(self) -> None:
        super().__init__("external_ids")

    def shown(self, value: Any) -> Json:
        return dict(sorted(value.items()))

    def _python(self, value: Json) -> Any:
        if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
            raise refuse("BAD_USER_INPUT", "Expected {scheme: identifier}, both text.", self.name)
        too_long = [key for key, text in value.items() if not 0 < len(key) <= 50 or len(text) > 200]
        if too_long:
            raise refuse("BAD_USER_INPUT", "A scheme has 1 to 50 characters, an identifier at most 200.", self.name)
        return value

    def schema(self) -> dict[str, Json]:
        return {"type": "object", "additionalProperties": {"type": "string"}}


class TextList(Column):
    """A list of texts."""

    def _python(self, value: Json) -> Any:
        if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
            raise refuse("BAD_USER_INPUT", "Expected a list of texts.", self.name)
        return value

    def schema(self) -> dict[str, Json]:
        return {"type": "array", "items": {"type": "string"}}
