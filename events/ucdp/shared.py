"""Records that many rows share: each is made once, by the first row that names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sources.records import ORDER, Json


@dataclass(frozen=True, slots=True)
class Offer:
    """One record to put into the store, and the line of the row that first asks for it."""

    record: dict[str, Json]
    line: int | None = None

    @property
    def kind(self) -> str:
        return str(self.record["record"])

    @property
    def slug(self) -> str:
        return str(self.record["slug"])


class Shared:
    """Records by kind and slug."""

    def __init__(self) -> None:
        self._offers: dict[tuple[str, str], Offer] = {}

    def add(self, line: int | None, record: str, slug: str, /, **fields: Json) -> str:
        """Keep a record unless it is there, and return its slug. Fields that are blank are left out."""
        if (record, slug) not in self._offers:
            given = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
            self._offers[record, slug] = Offer({"record": record, "slug": slug, **given}, line)
        return slug

    def has(self, kind: str, slug: str) -> bool:
        return (kind, slug) in self._offers

    def record(self, kind: str, slug: str) -> dict[str, Json]:
        return self._offers[kind, slug].record

    def __iter__(self) -> Iterator[Offer]:
        """Iterate in the order in which records refer to one another."""
        return iter(sorted(self._offers.values(), key=lambda offer: ORDER.index(offer.kind)))
