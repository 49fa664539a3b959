"""What one who reads the desk has to say of a record, to those who work on it."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q


class Remark(models.Model):
    """A remark of a member of staff on a record: not part of the record, never served or exported.

    It is never changed; whoever answers or heeds it settles it.
    """

    kind = models.CharField(max_length=20)
    record = models.BigIntegerField(help_text="Primary key of the record.")
    text = models.TextField(max_length=2000, validators=[MaxLengthValidator(2000)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="sources_remark_settled_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "record", "id"], name="sources_remark_of_record"),
            models.Index(fields=["id"], name="sources_remark_open", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.text
