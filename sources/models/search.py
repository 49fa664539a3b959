"""What is searched: the texts of each record, folded, beside the records themselves."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class SearchDocument(models.Model):
    """What is searched of one record that somebody may see; derived, written with its record, never edited.

    Nothing of it comes from what is hidden from those it is found by. What was retracted or merged has none.
    """

    kind = models.CharField(max_length=20, help_text="Kind of the record.")
    record = models.BigIntegerField(help_text="Primary key of the record among those of its kind.")
    slug = models.CharField(max_length=100, db_collation="BINARY", help_text="Its public key.")
    precedence = models.PositiveSmallIntegerField(help_text="Where its kind stands among what matches equally well.")
    is_public = models.BooleanField(help_text="Whether the public may see it.")
    names = models.TextField(help_text="Its names, folded: each on a line of its own, a space around every word.")
    words = models.TextField(help_text="Every word of its texts, folded, once, with spaces between.")
    texts = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="Its texts as written: pairs of the field and the text, names first."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record"], name="sources_searchdocument_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class SearchState(models.Model):
    """The one row that tells by which rules all documents were written."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    stamp = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="sources_searchstate_is_one_row")]

    def __str__(self) -> str:
        return self.stamp
