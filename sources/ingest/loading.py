"""Putting staged records into the store: new ones in chunks, all others the exact way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from sources.actions import Incoming
from sources.actions.following import followed
from sources.actions.putting import FOLLOWS, given_twice, in_order, is_altered, placed, refused_before
from sources.ingest.exactly import carry_out
from sources.ingest.finding import Found
from sources.ingest.lines import Order, exact
from sources.ingest.report import Faults
from sources.ingest.shapes import Prepared, Shape, shape_of
from sources.ingest.staging import CHUNK, Staged, Staging
from sources.ingest.writer import BulkWriting
from sources.journal import versions_of_deleted
from sources.records import Json, Kind, all_kinds, record_faults, records_of
from sources.refusals import Fault

#: Below so many records a chunk that the database refuses is put record by record.
FEW = 8


class Loading:
    """One pass over all that was staged, within a writing. ``without`` holds lines that are left out."""

    def __init__(self, staging: Staging, writing: BulkWriting, without: Collection[int] = ()) -> None:
        self._staging = staging
        self._writing = writing
        self._without = without
        self.faults = Faults()
        self.follows: list[Fault] = []
        self._refused: set[tuple[str, str]] = set()
        self._given: dict[tuple[str, str], int] = {}
        self.unchanged = 0
        #: What was stored before and went the exact way.
        self.handled: list[tuple[str, str]] = []

    def run(self) -> None:
        for kind in all_kinds():
            for chunk in self._staging.chunks(kind.name):
                self._chunk(kind, chunk)
            for chunk in self._related(kind):
                self._chunk(kind, chunk)

    def _related(self, kind: Kind) -> Iterator[list[Staged]]:
        """Yield what names others of its kind, each after those, and note what circles."""
        named = {
            slug: others
            for slug, others in self._staging.named.get(kind.name, {}).items()
            if self._is_wanted(kind, self._staging.take(kind.name, slug))
        }
        ordered, circling = in_order(named)
        for slug, fault in circling.items():
            one = self._staging.take(kind.name, slug)
            self._refuse(kind, one, [fault])
        chunk: list[Staged] = []
        names: set[str] = set()
        for slug in ordered:
            if len(chunk) == CHUNK or not names.isdisjoint(named[slug]):
                yield chunk
                chunk, names = [], set()
            chunk.append(self._staging.take(kind.name, slug))
            names.add(slug)
        yield chunk

    def _chunk(self, kind: Kind, chunk: list[Staged]) -> None:
        wanted = [one for one in chunk if self._is_wanted(kind, one)]
        saved = self._writing.finder.saved(kind.name, [one.slug for one in wanted])
        stored = self._stored(kind, wanted, saved)
        self._look_up(kind, wanted)
        returning = versions_of_deleted(kind, [one.slug for one in wanted if one.slug not in saved])
        fresh: list[Prepared] = []
        for one in wanted:
            found = saved.get(one.slug)
            if isinstance(one, Prepared) and found and not _is_altered(kind, one, stored[found.pk]):
                self.unchanged += 1
            elif isinstance(one, Prepared) and not found and one.slug not in returning and self._is_complete(kind, one):
                fresh.append(one)
            else:
                self._insert(kind, fresh)
                fresh = []
                self._exactly(kind, one, is_new=found is None)
        self._insert(kind, fresh)

    def _is_wanted(self, kind: Kind, one: Staged) -> bool:
        """Return whether a line is to be put; refuse it where its slug was given before."""
        key = (kind.name, one.slug)
        if one.line in self._without:
            self._refused.add(key)
            return False
        if key in self._staging.repeated:
            related = self._staging.line_of_related.get(key, one.line)  # its turn comes later, whatever its line
            first = self._given.setdefault(key, min(one.line, related))
            if first != one.line:
                incoming = Incoming(kind, {"slug": one.slug}, one.line)
                self.faults.add([given_twice(incoming, first)])
                return False
        return True

    def _stored(self, kind: Kind, wanted: list[Staged], saved: dict[str, Found]) -> dict[int, dict[str, Json]]:
        """Read the stored records of lines that can be compared."""
        pks = [saved[one.slug].pk for one in wanted if isinstance(one, Prepared) and one.slug in saved]
        return records_of(kind, pks) if pks else {}

    def _look_up(self, kind: Kind, wanted: Iterable[Staged]) -> None:
        shape = shape_of(kind.name)
        if shape is None:
            return
        named: dict[str, set[str]] = defaultdict(set)
        for one in wanted:
            if isinstance(one, Prepared):
                for other, slug in _named(shape, one):
                    named[other].add(slug)
        for other, slugs in named.items():
            self._writing.finder.look_up(other, slugs)

    def _is_complete(self, kind: Kind, one: Prepared) -> bool:
        """Return whether all that a record names is there, and was not refused."""
        shape = shape_of(kind.name)
        find, merged = self._writing.finder.get, self._writing.finder.merged
        return shape is not None and all(
            find(other, slug) is not None
            and merged(other, slug) is None
            and (not self._refused or (other, slug) not in self._refused)
            for other, slug in _named(shape, one)
        )

    def _insert(self, kind: Kind, fresh: list[Prepared]) -> None:
        """Write new records; where the database refuses some, halve until these are found."""
        if not fresh:
            return
        shape = shape_of(kind.name)
        assert shape is not None
        try:
            with transaction.atomic():
                self._writing.insert(shape, fresh)
        except (IntegrityError, DataError):
            if len(fresh) <= FEW:
                for one in fresh:
                    self._exactly(kind, one, is_new=True)
                return
            half = len(fresh) // 2
            self._insert(kind, fresh[:half])
            self._insert(kind, fresh[half:])

    def _exactly(self, kind: Kind, one: Staged, *, is_new: bool) -> None:
        order = _order(kind, one)
        order.incoming = self._followed(order.incoming)
        try:
            row = carry_out(self._writing, order, self._resolve)
        except ValidationError as error:
            self._refuse(kind, one, record_faults(error))
            return
        if is_new:
            self._writing.adopt(row)
        else:
            self.handled.append((kind.name, one.slug))
            self._writing.finder.forget()

    def _followed(self, one: Incoming) -> Incoming:
        """Return a record with what it names replaced by what that was merged into."""
        named = {(pointer.kind, pointer.slug) for pointer in one.kind.pointers(one.data)}
        for kind, slug in named:
            self._writing.finder.look_up(kind, [slug])
        survivors = {key: new for key in named if (new := self._writing.survivor(*key)) is not None}
        return followed(one, survivors) if survivors else one

    def _resolve(self, kind: str, slug: str, *path: str | int) -> Any:
        if (kind, slug) in self._refused:
            raise refused_before(kind, slug, *path)
        return self._writing.stub(kind, slug, *path)

    def _refuse(self, kind: Kind, one: Staged, faults: Iterable[Fault]) -> None:
        """Note what is wrong with a line; what is wrong only because of another line is noted apart."""
        self._refused.add((kind.name, one.slug))
        for fault in faults:
            placed_here = placed(fault, Incoming(kind, {"slug": one.slug}, one.line))
            if fault.code == FOLLOWS:
                self.follows.append(replace(placed_here, code="NOT_FOUND"))
            else:
                self.faults.add([placed_here])


def _named(shape: Shape, one: Prepared) -> Iterator[tuple[str, str]]:
    """Yield the kind and slug of all that a record names."""
    for (_, kind), slug in zip(shape.part.keys, one.slugs, strict=True):
        if slug is not None:
            yield kind, slug
    for part, owned in zip(shape.parts, one.owned, strict=True):
        kinds = [kind for _, kind in part.keys]
        for slugs, _ in owned:
            yield from ((kind, slug) for kind, slug in zip(kinds, slugs, strict=True) if slug is not None)
    for field, some in zip(shape.lists, one.lists, strict=True):
        for slug in some:
            yield field.kind, slug


def _is_altered(kind: Kind, one: Prepared, before: dict[str, Json]) -> bool:
    wanted = orjson.loads(one.state)
    return wanted != before and is_altered(kind, [*wanted, *one.emptied], wanted, before)


def _order(kind: Kind, one: Staged) -> Order:
    """Return what a line asks for, from the line itself or from what was made of it."""
    raw = one.raw
    if raw is not None:
        order = exact(raw, one.line)
        assert order is not None
        return order
    assert isinstance(one, Prepared)
    return Order(Incoming(kind, {**orjson.loads(one.state), **{name: [] for name in one.emptied}}, one.line))
