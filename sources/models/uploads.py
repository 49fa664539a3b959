"""Files that wait to be loaded."""

from django.conf import settings
from django.db import models


class Upload(models.Model):
    """A file that was sent to see what it would change; kept until it is loaded or dropped, a day at most."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
