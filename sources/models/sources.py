"""What was published."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from sources.choices import MediaKind, SourceKind
from sources.models.publishers import Publisher
from sources.models.records import Mergeable, Publishable, merged_is_retracted
from sources.models.time import Time, time_constraints
from sources.querysets import PublishableQuerySet, SourceQuerySet

LANGUAGE = RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "Write the language as a BCP 47 tag: en, ps-Arab.")
SHA256 = RegexValidator(r"^[0-9a-f]{64}\Z", "A SHA-256 is 64 hexadecimal digits.")


class Source(Publishable, Mergeable):
    """An article, statement, post or dataset: where a claim can be read (schema.org CreativeWork)."""

    title = models.CharField(max_length=500, db_collation="BINARY", help_text="As printed; never unique.")
    url = models.URLField(max_length=2000, null=True, blank=True, help_text="Unique when given.")
    publisher = models.ForeignKey(
        Publisher, models.PROTECT, null=True, blank=True, related_name="sources", help_text="Blank where unknown."
    )
    authors = models.CharField(max_length=500, blank=True, help_text="As printed, separated by semicolons.")
    kind = models.CharField(
        max_length=20, choices=SourceKind, default=SourceKind.ARTICLE, help_text="What sort of text or recording it is."
    )
    language = models.CharField(max_length=35, blank=True, validators=[LANGUAGE], help_text="BCP 47: en.")
    published = Time("When it was published.")
    retrieved_at = models.DateTimeField(null=True, blank=True, help_text="When it was read at its address.")
    archive_url = models.URLField(max_length=2000, blank=True, help_text="Where a copy is kept.")
    licence = models.CharField(max_length=200, blank=True, help_text="Under which it may be used: CC BY 4.0.")
    captured_text = models.TextField(
        blank=True, help_text="The text as captured, for data entry; staff only, never served or exported."
    )
    captured_sha256 = models.CharField(
        max_length=64, blank=True, validators=[SHA256], help_text="SHA-256 of the captured text."
    )
    derived_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="derivatives",
        help_text="The one source that this one repeats.",
    )
    root = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The first source of its tree; blank where it is its own root.",
    )

    objects = SourceQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            *Mergeable.Meta.constraints,
            merged_is_retracted(),
            *time_constraints("published"),
            models.UniqueConstraint(
                fields=["url"],
                name="sources_source_url_unique",
                violation_error_message="Another source has this address.",
                violation_error_code="URL_TAKEN",
            ),
            models.CheckConstraint(
                condition=Q(derived_from__isnull=True) | ~Q(derived_from=F("id")),
                name="sources_source_not_derived_from_itself",
                violation_error_message="A source cannot be derived from itself.",
                violation_error_code="CLOSES_CYCLE",
            ),
        ]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["status", "published_sort_day", "slug"], name="sources_source_timeline"),
        ]

    def __str__(self) -> str:
        return self.title


class Media(Publishable):
    """A picture, recording or document shown by events and narratives."""

    kind = models.CharField(
        max_length=10, choices=MediaKind, default=MediaKind.IMAGE, help_text="What sort of file it is."
    )
    url = models.URLField(max_length=2000, help_text="Where it is served.")
    alt_text = models.CharField(max_length=1000, blank=True, help_text="What it shows, for those who cannot see it.")
    caption = models.TextField(blank=True, help_text="What is printed under it.")
    credit = models.CharField(max_length=200, blank=True, help_text="Who made it.")
    licence = models.CharField(max_length=200, blank=True, help_text="Under which it may be used: CC BY 4.0.")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="media", help_text="Where it was published."
    )

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name_plural = "media"

    def __str__(self) -> str:
        return self.caption or self.url
