"""The shape of a record's history for OpenAPI."""

from rest_framework import serializers

from sources.choices import Alteration, JournalAction, Road


class AlterationSerializer(serializers.Serializer):
    """One thing that a write changed, down to the field of an owned row."""

    what = serializers.ChoiceField(choices=Alteration.choices, help_text="What became of it.")
    pointer = serializers.CharField(
        help_text="JSON pointer (RFC 6901) into the record after the write, or before it where the value was REMOVED."
    )
    before = serializers.JSONField(help_text="What stood there; null where there was nothing.")
    after = serializers.JSONField(help_text="What stands there; null where there is nothing.")
    moved_from = serializers.IntegerField(required=False, help_text="With MOVED: the place in the list before.")


class HistoryEntrySerializer(serializers.Serializer):
    """One row of the journal: what one write did to the record."""

    number = serializers.IntegerField(help_text="Place in the one order of all writes.")
    at = serializers.DateTimeField(help_text="When it was done.")
    action = serializers.ChoiceField(choices=JournalAction.choices, help_text="What the write did.")
    road = serializers.ChoiceField(choices=Road.choices, help_text="By which road it came.")
    by = serializers.CharField(allow_null=True, help_text="Name of the user; null for the shell.")
    reason = serializers.CharField(help_text="Why, as the writer gave it.")
    slug = serializers.CharField(help_text="The slug it had then.")
    version = serializers.IntegerField(help_text="The version that this write made.")
    changes = AlterationSerializer(many=True, help_text="What differs, in the order of the fields.")


class HistoryPageSerializer(serializers.Serializer):
    """One page of a record's history."""

    next = serializers.URLField(allow_null=True, help_text="The page after this one.")
    previous = serializers.URLField(allow_null=True, help_text="The page before this one.")
    results = HistoryEntrySerializer(many=True, help_text="The rows of the page, newest first.")


class RestoreSerializer(serializers.Serializer):
    """Which version to put again."""

    version = serializers.IntegerField(min_value=0, help_text="As the history tells it.")
