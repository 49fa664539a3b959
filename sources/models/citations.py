"""The shape of evidence, the same wherever it is given."""

from django.db import models
from django.db.models import F, Q

from sources.models.sources import LANGUAGE, Source


class Citation(models.Model):
    """Where in a source something can be read. A quote is a few words, not a passage."""

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="%(app_label)s_%(class)ss", help_text="What it can be read in."
    )
    quote = models.CharField(max_length=500, blank=True, help_text="A few words of the source.")
    locator = models.CharField(max_length=100, blank=True, help_text="Paragraph, page or timecode: ¶ 5.")
    start_offset = models.PositiveIntegerField(
        null=True, blank=True, help_text="First character of the quote in the captured text, from 0."
    )
    end_offset = models.PositiveIntegerField(
        null=True, blank=True, help_text="Character after the quote in the captured text."
    )
    language = models.CharField(
        max_length=35,
        blank=True,
        validators=[LANGUAGE],
        help_text="Language of the quote, BCP 47, where not the source's.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(start_offset__isnull=True, end_offset__isnull=True)
                | Q(start_offset__isnull=False, end_offset__isnull=False, start_offset__lte=F("end_offset")),
                name="%(app_label)s_%(class)s_offsets",
                violation_error_message="Give both offsets, the start not after the end.",
                violation_error_code="BAD_USER_INPUT",
            ),
        ]
