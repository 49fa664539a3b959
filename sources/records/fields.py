"""The parts of a record: how each is read from its row as JSON and written back."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Prefetch
from django.utils.dateparse import parse_datetime

from sources import dates
from sources.models.time import BOUNDS
from sources.refusals import Fault, Path, Refusal, faults_of, refuse

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
        return to_json(getattr(row, self.name))

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
        schema = {"type": _JSON_SCHEMA.get(type(self.column), "string")}
        if self.column.choices:
            schema["enum"] = [key for key, _ in self.column.flatchoices if key]  # type: ignore[assignment]
        return schema


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

    def read(self, row: Any) -> Json:
        return dict(sorted(row.external_ids.items()))

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


class Reference(Field):
    """The slug of one other record.

    Where it ``cascades``, this record rests on that one: it is retracted with it. Otherwise answers leave it out
    once the other is hidden. An owned row is left out with what it names, unless that is ``optional``.
    """

    def __init__(self, name: str, kind: str, *, cascades: bool = True, optional: bool = False) -> None:
        super().__init__(name)
        self.kind = kind
        self.cascades = cascades
        self.optional = optional

    def bind(self, model: type[models.Model]) -> None:
        self.column = model._meta.get_field(self.name)

    @property
    def help(self) -> str:
        return str(getattr(self.column, "help_text", ""))

    def read(self, row: Any) -> Json:
        target = getattr(row, self.name)
        return None if target is None else target.slug

    def clear(self, row: Any) -> None:
        setattr(row, self.name, None)

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        if value is None:
            self.clear(row)
            return
        setattr(row, self.name, resolve(self.kind, _slug(value, self.name), self.name))

    def pointers(self, value: Json) -> Iterator[Pointer]:
        if isinstance(value, str):
            yield Pointer(self.kind, value, (self.name,))

    def joins(self) -> list[str]:
        return [self.name]

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "description": f"Slug of a {self.kind}."}


def _slug(value: Json, *path: str | int) -> str:
    if not isinstance(value, str):
        raise refuse("BAD_USER_INPUT", f"Expected a slug, found {type(value).__name__}.", *path)
    return value


class Voice(Field):
    """Who speaks: ``{"actor": slug}`` or ``{"publisher": slug}``; absent means the editors."""

    KINDS = ("actor", "publisher")
    cascades = True

    def bind(self, model: type[models.Model]) -> None:
        self.columns = {kind: f"{self.name}_{kind}" for kind in self.KINDS}

    @property
    def help(self) -> str:
        return "Who says so: {“actor”: slug} or {“publisher”: slug}; absent means the editors."

    def read(self, row: Any) -> Json:
        for kind, column in self.columns.items():
            target = getattr(row, column)
            if target is not None:
                return {kind: target.slug}
        return None

    def clear(self, row: Any) -> None:
        for column in self.columns.values():
            setattr(row, column, None)

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        self.clear(row)
        if value is None:
            return
        if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= set(self.KINDS):
            raise refuse("BAD_USER_INPUT", 'Expected {"actor": slug} or {"publisher": slug}.', self.name)
        [(kind, slug)] = value.items()
        setattr(row, self.columns[kind], resolve(kind, _slug(slug, self.name, kind), self.name, kind))

    def pointers(self, value: Json) -> Iterator[Pointer]:
        if isinstance(value, dict):
            for kind, slug in value.items():
                if kind in self.KINDS and isinstance(slug, str):
                    yield Pointer(kind, slug, (self.name, kind))

    def joins(self) -> list[str]:
        return list(self.columns.values())

    def schema(self) -> dict[str, Json]:
        return {
            "type": "object",
            "properties": {kind: {"type": "string"} for kind in self.KINDS},
            "minProperties": 1,
            "maxProperties": 1,
        }


class References(Field):
    """The slugs of other records, without an order of their own: kept sorted."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(name)
        self.kind = kind

    def bind(self, model: type[models.Model]) -> None:
        self.column = model._meta.get_field(self.name)

    @property
    def help(self) -> str:
        return str(getattr(self.column, "help_text", "")) or f"Slugs of {self.kind} records."

    def read(self, row: Any) -> Json:
        return sorted(target.slug for target in getattr(row, self.name).all())

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        """Nothing: rows of a relation are written once their record is saved, by :meth:`attach`."""
        self.targets(value, resolve)

    def normalise(self, value: Json) -> Json:
        return sorted(set(value))

    def targets(self, value: Json, resolve: Resolver) -> list[models.Model]:
        if not isinstance(value, list):
            raise refuse("BAD_USER_INPUT", "Expected a list of slugs.", self.name)
        return [resolve(self.kind, _slug(slug, self.name, place), self.name, place) for place, slug in enumerate(value)]

    def attach(self, row: Any, value: Json, resolve: Resolver) -> None:
        getattr(row, self.name).set(self.targets(value, resolve))

    def pointers(self, value: Json) -> Iterator[Pointer]:
        for place, slug in enumerate(value if isinstance(value, list) else ()):
            if isinstance(slug, str):
                yield Pointer(self.kind, slug, (self.name, place))

    def prefetches(self) -> list[Any]:
        return [self.name]

    def schema(self) -> dict[str, Json]:
        return {"type": "array", "items": {"type": "string"}, "description": f"Slugs of {self.kind} records."}


