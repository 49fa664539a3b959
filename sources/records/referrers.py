"""Which records name others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sources.records.referring import referring
from sources.records.registry import Kind

STEP = 1000


class Referrer(NamedTuple):
    """A record that names another: its kind, primary key, slug, status (blank for a kind without).

    One that ``rests`` on the other cannot do without it.
    """

    kind: str
    pk: int
    slug: str
    status: str
    rests: bool


def referrers(kind: str, pks: Collection[int]) -> Iterator[Referrer]:
    """Yield the records that name some of a kind, once for each place: one statement a place and thousand."""
    wanted = sorted(pks)
    for start in range(0, len(wanted), STEP):
        for other, lookup in referring(kind):
            rests = other.has_status and (kind, lookup) in other.foundations()
            yield from _referring(other, rests, {f"{lookup}__in": wanted[start : start + STEP]})


def _referring(kind: Kind, rests: bool, condition: dict[str, Any]) -> Iterator[Referrer]:
    names = ("pk", "slug", "status") if kind.has_status else ("pk", "slug")
    for pk, slug, *status in kind.objects.filter(**condition).values_list(*names).distinct():
        yield Referrer(kind.name, pk, slug, status[0] if status else "", rests)
