"""Making, using and revoking tokens."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import InternalError, OperationalError
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from knox.models import get_digest_token
from knox.settings import CONSTANTS, knox_settings

from sources.access import has_use_of
from sources.choices import Scope
from sources.models import Token
from sources.snapshots import without_waiting

#: How exactly it is known when a token was last used.
EXACTNESS = datetime.timedelta(minutes=1)


@sensitive_variables("secret")
def make_token(token: Token) -> str:
    """Save a new token and return its secret, which is kept nowhere. :raises ValidationError:"""
    check_token(token)
    token.digest, secret = get_digest_token()
    token.token_key = secret[: CONSTANTS.TOKEN_KEY_LENGTH]
    token.save()
    return str(secret)


def check_token(token: Token) -> None:
    """Refuse a token that breaks a rule, or that could do more than its user may. :raises ValidationError:"""
    token.full_clean(exclude=["digest", "token_key"])
    if token.is_expired:
        raise ValidationError({"expiry": ValidationError("This is over already.", code="BAD_USER_INPUT")})
    idle = [scope.value for scope in map(Scope, token.scopes) if not has_use_of(token.user, scope)]
    if idle:
        reason = f"{token.user} may not do what the scope {idle[0]} is for."
        raise ValidationError({"scopes": ValidationError(reason, code="FORBIDDEN")})


def usual_expiry() -> datetime.date:
    """Return the last day of a token that is made today, unless told otherwise."""
    lifetime: datetime.timedelta = knox_settings.TOKEN_TTL
    return timezone.localdate() + lifetime


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment at which a day is over. :raises ValueError: for the last day that Python counts."""
    try:
        return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))
    except OverflowError as error:
        raise ValueError("There is no day after this one.") from error


def revoke_tokens(tokens: Iterable[Token]) -> list[Token]:
    """Revoke tokens for good and return those that were not revoked before."""
    live = [token for token in tokens if token.revoked_at is None]
    Token.objects.not_revoked().filter(pk__in=[token.pk for token in live]).update(revoked_at=timezone.now())
    return live


def note_use(token: Token) -> None:
    """Remember that a token was used, at most once a minute, and not where a writer would be waited for."""
    now = timezone.now()
    if token.last_used_at is not None and now - token.last_used_at < EXACTNESS:
        return
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - EXACTNESS)
    try:
        with without_waiting():
            Token.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)
    except (OperationalError, InternalError):  # the store is locked, or only read: the next use is remembered
        return
