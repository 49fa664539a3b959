"""The rows of what was walked, in place of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from events.models import CausalLink, Event


def loaded[M: models.Model](model: type[M], keys: Iterable[int]) -> dict[int, M]:
    """Return rows by primary key, as peers, in one statement."""
    rows: Any = model._default_manager.get_queryset()
    return {row.pk: row for row in rows.filter(pk__in=sorted(set(keys))).fetch_mode(models.FETCH_PEERS)}


def joined(links: dict[int, CausalLink], events: Mapping[int, Event]) -> dict[int, CausalLink]:
    """Let links have the instances of their events that are at hand."""
    for link in links.values():
        link.cause, link.effect = events[link.cause_id], events[link.effect_id]
    return links
