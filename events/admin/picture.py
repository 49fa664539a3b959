"""The chain around an event as a drawing and as a table, with what is typed but not saved yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten, wrap
from typing import Any, NamedTuple

from django.urls import reverse

from events.causality import Direction, Spot, chain, draw
from events.choices import LinkKind
from events.models import CausalLink, Event
from sources import dates
from sources.admin import Entered, entered_time
from sources.choices import Status
from sources.models.time import set_time
from sources.visibility import Viewer

#: How far it goes each way, and how many events it shows each way.
DEPTH, LIMIT = 3, 14
#: Pixels: of a box, of the space between columns, of a row, around all.
WIDTH, HEIGHT, GAP, ROW, MARGIN = 180, 64, 112, 84, 12
LINE, LINES = 26, 2
#: The dashes of each kind, so that colour is not all that tells them apart.
DASHES = {
    LinkKind.CAUSED: "none",
    LinkKind.IMMEDIATE_CAUSE: "12 2",
    LinkKind.CONTRIBUTING_FACTOR: "10 4",
    LinkKind.ENABLED: "6 3",
    LinkKind.MOTIVATED: "2 3",
    LinkKind.RETALIATION: "8 3 2 3",
    LinkKind.CONTINUED: "14 3 2 3",
    LinkKind.ENDED: "4 4",
    LinkKind.PREVENTED: "1 5",
    LinkKind.PRECEDED: "1 2",
}
NOT_SAVED = "not saved yet"
#: What an event without a title yet is called, and the key of one that is not stored.
NAMELESS, NEW = "this event", 0


class Proposed(NamedTuple):
    """A link that is typed and not saved: the other event and which way it goes."""

    event: int
    kind: str
    is_cause: bool


@dataclass(frozen=True)
class Box:
    """An event as drawn."""

    name: str
    lines: list[str]
    when: str
    mark: str
    url: str
    is_root: bool
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A link as drawn, and as a line of the table."""

    kind: LinkKind
    cause: str
    effect: str
    mark: str
    likelihood: str
    url: str
    path: str
    tip: str
    x: int
    y: int

    @property
    def dash(self) -> str:
        return DASHES[self.kind]

    @property
    def css(self) -> str:
        return f"arrow-{self.kind.value.lower().replace('_', '-')}"

    @property
    def title(self) -> str:
        mark = f" ({self.mark})" if self.mark else ""
        return f"{self.cause} → {self.effect}: {self.kind.label}{mark}"


