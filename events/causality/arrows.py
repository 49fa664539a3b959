"""Which links a question may follow, and which events it may see, as parts of hand-written statements.

The statements join by CROSS JOIN and WHERE: PostgreSQL plans that as any inner join, and SQLite, which would guess
without statistics, takes the tables in the order written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q

from events.causality.likelihood import at_least
from events.choices import LinkKind
from events.models import CausalLink, Event
from sources.prepared import Compiled
from sources.querysets import visible
from sources.visibility import Viewer


def following(viewer: Viewer, kinds: Iterable[str], min_likelihood: str | None) -> Q:
    """Return the condition of links of some kinds that a viewer sees.

    It says nothing of their events: whoever steps on to one checks that it is seen as well.
    """
    condition = visible(viewer)
    # What is left out is named, for SQLite seeks once in the index for every value of an IN.
    left_out = set(LinkKind.values).difference(kinds)
    if left_out:
        condition &= ~Q(kind__in=sorted(left_out))
    if min_likelihood is not None:
        condition &= Q(likelihood__in=at_least(min_likelihood))
    return condition


def arrows(condition: Q, *columns: str) -> Compiled:
    """Return the links under a condition as a SELECT of some columns."""
    return Compiled.of(CausalLink.objects.filter(condition).values_list(*columns))


def seen_events(viewer: Viewer, *columns: str) -> Compiled:
    """Return the events a viewer sees as a SELECT of some columns."""
    return Compiled.of(Event.objects.visible_to(viewer).values_list(*columns))


def named_kinds(kinds: Sequence[str] | None) -> list[str]:
    """Return the kinds a caller named, each once and in order of declaration; all but PRECEDED where none is named.

    :raises ValidationError: ``kinds``, code ``BAD_USER_INPUT``, for a kind that there is not.
    """
    if not kinds:
        return [kind.value for kind in LinkKind if kind is not LinkKind.PRECEDED]
    unknown = sorted(set(kinds) - set(LinkKind.values))
    if unknown:
        raise bad_input("kinds", f"There is no kind of link {unknown[0]}.")
    return [kind.value for kind in LinkKind if kind.value in kinds]


def leading_kinds(kinds: Sequence[str] | None) -> list[str]:
    """Return those of ``named_kinds`` that a path may take: what was prevented did not lead on.

    :raises ValidationError: ``kinds``, code ``BAD_USER_INPUT``, for a kind that there is not.
    """
    return [kind for kind in named_kinds(kinds) if kind != LinkKind.PREVENTED]


def check_range(name: str, value: int, most: int) -> None:
    """:raises ValidationError: keyed by name, code ``BAD_USER_INPUT``, for what is not 1 to ``most``."""
    if not 1 <= value <= most:
        raise bad_input(name, f"Ask for 1 to {most}, not for {value}.")


def bad_input(name: str, message: str) -> ValidationError:
    """Return the refusal of one argument, to raise."""
    return ValidationError({name: ValidationError(message, code="BAD_USER_INPUT")})
