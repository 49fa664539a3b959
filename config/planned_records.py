"""Records as REST answers them: a fixed plan for each kind and viewer, on the engine that answers GraphQL.

What of a record is shown is said by the fields of its kind; this says how each kind of field is read. A record that
may not be seen is not joined, and an owned row that rests on one is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet

from config.graphql.planning.fields import Fields, remembered
from config.graphql.planning.levels import OWN, Level, Row, sorted_by, under
from config.graphql.planning.planner import MOST_PLANS, Kept
from config.graphql.planning.plans import Plan, Rooted
from config.graphql.planning.projection import an_object
from config.graphql.planning.questions import Given, parted
from config.graphql.planning.refusing import Unplanned
from config.graphql.planning.slots import Opened
from config.graphql.planning.values import Completed
from sources.deadlines import may_read_alone, read_alone, reading
from sources.filters import VisibleFilterSet
from sources.graphql.declared import Batched, columns_of
from sources.graphql.query import Asked
from sources.graphql.reading import Reading
from sources.models import Mergeable, Publishable
from sources.pages import Page, Placed, page_of
from sources.querysets import visible
from sources.records import Column, Field, Json, Kind, Reference, References, Rows, Time, Voice
from sources.records.reading import moment, open_to, show_time, standing_rows
from sources.rest.shown import Extra, Wanted
from sources.visibility import Viewer

#: Columns whose values are JSON as they are.
PLAIN = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
)
AS_IT_IS = Completed(lambda value, results: value)
#: What a plan is asked, in place of the fields of a document that are asked something.
ASKED: Any = "asked"
NOTHING_ASKED: Any = None


class Shown(Reading):
    """Reads what a viewer may see of what records name; of merged records too, whose slug leads to the other."""

    def rows(self, model: type[models.Model]) -> QuerySet[Any]:
        rows = model._default_manager.get_queryset()
        return rows.filter(visible(self.viewer)) if issubclass(model, Publishable) else rows


class PlannedRecords:
    """Reads records by plans, each of which is made once."""

    def __init__(self) -> None:
        self._plans: dict[Any, Plan] = {}
        self._pages: Kept[Plan | None] = Kept(MOST_PLANS)

    def one(self, kind: Kind, extras: Collection[Extra], slug: str, viewer: Viewer) -> dict[str, Json] | None:
        """Return the visible record with a slug; None where there is none, or it was merged."""
        plan = self._plan(Recording.by_slug, kind, extras, viewer)
        found: list[dict[str, Json]] = _answer(plan, Given({}, {"slug": slug}), viewer)
        return found[0] if found else None

    def some(
        self, kind: Kind, extras: Collection[Extra], keys: Iterable[int], viewer: Viewer, *, hidden: bool = False
    ) -> dict[int, dict[str, Json]]:
        """Return those of the records with some primary keys that are visible, by these; where ``hidden``, all."""
        plan = self._plan(Recording.whichever if hidden else Recording.by_keys, kind, extras, viewer)
        found: dict[int, dict[str, Json]] = _answer(plan, Given({"keys": set(keys)}, {}), viewer)
        return found

    def page(self, kind: Kind, extras: Collection[Extra], wanted: Wanted, viewer: Viewer) -> Page | None:
        """Return a page of the visible records, each as ``Placed``; None where no plan can say which these are."""
        given = Given({}, parted(wanted.filters, wanted.values), wanted.order, wanted.span)
        key = (kind.name, viewer, wanted.filters, *(extra.name for extra in extras), given.shape)
        plan = self._pages.get(key, lambda: _paging(kind, extras, wanted.filters, given, viewer))
        if plan is None:
            return None
        found: list[Placed] = _answer(plan, given, viewer)
        return page_of(wanted.order, found, wanted.span)

    def _plan(self, make: Callable[..., Plan], kind: Kind, extras: Collection[Extra], viewer: Viewer) -> Plan:
        key = (make, kind.name, viewer, *(extra.name for extra in extras))
        if key not in self._plans:
            self._plans[key] = make(Recording(Shown(viewer), connections[DEFAULT_DB_ALIAS]), kind, extras)
        return self._plans[key]


def _answer(plan: Plan, given: Given, viewer: Viewer) -> Any:
    """Return what a plan reads; in one message where that is all."""
    run = partial(plan.run, {ASKED: given}, Shown(viewer), connections[DEFAULT_DB_ALIAS])
    if plan.is_one_statement and not plan.computes and may_read_alone():
        return run(lambda stage, params: read_alone([(stage.sql, params)])[0])["records"]
    with reading():
        return run()["records"]


def _paging(
    kind: Kind, extras: Collection[Extra], filters: type[VisibleFilterSet], given: Given, viewer: Viewer
) -> Plan | None:
    """Return the plan of a page; None where a filter has to look at its value."""
    try:
        return Recording(Shown(viewer), connections[DEFAULT_DB_ALIAS]).page(
            kind, extras, filters, given.opened(Opened())
        )
    except Unplanned:
        return None


class Recording(Fields):
    """Makes the plan of a kind's records."""

    def by_slug(self, kind: Kind, extras: Collection[Extra]) -> Plan:
        rows = kind.objects.visible_to(self._reading.viewer).filter(slug=Opened().slot(""))
        if issubclass(kind.model, Mergeable):
            rows = rows.filter(merged_into=None)
        level = self._level(0, rows.order_by())
        self._stages[0].has_roots = True
        self._record(Row(level, OWN, kind.model), kind, extras)
        return self._finished(lambda results: results[level.number])

    def page(self, kind: Kind, extras: Collection[Extra], filters: type[VisibleFilterSet], asked: Given) -> Plan:
        """``asked`` has slots in place of the values. :raises Unplanned:"""
        viewer = self._reading.viewer
        rows = kind.objects.visible_to(viewer).filter(filters.predicate(asked.values, viewer))
        level = self._paged(rows, asked)
        self._stages[0].has_roots = True
        self._record(Row(level, OWN, kind.model), kind, extras)
        placed, record = self._names.of(Placed, "placed"), self._bodies[level.number]
        self._bodies[level.number] = f"{placed}({self._position(level)}, {record})"
        return self._finished(lambda results: results[level.number])

    def by_keys(self, kind: Kind, extras: Collection[Extra]) -> Plan:
        return self._of_keys(self._reading.rows(kind.model), kind, extras)

    def whichever(self, kind: Kind, extras: Collection[Extra]) -> Plan:
        return self._of_keys(kind.model._default_manager.all(), kind, extras)

    def _of_keys(self, rows: QuerySet[Any], kind: Kind, extras: Collection[Extra]) -> Plan:
        """The keys stand where a function of the root would tell some."""
        number = self._taken()
        row = self._keyed(0, rows)
        at = row.level.number
        self._record(row, kind, extras)
        done = Completed(
            lambda keys, results: {key: results[at][key] for key in keys if key in results[at]},
            lambda keys, wanted: wanted[at].update(keys),
        )
        call = self._steps[number] = Rooted(number, ASKED, Asked("", lambda reading, keys: keys), done)
        self._stages[0].calls.append(call)
        return self._finished(lambda results: results[number])

    def _finished(self, made: Callable[[list[Any]], Any]) -> Plan:
        return self._plan([("records", made)])

    def _record(self, row: Row, kind: Kind, extras: Collection[Extra]) -> None:
        stamps = ("published_at", "updated_at") if kind.has_status else ("updated_at",)
        stamp = self._names.of(moment, "moment")
        parts = [
            ("slug", self._cell(row, "slug")),
            *self._parts(row, kind.fields),
            ("version", self._cell(row, "version")),
            *((name, f"{stamp}({self._cell(row, name)})") for name in stamps),
            *((extra.name, self._extra(row, extra)) for extra in extras),
        ]
        self._bodies[row.level.number] = an_object(parts)

    def _parts(self, row: Row, fields: list[Field]) -> list[tuple[str, str]]:
        return [(field.name, self._part(row, field)) for field in open_to(self._reading.viewer, fields)]

    def _part(self, row: Row, field: Field) -> str:
        match field:
            case Time():
                return self._shown_time(row, field)
            case Rows():
                return self._rows(row, field)
            case References():
                return self._references(row, field)
            case Reference():
                return self._cell(row.to(field.name), "slug")
            case Voice():
                return self._voice(row, field)
            case Column():
                read = self._cell(row, field.name)
                return read if _is_plain(field) else f"{self._names.of(field.shown, 'shown')}({read})"
        raise TypeError(f"{type(field).__name__} is no field that a plan reads")

    def _shown_time(self, row: Row, field: Time) -> str:
        needs = columns_of(row.model, field.name)
        told = self._names.of(remembered(row.model, needs, lambda one: show_time(field, one)), "remembered")
        return f"{told}({', '.join(self._cell(row, name) for name in needs)})"

    def _rows(self, row: Row, field: Rows) -> str:
        rows = field.model._default_manager.filter(standing_rows(field, self._reading.viewer))
        owned, sorts = sorted_by(under(rows, field.owner, row), ("position", "pk"))
        level = self._level(row.level.stage, owned.order_by(), sorts=sorts, is_owned=True)
        self._bodies[level.number] = an_object(self._parts(Row(level, OWN, field.model), field.fields))
        return self._listed(row, level)

    def _references(self, row: Row, field: References) -> str:
        through = field.column.remote_field.through
        rows = under(through._default_manager.all(), field.column.m2m_field_name(), row)
        level = self._level(row.level.stage, rows.order_by(), is_owned=True)
        target = Row(level, OWN, through).to(field.column.m2m_reverse_field_name())
        self._bodies[level.number] = self._cell(target, "slug")
        return f"{self._names.of(_slugs, 'slugs')}({self._listed(row, level)})"

    def _listed(self, row: Row, level: Level) -> str:
        return f"({self._read_under(row.level, level.number)}.get({row.key}) or [])"

    def _voice(self, row: Row, field: Voice) -> str:
        found = "None"
        for kind, column in reversed(field.columns.items()):
            slug = self._cell(row.to(column), "slug")
            found = f"({{{kind!r}: {slug}}} if {slug} is not None else {found})"
        return found

    def _extra(self, row: Row, extra: Extra) -> str:
        needs = [column for path in extra.needs for column in columns_of(row.model, path)]
        declared = Batched("", lambda rows, reading: extra.compute(rows, reading.viewer), needs=needs)
        return self._called(self._taken(), row, NOTHING_ASKED, declared, AS_IT_IS)


def _is_plain(field: Column) -> bool:
    return type(field) is Column and isinstance(field.column, PLAIN)


def _slugs(found: list[str | None]) -> list[str]:
    return sorted(slug for slug in found if slug is not None)
