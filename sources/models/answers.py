"""Answers that were given, to be given again when a request is repeated."""

from django.conf import settings
from django.db import models


class StoredAnswer(models.Model):
    """The answer of one request that carried an Idempotency-Key, kept a day, written together with what it answered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255, db_collation="BINARY")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the method, the address and the body.")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="sources_storedanswer_unique",
                violation_error_message="This key was used already.",
                violation_error_code="IDEMPOTENCY_KEY_REUSED",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="sources_storedanswer_at")]

    def __str__(self) -> str:
        return f"{self.status} {self.key}"
