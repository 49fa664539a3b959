"""What stands for a user at the APIs."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from knox.models import AbstractAuthToken

from sources.choices import Scope


class TokenQuerySet(models.QuerySet[Any]):
    def not_revoked(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class Token(AbstractAuthToken):
    """A secret by which a program acts as a user, for what its scopes allow; only its digest is kept.

    ``created``, ``expiry`` (blank: never) and ``token_key`` (how the secret begins) are those of django-rest-knox.
    """

    digest = models.CharField(max_length=128, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens", help_text="As whom the token acts."
    )
    name = models.CharField(max_length=100, help_text="What uses it: nightly import.")
    scopes = models.JSONField(default=list, blank=True, help_text="What it may be used for.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        # Nothing rests on permissions of the model: one makes tokens of one's own, a superuser those of all.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at__isnull=True),
                name="sources_token_name_unique",
                violation_error_message="This user has a token of this name; revoke that one first, or name this one "
                "differently.",
                violation_error_code="BAD_USER_INPUT",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"

    @property
    def is_expired(self) -> bool:
        return self.expiry is not None and self.expiry <= timezone.now()

    @property
    def state(self) -> str:
        """Whether it can be used: ``in use``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.is_expired else "in use"

    def clean(self) -> None:
        super().clean()
        faults = list(dict.fromkeys(_scope_faults(self.scopes)))
        if faults:
            raise ValidationError({"scopes": [ValidationError(fault, code="BAD_USER_INPUT") for fault in faults]})
        self.scopes = [scope.value for scope in Scope if scope in self.scopes]


def _scope_faults(scopes: Any) -> list[str]:
    """Return what is wrong with the scopes of a token."""
    if not isinstance(scopes, list) or not scopes:
        return ["A token needs a scope at least."]
    unknown = [
        f"There is no scope {scope}; there are {', '.join(Scope.values)}." for scope in scopes if scope not in Scope
    ]
    if unknown:
        return unknown
    return [
        f"The scope {scope.value} needs the scope {scope.needs.value} too."
        for scope in map(Scope, scopes)
        if scope.needs and scope.needs not in scopes
    ]
