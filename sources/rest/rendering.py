"""JSON as REST sends it."""

from __future__ import annotations

from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

#: What orjson would write in another way than the framework does.
AS_THE_FRAMEWORK = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


class JsonRenderer(JSONRenderer):
    """Writes compact JSON fast; with an indent, and what orjson cannot write, as the framework does."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        if data is not None and not self.get_indent(accepted_media_type or "", renderer_context or {}):
            try:
                return orjson.dumps(data, JSONEncoder().default, AS_THE_FRAMEWORK)
            except TypeError:  # a number of more than 64 bits, half a surrogate pair, a key that is no text
                pass
        written: bytes = super().render(data, accepted_media_type, renderer_context)
        return written


def as_json(data: Any) -> bytes:
    return JsonRenderer().render(data)
