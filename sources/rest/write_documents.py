"""What OpenAPI says of writing: bodies, headers, answers and errors."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from sources.choices import Status
from sources.models import Mergeable
from sources.rest import documents
from sources.rest.bodies import MERGE_PATCH
from sources.rest.documents import KeySerializer, header, number_parameter, problems, slug_parameter, text_parameter
from sources.rest.history_shapes import HistoryPageSerializer, RestoreSerializer
from sources.rest.shapes import body_of
from sources.rest.writing import WritableResource

EMPTY = OpenApiResponse(description="Done; nothing is answered.")
ALWAYS = (400, 401, 403, 411, 413, 415, 503)


class MovedSerializer(KeySerializer):
    """Where a record stands."""

    status = serializers.ChoiceField(choices=Status.choices, help_text="Where it stands.")
    version = serializers.IntegerField(help_text="Its version now.")


class LossSerializer(KeySerializer):
    """A row of a published record that is left out, or stays without what it names."""

    pointer = serializers.CharField(help_text="JSON pointer to the row, or to the reference in it.")
    names = KeySerializer(help_text="What it names.")


class MoveSerializer(MovedSerializer):
    """Where a record stands now, and those that were moved with it."""

    along = MovedSerializer(many=True, help_text="The others; with dry_run, those that would be.")
    left_out = LossSerializer(many=True, required=False, help_text="With dry_run: what others would lose.")


class PublishSerializer(serializers.Serializer):
    """How to publish."""

    along = serializers.BooleanField(required=False, help_text="Also publish the drafts that it refers to.")


class RetractSerializer(serializers.Serializer):
    """Why to retract."""

    reason = serializers.CharField(required=False, help_text="Public; not needed with dry_run.")


class MergeSerializer(serializers.Serializer):
    """Which record stays."""

    into = serializers.CharField(help_text="Slug of the record that stays.")


class MovedReferenceSerializer(KeySerializer):
    """A reference that led to the record that went, and now leads to the one that stays."""

    pointer = serializers.CharField(help_text="JSON pointer to the reference in the record.")


class MergedSerializer(serializers.Serializer):
    """What a merge did, or with dry_run would do."""

    merged = serializers.CharField(help_text="Slug of the record that went; it leads to the one that stays.")
    into = serializers.CharField(help_text="Slug of the record that stays.")
    moved = MovedReferenceSerializer(many=True, help_text="Every reference that moved.")
    version = serializers.IntegerField(help_text="Version of the record that stays.")


REASON = header("Change-Reason", "Why, for the journal: one line in UTF-8, at most 1000 characters.")
PREFER = header("Prefer", "`return=minimal` for an answer without a body.")
IF_MATCH = header("If-Match", "Write only if the record has the version of this ETag; `*` for any.")
IF_NONE_MATCH = header("If-None-Match", "`*` to write only if there is no such record.")
KEY = header("Idempotency-Key", "A text in quotes; the same request with the same key is done once in 24 hours.")


def _tagged(*statuses: int) -> list[OpenApiParameter]:
    location = [header("Location", "Address of the new record.", 201)] if 201 in statuses else []
    return [header("ETag", "Version and hash of the record.", *statuses), *location]


def documented[R: WritableResource](resource: type[R]) -> type[R]:
    """Describe how a resource is read and written."""
    described = extend_schema_view(**_writes(resource))
    return described(documents.documented(resource))


def _written(resource: type[WritableResource]) -> Any:
    """Return the shape of what a write answers: the record, with the slugs of what was written in it."""
    shape, name = documents.shape_of(resource), resource.kind.model.__name__
    if not resource.nested:
        return shape
    fields = {
        one.name: serializers.ListField(
            child=serializers.CharField(), required=False, help_text="Slugs, in order, where they were sent."
        )
        for one in resource.nested
    }
    return type(f"{name}WrittenSerializer", (shape,), {"__doc__": shape.__doc__, **fields})


def _writes(resource: type[WritableResource]) -> dict[str, Any]:
    """Return how each write of a resource is described, by the name of its method."""
    kind, shape = resource.kind, _written(resource)
    label, tag = str(kind.model._meta.verbose_name), kind.collection
    name = tag.replace("-", "_")
    body, patch = body_of(kind, resource.nested), body_of(kind, resource.nested, patches=True)
    gone = (410,) if kind.has_status else ()
    detail = [slug_parameter(), REASON, PREFER, IF_MATCH]
    described = {
        "create": extend_schema(
            operation_id=f"{name}_create",
            summary=f"Make a {label}",
            parameters=[REASON, PREFER, KEY, *_tagged(201)],
            request={"application/json": body},
            responses={201: shape, **problems(*ALWAYS, 409, 422)},
            tags=[tag],
        ),
        "update": extend_schema(
            operation_id=f"{name}_put",
            summary=f"Make a {label} under this slug, or replace it",
            parameters=[*detail, IF_NONE_MATCH, *_tagged(200, 201)],
            request={"application/json": body},
            responses={200: shape, 201: shape, 204: EMPTY, **problems(*ALWAYS, 409, *gone, 412)},
            tags=[tag],
        ),
        "partial_update": extend_schema(
            operation_id=f"{name}_patch",
            summary=f"Change some fields of a {label}",
            parameters=[*detail, *_tagged(200)],
            request={"application/json": patch, MERGE_PATCH: patch},
            responses={200: shape, 204: EMPTY, **problems(*ALWAYS, 404, 409, *gone, 412)},
            tags=[tag],
        ),
        "destroy": extend_schema(
            operation_id=f"{name}_delete",
            summary=f"Delete a {label} that was never public and that nothing refers to",
            parameters=[slug_parameter(), REASON, IF_MATCH],
            responses={204: EMPTY, **problems(*ALWAYS, 404, 409, *gone, 412)},
            tags=[tag],
        ),
    }
    described |= _of_history(name, label, tag, shape)
    moves = _moves(name, label, tag)
    is_moved = {"merge": issubclass(kind.model, Mergeable)}
    return described | {verb: one for verb, one in moves.items() if is_moved.get(verb, kind.has_status)}


def _of_history(name: str, label: str, tag: str, shape: Any) -> dict[str, Any]:
    cursor = text_parameter("cursor", "From `next` or `previous` of another page.")
    limit = number_parameter("limit", "Rows a page, at most 100; 20 when absent.")
    return {
        "history": extend_schema(
            operation_id=f"{name}_history",
            summary=f"What was done to a {label}, newest first",
            parameters=[slug_parameter(), cursor, limit],
            responses={200: HistoryPageSerializer, **problems(400, 401, 403, 404)},
            tags=[tag],
        ),
        "restore": extend_schema(
            operation_id=f"{name}_restore",
            summary=f"Put a {label} again as it was in an older version",
            parameters=[slug_parameter(), REASON, PREFER, IF_MATCH, KEY, *_tagged(200)],
            request={"application/json": RestoreSerializer},
            responses={200: shape, 204: EMPTY, **problems(*ALWAYS, 404, 409, 412, 422)},
            tags=[tag],
        ),
    }


def _moves(name: str, label: str, tag: str) -> dict[str, Any]:
    def move(
        verb: str, summary: str, request: Any = None, *more: OpenApiParameter, answer: Any = MoveSerializer
    ) -> Any:
        return extend_schema(
            operation_id=f"{name}_{verb}",
            summary=summary,
            parameters=[slug_parameter(), REASON, PREFER, IF_MATCH, KEY, *more, *_tagged(200)],
            request={"application/json": request} if request else None,
            responses={200: answer, 204: EMPTY, **problems(*ALWAYS, 404, 409, 410, 412, 422)},
            tags=[tag],
        )

    dry = OpenApiParameter("dry_run", OpenApiTypes.STR, enum=["1"], description="Only tell what it would take along.")
    return {
        "publish": move("publish", f"Publish a {label}", PublishSerializer),
        "submit": move("submit", f"Hand a {label} in for review"),
        "return_to_draft": move("return", f"Give a {label} back to its author"),
        "retract": move("retract", f"Retract a {label} and what rests on it", RetractSerializer, dry),
        "merge": move("merge", f"Merge a {label} into another one", MergeSerializer, dry, answer=MergedSerializer),
    }
