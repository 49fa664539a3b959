"""Who publishes, and how far they can be relied on."""

from django.core.validators import RegexValidator
from django.db import models

from sources.choices import PublisherKind, Reliability
from sources.models.records import Mergeable, Owned
from sources.models.time import Time, time_constraints
from sources.querysets import MergeableQuerySet

COUNTRY = RegexValidator(r"^[A-Z]{2}\Z", "Write the country as two capital letters (ISO 3166-1 alpha-2): PK.")


class Publisher(Mergeable):
    """A news agency, newspaper, press office or dataset that prints what others or it say."""

    name = models.CharField(max_length=200, db_collation="BINARY", help_text="The name it publishes under.")
    kind = models.CharField(
        max_length=30, choices=PublisherKind, default=PublisherKind.OTHER, help_text="What sort of publisher it is."
    )
    country = models.CharField(max_length=2, blank=True, validators=[COUNTRY], help_text="ISO 3166-1 alpha-2: PK.")
    homepage = models.URLField(max_length=500, blank=True, help_text="Its address on the web.")

    objects = MergeableQuerySet.as_manager()

    class Meta(Mergeable.Meta):
        constraints = Mergeable.Meta.constraints

    def __str__(self) -> str:
        return self.name


class Rating(Owned):
    """One judgement of a publisher's reliability for a time, on the Admiralty scale A–F.

    F ("cannot be judged") is no value on any numeric scale.
    """

    publisher = models.ForeignKey(Publisher, models.CASCADE, related_name="ratings")
    code = models.CharField(max_length=1, choices=Reliability, help_text="A to F, of the Admiralty scale.")
    when = Time("For which time the rating holds.")
    rationale = models.TextField(blank=True, help_text="Why.")

    class Meta:
        constraints = time_constraints("when")

    def __str__(self) -> str:
        return f"{self.code} {self.when.display if self.when else ''}".strip()
