"""The GraphQL documents that the explorer asks: the server for its pages, the browser for its pictures.

The browser names them by their hash, so that they run where only trusted documents do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from config.graphql.trusted import digest_of

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(settings.EXPLORER_DOCUMENTS.glob("*.graphql"))}
#: What the browser asks for them by.
DIGESTS = {name: digest_of(text) for name, text in TEXTS.items()}


def address(name: str, variables: Mapping[str, Any]) -> str:
    """Return where the browser asks a document with variables, to the letter as graphql.js writes it.

    So the browser can be told to ask it ahead, while the modules load that will.
    """
    written = json.dumps(variables, ensure_ascii=False, separators=(",", ":"))
    asked = urlencode({"documentId": f"sha256:{DIGESTS[name]}", "variables": written}, safe="*")
    return f"{reverse('graphql')}?{asked.replace('~', '%7E')}"
