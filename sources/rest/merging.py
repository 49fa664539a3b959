"""Making one record of two, over REST."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from rest_framework.decorators import action

from sources import actions
from sources.journal import Writing
from sources.models import Mergeable
from sources.records import Json, is_visible
from sources.refusals import pointer_to
from sources.rest.conditions import Conditions
from sources.rest.moving import MovableResource
from sources.rest.told import bad_body, is_tried, told_in
from sources.rest.writing import Done


class MergeableResource(MovableResource):
    """One kind of record that may turn out to be another one."""

    @classmethod
    def get_extra_actions(cls) -> list[Any]:
        found: list[Any] = super().get_extra_actions()
        return [one for one in found if issubclass(cls.kind.model, Mergeable) or one.__name__ != "merge"]

    @action(detail=True, methods=["post"])
    def merge(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Merge a record into another one of its kind; or only say which references would move."""
        self.open("change", parameters=("dry_run",))
        into = told_in(self.request, {"into": str}).get("into")
        if into is None:
            raise bad_body("BAD_USER_INPUT", "Name the record that stays.", "into")
        conditions = Conditions.of(self.request)

        def work(writing: Writing) -> Done:
            row, survivor = self.found(slug, conditions), self._survivor(into)
            moved = actions.merge(writing, row, survivor)
            answer = {"merged": slug, "into": into, "moved": [_moved(one) for one in moved]}
            return Done(into, survivor.pk, answer=lambda row: {**answer, "version": row.version})

        with transaction.atomic():
            response = self.write(work)
            transaction.set_rollback(is_tried(self.request))
        return response

    def _survivor(self, slug: str) -> Any:
        """Return the record that stays. :raises Problem: where there is none that the caller may see."""
        row = self.kind.objects.filter(slug=slug).first() if "\0" not in slug else None
        if row is None or not is_visible(row, self.viewer):
            raise bad_body("NOT_FOUND", f"There is no {self.kind.name} {slug}.", "into")
        return row


def _moved(one: actions.Moved) -> dict[str, Json]:
    return {"kind": one.kind, "slug": one.slug, "pointer": pointer_to(one.path)}
