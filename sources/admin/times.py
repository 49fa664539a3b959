"""Times in the admin: read back as bounds, found by decade, year and month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F, Max, Min, QuerySet, Value
from django.http import HttpRequest

from sources import dates


def resolved(name: str) -> Any:
    """Return a read-only admin field that shows how a time was understood."""

    @admin.display(description="Understood as")
    def show(self: Any, row: Any) -> str:
        told = understood(getattr(row, f"{name}_edtf", ""))
        _, *others = vars(row).get("readings", {}).get(name, [None])
        return "; or ".join([told, *(f"{one.edtf} ({one.why})" for one in others)])

    return show


def understood(edtf: str) -> str:
    """Return how an EDTF text is read.

    As ``2021-09-05 … 2021-09-12, within: between 5 and 12 Sep 2021, EDTF [2021-09-05..2021-09-12]``.
    """
    try:
        time = dates.parse(edtf)
    except dates.BadEdtf:
        return "—"
    days = [dates.iso_day(time.earliest_start) or "open", dates.iso_day(time.latest_end) or "open"]
    return f"{' … '.join(dict.fromkeys(days))}, {time.coverage.lower()}: {dates.display(time)}, EDTF {time.edtf}"


def time_fieldset(name: str, title: str = "Time") -> Any:
    """Return the fieldset of a time."""
    return (
        title,
        {
            "fields": [
                (f"{name}_edtf", f"{name}_resolved"),
                (f"{name}_worded", f"{name}_basis"),
                (f"{name}_ongoing_on", f"{name}_clock"),
            ]
        },
    )


def time_column(name: str, title: str) -> Any:
    """Return a list column that shows a time in words, sorted as a timeline is."""

    @admin.display(description=title, ordering=f"{name}_sort_day")
    def show(self: Any, row: Any) -> str:
        return dates.display(getattr(row, name))

    return show


class Span(NamedTuple):
    """A decade, year or month."""

    bucket: str
    start: int

    @classmethod
    def parse(cls, text: str) -> Span:
        bucket, _, day = text.partition(":")
        if bucket not in SHORTEST:
            raise ValueError(text)
        return cls(bucket, dates.bucket_start(dates.parse_iso_day(day), bucket))

    @property
    def key(self) -> str:
        return f"{self.bucket}:{dates.iso_day(self.start)}"

    @property
    def end(self) -> int:
        """The first day after it."""
        return dates.next_bucket(self.start, self.bucket)

    @property
    def label(self) -> str:
        year, month, _ = dates.civil(self.start)
        return {"DECADE": f"{year}s", "YEAR": f"{year}", "MONTH": f"{year}-{month:02}"}[self.bucket]

    def above(self) -> Iterator[Span]:
        """Yield the longer spans it lies in, and itself."""
        for bucket in SHORTEST:
            yield Span(bucket, dates.bucket_start(self.start, bucket))
            if bucket == self.bucket:
                return


#: Days of the shortest span of each size, in falling order of size.
SHORTEST = {"DECADE": 3652, "YEAR": 365, "MONTH": 28}
BELOW = {"DECADE": "YEAR", "YEAR": "MONTH"}
UNDATED = "undated"
#: Makes day numbers positive, so that both databases divide them alike.
SHIFT = 3652 * 365 * 28 * 10**9


def time_filter(name: str, heading: str = "time") -> type[admin.SimpleListFilter]:
    """Return the list filter that goes from decade to year to month by the bounds of a time."""

    class ByTime(_ByTime):
        title = heading
        parameter_name = name

    return ByTime


class _ByTime(admin.SimpleListFilter):
    """Rows that may have happened in a decade, year or month. Python's dates know no year −43; day numbers do.

    Of a time of another record the decades are those in which any such record begins: they are read off its index.
    """

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        span = self._span()
        trail = list(span.above()) if span else []
        below = self._within(*_timed(request, model_admin, str(self.parameter_name)), span)
        return [*((one.key, one.label) for one in [*trail, *below]), (UNDATED, "Undated")]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        name = self.parameter_name
        if self.value() == UNDATED:
            return rows.filter(**{f"{name}_edtf": ""})
        span = self._span()
        if span is None:
            return rows
        return rows.filter(**{f"{name}_earliest_start__lt": span.end, f"{name}_latest_end__gte": span.start})

    def _span(self) -> Span | None:
        value = self.value()
        if value in (None, "", UNDATED):
            return None
        try:
            return Span.parse(str(value))
        except (ValueError, dates.BadEdtf) as error:
            raise IncorrectLookupParameters(error) from error

    def _within(self, rows: QuerySet[Any], name: str, span: Span | None) -> list[Span]:
        """Return the next shorter spans in which something begins, by one statement."""
        bucket = BELOW.get(span.bucket) if span else "DECADE"
        if bucket is None:
            return []
        day = f"{name}_sort_day"
        dated = rows.filter(**{f"{day}__gt": -(10**13), f"{day}__lt": 10**13})
        if span:
            dated = dated.filter(**{f"{day}__gte": span.start, f"{day}__lt": span.end})
        slices = dated.order_by().values(slice=(F(day) + Value(SHIFT)) / Value(SHORTEST[bucket]))
        ends = slices.annotate(first=Min(day), last=Max(day)).values_list("first", "last")
        return sorted({Span(bucket, dates.bucket_start(one, bucket)) for pair in ends for one in pair})


def _timed(request: HttpRequest, model_admin: Any, parameter: str) -> tuple[QuerySet[Any], str]:
    """Return the rows that have a time, and what it is called: those of the list, or those these refer to."""
    relation, _, name = parameter.rpartition("__")
    if relation:
        model_admin = model_admin.admin_site.get_model_admin(model_admin.model._meta.get_field(relation).related_model)
    return model_admin.get_queryset(request).select_related(None), name
