"""Which links a question may follow, as one condition for querysets and for hand-written statements alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from events.causality.likelihood import at_least
from events.choices import LinkKind
from events.models import CausalLink
from sources.querysets import visible
from sources.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Subquery:
    """A SELECT with its parameters, to stand in a hand-written statement."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Subquery:
        sql, params = rows.query.sql_with_params()
        return cls(sql, tuple(params))


def following(viewer: Viewer, kinds: Iterable[str], min_likelihood: str | None) -> Q:
    """Return the condition of links of some kinds that a viewer sees together with both their events."""
    condition = visible(viewer) & visible(viewer, "cause__") & visible(viewer, "effect__") & Q(kind__in=list(kinds))
    if min_likelihood is not None:
        condition &= Q(likelihood__in=at_least(min_likelihood))
    return condition


def arrows(condition: Q, *columns: str) -> Subquery:
    """Return the links under a condition as a SELECT of some columns."""
    return Subquery.of(CausalLink.objects.filter(condition).values_list(*columns))


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


def check_range(name: str, value: int, most: int) -> None:
    """:raises ValidationError: keyed by name, code ``BAD_USER_INPUT``, for what is not 1 to ``most``."""
    if not 1 <= value <= most:
        raise bad_input(name, f"Ask for 1 to {most}, not for {value}.")


def bad_input(name: str, message: str) -> ValidationError:
    """Return the refusal of one argument, to raise."""
    return ValidationError({name: ValidationError(message, code="BAD_USER_INPUT")})
