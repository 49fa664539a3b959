"""The owned rows of a record, and what is done with all of its fields at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Prefetch

from sources.records.faults import record_faults
from sources.records.fields import Field, Json, Pointer, Resolver
from sources.records.references import MOST_ROWS, References
from sources.records.times import Time
from sources.refusals import Fault, Refusal, faults_of, refuse


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
        self.model._default_manager.filter(**{self.owner: row}).delete()
        owned = self.build(row, value, resolve)
        for one in owned:
            setattr(one, self.owner, row)
        self._save(owned)
        for field in self.fields:
            if isinstance(field, References):
                field.attach_new(list(zip(owned, value, strict=True)), resolve)

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


def required(fields: list[Field], model: type[models.Model]) -> list[str]:
    """Return the names of the fields without which a row cannot be saved."""
    columns = {column.name: column for column in model._meta.get_fields() if column.concrete}
    found = [(field.name, columns[field.name]) for field in fields if field.name in columns]
    return [name for name, column in found if not column.many_to_many and not column.blank and not column.has_default()]


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
            found = [_in_time(fault, fields) for fault in record_faults(error)]
            faults.extend(fault for fault in found if fault.path[:1] not in told)
    if faults:
        raise Refusal(faults)


def _in_time(fault: Fault, fields: list[Field]) -> Fault:
    """Place a fault of a column that a time is made of in the time: ``when_basis`` is ``when.basis``."""
    parts = {
        f"{field.name}_{detail}": (field.name, detail)
        for field in fields
        if isinstance(field, Time)
        for detail in Time.DETAILS
    }
    return (
        replace(fault, path=(*parts.get(str(fault.path[0]), fault.path[:1]), *fault.path[1:])) if fault.path else fault
    )


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
