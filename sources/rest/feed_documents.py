"""What OpenAPI says of the feed of changes."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from sources import feed
from sources.choices import FeedAction
from sources.records import ORDER
from sources.rest.documents import number_parameter, problems, text_parameter


class ChangeSerializer(serializers.Serializer):
    """One record that changed, as it stands now, or that it is gone."""

    number = serializers.IntegerField(help_text="Where it stands in the feed; numbers may skip.")
    at = serializers.DateTimeField(help_text="When it changed.")
    action = serializers.ChoiceField(choices=FeedAction.choices, help_text="What a copy does: PUT, RETRACT or DELETE.")
    kind = serializers.ChoiceField(choices=ORDER, help_text="Kind of the record.")
    slug = serializers.CharField(help_text="Its public key.")
    tombstone = serializers.BooleanField(help_text="Whether a copy drops the record.")
    record = serializers.DictField(allow_null=True, help_text="As a line of a bundle (docs/records.md).")
    retracted_at = serializers.DateTimeField(required=False, help_text="With RETRACT.")
    reason = serializers.CharField(required=False, help_text="With RETRACT: the public reason.")


class ChangesSerializer(serializers.Serializer):
    """One page of the feed."""

    changes = ChangeSerializer(many=True, help_text="By number; each record once.")
    next = serializers.IntegerField(help_text="The `since` of the next page.")
    has_more = serializers.BooleanField(help_text="Whether the next page has something already.")


changes = extend_schema(
    operation_id="changes",
    summary="What changed since a number, each record once and as it stands now",
    parameters=[
        number_parameter("since", "The `next` of the page before; 0, as when absent, is the beginning."),
        text_parameter("types", "Only these kinds of record.", enum=list(ORDER), many=True, explode=False),
        number_parameter("limit", f"Changes a page, 1 to {feed.LARGEST_SIZE}; {feed.DEFAULT_SIZE} when absent."),
        number_parameter("wait", "Seconds, at most 60, to wait for a change where there is none yet."),
        OpenApiParameter(
            "Last-Event-ID",
            OpenApiTypes.INT,
            OpenApiParameter.HEADER,
            description="In place of `since` when a stream resumes.",
        ),
    ],
    responses={
        (200, "application/json"): ChangesSerializer,
        (200, "text/event-stream"): OpenApiResponse(
            OpenApiTypes.STR, "Server-sent events named `change`; `id` is the number, `data` one change."
        ),
        304: None,
        **problems(400, 501, 503),
    },
    tags=["changes"],
)
