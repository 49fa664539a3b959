"""Who is asking, behind however many proxies."""

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: An address as some proxies write it, with the port that the client chose.
WITH_PORT = re.compile(r"\[(?P<six>[^]]+)\](:\d+)?|(?P<four>[\d.]+):\d+")


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, as the outermost of our own ``NUM_PROXIES`` proxies saw it.

    What stands further left in X-Forwarded-For was written by the client and is not believed.
    """
    forwarded: list[str] = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    trusted = forwarded[-settings.NUM_PROXIES :] if settings.NUM_PROXIES else []
    return trusted[0] if trusted else request.META.get("REMOTE_ADDR", "")


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Return what one client is counted by: an IPv4 address, or the /64 that one IPv6 customer has to himself.

    What is no address is all one client.
    """
    written = WITH_PORT.fullmatch(address)
    try:
        found = ip_address(written["six"] or written["four"] if written else address)
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), 64), strict=False))
