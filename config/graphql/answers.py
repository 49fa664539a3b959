"""What an operation resulted in, as JSON."""

from __future__ import annotations

import json
from typing import Any

import orjson
from django.core.serializers.json import DjangoJSONEncoder
from strawberry.types import ExecutionResult

#: Writes what JSON has no form for.
OTHERWISE = DjangoJSONEncoder().default
#: What orjson would write in another way than Django does.
AS_DJANGO = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def began(result: ExecutionResult) -> bool:
    """Tell whether an operation was run at all."""
    return not result.errors or result.data is not None or any(error.path is not None for error in result.errors)


def body_of(result: ExecutionResult) -> dict[str, Any]:
    """Return an answer; ``data`` is left out when the operation never began."""
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if began(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def written(body: dict[str, Any]) -> bytes:
    """Return an answer as it is sent."""
    try:
        return orjson.dumps(body, OTHERWISE, AS_DJANGO)
    except TypeError:  # a number of more than 64 bits
        return json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()