MOST_ROWS = 100


class Rows(Field):
    """The owned rows of a record, in order: at most 100, written with it."""

    def __init__(self, name: str, model: type[models.Model], owner: str, fields: list[Field]) -> None:
        super().__init__(name)
        self.model = model
        self.owner = owner
        self.fields = fields
        for field in fields:
            field.bind(model)

    @property
    def help(self) -> str:
        return (self.model.__doc__ or "").strip().splitlines()[0]

    def read(self, row: Any) -> Json:
        owned = sorted(getattr(row, self.name).all(), key=lambda one: (one.position, one.pk))
        return [read_fields(self.fields, one) for one in owned]

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        """Nothing but the checks: owned rows are written once their record is saved, by :meth:`attach`."""
        self.build(row, value, resolve)

    def build(self, row: Any, value: Json, resolve: Resolver) -> list[Any]:
        """Return the unsaved rows of a JSON list. :raises Refusal: naming row and field."""
        if not isinstance(value, list):
            raise refuse("BAD_USER_INPUT", "Expected a list of objects.", self.name)
        if len(value) > MOST_ROWS:
            raise refuse("TOO_MANY_ROWS", f"At most {MOST_ROWS}, found {len(value)}.", self.name)
        return [self._build_one(place, item, resolve) for place, item in enumerate(value)]

    def _build_one(self, place: int, item: Json, resolve: Resolver) -> Any:
        if not isinstance(item, dict):
            raise refuse("BAD_USER_INPUT", "Expected an object.", self.name, place)
        row = self.model(position=place)
        try:
            fill(self.fields, row, item, resolve, exclude=[self.owner])
        except Refusal as refusal:
            raise Refusal(faults_of(refusal, (self.name, place))) from refusal
        return row

    def attach(self, row: Any, value: Json, resolve: Resolver) -> None:
        """Replace the owned rows. :raises Refusal: naming the row and the constraint that the database held."""
        getattr(row, self.name).all().delete()
        owned = self.build(row, value, resolve)
        for one in owned:
            setattr(one, self.owner, row)
        self._save(owned)
        for one, item in zip(owned, value, strict=True):
            attach_lists(self.fields, one, item, resolve)

    def _save(self, owned: list[Any]) -> None:
        try:
            with transaction.atomic():
                self.model._default_manager.bulk_create(owned)
        except IntegrityError as error:
            with transaction.atomic():
                self._explain(owned)
            raise error

    def _explain(self, owned: list[Any]) -> None:
        """Save one by one what could not be saved at once. :raises Refusal: at the row that breaks a constraint."""
        for place, one in enumerate(owned):
            try:
                one.validate_constraints()
            except ValidationError as error:
                raise Refusal(
                    record_faults(error, (self.name, place), [field.name for field in self.fields])
                ) from error
            one.save(force_insert=True)

    def normalise(self, value: Json) -> Json:
        return [normalise(self.fields, item) for item in value]

    def pointers(self, value: Json) -> Iterator[Pointer]:
        for place, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, dict):
                for pointer in pointers_of(self.fields, item):
                    yield Pointer(pointer.kind, pointer.slug, (self.name, place, *pointer.path))

    def prefetches(self) -> list[Any]:
        joins = [join for field in self.fields for join in field.joins()]
        rows = self.model._default_manager.order_by("position", "id")
        nested = [lookup for field in self.fields for lookup in field.prefetches()]
        return [Prefetch(self.name, rows.select_related(*joins).prefetch_related(*nested) if joins else rows)]

    def schema(self) -> dict[str, Json]:
        properties = {field.name: field.schema() for field in self.fields}
        return {"type": "array", "maxItems": MOST_ROWS, "items": {"type": "object", "properties": properties}}


