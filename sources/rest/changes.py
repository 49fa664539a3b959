"""The feed of changes over REST: pages, and what a server that can keep connections open needs to go on from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.utils.http import parse_etags
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sources import feed
from sources.records import ORDER, Json
from sources.refusals import refuse
from sources.replicas import primary
from sources.rest import feed_documents as documents
from sources.rest.access import access_of
from sources.rest.rendering import JsonRenderer, as_json
from sources.rest.views import only_parameters, whole_number
from sources.visibility import Viewer

#: Where a server that can keep connections open puts its :class:`Live` among what it tells of a request.
LIVE = "sequitur.live"
LONGEST_WAIT = 60
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Written:
    """A page ready to be sent."""

    body: bytes
    next: int
    has_more: bool
    is_empty: bool


@dataclass(frozen=True)
class Asked:
    """What one reader of the feed asked for; ``wait`` is in seconds."""

    viewer: Viewer
    since: int
    kinds: tuple[str, ...]
    limit: int
    wait: int = field(default=0, compare=False)
    streams: bool = False

    def page(self) -> feed.Page:
        """Return the page that was asked for. :raises Refusal: as :func:`sources.feed.changes` does."""
        return feed.changes(self.viewer, self.since, self.kinds, self.limit)

    def written(self) -> Written:
        """Return the page as it is sent. :raises Refusal: as :func:`sources.feed.changes` does."""
        page = self.page()
        return Written(events(page) if self.streams else written(page), page.next, page.has_more, not page.changes)

    def after(self, number: int) -> Asked:
        return replace(self, since=number)


class Live(Protocol):
    """What keeps a connection open once this view has let its reader in."""

    #: Whether this only asks once more whether the reader of an open stream may still see what it saw.
    asks_again: bool

    def open(self, request: Request, asked: Asked) -> None:
        """Take over. :raises APIException: where too many are open."""


class NeedsAsgi(APIException):
    """Waiting and streaming were asked of a server whose threads would be held by them."""

    status_code = 501
    default_detail = "This server answers at once only. Waiting and streaming need one that is started for ASGI."


class EventStream(BaseRenderer):
    """Server-sent events; the stream is written by the server, this renderer writes what comes instead of one."""

    media_type = EVENT_STREAM
    format = "events"
    charset = None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return as_json(data)


class ChangesView(APIView):
    """What changed, for those who keep a copy."""

    renderer_classes = [JsonRenderer, EventStream]

    def get_throttles(self) -> list[Any]:
        live = self.request.META.get(LIVE)
        return [] if live is not None and live.asks_again else super().get_throttles()

    @documents.changes
    def get(self, request: Request) -> Response:
        asked = asked_of(request)
        if asked.wait or asked.streams:
            return self._kept_open(request, asked)
        head = feed.heads()[asked.viewer]
        feed.refuse_ahead(asked.since, head)
        if _tag(asked, head) in parse_etags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=_headers(asked, head))
        with primary():  # whose head was just asked for
            page = asked.page()
        return Response(answer(page), headers=_headers(asked, page.head))

    def _kept_open(self, request: Request, asked: Asked) -> Response:
        live: Live | None = request.META.get(LIVE)
        if live is None:
            raise NeedsAsgi
        feed.refuse_ahead(asked.since, feed.heads()[asked.viewer])
        live.open(request, asked)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response({}, headers=headers, content_type=EVENT_STREAM if asked.streams else None)


def asked_of(request: Request) -> Asked:
    """Return what a request asks of the feed. :raises Refusal: naming the parameter or header that is wrong."""
    only_parameters(request, "since", "types", "limit", "wait")
    streams = isinstance(request.accepted_renderer, EventStream)
    if streams and "wait" in request.query_params:
        raise refuse("BAD_USER_INPUT", "A stream goes on by itself; wait is for an answer in JSON.", "wait")
    return Asked(
        access_of(request).viewer,
        _since(request, resumes=streams),
        _kinds(request),
        whole_number(request, "limit", feed.DEFAULT_SIZE),
        _wait(request),
        streams,
    )


def _since(request: Request, *, resumes: bool) -> int:
    """Return the number to go on from; a stream that resumes names it in a header, which counts more."""
    text = request.headers.get("Last-Event-ID") if resumes else None
    if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise refuse("BAD_USER_INPUT", "Last-Event-ID is the id of an event of this stream.", "Last-Event-ID")
    since = int(text) if text is not None else whole_number(request, "since", 0)
    if since < 0:
        raise refuse("BAD_USER_INPUT", "since is the number of a change, or 0 for the beginning.", "since")
    return since


def _kinds(request: Request) -> tuple[str, ...]:
    text = request.query_params.get("types")
    if text is None:
        return ()
    names = [name.strip() for name in text.split(",")]
    unknown = sorted(set(names) - set(ORDER))
    if unknown:
        raise refuse("BAD_USER_INPUT", f"There is no type {unknown[0]!r}; there are {', '.join(ORDER)}.", "types")
    return tuple(name for name in ORDER if name in names)


def _wait(request: Request) -> int:
    wait = whole_number(request, "wait", 0)
    if not 0 <= wait <= LONGEST_WAIT:
        raise refuse("BAD_USER_INPUT", f"wait is 0 to {LONGEST_WAIT} seconds.", "wait")
    return wait


def answer(page: feed.Page) -> dict[str, Json]:
    """Return a page as JSON."""
    return {"changes": [one_change(one) for one in page.changes], "next": page.next, "has_more": page.has_more}


def one_change(one: feed.Seen) -> dict[str, Json]:
    """Return a change as JSON; a retraction tells its date and public reason."""
    shown = {
        "number": one.number,
        "at": _moment(one.at),
        "action": str(one.action),
        "kind": one.kind,
        "slug": one.slug,
        "tombstone": one.tombstone,
        "record": one.record,
    }
    if one.reason:
        shown |= {"retracted_at": one.retracted_at and _moment(one.retracted_at), "reason": one.reason}
    return shown


def written(page: feed.Page) -> bytes:
    """Return a page as the body of an answer."""
    return as_json(answer(page))


def events(page: feed.Page) -> bytes:
    """Return a page as server-sent events, one a change, whose ids are their numbers."""
    return b"".join(
        b"id: %d\nevent: change\ndata: %s\n\n" % (one.number, as_json(one_change(one))) for one in page.changes
    )


def _tag(asked: Asked, head: int) -> str:
    """Name what the feed answers while no change comes that this viewer may see."""
    return f'W/"{asked.viewer.value.lower()}-{head}"'


def _headers(asked: Asked, head: int) -> dict[str, str]:
    keeping = "no-cache" if asked.viewer is Viewer.PUBLIC else "private, no-cache"
    return {"ETag": _tag(asked, head), "Cache-Control": keeping}


def _moment(value: Any) -> str:
    return str(value.isoformat().replace("+00:00", "Z"))
