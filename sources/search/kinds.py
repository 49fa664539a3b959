"""Which texts of which kinds of record are searched; each app tells of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sources.choices import SearchKind
from sources.created import refreshing
from sources.records import Kind, Reference, Rows, kind_named

PRECEDENCE = {kind: place for place, kind in enumerate(SearchKind.values)}


@dataclass(frozen=True)
class Searched:
    """What is searched of one kind of record: fields that name it, and further texts.

    A field of an owned row is named by both, ``names.text``.
    """

    kind: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.names, *self.texts)

    @property
    def columns(self) -> list[str]:
        """The fields of the record itself."""
        return [field for field in self.fields if "." not in field]

    @property
    def lists(self) -> dict[str, list[str]]:
        """The fields of owned rows, by the name of the list."""
        found: dict[str, list[str]] = {}
        for field in self.fields:
            name, _, column = field.partition(".")
            if column:
                found.setdefault(name, []).append(column)
        return found

    @property
    def of(self) -> Kind:
        return kind_named(self.kind)

    @property
    def precedence(self) -> int:
        return PRECEDENCE[self.kind]

    def rows(self, name: str) -> Rows:
        field = self.of.field_named(name)
        assert isinstance(field, Rows)
        return field

    def resting(self, name: str) -> Iterator[Reference]:
        """Yield the references of a list's rows without which they are not shown."""
        for field in self.rows(name).fields:
            if isinstance(field, Reference) and not field.optional and kind_named(field.kind).has_status:
                yield field


_searched: dict[str, Searched] = {}


def register(*some: Searched) -> None:
    """Make known what is searched, once the kinds are: from then on each writing keeps it."""
    from sources.search.documents import follow, follow_created

    for one in some:
        if one.kind not in _searched:
            refresh = refreshing(partial(follow, one), partial(follow_created, one))
            one.of.refreshes.append(refresh)
        _searched[one.kind] = one


def searched_kinds() -> list[Searched]:
    """Return what is searched, in the order in which kinds that match equally well come."""
    return sorted(_searched.values(), key=lambda one: one.precedence)


def searched(kind: str) -> Searched | None:
    """Return what is searched of a kind, if anything is."""
    return _searched.get(kind)


def register_kinds() -> None:
    """Tell of the kinds of this app."""
    register(
        Searched("publisher", names=("name",)),
        Searched("source", names=("title",), texts=("authors",)),
        Searched("media", texts=("caption", "alt_text", "credit")),
    )
