"""A writing of more records than memory should hold: what is new is written and journaled in chunks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from sources import feed
from sources.actions.putting import not_there
from sources.choices import JournalAction, Status
from sources.created import Created
from sources.ingest.finding import Finder
from sources.ingest.shapes import Prepared, Shape, Slugs
from sources.journal import Writing, moments, note_written, versions_of_deleted
from sources.models import ExternalId, FeedEntry, JournalHead, JournalRow, Record
from sources.records import Changes, Json, Kind, kind_named, kind_of, records_of
from sources.tables import columns_of, format_of_database

FEED = ("kind", "slug", "number", "at", "public_number", "public_at")
JOURNAL = ("number", "kind", "slug", "version", "action", "road", "at", "by", "reason", "before", "after")


class BulkWriting(Writing):
    """A writing that also takes whole chunks of new records; these are not kept in memory.

    New records are journaled as they are written, before all that changed otherwise.
    """

    def __init__(self, head: JournalHead, **how: Any) -> None:
        super().__init__(**how)
        self.head = head
        self.start = head.last_number
        self.finder = Finder(self.viewer, self._is_own)
        self._format = format_of_database()
        self._first: dict[str, int] = {}
        self._contested: dict[str, set[int]] = defaultdict(set)
        #: One new record of each kind and status: whether it is allowed is whether they all are.
        self.samples: dict[tuple[str, str], dict[str, Json]] = {}

    @property
    def created(self) -> Created:
        return Created(self._first, self._contested)

    def altered(self) -> Changes:
        """Return the changes of what was there before."""
        return self._changes()

    def stub(self, kind: str, slug: str, *path: str | int) -> Any:
        """Return what stands for a saved row where another one refers to it. :raises Refusal: NOT_FOUND."""
        self.finder.look_up(kind, [slug])
        pk = self.finder.get(kind, slug)
        if pk is None:
            raise not_there(kind, slug, *path)
        model: Any = kind_named(kind).model
        saved = model(pk=pk, slug=slug)
        saved._state.adding, saved._state.db = False, DEFAULT_DB_ALIAS
        return saved

    def _is_own(self, kind: str, pk: int) -> bool:
        """Return whether a record was put in this writing."""
        return pk >= self._first.get(kind, pk + 1) or pk in self._before.get(kind, {})

    def survivor(self, kind: str, slug: str) -> str | None:
        """Return the slug of what a record was merged into before this writing, if it was; references mean that one."""
        found = self.finder.merged(kind, slug)
        if found is None or found.pk >= self._first.get(kind, found.pk + 1):
            return None
        before = self._before.get(kind, {}).get(found.pk)
        return found.survivor if before is None or "merged_into" in before else None

    def insert(self, shape: Shape, fresh: Sequence[Prepared]) -> None:
        """Write new records of one kind with all that they own. To be called in a transaction of its own.

        :raises IntegrityError: and DataError, where the database holds something against them; try fewer then.
        """
        name = shape.kind.name
        pks = self._format.reserve(shape.kind.model, len(fresh))
        given = list(zip(pks, fresh, strict=True))
        now = self._format.cell(timezone.now())
        find = self.finder.get
        rows = [
            self._format.row(
                (pk, one.slug, *_keys(shape.part.keys, one.slugs, find), *_stamps(shape, one, now)), one.packed
            )
            for pk, one in given
        ]
        self._format.write(shape.kind.model._meta.db_table, shape.columns, rows)
        self._insert_owned(shape, given)
        self._insert_lists(shape, given)
        self._format.settle()
        contested = self._index(name, {pk: (one.slug, one.external_ids) for pk, one in given if one.external_ids})
        self._journal(shape.kind, [(one.slug, one.state, one.status) for one in fresh])
        self._made(name, pks, contested)

    def number(self, changes: Changes) -> None:
        """Version and journal what was changed of the old, behind what is new, and move the head."""
        self._stamp(changes)
        self._number(changes, self.head)
        self.written += sum(len(changed) for changed in changes.values())
        if self.head.last_number > self.start:
            self.head.save()
            note_written(self.head.last_number)

    def _insert_owned(self, shape: Shape, given: list[tuple[int, Prepared]]) -> None:
        find = self.finder.get
        for at, part in enumerate(shape.parts):
            rows = [
                self._format.row((pk, position, *_keys(part.keys, slugs, find)), packed)
                for pk, one in given
                for position, (slugs, packed) in enumerate(one.owned[at])
            ]
            if rows:
                self._format.write(part.model._meta.db_table, shape.owned_columns(at), rows)

    def _insert_lists(self, shape: Shape, given: list[tuple[int, Prepared]]) -> None:
        for at, field in enumerate(shape.lists):
            pairs = [(pk, self.finder.get(field.kind, slug)) for pk, one in given for slug in one.lists[at]]
            if pairs:
                column: Any = field.column
                columns = [column.m2m_column_name(), column.m2m_reverse_name()]
                rows = [self._format.row(pair[:1], self._format.packed([self._format.cell(pair[1])])) for pair in pairs]
                self._format.write(column.m2m_db_table(), columns, rows)

    def _index(self, kind: str, given: dict[int, tuple[str, dict[str, str]]]) -> set[int]:
        """Index the external ids of new records and return those of which some are taken: nothing of these is."""
        wanted = {identifier for _, ids in given.values() for identifier in ids.values()}
        found = ExternalId.objects.filter(kind=kind, identifier__in=wanted) if wanted else []
        taken = {(one.scheme, one.identifier) for one in found}
        contested, rows = set(), []
        for pk, (slug, ids) in given.items():
            if taken.isdisjoint(ids.items()):
                taken.update(ids.items())
                rows += [(kind, scheme, identifier, slug) for scheme, identifier in ids.items()]
            else:
                contested.add(pk)
        if rows:
            cell, packed = self._format.cell, self._format.packed
            lines = [self._format.row(one[:1], packed([cell(part) for part in one[1:]])) for one in rows]
            columns = columns_of(ExternalId, ("kind", "scheme", "identifier", "slug"))
            self._format.write(ExternalId._meta.db_table, columns, lines)
        return contested

    def _journal(self, kind: Kind, states: Sequence[tuple[str, bytes, str]], version: int = 1) -> None:
        cell, row = self._format.cell, self._format.row
        by = self.by.pk if self.by else None
        same = [version, JournalAction.CREATE.value, str(self.road), cell(timezone.now()), by, cell(self.reason), None]
        start = self.head.last_number + 1
        rows = [
            row((number, kind.name, slug, *same), self._format.packed([cell(state.decode())]))
            for number, (slug, state, _) in enumerate(states, start)
        ]
        self._format.write(JournalRow._meta.db_table, columns_of(JournalRow, JOURNAL), rows)
        self.head.last_number += len(rows)
        self._feed(kind, [(slug, status) for slug, _, status in states], start)
        for _, state, status in states:
            if (kind.name, status) not in self.samples:
                self.samples[kind.name, status] = orjson.loads(state)

    def _feed(self, kind: Kind, made: Sequence[tuple[str, str]], start: int) -> None:
        """Enter new records into the feed, in place of what it told of a draft that had the slug before."""
        FeedEntry.objects.filter(kind=kind.name, slug__in=[slug for slug, _ in made]).delete()
        cell, packed = self._format.cell, self._format.packed
        now = timezone.now()
        rows = []
        for number, (slug, status) in enumerate(made, start):
            is_public = feed.is_public_when_new(kind, status)
            shown = (number, now) if is_public else (None, None)
            rows.append(self._format.row((kind.name,), packed([cell(one) for one in (slug, number, now, *shown)])))
            self.head.public_revision = number if is_public else self.head.public_revision
        self._format.write(FeedEntry._meta.db_table, columns_of(FeedEntry, FEED), rows)

    def _made(self, kind: str, pks: Sequence[int], contested: set[int]) -> None:
        self.written += len(pks)
        self._first[kind] = min(self._first.get(kind, pks[0]), pks[0])
        self._contested[kind] |= contested

    def adopt(self, row: Record) -> None:
        """Journal a record that was created the exact way, as if it had come in a chunk."""
        kind = kind_of(row)
        self.forget(row)
        state = records_of(kind, [row.pk])[row.pk]
        version = versions_of_deleted(kind, [row.slug]).get(row.slug, 0) + 1
        status = state.get("status", Status.DRAFT) if kind.has_status else ""
        now = timezone.now()
        kind.objects.filter(pk=row.pk).update(version=version, updated_at=now, **moments(status, now))
        contested = self._index(kind.name, {row.pk: (row.slug, state.get("external_ids", {}))})
        self._journal(kind, [(row.slug, orjson.dumps(state), status)], version)
        self._made(kind.name, [row.pk], contested)


def _keys(
    keys: Sequence[tuple[str, str]], slugs: Slugs, find: Callable[[str, str], int | None]
) -> Iterator[int | None]:
    for (_, kind), slug in zip(keys, slugs, strict=True):
        yield None if slug is None else find(kind, slug)


def _stamps(shape: Shape, one: Prepared, now: Any) -> tuple[Any, ...]:
    """Return the moments of a new record, in the order of its columns."""
    if not shape.kind.has_status:
        return (now, now)
    public = now if one.status in (Status.PUBLISHED, Status.RETRACTED) else None
    return (now, now, public, now if one.status == Status.RETRACTED else None)
