"""What every resource answers: a list in cursor pages, and one record by slug."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from sources import pages, search
from sources.choices import Status
from sources.deadlines import reading
from sources.models import Mergeable
from sources.records import Json, Kind, is_visible
from sources.refusals import Refusal, refuse
from sources.rest.access import access_of
from sources.rest.conditions import answered, empty, etag_of, is_unchanged
from sources.rest.problems import Problem, Retracted
from sources.rest.rendering import as_json
from sources.rest.shown import Extra, Wanted, records
from sources.visibility import Viewer

PAGE_SIZE = 20
Answers = list[dict[str, Json]]
Names = list[str]
PAGING = ("cursor", "limit", "ordering", "fields")
#: The parameters that the arguments of a page come from.
PARAMETER_OF = {"first": "limit", "last": "limit", "after": "cursor", "before": "cursor"}


class Resource(ViewSet):
    """One kind of record, for reading."""

    kind: ClassVar[Kind]
    filterset_class: ClassVar[Any]
    extras: ClassVar[tuple[Extra, ...]] = ()
    #: Parameters that say in which form an answer comes.
    presentation: ClassVar[tuple[str, ...]] = ()
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"

    @property
    def viewer(self) -> Viewer:
        return access_of(self.request).viewer

    def list(self, request: Request) -> Response:
        """Answer a page of the records that pass the filters."""
        page, found = self._page(request)
        fields = self._fields()
        return Response({**page_links(request, page), "results": [narrowed(one, fields) for one in found]})

    def retrieve(self, request: Request, slug: str) -> HttpResponse:
        """Answer one record, or that it is as it was."""
        only_parameters(request, "fields", *self.presentation)
        record = self._record(slug)
        body = as_json(narrowed(record, self._fields()))
        etag = etag_of(record["version"], body)
        response = empty(304) if is_unchanged(request, etag) else HttpResponse(body, "application/json")
        response["ETag"] = etag
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        return answered(request, super().finalize_response(request, response, *args, **kwargs))

    def _record(self, slug: str) -> dict[str, Json]:
        """Return a visible record. :raises Problem: :raises Retracted: :raises ObjectDoesNotExist: as ``find`` does."""
        found = records().one(self.kind, self.extras, slug, self.viewer) if "\0" not in slug else None
        if found is not None:
            return found
        with reading():
            return self.render([self.find(slug)])[0]

    def find(self, slug: str, *, loaded: bool = False) -> Any:
        """Return a visible row, ``loaded`` with all of its record.

        :raises Problem: 301 for what was merged. :raises Retracted:
        :raises ObjectDoesNotExist: for hidden and absent alike.
        """
        rows = self.kind.objects.filter(slug=slug) if "\0" not in slug else self.kind.objects.none()
        if loaded:
            rows = self.kind.rows(rows)
        elif issubclass(self.kind.model, Mergeable):
            rows = rows.select_related("merged_into")
        row = rows.first()
        if row is None:
            raise ObjectDoesNotExist
        into = getattr(row, "merged_into", None)
        if into is not None and is_visible(into, self.viewer):
            headers = {"Location": self.request.build_absolute_uri(f"../{into.slug}/")}
            raise Problem(301, "MERGED", f"This was merged into {into.slug}.", headers, merged_into=into.slug)
        if self.kind.has_status and row.status == Status.RETRACTED:
            raise Retracted(row.retracted_at, row.retraction_reason)
        if not is_visible(row, self.viewer):
            raise ObjectDoesNotExist
        return row

    def render(self, rows: Iterable[Any]) -> Answers:
        """Return visible rows as answers."""
        keys = [row.pk for row in rows]
        found = records().some(self.kind, self.extras, keys, self.viewer)
        return [found[key] for key in keys]

    def _page(self, request: Request) -> tuple[pages.Page, Answers]:
        """Return the page that is asked for, and its records. :raises Refusal: naming a parameter."""
        page = self._planned(request) if "search" not in request.query_params else None
        if page is not None:
            return page, [row.told for row in page.rows]
        with reading():
            page = self.page(request, loaded=False)
            return page, self.render(page.rows)

    def _planned(self, request: Request) -> pages.Page | None:
        """Return the page with its records, read in one statement; None where that cannot be."""
        order = self._order(request.query_params.get("ordering"))
        asked = self._asked(request)
        span = span_of(request, order, pages.keys_of(self.kind.model, order))
        return records().page(self.kind, self.extras, Wanted(self.filterset_class, asked, order, span), self.viewer)

    def page(self, request: Request, *, loaded: bool = True) -> pages.Page:
        """Return the page that is asked for, its rows ``loaded`` as records or by their keys alone.

        :raises Refusal: naming a parameter.
        """
        order = self._order(request.query_params.get("ordering"))
        asked = self._asked(request)
        rows = self._passing(request, asked).filter(order.follows(asked))
        return page_of(request, self.kind.rows(rows) if loaded else rows.only("pk"), order)

    def _passing(self, request: Request, asked: Mapping[str, Any]) -> QuerySet[Any]:
        """Return all rows that are asked for. :raises Refusal: naming a parameter."""
        visible: QuerySet[Any] = self.kind.objects.visible_to(self.viewer)
        rows = visible.filter(self.filterset_class.predicate(asked, self.viewer))
        query = asked_search(request) if search.searched(self.kind.name) else None
        if query:
            found = search.matches(self.kind.name, query, self.viewer)
            rows = search.ranked(rows.filter(found), self.kind.name, query)
        return rows

    def _asked(self, request: Request) -> dict[str, Any]:
        """Return the values of the filters. :raises Refusal: naming a parameter."""
        own = ("search",) if search.searched(self.kind.name) else ()
        found: dict[str, Any] = self.filterset_class.read(
            filter_parameters(request, (*PAGING, *own, *self.presentation))
        )
        return found

    def _order(self, name: str | None) -> pages.Order:
        orders = self.filterset_class.orders
        if "search" in self.request.query_params:
            orders = {search.RELEVANCE: search.ROWS} | orders
        if name is None:
            return next(iter(orders.values()))
        order = orders.get(name.upper())
        if order is None:
            allowed = ", ".join(one.lower() for one in orders)
            raise refuse("BAD_USER_INPUT", f"ordering is one of {allowed}.", "ordering")
        return order

    def _fields(self) -> Names:
        computed = (extra.name for extra in self.extras)
        return named_fields(
            self.request, {"slug", *self.kind.names, "version", "published_at", "updated_at", *computed}
        )


def asked_search(request: Request) -> search.Query | None:
    """Return what the parameter ``search`` asks for, None where it is absent. :raises Refusal:"""
    text = request.query_params.get("search")
    return None if text is None else search.read(text, "search")


def named_fields(request: Request, known: set[str]) -> list[str]:
    """Return the parameter fields as a list, empty where it is absent. :raises Refusal: for a field not known."""
    text = request.query_params.get("fields")
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    unknown = sorted(set(names) - known)
    if unknown:
        raise refuse(
            "BAD_USER_INPUT", f"There is no field {unknown[0]}; there are {', '.join(sorted(known))}.", "fields"
        )
    return names


def narrowed(record: dict[str, Json], fields: list[str]) -> dict[str, Json]:
    """Return the named fields of a record, all of it where none are named."""
    return {name: value for name, value in record.items() if name in fields} if fields else record


def filter_parameters(request: Request, own: Iterable[str]) -> dict[str, Any]:
    """Return the query parameters that filter, without a view's own. One that is repeated or no text is refused."""
    for name, values in request.query_params.lists():
        if len(values) > 1:
            raise refuse("BAD_USER_INPUT", f"{name} is given {len(values)} times; separate values by commas.", name)
        if "\0" in values[0]:
            raise refuse("BAD_USER_INPUT", f"{name} holds characters that no text has.", name)
    return {name: value for name, value in request.query_params.items() if name not in own}


