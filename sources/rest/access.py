"""Who asks over REST, and what they may do."""

from rest_framework.request import Request

from sources.access import Access


def access_of(request: Request) -> Access:
    """Return what a request may see and change: as its user, narrowed by the scopes of its token if it has one."""
    scopes = getattr(request.auth, "scopes", None)
    return Access(request.user, None if scopes is None else frozenset(scopes))
