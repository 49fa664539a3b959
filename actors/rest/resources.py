"""The resources of this app."""

from actors import filters
from actors.records import ACTOR, DESIGNATION, RELATION
from sources.rest.documents import documented
from sources.rest.views import Resource


@documented
class ActorResource(Resource):
    kind = ACTOR
    filterset_class = filters.ActorFilterSet


@documented
class RelationResource(Resource):
    kind = RELATION
    filterset_class = filters.RelationFilterSet


@documented
class DesignationResource(Resource):
    kind = DESIGNATION
    filterset_class = filters.DesignationFilterSet


RESOURCES: list[type[Resource]] = [ActorResource, RelationResource, DesignationResource]
