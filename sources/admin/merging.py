"""Making one record of two: the other is chosen, all that moves is shown, then it is done with a reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from sources import actions
from sources.admin.choosing import ChooseOne
from sources.admin.places import stale_fault
from sources.admin.trying import tried, writing_of
from sources.admin.wording import place_in_words
from sources.models import Mergeable
from sources.records import kind_named, kind_of
from sources.refusals import Fault, Refusal, refuse

TEMPLATE = "admin/sequitur/merge.html"
#: How many records of each kind that refer to the one that goes are named.
NAMED = 50


@dataclass(frozen=True, slots=True)
class Moving:
    """The references that move in records of one kind; of some of these the names, addresses and places."""

    kind: str
    number: int
    records: list[tuple[str, str, str]]
    more: int


class Choice(forms.Form):
    """Which record stays."""

    slug = forms.CharField(required=False, max_length=100, label="Or its slug")
    field_order = ("chosen", "slug")

    def __init__(self, model_admin: Any, request: HttpRequest, row: Any) -> None:
        given = request.POST if request.method == "POST" else request.GET
        super().__init__(given if given.keys() & {"chosen", "slug"} else None)
        self._rows = model_admin.get_queryset(request).filter(merged_into=None)
        self._kind = kind_of(row).name
        chooser: Any = ChooseOne(type(row)._meta.get_field("merged_into"), model_admin.admin_site)
        chosen = forms.ModelChoiceField(self._rows, required=False, label="The one that stays", widget=chooser)
        chosen.label_from_instance = model_admin.label  # type: ignore[method-assign]  # as wherever one chooses it
        self.fields["chosen"] = chosen
        self.order_fields(self.field_order)

    @property
    def into(self) -> Any:
        """The record that stays, None where none is told yet."""
        return self.cleaned_data.get("into") if self.is_bound and self.is_valid() else None

    def clean(self) -> dict[str, Any]:
        slug = self.cleaned_data.get("slug", "")
        into = self._rows.filter(slug=slug).first() if slug else self.cleaned_data.get("chosen")
        if into is None and not self.errors:
            message = f"There is no {self._kind} {slug}." if slug else "Choose the record that stays."
            self.add_error("slug" if slug else "chosen", ValidationError(message, code="NOT_FOUND"))
        return {**self.cleaned_data, "into": into}


def may_merge(model_admin: Any, request: HttpRequest, row: Any) -> bool:
    """Return whether a user may ask to merge a record; the journal's seam says whether it is allowed."""
    is_whole = isinstance(row, Mergeable) and row.merged_into is None
    return is_whole and bool(model_admin.has_change_permission(request, row))


def view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Answer the page that merges a record into another one."""
    row = model_admin.get_object(request, unquote(object_id))
    if row is None:
        raise Http404
    if not may_merge(model_admin, request, row):
        raise PermissionDenied
    form = Choice(model_admin, request, row)
    moving: list[Moving] = []
    faults: tuple[Fault, ...] = ()
    if form.into is not None and request.method == "POST":
        try:
            return _done(model_admin, request, row, form.into)
        except Refusal as refusal:
            faults = refusal.faults
    elif form.into is not None:
        moving, faults = _preview(model_admin, request, row, form.into)
    context = {
        **_context(model_admin, request, row, form.into),
        "form": form,
        "media": model_admin.media + form.media,
        "moving": moving,
        "faults": [str(one) for one in faults],
    }
    return TemplateResponse(request, TEMPLATE, context)


def _context(model_admin: Any, request: HttpRequest, row: Any, into: Any) -> dict[str, Any]:
    return {
        **model_admin.admin_site.each_context(request),
        "title": f"Merge {model_admin.label(row)}",
        "opts": model_admin.opts,
        "row": row,
        "into": into,
        "into_label": model_admin.label(into) if into is not None else "",
        "into_page": model_admin.page_of(into.pk) if into is not None else "",
        "is_deleted": kind_of(row).has_status and row.published_at is None,
    }


def _preview(model_admin: Any, request: HttpRequest, row: Any, into: Any) -> tuple[list[Moving], tuple[Fault, ...]]:
    """Return what would move and what the merge would be refused for; nothing is kept."""
    moved: list[actions.Moved] = []

    def work(writing: Any) -> None:
        moved.extend(actions.merge(writing, *_again(row, into)))

    faults = tried(request, work)
    return _by_kind(model_admin.admin_site, request, moved), faults


def _again(*rows: Any) -> list[Any]:
    """Return rows as they are stored: what is tried with them does not show on those at hand.

    :raises Refusal: VERSION_MISMATCH, where one is gone.
    """
    found = type(rows[0])._default_manager.in_bulk({row.pk for row in rows})
    gone = [row for row in rows if row.pk not in found]
    if gone:
        raise Refusal(stale_fault(row, None) for row in gone)
    return [found[row.pk] for row in rows]


def _by_kind(site: Any, request: HttpRequest, moved: list[actions.Moved]) -> list[Moving]:
    places: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in moved:
        places[one.kind][one.slug].append(place_in_words(one.path))
    found = []
    for name, by_slug in places.items():
        kind, admin = kind_named(name), site.get_model_admin(kind_named(name).model)
        rows = {row.slug: row for row in admin.get_queryset(request).filter(slug__in=list(by_slug)[:NAMED])}
        records = [
            (admin.label(rows[slug]), admin.page_of(rows[slug].pk), ", ".join(by_slug[slug]))
            for slug in list(by_slug)[:NAMED]
            if slug in rows
        ]
        label = kind.model._meta.verbose_name_plural if len(by_slug) > 1 else kind.model._meta.verbose_name
        found.append(Moving(str(label), len(by_slug), records, len(by_slug) - len(records)))
    return found


def _done(model_admin: Any, request: HttpRequest, row: Any, into: Any) -> HttpResponse:
    """Merge, and go to the record that stays. :raises Refusal: where it cannot be, or no reason is given."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise refuse("REASON_REQUIRED", "Say why.", "reason")
    told = model_admin.label(row)
    with writing_of(request, reason) as writing:
        here, there = _again(row, into)
        _refuse_unseen(request, here, there)
        moved = actions.merge(writing, here, there)
    message = f"{told} was merged into {model_admin.label(into)}; {len(moved)} references moved."
    model_admin.message_user(request, message, messages.SUCCESS)
    return HttpResponseRedirect(model_admin.page_of(into.pk))


def _refuse_unseen(request: HttpRequest, *rows: Any) -> None:
    """Refuse to merge what was saved since the page was shown. :raises Refusal: VERSION_MISMATCH."""
    seen = request.POST.getlist("seen_version")
    stale = [row for row, version in zip(rows, [*seen, "", ""], strict=False) if version != str(row.version)]
    if stale:
        raise Refusal(stale_fault(row, row.version) for row in stale)
