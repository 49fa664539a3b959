"""Differences of records as people read them: where, what it was, what it is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

from sources import dates
from sources.choices import Alteration
from sources.differences import Difference
from sources.records import Field, Json, Kind, Pointer, Reference, References, Rows, Time, Voice, kind_named
from sources.refusals import Path

NOTHING = "—"
#: How long a text is shown whole, and how much of what is the same stands around what differs in a longer one.
LONGEST, AROUND = 300, 60
#: How the records that others name are called, by kind and slug; one that is not there goes by its slug.
Labels = Mapping[tuple[str, str], str]


class Altered(NamedTuple):
    """One thing that differs: ``Participations 2, role``, ``Participant``, ``Initiator``."""

    place: str
    before: str
    after: str


class Differing(NamedTuple):
    """What two states of one record differ in."""

    kind: Kind
    found: Sequence[Difference]


def lines(differing: Differing, labels: Labels | None = None) -> list[Altered]:
    """Return a line for each difference."""
    return [_line(differing.kind, one, labels or {}) for one in differing.found]


def labels_of(site: Any, request: HttpRequest, some: Iterable[Differing]) -> Labels:
    """Return how the admin calls the records that differences name, as far as the user may see them."""
    return labels_of_records(site, request, ((one.kind, one.slug) for each in some for one in _pointers(each)))


def labels_of_records(site: Any, request: HttpRequest, records: Iterable[tuple[str, str]]) -> Labels:
    """Return how the admin calls records, named by kind and slug, as far as the user may see them.

    Costs a statement for each kind.
    """
    slugs: dict[str, set[str]] = defaultdict(set)
    for kind, slug in records:
        slugs[kind].add(slug)
    labels: dict[tuple[str, str], str] = {}
    for kind, wanted in slugs.items():
        admin = site.get_model_admin(kind_named(kind).model)
        if admin.has_view_or_change_permission(request):
            rows = admin.get_queryset(request).filter(slug__in=wanted)
            labels |= {(kind, row.slug): str(admin.label(row)) for row in rows}
    return labels


def _pointers(differing: Differing) -> Iterator[Pointer]:
    for one in differing.found:
        field = _led_to(differing.kind, one.path)
        many = isinstance(field, (Rows, References)) and field.name in one.path[-2:-1]
        for value in (one.before, one.after):
            if field is not None and value is not None:
                yield from field.pointers([value] if many else value)


def _line(kind: Kind, one: Difference, labels: Labels) -> Altered:
    field, place = _led_to(kind, one.path), place_in_words(one.path)
    if one.what is Alteration.MOVED:
        return Altered(place, f"in place {(one.moved_from or 0) + 1}", f"in place {int(one.path[-1]) + 1}")
    before, after = (_said(field, value, labels) for value in (one.before, one.after))
    return Altered(place, *_around(before, after))


def _led_to(kind: Kind, path: Path) -> Field | None:
    """Return the field that a path leads to, None for one that is no more."""
    fields, field = kind.fields, None
    for part in path:
        if isinstance(part, str):
            field = next((one for one in fields if one.name == part), None)
            fields = field.fields if isinstance(field, Rows) else []
    return field


def place_in_words(path: Path) -> str:
    """Return where something stands in a record: ``Citations 2, quote``."""
    steps: list[str] = []
    for part in path:
        if isinstance(part, int):
            steps[-1] += f" {part + 1}"
        else:
            steps.append(_name(part))
    return ", ".join(steps).capitalize()


def _name(key: str) -> str:
    return key.replace("_", " ")


def _said(field: Field | None, value: Json, labels: Labels) -> str:
    """Return the value of a field, or one item of its list, in words."""
    if value in (None, "", [], {}):
        return NOTHING
    for kind, say in _SAYERS.items():
        if isinstance(field, kind):
            return say(field, value, labels)
    return _plain(field, value)


def _row(field: Any, value: Json, labels: Labels) -> str:
    said = ((one.name, _said(one, value[one.name], labels)) for one in field.fields if one.name in value)
    return "; ".join(f"{_name(name)}: {text}" for name, text in said)


def _reference(field: Any, value: Json, labels: Labels) -> str:
    return labels.get((field.kind, value), str(value))


def _voice(field: Any, value: Json, labels: Labels) -> str:
    return ", ".join(labels.get((kind, slug), str(slug)) for kind, slug in value.items())


def _time(field: Any, value: Json, labels: Labels) -> str:
    parts = value if isinstance(value, dict) else {"edtf": value}
    edtf = parts.get("edtf", "")
    details = (f"{_name(key)}: {_plain(_detail(field, key), text)}" for key, text in parts.items() if key != "edtf")
    shown = [f"{dates.display(dates.parse(edtf))}, EDTF {edtf}"] if edtf else []
    return "; ".join([*shown, *details])


def _detail(field: Any, key: str) -> Any:
    return next((one for one in field.details if one.name == f"{field.name}_{key}"), None)


_SAYERS: dict[type[Field], Callable[[Any, Json, Labels], str]] = {
    Rows: _row,
    Reference: _reference,
    References: _reference,
    Voice: _voice,
    Time: _time,
}


def _plain(field: Any, value: Json) -> str:
    choices = dict(getattr(getattr(field, "column", None), "flatchoices", ()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return str(choices.get(value, value))
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return "; ".join(f"{key}: {text}" for key, text in value.items())
    return json.dumps(value, ensure_ascii=False)


def _around(before: str, after: str) -> tuple[str, str]:
    """Cut what is the same away from the ends of long texts, and what is still too long."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    start = max(0, _shared(before, after) - AROUND)
    left, right = before[start:], after[start:]
    end = max(0, _shared(left[::-1], right[::-1]) - AROUND)
    return tuple(_cut(text, "…" * bool(start), end) for text in (left, right))  # type: ignore[return-value]  # two


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    shortest = min(len(one), len(other))
    return next((place for place in range(shortest) if one[place] != other[place]), shortest)


def _cut(text: str, lead: str, end: int) -> str:
    kept = text[: len(text) - end]
    whole = kept if len(kept) <= LONGEST else kept[:LONGEST]
    return f"{lead}{whole}{'…' * (len(whole) < len(text))}"
