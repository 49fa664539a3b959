"""The resources of this app."""

from sources import filters
from sources.records.kinds import MEDIA, PUBLISHER, SOURCE
from sources.rest.merging import MergeableResource
from sources.rest.moving import MovableResource
from sources.rest.views import Resource
from sources.rest.write_documents import documented


@documented
class PublisherResource(MergeableResource):
    kind = PUBLISHER
    filterset_class = filters.PublisherFilterSet


@documented
class SourceResource(MergeableResource):
    kind = SOURCE
    filterset_class = filters.SourceFilterSet


@documented
class MediaResource(MovableResource):
    kind = MEDIA
    filterset_class = filters.MediaFilterSet


RESOURCES: list[type[Resource]] = [PublisherResource, SourceResource, MediaResource]
