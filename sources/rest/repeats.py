"""Requests that may be repeated without being done twice (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from sources.access import Access
from sources.models import StoredAnswer
from sources.rest.problems import Problem

KEPT_FOR = timedelta(hours=24)
#: How many answers that are too old one write takes away.
MOST_CLEARED = 100
KEY = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"\Z|([\x21\x23-\x2b\x2d-\x7e]{1,255})\Z')
#: Headers that belong to an answer.
HEADERS = ("ETag", "Location", "Preference-Applied", "Content-Type")


@dataclass(frozen=True)
class Repeatable:
    """A request with a key.

    To be used within the writers' turn, so that of two at once the second finds the first's answer.
    """

    user: Any
    key: str
    fingerprint: str

    @classmethod
    def of(cls, request: Request, access: Access) -> Repeatable | None:
        """Return a request as repeatable where it carries a key. :raises Problem: when that is no key."""
        text = request.headers.get("Idempotency-Key")
        if text is None:
            return None
        found = KEY.match(text.strip())
        if found is None:
            message = "Idempotency-Key is a text of 1 to 255 ASCII characters in quotes."
            raise Problem(400, "BAD_USER_INPUT", message, header="Idempotency-Key")
        return cls(request.user.pk, found[1] or found[2], _fingerprint(request, access))

    def answer(self) -> HttpResponse | None:
        """Return the answer given before. :raises Problem: 422 when the key came with another request."""
        rows = StoredAnswer.objects.filter(user=self.user, key=self.key, at__gt=_oldest())
        stored = rows.first()
        if stored is None:
            return None
        if stored.fingerprint != self.fingerprint:
            message = "This key came with another request before; use a new key for each."
            raise Problem(422, "IDEMPOTENCY_KEY_REUSED", message, header="Idempotency-Key")
        response = HttpResponse(stored.body.encode(), status=stored.status)
        for name in HEADERS:
            response.headers.pop(name, None)
        for name, value in {**stored.headers, "Idempotent-Replayed": "true"}.items():
            response[name] = value
        return response

    def keep(self, response: HttpResponse) -> None:
        """Store an answer beside what it answers, and take away some that are too old."""
        old = StoredAnswer.objects.filter(at__lte=_oldest())
        StoredAnswer.objects.filter(
            pk__in=list(old.order_by("at").values_list("pk", flat=True)[:MOST_CLEARED])
        ).delete()
        StoredAnswer.objects.filter(user=self.user, key=self.key).delete()
        StoredAnswer.objects.create(
            user_id=self.user,
            key=self.key,
            fingerprint=self.fingerprint,
            status=response.status_code,
            headers={name: response[name] for name in HEADERS if response.has_header(name)},
            body=response.content.decode(),
            at=timezone.now(),
        )


def _oldest() -> datetime:
    return timezone.now() - KEPT_FOR


def _fingerprint(request: Request, access: Access) -> str:
    """Name a request by what decides its answer: method, address, body, and what its sender may see."""
    parts = [request.method, request.get_full_path(), access.viewer.value, request.data]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
