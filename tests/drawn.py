"""Stores drawn at random, written through the front of the write path: published, drafts, retracted, all mixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any

from sources import actions
from sources.journal import writing
from sources.models import Publishable
from sources.records import kind_named
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests.storing import put

Record = dict[str, Any]
WHENS = ("", "2021", "2021-09-15", "[2021-09-05..2021-09-12]", "2021-09-15/..", "-0043-03-15", "2021?")
WORDS = ("", "plain", "“ö” ½", "a\nb\r\nc", "\u2028\x85", "=1+1", "<b>&")


class Drawing:
    """Draws records that name those drawn before."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.slugs: dict[str, list[str]] = defaultdict(list)

    def word(self) -> str:
        return self.random.choice(WORDS)

    def one(self, kind: str) -> str | None:
        return self.random.choice(self.slugs[kind]) if self.slugs[kind] else None

    def some(self, kind: str, least: int = 0, **about: Callable[[], Any]) -> list[Record]:
        """Return owned rows, each naming another record of a kind."""
        named = self.random.sample(self.slugs[kind], min(len(self.slugs[kind]), self.random.randint(least, 2)))
        return [{kind: slug, **{name: draw() for name, draw in about.items()}} for slug in named]

    def two(self, kind: str) -> list[str | None]:
        return self.random.sample([*self.slugs[kind], None, None][: max(2, len(self.slugs[kind]))], 2)

    def several(self, kind: str) -> list[str]:
        return [one[kind] for one in self.some(kind)]

    def record(self, kind: str) -> Record:
        slug = f"{kind.replace('_', '-')}-{len(self.slugs[kind])}"
        fields = getattr(self, f"_{kind}")()
        if issubclass(kind_named(kind).model, Publishable):
            fields["status"] = self.random.choice(("DRAFT", "IN_REVIEW", *["PUBLISHED"] * 6))
        return {"record": kind, "slug": slug, "note": self.word(), **fields}

    def citations(self) -> list[Record]:
        return self.some("source", 1, quote=self.word, locator=self.word)

    def voice(self) -> Record | None:
        kind = self.random.choice(("actor", "publisher"))
        slug = self.one(kind)
        return {kind: slug} if slug and self.random.random() < 0.5 else None

    def _publisher(self) -> Record:
        return {"name": "Paper", "ratings": [{"code": "B", "when": "2021", "rationale": self.word()}]}

    def _source(self) -> Record:
        return {"title": "A report", "publisher": self.one("publisher"), "derived_from": self.one("source")}

    def _media(self) -> Record:
        return {"url": "https://example.org/", "caption": self.word(), "source": self.one("source")}

    def _actor(self) -> Record:
        return {"name": "Group", "description": self.word(), "speaks_through": self.several("publisher")}

    def _relation(self) -> Record:
        ends = dict(zip(("subject", "object"), self.two("actor"), strict=True))
        return {**ends, "kind": "ALLY_OF", "citations": self.citations()}

    def _designation(self) -> Record:
        ends = dict(zip(("actor", "authority"), self.two("actor"), strict=True))
        return {**ends, "label": "listed", "citations": self.citations()}

    def _place(self) -> Record:
        return {"name": "Hill", "other_names": [self.word() or "Tepe"], "latitude": -1.5, "longitude": 180}

    def _event(self) -> Record:
        return {
            "title": "A clash",
            "summary": self.word(),
            "type": "armed-clash",
            "when": self.random.choice(WHENS) or None,
            "part_of": self.one("event"),
            "places": self.some("place", precision=lambda: "ADM1"),
            "participations": self.some("actor", role=lambda: self.random.choice(("VICTIM", "TARGET"))),
            "citations": self.citations(),
            "media": self.several("media"),
        }

    def _claim(self) -> Record:
        value = self.random.choice(({"predicate": "killed", "low": 3}, {"predicate": "method", "text": "by mortar"}))
        return {
            "event": self.one("event"),
            **value,
            "speaker": self.random.choice((None, self.one("actor"))),
            "subject": self.random.choice((None, self.one("actor"))),
            "source": self.one("source"),
            "quote": self.word(),
            "supersedes": self.random.choice((None, None, None, self.one("claim"))),
        }

    def _link(self) -> Record:
        evidence = [*self.some("claim", stance=lambda: "SUPPORTS"), *self.some("source", note=self.word)]
        basis = self.random.choice(({"basis": "ANALYST_INFERRED", "mechanism": "So.", "likelihood": "LIKELY"}, {}))
        ends = dict(zip(("cause", "effect"), self.two("event"), strict=True))
        return {**ends, "kind": "ENABLED", "asserted_by": self.voice(), "evidence": evidence, **basis}

    def _assessment(self) -> Record:
        about = {"event": self.one("event"), "predicate": "killed", "best": 3, "by": self.one("publisher")}
        return {**about, "subject": self.random.choice((None, self.one("actor"))), "claims": self.several("claim")}

    def _narrative(self) -> Record:
        told = {"text": self.word, "via": lambda: self.one("link"), "claims": lambda: self.several("claim")}
        return {"title": "A story", "teller": self.voice(), "steps": self.some("event", **told)}


#: Those that much rests on come first and often.
KINDS = [
    *("publisher", "source", "actor", "place", "source", "actor", "media", "event", "event", "event"),
    *("claim", "claim", "claim", "link", "link", "relation", "designation", "assessment", "narrative"),
]


def a_drawn_store(seed: int) -> None:
    """Write some records of every kind, each by itself, then retract some and merge others.

    What may not be published stays a draft, what is refused even so is left out.
    """
    random = Random(seed)
    drawing = Drawing(random)
    for kind in KINDS * 2:
        record = drawing.record(kind)
        if _is_kept(record) or _is_kept({**record, "status": "DRAFT"}):
            drawing.slugs[kind].append(record["slug"])
    for kind in ("source", "actor", "event", "claim", "link", "media"):
        for slug in drawing.slugs[kind]:
            row = kind_named(kind).objects.get(slug=slug)
            if row.status == "PUBLISHED" and random.random() < 0.2:
                retract(kind, slug)
    for kind in ("publisher", "place", "actor", "source"):
        merge_two(kind, random)


def merge_two(kind: str, random: Random) -> None:
    """Merge two records that may be; the rules can hold against it."""
    rows = list(kind_named(kind).objects.visible_to(Viewer.PUBLIC).order_by("slug"))
    try:
        with writing() as current:
            actions.merge(current, *random.sample(rows, 2))
    except (Refusal, ValueError):
        return


def retract(kind: str, slug: str) -> None:
    with writing() as current:
        actions.retract(current, kind_named(kind).objects.get(slug=slug), "It was wrong.")


def _is_kept(record: Record) -> bool:
    try:
        put(record)
    except Refusal:
        return False
    return True
