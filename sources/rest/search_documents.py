"""What OpenAPI says of the search."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from sources import search
from sources.choices import SearchKind, SearchMatch
from sources.rest.documents import number_parameter, problems, text_parameter


class HighlightPartSerializer(serializers.Serializer):
    """A run of a text as it is written: plain text, to be shown as text."""

    text = serializers.CharField(help_text="The characters.")
    is_match = serializers.BooleanField(help_text="Whether they are what was searched for.")


class HighlightSerializer(serializers.Serializer):
    """A text in which something was found; a long one is cut around the first match, with an ellipsis."""

    field = serializers.CharField(help_text="The field of the record: summary, names.text.")
    parts = HighlightPartSerializer(many=True, help_text="The text in parts, in order.")


class SearchHitSerializer(serializers.Serializer):
    """One record that was found."""

    kind = serializers.ChoiceField(choices=SearchKind.choices, help_text="What kind of record it is.")
    slug = serializers.CharField(help_text="Its public key.")
    url = serializers.URLField(help_text="Its address here.")
    title = serializers.CharField(help_text="Its first name; without names the beginning of its first text.")
    match = serializers.ChoiceField(choices=SearchMatch.choices, help_text="How well it matches; the best come first.")
    highlights = HighlightSerializer(many=True, help_text="Up to five texts in which something was found.")


class SearchPageSerializer(serializers.Serializer):
    """A page of what was found: by match, then kind, then slug."""

    next = serializers.URLField(allow_null=True, help_text="The page after this one.")
    previous = serializers.URLField(allow_null=True, help_text="The page before this one.")
    results = SearchHitSerializer(many=True, help_text="The hits.")
    suggestions = serializers.ListField(
        child=serializers.CharField(),
        help_text="Where fewer than three were found: what may have been meant, best first. Each finds something.",
    )


searching = extend_schema(
    operation_id="search",
    summary="Records of all kinds that have all words of a text, best match first",
    parameters=[
        text_parameter(
            "q",
            f"What to look for: up to {search.MOST_WORDS} words, {search.LONGEST} characters. "
            "Of the last word the beginning is enough.",
            required=True,
        ),
        text_parameter("in", "Only these kinds of record.", enum=SearchKind.values, many=True, explode=False),
        number_parameter("limit", "Hits a page, at most 100; 20 when absent."),
        text_parameter("cursor", "From `next` or `previous` of another page."),
    ],
    responses={200: SearchPageSerializer, **problems(400)},
    tags=["search"],
)
