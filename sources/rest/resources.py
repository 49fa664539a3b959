"""The resources of this app."""

from sources import filters
from sources.records.kinds import MEDIA, PUBLISHER, SOURCE
from sources.rest.documents import documented
from sources.rest.views import Resource


@documented
class PublisherResource(Resource):
    kind = PUBLISHER
    filterset_class = filters.PublisherFilterSet


@documented
class SourceResource(Resource):
    kind = SOURCE
    filterset_class = filters.SourceFilterSet


@documented
class MediaResource(Resource):
    kind = MEDIA
    filterset_class = filters.MediaFilterSet


RESOURCES: list[type[Resource]] = [PublisherResource, SourceResource, MediaResource]
