"""Telling, before a record is saved, of others that it may be: while one types, and once more before the first save.

It never stands in the way. A page names the records that whoever fills it in was told of (``told_apart``); it is shown
again only where it looks like one that is not among these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import path, reverse
from django.utils.http import urlencode

from sources.admin import comparing
from sources.admin.choosing import is_key
from sources.refusals import Fault, Refusal
from sources.visibility import Viewer, viewer_of

TOLD_APART = "told_apart"
#: The name of an owned row's field on a page: ``places-0-place``.
IN_A_ROW = re.compile(r"(\w+)-(\d+)-(\w+)")


class Lookalike(NamedTuple):
    """A stored record that another one may be, and why."""

    row: Any
    reasons: list[str]


class LooksLikeAnother(Refusal):
    """What is about to be saved looks like records that nobody was told of."""

    def __init__(self) -> None:
        message = "This looks like what is there already; see below. Save again to keep both."
        super().__init__([Fault("LOOKS_LIKE_ANOTHER", message)])


class Entered:
    """The fields of a page, as they are typed, by a form that is sent or by a script that asks."""

    def __init__(self, data: QueryDict) -> None:
        self._data = data

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def text(self, name: str) -> str:
        return str(self._data.get(name, "")).strip()

    def key(self, name: str) -> int | None:
        """Return the primary key that is chosen in a field."""
        value = self.text(name)
        return int(value) if is_key(value) else None

    def texts(self, rows: str, name: str) -> list[str]:
        """Return a field of every row of an inline that is filled in and stays, in the order of the page."""
        return [row.text(name) for row in self.rows(rows) if row.text(name) and not row.text("DELETE")]

    def keys(self, rows: str, name: str) -> list[int]:
        return [int(text) for text in self.texts(rows, name) if is_key(text)]

    def rows(self, prefix: str) -> list[Entered]:
        """Return the rows of an inline, each as fields without what tells them apart on the page."""
        found: dict[int, QueryDict] = {}
        for name in self._data:
            parts = IN_A_ROW.fullmatch(name)
            if parts and parts[1] == prefix:
                found.setdefault(int(parts[2]), QueryDict(mutable=True))[parts[3]] = self.text(name)
        return [Entered(found[number]) for number in sorted(found)]

    def telling(self, pattern: str) -> Iterator[tuple[str, str]]:
        """Yield the fields whose names match a pattern, with what is typed in them."""
        for name in self._data:
            if re.fullmatch(pattern, name) and self.text(name):
                yield name, self.text(name)

    def told_apart(self) -> set[int]:
        """Return the primary keys of the records that the page was told of."""
        return {int(one) for one in self.text(TOLD_APART).split(",") if is_key(one)}


class WarnsOfLookalikes:
    """An admin of records that may be entered twice."""

    #: The fields of a page by which one looks like another, as a pattern of their names.
    telling: ClassVar[str]
    #: Further ones, by which whoever fills it in says what it is not.
    parting: ClassVar[str] = r"(?!)"
    admin_site: Any
    opts: Any
    change_form_template: ClassVar[Any] = "admin/sequitur/telling_change_form.html"

    def lookalikes(self, entered: Entered, viewer: Viewer, row: Any) -> Iterable[Lookalike]:
        """Return the records that what is entered may be, likeliest first; ``row`` is its own, maybe unsaved."""
        raise NotImplementedError

    def entered_record(self, entered: Entered, viewer: Viewer) -> dict[str, Any]:
        """Return what is entered so far as a record, to be compared."""
        raise NotImplementedError

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        views = {"lookalikes": self.lookalikes_view, "compare": self.compare_view}
        return [
            *(path(f"{one}/", self.admin_site.admin_view(view), name=f"{name}_{one}") for one, view in views.items()),
            *super().get_urls(),  # type: ignore[misc]  # ModelAdmin's
        ]

    def lookalikes_view(self, request: HttpRequest) -> HttpResponse:
        """Answer, as JSON, what the fields of a page look like; ``of`` is its record, once it is stored."""
        self._demand_view(request)
        entered, row = Entered(request.GET), self._own(request)
        found = self.lookalikes(entered, viewer_of(request.user), row)
        return JsonResponse({"found": [self._shown(one, entered, row) for one in found]})

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """Show two records side by side, or what is entered beside a record."""
        self._demand_view(request)
        return comparing.view(self, request, Entered(request.GET))

    def beside(self, row: Any, viewer: Viewer) -> dict[str, Any]:
        """Return what else is shown of a stored record when it is compared, by headings."""
        return {}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if not change or self._tells(form, formsets):
            self._warn(request, form.instance)
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # ModelAdmin's

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        context |= {
            "telling": self._sent,
            "telling_url": self._address("lookalikes"),
            "told_apart": request.POST.get(TOLD_APART, ""),
            "lookalikes": [],
        }
        found = vars(request).get("_lookalikes", ())
        entered = Entered(request.POST)
        context["lookalikes"] = [self._shown(one, entered, row) for one in found]
        if found:
            told = entered.told_apart() | {one.row.pk for one in found}
            context["told_apart"] = ",".join(map(str, sorted(told)))
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]  # ModelAdmin's

    @property
    def _sent(self) -> str:
        return f"{self.telling}|{self.parting}"

    def _tells(self, form: Any, formsets: Iterable[Any]) -> bool:
        """Return whether a page changes anything by which its record looks like another."""
        changed = [form.add_prefix(name) for name in form.changed_data]
        changed += [one.add_prefix(name) for formset in formsets for one in formset.forms for name in one.changed_data]
        return any(re.fullmatch(self.telling, name) for name in changed)

    def _warn(self, request: HttpRequest, row: Any) -> None:
        """:raises LooksLikeAnother: where the page looks like a record that it does not say it is told apart from."""
        entered = Entered(request.POST)
        found = list(self.lookalikes(entered, viewer_of(request.user), row))
        if not {one.row.pk for one in found} <= entered.told_apart():
            vars(request)["_lookalikes"] = found
            raise LooksLikeAnother

    def _shown(self, one: Lookalike, entered: Entered, row: Any) -> dict[str, Any]:
        return {
            "pk": one.row.pk,
            "label": self.label(one.row),  # type: ignore[attr-defined]  # RecordAdmin's
            "status": one.row.get_status_display(),
            "reasons": one.reasons,
            "url": self.page_of(one.row.pk),  # type: ignore[attr-defined]  # RecordAdmin's
            "compare": f"{self._address('compare')}?{urlencode(list(self._compared(one, entered, row)))}",
        }

    def _compared(self, one: Lookalike, entered: Entered, row: Any) -> Iterator[tuple[str, Any]]:
        yield "with", one.row.pk
        if row is not None and row.pk:
            yield "of", row.pk
        else:
            yield from entered.telling(self._sent)

    def _own(self, request: HttpRequest) -> Any:
        key = Entered(request.GET).key("of")
        return self.get_object(request, str(key)) if key else None  # type: ignore[attr-defined]  # ModelAdmin's

    def _address(self, view: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{view}")

    def _demand_view(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):  # type: ignore[attr-defined]  # ModelAdmin's
            raise PermissionDenied
