"""Moving many records at once: what would be done, and what stands in the way of each, is shown first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sources import actions
from sources.admin.places import stale_fault
from sources.admin.trying import Attempt, trial
from sources.journal import Writing
from sources.models import Publishable
from sources.records import kind_of
from sources.refusals import Fault, Refusal

TEMPLATE = "admin/sequitur/move.html"
#: How many records are moved at once.
MOST = 500
#: How often it is tried without those that something blocks, which others may need.
MOST_TRIES = 10


@dataclass(frozen=True)
class Move:
    """One way to move records: the action of the list, its title, what it does and what was done then."""

    action: str
    title: str
    done: str
    do: Callable[[Writing, list[Any]], list[Any]]


def _each(action: Callable[[Writing, Any], None]) -> Callable[[Writing, list[Any]], list[Any]]:
    def do(writing: Writing, rows: list[Any]) -> list[Any]:
        for row in rows:
            action(writing, row)
        return rows

    return do


SUBMIT = Move("submit_selected", "Submit for review", "Submitted for review", _each(actions.submit))
RETURN = Move("return_selected", "Return to draft", "Returned to draft", _each(actions.return_to_draft))
PUBLISH = Move("publish_selected", "Publish", "Published", actions.publish)
PUBLISH_ALONG = Move(
    "publish_along_selected",
    "Publish with what they refer to",
    "Published",
    lambda writing, rows: actions.publish(writing, rows, along=True),
)


@dataclass
class Sorted:
    """Records that can be moved, those that move along with them, and what blocks the others."""

    free: list[Any]
    along: list[Any] = field(default_factory=list)
    blocked: list[tuple[Any, list[str]]] = field(default_factory=list)


def answer(model_admin: Any, request: HttpRequest, queryset: Any, move: Move) -> HttpResponse | None:
    """Show what a move would do; once confirmed, do it. :raises Refusal: where it is confirmed and cannot be."""
    rows = list(queryset[: MOST + 1])
    if len(rows) > MOST:
        model_admin.message_user(request, f"At most {MOST} are moved at once.", messages.ERROR)
        return None
    if not all(model_admin.has_change_permission(request, row) for row in rows):
        raise PermissionDenied
    if "confirmed" in request.POST:
        _do(model_admin, request, rows, move)
        return None
    return _page(model_admin, request, sort_out(request, rows, move), move)


def sort_out(request: HttpRequest, rows: list[Any], move: Move) -> Sorted:
    """Tell the records that can be moved from those that something blocks; nothing is kept."""
    found = Sorted(rows)
    with trial(request) as attempt:
        for _ in range(MOST_TRIES):
            faults = _try(attempt, found, move)
            if not faults:
                return found
            _part(found, faults)
            if not found.free:
                break
    found.blocked += [(row, ["It needs another one that is blocked."]) for row in found.free]
    found.free, found.along = [], []
    return found


def _try(attempt: Attempt, found: Sorted, move: Move) -> tuple[Fault, ...]:
    again = {row.pk: row for row in type(found.free[0])._default_manager.filter(pk__in=[row.pk for row in found.free])}

    def work(writing: Writing) -> None:
        moved = move.do(writing, list(again.values()))
        found.along = [one for one in moved if again.get(one.pk) is not one]

    return attempt(work)


def _part(found: Sorted, faults: tuple[Fault, ...]) -> None:
    """Put the records that faults name aside; where none is named, all."""
    told: dict[str, list[str]] = defaultdict(list)
    others = []
    slugs = {row.slug for row in found.free}
    for fault in faults:
        if fault.kind == kind_of(found.free[0]).name and fault.slug in slugs:
            told[fault.slug].append(_reason(fault))
        else:
            others.append(str(fault))
    if not told:
        told.update(dict.fromkeys(slugs, others))
    found.blocked += [(row, told[row.slug]) for row in found.free if row.slug in told]
    found.free = [row for row in found.free if row.slug not in told]


def _reason(fault: Fault) -> str:
    place = " ".join(str(part + 1) if isinstance(part, int) else part for part in fault.path)
    return f"{place}: {fault.message}" if place else fault.message


def _page(model_admin: Any, request: HttpRequest, found: Sorted, move: Move) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": move.title,
        "opts": model_admin.opts,
        "move": move,
        "free": [(row, model_admin.label(row)) for row in found.free],
        "along": [named(row) for row in found.along],
        "blocked": [(row, model_admin.label(row), model_admin.page_of(row.pk), why) for row, why in found.blocked],
        "reason": request.POST.get("reason", ""),
        "back": request.get_full_path(),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, TEMPLATE, context)


def _do(model_admin: Any, request: HttpRequest, rows: list[Any], move: Move) -> None:
    with model_admin.writing(request, request.POST.get("reason", "")) as writing:
        seen = set(request.POST.getlist("seen"))
        stale = [row for row in rows if f"{row.pk}:{row.version}" not in seen]
        if stale:
            raise Refusal(stale_fault(row, row.version) for row in stale)
        moved = move.do(writing, rows)
    model_admin.message_user(request, f"{move.done}: {'; '.join(map(named, moved))}.", messages.SUCCESS)


def named(row: Publishable) -> str:
    """Return what a message calls a record."""
    return f"{kind_of(row).name} {row} ({row.slug})"
