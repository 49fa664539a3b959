"""The whole of a view in one answer, as a bundle or in a format of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import exchange
from events.exchange import EVENT_FORMATS, Losses
from events.filters import EventFilterSet
from events.models import Event
from events.rest import documents
from events.rest.exports import SHAPES, address_from
from sources import bundle, filters
from sources.filters.values import yes_or_no
from sources.journal import revision
from sources.records import ORDER, Kind, all_kinds, kind_named
from sources.refusals import Refusal, faults_of, refuse
from sources.rest.access import access_of
from sources.rest.formats import JSON_LINES, PARAMETER, Format, Formatted, format_of, losses_header
from sources.rest.streams import streamed
from sources.rest.views import filter_parameters, only_parameters
from sources.snapshots import snapshot
from sources.visibility import Viewer

NUMBER, COUNT = "Journal-Number", "Record-Count"
OWN = (PARAMETER, "losses")
#: What a bundle leaves out of the records it has.
NEVER_IN_BUNDLES: dict[Viewer, tuple[str, ...]] = {
    Viewer.PUBLIC: ("captured_text", "note"),
    Viewer.DRAFTS: ("captured_text",),
}


class Bundled:
    """The records of a view as JSON Lines, all or of some kinds."""

    shape: ClassVar[Format] = JSON_LINES

    def __init__(self, request: Request, viewer: Viewer) -> None:
        only_parameters(request, *OWN, "types", "number")
        self.kinds = kinds_named(request.query_params.get("types"))
        self.is_numbered = flag(request, "number")
        self.viewer = viewer
        self.losses = Losses(NEVER_IN_BUNDLES[viewer])

    def count(self) -> int:
        return sum(bundle.rows_of(kind, self.viewer).count() for kind in self.kinds)

    def texts(self, number: int, count: int) -> Iterator[str]:
        """Yield the head, which says how many records follow, and their lines."""
        yield bundle.line({**bundle.HEAD, **({"number": number} if self.is_numbered else {}), "records": count})
        yield from bundle.lines_of(self.kinds, self.viewer)


class Events:
    """The events of a view that pass the filters, in one of their formats."""

    def __init__(self, request: Request, viewer: Viewer) -> None:
        name = format_of(request)
        self.shape = SHAPES[name]
        self.losses = Losses(EVENT_FORMATS[name].never)
        asked = filter_parameters(request, OWN)
        self.rows = filters.apply(EventFilterSet, Event.objects.visible_to(viewer), asked, viewer)
        self.write = EVENT_FORMATS[name].write
        self.address = address_from(request)
        self.viewer = viewer

    def count(self) -> int:
        return int(self.rows.count())

    def texts(self, number: int, count: int) -> Iterator[str]:
        return self.write(exchange.seen_in_chunks(self.rows, self.viewer), self.address, self.losses)


class ExportView(Formatted, APIView):
    """All that the caller may see, as one file."""

    formats = {None: documents.EXPORT_FORMATS}

    @documents.export
    def get(self, request: Request) -> HttpResponseBase | Response:
        """Stream the export, made as it is sent from one state of the store."""
        viewer, wants_losses = access_of(request).viewer, flag(request, "losses")
        made = (Bundled if format_of(request) == JSON_LINES.name else Events)(request, viewer)
        with ExitStack() as within:
            within.enter_context(snapshot())
            number = revision(viewer)
            headers = headers_of(made.shape, number, viewer)
            unchanged = get_conditional_response(request._request, etag=headers["ETag"])
            if unchanged is not None:
                unchanged.headers["ETag"] = headers["ETag"]
                return unchanged
            count = made.count()
            texts = made.texts(number, count)
            if wants_losses:
                return losses_alone(made.shape, texts, made.losses, number)
            headers |= {COUNT: str(count), **losses_header(made.losses.told())}
            return streamed(request, texts, within.pop_all(), headers)


def headers_of(shape: Format, number: int, viewer: Viewer) -> dict[str, str]:
    """Return what an export's headers say of it before it is made. Its tag is weak: it stands for the state."""
    return {
        "Content-Type": shape.content_type,
        "Content-Disposition": f'attachment; filename="sequitur-{number}.{shape.extension}"',
        NUMBER: str(number),
        "ETag": f'W/"{number}-{viewer.value.lower()}-{shape.name}"',
        "Cache-Control": "no-cache" if viewer is Viewer.PUBLIC else "private, no-cache",
        "Vary": "Accept, Accept-Encoding, Authorization, Cookie",
    }


def losses_alone(shape: Format, texts: Iterable[str], losses: Losses, number: int) -> Response:
    """Answer what an export would lose, with counts; nothing of the export itself is kept."""
    for _ in texts:
        pass
    return Response({"format": shape.name, "number": number, "losses": losses.told()}, content_type="application/json")


def kinds_named(text: str | None) -> list[Kind]:
    """Return the kinds that a list names, in dependency order, all where it is absent. :raises Refusal:"""
    if text is None:
        return all_kinds()
    names = {name.strip() for name in text.split(",")}
    unknown = sorted(names - set(ORDER))
    if unknown:
        raise refuse("BAD_USER_INPUT", f"There is no type {unknown[0]}; there are {', '.join(ORDER)}.", "types")
    return [kind_named(name) for name in ORDER if name in names]


def flag(request: Request, name: str) -> bool:
    """Return a parameter as a flag, false where it is absent. :raises Refusal: when it is none."""
    text = request.query_params.get(name)
    try:
        return False if text is None else bool(yes_or_no(text))
    except ValidationError as error:
        raise Refusal(faults_of(error, (name,))) from error
