"""How the bad lines of a bundle are refused: each with its line, field and code, and nothing is written."""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from sources import bundle
from sources.refusals import Refusal
from tests.bundles import HEAD, a_claim, a_link, a_source, an_actor, an_event, as_lines, stored

pytestmark = pytest.mark.django_db


def faults_of(lines: Iterable[bytes]) -> list[tuple[int | None, str, str, str]]:
    """Load what must be refused and return line, record, field and code of each fault; nothing may be written."""
    before = stored()

    with pytest.raises(Refusal) as refused:
        bundle.load(lines)

    assert stored() == before
    return [
        (fault.line, f"{fault.kind} {fault.slug}".strip(), fault.pointer, fault.code) for fault in refused.value.faults
    ]


HALF = '"\\ud800"'
BAD_LINES: dict[str, tuple[bytes, tuple[str, str, str]]] = {
    "not UTF-8": (b'{"record": "source", "slug": "caf\xe9"}', ("", "", "BAD_USER_INPUT")),
    "not JSON": (b'{"record": "source",', ("", "", "BAD_USER_INPUT")),
    "a list": (b"[1]", ("", "", "BAD_USER_INPUT")),
    "null": (b"null", ("", "", "BAD_USER_INPUT")),
    "nested too deeply": (b'{"record": ' + b"[" * 100_000, ("", "", "BAD_USER_INPUT")),
    "no number": (b'{"record": "place", "slug": "hill", "latitude": NaN}', ("", "", "BAD_USER_INPUT")),
    "a key twice": (b'{"record": "topic", "slug": "a", "slug": "b"}', ("", "", "BAD_USER_INPUT")),
    "no kind": (b'{"slug": "a"}', ("", "/record", "BAD_USER_INPUT")),
    "unknown kind": (b'{"record": "user", "slug": "a"}', ("", "/record", "BAD_USER_INPUT")),
    "kind of the wrong type": (b'{"record": ["event"], "slug": "a"}', ("", "/record", "BAD_USER_INPUT")),
    "no slug": (b'{"record": "topic", "label": "A"}', ("topic", "/slug", "BAD_USER_INPUT")),
    "bad slug": (b'{"record": "topic", "slug": "A b", "label": "A"}', ("topic", "/slug", "BAD_USER_INPUT")),
    "slug too long": (
        b'{"record": "topic", "slug": "%s", "label": "A"}' % (b"a" * 101),
        ("topic " + "a" * 101, "/slug", "BAD_USER_INPUT"),
    ),
    "second head": (as_lines([HEAD])[0], ("", "/bundle", "BAD_USER_INPUT")),
    "NUL": (b'{"record": "topic", "slug": "a", "label": "\\u0000"}', ("topic a", "/label", "BAD_USER_INPUT")),
    "half a character": (
        b'{"record": "topic", "slug": "a", "label": %s}' % HALF.encode(),
        ("topic a", "/label", "BAD_USER_INPUT"),
    ),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_line_that_is_no_record_is_refused_with_its_number(name: str) -> None:
    line, (record, field, code) = BAD_LINES[name]

    found = faults_of([*as_lines([HEAD, a_source()]), line])

    assert found == [(3, record, field, code)]


@pytest.mark.parametrize(
    ("head", "field"),
    [({"bundle": "other", "version": 1}, "/bundle"), ({"bundle": "sequitur", "version": 2}, "/version")],
)
def test_bundle_of_another_format_is_refused(head: dict[str, Any], field: str) -> None:
    assert faults_of(as_lines([head])) == [(1, "", field, "BAD_USER_INPUT")]


Bad = tuple[Callable[[], dict[str, Any]], tuple[str, str, str]]
BAD_RECORDS: dict[str, Bad] = {
    "unknown field": (lambda: an_event("bad", colour="red"), ("event bad", "/colour", "UNKNOWN_PARAMETER")),
    "unknown nested field": (
        lambda: an_event("bad", citations=[{"source": "paper", "page": 3}]),
        ("event bad", "/citations/0/page", "UNKNOWN_PARAMETER"),
    ),
    "wrong type": (lambda: an_event("bad", summary=3), ("event bad", "/summary", "BAD_USER_INPUT")),
    "number as text": (lambda: a_claim(low="7"), ("claim claim", "/low", "BAD_USER_INPUT")),
    "flag as number": (
        lambda: an_event("bad", participations=[{"actor": "army", "alleged": 1}]),
        ("event bad", "/participations/0/alleged", "BAD_USER_INPUT"),
    ),
    "infinite number": (lambda: a_claim(low=float("1e999")), ("", "", "BAD_USER_INPUT")),
    "number too large": (lambda: a_claim(low=10**20), ("claim claim", "/low", "BAD_USER_INPUT")),
    "fraction too fine": (lambda: a_claim(predicate="amount", low=0.123), ("claim claim", "/low", "BAD_USER_INPUT")),
    "object for a list": (lambda: an_event("bad", places={}), ("event bad", "/places", "BAD_USER_INPUT")),
    "text for an object": (lambda: an_event("bad", places=["hill"]), ("event bad", "/places/0", "BAD_USER_INPUT")),
    "too many rows": (
        lambda: an_event("bad", citations=[{"source": "paper"}] * 101),
        ("event bad", "/citations", "TOO_MANY_ROWS"),
    ),
    "unknown word": (lambda: an_event("bad", granularity="HUGE"), ("event bad", "/granularity", "BAD_USER_INPUT")),
    "null for a required text": (lambda: an_event("bad", title=None), ("event bad", "/title", "BAD_USER_INPUT")),
    "text too long": (lambda: an_event("bad", title="x" * 301), ("event bad", "/title", "BAD_USER_INPUT")),
    "unknown slug": (lambda: an_event("bad", type="nonsense"), ("event bad", "/type", "NOT_FOUND")),
    "unknown nested slug": (
        lambda: an_event("bad", participations=[{"actor": "nobody"}]),
        ("event bad", "/participations/0/actor", "NOT_FOUND"),
    ),
    "slug of another kind": (lambda: an_event("bad", part_of="paper"), ("event bad", "/part_of", "NOT_FOUND")),
    "unknown voice": (
        lambda: a_link("clash", "war", asserted_by={"actor": "nobody"}),
        ("link clash-to-war", "/asserted_by/actor", "NOT_FOUND"),
    ),
    "two voices": (
        lambda: a_link("clash", "war", asserted_by={"actor": "army", "publisher": "agency"}),
        ("link clash-to-war", "/asserted_by", "BAD_USER_INPUT"),
    ),
    "slug of the wrong type": (lambda: an_event("bad", type=["armed-clash"]), ("event bad", "/type", "BAD_USER_INPUT")),
    "bad EDTF": (lambda: an_event("bad", when="2021-13-01"), ("event bad", "/when", "BAD_EDTF")),
    "bad EDTF in an object": (
        lambda: an_event("bad", when={"edtf": "yesterday", "worded": "yesterday"}),
        ("event bad", "/when", "BAD_EDTF"),
    ),
    "end before start": (lambda: an_event("bad", when="2022/2021"), ("event bad", "/when", "BAD_EDTF")),
    "unknown key of a time": (
        lambda: an_event("bad", when={"day": "2021"}),
        ("event bad", "/when/day", "UNKNOWN_PARAMETER"),
    ),
    "unknown word in a time": (
        lambda: an_event("bad", when={"edtf": "2021", "basis": "GUESSED"}),
        ("event bad", "/when/basis", "BAD_USER_INPUT"),
    ),
    "unknown word in a time of a row": (
        lambda: {
            "record": "publisher",
            "slug": "p",
            "name": "P",
            "ratings": [{"code": "B", "when": {"clock": "noon"}}],
        },
        ("publisher p", "/ratings/0/when/clock", "BAD_USER_INPUT"),
    ),
    "low above high": (lambda: a_claim(low=9, high=7), ("claim claim", "/low", "LOW_ABOVE_HIGH")),
    "half a person": (lambda: a_claim(low=1.5), ("claim claim", "/low", "WRONG_VALUE")),
    "fewer than nobody": (lambda: a_claim(low=-1), ("claim claim", "/low", "WRONG_VALUE")),
    "value of another kind": (lambda: a_claim(place="hill"), ("claim claim", "/place", "WRONG_VALUE")),
    "value missing": (lambda: a_claim(predicate="motive"), ("claim claim", "/text", "WRONG_VALUE")),
    "self link": (lambda: a_link("clash", "clash"), ("link clash-to-clash", "/effect", "SELF_LINK")),
    "self relation": (
        lambda: {"record": "relation", "slug": "r", "subject": "army", "kind": "ALLY_OF", "object": "army"},
        ("relation r", "/object", "SELF_LINK"),
    ),
    "cycle of links": (lambda: a_link("part", "whole", slug="back"), ("link back", "/effect", "CLOSES_CYCLE")),
    "cycle of parts": (lambda: an_event("whole", part_of="part"), ("event whole", "/part_of", "CLOSES_CYCLE")),
    "part of itself": (lambda: an_event("whole", part_of="whole"), ("event whole", "/part_of", "CLOSES_CYCLE")),
    "effect before its cause": (
        lambda: a_link("late", "early"),
        ("link late-to-early", "/effect", "EFFECT_BEFORE_CAUSE"),
    ),
    "event moved before its cause": (
        lambda: an_event("war", when="1999"),
        ("event war", "/when", "EFFECT_BEFORE_CAUSE"),
    ),
    "unpublished reference": (
        lambda: an_event("bad", participations=[{"actor": "draft"}]),
        ("event bad", "/participations/0/actor", "NOT_PUBLISHABLE"),
    ),
    "event without support": (lambda: an_event("bad", citations=[]), ("event bad", "/citations", "NOT_PUBLISHABLE")),
    "link without evidence": (
        lambda: a_link("early", "late", evidence=[]),
        ("link early-to-late", "/evidence", "NOT_PUBLISHABLE"),
    ),
    "claim without a place in its source": (lambda: a_claim(locator=""), ("claim claim", "/quote", "NOT_PUBLISHABLE")),
    "missing title": (
        lambda: {"record": "event", "slug": "bad", "type": "armed-clash"},
        ("event bad", "/title", "BAD_USER_INPUT"),
    ),
    "missing type": (
        lambda: {"record": "event", "slug": "bad", "title": "Bad"},
        ("event bad", "/type", "BAD_USER_INPUT"),
    ),
    "missing event": (
        lambda: {"record": "claim", "slug": "bad", "predicate": "killed", "source": "paper"},
        ("claim bad", "/event", "BAD_USER_INPUT"),
    ),
    "missing nested actor": (
        lambda: an_event("bad", participations=[{"role": "TARGET"}]),
        ("event bad", "/participations/0/actor", "BAD_USER_INPUT"),
    ),
    "duplicate slug": (lambda: an_event("army-again"), ("event army-again", "/slug", "SLUG_TAKEN")),
    "external id taken": (
        lambda: an_actor("other", external_ids={"wikidata": "Q1"}),
        ("actor other", "/external_ids", "EXTERNAL_ID_TAKEN"),
    ),
    "address taken": (lambda: a_source(slug="copy", url="https://example.org/1"), ("source copy", "/url", "URL_TAKEN")),
    "coordinate off the globe": (
        lambda: {"record": "place", "slug": "far", "name": "Far", "latitude": 91, "longitude": 0},
        ("place far", "/latitude", "BAD_USER_INPUT"),
    ),
    "half a coordinate": (
        lambda: {"record": "place", "slug": "far", "name": "Far", "latitude": 1},
        ("place far", "", "BAD_USER_INPUT"),
    ),
    "retraction without a reason": (
        lambda: a_source(slug="gone", status="RETRACTED"),
        ("source gone", "/retraction_reason", "REASON_REQUIRED"),
    ),
    "place twice": (
        lambda: an_event("bad", places=[{"place": "hill"}, {"place": "hill"}]),
        ("event bad", "/places/1", "BAD_USER_INPUT"),
    ),
    "evidence of nothing": (
        lambda: a_link("early", "late", evidence=[{"source": "paper"}, {"note": "So."}]),
        ("link early-to-late", "/evidence/1", "BAD_USER_INPUT"),
    ),
    "offsets reversed": (
        lambda: an_event("bad", citations=[{"source": "paper", "start_offset": 9, "end_offset": 3}]),
        ("event bad", "/citations/0", "BAD_USER_INPUT"),
    ),
    "one offset": (
        lambda: an_event("bad", citations=[{"source": "paper", "start_offset": 9}]),
        ("event bad", "/citations/0", "BAD_USER_INPUT"),
    ),
    "unverifiable without a reason": (
        lambda: a_claim(verification="UNVERIFIABLE"),
        ("claim claim", "/verification_reason", "REASON_REQUIRED"),
    ),
    "claim retracted without a reason": (
        lambda: a_claim(status="RETRACTED"),
        ("claim claim", "/retraction_reason", "REASON_REQUIRED"),
    ),
    "link there already": (lambda: a_link("whole", "part", slug="again"), ("link again", "/kind", "LINK_EXISTS")),
    "status that cannot be reached": (
        lambda: an_event("late", status="DRAFT"),
        ("event late", "/status", "BAD_STATUS"),
    ),
}


@pytest.fixture
def store() -> SimpleNamespace:
    """A few records to go wrong against."""
    known = [
        {"record": "publisher", "slug": "agency", "name": "Agency"},
        a_source(url="https://example.org/1"),
        {"record": "actor", "slug": "draft", "name": "A draft"},
        an_actor("army", external_ids={"wikidata": "Q1"}),
        {"record": "place", "slug": "hill", "name": "Hill"},
        an_event("clash", when="2021-01-01"),
        an_event("war", when="2021-01-02"),
        an_event("early", when="2020"),
        an_event("late", when="2022"),
        an_event("whole"),
        an_event("part", part_of="whole"),
        a_link("clash", "war", asserted_by={"publisher": "agency"}, slug="known"),
        a_link("whole", "part"),
    ]
    return SimpleNamespace(changed=bundle.load(as_lines(known)))


@pytest.mark.parametrize("name", BAD_RECORDS)
def test_bad_record_is_refused_with_line_field_and_code(name: str, store: SimpleNamespace) -> None:
    record, (expected, field, code) = BAD_RECORDS[name]
    good = {"record": "topic", "slug": "good", "label": "Good"}
    twice = [record()] if name == "duplicate slug" else []

    found = faults_of(as_lines([HEAD, good, *twice, record()]))

    assert store.changed == 13
    assert found == [(3 + len(twice), expected, field, code)]


def test_bad_time_names_the_position_of_its_fault(store: SimpleNamespace) -> None:
    with pytest.raises(Refusal) as refused:
        bundle.load(as_lines([an_event("bad", when="2021-09-05/yesterday")]))

    assert "position 11" in str(refused.value)


def test_cycle_among_the_lines_names_the_way_round() -> None:
    events = [a_source(), an_event("a", part_of="b"), an_event("b", part_of="c"), an_event("c", part_of="a")]

    with pytest.raises(Refusal) as refused:
        bundle.load(as_lines(events))

    [fault] = refused.value.faults
    assert (fault.code, fault.pointer, fault.line) in {("CLOSES_CYCLE", "/part_of", line) for line in (2, 3, 4)}
    assert sorted(fault.message.removesuffix(".").split(": ")[1].split(" → ")[1:]) == ["a", "b", "c"]


def test_every_bad_line_is_told_at_once_but_not_what_follows_from_another() -> None:
    bad = an_event("bad", when="soon")
    lines = [
        *as_lines([HEAD, a_source(colour="red"), bad, a_claim(event="bad", low="7"), a_link("bad", "other")]),
        b"{",
    ]

    found = faults_of(lines)

    assert found == [
        (2, "source paper", "/colour", "UNKNOWN_PARAMETER"),
        (3, "event bad", "/when", "BAD_EDTF"),
        (4, "claim claim", "/low", "BAD_USER_INPUT"),
        (6, "", "", "BAD_USER_INPUT"),
    ]
