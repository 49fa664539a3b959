"""Documents that are asked for by their sha256: those the server trusts, and those that clients registered.

Registering is what Apollo calls automatic persisted queries: a client sends the hash alone, hears
PERSISTED_QUERY_NOT_FOUND, and sends the document with it once (https://www.apollographql.com/docs/apollo-server/
performance/apq). The hash may also come as ``documentId`` (appendix A of GraphQL over HTTP).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from graphql import GraphQLError

from config.graphql.requests import BadRequest, GraphQLRequest

KEPT_SECONDS = 86_400


def documented(asked: GraphQLRequest) -> GraphQLRequest:
    """Return a request with the document that its hash stands for.

    :raises BadRequest: PERSISTED_QUERY_MISMATCH for a document that has another hash.
    :raises GraphQLError: PERSISTED_QUERY_NOT_FOUND, or UNTRUSTED_DOCUMENT where only trusted ones are run.
    """
    if asked.query is None:
        return replace(asked, query=_found(_trusted(), asked.digest or ""))
    if asked.digest is None and not settings.TRUSTED_DOCUMENTS_ONLY:
        return asked
    own = digest_of(asked.query)
    if asked.digest is not None and asked.digest != own:
        raise BadRequest(400, "PERSISTED_QUERY_MISMATCH", "The document that was sent has another sha256.")
    if settings.TRUSTED_DOCUMENTS_ONLY and own not in _trusted():
        message = "This server runs the documents only that it was given beforehand."
        raise GraphQLError(message, extensions={"code": "UNTRUSTED_DOCUMENT"})
    return asked


def _trusted() -> dict[str, str]:
    return trusted_documents(settings.TRUSTED_DOCUMENTS) | trusted_documents(str(settings.EXPLORER_DOCUMENTS))


def keep(asked: GraphQLRequest) -> None:
    """Keep a document that was run for those who ask for it by its hash.

    There is room for so many, the others make place; how long one may be is among the limits.
    """
    if asked.digest is not None and asked.query is not None and not settings.TRUSTED_DOCUMENTS_ONLY:
        caches["documents"].set(asked.digest, asked.query, KEPT_SECONDS)


@lru_cache
def trusted_documents(directory: str) -> dict[str, str]:
    """Return the documents of a directory, read once, by the sha256 of the file and of it without the last line's end.

    :raises FileNotFoundError: when there is no such directory.
    """
    if not directory:
        return {}
    texts = [
        path.read_text(encoding="utf-8") for path in sorted(Path(directory).iterdir()) if path.suffix == ".graphql"
    ]
    return {digest_of(form): form for text in texts for form in (text, text.rstrip("\n"))}


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _found(trusted: dict[str, str], digest: str) -> str:
    found: Any = trusted.get(digest)
    if found is None and not settings.TRUSTED_DOCUMENTS_ONLY:
        found = caches["documents"].get(digest)
    if found is None:  # in the words that clients of Apollo look for
        raise GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})
    return str(found)
