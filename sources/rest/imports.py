"""Loading JSON Lines over HTTP, read as they come."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.http import UnreadablePostError
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sources import ingest
from sources.access import Access
from sources.choices import Road
from sources.ingest.lines import split
from sources.ingest.report import LoadRefused, Report
from sources.ingest.streams import ENCODINGS, IDENTITY, decoded
from sources.records import Json, all_kinds
from sources.refusals import Fault, refuse
from sources.rest import problems
from sources.rest.access import access_of
from sources.rest.imports_documents import documented
from sources.rest.views import only_parameters

MEDIA_TYPES = ("application/x-ndjson", "application/jsonl")


class Unread(BaseParser):
    """Leaves the body alone: the check of a session's requests asks for its fields, and there are none."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Json]:
        return {}


class ImportView(APIView):
    """Many records at once."""

    parser_classes = [Unread]

    @documented
    def post(self, request: Request) -> Response:
        only_parameters(request, "dry_run", "on_error")
        dry_run = _one_of(request, "dry_run", {"0": False, "1": True}, "0")
        skip_errors = _one_of(request, "on_error", {"refuse": False, "skip": True}, "refuse")
        access = access_of(request)
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        _check_may_write(access)
        try:
            report = ingest.load(
                split(_body(request)),
                access=access,
                reason=request.headers.get("Change-Reason", ""),
                road=Road.REST,
                skip_errors=skip_errors,
                dry_run=dry_run,
            )
        except LoadRefused as refused:
            return _refused(refused)
        return Response(_answer(report))


def _check_may_write(access: Access) -> None:
    """Refuse those who may write nothing at all, before their lines are read. :raises Refusal: FORBIDDEN."""
    _ = access.viewer  # a token that may not read may not write
    objections = [access.objection(kind, deed) for kind in all_kinds() for deed in ("add", "change")]
    if all(objections):
        raise refuse("FORBIDDEN", objections[0])


def _one_of(request: Request, name: str, words: dict[str, bool], default: str) -> bool:
    word = request.query_params.get(name, default)
    if word not in words:
        raise refuse("BAD_USER_INPUT", f"{name} is one of {', '.join(words)}.", name)
    return words[word]


def _body(request: Request) -> io.BufferedReader[Any]:
    """Return the body as a stream of what it says. :raises Refusal: from reading it, too."""
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise exceptions.UnsupportedMediaType(media_type, f"The body is {' or '.join(MEDIA_TYPES)}.")
    encoding = request.headers.get("Content-Encoding", IDENTITY).strip().lower()
    if encoding not in ENCODINGS:
        raise exceptions.UnsupportedMediaType(encoding, f"Content-Encoding is one of {', '.join(ENCODINGS)}.")
    return decoded(io.BufferedReader(_Sent(request._request)), encoding, settings.IMPORT_MAX_BYTES)


class _Sent(io.RawIOBase):
    """The body of a request as it comes in, with a length told or in chunks; one that breaks off is refused."""

    def __init__(self, request: Any) -> None:
        environ = request.META
        length = environ.get("CONTENT_LENGTH") or None
        if length is None and not environ.get("wsgi.input_terminated"):
            raise refuse("LENGTH_REQUIRED", "This server needs the length of the body.")
        self._source = environ["wsgi.input"] if length is None else request
        self._left = None if length is None else int(length)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data: bytes = self._source.read(len(buffer))
        except (UnreadablePostError, OSError) as error:
            raise refuse("BAD_USER_INPUT", "The body broke off.") from error
        if self._left is not None:
            self._left -= len(data)
            if not data and self._left > 0:
                raise refuse("BAD_USER_INPUT", "The body broke off.")
        buffer[: len(data)] = data
        return len(data)


def _answer(report: Report) -> dict[str, Json]:
    numbers = None if report.first is None else {"first": report.first, "last": report.last}
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "retracted": report.retracted,
        "failed": report.failed,
        "dry_run": report.dry_run,
        "journal": numbers,
        "total_errors": report.total,
        "errors": [_error(fault) for fault in report.faults],
    }


def _refused(refused: LoadRefused) -> Response:
    """Answer the problem of a load: every fault with its line."""
    first = refused.faults[0]
    status = problems.STATUS_OF.get(first.code, 400)
    errors = [_error(fault) for fault in refused.faults]
    body = problems.problem(status, first.code, first.message, total_errors=refused.total, errors=errors)
    return Response(body, status=status, content_type=problems.CONTENT_TYPE)


def _error(fault: Fault) -> dict[str, Json]:
    found = {"line": fault.line, "record": fault.kind, "slug": fault.slug, "pointer": fault.pointer}
    told = {name: value for name, value in found.items() if value}
    return {"code": fault.code, "detail": fault.message, **told}
