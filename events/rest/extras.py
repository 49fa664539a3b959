"""What is computed of claims, links and assessments beside their own fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from events import accounts, causality, filters
from events.models import CausalLink
from events.sentences import STATED_BY, statement_of
from sources.records import Json
from sources.rest.shown import Compute, Extra


class LagSerializer(serializers.Serializer):
    """Days from the cause's start to the effect's; null where a bound is open."""

    min_days = serializers.IntegerField(
        allow_null=True, help_text="At least so many; less than 0 where it may have begun before."
    )
    max_days = serializers.IntegerField(allow_null=True, help_text="At most so many.")


def each(compute: Callable[[Any], Json]) -> Compute:
    """Return a computation over many rows from one over a single loaded row."""
    return lambda rows, viewer: {row.pk: compute(row) for row in rows}


def weight(link: CausalLink) -> Json:
    return float(causality.weight(link.likelihood))


def lag(link: CausalLink) -> Json:
    found = causality.lag(link)
    return None if found is None else {"min_days": found.min_days, "max_days": found.max_days}


#: The times of the events that a link joins.
ENDS = ("cause.when", "effect.when")
CLAIM = (
    Extra(
        "sentence",
        serializers.CharField(help_text="The claim in a sentence."),
        each(statement_of),
        needs=STATED_BY,
    ),
    Extra(
        "interested_party",
        serializers.BooleanField(help_text="Whether the voice takes part in the event."),
        accounts.interested_parties,
        needs=("event", "speaker", "source"),
    ),
)
LINK = (
    Extra(
        "weight",
        serializers.FloatField(help_text="Midpoint of the likelihood's band (ICD 203); 0.5 where nobody judged it."),
        each(weight),
        needs=("likelihood",),
    ),
    Extra(
        "time_order",
        serializers.ChoiceField(
            choices=[(one.value, one.value) for one in causality.TimeOrder],
            help_text="Whether the cause surely began no later than the effect.",
        ),
        each(causality.time_order),
        needs=ENDS,
    ),
    Extra(
        "lag",
        LagSerializer(allow_null=True, help_text="How long after the cause the effect began."),
        each(lag),
        needs=ENDS,
    ),
    Extra("disputed", serializers.BooleanField(help_text="Whether evidence opposes it."), filters.disputed),
)
ASSESSMENT = (
    Extra(
        "stale",
        serializers.BooleanField(help_text="Whether its account has changed since."),
        accounts.stale,
        needs=accounts.JUDGED_BY,
    ),
)
