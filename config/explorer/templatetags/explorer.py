"""Tags of the explorer's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.dateparse import parse_datetime

from config.explorer import intervals, words

register = template.Library()


@register.filter
def word(value: str | None, vocabulary: str) -> str:
    """Return a value of a vocabulary in words: ``{{ link.kind|word:"LinkKind" }}``."""
    return words.word(vocabulary, value)


@register.filter
def line(account: dict[str, Any]) -> intervals.Line | None:
    """Return the line on which the claims of an account lie."""
    return intervals.line_of(account)


@register.filter
def span(line_of_account: intervals.Line, slug: str) -> intervals.Span | None:
    """Return where a claim lies on a line."""
    return line_of_account.spans.get(slug)


@register.filter
def amount(bounds: dict[str, Any]) -> str:
    """Return the bounds of a claim or an account in words."""
    return intervals.worded(bounds.get("low"), bounds.get("high"))


@register.filter
def value(claim: dict[str, Any]) -> str:
    """Return what a claim gives as its value in words: a number, a time, a place or an actor."""
    named = next((claim[name]["name"] for name in ("place", "actor") if claim[name]), "")
    return amount(claim) or (claim["when"] or {}).get("display", "") or named


@register.filter
def grouped(number: float) -> str:
    """Return a number for people to read: 50,000 in English."""
    return intervals.grouped(number)


@register.filter
def moment(text: str | None) -> Any:
    """Return a moment of the API as one that the filter ``date`` takes."""
    return parse_datetime(text) if text else None


@register.filter
def nodes(connection: dict[str, Any] | None) -> list[Any]:
    """Return the records of a connection."""
    return [edge["node"] for edge in (connection or {}).get("edges", [])]
