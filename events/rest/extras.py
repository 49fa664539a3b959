"""What is computed of claims, links and assessments beside their own fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from events import accounts, causality
from events.choices import Stance
from events.models import CausalLink
from events.sentences import statement_of
from sources.records import Json, is_visible
from sources.rest.views import Compute, Extra
from sources.visibility import Viewer


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


def disputed(links: list[CausalLink], viewer: Viewer) -> dict[int, Json]:
    """Return whether evidence that the viewer may see opposes each link."""
    return {link.pk: any(_is_opposed_by(one, viewer) for one in link.evidence.all()) for link in links}


def _is_opposed_by(one: Any, viewer: Viewer) -> bool:
    return one.stance == Stance.OPPOSES and is_visible(one.source or one.claim, viewer)


CLAIM = (
    Extra(
        "sentence",
        serializers.CharField(help_text="The claim in a sentence."),
        each(statement_of),
        needs=("source__publisher",),
    ),
    Extra(
        "interested_party",
        serializers.BooleanField(help_text="Whether the voice takes part in the event."),
        accounts.interested_parties,
    ),
)
LINK = (
    Extra(
        "weight",
        serializers.FloatField(help_text="Midpoint of the likelihood's band (ICD 203); 0.5 where nobody judged it."),
        each(weight),
    ),
    Extra(
        "time_order",
        serializers.ChoiceField(
            choices=[(one.value, one.value) for one in causality.TimeOrder],
            help_text="Whether the cause surely began no later than the effect.",
        ),
        each(causality.time_order),
    ),
    Extra("lag", LagSerializer(allow_null=True, help_text="How long after the cause the effect began."), each(lag)),
    Extra("disputed", serializers.BooleanField(help_text="Whether evidence opposes it."), disputed),
)
ASSESSMENT = (
    Extra("stale", serializers.BooleanField(help_text="Whether its account has changed since."), accounts.stale),
)
