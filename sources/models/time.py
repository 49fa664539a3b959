"""A time as it is stored: the words entered, their bounds, and how they are known."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from sources import dates
from sources.choices import Coverage, TimeBasis

BOUNDS = ("earliest_start", "latest_start", "earliest_end", "latest_end")
LABELS = {
    "edtf": "{} (EDTF)",
    "worded": "{}, as worded",
    "basis": "{}: stated or inferred",
    "ongoing_on": "{}: found going on on",
    "clock": "{}: time of day",
}
CLOCK = RegexValidator(
    r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$",
    "Write the time of day as 21:30, with a zone if it is known: 21:30+05:00.",
)


@dataclass(frozen=True, slots=True)
class When:
    """A time read from a row. Bounds are day numbers (see ``sources.dates``)."""

    edtf: str
    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int
    coverage: str
    uncertain: bool
    approximate: bool
    worded: str = ""
    basis: str = TimeBasis.STATED
    ongoing_on: datetime.date | None = None
    clock: str = ""

    @property
    def display(self) -> str:
        """The time in short English, as ``between 5 and 12 Sep 2021``."""
        return dates.display(self)


class Time:
    """A model attribute made of columns that share its name as prefix.

    ``when = Time()`` adds ``when_edtf``, the four bounds, ``when_sort_day`` and the rest, and makes
    ``instance.when`` answer a :class:`When` or ``None``. The bounds follow from the EDTF text whenever the
    instance is validated.
    """

    def __init__(self, help_text: str = "When, in EDTF.") -> None:
        self.help_text = help_text

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any = None) -> When | None: ...

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        for suffix, field in _columns(self.help_text).items():
            if suffix in LABELS:
                field.verbose_name = LABELS[suffix].format(name)
            field.contribute_to_class(cls, f"{name}_{suffix}")
        setattr(cls, name, property(_reader(name)))
        cls.times = (*getattr(cls, "times", ()), name)  # type: ignore[attr-defined]  # read by resolve_times


def _columns(help_text: str) -> dict[str, models.Field]:
    bounds = {bound: models.BigIntegerField(null=True, blank=True, editable=False) for bound in BOUNDS}
    return {
        "edtf": models.CharField(
            max_length=200,
            blank=True,
            help_text=f"{help_text} As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
        ),
        **bounds,
        "sort_day": models.BigIntegerField(default=dates.MAX_DAY, editable=False),
        "coverage": models.CharField(max_length=10, choices=Coverage, blank=True, editable=False),
        "uncertain": models.BooleanField(default=False, editable=False),
        "approximate": models.BooleanField(default=False, editable=False),
        "worded": models.CharField(max_length=200, blank=True, help_text="The source's own words: last week."),
        "basis": models.CharField(
            max_length=8,
            choices=TimeBasis,
            default=TimeBasis.STATED,
            help_text="Whether the source states this time or it was worked out.",
        ),
        "ongoing_on": models.DateField(
            null=True, blank=True, help_text="The date of the source that found it still going on."
        ),
        "clock": models.CharField(
            max_length=14,
            blank=True,
            validators=[CLOCK],
            help_text="Time of day for display, with its zone if known: 21:30+05:00.",
        ),
    }


def _reader(name: str) -> Callable[[models.Model], When | None]:
    """Return what reads the time of a name from a row."""
    edtf, *others = (f"{name}_{part.name}" for part in fields(When))
    columns = itemgetter(edtf, *others)

    def read(instance: models.Model) -> When | None:
        if not getattr(instance, edtf):
            return None
        try:
            return When(*columns(instance.__dict__))
        except KeyError:  # some are not loaded yet
            return When(*(getattr(instance, column) for column in (edtf, *others)))

    return read


def set_time(instance: Any, name: str, edtf: str) -> None:
    """Write an EDTF text and what follows from it onto an instance; blank clears it.

    :raises dates.BadEdtf: naming the position of the fault.
    """
    parsed = dates.parse(edtf) if edtf.strip() else None
    setattr(instance, f"{name}_edtf", parsed.edtf if parsed else "")
    for bound in BOUNDS:
        setattr(instance, f"{name}_{bound}", getattr(parsed, bound, None))
    setattr(instance, f"{name}_sort_day", parsed.sort_day if parsed else dates.MAX_DAY)
    setattr(instance, f"{name}_coverage", parsed.coverage if parsed else "")
    setattr(instance, f"{name}_uncertain", bool(parsed and parsed.uncertain))
    setattr(instance, f"{name}_approximate", bool(parsed and parsed.approximate))


def resolve_times(instance: Any) -> None:
    """Bring the bounds of every time of an instance in line with its EDTF text.

    :raises ValidationError: keyed by the ``…_edtf`` field, code ``BAD_EDTF``.
    """
    errors = {}
    for name in getattr(instance, "times", ()):
        try:
            set_time(instance, name, getattr(instance, f"{name}_edtf"))
        except dates.BadEdtf as error:
            errors[f"{name}_edtf"] = error
    if errors:
        raise ValidationError(errors)


def time_constraints(name: str) -> list[models.BaseConstraint]:
    """Return the constraint that ``name`` has no bounds, or all, in order (SFM: two ranges, start and end)."""

    def at_most(lower: str, upper: str) -> Q:
        return Q(**{f"{name}_{lower}__lte": F(f"{name}_{upper}")})

    in_order = (
        at_most("earliest_start", "latest_start")
        & at_most("latest_start", "latest_end")
        & at_most("earliest_start", "earliest_end")
        & at_most("earliest_end", "latest_end")
    )
    # A comparison with null is neither true nor false, and such a row would pass.
    dated = Q(**{f"{name}_{bound}__isnull": False for bound in BOUNDS}) & ~Q(**{f"{name}_edtf": ""})
    undated = Q(**{f"{name}_edtf": ""}) & Q(**{f"{name}_{bound}__isnull": True for bound in BOUNDS})
    return [
        models.CheckConstraint(
            condition=undated | (dated & in_order),
            name=f"%(app_label)s_%(class)s_{name}_bounds",
            violation_error_message="The bounds of the time are out of order.",
            violation_error_code="BAD_EDTF",
        )
    ]
