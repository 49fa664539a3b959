"""Events, claims, accounts, links and narratives through GraphQL."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.choices import Stance, ValueKind
from sources.choices import Status
from tests import factories as a
from tests.access import a_client
from tests.graphql import answer, ask, refusal
from tests.world import a_world

pytestmark = pytest.mark.django_db

DRAFTS = "a user who may see drafts"


def test_event_answers_where_and_who_in_their_order() -> None:
    south = a.a_place("south-waziristan", parent=a.a_place("kp"))
    event = a.an_event("raid", "[2021-09-14..2021-09-15]", title="The raid", short_title="raid", type=a.a_type("clash"))
    a.an_event_place(event, south, role="OCCURRED_AT", precision="ADM2")
    a.a_participation(event, a.an_actor("ttp"), role="TARGET", side="B", alleged=True, position=1)
    a.a_participation(event, a.an_actor("army"), role="INITIATOR", side="A", position=0)

    found = ask(
        """{ event(slug: "raid") { title shortTitle summary granularity modality type { slug parent { slug } }
            when { display } places { role precision place { slug parent { slug } } }
            participations { actor { slug } role side alleged } } }"""
    )

    assert found["event"] == {
        "title": "The raid",
        "shortTitle": "raid",
        "summary": None,
        "granularity": "INCIDENT",
        "modality": "OCCURRED",
        "type": {"slug": "clash", "parent": None},
        "when": {"display": "between 14 and 15 Sep 2021"},
        "places": [
            {
                "role": "OCCURRED_AT",
                "precision": "ADM2",
                "place": {"slug": "south-waziristan", "parent": {"slug": "kp"}},
            }
        ],
        "participations": [
            {"actor": {"slug": "army"}, "role": "INITIATOR", "side": "A", "alleged": False},
            {"actor": {"slug": "ttp"}, "role": "TARGET", "side": "B", "alleged": True},
        ],
    }


def test_accounts_stand_side_by_side_with_their_verdict() -> None:
    army, ttp = a.an_actor("army", name="The army"), a.an_actor("ttp", name="The TTP")
    event = a.an_event("raid")
    a.a_participation(event, ttp)
    a.a_claim(event, slug="army-says", speaker=army, subject=army, subject_class="COMBATANTS", low=7)
    a.a_claim(event, slug="ttp-says", speaker=ttp, subject=army, subject_class="COMBATANTS", low=9, high=9)
    a.a_claim(event, "wounded", speaker=army, low=1)

    found = ask(
        """{ event(slug: "raid") { accounts(predicate: KILLED, subject: "army") {
            predicate subject { slug } subjectClass verdict low high common { low high } truncated
            reportCount independentOrigins claims { slug low high interestedParty statement } assessments { slug }
        } accountsTruncated } }"""
    )

    assert found["event"] == {
        "accounts": [
            {
                "predicate": "KILLED",
                "subject": {"slug": "army"},
                "subjectClass": "COMBATANTS",
                "verdict": "COMPATIBLE",
                "low": 7,
                "high": None,
                "common": {"low": 9, "high": 9},
                "truncated": False,
                "reportCount": 2,
                "independentOrigins": 2,
                "claims": [
                    {
                        "slug": "army-says",
                        "low": 7,
                        "high": None,
                        "interestedParty": False,
                        "statement": "The army asserts: killed ≥ 7 (combatants of The army)",
                    },
                    {
                        "slug": "ttp-says",
                        "low": 9,
                        "high": 9,
                        "interestedParty": True,
                        "statement": "The TTP asserts: killed 9 (combatants of The army)",
                    },
                ],
                "assessments": [],
            }
        ],
        "accountsTruncated": False,
    }


def test_account_of_a_time_has_days_for_bounds() -> None:
    event = a.an_event("raid")
    a.a_predicate("time", value_kind=ValueKind.TIME)
    for speaker, day in (("army", "2021-09-14"), ("ttp", "2021-09-15")):
        a.a_claim(event, "time", speaker=a.an_actor(speaker), when_edtf=day)

    found = ask('{ event(slug: "raid") { accounts { verdict low high earliest latest common { earliest } } } }')

    expected = {"verdict": "CONTRADICTION", "low": None, "high": None, "earliest": "2021-09-14", "latest": "2021-09-15"}
    assert found["event"]["accounts"] == [expected | {"common": None}]


def test_draft_claim_changes_the_account_only_for_those_who_see_it() -> None:
    event = a.an_event("raid")
    a.a_claim(event, speaker=a.an_actor("army"), low=7, high=7)
    a.a_claim(event, speaker=a.an_actor("ttp"), low=9, high=9, status=Status.DRAFT)
    query = '{ event(slug: "raid") { claims { totalCount } accounts { verdict reportCount } } }'

    public, drafts = ask(query), ask(query, a_client(DRAFTS))

    assert public["event"] == {"claims": {"totalCount": 1}, "accounts": [{"verdict": "SINGLE", "reportCount": 1}]}
    assert drafts["event"] == {
        "claims": {"totalCount": 2},
        "accounts": [{"verdict": "CONTRADICTION", "reportCount": 2}],
    }


def test_chain_and_paths_pass_no_draft() -> None:
    made = a.a_graph("takeover>attack", "attack>raid")
    a.a_link(made["raid"], a.an_event("hidden", status=Status.DRAFT), status=Status.DRAFT)
    a.a_link(made["takeover"], made["raid"], slug="draft-link", likelihood="ALMOST_CERTAIN", status=Status.DRAFT)
    query = """{ causalChain(event: "takeover") { reachable truncated nodes { depth event { slug } }
                   edges { depth link { cause { slug } effect { slug } } } }
                 causalPaths(from: "takeover", to: "raid") { label score weakest { likelihood } } }"""

    public, drafts = ask(query), ask(query, a_client(DRAFTS))

    assert public == {
        "causalChain": {
            "reachable": 2,
            "truncated": False,
            "nodes": [
                {"depth": 0, "event": {"slug": "takeover"}},
                {"depth": 1, "event": {"slug": "attack"}},
                {"depth": 2, "event": {"slug": "raid"}},
            ],
            "edges": [
                {"depth": 1, "link": {"cause": {"slug": "takeover"}, "effect": {"slug": "attack"}}},
                {"depth": 2, "link": {"cause": {"slug": "attack"}, "effect": {"slug": "raid"}}},
            ],
        },
        "causalPaths": [{"label": "takeover → attack → raid", "score": 0.25, "weakest": {"likelihood": None}}],
    }
    assert drafts["causalChain"]["reachable"] == 3
    assert [path["label"] for path in drafts["causalPaths"]] == ["takeover → raid", "takeover → attack → raid"]


@pytest.mark.parametrize("slug", ["hidden", "no-such-event"])
def test_chain_of_a_hidden_event_is_null_and_paths_to_it_are_none(slug: str) -> None:
    made = a.a_graph("takeover>raid")
    a.a_link(made["raid"], a.an_event("hidden", status=Status.DRAFT), status=Status.DRAFT)

    found = ask(
        """query ($slug: ID!) { causalChain(event: $slug) { truncated }
            causalPaths(from: "takeover", to: $slug) { label } }""",
        slug=slug,
    )

    assert found == {"causalChain": None, "causalPaths": []}


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ('causalChain(event: "takeover", depth: 21) { truncated }', "/depth"),
        ('causalChain(event: "takeover", limit: 1001) { truncated }', "/limit"),
        ('causalPaths(from: "takeover", to: "raid", first: 21) { label }', "/first"),
    ],
)
def test_chain_beyond_its_bounds_is_refused(question: str, place: str) -> None:
    a.a_graph("takeover>raid")

    assert refusal(f"{{ {question} }}") == ("BAD_USER_INPUT", [place])


def test_link_answers_with_its_evidence_by_stance() -> None:
    cause, effect = a.an_event("attack", "2021-09-05"), a.an_event("raid", "2021-09-15")
    link = a.a_link(cause, effect, slug="link", likelihood="LIKELY", asserted_by_publisher=a.a_publisher("paper"))
    a.an_evidence(link, source=a.a_source("article"), quote="in answer to", note="It says so.")
    a.an_evidence(link, claim=a.a_claim(cause, slug="claim"), stance=Stance.OPPOSES)

    found = ask(
        """{ link(slug: "link") { kind likelihood weight timeOrder lag { minDays maxDays } disputed
            assertedBy { __typename ... on Publisher { slug } ... on Actor { name } }
            supporting { stance note citation { quote source { slug } } claim { slug } }
            opposing { citation { quote } claim { slug } } qualifying { note } } }"""
    )

    assert found["link"] == {
        "kind": "CAUSED",
        "likelihood": "LIKELY",
        "weight": 0.675,
        "timeOrder": "CERTAIN",
        "lag": {"minDays": 10, "maxDays": 10},
        "disputed": True,
        "assertedBy": {"__typename": "Publisher", "slug": "paper"},
        "supporting": [
            {
                "stance": "SUPPORTS",
                "note": "It says so.",
                "citation": {"quote": "in answer to", "source": {"slug": "article"}},
                "claim": None,
            }
        ],
        "opposing": [{"citation": None, "claim": {"slug": "claim"}}],
        "qualifying": [],
    }


def test_hidden_evidence_disputes_nothing() -> None:
    link = a.a_link(a.an_event("attack"), a.an_event("raid"), slug="link")
    a.an_evidence(link, source=a.a_source("draft", status=Status.DRAFT), stance=Stance.OPPOSES)
    query = '{ link(slug: "link") { disputed opposing { citation { source { slug } } } } }'

    assert ask(query)["link"] == {"disputed": False, "opposing": []}
    assert ask(query, a_client(DRAFTS))["link"] == {
        "disputed": True,
        "opposing": [{"citation": {"source": {"slug": "draft"}}}],
    }


def test_narrative_step_whose_event_is_hidden_is_left_out_and_a_hidden_link_is_null() -> None:
    shown, hidden = a.an_event("shown"), a.an_event("hidden", status=Status.DRAFT)
    narrative = a.a_narrative("story", teller_actor=a.an_actor("army"))
    a.a_step(narrative, hidden, position=0)
    a.a_step(narrative, shown, position=1, via=a.a_link(shown, a.an_event("later"), slug="via", status=Status.DRAFT))
    query = """{ narrative(slug: "story") { teller { ... on Actor { slug } }
                   steps { position event { slug } via { slug } } }
                 event(slug: "shown") { narratives { totalCount edges { node { slug } } } } }"""

    public, drafts = ask(query), ask(query, a_client(DRAFTS))

    assert public["narrative"] == {
        "teller": {"slug": "army"},
        "steps": [{"position": 1, "event": {"slug": "shown"}, "via": None}],
    }
    assert public["event"]["narratives"] == {"totalCount": 1, "edges": [{"node": {"slug": "story"}}]}
    assert [step["event"]["slug"] for step in drafts["narrative"]["steps"]] == ["hidden", "shown"]
    assert drafts["narrative"]["steps"][1]["via"] == {"slug": "via"}


def test_sources_of_an_event_come_from_its_citations_and_its_claims_once_each() -> None:
    event = a.an_event("raid")
    cited, both = a.a_source("cited", published_edtf="2021-09-16"), a.a_source("both", published_edtf="2021-09-15")
    claimed, hidden = a.a_source("claimed"), a.a_source("hidden", status=Status.DRAFT)
    for source in (cited, both, hidden):
        a.an_event_citation(event, source)
    for source in (claimed, both):
        a.a_claim(event, source=source)

    found = ask('{ event(slug: "raid") { sources { slug } citations { source { slug } } } }')

    assert [one["slug"] for one in found["event"]["sources"]] == ["both", "cited", "claimed"]
    assert [one["source"]["slug"] for one in found["event"]["citations"]] == ["cited", "both"]


def test_timeline_counts_certain_and_possible_events() -> None:
    a.an_event("sure", "2021-09-05")
    a.an_event("vague", "2021-09")
    a.an_event("undated")
    a.an_event("draft", "2021-09-05", status=Status.DRAFT)

    found = ask(
        """{ timeline(bucket: WEEK, filter: {happenedTo: "2021-09-05"}) { bucket undated extent { start end }
            buckets { start end key certain possible count } } }"""
    )

    assert found["timeline"]["bucket"] == "WEEK"
    assert found["timeline"]["extent"] == {"start": "2021-09-01", "end": "2021-09-30"}
    assert found["timeline"]["buckets"][0] == {
        "start": "2021-08-30",
        "end": "2021-09-05",
        "key": None,
        "certain": 1,
        "possible": 1,
        "count": 2,
    }


def test_predicates_are_asked_by_the_names_they_answer_with() -> None:
    event = a.an_event("raid")
    a.a_predicate("shots-fired")
    a.a_claim(event, "shots-fired", slug="shots")
    a.a_claim(event, "killed", slug="killed")

    found = ask(
        """query ($names: [PredicateName!]) {
            claims(filter: {predicate: $names}) { edges { node { slug predicate } } }
            events(filter: {predicate: SHOTS_FIRED}) { totalCount } }""",
        names=["SHOTS_FIRED"],
    )

    assert found["claims"]["edges"] == [{"node": {"slug": "shots", "predicate": "SHOTS_FIRED"}}]
    assert found["events"] == {"totalCount": 1}


def test_pages_under_many_events_are_each_their_own() -> None:
    for number in (1, 2):
        event = a.an_event(f"event-{number}")
        for claim in range(3):
            a.a_claim(event, slug=f"claim-{number}-{claim}")

    found = ask(
        """{ events { edges { node { claims(first: 2) { totalCount pageInfo { hasNextPage }
            edges { node { slug } } } } } } }"""
    )

    pages = [edge["node"]["claims"] for edge in found["events"]["edges"]]
    assert pages == [
        {
            "totalCount": 3,
            "pageInfo": {"hasNextPage": True},
            "edges": [{"node": {"slug": f"claim-{number}-0"}}, {"node": {"slug": f"claim-{number}-1"}}],
        }
        for number in (1, 2)
    ]


def test_filter_under_events_is_refused_once_with_its_place() -> None:
    a.an_event("one")

    code = refusal('{ events { edges { node { claims(filter: {statedFrom: "soon"}) { totalCount } } } } }')

    assert code == ("BAD_USER_INPUT", ["/filter/statedFrom"])


def test_fragments_and_aliases_of_the_same_field_are_loaded_once() -> None:
    for number in range(3):
        event = a.an_event(f"event-{number}")
        a.a_participation(event, a.an_actor(f"actor-{number}"))
    plain = "{ events { edges { node { participations { actor { name } } } } } }"
    repeated = """
        { events { edges { node { ...People again: participations { ...Part } ... on Event { ...People } } } } }
        fragment People on Event { participations { ...Part } }
        fragment Part on Participation { actor { name } someone: actor { slug } }
    """

    assert statements(repeated) == statements(plain)


@pytest.mark.parametrize(
    "asked",
    [
        """events(filter: {hasClaims: true}, first: 5) { edges { node { accounts { assessments { stale by { slug } }
            claims { statement interestedParty publisher { slug } citation { source { slug } } } } } } }""",
        """causalChain(event: "cause-1") { root { slug } nodes { event { places { place { name } } type { label } } }
            edges { link { lag { minDays } disputed
                supporting { claim { statement } citation { source { title } } } } } }""",
        """causalPaths(from: "cause-1", to: "effect-1") { label events { participations { actor { name } } }
            weakest { assertedBy { ... on Actor { name } } }
            links { cause { topics { label } } qualifying { note } } }""",
    ],
    ids=["accounts", "chain", "paths"],
)
def test_what_is_computed_costs_the_same_however_much_it_finds(asked: str) -> None:
    first = a_world(1)
    once = statements(f"{{ {asked} }}")

    for number in range(2, 6):
        other = a_world(number)
        a.a_link(first["cause"], other["cause"])
        a.a_link(other["effect"], first["effect"])

    assert statements(f"{{ {asked} }}") == once


def statements(query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert "errors" not in answer(query)
    return len(captured)
