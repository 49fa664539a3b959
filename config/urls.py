"""Every address of the server."""

from django.conf import settings
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from config.graphql.graphiql import documents
from config.graphql.view import GraphQLView
from config.schema import schema

EXAMPLES = documents(settings.BASE_DIR / "docs" / "queries")

handler500 = "config.failures.answer"

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url=static("sequitur/favicon.svg"))),
    path("admin/", admin.site.urls),
    path("graphql/", GraphQLView.as_view(schema=schema, examples=EXAMPLES), name="graphql"),
    path("api/v1/", include("config.rest")),
    path("", include(("config.explorer.urls", "explorer"))),
]
