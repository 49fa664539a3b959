"""The REST API, put together from the resources of each app."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from actors.rest.resources import RESOURCES as ACTORS
from config.openapi import SchemaView
from events.rest.export import ExportView
from events.rest.resources import RESOURCES as EVENTS
from events.rest.views import ClustersView, FacetsView, PathsView, TimelineView
from sources.rest.changes import ChangesView
from sources.rest.imports import ImportView
from sources.rest.problems import not_found
from sources.rest.resources import RESOURCES as SOURCES
from sources.rest.searching import SearchView


class Router(DefaultRouter):
    """Addresses without a suffix for the format: there is one."""

    include_format_suffixes = False


router = Router()
for resource in [*EVENTS, *ACTORS, *SOURCES]:
    router.register(resource.kind.collection, resource, basename=resource.kind.name)

urlpatterns = [
    path("changes/", ChangesView.as_view(), name="changes"),
    path("clusters/", ClustersView.as_view(), name="clusters"),
    path("export/", ExportView.as_view(), name="export"),
    path("facets/", FacetsView.as_view(), name="facets"),
    path("import/", ImportView.as_view(), name="import"),
    path("paths/", PathsView.as_view(), name="paths"),
    path("search/", SearchView.as_view(), name="search"),
    path("timeline/", TimelineView.as_view(), name="timeline"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    *router.urls,
    re_path(r"^(?P<path>.*)$", not_found),
]
