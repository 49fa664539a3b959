"""Every write, by every road, in one numbered order."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from sources.choices import JournalAction, Road


class JournalHead(models.Model):
    """The one row that writers lock: it holds the last number given and the last public revision."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    last_number = models.BigIntegerField(default=0)
    public_revision = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="sources_journalhead_is_one_row"),
        ]
        permissions = [
            ("view_drafts", "Can see what is not published"),
            ("publish", "Can publish, retract, and change what is published"),
        ]

    def __str__(self) -> str:
        return f"{self.last_number}"


class JournalRow(models.Model):
    """One changed record: who, when, what, why, and its bundle record before and after."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=100, db_collation="BINARY")
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=JournalAction)
    road = models.CharField(max_length=10, choices=Road)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Blank for the shell."
    )
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["kind", "slug", "number"], name="sources_journalrow_record")]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.kind} {self.slug}"
