"""Headers that bid browsers do less, on every answer: what Django's own middleware leaves out.

The list is OWASP's (https://owasp.org/www-project-secure-headers/); tests/config/test_headers.py grades by it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase, ResponseHeaders

#: What a page may not use, nor what stands in it: everything a browser offers that no page of ours asks for.
UNUSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
#: What an answer says where nothing else was said. An error or a redirect may tell of who asked: nobody keeps it.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Referrer-Policy": "same-origin",
    "Server": "Sequitur",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
}
#: The same as an answer holds them.
READY = ResponseHeaders(HEADERS)._store


def hardened(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outermost middleware, so that no answer is without: not a probe's, nor one that was refused on its way in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        held = response.headers._store
        for name, told in READY.items():  # they need not be looked at for each answer, as ``setdefault`` does
            held.setdefault(name, told)
        return response

    return middleware
