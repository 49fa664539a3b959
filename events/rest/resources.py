"""The resources of this app."""

from django.http import HttpRequest
from rest_framework.decorators import action
from rest_framework.response import Response

from events import accounts, filters, records
from events.rest import documents, extras, graphs
from events.rest.accounts import account_answers
from events.rest.differences import diff_answer
from sources.refusals import refuse
from sources.rest.merging import MergeableResource
from sources.rest.moving import MovableResource
from sources.rest.received import Nested
from sources.rest.views import Resource, only_parameters
from sources.rest.write_documents import documented
from sources.snapshots import snapshot


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
class EventResource(MergeableResource):
    kind = records.EVENT
    nested = (Nested("claims", "claim", "event", tuple(extra.name for extra in extras.CLAIM)),)
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
class NarrativeResource(MovableResource):
    kind = records.NARRATIVE
    filterset_class = filters.NarrativeFilterSet

    @documents.diff
    @action(detail=True, methods=["get"])
    def diff(self, request: HttpRequest, slug: str) -> Response:
        """Answer where a narrative and another one part."""
        only_parameters(self.request, "with")
        other = self.request.query_params.get("with", "")
        with snapshot():
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
