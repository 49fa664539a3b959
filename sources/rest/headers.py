"""What a write tells beside its body: why, and how much of an answer it wants."""

from __future__ import annotations

from rest_framework.request import Request

from sources.rest.problems import Problem

LONGEST_REASON = 1000


def reason_of(request: Request) -> str:
    """Return the header Change-Reason, for the journal. :raises Problem: when it is too long or no text."""
    text = _in_utf8(request.headers.get("Change-Reason", "")).strip()
    if len(text) > LONGEST_REASON or not text.isprintable():
        message = f"Change-Reason is one line of text in UTF-8, of at most {LONGEST_REASON} characters."
        raise Problem(400, "BAD_USER_INPUT", message, header="Change-Reason")
    return text


def _in_utf8(text: str) -> str:
    """Return a header as it was meant: WSGI hands on its bytes as Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def is_minimal(request: Request) -> bool:
    """Return whether an answer without a body is preferred (RFC 7240); of several the first counts."""
    wanted = [part.split(";")[0].replace(" ", "").lower() for part in request.headers.get("Prefer", "").split(",")]
    return next((one for one in wanted if one.startswith("return=")), "") in ("return=minimal", 'return="minimal"')
