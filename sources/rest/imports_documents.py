"""What OpenAPI says of importing."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from sources.ingest.lines import OPERATIONS
from sources.ingest.report import MOST_FAULTS
from sources.rest.documents import problems, text_parameter

CODE = "Stable code, see docs/errors.md."


class LineFaultSerializer(serializers.Serializer):
    """One thing that is wrong with a line."""

    code = serializers.CharField(help_text=CODE)
    detail = serializers.CharField(help_text="The reason.")
    line = serializers.IntegerField(required=False, help_text="Number of the line, from 1.")
    record = serializers.CharField(required=False, help_text="Kind of the record.")
    slug = serializers.CharField(required=False, help_text="Public key of the record.")
    pointer = serializers.CharField(required=False, help_text="JSON pointer (RFC 6901) into the line.")
    parameter = serializers.CharField(required=False, help_text="The query parameter it is about, where no line is.")


class JournalNumbersSerializer(serializers.Serializer):
    """The numbers of the journal's rows about the records that changed."""

    first = serializers.IntegerField(help_text="Number of the first row.")
    last = serializers.IntegerField(help_text="Number of the last row.")


class ImportSerializer(serializers.Serializer):
    """What an import changed, or would change."""

    created = serializers.IntegerField(help_text="Records that are new.")
    updated = serializers.IntegerField(help_text="Records that were changed.")
    unchanged = serializers.IntegerField(help_text="Records that are stored as they were given.")
    retracted = serializers.IntegerField(help_text="Records that were retracted, those along with others too.")
    failed = serializers.IntegerField(help_text="Lines that were left out, with on_error=skip.")
    dry_run = serializers.BooleanField(help_text="Whether this only tells what would be.")
    journal = JournalNumbersSerializer(allow_null=True, help_text="Null where nothing was written.")
    total_errors = serializers.IntegerField(help_text="How many things are wrong.")
    errors = LineFaultSerializer(many=True, help_text=f"The first {MOST_FAULTS}.")  # type: ignore[assignment]  # a field called errors


class ImportProblemSerializer(serializers.Serializer):
    """Problem details (RFC 9457) of an import that was refused as a whole."""

    type = serializers.CharField(help_text="Always about:blank.")
    title = serializers.CharField(help_text="The status in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    code = serializers.CharField(help_text=CODE)
    detail = serializers.CharField(help_text="The first reason.")
    total_errors = serializers.IntegerField(required=False, help_text="How many things are wrong.")
    errors = LineFaultSerializer(many=True, required=False, help_text=f"The first {MOST_FAULTS}.")  # type: ignore[assignment]


BODY = (
    "One record a line (docs/records.md), at most 1 MB each; `Content-Encoding` may be gzip or zstd. Beside its record "
    f"a line may hold `op` ({', '.join(OPERATIONS)}; put where absent) and `if_version`, the version it may change "
    "alone; a line that retracts holds `reason` and nothing else."
)

documented = extend_schema(
    operation_id="import",
    summary="Put, patch or retract many records",
    description=BODY,
    request={"application/x-ndjson": OpenApiTypes.BINARY, "application/jsonl": OpenApiTypes.BINARY},
    parameters=[
        text_parameter("dry_run", "1 keeps nothing and tells what would be.", enum=["0", "1"], default="0"),
        text_parameter(
            "on_error",
            "Whether a bad line refuses all, or is left out with every line that names it.",
            enum=["refuse", "skip"],
            default="refuse",
        ),
        OpenApiParameter(
            "Change-Reason", OpenApiTypes.STR, OpenApiParameter.HEADER, description="Why, for the journal."
        ),
    ],
    responses={
        200: ImportSerializer,
        (400, "application/problem+json"): ImportProblemSerializer,
        **problems(401, 403, 404, 409, 411, 412, 413, 415),
    },
    tags=["import"],
)
