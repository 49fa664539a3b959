"""Doing something as if for good, to show what would come of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from sources import journal
from sources.access import Access
from sources.choices import Road
from sources.journal import Writing
from sources.refusals import Fault, Refusal


def writing_of(request: HttpRequest, reason: str = "") -> Any:
    """Open the writing of a page: its user writes, as far as that is allowed."""
    return journal.writing(access=Access(request.user), reason=reason, road=Road.ADMIN)


def tried(request: HttpRequest, work: Callable[[Writing], None]) -> tuple[Fault, ...]:
    """Do some work, undo it, and return what it would be refused for. The writers' turn is held meanwhile."""
    with transaction.atomic():
        try:
            with writing_of(request) as writing:
                work(writing)
            return ()
        except Refusal as refusal:
            return refusal.faults
        finally:
            transaction.set_rollback(True)
