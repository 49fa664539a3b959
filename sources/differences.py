"""What two states of a record differ in, down to the field of an owned row, for people to read.

The rows of a list have no key. Those that are equal are the same; of the others, those that name the same records are;
of what is left, those at the same place are, where such rows name no records at all. The rest came or went.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sources.choices import Alteration
from sources.records import Field, Json, Kind, Reference, References, Rows, TextList
from sources.refusals import Path

State = dict[str, Json]
#: Pairs of places: where an item stood, and where it stands.
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    ``path`` leads to it in the later state, or in the earlier one when it is REMOVED; a MOVED row stood at
    ``moved_from`` before.
    """

    what: Alteration
    path: Path
    before: Json = None
    after: Json = None
    moved_from: int | None = None


def differences(kind: Kind, before: State | None, after: State | None) -> list[Difference]:
    """Return what two states of a record differ in, in the order of its fields; a state may be missing."""
    earlier, later = before or {}, after or {}
    found = list(_of_value(("slug",), earlier.get("slug"), later.get("slug")))
    found += _of_fields(kind.fields, (), earlier, later)
    known = {"record", "slug", *kind.names}
    for name in dict.fromkeys([*later, *earlier]):  # of fields that there once were
        if name not in known:
            found += _of_value((name,), earlier.get(name), later.get(name))
    return found


def _of_fields(fields: Iterable[Field], path: Path, before: State, after: State) -> Iterator[Difference]:
    for field in fields:
        here = (*path, field.name)
        earlier, later = before.get(field.name), after.get(field.name)
        if earlier == later:
            continue
        if isinstance(field, Rows):
            yield from _of_rows(field, here, earlier or [], later or [])
        elif isinstance(field, (References, TextList)):
            yield from _of_items(here, earlier or [], later or [])
        else:
            yield from _of_value(here, earlier, later)


def _of_value(path: Path, before: Json, after: Json) -> Iterator[Difference]:
    if before == after:
        return
    if before is None:
        yield Difference(Alteration.ADDED, path, after=after)
    elif after is None:
        yield Difference(Alteration.REMOVED, path, before=before)
    else:
        yield Difference(Alteration.CHANGED, path, before, after)


def _of_items(path: Path, before: list[Json], after: list[Json]) -> Iterator[Difference]:
    """Compare lists of slugs or texts."""
    pairs = _alike(before, after, str)
    yield from _gone_and_come(path, before, after, pairs)
    yield from _moved(path, pairs)


def _of_rows(field: Rows, path: Path, before: list[State], after: list[State]) -> Iterator[Difference]:
    pairs = _paired(field, before, after)
    for earlier, later in pairs:
        yield from _of_fields(field.fields, (*path, later), before[earlier], after[later])
    yield from _gone_and_come(path, before, after, pairs)
    yield from _moved(path, pairs)


def _gone_and_come(path: Path, before: list[Json], after: list[Json], pairs: Pairs) -> Iterator[Difference]:
    stayed, known = {earlier for earlier, _ in pairs}, {later for _, later in pairs}
    for place, item in enumerate(before):
        if place not in stayed:
            yield Difference(Alteration.REMOVED, (*path, place), before=item)
    for place, item in enumerate(after):
        if place not in known:
            yield Difference(Alteration.ADDED, (*path, place), after=item)


def _moved(path: Path, pairs: Pairs) -> Iterator[Difference]:
    """Tell the fewest moves that explain the new order."""
    still = _longest_rise([earlier for earlier, _ in pairs])
    for earlier, later in pairs:
        if earlier not in still:
            yield Difference(Alteration.MOVED, (*path, later), moved_from=earlier)


def _paired(field: Rows, before: list[State], after: list[State]) -> Pairs:
    """Return which rows are the same ones, ordered by where they stand now."""
    pairs = _alike(before, after, repr)
    for key in (_names_of(field), _place_of(field)):
        stayed, known = {earlier for earlier, _ in pairs}, {later for _, later in pairs}
        left = [(place, row) for place, row in enumerate(before) if place not in stayed]
        come = [(place, row) for place, row in enumerate(after) if place not in known]
        pairs += _matched([(key(*one), one[0]) for one in left], [(key(*one), one[0]) for one in come])
    return sorted(pairs, key=lambda pair: pair[1])


def _alike(before: list[Json], after: list[Json], key: Callable[[Json], Hashable]) -> Pairs:
    earlier = [(key(item), place) for place, item in enumerate(before)]
    return _matched(earlier, [(key(item), place) for place, item in enumerate(after)])


def _matched(before: list[tuple[Any, int]], after: list[tuple[Any, int]]) -> Pairs:
    """Pair places whose keys are equal, the first with the first; None equals nothing."""
    waiting: dict[Any, deque[int]] = defaultdict(deque)
    for key, place in before:
        if key is not None:
            waiting[key].append(place)
    return [(waiting[key].popleft(), place) for key, place in after if waiting.get(key)]


def _names_of(field: Rows) -> Callable[[int, State], Hashable]:
    """Return what tells by the records that a row is about that it is the same one; None where it names none."""
    names = [one.name for one in field.fields if isinstance(one, Reference) and not one.optional]
    return lambda place, row: tuple(row.get(name) for name in names) if any(name in row for name in names) else None


def _place_of(field: Rows) -> Callable[[int, State], Hashable]:
    named = _names_of(field)
    return lambda place, row: place if named(place, row) is None else None


def _longest_rise(places: list[int]) -> set[int]:
    """Return the longest rising part of a list: what did not move."""
    ends: list[int] = []
    runs: list[list[int]] = []
    for place in places:
        length = bisect_left(ends, place)
        run = [*(runs[length - 1] if length else ()), place]
        ends[length:], runs[length:] = [place, *ends[length + 1 :]], [run, *runs[length + 1 :]]
    return set(runs[-1]) if runs else set()
