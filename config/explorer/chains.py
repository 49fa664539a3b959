"""The first picture of a chain, as the server draws it: a box for each event, an arrow for each link, lines of time.

The browser moves what stands there, and lays a chain out by itself only once that grows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext

from config.explorer.intervals import grouped
from config.explorer.layering import columns_of, firm, rows_of
from config.explorer.lettering import lines
from config.explorer.words import word
from sources.dates import civil

#: So many events, and links between them, are drawn by the server: as many as a page asks for, where few lines cross.
MOST, MOST_LINKS = 201, 300
#: Sizes in pixels are as the browser has them: of a box, of its texts, of the line of days above all, between columns.
WIDTH, PADDING, LINE, SMALL, HEAD, GAP, MARGIN = 176, 12, 19, 16, 30, 112, 12
GREY = "#767676"
#: How an arrow is drawn, by the kind of its link; the legend says the same.
STYLES = {
    "CAUSED": "firm",
    "IMMEDIATE_CAUSE": "firm",
    "CONTRIBUTING_FACTOR": "partly",
    "ENABLED": "partly",
    "MOTIVATED": "moved",
    "RETALIATION": "moved",
    "CONTINUED": "continued",
    "ENDED": "stopped",
    "PREVENTED": "stopped",
    "PRECEDED": "order",
}
#: The least and the most that a chain is made smaller to be seen whole, and the heights of its picture.
READABLE, LOWEST, TALLEST, BORDER = 0.72, 180, 560, 2
#: Widths of a page, in pixels, for which it is told where a wider chain begins; that holds up to the next of them.
PAGES = (0, 326, 360, 400, 460, 540, 640, 740, 860, 1000, 1118)


@dataclass(frozen=True)
class Box:
    """An event where it stands: its left and upper edge, and the lines of its texts."""

    event: dict[str, Any]
    left: float
    top: float
    height: float
    name: list[str]
    when: list[str]
    is_root: bool
    is_end: bool

    @property
    def slug(self) -> str:
        return str(self.event["slug"])

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def right(self) -> float:
        return self.left + WIDTH

    @property
    def tip(self) -> str:
        return ", ".join(text for text in (self.event["title"], (self.event["type"] or {}).get("label")) if text)

    @property
    def colour(self) -> str:
        return (self.event["type"] or {}).get("colour") or GREY

    @property
    def texts(self) -> Iterator[tuple[str, int, str]]:
        """Yield each line of text with its class, and where it stands below the upper edge."""
        for index, text in enumerate(self.name):
            yield "name", PADDING + 11 + LINE * index, text
        for index, text in enumerate(self.when):
            yield "date", PADDING + 10 + LINE * len(self.name) + SMALL * index, text


@dataclass(frozen=True)
class Arrow:
    """A link as it is drawn: its line, its head, and what it is called above its middle."""

    slug: str
    classes: str
    tip: str
    line: str
    thickness: float
    head: str
    kind: str
    x: float
    y: float
    caption: list[str]


@dataclass(frozen=True)
class Picture:
    """A chain, and where it begins in pages of so many pixels: width, height, x, y and scale."""

    width: float
    height: float
    boxes: list[Box]
    arrows: list[Arrow]
    marks: list[tuple[float, str]]
    begins: list[tuple[int, int, str, float, float]]


@dataclass(frozen=True)
class Marked:
    """What stands out in a chain: the event it is about, ends behind which there is more; arrows that are not pale.

    And the weakest of them, where one looks for that.
    """

    root: str
    ends: Collection[str] = ()
    strong: Collection[str] | None = None
    weakest: str | None = None


def chain_of(events: Sequence[dict[str, Any]], links: Iterable[dict[str, Any]], marked: Marked) -> Picture | None:
    """Return the picture of some events and the links between them; None where there are too many."""
    slugs = {event["slug"] for event in events}
    links = [link for link in links if {link["cause"]["slug"], link["effect"]["slug"]} <= slugs]
    if len(events) > MOST or len(links) > MOST_LINKS:
        return None
    columns = columns_of(events, links)
    texts = {event["slug"]: (_name(event), _when(event)) for event in events}
    heights = {slug: 2 * PADDING - 2 + LINE * len(name) + SMALL * len(when) for slug, (name, when) in texts.items()}
    rows = rows_of(columns.of, heights, firm(events, links))
    boxes = {
        event["slug"]: Box(
            event,
            left=_left(columns.of[slug]),
            top=round(MARGIN + rows.of[slug] - heights[slug] / 2, 1),
            height=heights[slug],
            name=texts[slug][0],
            when=texts[slug][1],
            is_root=slug == marked.root,
            is_end=slug in marked.ends,
        )
        for event in events
        if (slug := event["slug"])
    }
    drawn = sorted(boxes.values(), key=lambda box: (box.left, box.top))
    ends = Counter((link[end]["slug"], end) for link in links for end in ("cause", "effect"))
    width = max(box.right for box in drawn) + MARGIN
    height = max(box.top + box.height for box in drawn) + MARGIN + HEAD
    return Picture(
        width=width,
        height=height,
        boxes=drawn,
        arrows=[_arrow(link, boxes, rows.passes.get(link["slug"], []), ends, marked) for link in links],
        marks=[(max(0, _left(column) - GAP / 4), _from(day)) for day, column in columns.marks],
        begins=list(_begins(width, height, drawn)),
    )


def _left(column: int) -> int:
    return MARGIN + column * (WIDTH + GAP)


def _name(event: dict[str, Any]) -> list[str]:
    return lines(event["shortTitle"] or event["title"], "title", WIDTH - 2 * PADDING - 4, 3)


def _when(event: dict[str, Any]) -> list[str]:
    text = event["when"]["display"] if event["when"] else gettext("not dated")
    return lines(text, "small", WIDTH - 2 * PADDING - 4, 2)


def _from(day: int) -> str:
    year, month, day_of_month = civil(day)
    written = str(year) if year > 0 else gettext("{year} BCE").format(year=1 - year)
    return gettext("from {day}").format(day=f"{day_of_month} {str(MONTHS_3[month]).capitalize()} {written}")


def _arrow(
    link: dict[str, Any],
    boxes: Mapping[str, Box],
    passes: Iterable[tuple[int, float]],
    ends: Mapping[tuple[str, str], int],
    marked: Marked,
) -> Arrow:
    cause, effect = boxes[link["cause"]["slug"]], boxes[link["effect"]["slug"]]
    points = [(cause.right, cause.middle)]
    for column, y in passes:
        points += [(_left(column), round(MARGIN + y, 1)), (_left(column) + WIDTH, round(MARGIN + y, 1))]
    points.append((effect.left, effect.middle))
    style = STYLES.get(link["kind"], "firm")
    flags = {
        "disputed": link["disputed"],
        "unjudged": not link["likelihood"],
        "faint": marked.strong is not None and link["slug"] not in marked.strong,
        "weakest": link["slug"] == marked.weakest,
    }
    caption = lines(re.sub(r" \(.*", "", word("LinkKind", link["kind"])), "small", GAP - 14, 2)
    x, y = _bent(points, keeps_left=ends[cause.slug, "cause"] <= ends[effect.slug, "effect"])
    return Arrow(
        slug=link["slug"],
        classes=" ".join(["arrow", style, *(name for name, is_so in flags.items() if is_so)]),
        tip=_tip(link, cause, effect),
        line=_curve(points),
        thickness=round(1 + 4 * link["weight"], 2) if link["likelihood"] else 1.5,
        head="bar" if style == "stopped" else "head-alarm" if flags["disputed"] or flags["weakest"] else "head",
        kind="kind inferred" if link["basis"] == "ANALYST_INFERRED" else "kind",
        x=x,
        y=round(y - 7 - 13 * (len(caption) - 1), 1),
        caption=[*caption[:-1], f"{caption[-1]} ?" if link["disputed"] else caption[-1]],
    )


def _bent(points: list[tuple[float, float]], *, keeps_left: bool) -> tuple[float, float]:
    """Bend a line in the middle of its way, between two columns, and return where: it is called there what it is.

    Up to there it keeps its height, or from there on, so that what is written above it covers no other line.
    """
    at = len(points) // 2
    at += 1 - at % 2
    (x1, y1), (x2, y2) = points[at - 1 : at + 1]
    points.insert(at, (round((x1 + x2) / 2, 1), y1 if keeps_left else y2))
    return points[at]


def _tip(link: dict[str, Any], cause: Box, effect: Box) -> str:
    likely = word("Likelihood", link["likelihood"]) or gettext("nobody judged how likely")
    told = [f"{cause.event['title']} → {effect.event['title']}", word("LinkKind", link["kind"])]
    told += [word("LinkBasis", link["basis"]), likely, *([gettext("disputed")] if link["disputed"] else [])]
    return "\n".join(told)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """Return a line that leaves the cause to the right and comes to its effect from the left."""
    *way, (x, y) = points
    parts = [f"M{way[0][0]:g} {way[0][1]:g}"]
    for (x1, y1), (x2, y2) in zip(way, [*way[1:], (x - 3, y)], strict=True):
        reach = max(abs(x2 - x1) / 2, 18)
        parts.append(f"C{x1 + reach:g} {y1:g} {x2 - reach:g} {y2:g} {x2:g} {y2:g}")
    return "".join(parts)


def _begins(width: float, height: float, boxes: Sequence[Box]) -> Iterator[tuple[int, int, str, float, float]]:
    """Yield from which width of a page on a picture is so high, and where in it a chain begins, at which scale.

    From the left that is a length of a style sheet: what is seen whole stands in the middle of a page of any width.
    """
    for page in [*(page for page in PAGES if page < width + BORDER), int(width) + BORDER]:
        room = page - BORDER
        k = round(max(READABLE, min(1, room / width)), 3)
        tall = round(min(max(height * k + 16, LOWEST), TALLEST))
        y = round(_from_above(height, boxes, tall - BORDER, k), 1)
        is_whole = width * k <= room
        x = (
            f"calc(50cqw - {BORDER / 2 + width * k / 2:.1f}px)"
            if is_whole
            else f"{_beginning(width, boxes, room, k):.1f}px"
        )
        yield page, tall, x, y, k


def _from_above(height: float, boxes: Sequence[Box], room: float, k: float) -> float:
    """Return where a chain begins from above: all of it in the middle, or, where it is too high, what it is about."""
    root = next((box for box in boxes if box.is_root), None)
    middle = HEAD + root.middle if root else height / 2
    return max(room - height * k, min(0, room / 2 - middle * k)) if height * k > room else (room - height * k) / 2


def _beginning(width: float, boxes: Sequence[Box], room: float, k: float) -> float:
    """Return where a chain begins that is wider than its page: what is looked at, behind a box out of sight."""
    root = next((box for box in boxes if box.is_root), None)
    focus = root.left + WIDTH / 2 if root else width / 2
    rights = sorted({0, *(box.right + 1 for box in boxes)})
    wanted = min(max(focus * k - room / 2, 0), width * k - room)
    ends = [right * k for right in rights if right <= focus]
    before = max((end for end in ends if end <= wanted), default=0)
    if min((right for right in rights if right > focus), default=0) * k <= before + room:
        return -before
    return -next((end for end in ends if end > wanted), wanted)


@dataclass(frozen=True)
class Cut:
    """What a chain leaves out: texts that say so, the events behind which there is more, and whether it is too much."""

    texts: list[str]
    ends: set[str]
    is_limited: bool


def cut_of(answer: Mapping[str, Any]) -> Cut:
    """Return what ``chain.graphql`` leaves out of causes and effects."""
    texts, ends, is_limited = [], set(), False
    told: dict[str, Callable[[], str]] = {
        "causes": lambda: gettext("Showing {shown} of {of} causes."),
        "effects": lambda: gettext("Showing {shown} of {of} effects."),
    }
    for way, text in told.items():
        chain = answer[way]
        if not chain["truncated"]:
            continue
        if chain["truncationReason"] == "LIMIT":
            of = "?" if chain["reachable"] is None else grouped(chain["reachable"])
            texts.append(text().format(shown=grouped(len(chain["nodes"]) - 1), of=of))
            is_limited = True
            continue
        deepest = max(node["depth"] for node in chain["nodes"])
        ends |= {node["event"]["slug"] for node in chain["nodes"] if node["depth"] == deepest > 0}
    if ends:
        texts.append(gettext("More lies behind the events with a plus."))
    return Cut(texts, ends, is_limited)
