"""What the parts that answer a request tell those who count and log it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from sources.states import State

_KEY = "sequitur.notes"
_CAME = "sequitur.came"


@dataclass
class Notes:
    """About one request: the name of its GraphQL operation, and the codes of errors it was answered with.

    ``holds_at`` is the state of the store as long as which the same request has the same answer, where that is known.
    """

    operation: str = ""
    codes: list[str] = field(default_factory=list)
    holds_at: State | None = None


def notes_of(request: HttpRequest) -> Notes:
    """Return the notes of a request; an operation over a socket has its own."""
    notes: Notes = request.META.setdefault(_KEY, Notes())
    return notes


def note_codes(request: HttpRequest, codes: Iterable[str]) -> None:
    """Note with which error codes a request is answered."""
    notes_of(request).codes.extend(codes)


def come() -> dict[str, Any]:
    """Return what to put beside a request that now begins to wait for its turn: its time runs from here."""
    return {_CAME: time.perf_counter()}


def seconds_since(request: HttpRequest, began: float) -> float:
    """Return how many seconds ago a request came, or began where it did not wait."""
    came: float = request.META.get(_CAME, began)
    return time.perf_counter() - came
