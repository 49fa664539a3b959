"""What one request reads: as which viewer, and everything once for all siblings."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import F, Q, QuerySet

from sources.models import Mergeable, Publishable
from sources.models.records import SLUG
from sources.prepared import Compiled
from sources.querysets import visible
from sources.records import is_visible
from sources.visibility import Viewer

#: Name of the annotation that says whose row it is.
OWNER = "reading_owner"


#: Texts that stand for slugs in a statement, and can be none.
NO_SLUGS = ("slug 1", "slug 2")


class Reading:
    """The rows one request has read.

    Rows that were loaded together are peers: what is asked of one of them is loaded for all of them, in one statement.
    So the number of statements follows from the shape of a request, not from the number of rows it meets.
    """

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._answers: dict[Hashable, dict[int, Any]] = {}

    def each(self, row: Any, question: Hashable, load: Callable[[list[Any]], Mapping[int, Any]]) -> Any:
        """Return the answer to a question for one row, loading it for all its peers when it is first asked.

        ``load`` takes rows and returns an answer for each, by primary key.
        """
        known = self._answers.setdefault((type(row), question), {})
        if row.pk not in known:
            asking = {peer.pk: peer for peer in _peers(row) if peer.pk not in known}
            known.update(load(list(asking.values())))
        return known[row.pk]

    def record(self, model: type[models.Model], slug: str) -> Any:
        """Return the record with a slug; None where there is none or it is hidden."""
        return self.records(model, [slug]).get(slug)

    def records(self, model: type[models.Model], slugs: Iterable[str]) -> dict[str, Any]:
        """Return the records with some slugs, without those that are not there or hidden.

        One that was merged is found as long as what it was merged into may be seen.
        """
        wanted = {slug for slug in slugs if is_slug(slug)}
        found = {row.slug: row for row in self.rows(model).filter(slug__in=wanted)} if wanted else {}
        return found | self._merged(model, wanted - found.keys())

    def keys(self, model: type[models.Model], slugs: Iterable[str]) -> dict[str, int]:
        """Return the primary keys of the records that ``records`` returns, without reading these."""
        wanted = {slug for slug in slugs if is_slug(slug)}
        found = dict(_keys(model, self.viewer, sorted(wanted))) if wanted else {}
        return found | {slug: row.pk for slug, row in self._merged(model, wanted - found.keys()).items()}

    def _merged(self, model: type[models.Model], slugs: set[str]) -> dict[str, Any]:
        if not slugs or not issubclass(model, Mergeable):
            return {}
        rows = model._default_manager.filter(slug__in=slugs, merged_into__isnull=False).select_related("merged_into")
        return {row.slug: row for row in rows if is_visible(row.merged_into, self.viewer)}

    def to_one(self, row: Any, path: str) -> Any:
        """Return the record that a path of foreign keys leads to; None where a part is blank or hidden.

        Afterwards the row itself has it too, so that pure functions of the row may go the same way.
        """
        for name in path.split("."):
            if row is None:
                return None
            row = self._to_one(row, name)
        return row

    def _to_one(self, row: Any, name: str) -> Any:
        field: Any = row._meta.get_field(name)
        target = self.each(row, ("to_one", name), lambda rows: self._targets(field, rows))
        if not field.is_cached(row) or field.get_cached_value(row) is not target:
            field.set_cached_value(row, target)
        return target

    def _targets(self, field: Any, rows: list[Any]) -> dict[int, Any]:
        at_hand = {row.pk: field.get_cached_value(row) for row in rows if field.is_cached(row)}
        wanted = {getattr(row, field.attname) for row in rows if row.pk not in at_hand} - {None}
        found = {one.pk: one for one in self.rows(field.related_model).filter(pk__in=wanted)} if wanted else {}
        targets = {row.pk: at_hand.get(row.pk) or found.get(getattr(row, field.attname)) for row in rows}
        return {pk: one if one is not None and is_visible(one, self.viewer) else None for pk, one in targets.items()}

    def rows(self, model: type[models.Model]) -> QuerySet[Any]:
        """Return the rows of a model that the viewer may see, as peers; never the captured text of a source."""
        rows: Any = model._default_manager.get_queryset().fetch_mode(models.FETCH_PEERS)
        if any(field.name == "captured_text" for field in model._meta.fields):
            rows = rows.defer("captured_text")
        return rows.visible_to(self.viewer) if hasattr(rows, "visible_to") else rows

    def lists(self, rows: QuerySet[Any], owner: str, owners: Iterable[Any], *order: str) -> dict[int, list[Any]]:
        """Return the rows of each owner, in order. ``owner`` is the path of lookups from a row to its owner."""
        found: dict[int, list[Any]] = {one.pk: [] for one in owners}
        # The lookup and the annotation share one join, so that a row of two owners comes once for each.
        owned = rows.annotate(**{OWNER: F(owner)}).filter(**{f"{OWNER}__in": list(found)})
        for row in owned.order_by(*order):
            found[getattr(row, OWNER)].append(row)
        return found


def _keys(model: type[models.Model], viewer: Viewer, slugs: list[str]) -> list[tuple[str, int]]:
    """Return the slugs and keys of records, of a few by a statement that is compiled once."""
    if len(slugs) > len(NO_SLUGS):
        return list(Reading(viewer).rows(model).filter(slug__in=slugs).values_list("slug", "pk"))
    asked = _asked_keys(model, viewer, len(slugs), connections[DEFAULT_DB_ALIAS].vendor)
    return asked.rows(dict(zip(NO_SLUGS, slugs, strict=False)))


@lru_cache
def _asked_keys(model: type[models.Model], viewer: Viewer, number: int, vendor: str) -> Compiled:
    rows = Reading(viewer).rows(model).filter(slug__in=NO_SLUGS[:number])
    return Compiled.of(rows.values_list("slug", "pk"))


def reading_of(context: Any) -> Reading:
    """Return the reading of a request, from what a resolver finds in ``info.context`` (which names the viewer)."""
    found: Reading | None = getattr(context, "reading", None)
    if found is None:
        found = context.reading = Reading(context.viewer)
    return found


def is_slug(text: str) -> bool:
    """Tell whether a text could be a slug at all; others are not asked of the database."""
    return re.search(SLUG.regex, text) is not None


def standing(model: type[models.Model], viewer: Viewer, *, but: Iterable[str] = ()) -> Q:
    """Return the predicate of owned rows that name nothing hidden, but for the foreign keys that may be hidden."""
    condition = Q()
    for field in model._meta.fields:
        target = field.related_model
        if field.name in but or not (isinstance(target, type) and issubclass(target, Publishable)):
            continue
        seen = visible(viewer, f"{field.name}__")
        condition &= Q(**{f"{field.name}__isnull": True}) | seen if field.null else seen
    return condition


def _peers(row: Any) -> list[Any]:
    """Return the rows that were loaded with a row, itself among them."""
    peers = [peer for peer_of in row._state.peers if (peer := peer_of()) is not None]
    return [row, *peers]
