"""Keeping a file between the moment it is shown and the moment it is loaded."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from sources.models import Upload

#: How long a file is kept that nobody loads or drops.
KEPT_FOR = datetime.timedelta(days=1)


def keep_upload(*, by: Any, name: str, format: str, content: bytes) -> Upload:  # noqa: A002  # the model's field
    """Keep a file, and drop those that have waited for too long."""
    Upload.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    upload = Upload(by=by, name=name.replace("\0", "")[:200], format=format, content=content)
    upload.save()
    return upload


def drop_upload(upload: Upload) -> None:
    """Drop a file."""
    upload.delete()
