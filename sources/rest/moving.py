"""From draft to public and back, over REST."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from sources import actions
from sources.journal import Writing
from sources.models import Publishable
from sources.records import Json, kind_named, kind_of
from sources.refusals import pointer_to
from sources.rest.conditions import Conditions
from sources.rest.history import RestorableResource
from sources.rest.told import bad_body, is_tried, told_in
from sources.rest.writing import Done

Move = Callable[[Writing, Publishable, dict[str, Json]], list[Publishable]]
MOVES = ("publish", "submit", "return_to_draft", "retract")


class MovableResource(RestorableResource):
    """One kind of record, for reading and writing; those with a status can be published and taken back."""

    @classmethod
    def get_extra_actions(cls) -> list[Any]:
        found: list[Any] = super().get_extra_actions()
        return [one for one in found if cls.kind.has_status or one.__name__ not in MOVES]

    @action(detail=True, methods=["post"])
    def publish(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Publish a record; with ``along``, also the drafts it refers to."""

        def move(writing: Writing, row: Publishable, told: dict[str, Json]) -> list[Publishable]:
            return actions.publish(writing, [row], along=told.get("along", False))

        return self._move(slug, move, along=bool)

    @action(detail=True, methods=["post"])
    def submit(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Hand a draft in for review."""
        return self._move(slug, _alone(actions.submit))

    @action(detail=True, methods=["post"], url_path="return")
    def return_to_draft(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Give what is in review back to its author."""
        return self._move(slug, _alone(actions.return_to_draft))

    @action(detail=True, methods=["post"])
    def retract(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Retract a record and what rests on it, with a public reason; or only say what that would take along."""
        if is_tried(self.request):
            return self._preview(slug)

        def move(writing: Writing, row: Publishable, told: dict[str, Json]) -> list[Publishable]:
            return actions.retract(writing, row, told["reason"])

        return self._move(slug, move, reason=str)

    def _move(self, slug: str, move: Move, **known: type) -> HttpResponse:
        self.open("change", parameters=("dry_run",) if "reason" in known else ())
        told = _told(self.request, known)
        conditions = Conditions.of(self.request)

        def work(writing: Writing) -> Done:
            found = self.found(slug, conditions)
            moved = move(writing, found, told)
            along = [one for one in moved if (kind_of(one), one.slug) != (self.kind, slug)]
            return Done(slug, found.pk, answer=lambda row: _moved(row, along))

        return self.write(work)

    def _preview(self, slug: str) -> HttpResponse:
        """Answer what a retraction would take along, and what would lose something by it."""
        self.open("change", parameters=("dry_run",))
        row = self.found(slug, Conditions.of(self.request))
        along = actions.rests_on(row)
        lost = [_lost(loss) for loss in actions.left_out([row, *along])]
        return Response({**_standing(row), "along": [_standing(one) for one in along], "left_out": lost})


def _alone(move: Callable[[Writing, Publishable], None]) -> Move:
    def moved(writing: Writing, row: Publishable, told: dict[str, Json]) -> list[Publishable]:
        move(writing, row)
        return [row]

    return moved


def _told(request: Request, known: dict[str, type]) -> dict[str, Json]:
    body = told_in(request, known)
    if "reason" in known and not body.get("reason", "").strip():
        raise bad_body("REASON_REQUIRED", "A retraction needs a public reason.", "reason")
    return body


def _moved(row: Any, along: list[Any]) -> dict[str, Json]:
    """Return where a record stands, and those that were moved with it; their versions are known once they are kept."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for one in along:
        by_kind[kind_of(one).name].append(one.pk)
    fresh = {
        (name, pk): one for name, pks in by_kind.items() for pk, one in kind_named(name).objects.in_bulk(pks).items()
    }
    return {**_standing(row), "along": [_standing(fresh[(kind_of(one).name, one.pk)]) for one in along]}


def _standing(row: Any) -> dict[str, Json]:
    return {"kind": kind_of(row).name, "slug": row.slug, "status": row.status, "version": row.version}


def _lost(loss: actions.Loss) -> dict[str, Json]:
    place: tuple[str | int, ...] = (loss.list_name, loss.place, *((loss.part.name,) if loss.part.optional else ()))
    return {
        "kind": kind_of(loss.owner).name,
        "slug": loss.owner.slug,
        "pointer": pointer_to(place),
        "names": {"kind": loss.part.kind, "slug": loss.target.slug},
    }
