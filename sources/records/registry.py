"""The kinds of record, in the order in which they refer to one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from sources.choices import Status
from sources.models import Publishable, Record
from sources.records.fields import Field, Json, Pointer
from sources.records.references import Reference, Voice
from sources.records.rows import normalise, pointers_of, read_fields, required
from sources.refusals import Fault
from sources.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Change:
    """One record's states around a writing; ``None`` where it was not there."""

    before: dict[str, Json] | None
    after: dict[str, Json] | None

    def status(self, state: dict[str, Json] | None) -> str:
        """Return a state's status; records without one are always public, what is not there is a blank."""
        return "" if state is None else state.get("status", Status.DRAFT)

    @property
    def was_published(self) -> bool:
        return self.status(self.before) == Status.PUBLISHED

    @property
    def is_published(self) -> bool:
        return self.status(self.after) == Status.PUBLISHED

    def values(self, name: str) -> set[Json]:
        """Return what a plain field held before and holds now, without what is absent."""
        states = [state for state in (self.before, self.after) if state is not None]
        return {state[name] for state in states if name in state}

    def alters(self, *names: str) -> bool:
        """Return whether any of the named fields differs."""
        before, after = self.before or {}, self.after or {}
        return any(before.get(name) != after.get(name) for name in names)


class Changes(dict[str, dict[int, Change]]):
    """What one writing changed: per kind, by primary key. ``viewer`` is who is told what is wrong with it."""

    def __init__(self, viewer: Viewer = Viewer.DRAFTS) -> None:
        super().__init__()
        self.viewer = viewer

    def of(self, kind: str) -> dict[int, Change]:
        return self.get(kind, {})

    def present(self, kind: str) -> dict[int, Change]:
        """Return the changes of records that are still there."""
        return {pk: change for pk, change in self.of(kind).items() if change.after is not None}


#: Looks at the final state of a writing and yields what breaks a rule.
Rule = Callable[[Changes], Iterator[Fault]]
#: Brings stored derived values in line with what changed.
Refresh = Callable[[Changes], None]


@dataclass(frozen=True)
class Kind:
    """One kind of record: its model, its fields in their fixed order, and where REST lists it."""

    name: str
    collection: str
    model: type[Record]
    fields: list[Field]
    rules: list[Rule] = field(default_factory=list)
    refreshes: list[Refresh] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.fields:
            one.bind(self.model)

    @property
    def objects(self) -> Any:
        """The model's manager, with the queryset methods that its records share."""
        return self.model._default_manager

    @property
    def has_status(self) -> bool:
        return issubclass(self.model, Publishable)

    @property
    def required(self) -> list[str]:
        """Names of the fields without which a record cannot be saved."""
        return required(self.fields, self.model)

    @property
    def names(self) -> list[str]:
        """Names of the fields, in order."""
        return [one.name for one in self.fields]

    @property
    def joins(self) -> list[str]:
        """Names of the foreign keys to the records that this one names, outside of its lists."""
        return [join for one in self.fields for join in one.joins()]

    def joined(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return a queryset that loads rows with the records that they name, without their lists."""
        return queryset.select_related(*self.joins) if self.joins else queryset

    def rows(self, queryset: QuerySet[Any] | None = None) -> QuerySet[Any]:
        """Return a queryset that loads what :meth:`dump` reads in a constant number of statements."""
        rows = self.model._default_manager.all() if queryset is None else queryset
        return self.joined(rows).prefetch_related(*(lookup for one in self.fields for lookup in one.prefetches()))

    def dump(self, row: Any) -> dict[str, Json]:
        """Return a row as its record: fixed key order, defaults omitted."""
        return {"record": self.name, "slug": row.slug, **read_fields(self.fields, row)}

    def normalise(self, record: dict[str, Json]) -> dict[str, Json]:
        """Return a valid record the way :meth:`dump` would answer it."""
        body = {key: value for key, value in record.items() if key not in ("record", "slug")}
        return {"record": self.name, "slug": record["slug"], **normalise(self.fields, body)}

    def pointers(self, record: dict[str, Json]) -> Iterator[Pointer]:
        """Yield every record that this one names."""
        return pointers_of(self.fields, record)

    def foundations(self) -> Iterator[tuple[str, str]]:
        """Yield (kind, lookup) of the records that this one rests on: retracted with them."""
        for one in self.fields:
            if isinstance(one, Reference) and one.cascades:
                yield one.kind, one.name
            if isinstance(one, Voice):
                yield from one.columns.items()

    def field_named(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


_kinds: dict[str, Kind] = {}
#: The order in which records refer to one another; bundles are written in it.
ORDER = (
    "publisher",
    "source",
    "media",
    "actor",
    "relation",
    "designation",
    "place",
    "event_type",
    "topic",
    "predicate",
    "event",
    "claim",
    "link",
    "assessment",
    "narrative",
)


def register(*kinds: Kind) -> None:
    """Make kinds known to the journal, bundles and REST; each app registers its own when it is ready."""
    for kind in kinds:
        _kinds[kind.name] = kind


def all_kinds() -> list[Kind]:
    """Return the registered kinds in dependency order."""
    return [_kinds[name] for name in ORDER if name in _kinds]


def kind_named(name: str) -> Kind:
    """Return a kind. :raises KeyError: when there is none."""
    return _kinds[name]


def kind_of(row: Any) -> Kind:
    """Return the kind of a row. :raises KeyError: when its model is no record."""
    return next(kind for kind in _kinds.values() if isinstance(row, kind.model))
