"""The resources of this app."""

from typing import Any

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from events import accounts, causality, filters, records
from events.rest import documents, graphs
from events.rest.accounts import account_answer
from events.sentences import statement_of
from sources.records import Json
from sources.rest.documents import documented
from sources.rest.views import Extra, Resource, only_parameters
from sources.snapshots import snapshot
from sources.visibility import Viewer


def each(compute: Any) -> Any:
    """Return a computation over many rows from one over a single loaded row."""
    return lambda rows, viewer: {row.pk: compute(row) for row in rows}


def disputed(rows: list[Any], viewer: Viewer) -> dict[int, Json]:
    return {row.pk: graphs.is_disputed(row, viewer) for row in rows}


@documented
class PlaceResource(Resource):
    kind = records.PLACE
    filterset_class = filters.PlaceFilterSet


@documented
class EventTypeResource(Resource):
    kind = records.EVENT_TYPE
    filterset_class = filters.EventTypeFilterSet


@documented
class TopicResource(Resource):
    kind = records.TOPIC
    filterset_class = filters.TopicFilterSet


@documented
class PredicateResource(Resource):
    kind = records.PREDICATE
    filterset_class = filters.PredicateFilterSet


@documented
class EventResource(Resource):
    kind = records.EVENT
    filterset_class = filters.EventFilterSet

    @documents.chain
    @action(detail=True, methods=["get"])
    def chain(self, request: HttpRequest, slug: str) -> Response:
        """Answer what an event led to, or what led to it."""
        with snapshot():
            return Response(graphs.chain_answer(self.request, self.find(slug), self.viewer))

    @documents.accounts
    @action(detail=True, methods=["get"])
    def accounts(self, request: HttpRequest, slug: str) -> Response:
        """Answer the claims of an event, side by side, with how far they agree."""
        only_parameters(self.request, "predicate", "subject")
        asked = {name: self.request.query_params.get(name) for name in ("predicate", "subject")}
        with snapshot():
            event = self.find(slug)
            found = accounts.accounts_of([event], self.viewer, **asked)[event.pk]
            return Response({"results": [account_answer(one, self.viewer) for one in found]})


@documented
class ClaimResource(Resource):
    kind = records.CLAIM
    filterset_class = filters.ClaimFilterSet
    extras = (
        Extra("sentence", serializers.CharField(help_text="The claim in a sentence."), each(statement_of)),
        Extra(
            "interested_party",
            serializers.BooleanField(help_text="Whether the voice takes part in the event."),
            accounts.interested_parties,
        ),
    )


@documented
class LinkResource(Resource):
    kind = records.LINK
    filterset_class = filters.CausalLinkFilterSet
    extras = (
        Extra(
            "weight",
            serializers.FloatField(help_text="Midpoint of the likelihood's band (ICD 203)."),
            each(graphs.weight),
        ),
        Extra(
            "time_order",
            serializers.ChoiceField(choices=[(one.value, one.value) for one in causality.TimeOrder]),
            each(causality.time_order),
        ),
        Extra("lag", documents.LagSerializer(allow_null=True), each(graphs.lag)),
        Extra("disputed", serializers.BooleanField(help_text="Whether evidence opposes it."), disputed),
    )


@documented
class AssessmentResource(Resource):
    kind = records.ASSESSMENT
    filterset_class = filters.AssessmentFilterSet
    extras = (
        Extra("stale", serializers.BooleanField(help_text="Whether its account has changed since."), accounts.stale),
    )


@documented
class NarrativeResource(Resource):
    kind = records.NARRATIVE
    filterset_class = filters.NarrativeFilterSet


RESOURCES: list[type[Resource]] = [
    PlaceResource,
    EventTypeResource,
    TopicResource,
    PredicateResource,
    EventResource,
    ClaimResource,
    LinkResource,
    AssessmentResource,
    NarrativeResource,
]
