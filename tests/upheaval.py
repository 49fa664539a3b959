"""A store in upheaval: random writes of every sort, those that the rules refuse left out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError

from sources import actions
from sources.choices import Status
from sources.journal import Writing, writing
from sources.models import JournalHead
from sources.records import kind_named
from tests.storing import put, record, row

SOURCES = [f"source-{number}" for number in range(5)]
TOPICS = [f"topic-{number}" for number in range(4)]
CLAIMS = [f"claim-{number}" for number in range(3)]
EVENTS = [f"event-{number}" for number in range(6)]
STATUSES = ["DRAFT", "IN_REVIEW", "PUBLISHED", "PUBLISHED", "PUBLISHED"]


def stored(kind: str) -> list[str]:
    return list(kind_named(kind).objects.order_by("slug").values_list("slug", flat=True))


class Upheaval:
    """Draws writes from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.kept = 0

    def begin(self) -> None:
        """Store what the rest refers to."""
        put(record("event_type", "deed", label="Deed"), record("predicate", "dead", label="Dead", value_kind="COUNT"))
        put(*(record("topic", slug, label=slug) for slug in TOPICS))
        put(*(record("source", slug, title=slug, status="PUBLISHED") for slug in SOURCES))
        for _ in EVENTS * 2:
            self._try(self._event)

    def step(self) -> None:
        """Write once, or try to."""
        moves: list[Callable[[], Any]] = [
            *[self._source, self._event, self._claim, self._claim, self._link, self._narrative] * 2,
            *[self._retract, self._publish] * 3,
            *[self._delete, self._rename, self._topic],
        ]
        self._try(self._random.choice(moves))

    def _try(self, move: Callable[[], Any]) -> None:
        before = JournalHead.objects.get().last_number
        try:
            move()
            self.kept += JournalHead.objects.get().last_number > before
        except (IntegrityError, ObjectDoesNotExist, ValidationError):
            return

    def _source(self) -> None:
        status, fields = self._status(), {"title": self._text(), "note": self._text()}
        put(record("source", self._one(SOURCES), status=status, **fields))

    def _event(self) -> None:
        cited = [{"source": slug, "quote": self._text()} for slug in self._some(SOURCES)]
        fields = {"title": self._text(), "type": "deed", "citations": cited, "topics": self._some(stored("topic"))}
        part_of = {"part_of": self._one(stored("event"))} if self._random.random() < 0.2 and stored("event") else {}
        put(record("event", self._one(EVENTS), status=self._status(), **fields, **part_of))

    def _claim(self) -> None:
        about = {"event": self._one(stored("event")), "source": self._one(stored("source")), "quote": self._text()}
        put(record("claim", self._one(CLAIMS), status=self._status(), predicate="dead", low=1, **about))

    def _link(self) -> None:
        cause, effect = sorted(self._random.sample(stored("event"), 2))
        proof = [{"source": slug, "locator": "¶ 1"} for slug in self._some(stored("source"))]
        proof += [{"claim": slug} for slug in self._some(stored("claim"))]
        fields = {"cause": cause, "effect": effect, "kind": "ENABLED", "evidence": proof}
        put(record("link", f"{cause}-to-{effect}", status=self._status(), **fields))

    def _narrative(self) -> None:
        told = {"claims": self._some(stored("claim"))}
        steps = [{"event": slug, "heading": self._text(), **told} for slug in self._some(stored("event"))]
        put(record("narrative", "story", status=self._status(), title=self._text(), steps=steps))

    def _retract(self) -> None:
        with self._on_one() as (current, one):
            if one.status == Status.PUBLISHED:
                actions.retract(current, one, self._text())

    def _publish(self) -> None:
        with self._on_one() as (current, one):
            actions.publish(current, [one], along=True)

    def _delete(self) -> None:
        with self._on_one() as (current, one):
            actions.delete(current, one)

    def _rename(self) -> None:
        with self._on_one() as (current, one):
            current.touch(one)
            one.slug = f"renamed-{self._random.randint(1, 9)}"
            current.save(one)

    def _topic(self) -> None:
        with writing() as current:
            actions.delete(current, row("topic", self._one(TOPICS)))

    @contextmanager
    def _on_one(self) -> Iterator[tuple[Writing, Any]]:
        kind = self._random.choice(["source", "event", "event", "claim", "link", "narrative"])
        with writing() as current:
            yield current, row(kind, self._one([*stored(kind), "nothing"]))

    def _one(self, slugs: list[str]) -> str:
        return self._random.choice(slugs)

    def _some(self, slugs: list[str]) -> list[str]:
        return sorted(self._random.sample(slugs, min(self._random.randint(0, 3), len(slugs))))

    def _status(self) -> str:
        return self._random.choice(STATUSES)

    def _text(self) -> str:
        return self._random.choice(["«Ö»", "one", "two words", "tab\there", "a \u2028 line", '"quoted"'])
