"""Two records side by side, field by field, with what differs marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sources.records import Json, Kind, kind_named, kind_of, seen_record
from sources.records.referring import repointed
from sources.visibility import Viewer, viewer_of

TEMPLATE = "admin/sequitur/compare.html"


class Side(NamedTuple):
    """One of the two: its name, page and standing, what it says as a record, and what is said of it elsewhere."""

    name: str
    url: str
    status: str
    record: dict[str, Json]
    beside: dict[str, Json] = {}


class Line(NamedTuple):
    """One field of both, each as texts below one another, and whether they differ."""

    name: str
    left: list[str]
    right: list[str]
    differs: bool


def view(model_admin: Any, request: HttpRequest, entered: Any) -> HttpResponse:
    """Answer the page that compares the record ``with`` with the record ``of``, or with what is entered."""
    viewer, kind = viewer_of(request.user), kind_of(model_admin.model())
    asked = [pk for pk in (entered.key("of"), entered.key("with")) if pk]
    rows = {row.pk: row for row in kind.rows(model_admin.get_queryset(request).filter(pk__in=asked))}
    if not entered.key("with") or not rows.keys() >= set(asked):
        raise Http404
    sides = [_stored(model_admin, kind, rows[pk], viewer) for pk in asked]
    if not entered.key("of"):
        sides.insert(0, Side("What is being entered", "", "", model_admin.entered_record(entered, viewer)))
    left, right = titled(kind, [side.record for side in sides], viewer)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Compare",
        "opts": model_admin.opts,
        "sides": sides,
        "lines": list(lines(kind, left | sides[0].beside, right | sides[1].beside, is_whole=bool(sides[0].url))),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _stored(model_admin: Any, kind: Kind, row: Any, viewer: Viewer) -> Side:
    status = row.get_status_display() if kind.has_status else ""
    url, beside = model_admin.page_of(row.pk), model_admin.beside(row, viewer)
    return Side(model_admin.label(row), url, status, seen_record(kind, row, viewer), beside)


def titled(kind: Kind, records: list[dict[str, Json]], viewer: Viewer) -> list[dict[str, Json]]:
    """Return records with the titles of what they name in place of its slugs; a statement for each kind named."""
    pointers = [list(kind.pointers(record)) for record in records]
    slugs = defaultdict(set)
    for one in (pointer for some in pointers for pointer in some):
        slugs[one.kind].add(one.slug)
    names: dict[tuple[str, str], str] = {}
    for name, wanted in slugs.items():
        for row in kind_named(name).objects.visible_to(viewer).filter(slug__in=wanted):
            names[name, row.slug] = str(row)
    for place, some in enumerate(pointers):
        for one in some:
            records[place] = repointed(records[place], [one.path], names.get((one.kind, one.slug), "…"))
    return records


def lines(kind: Kind, left: dict[str, Json], right: dict[str, Json], *, is_whole: bool) -> Iterator[Line]:
    """Yield the fields that either record has, in the order of its kind, then what stands beside them.

    Of a left one that is not whole, as it is still being entered, only what it has can differ.
    """
    further = [name for name in {**left, **right} if name not in kind.names and name not in ("record", "slug")]
    for name in ["slug", *kind.names, *further]:
        if name in left or name in right:
            mine, theirs = texts_of(left.get(name)), texts_of(right.get(name))
            yield Line(name.replace("_", " "), mine, theirs, mine != theirs and (is_whole or bool(mine)))


def texts_of(value: Json) -> list[str]:
    """Return a value of a record as people read it, a text for each row of a list."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, list):
        return [", ".join(texts_of(one)) for one in value]
    if isinstance(value, dict):
        return [", ".join(_parts(value.items()))]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(value)]


def _parts(items: Iterable[tuple[str, Json]]) -> Iterator[str]:
    for name, value in items:
        yield f"{name.replace('_', ' ')}: {', '.join(texts_of(value))}"
