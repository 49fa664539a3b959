"""Accounts through real rows: what is said of one event about one thing, and what is stored of it."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import events
from actors.models import Actor, Relation
from events.accounts import (
    Account,
    accounts_of,
    has_account,
    interested_parties,
    killed_between,
    rebuild_summaries,
    register_refreshes,
    stale,
)
from events.intervals import Interval
from events.models import AccountSummary, Assessment, Claim, Event
from sources.actions import Incoming, delete, publish, put_records, retract
from sources.bundle import load
from sources.journal import writing
from sources.models import Source
from sources.records import kind_named
from sources.visibility import Viewer

pytestmark = pytest.mark.django_db

SAMPLE = Path(events.__file__).parent / "sample" / "article.jsonl"
RAID = "raid"
SOLDIERS = {"subject": "pakistan-army", "subject_class": "COMBATANTS"}
FIGHTERS = {"subject": "ttp", "subject_class": "COMBATANTS"}


@pytest.fixture(autouse=True)
def world() -> None:
    """The raid of the sample, without anything said of it."""
    put(
        *({"record": "publisher", "slug": slug, "name": slug.title()} for slug in ("ispr", "umar-media", "dawn")),
        source("report", publisher="dawn"),
        {"record": "predicate", "slug": "author", "label": "Author", "value_kind": "ACTOR"},
        actor("pakistan", kind="STATE"),
        actor("pakistan-army", kind="STATE_FORCES", speaks_through=["ispr"]),
        actor("ttp", speaks_through=["umar-media"]),
        actor("red-cross"),
        {"record": "place", "slug": "pakistan", "name": "Pakistan"},
        {"record": "place", "slug": "khyber", "name": "Khyber", "parent": "pakistan"},
        {"record": "place", "slug": "waziristan", "name": "Waziristan", "parent": "khyber"},
        {"record": "place", "slug": "kabul", "name": "Kabul"},
        event(RAID, participations=[{"actor": "pakistan-army"}, {"actor": "ttp"}]),
    )


def put(*records: dict[str, Any]) -> None:
    """Write records in one writing, as the lines of a bundle would be."""
    with writing() as current:
        put_records(current, [Incoming(kind_named(record["record"]), record) for record in records])


def source(slug: str, **fields: Any) -> dict[str, Any]:
    return {"record": "source", "slug": slug, "status": "PUBLISHED", "title": slug.title(), **fields}


def actor(slug: str, **fields: Any) -> dict[str, Any]:
    return {"record": "actor", "slug": slug, "status": "PUBLISHED", "name": slug.title(), **fields}


def event(slug: str, **fields: Any) -> dict[str, Any]:
    cited = [{"source": "report", "quote": "overnight"}]
    return {
        "record": "event",
        "slug": slug,
        "status": "PUBLISHED",
        "title": slug.title(),
        "type": "armed-clash",
        "citations": cited,
        **fields,
    }


def claim(slug: str, predicate: str, **fields: Any) -> dict[str, Any]:
    return {
        "record": "claim",
        "slug": slug,
        "status": "PUBLISHED",
        "event": RAID,
        "predicate": predicate,
        "source": "report",
        "quote": "a few words",
        **fields,
    }


def part_of(whole: str, part: str, **fields: Any) -> dict[str, Any]:
    return {
        "record": "relation",
        "slug": f"{part}-in-{whole}",
        "status": "PUBLISHED",
        "subject": part,
        "kind": "PART_OF",
        "object": whole,
        **fields,
    }


def assessment(**fields: Any) -> dict[str, Any]:
    return {
        "record": "assessment",
        "slug": "nine-soldiers",
        "status": "PUBLISHED",
        "event": RAID,
        "predicate": "killed",
        **SOLDIERS,
        "best": 9,
        **fields,
    }


def sample_claims() -> list[dict[str, Any]]:
    """Claims 1 to 4 of the sample."""
    unverifiable = {"verification": "UNVERIFIABLE", "verification_reason": "not immediately possible"}
    ttp = {"speaker": "ttp", **unverifiable}
    army = {"speaker": "pakistan-army"}
    return [
        claim("army-soldiers", "killed", **army, **SOLDIERS, low=7),
        claim("ttp-soldiers", "killed", **ttp, **SOLDIERS, low=9, high=9),
        claim("army-fighters", "killed", **army, **FIGHTERS, low=5, subject_as_worded="terrorists"),
        claim("ttp-fighters", "killed", **ttp, **FIGHTERS, low=0, high=0, reading="INFERRED"),
        claim("ttp-escaped", "escaped", **ttp, **FIGHTERS, text="all"),
        claim("ttp-wounded", "wounded", **ttp, **SOLDIERS, value_as_worded="several"),
        claim("army-occurrence", "occurrence", **army),
        claim("ttp-occurrence", "occurrence", **ttp, speech_act="CONFIRMS"),
        claim("army-description", "description", **army, text="a suspected hideout"),
        claim("ttp-description", "description", **ttp, text="one of its bases"),
        claim("army-method", "method", **army, text="acting on intelligence"),
    ]


def the_event(slug: str = RAID) -> Event:
    return Event.objects.get(slug=slug)


def raid_accounts(viewer: Viewer = Viewer.PUBLIC, **wanted: Any) -> list[Account]:
    raid = the_event()
    return accounts_of([raid], viewer, **wanted)[raid.pk]


def the_account(viewer: Viewer = Viewer.PUBLIC) -> Account:
    [account] = raid_accounts(viewer)
    return account


def outcome(account: Account) -> tuple[str, Any, Any, Any, int, tuple[str, ...]]:
    return (
        account.verdict.value,
        account.low,
        account.high,
        account.common,
        account.independent_origins,
        account.counted,
    )


def test_sample_raid_has_the_accounts_the_article_gives() -> None:
    put(*sample_claims())

    found = raid_accounts()

    shown = [
        (one.predicate.slug, one.subject.slug if one.subject else None, one.subject_class, *outcome(one))
        for one in found
    ]
    assert shown == [
        ("description", None, "ALL", "NOT_COMPARABLE", None, None, None, 2, ("army-description", "ttp-description")),
        ("escaped", "ttp", "COMBATANTS", "SINGLE", None, None, None, 1, ("ttp-escaped",)),
        (
            *("killed", "pakistan-army", "COMBATANTS", "COMPATIBLE", 7, None, Interval(Decimal(9), Decimal(9)), 2),
            ("army-soldiers", "ttp-soldiers"),
        ),
        ("killed", "ttp", "COMBATANTS", "CONTRADICTION", 0, None, None, 2, ("army-fighters", "ttp-fighters")),
        ("method", None, "ALL", "SINGLE", None, None, None, 1, ("army-method",)),
        ("occurrence", None, "ALL", "AGREEMENT", None, None, None, 2, ("army-occurrence", "ttp-occurrence")),
        ("wounded", "pakistan-army", "COMBATANTS", "SINGLE", None, None, None, 1, ("ttp-wounded",)),
    ]


def test_sample_gives_its_raid_both_sides() -> None:
    load(SAMPLE.read_bytes().splitlines())
    raid = the_event("south-waziristan-raid-2021-09")

    found = accounts_of([raid], Viewer.PUBLIC, predicate="killed")[raid.pk]

    assert [(one.subject and one.subject.slug, *outcome(one)) for one in found] == [
        (
            *("pakistan-army", "COMPATIBLE", 7, None, Interval(Decimal(9), Decimal(9)), 2),
            ("raid-army-soldiers-killed", "raid-ttp-soldiers-killed"),
        ),
        ("ttp", "CONTRADICTION", 0, None, None, 2, ("raid-army-fighters-killed", "raid-ttp-fighters-killed")),
    ]
    assert set(interested_parties(raid.claims.all(), Viewer.PUBLIC).values()) == {True}


def test_accounts_can_be_narrowed_to_a_predicate_and_a_subject() -> None:
    put(*sample_claims())

    found = raid_accounts(predicate="killed", subject="ttp")

    assert [[one.slug for one in account.claims] for account in found] == [["army-fighters", "ttp-fighters"]]


def test_event_of_which_nothing_is_said_has_no_accounts() -> None:
    raid = the_event()

    assert accounts_of([raid], Viewer.PUBLIC) == {raid.pk: []}
    assert accounts_of([], Viewer.PUBLIC) == {}


def test_account_without_a_subject_comes_first() -> None:
    put(
        claim("b", "killed", **FIGHTERS, low=1),
        claim("a", "killed", low=1),
        claim("c", "killed", subject="ttp", subject_class="CIVILIANS", low=1),
        claim("d", "killed", **SOLDIERS, low=1),
    )

    assert [account.claims[0].slug for account in raid_accounts()] == ["a", "d", "c", "b"]


def test_claims_come_in_the_order_stated_and_with_all_that_is_shown_of_them() -> None:
    put(
        claim("a", "killed", low=1, stated="2021-09-16", speaker="ttp", place=None),
        claim("b", "killed", low=1, stated="2021-09-15", speaker="pakistan-army"),
        claim("c", "killed", low=1),
    )
    raid = the_event()
    [account] = accounts_of([raid], Viewer.PUBLIC)[raid.pk]

    with CaptureQueriesContext(
        connection,
    ) as statements:
        shown = [
            (one.slug, one.speaker and one.speaker.name, one.source.publisher and one.source.publisher.name)
            for one in account.claims
            if one.event is raid and one.predicate.slug and not one.place and not one.actor and not one.subject
        ]

    assert shown == [("b", "Pakistan-Army", "Dawn"), ("a", "Ttp", "Dawn"), ("c", None, "Dawn")]
    assert len(statements) == 0


def test_army_and_the_state_it_is_part_of_are_one_origin() -> None:
    put(
        claim("army", "killed", low=7, speaker="pakistan-army", stated="2021-09-15"),
        claim("state", "killed", low=1, high=1, speaker="pakistan", stated="2021-09-14"),
    )
    assert outcome(the_account())[0] == "CONTRADICTION"

    put(part_of("pakistan", "pakistan-army"))

    assert outcome(the_account()) == ("SINGLE", 7, None, Interval(Decimal(7), None), 1, ("army",))
    assert the_account().report_count == 2


def test_two_branches_of_one_state_are_one_origin_through_what_both_are_part_of() -> None:
    put(
        *(actor(slug) for slug in ("brigade", "police")),
        part_of("pakistan", "pakistan-army"),
        part_of("pakistan-army", "brigade"),
        part_of("pakistan", "police"),
        claim("a", "killed", low=1, high=1, speaker="brigade"),
        claim("b", "killed", low=2, high=2, speaker="police"),
    )

    assert the_account().independent_origins == 1


def test_other_relations_leave_origins_apart() -> None:
    put(
        part_of("pakistan", "pakistan-army", kind="ALLY_OF"),
        claim("a", "killed", low=1, high=1, speaker="pakistan-army"),
        claim("b", "killed", low=2, high=2, speaker="pakistan"),
    )

    assert the_account().verdict == "CONTRADICTION"


def test_draft_relation_joins_origins_only_for_those_who_see_drafts() -> None:
    put(
        part_of("pakistan", "pakistan-army", status="DRAFT"),
        claim("a", "killed", low=1, high=1, speaker="pakistan-army"),
        claim("b", "killed", low=2, high=2, speaker="pakistan"),
    )

    assert [the_account(viewer).independent_origins for viewer in Viewer] == [2, 1]


def test_one_statement_in_two_papers_is_one_origin() -> None:
    put(
        source("agency"),
        source("paper", derived_from="agency"),
        source("blog", derived_from="paper"),
        claim("a", "killed", low=1, high=1, source="paper"),
        claim("b", "killed", low=1, high=1, source="blog"),
        claim("c", "killed", low=1, high=1, source="report"),
    )

    assert outcome(the_account())[4:] == (2, ("b", "c"))


def test_publisher_and_actor_with_the_same_row_number_are_two_origins() -> None:
    put(claim("a", "killed", low=1, high=1), claim("b", "killed", low=1, high=1, speaker="ttp"))
    Claim.objects.filter(slug="b").update(speaker=_actor_numbered(Source.objects.get(slug="report").pk))

    assert the_account().independent_origins == 2


def _actor_numbered(pk: int) -> Any:
    actor, _ = Actor.objects.get_or_create(pk=pk, defaults={"slug": "same-number", "name": "N", "status": "PUBLISHED"})
    return actor


def test_nothing_is_followed_beyond_a_hidden_source() -> None:
    put(
        source("agency"),
        source("hidden", status="DRAFT", derived_from="agency"),
        source("paper"),
        claim("a", "killed", low=1, high=1, source="paper"),
        claim("b", "killed", low=1, high=1, source="agency"),
    )
    hidden = Source.objects.get(slug="hidden")
    # What repeats a source that was retracted later keeps saying so; the public no longer sees it.
    Source.objects.filter(slug="paper").update(derived_from=hidden, root=hidden.derived_from)

    assert [the_account(viewer).independent_origins for viewer in Viewer] == [2, 1]


def test_drafts_count_for_those_who_see_them_and_what_was_retracted_for_nobody() -> None:
    put(
        claim("a", "killed", low=1, high=1, speaker="ttp"),
        claim("b", "killed", low=2, high=2, speaker="pakistan", status="DRAFT"),
        claim("c", "killed", low=3, high=3, speaker="red-cross"),
    )
    with writing() as current:
        retract(current, Claim.objects.get(slug="c"), "It was a typing error.")

    assert outcome(the_account(Viewer.PUBLIC)) == ("SINGLE", 1, 1, Interval(Decimal(1), Decimal(1)), 1, ("a",))
    assert outcome(the_account(Viewer.DRAFTS)) == ("CONTRADICTION", 1, 2, None, 2, ("a", "b"))


@pytest.mark.parametrize("verification", ["REFUTED", "WITHDRAWN"])
def test_refuted_and_withdrawn_claims_are_shown_and_not_counted(verification: str) -> None:
    put(
        claim("a", "killed", low=1, high=1, speaker="ttp"),
        claim("b", "killed", low=2, high=2, speaker="pakistan", verification=verification),
    )

    assert outcome(the_account())[4:] == (1, ("a",))
    assert [one.slug for one in the_account().claims] == ["a", "b"]


def test_superseded_claim_is_shown_and_not_counted() -> None:
    put(
        claim("a", "killed", low=1, high=1, speaker="ttp", stated="2021-09-15"),
        claim("b", "killed", low=2, high=2, speaker="ttp", stated="2021-09-14", supersedes="a"),
    )

    assert outcome(the_account())[5] == ("b",)
    assert [one.slug for one in the_account().claims] == ["b", "a"]
    assert the_account().report_count == 2


def test_claim_superseded_from_another_account_is_not_counted() -> None:
    put(
        claim("a", "killed", low=1, high=1, speaker="ttp"),
        claim("b", "wounded", low=2, high=2, speaker="ttp", supersedes="a"),
    )

    [account] = raid_accounts(predicate="killed")

    assert (account.counted, account.report_count, account.independent_origins) == ((), 1, 0)


def test_draft_supersedes_only_for_those_who_see_it() -> None:
    put(
        claim("a", "killed", low=1, high=1, speaker="ttp"),
        claim("b", "killed", low=2, high=2, speaker="ttp", supersedes="a", status="DRAFT"),
    )

    assert [the_account(viewer).counted for viewer in Viewer] == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("predicate", "a", "b", "verdict"),
    [
        ("place", {"place": "waziristan"}, {"place": "pakistan"}, "COMPATIBLE"),
        ("place", {"place": "waziristan"}, {"place": "waziristan"}, "AGREEMENT"),
        ("place", {"place": "waziristan"}, {"place": "kabul"}, "CONTRADICTION"),
        ("place", {"place": "waziristan"}, {"place": None, "speech_act": "DENIES"}, "CONTRADICTION"),
        ("author", {"actor": "pakistan-army"}, {"actor": "pakistan"}, "COMPATIBLE"),
        ("author", {"actor": "ttp"}, {"actor": "pakistan"}, "CONTRADICTION"),
        ("time", {"when": "2021-09-14"}, {"when": "2021-09"}, "COMPATIBLE"),
        ("time", {"when": "2021-09-14"}, {"when": "2021-09-14"}, "AGREEMENT"),
        ("time", {"when": "2021-09-14"}, {"when": "2021-09-15/.."}, "CONTRADICTION"),
        ("time", {"when": "2021-09-14"}, {"when": "[..2021-09-15]"}, "COMPATIBLE"),
        ("amount", {"low": 1.25}, {"high": 1.5}, "COMPATIBLE"),
        ("responsibility", {"speech_act": "CLAIMS_RESPONSIBILITY"}, {"speech_act": "DENIES"}, "CONTRADICTION"),
        ("responsibility", {"speech_act": "CLAIMS_RESPONSIBILITY"}, {"speech_act": "VOWS"}, "SINGLE"),
    ],
)
def test_values_are_compared_by_their_kind(predicate: str, a: dict[str, Any], b: dict[str, Any], verdict: str) -> None:
    put(
        part_of("pakistan", "pakistan-army"),
        claim("a", predicate, speaker="ttp", **a),
        claim("b", predicate, speaker="red-cross", **b),
    )

    assert the_account().verdict == verdict


def test_time_opens_where_it_is_open() -> None:
    put(claim("a", "time", when="2021-09-15/.."))

    account = the_account()

    assert (account.low, account.high) == (738048, None)


def test_account_carries_the_assessments_of_it_that_the_viewer_may_see() -> None:
    put(
        *sample_claims(),
        assessment(),
        assessment(slug="drafted", status="DRAFT"),
        assessment(slug="of-fighters", **FIGHTERS),
    )

    seen = {
        viewer: [one.slug for one in raid_accounts(viewer, predicate="killed", subject="pakistan-army")[0].assessments]
        for viewer in Viewer
    }

    assert seen == {Viewer.PUBLIC: ["nine-soldiers"], Viewer.DRAFTS: ["drafted", "nine-soldiers"]}


def statements(ask: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def many(events: int, claims: int) -> list[Event]:
    """Events with claims that use every road: speakers in wholes, repeated sources, places, assessments."""
    slugs = [f"event-{events}-{claims}-{number}" for number in range(events)]
    put(
        part_of("pakistan", "pakistan-army"),
        source("agency"),
        source("paper", derived_from="agency"),
        *(event(slug, participations=[{"actor": "ttp"}]) for slug in slugs),
        *(assessment(slug=f"{slug}-judged", event=slug, claims=[f"{slug}-0-a"]) for slug in slugs),
        *(
            one
            for slug in slugs
            for number in range(claims)
            for one in (
                claim(f"{slug}-{number}-a", "killed", event=slug, speaker="pakistan-army", **SOLDIERS, low=number),
                claim(f"{slug}-{number}-b", "place", event=slug, source="paper", place="waziristan"),
                claim(f"{slug}-{number}-c", "author", event=slug, speaker="ttp", actor="pakistan-army"),
            )
        ),
    )
    return list(Event.objects.filter(slug__in=slugs))


def test_accounts_cost_the_same_number_of_statements_whatever_their_number() -> None:
    sizes = [many(1, 1), many(5, 1), many(1, 20)]

    assert {statements(lambda given=given: accounts_of(given, Viewer.PUBLIC)) for given in sizes} == {8}


def test_interest_and_staleness_cost_the_same_number_of_statements_whatever_their_number() -> None:
    sizes = [many(1, 1), many(5, 1), many(1, 20)]

    claims = [list(Claim.objects.filter(event__in=given)) for given in sizes]
    judged = [list(Assessment.objects.filter(event__in=given)) for given in sizes]

    assert {statements(lambda some=some: interested_parties(some, Viewer.PUBLIC)) for some in claims} == {3}
    assert len({statements(lambda some=some: stale(some, Viewer.PUBLIC)) for some in judged}) == 1


def test_refreshing_summaries_costs_the_same_number_of_statements_for_one_event_and_five() -> None:
    from events.accounts.summaries import _rewrite

    sizes = [[one.pk for one in many(*size)] for size in ((1, 1), (5, 1), (1, 20))]

    assert len({statements(lambda given=given: _rewrite(given)) for given in sizes}) == 1


@pytest.mark.parametrize(
    ("fields", "interested"),
    [
        ({"speaker": "ttp"}, True),
        ({"speaker": "red-cross"}, False),
        ({"speaker": "brigade"}, True),
        ({"speaker": "pakistan"}, False),
        ({"speaker": "draft-brigade"}, False),
        ({}, False),
        ({"source": "army-statement"}, True),
        ({"source": "army-statement", "speaker": "red-cross"}, True),
        ({"source": "unnamed"}, False),
    ],
)
def test_interested_party_takes_part_itself_or_through_what_it_is_part_of_or_speaks_for(
    fields: dict[str, Any], interested: bool
) -> None:
    put(
        *(actor(slug) for slug in ("brigade", "draft-brigade")),
        part_of("pakistan", "pakistan-army"),
        part_of("pakistan-army", "brigade"),
        part_of("pakistan-army", "draft-brigade", status="DRAFT"),
        source("army-statement", publisher="ispr"),
        source("unnamed"),
        claim("a", "occurrence", **fields),
    )
    one = Claim.objects.get(slug="a")

    assert interested_parties([one], Viewer.PUBLIC) == {one.pk: interested}


def test_hidden_actor_makes_nobody_interested() -> None:
    put(
        actor("secret", status="DRAFT", speaks_through=["dawn"]),
        event("ambush", status="DRAFT", participations=[{"actor": "secret"}]),
        claim("a", "occurrence", event="ambush", status="DRAFT"),
    )
    Event.objects.filter(slug="ambush").update(status="PUBLISHED")
    claims = list(Claim.objects.filter(slug="a"))

    assert [list(interested_parties(claims, viewer).values()) for viewer in Viewer] == [[False], [True]]


def change_claim(**fields: Any) -> None:
    put({**sample_claims()[1], **fields})


def is_stale(viewer: Viewer = Viewer.PUBLIC) -> bool:
    one = Assessment.objects.get()
    return stale([one], viewer)[one.pk]


def test_assessment_is_stale_once_its_account_changes_and_fresh_once_it_is_rewritten() -> None:
    put(*sample_claims(), assessment())
    assert not is_stale()

    change_claim(low=10, high=10)
    assert is_stale()
    assert is_stale(Viewer.DRAFTS)

    put(assessment(best=10))
    assert not is_stale()
    assert not is_stale(Viewer.DRAFTS)


@pytest.mark.parametrize(
    "records",
    [
        [claim("new", "killed", speaker="red-cross", **SOLDIERS, low=9)],
        [claim("elsewhere", "killed", event="ambush", low=4)],
        [part_of("pakistan-army", "ttp")],
        [claim("army-soldiers", "wounded", speaker="pakistan-army", **SOLDIERS, low=7)],
    ],
    ids=["a claim more", "a claim it rests on", "one origin now", "a claim moved away"],
)
def test_assessment_is_stale_when(records: list[dict[str, Any]]) -> None:
    put(
        event("ambush"),
        claim("elsewhere", "killed", event="ambush", low=3),
        *sample_claims(),
        assessment(claims=["elsewhere"]),
    )
    assert not is_stale()

    put(*records)

    assert is_stale()


def test_assessment_is_stale_when_the_verdict_changes_though_no_claim_did() -> None:
    put(
        claim("a", "place", speaker="ttp", place="waziristan"),
        claim("b", "place", speaker="pakistan", place="pakistan"),
        {"record": "assessment", "slug": "where", "status": "PUBLISHED", "event": RAID, "predicate": "place"},
    )
    assert not is_stale()

    put({"record": "place", "slug": "khyber", "name": "Khyber", "parent": "kabul"})

    assert is_stale()


def test_assessment_stays_fresh_when_other_accounts_change() -> None:
    put(*sample_claims(), assessment())

    put(claim("army-fighters", "killed", speaker="pakistan-army", **FIGHTERS, low=6), event(RAID, title="The raid"))

    assert not is_stale()


def test_draft_claim_makes_an_assessment_stale_only_for_those_who_see_it() -> None:
    put(*sample_claims(), assessment())

    put(claim("new", "killed", speaker="red-cross", **SOLDIERS, low=9, status="DRAFT"))

    assert [is_stale(viewer) for viewer in Viewer] == [False, True]


def stored(viewer: Viewer) -> list[tuple[Any, ...]]:
    rows = AccountSummary.objects.filter(view=viewer.value)
    columns = ("event__slug", "predicate__slug", "subject__slug", "subject_class", "verdict", "low", "high")
    return sorted(rows.values_list(*columns), key=repr)


def expected(viewer: Viewer) -> list[tuple[Any, ...]]:
    accounts = (one for some in accounts_of(Event.objects.all(), viewer).values() for one in some)
    return sorted((summed_up(one) for one in accounts), key=repr)


def summed_up(account: Account) -> tuple[Any, ...]:
    is_number = account.predicate.value_kind in ("COUNT", "QUANTITY")
    bounds = [
        None if bound is None else Decimal(bound).quantize(Decimal("0.01")) for bound in (account.low, account.high)
    ]
    return (
        account.event.slug,
        account.predicate.slug,
        account.subject.slug if account.subject else None,
        account.subject_class,
        account.verdict.value,
        *(bounds if is_number else (None, None)),
    )


def both_views() -> list[list[tuple[Any, ...]]]:
    return [stored(viewer) for viewer in Viewer]


def change(*records: dict[str, Any]) -> Any:
    return lambda: put(*records)


def act(action: Any, model: Any, slug: str, *args: Any) -> Any:
    def change() -> None:
        with writing() as current:
            row = model.objects.get(slug=slug)
            action(current, [row] if action is publish else row, *args)

    return change


@pytest.mark.parametrize(
    "alter",
    [
        change(claim("army", "killed", speaker="pakistan-army", low=8, high=8)),
        change(claim("army", "wounded", speaker="pakistan-army", low=7)),
        change(claim("army", "killed", speaker="pakistan-army", low=7, **SOLDIERS)),
        change(claim("army", "killed", speaker="pakistan-army", low=7, event="ambush")),
        change(claim("army", "killed", speaker="pakistan-army", low=7, verification="REFUTED")),
        change(claim("state", "killed", speaker="pakistan", low=1, high=1, speech_act="DENIES")),
        change(claim("more", "killed", speaker="red-cross", low=0, high=0)),
        change(claim("more", "killed", speaker="red-cross", low=0, high=0, status="DRAFT")),
        change(claim("army-now", "killed", speaker="pakistan-army", low=1, high=1, supersedes="army")),
        act(retract, Claim, "state", "It was a typing error."),
        act(publish, Claim, "drafted"),
        act(delete, Claim, "drafted"),
        change(part_of("pakistan", "pakistan-army")),
        change(part_of("pakistan", "pakistan-army", status="DRAFT")),
        change(part_of("ttp", "red-cross")),
        change(source("paper", derived_from="report")),
        change({"record": "place", "slug": "khyber", "name": "Khyber", "parent": "kabul"}),
        change(event("ambush"), claim("elsewhere", "killed", event="ambush", low=3)),
    ],
)
def test_summaries_follow_whatever_changes(alter: Any) -> None:
    put(
        event("ambush"),
        source("paper"),
        claim("army", "killed", speaker="pakistan-army", low=7, stated="2021-09-15"),
        claim("state", "killed", speaker="pakistan", low=1, high=1, stated="2021-09-14"),
        claim("drafted", "wounded", speaker="ttp", low=2, status="DRAFT"),
        claim("paper-1", "amount", source="paper", low=1.25),
        claim("report-1", "amount", source="report", low=2.5),
        claim("place-1", "place", speaker="ttp", place="waziristan"),
        claim("place-2", "place", speaker="pakistan", place="pakistan"),
        claim("time-1", "time", speaker="pakistan", when="2021-09-14"),
        claim("author-1", "author", speaker="pakistan", actor="ttp"),
        claim("author-2", "author", speaker="ttp", actor="red-cross"),
    )
    before = both_views()
    assert before == [expected(viewer) for viewer in Viewer]

    alter()

    assert both_views() == [expected(viewer) for viewer in Viewer]
    assert both_views() != before


@pytest.mark.parametrize(("model", "slug"), [(Relation, "pakistan-army-in-pakistan"), (Source, "agency")])
def test_summaries_follow_when_what_joined_two_origins_is_retracted(model: Any, slug: str) -> None:
    joined = {
        Relation: [{"speaker": "pakistan-army"}, {"speaker": "pakistan"}],
        Source: [{"source": "paper"}, {"source": "blog"}],
    }
    a, b = joined[model]
    put(
        source("agency"),
        source("paper", derived_from="agency"),
        source("blog", derived_from="agency"),
        part_of("pakistan", "pakistan-army"),
        claim("a", "killed", low=7, **a),
        claim("b", "killed", low=1, high=1, **b),
    )
    before = [row[4] for row in stored(Viewer.PUBLIC)]

    act(retract, model, slug, "It was wrong.")()

    assert before == ["SINGLE"]
    assert [row[4] for row in stored(Viewer.PUBLIC)] == ["CONTRADICTION"]
    assert both_views() == [expected(viewer) for viewer in Viewer]


def test_rebuilding_gives_the_same_summaries() -> None:
    put(*sample_claims(), claim("more", "killed", speaker="red-cross", **FIGHTERS, low=3, status="DRAFT"))
    before = both_views()
    AccountSummary.objects.filter(view="PUBLIC").delete()
    AccountSummary.objects.update(verdict="SINGLE")

    count = rebuild_summaries()

    assert both_views() == before
    assert count == sum(map(len, before)) == 14


def events_with(predicate: Any) -> set[str]:
    return set(Event.objects.filter(predicate).values_list("slug", flat=True))


def test_event_has_an_account_of_a_verdict_in_the_viewers_view() -> None:
    put(
        event("ambush"),
        claim("a", "killed", speaker="ttp", low=1, high=1),
        claim("b", "killed", speaker="pakistan", low=2, high=2, status="DRAFT"),
        claim("c", "killed", event="ambush", low=2, high=2),
    )

    found = {
        (viewer, verdict): events_with(has_account(viewer, verdict))
        for viewer in Viewer
        for verdict in ("SINGLE", "CONTRADICTION")
    }

    assert found == {
        (Viewer.PUBLIC, "SINGLE"): {RAID, "ambush"},
        (Viewer.PUBLIC, "CONTRADICTION"): set(),
        (Viewer.DRAFTS, "SINGLE"): {"ambush"},
        (Viewer.DRAFTS, "CONTRADICTION"): {RAID},
    }


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (None, None, {"exact", "least", "most", "several"}),
        (8, None, {"exact", "least", "several"}),
        (10, None, {"least", "several"}),
        (None, 6, {"most", "several"}),
        (None, 7, {"most", "several", "least"}),
        (0, 0, {"most", "several"}),
        (9, 9, {"exact", "least", "several"}),
        (4, 6, {"several"}),
    ],
)
def test_killed_between_compares_the_hull_of_an_account(low: int | None, high: int | None, found: set[str]) -> None:
    values: Iterable[tuple[str, dict[str, Any]]] = [
        ("exact", {"low": 9, "high": 9}),
        ("least", {"low": 7}),
        ("most", {"high": 3}),
        ("several", {"value_as_worded": "several"}),
    ]
    put(
        *(event(slug) for slug, _ in values),
        *(claim(f"of-{slug}", "killed", event=slug, **value) for slug, value in values),
        claim("wounded", "wounded", low=5, high=5),
    )

    assert events_with(killed_between(Viewer.PUBLIC, low, high)) == found


def test_predicates_reach_the_event_through_a_prefix() -> None:
    put(claim("a", "killed", speaker="ttp", low=1, high=1))

    single = Claim.objects.filter(has_account(Viewer.PUBLIC, "SINGLE", prefix="event__"))
    many_killed = Claim.objects.filter(killed_between(Viewer.PUBLIC, 2, None, prefix="event__"))

    assert [one.slug for one in single] == ["a"]
    assert list(many_killed) == []


def test_refreshes_are_registered_once() -> None:
    kinds = [kind_named(name) for name in ("claim", "assessment")]
    before = [list(kind.refreshes) for kind in kinds]

    register_refreshes()

    assert [kind.refreshes for kind in kinds] == before
    assert all(before)
