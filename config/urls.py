"""Every address of the server."""

from django.conf import settings
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from config.graphql.view import GraphQLView
from config.schema import schema

EXAMPLE = (settings.BASE_DIR / "docs" / "queries" / "causal-paths.graphql").read_text()

admin.site.site_header = admin.site.site_title = "Sequitur"
admin.site.index_title = "What happened, who says so, and what led to what"

handler500 = "config.failures.answer"

urlpatterns = [
    path("", TemplateView.as_view(template_name="welcome.html"), name="welcome"),
    path("favicon.ico", RedirectView.as_view(url=static("sequitur/favicon.svg"))),
    path("admin/", admin.site.urls),
    path("graphql/", GraphQLView.as_view(schema=schema, example=EXAMPLE), name="graphql"),
    path("api/v1/", include("config.rest")),
]
