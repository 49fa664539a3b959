"""Making one record of two that turned out to be the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import UniqueConstraint

from sources.actions.putting import Incoming, put_records
from sources.actions.remarks import move_remarks
from sources.choices import Status
from sources.journal import Writing
from sources.models import Mergeable
from sources.records import Field, Json, Kind, References, Rows, TextList, kind_named, kind_of, records_of
from sources.records.references import MOST_ROWS
from sources.records.referring import pointed_at, referring, repointed
from sources.refusals import Path, Refusal, refuse

Records = dict[str, Json]
#: Takes the record that stays and the one that goes; returns the first with what it keeps of the second.
Adopt = Callable[[Records, Records], Records]
#: Puts an end to what joins the two, before they become one.
Settle = Callable[[Writing, Any, Any], None]
_adopts: dict[str, Adopt] = {}
_settles: dict[str, Settle] = {}


def register_merge(kind: str, *, adopt: Adopt | None = None, settle: Settle | None = None) -> None:
    """Make known what a merge of a kind does beside moving references."""
    if adopt:
        _adopts[kind] = adopt
    if settle:
        _settles[kind] = settle


@dataclass(frozen=True, slots=True)
class Moved:
    """One place in a record that named the one that goes, and now names the one that stays."""

    kind: str
    slug: str
    path: Path


def merge(writing: Writing, row: Any, into: Any) -> list[Moved]:
    """Merge a record into another of its kind, and return every reference that moved.

    What referred to it refers to the other from now on; the other takes over the lists and external ids that it
    lacks. What was ever public stays, retracted, and its slug leads to the other; a draft is deleted.

    :raises Refusal: BAD_USER_INPUT for kinds that are not merged, SELF_LINK, MERGED, BAD_STATUS; at the end of the
        writing, what rules say of the records that refer to them, as CLOSES_CYCLE with the path.
    """
    kind = kind_of(row)
    _refuse_unfit(kind, row, into)
    writing.touch(row, into)
    if kind.name in _settles:
        _settles[kind.name](writing, row, into)
    moved = list(_move(writing, kind, row.slug, into.slug))
    move_remarks(row, into)
    _take_over(writing, kind, row, into)
    return moved


def _refuse_unfit(kind: Kind, row: Any, into: Any) -> None:
    if not issubclass(kind.model, Mergeable):
        raise _unfit(row, "BAD_USER_INPUT", f"A {kind.name} is not merged.")
    if row.pk == into.pk:
        raise _unfit(row, "SELF_LINK", "A record cannot be merged into itself.")
    for one in (row, into):
        if one.merged_into_id is not None:
            raise _unfit(one, "MERGED", f"It was merged into {one.merged_into.slug}.")
        if kind.has_status and one.status == Status.RETRACTED:
            raise _unfit(one, "BAD_STATUS", "What is retracted is not merged.")
    if kind.has_status and row.status == Status.PUBLISHED != into.status:
        raise _unfit(into, "NOT_PUBLISHABLE", "What is published is merged into what is published.")


def _unfit(row: Any, code: str, message: str) -> Refusal:
    return refuse(code, message, kind=kind_of(row).name, slug=row.slug)


def _move(writing: Writing, kind: Kind, old: str, new: str) -> Iterator[Moved]:
    """Let every record that names the old slug name the new one."""
    lookups: dict[str, list[str]] = defaultdict(list)
    for referrer, lookup in referring(kind.name):
        lookups[referrer.name].append(lookup)
    for name, paths in lookups.items():
        referrer = kind_named(name)
        pks = {
            pk
            for path in paths
            for pk in referrer.objects.filter(**{f"{path}__slug": old}).values_list("pk", flat=True)
        }
        yield from _repoint(writing, referrer, records_of(referrer, pks).values(), kind.name, old, new)


def _repoint(
    writing: Writing, referrer: Kind, records: Iterable[Records], kind: str, old: str, new: str
) -> Iterator[Moved]:
    incoming = []
    for record in records:
        if record.get("status") == Status.RETRACTED and pointed_at(referrer, record, kind, new):
            continue  # it told of the two, and stays as it was
        places = pointed_at(referrer, record, kind, old)
        incoming.append(Incoming(referrer, _without_twins(referrer, repointed(record, places, new))))
        yield from (Moved(referrer.name, record["slug"], place) for place in places)
    put_records(writing, incoming)


def _without_twins(kind: Kind, record: Records) -> Records:
    """Return a record whose lists hold no row twice, now that two of them may name the same."""
    lists = [field for field in kind.fields if isinstance(field, Rows) and field.name in record]
    return record | {field.name: united(field, record[field.name], []) for field in lists}


def united(field: Field, mine: list[Json], others: list[Json]) -> list[Json]:
    """Return a list with what another has beside it, each row once; the first of two alike stays."""
    keys = _identity(field)
    found: dict[str, Json] = {}
    for item in [*mine, *others]:
        found.setdefault(repr([item.get(key) for key in keys] if keys else item), item)
    return list(found.values())


def _identity(field: Field) -> list[str]:
    """Return the keys by which the database tells two rows of a list apart, none where it does not."""
    if not isinstance(field, Rows):
        return []
    unique = [one for one in field.model._meta.constraints if isinstance(one, UniqueConstraint)]
    return [name for one in unique for name in one.fields if name != field.owner]


def _take_over(writing: Writing, kind: Kind, row: Any, into: Any) -> None:
    """Give to the one that stays what it lacks, and put the other out of use."""
    states = records_of(kind, [row.pk, into.pk])
    theirs, mine = states[row.pk], states[into.pk]
    wanted = _adopts.get(kind.name, _as_it_is)(_adopted(kind, mine, theirs), theirs)
    free = {
        scheme: key
        for scheme, key in theirs.get("external_ids", {}).items()
        if scheme not in mine.get("external_ids", {})
    }
    wanted |= {"external_ids": {**mine.get("external_ids", {}), **free}}
    left = {scheme: key for scheme, key in theirs.get("external_ids", {}).items() if scheme not in free}
    if kind.has_status and row.published_at is None:
        writing.delete(row)
    else:
        out_of_use = (
            {"status": Status.RETRACTED, "retraction_reason": f"Merged into {into.slug}."} if kind.has_status else {}
        )
        put_records(writing, [Incoming(kind, {**theirs, **out_of_use, "merged_into": into.slug, "external_ids": left})])
    put_records(writing, [Incoming(kind, wanted)])


def _adopted(kind: Kind, mine: Records, theirs: Records) -> Records:
    lists = [field for field in kind.fields if isinstance(field, (Rows, References, TextList)) and field.name in theirs]
    return mine | {one.name: united(one, mine.get(one.name, []), theirs[one.name])[:MOST_ROWS] for one in lists}


def _as_it_is(mine: Records, theirs: Records) -> Records:
    return mine
