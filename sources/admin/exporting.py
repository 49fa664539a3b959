"""Files of what the staff sees, to work on elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse

from sources import bundle
from sources.visibility import Viewer, viewer_of


@dataclass(frozen=True)
class Download:
    """A file that is made as it is sent. ``hint`` says what it cannot carry."""

    name: str
    label: str
    hint: str
    content_type: str
    write: Callable[[Viewer], Iterable[str]]


_downloads: dict[str, Download] = {}


def register_download(one: Download) -> None:
    """Make known a file that can be downloaded; ``name`` is the file's."""
    _downloads[one.name] = one


register_download(
    Download(
        "store.jsonl",
        "Bundle (JSON Lines)",
        "All kinds of record; what is loaded from it again is the same.",
        "application/jsonl",
        bundle.dump,
    )
)


def page(site: Any, request: HttpRequest) -> HttpResponse:
    """Answer the page that offers the files."""
    _demand(request)
    context = {**site.each_context(request), "title": "Export", "downloads": _downloads.values()}
    return TemplateResponse(request, "admin/sequitur/export.html", context)


def download(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """Send a file, of what whoever asks may see."""
    _demand(request)
    if name not in _downloads:
        raise Http404
    one = _downloads[name]
    return sent(one.write(viewer_of(request.user)), one.name, one.content_type)


def sent(texts: Iterable[str], name: str, content_type: str) -> StreamingHttpResponse:
    """Return the answer that sends a file in parts."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse((text.encode() for text in texts), content_type=content_type, headers=headers)


def _demand(request: HttpRequest) -> None:
    """Let those in who see drafts. :raises PermissionDenied: for others."""
    if viewer_of(request.user) is not Viewer.DRAFTS:
        raise PermissionDenied
