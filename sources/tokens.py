"""Tokens as they are shown: whose a secret is, and why one is refused."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied
from django.views.decorators.debug import sensitive_variables
from knox.crypto import hash_token
from knox.settings import knox_settings

from sources.models import Token

#: What may stand in the header Authorization, whatever the case of its first word (RFC 9110).
HEADER = re.compile(r" *(?i:Bearer|Token) +(\S+) *", re.ASCII)
HOW = "Send “Authorization: Bearer” and a token that was made for you."
SECRET = re.compile(r"[0-9a-f]{64}")


class BadToken(PermissionDenied):
    """What was shown is no token that may be used. Unknown, revoked and of an inactive user are told alike."""

    def __init__(self, reason: str = f"This token is unknown or revoked. {HOW}") -> None:
        super().__init__(reason)


@sensitive_variables()
def secret_in(header: str) -> str:
    """Return the secret in the header Authorization. :raises BadToken: when it is not written as one."""
    found = HEADER.fullmatch(header)
    if found is None:
        raise BadToken(f"The header Authorization is not understood. {HOW}")
    secret = found[1]
    prefix = knox_settings.TOKEN_PREFIX
    if not secret.startswith(prefix) or not SECRET.fullmatch(secret.removeprefix(prefix)):
        raise BadToken
    return secret


@sensitive_variables()
def token_of(secret: str) -> Token:
    """Return the token with a secret, its user loaded.

    It is found by its digest: what the search of an index takes tells nothing of the secrets that are kept. The
    library's own class is not used, since it deletes what expired while it reads, loads every token of the user, and
    fails on a header that is not UTF-8.

    :raises BadToken:
    """
    token = Token.objects.select_related("user").filter(digest=hash_token(secret)).first()
    if token is None or token.revoked_at is not None or not token.user.is_active:
        raise BadToken
    if token.is_expired:
        raise BadToken(f"This token expired on {token.expiry:%Y-%m-%d}. Have a new one made.")
    return token
