"""What published records that stay lose when others are retracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sources.choices import Status
from sources.models import Publishable
from sources.records import Kind, Reference, Rows, all_kinds, kind_of

Gone = dict[str, set[int]]


@dataclass(frozen=True)
class Loss:
    """A row of a list that is left out with what it names, or stays without it: a narrative's step, a step's link."""

    owner: Any
    list_name: str
    place: int
    part: Reference
    target: Any


def left_out(rows: Iterable[Publishable]) -> Iterator[Loss]:
    """Yield what the published records that stay lose when these are retracted."""
    gone: Gone = defaultdict(set)
    for row in rows:
        gone[kind_of(row).name].add(row.pk)
    for kind in all_kinds():
        for field in kind.fields if kind.has_status else ():
            if isinstance(field, Rows):
                yield from _losing(kind, field, gone)


def _losing(kind: Kind, field: Rows, gone: Gone) -> Iterator[Loss]:
    for part in field.fields:
        if not isinstance(part, Reference) or part.kind not in gone:
            continue
        rows = field.model._default_manager.filter(**{f"{part.name}__in": gone[part.kind]})
        stay = rows.filter(**{f"{field.owner}__status": Status.PUBLISHED}).exclude(
            **{f"{field.owner}__in": gone.get(kind.name, ())}
        )
        row: Any
        for row in stay.select_related(field.owner, part.name).order_by(f"{field.owner}__slug", "position"):
            yield Loss(getattr(row, field.owner), field.name, row.position, part, getattr(row, part.name))
