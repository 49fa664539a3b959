"""The resources of this app."""

from actors import filters
from actors.records import ACTOR, DESIGNATION, RELATION
from sources.rest.merging import MergeableResource
from sources.rest.moving import MovableResource
from sources.rest.views import Resource
from sources.rest.write_documents import documented


@documented
class ActorResource(MergeableResource):
    kind = ACTOR
    filterset_class = filters.ActorFilterSet


@documented
class RelationResource(MovableResource):
    kind = RELATION
    filterset_class = filters.RelationFilterSet


@documented
class DesignationResource(MovableResource):
    kind = DESIGNATION
    filterset_class = filters.DesignationFilterSet


RESOURCES: list[type[Resource]] = [ActorResource, RelationResource, DesignationResource]
