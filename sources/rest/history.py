"""The history of a record, and putting an older state again: for those who may see drafts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from sources import actions, history
from sources.deadlines import reading
from sources.differences import Difference, differences
from sources.journal import Writing
from sources.models import JournalRow
from sources.records import Json, Kind
from sources.refusals import pointer_to, refuse
from sources.rest.conditions import Conditions
from sources.rest.told import bad_body, told_in
from sources.rest.views import only_parameters, page_links, page_of
from sources.rest.writing import Done, WritableResource
from sources.visibility import Viewer

LARGEST_VERSION = 2**31 - 1


class RestorableResource(WritableResource):
    """One kind of record, for reading and writing, with its history and the way back."""

    @action(detail=True, methods=["get"])
    def history(self, request: HttpRequest, slug: str) -> Response:
        """Answer a page of what was done to a record, newest first; also to one that is retracted or deleted."""
        self._demand_drafts()
        only_parameters(self.request, "cursor", "limit")
        with reading():
            page = page_of(self.request, self._rows(slug), history.NEWEST_FIRST)
            results = [entry(self.kind, row) for row in page.rows]
            return Response({**page_links(self.request, page), "results": results})

    @action(detail=True, methods=["post"])
    def restore(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Put a record again as it was in an older version, and answer it."""
        self._demand_drafts()
        self.open("change", "add")
        version = _version(self.request)
        conditions = Conditions.of(self.request)

        def work(writing: Writing) -> Done:
            present = self.writable(slug, conditions, hidden=ObjectDoesNotExist())
            if present is None and not actions.was_deleted(self.kind, slug):
                raise ObjectDoesNotExist
            row = self._rows(slug).filter(version=version).order_by("-number").first()
            if row is None:
                raise refuse("NOT_FOUND", f"There is no version {version} of it.", "version")
            writing.reason = writing.reason or f"Version {version} restored."
            restored = actions.restore(writing, self.kind, slug, row=row)
            return Done(slug, restored.pk)

        return self.write(work)

    def _demand_drafts(self) -> None:
        """Let only those in who may see drafts; the answer is the same whatever record was named.

        :raises PermissionDenied: for the others.
        """
        if self.viewer is not Viewer.DRAFTS:
            raise PermissionDenied

    def _rows(self, slug: str) -> Any:
        """Return the journal's rows of a record. :raises ObjectDoesNotExist: where there never was one."""
        if "\0" in slug:
            raise ObjectDoesNotExist
        rows = history.rows_of(self.kind, slug)
        if not rows.exists() and not self.kind.objects.filter(slug=slug).exists():
            raise ObjectDoesNotExist
        return rows


def _version(request: Request) -> int:
    """Return the version that a body names. :raises Problem: when it names none."""
    version: int | None = told_in(request, {"version": int}).get("version")
    if version is None or not 0 <= version <= LARGEST_VERSION:
        raise bad_body("BAD_USER_INPUT", "Expected the number of a version.", "version")
    return version


def entry(kind: Kind, row: JournalRow) -> dict[str, Json]:
    """Return a row of the journal as the API answers it."""
    return {
        "number": row.number,
        "at": row.at.isoformat().replace("+00:00", "Z"),
        "action": row.action,
        "road": row.road,
        "by": row.by.get_username() if row.by else None,
        "reason": row.reason,
        "slug": row.slug,
        "version": row.version,
        "changes": [_change(one) for one in differences(kind, row.before, row.after)],
    }


def _change(difference: Difference) -> dict[str, Json]:
    moved = {} if difference.moved_from is None else {"moved_from": difference.moved_from}
    return {
        "what": difference.what,
        "pointer": pointer_to(difference.path),
        "before": difference.before,
        "after": difference.after,
        **moved,
    }
