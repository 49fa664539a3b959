"""Pages inside pages of others: only with ``?embed=1``, and only where EMBED_HOSTS allows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.csp import CSP


def is_embedded(request: HttpRequest) -> bool:
    return request.GET.get("embed") == "1"


def embeddable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a page stand in a frame of the hosts that may."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if is_embedded(request) and settings.EMBED_HOSTS:
            policy = cast("Mapping[str, Collection[str]]", settings.SECURE_CSP)
            hosts = [CSP.SELF, *settings.EMBED_HOSTS]
            response._csp_config = {**policy, "frame-ancestors": hosts}  # type: ignore[attr-defined]  # Django's own name
            response.xframe_options_exempt = True  # type: ignore[attr-defined]  # it knows no list of hosts
            response["Cross-Origin-Resource-Policy"] = "cross-origin"  # or no page that asks for isolation may show it
        return response

    return answer
