"""The GraphQL documents that the explorer asks: the server for its pages, the browser for its pictures.

The browser names them by their hash, so that they run where only trusted documents do.
"""

from __future__ import annotations

from django.conf import settings

from config.graphql.trusted import digest_of

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(settings.EXPLORER_DOCUMENTS.glob("*.graphql"))}
#: What the browser asks for them by.
DIGESTS = {name: digest_of(text) for name, text in TEXTS.items()}
