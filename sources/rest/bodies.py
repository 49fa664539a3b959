"""Reading the JSON that a request sends."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from sources.actions.putting import UNSTORABLE
from sources.records import Json
from sources.refusals import Fault, Path
from sources.rest.problems import Problem, faults_in_body

MERGE_PATCH = "application/merge-patch+json"
MOST_DEEP = 20
#: Digits that a whole number may have: far beyond every bound of ours, so that each field can name its own.
MOST_DIGITS = 40


class JSONBodyParser(BaseParser):
    """Reads a body of JSON in UTF-8, bounded in bytes, depth and numbers."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Json:
        request = parser_context["request"]
        _check_charset(request)
        return read_json(_read(request, stream))


class MergePatchParser(JSONBodyParser):
    """Reads a JSON merge patch (RFC 7396)."""

    media_type = MERGE_PATCH


def _check_charset(request: Request) -> None:
    charset = request._request.content_params.get("charset", "utf-8") if request._request.content_params else "utf-8"
    if charset.strip('"').lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(request.content_type, "The body is JSON in UTF-8.")


def _read(request: Request, stream: IO[bytes]) -> bytes:
    """Return the bytes of a body. :raises Problem: when there are more than are read."""
    most = settings.REST_BODY_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise Problem(413, "BODY_TOO_LARGE", f"The body has more than {most} bytes.", limit=most)
    return stream.read(most)


def read_json(data: bytes) -> Json:
    """Return the value of a JSON text.

    :raises Problem: BAD_JSON; BAD_USER_INPUT with the place of each value that no record can hold.
    """
    try:
        value = json.loads(
            data.decode("utf-8").removeprefix("\ufeff"),
            parse_constant=_no_constant,
            parse_int=_whole_number,
            object_pairs_hook=_each_key_once,
        )
    except UnicodeDecodeError as error:
        raise Problem(400, "BAD_JSON", f"The body is not UTF-8, from byte {error.start} on.") from error
    except RecursionError as error:
        raise Problem(400, "BAD_JSON", "The body is nested too deeply.") from error
    except ValueError as error:
        raise Problem(400, "BAD_JSON", f"The body is not JSON: {error}.") from error
    faults = _unreadable(value)
    if faults:
        raise Problem(400, faults[0].code, faults[0].message, errors=faults_in_body(faults))
    return value


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no number")


def _whole_number(text: str) -> int | float:
    """Return a whole number; one with too many digits is told with its place, as one too large to read."""
    return int(text) if len(text) <= MOST_DIGITS else math.inf


def _each_key_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {json.dumps(twice)} stands twice")
    return value


def _unreadable(body: Json) -> list[Fault]:
    """Return what no record can hold; a loop, for JSON may be nested deeply."""
    found: list[Fault] = []
    ahead: list[tuple[Path, Json]] = [((), body)]
    while ahead:
        path, value = ahead.pop()
        if len(path) > MOST_DEEP:
            return [Fault("BAD_JSON", f"The body is nested deeper than {MOST_DEEP} levels.", path[:MOST_DEEP])]
        found.extend(Fault("BAD_USER_INPUT", reason, path) for reason in _objections(value))
        if isinstance(value, dict):
            ahead.extend(((*path, key), part) for key, part in value.items() if not UNSTORABLE.search(key))
        if isinstance(value, list):
            ahead.extend(((*path, place), part) for place, part in enumerate(value))
    return found[::-1]


def _objections(value: Json) -> Iterator[str]:
    if isinstance(value, float) and not math.isfinite(value):
        yield "This number is too large."
    texts = [value] if isinstance(value, str) else value if isinstance(value, dict) else ()
    if any(UNSTORABLE.search(text) for text in texts):
        yield "A text holds a NUL or half of a surrogate pair."
