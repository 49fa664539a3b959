"""Which events, claims and links, and in what order."""

from __future__ import annotations

from typing import Self

from sources.querysets import PublishableQuerySet


class EventQuerySet(PublishableQuerySet):
    def chronological(self) -> Self:
        """By the stored sort day, undated last, then slug; never by date of entry."""
        return self.order_by("when_sort_day", "slug")


class ClaimQuerySet(PublishableQuerySet):
    def chronological(self) -> Self:
        """By when they were made, then slug."""
        return self.order_by("stated_sort_day", "slug")


class CausalLinkQuerySet(PublishableQuerySet):
    def chronological(self) -> Self:
        """By cause, then effect, then slug."""
        return self.order_by("cause__when_sort_day", "cause__slug", "effect__when_sort_day", "effect__slug", "slug")
