"""Where each record stands in the feed of changes."""

from django.db import models


class FeedEntry(models.Model):
    """One record's last change, as those see it who may see drafts, and as the public does.

    What a new store begins with, and nobody wrote, has the number 0.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=100, db_collation="BINARY")
    number = models.BigIntegerField()
    at = models.DateTimeField()
    public_number = models.BigIntegerField(null=True, help_text="Blank where the public never saw it.")
    public_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="sources_feedentry_record"),
        ]
        indexes = [
            models.Index(fields=["number"], name="sources_feedentry_number"),
            models.Index(fields=["public_number"], name="sources_feedentry_public"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.slug}"
