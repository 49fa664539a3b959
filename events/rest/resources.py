"""The resources of this app."""

from django.http import HttpRequest, HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from events import accounts, filters, records
from events.rest import documents, exports, extras, graphs
from events.rest.accounts import account_answers
from events.rest.differences import diff_answer
from sources.deadlines import reading
from sources.refusals import refuse
from sources.rest.formats import CSV, GEOJSON, JSON, JSON_LD, PARAMETER, TIMELINE_JS, Formatted, format_of
from sources.rest.merging import MergeableResource
from sources.rest.moving import MovableResource
from sources.rest.received import Nested
from sources.rest.views import Resource, only_parameters
from sources.rest.write_documents import documented


@documented
class PlaceResource(MergeableResource):
    kind = records.PLACE
    filterset_class = filters.PlaceFilterSet


@documented
class EventTypeResource(MovableResource):
    kind = records.EVENT_TYPE
    filterset_class = filters.EventTypeFilterSet


@documented
class TopicResource(MovableResource):
    kind = records.TOPIC
    filterset_class = filters.TopicFilterSet


@documented
class PredicateResource(MovableResource):
    kind = records.PREDICATE
    filterset_class = filters.PredicateFilterSet


@documented
class EventResource(Formatted, MergeableResource):
    kind = records.EVENT
    nested = (Nested("claims", "claim", "event", tuple(extra.name for extra in extras.CLAIM)),)
    filterset_class = filters.EventFilterSet
    formats = {"list": (JSON, CSV, GEOJSON), "retrieve": (JSON, JSON_LD)}
    presentation = (PARAMETER,)

    def list(self, request: Request) -> Response:
        """Answer a page of events, also as a table or on a map."""
        if format_of(request) == JSON.name:
            return super().list(request)
        return exports.events_page(request, self.page, self.viewer)

    def retrieve(self, request: Request, slug: str) -> HttpResponse:
        """Answer one event, also as linked data."""
        if format_of(request) == JSON.name:
            return super().retrieve(request, slug)
        only_parameters(request, PARAMETER)
        with reading():
            return exports.one_event(request, self.find(slug, loaded=True), self.viewer)

    @documents.chain
    @action(detail=True, methods=["get"])
    def chain(self, request: HttpRequest, slug: str) -> Response:
        """Answer what an event led to, or what led to it."""
        with reading():
            return Response(graphs.chain_answer(self.request, self.find(slug), self.viewer))

    @documents.accounts
    @action(detail=True, methods=["get"])
    def accounts(self, request: HttpRequest, slug: str) -> Response:
        """Answer the claims of an event, side by side, with how far they agree."""
        only_parameters(self.request, "predicate", "subject")
        asked = {name: self.request.query_params.get(name) for name in ("predicate", "subject")}
        with reading():
            event = self.find(slug)
            found = accounts.accounts_of([event], self.viewer, **asked)[event.pk]
            return Response({"results": account_answers(found, self.viewer)})


@documented
class ClaimResource(MovableResource):
    kind = records.CLAIM
    filterset_class = filters.ClaimFilterSet
    extras = extras.CLAIM


@documented
class LinkResource(MovableResource):
    kind = records.LINK
    filterset_class = filters.CausalLinkFilterSet
    extras = extras.LINK


@documented
class AssessmentResource(MovableResource):
    kind = records.ASSESSMENT
    filterset_class = filters.AssessmentFilterSet
    extras = extras.ASSESSMENT


@documented
class NarrativeResource(Formatted, MovableResource):
    kind = records.NARRATIVE
    filterset_class = filters.NarrativeFilterSet
    formats = {"retrieve": (JSON, TIMELINE_JS)}
    presentation = (PARAMETER,)

    def retrieve(self, request: Request, slug: str) -> HttpResponse:
        """Answer one narrative, also as slides."""
        if format_of(request) == JSON.name:
            return super().retrieve(request, slug)
        only_parameters(request, PARAMETER)
        with reading():
            return exports.one_narrative(self.find(slug, loaded=True), self.viewer)

    @documents.diff
    @action(detail=True, methods=["get"])
    def diff(self, request: HttpRequest, slug: str) -> Response:
        """Answer where a narrative and another one part."""
        only_parameters(self.request, "with")
        other = self.request.query_params.get("with", "")
        with reading():
            narrative = self.find(slug)
            beside = records.NARRATIVE.objects.visible_to(self.viewer).filter(slug=other).first()
            if beside is None:
                raise refuse("NOT_FOUND", f"There is no narrative {other}.", "with")
            return Response(diff_answer(narrative, beside, self.viewer))


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
