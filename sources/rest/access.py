"""Who asks over REST, and what they may do."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from sources.access import Access
from sources.choices import Scope


def access_of(request: Request) -> Access:
    """Return what a request may see and change: as its user, narrowed by the scopes of its token if it has one."""
    scopes = getattr(request.auth, "scopes", None)
    return Access(request.user, None if scopes is None else frozenset(scopes))


class MayRead(BasePermission):
    """Nothing is told to a token without the scope read, not even what was retracted."""

    message = "This needs a token with the scope read."

    def has_permission(self, request: Request, view: Any) -> bool:
        return access_of(request).has_scope(Scope.READ)