@dataclass(frozen=True)
class Picture:
    """A chain as drawn."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]
    has_more: bool

    @property
    def kinds(self) -> list[Line]:
        """A line of each kind that is drawn, for the legend."""
        return list({line.kind: line for line in self.lines}.values())


class _Link(NamedTuple):
    """A link to be drawn; ``pk`` of one that is stored."""

    cause: int
    effect: int
    kind: str
    likelihood: str = ""
    status: str = ""
    pk: int | None = None


def picture_of(event: Event, viewer: Viewer, proposed: Iterable[Proposed] = ()) -> Picture | None:
    """Return what a viewer sees around an event, drawn as it is given; None where there is nothing to draw.

    The event may be one that is not stored. Seven statements at most, however much there is.
    """
    given, root = list(proposed), event.pk or NEW
    events, links, has_more = _around(event, viewer) if event.pk else ({}, [], False)
    events[root] = event
    others = {one.event for one in given} - events.keys()
    if others:
        events |= Event.objects.visible_to(viewer).in_bulk(others)
    for one in given:
        if one.event in events and one.event != root and one.kind in LinkKind.values:
            ends = (one.event, root) if one.is_cause else (root, one.event)
            links.append(_Link(*ends, one.kind))
    return _drawn(root, events, links, has_more) if links else None


def proposed_in(entered: Entered) -> list[Proposed]:
    """Return the links that a page holds and the store does not."""
    found = []
    for rows, end in (("cause_links", "cause"), ("effect_links", "effect")):
        for row in entered.rows(rows):
            key = row.key(end)
            if key and not row.text("id") and not row.text("DELETE"):
                found.append(Proposed(key, row.text("kind") or LinkKind.CAUSED.value, end == "cause"))
    return found


def entered_event(entered: Entered, stored: Event | None, viewer: Viewer) -> Event:
    """Return an event with the titles and the time that a page holds, not to be saved."""
    event = copy(stored) if stored else Event()
    for name in ("title", "short_title"):
        if name in entered:
            setattr(event, name, entered.text(name))
    if time := entered_time(entered, "when", viewer):
        set_time(event, "when", time.edtf)
    return event


def _around(event: Event, viewer: Viewer) -> tuple[dict[int, Event], list[_Link], bool]:
    try:
        chains = [
            chain(event, viewer=viewer, direction=one, depth=DEPTH, limit=LIMIT, include_order_only=True)
            for one in Direction
        ]
    except Event.DoesNotExist:
        return {}, [], False
    events = {node.event.pk: node.event for one in chains for node in one.nodes}
    links = {edge.link.pk: edge.link for one in chains for edge in one.edges}
    return events, [_read(link) for link in links.values()], any(one.truncated for one in chains)


def _read(link: CausalLink) -> _Link:
    return _Link(link.cause_id, link.effect_id, link.kind, link.likelihood, link.status, link.pk)


def _drawn(root: int, events: dict[int, Event], links: list[_Link], has_more: bool) -> Picture:
    keys = {pk: event.slug for pk, event in events.items()}
    drawing = draw(map(_spot, events.values()), [(keys[link.cause], keys[link.effect]) for link in links])
    top = min(place.row for way in [*drawing.arrows, list(drawing.events.values())] for place in way)
    at = {
        place: (MARGIN + place.column * (WIDTH + GAP), round(MARGIN + (place.row - top) * ROW))
        for way in [*drawing.arrows, list(drawing.events.values())]
        for place in way
    }
    boxes = [_box(event, at[drawing.events[event.slug]], pk == root) for pk, event in events.items()]
    lines = [_line(link, events, [at[place] for place in way]) for link, way in zip(links, drawing.arrows, strict=True)]
    width = max(x for x, _ in at.values()) + WIDTH + MARGIN
    height = max(y for _, y in at.values()) + HEIGHT + MARGIN
    return Picture(width, height, sorted(boxes, key=lambda box: (box.x, box.y)), lines, has_more)


def _spot(event: Event) -> Spot:
    when = event.when
    if when is None:
        return Spot(dates.MIN_DAY, dates.MAX_DAY, event.slug)
    return Spot(when.earliest_start, when.latest_start, event.slug)


def _page(model: str, pk: int) -> str:
    return reverse(f"admin:events_{model}_change", args=[pk])


def _box(event: Event, at: tuple[int, int], is_root: bool) -> Box:
    name = event.name or NAMELESS
    lines = wrap(name, LINE)
    if len(lines) > LINES:
        lines = [lines[0], shorten(" ".join(lines[1:]), LINE, placeholder="…")]
    when = event.when.display if event.when else "undated"
    mark, url = (_mark(event.status), _page("event", event.pk)) if event.pk else (NOT_SAVED, "")
    return Box(name, lines, when, mark, url, is_root, *at)


def _mark(status: str) -> str:
    return "" if status == Status.PUBLISHED else str(Status(status).label).lower()


def _line(link: _Link, events: dict[int, Event], way: list[tuple[int, int]]) -> Line:
    stops = list(_stops(way))
    (x, y), (next_x, next_y) = stops[0], stops[1]
    end_x, end_y = stops[-1]
    back = -1 if end_x < stops[-2][0] else 1
    return Line(
        kind=LinkKind(link.kind),
        cause=events[link.cause].name or NAMELESS,
        effect=events[link.effect].name or NAMELESS,
        mark=_mark(link.status) if link.pk else NOT_SAVED,
        likelihood=str(CausalLink(likelihood=link.likelihood).get_likelihood_display()),
        url=_page("causallink", link.pk) if link.pk else "",
        path=f"M{x} {y}{''.join(_curves(stops))}",
        tip=f"M{end_x} {end_y}l{-9 * back} -5v10z",
        x=(x + next_x) // 2,
        y=(y + next_y) // 2,
    )


def _stops(way: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the points of an arrow: out of the cause's side, straight through what it passes, into the effect's."""
    middle = HEIGHT // 2
    (x, y), (last_x, last_y) = way[0], way[-1]
    goes_back = last_x <= x
    yield (x if goes_back else x + WIDTH), y + middle
    for one_x, one_y in way[1:-1]:
        yield one_x, one_y + middle
        yield one_x + WIDTH, one_y + middle
    yield (last_x + WIDTH if goes_back else last_x), last_y + middle


def _curves(stops: list[tuple[int, int]]) -> Iterator[str]:
    for (x, y), (to_x, to_y) in pairwise(stops):
        bend = (x + to_x) // 2
        yield f"C{bend} {y} {bend} {to_y} {to_x} {to_y}"


def context_of(picture: Picture | None, **more: Any) -> dict[str, Any]:
    """Return what the template of a picture reads."""
    return {"picture": picture, "box_width": WIDTH, "box_height": HEIGHT, **more}
