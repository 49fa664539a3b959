"""Doing something as if for good, to show what would come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from sources import journal
from sources.access import Access
from sources.choices import Road
from sources.journal import Writing
from sources.refusals import Fault, Refusal

Work = Callable[[Writing], None]
#: Does some work, undoes it, and returns what it would be refused for.
Attempt = Callable[[Work], tuple[Fault, ...]]


def writing_of(request: HttpRequest, reason: str = "") -> Any:
    """Open the writing of a page: its user writes, as far as that is allowed."""
    return journal.writing(access=Access(request.user), reason=reason, road=Road.ADMIN)


def tried(request: HttpRequest, work: Work) -> tuple[Fault, ...]:
    """Do some work, undo it, and return what it would be refused for."""
    with trial(request) as attempt:
        return attempt(work)


@contextmanager
def trial(request: HttpRequest) -> Iterator[Attempt]:
    """Give what tries one thing after another, each on the store as it is; the writers' turn is held meanwhile."""
    access = Access(request.user)
    with transaction.atomic():
        head = journal.lock()

        def attempt(work: Work) -> tuple[Fault, ...]:
            with transaction.atomic():
                try:
                    writing = Writing(by=access.user, reason="", road=Road.ADMIN, access=access)
                    work(writing)
                    writing.close(copy(head))
                    return ()
                except Refusal as refusal:
                    return refusal.faults
                finally:
                    transaction.set_rollback(True)

        yield attempt
