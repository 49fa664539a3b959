"""A store in which every list has something to filter by, drawn at random: published, drafts, retracted, all mixed.

Its slugs are known beforehand: ``SLUGS`` names them by kind, each with one that nothing has.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from random import Random
from typing import Any

from actors.choices import ActorKind, RelationKind
from events.accounts import rebuild_summaries
from events.choices import (
    Granularity,
    Likelihood,
    LinkBasis,
    LinkKind,
    Modality,
    PlaceKind,
    Reading,
    Role,
    SpeechAct,
    Stance,
    SubjectClass,
    Verification,
)
from sources.choices import PublisherKind, Reliability, SourceKind, Status
from tests import factories as a

NUMBERS = {
    "publisher": 5,
    "source": 12,
    "actor": 10,
    "place": 10,
    "event_type": 6,
    "topic": 6,
    "event": 30,
    "claim": 40,
    "link": 25,
    "narrative": 8,
}
SLUGS = {kind: [f"{kind.replace('_', '-')}-{one}" for one in range(most)] for kind, most in NUMBERS.items()}
PREDICATES = ["killed", "wounded", "time", "motive"]
WHENS = (
    *("", "2021-09-05", "2021-09", "2021", "[2021-08-30..2021-09-02]", "2021-09-01/2021-10-31", "-0043-03-15"),
    *("2021-09-15/..", "../2021-07-04", "2020-02-29", "202X", "2021-09-05?"),
)
#: Texts that engines would sort, fold and match each in their own way.
NAMES = ("Attack", "attack", "Angriff_1", "Angriff-1", "Éclair", "éclair", "%", "_", "Zed 50%", "æ", "Z", "🕊", "a\\b")
MOMENTS = (
    *(datetime.datetime(2021, 9, 1, hour, tzinfo=datetime.UTC) for hour in (0, 6, 12)),
    datetime.datetime(2021, 9, 2, 0, 0, 0, 1, tzinfo=datetime.UTC),
)
LANGUAGES = ("", "en", "en-GB", "ur", "EN")
COUNTRIES = ("", "PK", "AF")
SHARED_ID = "Q:1"


class Mixing:
    """Makes rows that refer to those made before."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made: dict[str, list[Any]] = {kind: [] for kind in NUMBERS}

    def one(self, some: Any) -> Any:
        return self.random.choice(list(some))

    def any(self, kind: str) -> Any:
        """Return a record that was made, or none."""
        return self.random.choice([None, *self.made[kind]])

    def sample(self, kind: str, most: int) -> list[Any]:
        return self.random.sample(self.made[kind], self.random.randint(0, min(most, len(self.made[kind]))))

    def is_so(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def record(self, kind: str, slug: str) -> dict[str, Any]:
        """Return what every record has; some that come to nothing have an external id."""
        number = slug.rpartition("-")[2]
        return {
            "slug": slug,
            "updated_at": self.one(MOMENTS),
            "external_ids": {"wikidata": f"Q:{number}"} if self.is_so() else {},
        }

    def publishable(self, kind: str, slug: str) -> dict[str, Any]:
        status = self.one([*[Status.PUBLISHED] * 5, Status.DRAFT, Status.IN_REVIEW, Status.RETRACTED])
        return {**self.record(kind, slug), "status": status}

    def voice(self, name: str) -> dict[str, Any]:
        kind = self.one(("actor", "publisher", ""))
        return {f"{name}_{kind}": self.one(self.made[kind])} if kind else {}

    def publisher(self, slug: str) -> Any:
        about = {"name": self.one(NAMES), "kind": self.one(PublisherKind), "country": self.one(COUNTRIES)}
        row = a.a_publisher(**self.record("publisher", slug), **about)
        for code in self.random.sample(list(Reliability), 2):
            a.made(a.sources.Rating, publisher=row, code=code)
        return row

    def source(self, slug: str) -> Any:
        return a.a_source(
            **self.publishable("source", slug),
            title=self.one(NAMES),
            kind=self.one(SourceKind),
            language=self.one(LANGUAGES),
            url=f"https://example.org/{slug}" if self.is_so() else None,
            publisher=self.any("publisher"),
            published_edtf=self.one(WHENS),
            derived_from=self.any("source"),
        )

    def actor(self, slug: str) -> Any:
        about = {"name": self.one(NAMES), "kind": self.one(ActorKind), "country": self.one(COUNTRIES)}
        row = a.an_actor(**self.publishable("actor", slug), **about, active_edtf=self.one(WHENS))
        row.speaks_through.set(self.sample("publisher", 2))
        a.a_name(row, self.one(NAMES))
        for other in self.sample("actor", 2):
            status = self.one((Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT))
            a.a_relation(row, self.one((RelationKind.PART_OF, RelationKind.ALLY_OF)), other, status=status)
            if self.is_so(0.3):
                a.a_designation(row, other, status=status)
        return row

    def place(self, slug: str) -> Any:
        about = {"name": self.one(NAMES), "kind": self.one(PlaceKind), "country": self.one(COUNTRIES)}
        located = {"latitude": self.random.uniform(-90, 90), "longitude": self.random.uniform(-180, 180)}
        return a.a_place(
            **self.record("place", slug), **about, parent=self.any("place"), **(located if self.is_so(0.8) else {})
        )

    def event_type(self, slug: str) -> Any:
        return a.made(
            a.events.EventType,
            **self.record("event_type", slug),
            label=self.one(NAMES),
            parent=self.any("event_type"),
        )

    def topic(self, slug: str) -> Any:
        return a.made(a.events.Topic, **self.record("topic", slug), label=self.one(NAMES), parent=self.any("topic"))

    def event(self, slug: str) -> Any:
        row = a.an_event(
            **self.publishable("event", slug),
            when=self.one(WHENS),
            title=self.one(NAMES),
            type=self.one(self.made["event_type"]),
            topics=self.sample("topic", 2),
            granularity=self.one(Granularity),
            modality=self.one(Modality),
            part_of=self.any("event"),
        )
        for place in self.sample("place", 2):
            a.an_event_place(row, place)
        for actor in self.sample("actor", 3):
            for role in self.random.sample(list(Role)[:4], self.random.randint(1, 2)):
                a.a_participation(row, actor, role=role)
        for source in self.sample("source", 1):
            a.an_event_citation(row, source)
        return row

    def claim(self, slug: str) -> Any:
        predicate = self.one(PREDICATES)
        low = self.random.randint(0, 9)
        values = {
            "killed": {"low": low, "high": self.one((None, low, low + 3))},
            "wounded": {"low": self.one((None, low))},
            "time": {"when_edtf": self.one(WHENS)},
            "motive": {"text": "to see"},
        }
        return a.a_claim(
            self.one(self.made["event"][:12]),  # so that some have several, which agree or do not
            predicate,
            **self.publishable("claim", slug),
            **values[predicate],
            speaker=self.any("actor"),
            subject=self.any("actor") if self.is_so(0.3) else None,
            subject_class=self.one(SubjectClass) if self.is_so(0.3) else SubjectClass.ALL,
            actor=self.any("actor") if self.is_so(0.3) else None,
            place=self.any("place") if self.is_so(0.3) else None,
            source=self.one(self.made["source"]),
            speech_act=self.one([*[SpeechAct.ASSERTS] * 4, *SpeechAct]),
            reading=self.one(Reading),
            verification=self.one(Verification),
            verification_reason="So they say.",
            stated_edtf=self.one(WHENS),
            supersedes=self.any("claim") if self.is_so(0.2) else None,
        )

    def link(self, slug: str) -> Any:
        cause, effect = sorted(self.random.sample(range(NUMBERS["event"]), 2))
        row = a.a_link(
            self.made["event"][cause],
            self.made["event"][effect],
            **self.publishable("link", slug),
            kind=self.one(LinkKind),
            basis=self.one(LinkBasis),
            likelihood=self.one(["", *Likelihood]),
            **self.voice("asserted_by"),
        )
        for source in self.sample("source", 1):
            a.an_evidence(row, source=source, stance=self.one(Stance))
        for claim in self.sample("claim", 1):
            a.an_evidence(row, claim=claim, stance=self.one(Stance))
        return row

    def narrative(self, slug: str) -> Any:
        row = a.a_narrative(**self.publishable("narrative", slug), title=self.one(NAMES), **self.voice("teller"))
        for position, event in enumerate(self.sample("event", 4)):
            a.a_step(row, event, position).claims.set(self.sample("claim", 2))
        return row


def a_mixed_store(seed: int) -> None:
    mixing = Mixing(Random(seed))
    for kind, slugs in SLUGS.items():
        make: Callable[[str], Any] = getattr(mixing, kind)
        for slug in slugs:
            mixing.made[kind].append(make(slug))
    rebuild_summaries()
