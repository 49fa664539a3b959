"""How a page is cited, and what it tells programs of itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext

from config.graphql.view import access_from
from events import exchange
from events.exchange import EVENT_FORMATS, Losses
from events.models import Event
from events.records import EVENT
from sources.deadlines import reading


def citation_of(request: HttpRequest, title: str, record: dict[str, Any]) -> str:
    """Return a line to cite a page by: title, version, when it was changed, and where it was read when."""
    changed = parse_datetime(record["updatedAt"])
    return gettext("“{title}”, version {version} of {changed}. Sequitur. {address} (read {today})").format(
        title=title,
        version=record["version"],
        changed=date_format(changed, "j F Y") if changed else "",
        address=request.build_absolute_uri(request.path),
        today=date_format(timezone.now(), "j F Y"),
    )


def json_ld_of(request: HttpRequest, slug: str) -> str:
    """Return an event as linked data, to stand in its page."""
    viewer = access_from(request, is_counted=False).viewer
    losses = Losses(EVENT_FORMATS["jsonld"].never)
    with reading():
        [seen] = exchange.seen_events(EVENT.rows(Event.objects.visible_to(viewer).filter(slug=slug)), viewer)

    def address(collection: str, key: str) -> str:
        return request.build_absolute_uri(f"/{collection}/{key}")

    # What would end the element it stands in is written otherwise; JSON reads it as the same.
    return exchange.event_json_ld(seen, address, losses).replace("<", "\\u003c")
