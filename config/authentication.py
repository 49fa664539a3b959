"""As whom one asks: a token, which both APIs read alike, before the session's cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, ErrorDetail, Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from config.rates import RateLimited, refuse_guessing, spend, spend_on_bad_token
from sources.actions import note_use
from sources.models import Token
from sources.replicas import know
from sources.tokens import BadToken, secret_in, token_of

READING = ("GET", "HEAD", "OPTIONS")


@sensitive_variables()
def token_shown(request: HttpRequest) -> Token | None:
    """Return the token in the header of a request, None where there is no such header.

    :raises BadToken:
    :raises RateLimited: for an address that has shown too many bad ones.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    refuse_guessing(request)
    try:
        token = token_of(secret_in(header))
    except BadToken:
        spend_on_bad_token(request)
        raise
    know(token.user_id)
    note_use(token)
    return token


def challenge(request: HttpRequest) -> str:
    """Return the header WWW-Authenticate of a refused request (RFC 6750)."""
    realm = 'Bearer realm="Sequitur"'
    return f'{realm}, error="invalid_token"' if "Authorization" in request.headers else realm


def throttled(error: RateLimited) -> Throttled:
    """Return the framework's error, in our words."""
    found = Throttled(error.wait)
    found.detail = ErrorDetail(str(error))
    return found


class TokenAuthentication(BaseAuthentication):
    """Lets a token act as its user; ``request.auth`` is the token."""

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        try:
            token = token_shown(request._request)
        except BadToken as error:
            raise AuthenticationFailed(str(error)) from error
        except RateLimited as error:
            raise throttled(error) from error
        return None if token is None else (token.user, token)

    def authenticate_header(self, request: Request) -> str:
        return challenge(request._request)


class TokenScheme(OpenApiAuthenticationExtension):
    """What OpenAPI says of tokens."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token with scopes; see docs/tokens.md."}


class Throttle(BaseThrottle):
    """Counts requests over REST against the budget of the token, the user, or the address."""

    def allow_request(self, request: Request, view: Any) -> bool:
        asker = request.auth or (request.user if request.user.is_authenticated else None)
        try:
            spend(request._request, asker, writes=request.method not in READING)
        except RateLimited as error:
            raise throttled(error) from error
        return True
