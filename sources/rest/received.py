"""From the body of a request to records: in the shape of a GET answer, with records nested in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sources.choices import Status
from sources.models.records import SLUG
from sources.models.time import BOUNDS
from sources.records import Field, Json, Kind, Places, Rows, Time, is_visible, kind_named
from sources.records.references import MOST_ROWS
from sources.refusals import Fault, Path, Refusal, faults_of, pointer_to, refuse
from sources.rest.problems import Problem, status_of, told
from sources.visibility import Viewer

#: What a GET answers of a record beside what can be written; it may be sent back and is not looked at.
STAMPS = ("version", "updated_at")
#: Answered by a GET, and set by merging alone.
MERGED_INTO = "merged_into"
#: What follows from a time's EDTF text, the same.
RESOLVED = ("display", "coverage", "uncertain", "approximate", *BOUNDS)


@dataclass(frozen=True)
class Nested:
    """Records that may be sent inside the record they belong to, under a name: an event's claims."""

    name: str
    kind: str
    owner: str
    #: What a GET computes of such a record.
    computed: tuple[str, ...] = ()


def record_in(kind: Kind, body: Json, computed: Collection[str] = ()) -> dict[str, Json]:
    """Return the record in a body without what a GET adds to it, keys that are not known left in to be refused.

    :raises Refusal: when the body is no object, of another kind, or has no good slug.
    """
    if not isinstance(body, dict):
        raise refuse("BAD_USER_INPUT", "A record is one JSON object.")
    if body.get("record", kind.name) != kind.name:
        raise refuse("BAD_USER_INPUT", f"This takes records of the kind {kind.name}.", "record")
    if "slug" in body:
        check_slug(body["slug"])
    if body.get(MERGED_INTO) is not None and kind.field_named(MERGED_INTO):
        raise refuse("BAD_USER_INPUT", "Records are merged by POST to …/merge/.", MERGED_INTO)
    stamps = {*STAMPS, *computed, *(("published_at",) if kind.has_status else ())}
    stamps |= {MERGED_INTO} if kind.field_named(MERGED_INTO) else set()
    data = _entered(kind.fields, {key: value for key, value in body.items() if key not in stamps})
    return {**data, "record": kind.name}


def check_slug(slug: Json) -> None:
    """:raises Refusal: when a value is no slug."""
    if not isinstance(slug, str) or len(slug) > 100 or SLUG.regex.fullmatch(slug) is None:  # type: ignore[union-attr]
        raise refuse("BAD_USER_INPUT", str(SLUG.message), "slug")


def _entered(fields: list[Field], data: dict[str, Json]) -> dict[str, Json]:
    """Return an object without what follows from its times."""
    kept = dict(data)
    for one in fields:
        value = data.get(one.name)
        if isinstance(one, Time) and isinstance(value, dict):
            kept[one.name] = {key: part for key, part in value.items() if key not in RESOLVED}
        if isinstance(one, Rows) and isinstance(value, list):
            kept[one.name] = [_entered(one.fields, item) if isinstance(item, dict) else item for item in value]
    return kept


@dataclass
class Pointers:
    """Where in a body each record stands, and each of its rows."""

    viewer: Viewer
    _places: dict[tuple[str, str], tuple[Path, Places]] = field(default_factory=dict)

    def put(self, kind: str, slug: str, places: Places | None = None, prefix: Path = ()) -> None:
        """Note where a record stands, and at which places its rows were given."""
        self._places[(kind, slug)] = (prefix, places or {})

    def refused(self, refusal: Refusal) -> Problem:
        """Return the problem of a refused write. What is about a record not sent names that, where it may be seen."""
        faults = refusal.faults
        errors = [self._told(fault) for fault in faults]
        # What a body refers to is not what was asked for: that would be 404.
        status = 400 if faults[0].code == "NOT_FOUND" else status_of(faults[0])
        return Problem(status, faults[0].code, faults[0].message, errors=errors)

    def _told(self, fault: Fault) -> dict[str, Any]:
        names = [{"kind": kind, "slug": slug} for kind, slug in fault.names]
        others = {"records": names} if names else {}
        place = self._places.get((fault.kind, fault.slug))
        if place is None and fault.kind:
            about = {"record": {"kind": fault.kind, "slug": fault.slug}} if self._is_seen(fault) else {}
            return {**told(fault), **_pointer(fault.path if about else ()), **about, **others}
        prefix, places = place or ((), {})
        return {**told(fault), **_pointer((*prefix, *_given(fault.path, places))), **others}

    def _is_seen(self, fault: Fault) -> bool:
        row = kind_named(fault.kind).objects.filter(slug=fault.slug).first()
        return row is not None and (is_visible(row, self.viewer) or row.status == Status.RETRACTED)


def _pointer(path: Path) -> dict[str, Any]:
    return {"pointer": pointer_to(path)} if path else {}


def _given(path: Path, places: Places) -> Path:
    """Return a path with the place at which a row was given instead of the one it is stored at."""
    if len(path) < 2 or path[0] not in places:
        return path
    rows, at = places[str(path[0])], path[1]
    place = rows[at] if isinstance(at, int) and at < len(rows) else at
    return path[:1] if place is None else (path[0], place, *path[2:])


def nested_in(nested: Nested, body: dict[str, Json], owner: str) -> Iterator[tuple[int, dict[str, Json] | str]]:
    """Yield the records that a body carries under a name, each with its place: one made anew, or the slug of one.

    :raises Refusal: naming the place of what is no record of this owner.
    """
    kind = kind_named(nested.kind)
    values = body.get(nested.name)
    if not isinstance(values, list):
        raise refuse("BAD_USER_INPUT", "Expected a list of objects.", nested.name)
    if len(values) > MOST_ROWS:
        raise refuse("TOO_MANY_ROWS", f"At most {MOST_ROWS}, found {len(values)}.", nested.name)
    for place, value in enumerate(values):
        if isinstance(value, str):
            yield place, value
            continue
        try:
            data = record_in(kind, value, nested.computed)
            if data.get(nested.owner, owner) != owner:
                raise refuse("BAD_USER_INPUT", f"This belongs to {owner}, in which it stands.", nested.owner)
        except Refusal as refusal:
            raise Refusal(faults_of(refusal, (nested.name, place))) from refusal
        yield place, {**data, nested.owner: owner}