def read_fields(fields: list[Field], row: Any) -> dict[str, Json]:
    """Return a row as JSON in the fields' order, defaults omitted."""
    values = ((field, field.read(row)) for field in fields)
    return {field.name: value for field, value in values if not field.is_default(value)}


def normalise(fields: list[Field], data: dict[str, Json]) -> dict[str, Json]:
    """Return valid JSON the way :func:`read_fields` would answer it."""
    values = ((field, field.normalise(data[field.name])) for field in fields if field.name in data)
    return {field.name: value for field, value in values if not field.is_default(value)}


def fill(
    fields: list[Field], row: Any, data: dict[str, Json], resolve: Resolver, exclude: Collection[str] = ()
) -> None:
    """Set every field of a row from JSON and validate its columns and times.

    :raises Refusal: with every fault found; of one field only the first.
    """
    faults: list[Fault] = []
    steps: list[Callable[[], None]] = [
        lambda: write_fields(fields, row, data, resolve),
        lambda: row.clean_fields(exclude={*exclude, *_found(row)}),
        row.clean,
    ]
    for step in steps:
        told = {fault.path[:1] for fault in faults}
        try:
            step()
        except ValidationError as error:
            faults.extend(fault for fault in record_faults(error) if fault.path[:1] not in told)
    if faults:
        raise Refusal(faults)


def _found(row: Any) -> Iterator[str]:
    """Name the foreign keys that hold a row: it was found by its slug, to look again costs a statement each."""
    keys = (column for column in row._meta.concrete_fields if column.is_relation)
    return (column.name for column in keys if getattr(row, column.attname) is not None)


def write_fields(fields: list[Field], row: Any, data: dict[str, Json], resolve: Resolver) -> None:
    """Set every field of a row from JSON; absent plain fields get their default, absent lists are left alone.

    :raises Refusal: with every fault found, not only the first.
    """
    faults = [fault for key in sorted(data.keys() - {field.name for field in fields}) for fault in _unknown(key).faults]
    for field in fields:
        try:
            _write_one(field, row, data, resolve)
        except Refusal as refusal:
            faults.extend(refusal.faults)
    if faults:
        raise Refusal(faults)


def _write_one(field: Field, row: Any, data: dict[str, Json], resolve: Resolver) -> None:
    if field.name in data:
        field.write(row, data[field.name], resolve)
    else:
        field.clear(row)


def _unknown(key: str) -> Refusal:
    return refuse("UNKNOWN_PARAMETER", f"There is no field {key} here.", key)


def attach_lists(fields: list[Field], row: Any, data: dict[str, Json], resolve: Resolver) -> None:
    """Write the lists of a saved row that are present in the JSON."""
    for field in fields:
        if field.name in data and isinstance(field, (References, Rows)):
            field.attach(row, data[field.name], resolve)


def pointers_of(fields: list[Field], data: dict[str, Json]) -> Iterator[Pointer]:
    """Yield every record that a JSON object names."""
    for field in fields:
        if field.name in data:
            yield from field.pointers(data[field.name])


#: Where a form or a client looks for what a constraint over several columns refused.
FIELD_OF_CODE = {
    "EXTERNAL_ID_TAKEN": ("external_ids",),
    "LINK_EXISTS": ("kind",),
    "LOW_ABOVE_HIGH": ("low",),
    "REASON_REQUIRED": ("verification_reason", "retraction_reason"),
    "SELF_LINK": ("effect", "object"),
    "TWO_VOICES": ("asserted_by", "teller"),
    "URL_TAKEN": ("url",),
}


def record_faults(error: ValidationError, path: Path = (), names: Collection[str] = ()) -> list[Fault]:
    """Return faults with the columns' names turned into the record's: ``when_edtf`` is ``when``.

    A fault of several columns is placed at the one of ``names`` where one looks for it first.
    """
    return [replace(fault, path=_place(fault, path, names)) for fault in faults_of(error, path)]


def _place(fault: Fault, path: Path, names: Collection[str]) -> Path:
    if fault.path == path:
        return (*path, *[name for name in FIELD_OF_CODE.get(fault.code, ()) if name in names][:1])
    return tuple(_key(part) for part in fault.path)


def _key(part: str | int) -> str | int:
    return part.removesuffix("_edtf") if isinstance(part, str) else part