def only_parameters(request: Request, *allowed: str) -> None:
    """Refuse a request with any other query parameter."""
    unknown = sorted(set(filter_parameters(request, allowed)))
    if unknown:
        raise refuse(
            "UNKNOWN_PARAMETER", f"There is no parameter {unknown[0]}; there are {', '.join(allowed)}.", unknown[0]
        )


def whole_number(request: Request, name: str, default: int) -> int:
    """Return a parameter as a whole number. :raises Refusal: when it is none."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 10:
        raise refuse("BAD_USER_INPUT", f"{name} is a whole number.", name)
    return int(text)


def page_of(request: Request, rows: QuerySet[Any], order: pages.Order) -> pages.Page:
    """Return the page that the parameters limit and cursor ask for. :raises Refusal: naming one of them."""
    ends = _ends(request)
    with _named_as_parameters():
        return pages.page(rows, order, **ends)


def span_of(request: Request, order: pages.Order, keys: Sequence[pages.Key]) -> pages.Span:
    """Return what of a list these parameters ask for. :raises Refusal: naming one of them."""
    ends = _ends(request)
    with _named_as_parameters():
        return pages.span_of(order, keys, **ends)


def _ends(request: Request) -> dict[str, Any]:
    direction, cursor = split_cursor(request.query_params.get("cursor"))
    size = whole_number(request, "limit", PAGE_SIZE)
    return {"last": size, "before": cursor} if direction == "before" else {"first": size, "after": cursor}


@contextmanager
def _named_as_parameters() -> Iterator[None]:
    """Let what is refused of a page name the parameters that it comes from."""
    try:
        yield
    except Refusal as refusal:
        faults = [replace(fault, path=(PARAMETER_OF[str(fault.path[0])],)) for fault in refusal.faults]
        raise Refusal(faults) from refusal


def split_cursor(text: str | None) -> tuple[str, str | None]:
    """Return a page link's direction and cursor."""
    if text is None:
        return "after", None
    direction, _, cursor = text.partition(".")
    if direction not in ("after", "before") or not cursor:
        raise refuse("BAD_CURSOR", "This is no cursor of ours; take it from next or previous.", "cursor")
    return direction, cursor


def page_links(request: Request, page: pages.Page) -> dict[str, str | None]:
    """Return the addresses of the pages next to one; null where there is none."""
    return {
        "next": _link(request, "after", page.cursor(page.rows[-1])) if page.rows and page.has_next else None,
        "previous": _link(request, "before", page.cursor(page.rows[0])) if page.rows and page.has_previous else None,
    }


def _link(request: Request, direction: str, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = f"{direction}.{cursor}"
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
