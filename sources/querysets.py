"""Which rows, and in what order."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Func, Q

from sources.choices import Status
from sources.dates import MAX_DAY, MIN_DAY
from sources.visibility import Viewer


class UndatedAsFirst(Func):
    """A sort day on which the undated (and endlessly late) count as earliest, so that descending puts them last.

    The bounds are written out, not bound as parameters: an index on this expression must match it word for word.
    """

    arity = 1
    template = f"(CASE WHEN %(expressions)s = {MAX_DAY} THEN {MIN_DAY + 1} ELSE %(expressions)s END)"


class IsWaiting(Func):
    """The condition that a status is one from which a record is still to be published.

    The statuses are written out, not bound as parameters: SQLite finds the index on this condition by its words.
    """

    arity = 1
    template = "(%(expressions)s IN ('DRAFT', 'IN_REVIEW'))"
    output_field = models.BooleanField()


class HasOpenStart(Func):
    """The condition that a time may have begun ever so long ago, of its earliest start.

    Written out for the same reason; the least number cannot be, so that it is all below the one after the next.
    """

    arity = 1
    template = f"(%(expressions)s < {MIN_DAY + 2})"
    output_field = models.BooleanField()


#: So many days a short time lasts at most, from the day it is sorted by to the last on which it may have ended.
SHORT = 31


class IsLong(Func):
    """The condition that a time is not short, of the day it is sorted by and its latest end.

    Written out for the same reason; the undated are sorted by a day to which nothing can be added.
    """

    arity = 2
    arg_joiner = " < "
    template = f"(%(expressions)s - {SHORT})"
    output_field = models.BooleanField()


def visible(viewer: Viewer, prefix: str = "") -> Q:
    """Return the predicate of records with a status that a viewer may see; ``prefix`` is a lookup path."""
    if viewer is Viewer.DRAFTS:
        return ~Q(**{f"{prefix}status": Status.RETRACTED})
    return Q(**{f"{prefix}status": Status.PUBLISHED})


class RecordQuerySet(models.QuerySet[Any]):
    """Records that are always public: publishers, places, event types, topics, predicates."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self

    def alphabetical(self) -> Self:
        return self.order_by("slug")


class MergeableQuerySet(RecordQuerySet):
    """Records that are always public until they are merged into another one."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(merged_into=None)


class PublishableQuerySet(RecordQuerySet):
    """Records with a status."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(visible(viewer))

    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def live(self) -> Self:
        """Everything but what was retracted, drafts included."""
        return self.exclude(status=Status.RETRACTED)


class SourceQuerySet(PublishableQuerySet):
    def chronological(self) -> Self:
        return self.order_by("published_sort_day", "slug")
