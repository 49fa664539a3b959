"""The history of one record: its rows of the journal, under every slug it had."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from sources.choices import JournalAction
from sources.models import JournalRow
from sources.pages import Order
from sources.records import Json, Kind

#: The slug that the record of a row had before it, as text.
SLUG_BEFORE = Cast(KT("before__slug"), TextField())
NEWEST_FIRST = Order("NEWEST_FIRST", (("number", True),))


def rows_of(kind: Kind, slug: str) -> QuerySet[JournalRow]:
    """Return the journal's rows of the record that has a slug now, or had it last, also from when it had another.

    A draft may be renamed, and its slug be given to another record: the rows of one are not told of the other.
    Costs one statement, and one more for each time it was renamed.
    """
    rows = JournalRow.objects.filter(kind=kind.name)
    wanted, named, until = Q(), slug, Q()
    while named:
        life = Q(slug=named) & until
        begin, earlier = _begin(rows.filter(life))
        wanted |= life & Q(number__gte=begin)
        named, until = earlier, Q(number__lt=begin)
    return rows.filter(wanted).select_related("by")


def _begin(rows: QuerySet[JournalRow]) -> tuple[int, str]:
    """Return the number at which a record got the slug that these rows have, and the one it had before, if any.

    A record that was deleted and came back goes on.
    """
    begin, earlier, deleted = 0, "", False
    turns = Q(was__isnull=True) | ~Q(was=F("slug")) | Q(action=JournalAction.DELETE)
    found = rows.annotate(was=SLUG_BEFORE).filter(turns)
    for number, action, was in found.order_by("number").values_list("number", "action", "was"):
        if action != JournalAction.DELETE and not deleted:
            begin, earlier = number, was or ""
        deleted = action == JournalAction.DELETE
    return begin, earlier


def state_of(row: JournalRow) -> dict[str, Json]:
    """Return the record as a row left it, or as it was before that row deleted it."""
    state: Any = row.after or row.before
    return dict(state)
