"""The desk: what waits for whoever works here, a short list of each and the way to all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from sources.admin.wording import Labels, labels_of_records
from sources.choices import Status
from sources.models import JournalRow, Remark
from sources.querysets import IsWaiting
from sources.records import Kind, all_kinds, kind_named
from sources.visibility import Viewer, viewer_of

#: How many of a kind are counted; more are told as "100+".
MOST_COUNTED = 100
#: How many of a kind are looked at for what waits, the latest first: the desk costs the same however much is stored.
LOOKED_AT = 1000
#: How many are shown by name.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a kind wait, and where all of them are listed."""

    label: str
    number: str
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What waits for one reason. ``hint`` says what is to be done, ``empty`` that nothing is."""

    title: str
    hint: str
    empty: str
    counts: Sequence[Count] = field(default_factory=list)
    items: Sequence[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one kind that wait, as moments and primary keys, and the query of the list that shows them."""

    kind: Kind
    keys: list[tuple[Any, int]]
    query: dict[str, str]


class Desk:
    """The admin as one user sees it, to find and name what waits."""

    def __init__(self, site: Any, request: HttpRequest) -> None:
        self.request = request
        self._site = site

    def admin_of(self, kind: Kind) -> Any:
        return self._site.get_model_admin(kind.model)

    def kinds(self) -> Iterator[Kind]:
        """Yield the kinds with a status that the user may see."""
        for kind in all_kinds():
            if kind.has_status and self.sees(kind):
                yield kind

    def sees(self, kind: Kind) -> bool:
        return bool(self.admin_of(kind).has_view_or_change_permission(self.request))

    def labels(self, records: Iterable[tuple[str, str]]) -> Labels:
        """Return how the admin calls the records of some kinds and slugs, as far as the user may see them."""
        return labels_of_records(self._site, self.request, records)

    def row(self, kind: str, pk: int) -> Any:
        """Return a row that the user may see, as its admin names it; None where there is none."""
        admin = self.admin_of(kind_named(kind))
        if not self.sees(kind_named(kind)):
            return None
        return admin.get_queryset(self.request).filter(pk=pk).first()

    def section(self, title: str, hint: str, empty: str, found: Iterable[Found], *, oldest: bool = False) -> Section:
        """Return a section of rows that were found, each kind counted, those first in line shown."""
        some = [one for one in found if one.keys]
        keys = [(moment, one.kind.name, pk) for one in some for moment, pk in one.keys]
        first = sorted(keys, key=lambda key: key[0], reverse=not oldest)[:SHOWN]
        return Section(title, hint, empty, [self._count(one) for one in some], self._items(first))

    def _count(self, found: Found) -> Count:
        opts = found.kind.model._meta
        number = len(found.keys)
        told = f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
        label = str(opts.verbose_name if number == 1 else opts.verbose_name_plural)
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return Count(label, told, f"{address}?{urlencode(found.query)}")

    def _items(self, keys: list[tuple[Any, str, int]]) -> list[Item]:
        rows: dict[tuple[str, int], Any] = {}
        for name in {name for _, name, _ in keys}:
            admin = self.admin_of(kind_named(name))
            wanted = [pk for _, kind, pk in keys if kind == name]
            rows |= {(name, row.pk): row for row in admin.get_queryset(self.request).filter(pk__in=wanted)}
        return [self._item(rows[name, pk], kind_named(name)) for _, name, pk in keys if (name, pk) in rows]

    def _item(self, row: Any, kind: Kind) -> Item:
        admin = self.admin_of(kind)
        return Item(f"{kind.model._meta.verbose_name}: {admin.label(row)}", admin.page_of(row.pk))


Make = Callable[[Desk], Section]
_makers: list[Make] = []


def register_section(make: Make) -> Make:
    """Make known a part of the desk; the parts stand in the order in which they were made known."""
    _makers.append(make)
    return make


def sections(site: Any, request: HttpRequest) -> list[Section]:
    """Return what waits, to those who may see drafts; nothing to others."""
    if viewer_of(request.user) is not Viewer.DRAFTS:
        return []
    desk = Desk(site, request)
    return [make(desk) for make in _makers]


def latest(rows: QuerySet[Any], *order: str) -> QuerySet[Any]:
    """Return the rows that the desk looks at, as a condition of a query that looks for something among them."""
    return rows.order_by(*order).values("pk")[:LOOKED_AT]


def keys_of(rows: QuerySet[Any]) -> list[tuple[Any, int]]:
    """Return the moments and keys of the rows last changed, one more than are counted."""
    return list(rows.order_by("-updated_at", "-pk").values_list("updated_at", "pk")[: MOST_COUNTED + 1])


def by_user(kind: Kind, user: Any) -> Exists:
    """Return the condition that a user wrote a record, under the slug that it has now."""
    return Exists(JournalRow.objects.filter(kind=kind.name, slug=OuterRef("slug"), by=user))


@register_section
def review_queue(desk: Desk) -> Section:
    waiting = Q(IsWaiting("status"), status=Status.IN_REVIEW)
    oldest = ("updated_at", "pk")
    found = (
        Found(
            kind, list(rows.order_by(*oldest).values_list(*oldest)[: MOST_COUNTED + 1]), {"status__exact": "IN_REVIEW"}
        )
        for kind in desk.kinds()
        for rows in (kind.objects.filter(waiting),)
    )
    return desk.section(
        "Review queue",
        "Handed in by contributors; an editor publishes it or returns it.",
        "Nothing waits for review.",
        found,
        oldest=True,
    )


@register_section
def drafts_of_mine(desk: Desk) -> Section:
    user = desk.request.user
    waiting = Q(IsWaiting("status"), status=Status.DRAFT)
    found = (
        Found(kind, keys_of(rows.filter(by_user(kind, user))), {"status__exact": "DRAFT", "written": "me"})
        for kind in desk.kinds()
        for rows in (kind.objects.filter(pk__in=latest(kind.objects.filter(waiting), "-updated_at")),)
    )
    return desk.section("Drafts of mine", "What you wrote and nobody has handed in.", "You have no drafts.", found)


@register_section
def open_remarks(desk: Desk) -> Section:
    newest = list(Remark.objects.filter(settled_at__isnull=True).select_related("by").order_by("-id")[:SHOWN])
    found = ((one, desk.row(one.kind, one.record)) for one in newest)
    items = [
        Item(one.text, desk.admin_of(kind_named(one.kind)).page_of(row.pk), f"{one.by}, on {row}")
        for one, row in found
        if row is not None
    ]
    return Section(
        "Remarks", "Left by readers of the desk; settle one when it is answered.", "No open remarks.", [], items
    )


@register_section
def recent_changes(desk: Desk) -> Section:
    if not desk.request.user.has_perm("sources.view_journalrow"):
        return Section("Recent changes", "", "You may not read the journal.")
    rows = list(JournalRow.objects.select_related("by").order_by("-number").defer("before", "after")[:SHOWN])
    labels = desk.labels((row.kind, row.slug) for row in rows)
    items = [
        Item(
            f"{row.get_action_display()}: {row.kind.replace('_', ' ')} {labels.get((row.kind, row.slug), row.slug)}",
            reverse("admin:sources_journalrow_change", args=[row.number]),
            " ".join(filter(None, [str(row.by or row.get_road_display()), f"{row.at:%Y-%m-%d %H:%M}", row.reason])),
        )
        for row in rows
    ]
    everything = [Count("the journal", "all of", reverse("admin:sources_journalrow_changelist"))]
    return Section("Recent changes", "Every write, by every road.", "Nothing was written yet.", everything, items)
