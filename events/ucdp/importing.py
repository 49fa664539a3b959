"""Importing one file of UCDP GED: read, turn into records, compare with the store, put."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import TextIO

from events.ucdp.delivery import Delivered, deliver
from events.ucdp.findings import Finding, Findings, Reason
from events.ucdp.mapping import Group, Mapping
from events.ucdp.reading import rows_of
from events.ucdp.sides import Known
from events.ucdp.standing import Standing, entered


class Unreadable(ValueError):
    """A file with rows that cannot be read, of which nothing was imported."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be imported.

    ``edition`` is that of rows that do not name theirs; ``actors`` is what the UCDP Actor Dataset says, by actor id.
    """

    edition: str = ""
    actors: dict[str, Known] = field(default_factory=dict)
    reason: str = ""
    limit: int | None = None
    draft: bool = False
    dry_run: bool = False
    skip_errors: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: its rows, and the records of the store by kind."""

    rows: int
    made: Counter[str]
    updated: Counter[str]
    unchanged: Counter[str]


def import_ged(
    text: TextIO,
    wanted: Wanted,
    findings: Findings,
    *,
    read: Callable[[], None] = lambda: None,
    put: Callable[[], None] = lambda: None,
) -> Imported:
    """Import a file, all or nothing, and tell ``findings`` what is odd; ``read`` is called a row, ``put`` a record.

    :raises BadHeader: when the file is not UCDP GED.
    :raises Unreadable: when a row cannot be read and such rows are not to be skipped.
    :raises Refusal: when the store refuses a record, with the line of its row.
    """
    mapping = Mapping(findings, edition=wanted.edition, known=wanted.actors, entered=entered())
    groups: list[Group] = []
    for row in islice(rows_of(text, findings), wanted.limit):
        groups.append(mapping.group_of(row))
        read()
    _tell_edition(groups, findings)
    if findings.counts[Reason.UNREADABLE] and not wanted.skip_errors:
        raise Unreadable
    standing = Standing(findings, draft=wanted.draft, renews_actors=bool(wanted.actors))
    offers = standing.compare(mapping.shared, groups)
    delivered = deliver(offers, reason=wanted.reason, dry_run=wanted.dry_run, seen=put)
    return _imported(len(groups), standing.considered, delivered)


def _tell_edition(groups: list[Group], findings: Findings) -> None:
    unnamed = [group for group in groups if group.dataset == "ucdp-ged"]
    if unnamed:
        message = f"{len(unnamed)} rows name no edition, nor does the file; see --edition"
        findings.tell(Finding(Reason.EDITION_NOT_NAMED, message, unnamed[0].line))


def _imported(rows: int, considered: Counter[str], delivered: Delivered) -> Imported:
    return Imported(rows, delivered.made, delivered.updated, considered - delivered.made - delivered.updated)
