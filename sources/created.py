"""What a bulk writing created, and which of it the rules have to look at.

A rule is asked about the changes of a writing, all in memory. A bulk writing creates more than that can hold, so a rule
may say by statements which new records could break it: its *suspects*. A refresh may do its work by statements too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from sources.records import Changes, Refresh, Rule, all_kinds, kind_named


@dataclass(frozen=True)
class Created:
    """The records that one writing made: of each kind those whose primary key is not below ``first``.

    ``contested`` holds those with an external id that another record had when they were written.
    """

    first: Mapping[str, int]
    contested: Mapping[str, set[int]]

    def rows(self, kind: str) -> QuerySet[Any]:
        """Return the new rows of a kind, none where there are none."""
        rows: QuerySet[Any] = kind_named(kind).objects.all()
        return rows.filter(pk__gte=self.first[kind]) if kind in self.first else rows.none()

    def batches(self, kind: str, size: int) -> Iterator[list[int]]:
        """Yield the primary keys of the new rows of a kind, so many at a time: never all are in memory."""
        keys = self.rows(kind).order_by("pk").values_list("pk", flat=True)
        batch = list(keys[:size])
        while batch:
            yield batch
            batch = list(keys.filter(pk__gt=batch[-1])[:size])


#: Returns the primary keys of new records, by kind, that a rule has to look at beside the changes in memory.
Suspects = Callable[[Created, Changes], dict[str, Iterable[int]]]
#: Does what a refresh does, for what was created.
RefreshCreated = Callable[[Created], None]

_suspects: dict[Rule, Suspects] = {}
_in_bulk: dict[Refresh, RefreshCreated] = {}


def no_suspects(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    """Of a rule that is only about what was there before."""
    return {}


def suspecting(rule: Rule, suspects: Suspects) -> Rule:
    """Make known how the suspects of a rule are found, and return the rule."""
    _suspects[rule] = suspects
    return rule


def refreshing(refresh: Refresh, in_bulk: RefreshCreated) -> Refresh:
    """Make known how a refresh is done for all that was created, and return the refresh."""
    _in_bulk[refresh] = in_bulk
    return refresh


def suspects_of(rule: Rule, created: Created, changes: Changes) -> Iterator[tuple[str, list[int]]]:
    """Yield the suspects of a rule by kind: everything new, for a rule that knows no better."""
    find = _suspects.get(rule, _everything)
    yield from ((name, list(pks)) for name, pks in find(created, changes).items())


def _everything(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    return {kind.name: created.rows(kind.name).values_list("pk", flat=True) for kind in all_kinds()}


def refresh_of(refresh: Refresh) -> RefreshCreated | None:
    """Return how a refresh is done for what was created, if it has a way of its own."""
    return _in_bulk.get(refresh)
