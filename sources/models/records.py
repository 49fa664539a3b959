"""What every record has, and what every owned row has."""

from __future__ import annotations

import secrets
import string
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sources.choices import Status
from sources.models.time import resolve_times
from sources.querysets import IsWaiting

SLUG = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    "A slug is lower-case letters, digits and single hyphens: south-waziristan-raid-2021-09.",
)

RETRACTION_NEEDS_REASON = "A retraction needs a public reason."


def new_slug() -> str:
    """Return twelve random letters, the key of a record for which none was chosen."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(12))


class Timed(models.Model):
    """A row whose times follow from their EDTF texts when it is validated."""

    times: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        resolve_times(self)


class Record(Timed):
    """What has a public key, a page, a journal entry, a REST resource and a line in a bundle."""

    slug = models.CharField(
        max_length=100,
        unique=True,
        default=new_slug,
        db_collation="BINARY",
        validators=[SLUG],
        error_messages={"unique": "Another record of this kind has this slug."},
        help_text="Public key. Fixed once published, never reused.",
    )
    version = models.PositiveIntegerField(default=0, editable=False, help_text="Grows by one with every write.")
    external_ids = models.JSONField(
        default=dict, blank=True, help_text='Keys of this record elsewhere: {"wikidata": "Q42418"}.'
    )
    note = models.TextField(blank=True, help_text="Private note of the editors; never public.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return True


class Publishable(Record):
    """A record with a status: nobody but the editors sees it before it is published."""

    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, help_text="Where it stands.")
    published_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="First publication.")
    retracted_at = models.DateTimeField(null=True, blank=True, editable=False)
    retraction_reason = models.TextField(blank=True, help_text="Why it was retracted; public.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=Status.RETRACTED) | ~Q(retraction_reason=""),
                name="%(app_label)s_%(class)s_retraction_has_reason",
                violation_error_message=RETRACTION_NEEDS_REASON,
                violation_error_code="REASON_REQUIRED",
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "-updated_at"],
                name="%(app_label)s_%(class)s_waiting",
                condition=Q(IsWaiting("status")),
            ),
        ]

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED


class Mergeable(Record):
    """A record that may turn out to be another one: it stays, out of use, and its slug leads to that one."""

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The record that this one turned out to be.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="%(app_label)s_%(class)s_not_merged_into_itself",
                violation_error_message="A record cannot be merged into itself.",
                violation_error_code="SELF_LINK",
            ),
        ]


def merged_is_retracted() -> models.CheckConstraint:
    """Return the constraint that a record with a status is retracted once it was merged."""
    return models.CheckConstraint(
        condition=Q(merged_into__isnull=True) | Q(status=Status.RETRACTED),
        name="%(app_label)s_%(class)s_merged_is_retracted",
        violation_error_message="What was merged into another record stays retracted.",
        violation_error_code="MERGED",
    )


def where_given(field: str, name: str) -> models.Index:
    """Return the index of a reference that few rows have: the others cost it nothing."""
    return models.Index(fields=[field], name=name, condition=Q(**{f"{field}__isnull": False}))


class Owned(Timed):
    """A row without a key of its own: written, journaled and versioned with its record, in order."""

    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class ExternalId(models.Model):
    """Index of the records' external ids; each is unique within its scheme and kind of record."""

    kind = models.CharField(max_length=20)
    scheme = models.CharField(max_length=50)
    identifier = models.CharField(max_length=200, db_collation="BINARY")
    slug = models.CharField(max_length=100, db_collation="BINARY")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scheme", "identifier"],
                name="sources_externalid_unique",
                violation_error_message="Another record of this kind has this external id.",
                violation_error_code="EXTERNAL_ID_TAKEN",
            ),
        ]
        indexes = [models.Index(fields=["kind", "slug"], name="sources_externalid_record")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.identifier}"


def one_voice(name: str) -> models.CheckConstraint:
    """Return the constraint that a voice is an actor or a publisher, never both; neither is the editors."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}_actor__isnull": True}) | Q(**{f"{name}_publisher__isnull": True}),
        name=f"%(app_label)s_%(class)s_{name}_one_voice",
        violation_error_message="Name an actor or a publisher, not both.",
        violation_error_code="TWO_VOICES",
    )


def voice_of(instance: Any, name: str) -> Any:
    """Return the actor or the publisher that speaks, or ``None`` for the editors."""
    return getattr(instance, f"{name}_actor") or getattr(instance, f"{name}_publisher")
