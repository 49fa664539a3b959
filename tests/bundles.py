"""Bundles for tests: the sample, short records, and one of every field."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps

SAMPLE = Path(__file__).parents[1] / "events" / "sample" / "article.jsonl"
HEAD = {"bundle": "sequitur", "version": 1}


def as_lines(records: Iterable[Any]) -> list[bytes]:
    return [json.dumps(record, ensure_ascii=False).encode() for record in records]


def stored() -> dict[str, int]:
    """Return how many rows every table holds."""
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models()}


def a_source(**fields: Any) -> dict[str, Any]:
    return {"record": "source", "slug": "paper", "status": "PUBLISHED", "title": "A paper"} | fields


def an_event(slug: str, **fields: Any) -> dict[str, Any]:
    about = {"title": slug, "type": "armed-clash", "citations": [{"source": "paper"}]}
    return {"record": "event", "slug": slug, "status": "PUBLISHED"} | about | fields


def a_claim(**fields: Any) -> dict[str, Any]:
    about = {"event": "clash", "predicate": "killed", "source": "paper", "locator": "¶ 1"}
    return {"record": "claim", "slug": "claim", "status": "PUBLISHED"} | about | fields


def a_link(cause: str, effect: str, **fields: Any) -> dict[str, Any]:
    about = {"cause": cause, "kind": "CAUSED", "effect": effect, "evidence": [{"source": "paper"}]}
    return {"record": "link", "slug": f"{cause}-to-{effect}", "status": "PUBLISHED"} | about | fields


def an_actor(slug: str, **fields: Any) -> dict[str, Any]:
    return {"record": "actor", "slug": slug, "status": "PUBLISHED", "name": slug} | fields


def every_field() -> Iterator[dict[str, Any]]:
    """Yield records as a dump writes them: between them, every field of every kind holds something."""
    when = {
        "edtf": "2021-09",
        "worded": "in September",
        "basis": "INFERRED",
        "ongoing_on": "2021-09-15",
        "clock": "21:30",
    }
    citation = {
        "source": "paper",
        "quote": "a few words",
        "locator": "p. 3",
        "start_offset": 0,
        "end_offset": 11,
        "language": "fr",
    }
    tail = {"external_ids": {"a": "1", "wikidata": "Q1"}, "note": "For the editors: «ö»."}
    public = {"status": "PUBLISHED"}

    def told(slug: str) -> dict[str, Any]:
        return {"status": "RETRACTED", "retraction_reason": f"{slug} was wrong."}

    def record(kind: str, slug: str, /, **fields: Any) -> dict[str, Any]:
        own = {scheme: f"{identifier}-{slug}" for scheme, identifier in tail["external_ids"].items()}  # type: ignore[attr-defined]  # a dict
        return {"record": kind, "slug": slug, **fields, **(tail | {"external_ids": own})}

    yield record(
        "publisher",
        "agency",
        name="Agency",
        kind="NEWS_AGENCY",
        country="FR",
        homepage="https://example.org/",
        ratings=[{"code": "B", "when": "2021", "rationale": "Mostly right."}],
    )
    yield record("publisher", "agency-too", name="The agency", merged_into="agency")
    source = {
        "title": "A paper",
        "url": "https://example.org/1",
        "publisher": "agency",
        "authors": "A; B",
        "kind": "REPORT",
        "language": "en",
        "published": when,
        "retrieved_at": "2021-09-15T08:00:00Z",
        "archive_url": "https://example.org/2",
        "licence": "CC0",
        "captured_sha256": "0" * 64,
    }
    yield record("source", "gone", **told("source"), **source, derived_from="paper")
    yield record("source", "paper", **public, **(source | {"url": "https://example.org/3"}))
    yield record("source", "paper-too", **told("source"), title="The paper", merged_into="paper")
    media = {
        "kind": "MAP",
        "url": "https://example.org/m",
        "alt_text": "A map",
        "caption": "Map",
        "credit": "C",
        "licence": "CC0",
    }
    yield record("media", "gone", **told("media"), **media, source="paper")
    yield record("media", "map", **public, **media)
    actor = {
        "name": "Army",
        "kind": "STATE_FORCES",
        "description": "An army.",
        "country": "PK",
        "active": "1947/..",
        "speaks_through": ["agency"],
        "names": [{"text": "Armée", "language": "fr", "kind": "TRANSLATION"}],
    }
    yield record("actor", "army", **public, **actor)
    yield record("actor", "gone", **told("actor"), **actor)
    yield record("actor", "other-army", **told("actor"), name="The army", merged_into="army")
    relation = {"subject": "army", "kind": "OPPOSES", "object": "gone", "when": when, "citations": [citation]}
    yield record("relation", "opposed", **told("relation"), **relation)
    yield record(
        "designation",
        "listed",
        **told("designation"),
        actor="army",
        authority="gone",
        programme="List 1",
        label="listed",
        when=when,
        citations=[citation],
    )
    yield record(
        "place",
        "hill",
        name="Hill",
        other_names=["Tepe", "Colline"],
        kind="SITE",
        parent="land",
        country="PK",
        latitude=32.3,
        longitude=-69.5,
    )
    yield record("place", "land", name="Land", kind="COUNTRY")
    yield record("place", "the-hill", name="The hill", merged_into="hill")
    yield record(
        "event_type",
        "skirmish",
        label="Skirmish",
        parent="armed-clash",
        colour="#aa0000",
        acled_event="Battles",
        acled_sub_event="Armed clash",
    )
    yield record("topic", "border", label="Border", parent="world")
    yield record("topic", "world", label="World")
    yield record("predicate", "shots", label="Shots", value_kind="COUNT", unit="shots")
    yield record("predicate", "site", label="Site", value_kind="PLACE")
    yield record("predicate", "who", label="Who", value_kind="ACTOR")
    event = {
        "title": "A clash",
        "short_title": "clash",
        "summary": "They clashed.",
        "type": "skirmish",
        "topics": ["border", "world"],
        "when": when,
        "granularity": "PROCESS",
        "modality": "ALLEGED",
        "part_of": "war",
        "places": [{"place": "hill", "role": "ORIGIN", "precision": "NEAR"}],
        "participations": [{"actor": "army", "role": "INITIATOR", "side": "A", "alleged": True}],
        "citations": [citation],
        "media": ["map"],
        "correction": "The place was wrong.",
    }
    yield record("event", "clash", **public, **event)
    yield record("event", "gone", **told("event"), **event)
    yield record("event", "the-clash", **told("event"), title="The clash", type="skirmish", merged_into="clash")
    yield record("event", "war", **public, title="A war", type="offensive", citations=[{"source": "paper"}])
    about = {
        "event": "clash",
        "predicate": "shots",
        "speaker": "army",
        "speaker_as_worded": "officials",
        **citation,
        "speech_act": "CONFIRMS",
    }
    rest = {
        "value_as_worded": "some",
        "subject": "army",
        "subject_as_worded": "soldiers",
        "subject_class": "COMBATANTS",
        "reading": "INFERRED",
        "statement": "Shots were fired.",
        "stated": when,
        "verification": "UNVERIFIABLE",
        "verification_reason": "no access",
        "credibility": 4,
        "credibility_rationale": "Doubtful.",
    }
    yield record("claim", "gone", **told("claim"), **about, low=1, high=2, **rest, supersedes="shots-fired")
    yield record("claim", "place-named", **public, **(about | {"predicate": "site"}), place="hill", **rest)
    yield record("claim", "shots-fired", **public, **about, low=1.5 - 0.5, high=20, **rest)
    yield record("claim", "time-named", **public, **(about | {"predicate": "time"}), when=when, **rest)
    yield record("claim", "who-named", **public, **(about | {"predicate": "who"}), actor="army", **rest)
    yield record("claim", "words-said", **public, **(about | {"predicate": "motive"}), text="Revenge.", **rest)
    link = {
        "cause": "clash",
        "kind": "CAUSED",
        "effect": "war",
        "basis": "ANALYST_INFERRED",
        "asserted_by": {"actor": "army"},
        "likelihood": "LIKELY",
        "mechanism": "By fighting.",
        "evidence": [{"stance": "OPPOSES", "claim": "shots-fired", "note": "Not this."}, {**citation, "note": "That."}],
    }
    yield record("link", "clash-to-war", **public, **link)
    yield record("link", "gone", **told("link"), **(link | {"asserted_by": {"publisher": "agency"}}))
    yield record(
        "assessment",
        "judged",
        **told("assessment"),
        event="clash",
        predicate="shots",
        subject="army",
        subject_class="COMBATANTS",
        low=1,
        best=2.5 + 0.5,
        high=4,
        by="agency",
        method="Counting.",
        rationale="Because.",
        likelihood="LIKELY",
        confidence="LOW",
        claims=["shots-fired"],
    )
    yield record(
        "narrative",
        "story",
        **told("narrative"),
        title="A story",
        teller={"publisher": "agency"},
        thesis="It was so.",
        summary="Told.",
        steps=[
            {"event": "clash", "heading": "First", "text": "They clashed.", "stance": "REPORTS"},
            {"event": "war", "via": "clash-to-war", "claims": ["shots-fired"], "media": ["map"]},
        ],
    )
