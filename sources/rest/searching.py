"""Search over the records of all kinds, as JSON."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sources import search
from sources.choices import SearchKind
from sources.deadlines import reading
from sources.records import Json, kind_named
from sources.refusals import refuse
from sources.rest import search_documents as documents
from sources.rest.access import access_of
from sources.rest.views import only_parameters, page_links, page_of


class SearchView(APIView):
    """What has all words of a text."""

    @documents.searching
    def get(self, request: Request) -> Response:
        only_parameters(request, "q", "in", "limit", "cursor")
        query = search.read(request.query_params.get("q", ""), "q")
        viewer, kinds = access_of(request).viewer, _kinds(request)
        with reading():
            rows = search.found(query, viewer, kinds)
            page = page_of(request, rows, search.HITS)
            suggestions = search.suggestions_for(query, rows, viewer, kinds)
            results = [hit_answer(request, search.Hit(row, query)) for row in page.rows]
        return Response({**page_links(request, page), "results": results, "suggestions": suggestions})


def _kinds(request: Request) -> list[str]:
    text = request.query_params.get("in")
    if text is None:
        return []
    names = [name.strip() for name in text.split(",")]
    unknown = sorted(set(names) - set(SearchKind.values))
    if unknown:
        message = f"There is no kind {unknown[0]!r} to search in; there are {', '.join(SearchKind.values)}."
        raise refuse("BAD_USER_INPUT", message, "in")
    return names


def hit_answer(request: Request, hit: search.Hit) -> dict[str, Json]:
    """Return a hit as JSON."""
    address = f"../{kind_named(hit.kind).collection}/{hit.slug}/"
    return {
        "kind": hit.kind,
        "slug": hit.slug,
        "url": request.build_absolute_uri(address),
        "title": hit.title,
        "match": hit.match.value,
        "highlights": [
            {"field": one.field, "parts": [{"text": part.text, "is_match": part.is_match} for part in one.parts]}
            for one in hit.highlights
        ],
    }
