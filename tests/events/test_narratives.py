"""What joins the steps of a narrative, and how it looks as slides of TimelineJS."""

from itertools import pairwise, permutations
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.causality import connected, linked
from events.choices import LinkKind, StepStance
from events.models import CausalLink, Event, Narrative
from events.narratives import coherence, hidden_parts, timeline_js, timelines_js
from sources.choices import Status
from sources.visibility import Viewer
from tests.access import a_client
from tests.factories import a_graph, a_link, a_media, a_narrative, a_step, an_event, diamonds
from tests.graphql import ask

pytestmark = pytest.mark.django_db

CHAIN = [f"n{number}>n{number + 1}" for number in range(9)]


def telling(*events: Event, slug: str = "story") -> Narrative:
    """Return a narrative that has a step for each event."""
    narrative = a_narrative(slug)
    for position, event in enumerate(events):
        a_step(narrative, event, position)
    return narrative


def joints(narrative: Narrative, viewer: Viewer = Viewer.PUBLIC) -> list[tuple[str, str, str]]:
    """Return what joins the steps of a narrative: the events' slugs and the verdict."""
    found = coherence([narrative], viewer)[narrative.pk]
    assert all(joint.between == [joint.before.event, joint.after.event] for joint in found)
    return [(joint.before.event.slug, joint.after.event.slug, joint.verdict) for joint in found]


def verdicts(*events: Event) -> list[str]:
    return [verdict for _, _, verdict in joints(telling(*events))]


def test_each_pair_of_steps_that_follow_each_other_has_its_verdict() -> None:
    graph = a_graph("takeover>attack", "attack>talks", "talks>raid")
    later, earlier = an_event("later", "2021-09-15"), an_event("earlier", "2021-09-14")

    narrative = telling(graph["takeover"], graph["attack"], graph["attack"], graph["raid"], later, earlier)

    assert joints(narrative) == [
        ("takeover", "attack", "LINK"),
        ("attack", "attack", "SAME"),
        ("attack", "raid", "PATH"),
        ("raid", "later", "GAP"),
        ("later", "earlier", "BACKWARDS"),
    ]


def test_a_link_against_its_direction_joins_nothing() -> None:
    graph = a_graph("a>b", "b>c")

    assert verdicts(graph["b"], graph["a"]) == ["GAP"]
    assert joints(telling(graph["c"], graph["a"], slug="from-the-end")) == [("c", "a", "GAP")]


def test_links_and_paths_join_also_what_lies_backwards() -> None:
    events = {slug: an_event(slug, when) for slug, when in (("a", "2021-09-15"), ("b", "2021-09-01"), ("c", "2020"))}
    a_graph("a>b", "b>c")

    assert verdicts(events["a"], events["b"]) == ["LINK"]
    assert joints(telling(events["a"], events["c"], slug="far")) == [("a", "c", "PATH")]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("2021-09-15", "2021-09-14", "BACKWARDS"),
        ("2021-09-15", "2021-09-15", "GAP"),
        ("2021-09-15", "2021-09", "GAP"),
        ("2021-10", "2021-09", "BACKWARDS"),
        ("2021-09-15", "2021-08/..", "BACKWARDS"),
        ("2021-09-15", "../2021-08", "BACKWARDS"),
        ("2021-09-15", "../2021-09", "GAP"),
        ("../2021-09-15", "2020", "GAP"),
        ("2021-09-15", "../[2021..]", "GAP"),
        ("2021-09-15", "", "GAP"),
        ("", "2021-09-15", "GAP"),
    ],
)
def test_a_step_goes_backwards_only_where_it_certainly_began_before(before: str, after: str, verdict: str) -> None:
    assert verdicts(an_event("before", before), an_event("after", after)) == [verdict]


def test_only_the_pairs_asked_for_are_linked() -> None:
    graph = a_graph("a>b", "a>d", "c>b")
    ab, cd = (graph["a"].pk, graph["b"].pk), (graph["c"].pk, graph["d"].pk)

    assert linked([ab, cd], Viewer.PUBLIC) == {ab}
    assert linked([], Viewer.PUBLIC) == set()


def test_a_path_has_at_most_eight_links() -> None:
    graph = a_graph(*CHAIN)

    assert verdicts(graph["n0"], graph["n8"]) == ["PATH"]
    assert joints(telling(graph["n0"], graph["n9"], slug="too-far")) == [("n0", "n9", "GAP")]


@pytest.mark.parametrize("number", [1, 3, 7, 8])
def test_a_path_of_any_length_up_to_eight_is_found(number: int) -> None:
    graph = a_graph(*CHAIN)

    assert verdicts(graph["n0"], graph[f"n{number}"]) == ["LINK" if number == 1 else "PATH"]


def test_diamonds_are_walked_once() -> None:
    graph = a_graph(*diamonds(5))

    assert verdicts(graph["n00"], graph["n04"]) == ["PATH"]
    assert joints(telling(graph["n00"], graph["n05"], slug="too-far")) == [("n00", "n05", "GAP")]


@pytest.mark.parametrize("kind", [LinkKind.PRECEDED, LinkKind.PREVENTED])
def test_what_only_preceded_or_was_prevented_joins_nothing(kind: LinkKind) -> None:
    graph = a_graph("b>c") | a_graph("a>b", kind=kind)

    assert verdicts(graph["a"], graph["b"], graph["c"]) == ["GAP", "LINK"]
    assert joints(telling(graph["a"], graph["c"], slug="far")) == [("a", "c", "GAP")]


def test_cycles_end() -> None:
    order = a_graph("a>b", "b>c", "c>a", kind=LinkKind.PRECEDED)
    causes = a_graph("x>y", "y>z", "z>x", "z>end")

    assert verdicts(order["a"], order["c"], order["b"]) == ["GAP", "GAP"]
    assert joints(telling(causes["x"], causes["end"], causes["x"], slug="round")) == [
        ("x", "end", "PATH"),
        ("end", "x", "GAP"),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_any_graph_joins_what_a_walk_of_eight_links_reaches(seed: int) -> None:
    random = Random(seed)
    names = [f"n{number}" for number in range(24)]
    arrows = {(start, end) for start, end in (random.sample(names, 2) for _ in range(30))}
    graph = a_graph(*(f"{start}>{end}" for start, end in sorted(arrows)))
    pairs = list(permutations(graph.values(), 2))

    found = connected([(start.pk, end.pk) for start, end in pairs], Viewer.PUBLIC)

    joined = {(start.slug, end.slug) for start, end in pairs if (start.pk, end.pk) in found}
    assert joined == {(start, end) for start in graph for end in reached(start, arrows) if start != end}
    assert 0 < len(joined) < len(pairs)


def reached(start: str, arrows: set[tuple[str, str]]) -> set[str]:
    """Return what lies at most eight arrows away."""
    found = {start}
    for _ in range(8):
        found |= {end for near, end in arrows if near in found}
    return found


def test_a_step_whose_event_is_hidden_is_left_out_and_its_neighbours_are_joined() -> None:
    graph = a_graph("a>b", "b>c")
    narrative = telling(graph["a"], graph["b"], graph["c"])
    Event.objects.filter(slug="b").update(status=Status.DRAFT)

    assert joints(narrative) == [("a", "c", "GAP")]
    assert joints(narrative, Viewer.DRAFTS) == [("a", "b", "LINK"), ("b", "c", "LINK")]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETRACTED])
def test_hidden_links_join_nothing(status: Status) -> None:
    graph = a_graph("a>b", "c>d", "d>e")
    a_link(graph["d"], graph["a"], slug="d-to-a", status=status)
    a_link(graph["b"], graph["c"], slug="b-to-c", status=status)
    narrative = telling(graph["b"], graph["c"], graph["e"], graph["a"], graph["d"])

    assert joints(narrative) == [("b", "c", "GAP"), ("c", "e", "PATH"), ("e", "a", "GAP"), ("a", "d", "GAP")]
    seen = ["LINK", "PATH", "GAP", "PATH"] if status == Status.DRAFT else ["GAP", "PATH", "GAP", "GAP"]
    assert [verdict for _, _, verdict in joints(narrative, Viewer.DRAFTS)] == seen


def test_a_path_leads_through_no_hidden_event() -> None:
    graph = a_graph("a>b", "b>c")
    narrative = telling(graph["a"], graph["c"])
    assert joints(narrative) == [("a", "c", "PATH")]

    Event.objects.filter(slug="b").update(status=Status.DRAFT)

    assert joints(narrative) == [("a", "c", "GAP")]
    assert joints(narrative, Viewer.DRAFTS) == [("a", "c", "PATH")]


def test_narratives_with_fewer_than_two_steps_have_no_joints() -> None:
    empty, short = a_narrative("empty"), telling(an_event())

    assert coherence([empty, short], Viewer.PUBLIC) == {empty.pk: [], short.pk: []}
    assert coherence([], Viewer.PUBLIC) == {}


def a_story(number: int) -> Narrative:
    """Return a narrative with a link, a path and a gap between its steps, and with media."""
    graph = a_graph(*(f"{start}-{number}>{end}-{number}" for start, end in ("ab", "bc", "cd")))
    first, second, _, last = graph.values()
    narrative = telling(first, second, last, an_event(when="2021-09"), slug=f"story-{number}")
    narrative.steps.last().media.add(a_media())
    return narrative


def test_five_narratives_cost_as_many_statements_as_one() -> None:
    stories = [a_story(number) for number in range(5)]

    with CaptureQueriesContext(connection) as of_one:
        coherence(stories[:1], Viewer.PUBLIC)
    with CaptureQueriesContext(connection) as of_five:
        found = coherence(stories, Viewer.PUBLIC)

    assert (len(of_one), len(of_five)) == (4, 4)
    assert [[joint.verdict for joint in some] for some in found.values()] == [["LINK", "PATH", "GAP"]] * 5


def test_timelines_of_five_narratives_cost_as_many_statements_as_one() -> None:
    stories = [a_story(number) for number in range(5)]

    with CaptureQueriesContext(connection) as of_one:
        timelines_js(stories[:1], Viewer.PUBLIC)
    with CaptureQueriesContext(connection) as of_five:
        found = timelines_js(stories, Viewer.PUBLIC)

    assert (len(of_one), len(of_five)) == (3, 3)
    assert [len(one["events"]) for one in found.values()] == [1] * 5
    assert all("media" in one["events"][0] for one in found.values())


def a_told_narrative() -> Narrative:
    """Return a narrative with everything that a slide shows, and much that it cannot."""
    narrative = a_narrative("story", title="Raid & <search>", thesis="It < follows.", summary="One.\n\nTwo\nlines.")
    raid = an_event("raid", "2021-09-15", title="A <b>raid</b>", summary="Told & retold.")
    week = an_event("week", "[2021-09-05..2021-09-12]", title="Some week")
    a_step(narrative, raid, 0)
    step = a_step(narrative, week, 1, heading="“A” <week>", text="<script>x</script>", stance=StepStance.REJECTS)
    picture = a_media(
        "a-picture",
        url="https://example.org/é<x>",
        caption="A <hill>",
        credit="R&R",
        licence="CC0",
        alt_text="<A hill>",
    )
    step.media.add(picture, a_media("b-picture"), a_media("a-draft", status=Status.DRAFT))
    a_step(narrative, an_event("undated", title="No date"), 2)
    a_step(narrative, an_event("open", "../[2021..]"), 3)
    a_step(narrative, an_event("hidden", "2021", status=Status.DRAFT), 4)
    a_step(narrative, raid, 5)
    return narrative


def test_timeline_js_shows_the_steps_and_says_what_it_could_not_carry() -> None:
    narrative = a_told_narrative()

    found = timeline_js(narrative, Viewer.PUBLIC)

    raid = {
        "unique_id": "raid",
        "start_date": {"year": "2021", "month": "9", "day": "15"},
        "display_date": "15 Sep 2021",
        "text": {"headline": "A &lt;b&gt;raid&lt;/b&gt;", "text": "<p>Told &amp; retold.</p>"},
    }
    assert found == {
        "title": {
            "text": {
                "headline": "Raid &amp; &lt;search&gt;",
                "text": "<p>It &lt; follows.</p>\n\n<p>One.</p>\n\n<p>Two<br>lines.</p>",
            }
        },
        "events": [
            raid,
            {
                "unique_id": "week",
                "start_date": {"year": "2021", "month": "9"},
                "display_date": "between 5 and 12 Sep 2021",
                "text": {"headline": "“A” &lt;week&gt;", "text": "<p>&lt;script&gt;x&lt;/script&gt;</p>"},
                "media": {
                    "url": "https://example.org/%C3%A9%3Cx%3E",
                    "caption": "A &lt;hill&gt;",
                    "credit": "R&amp;R, CC0",
                    "alt": "<A hill>",
                },
            },
            raid | {"unique_id": "raid_2"},
        ],
        "losses": [
            {"slug": "week", "reason": "REORDERED"},
            {"slug": "week", "reason": "STANCE"},
            {"slug": "week", "reason": "MORE_MEDIA"},
            {"slug": "undated", "reason": "UNDATED"},
            {"slug": "open", "reason": "OPEN_START"},
        ],
    }


def test_those_who_see_drafts_get_them_as_slides() -> None:
    narrative = a_told_narrative()

    found = timeline_js(narrative, Viewer.DRAFTS)

    assert [slide["unique_id"] for slide in found["events"]] == ["raid", "week", "hidden", "raid_2"]
    assert found["events"][1]["media"] == {"url": "https://example.org/a-draft"}


def year(number: int, *rest: int) -> dict[str, str]:
    """Return a date as TimelineJS reads it."""
    return {name: str(part) for name, part in zip(("year", "month", "day"), (number, *rest), strict=False)}


@pytest.mark.parametrize(
    ("when", "start", "end", "losses"),
    [
        ("2021", year(2021), None, []),
        ("2021-09", year(2021, 9), None, []),
        ("[2021-09-28..2021-10-03]", year(2021), None, []),
        ("[2020-12-30..2021-01-02]", year(2020), None, ["VAGUE_START"]),
        ("202X", year(2020), None, ["VAGUE_START"]),
        ("2021-09-15/2021-09-20", year(2021, 9, 15), year(2021, 9, 20), []),
        ("2021-08/2021-09-20", year(2021, 8), year(2021, 9, 20), []),
        ("2021-09/2021-09", year(2021, 9), None, []),
        ("{2021-09-05,2021-09-12}", year(2021, 9, 5), year(2021, 9, 12), []),
        ("[2021-09-05..2021-09-12]/2021-09", year(2021, 9), None, []),
        ("2021-09-15/2021-09", year(2021, 9, 15), None, ["VAGUE_END"]),
        ("2021-09-15/202X", year(2021, 9, 15), None, ["VAGUE_END"]),
        ("2021-09-15/..", year(2021, 9, 15), None, ["VAGUE_END"]),
        ("../2021-09-15", year(2021), year(2021, 9, 15), ["VAGUE_START"]),
        ("-0043-03-15", year(-44, 3, 15), None, []),
        ("0000", year(-1), None, []),
        ("0001-01-01", year(1, 1, 1), None, []),
        ("Y-300000", year(-300001), None, []),
    ],
)
def test_dates_hold_the_parts_that_are_known(when: str, start: Any, end: Any, losses: list[str]) -> None:
    event = an_event("event", when)

    found = timeline_js(telling(event), Viewer.PUBLIC)

    [slide] = found["events"]
    assert slide["start_date"] == start
    assert slide.get("end_date") == end
    assert slide["display_date"] == event.when.display
    assert found["losses"] == [{"slug": "event", "reason": reason} for reason in losses]


def test_every_step_told_after_one_that_began_later_is_reordered() -> None:
    narrative = telling(*(an_event(when, when) for when in ("2021-09-15", "2021-09-01", "2021-09-10", "2021-09-16")))

    found = timeline_js(narrative, Viewer.PUBLIC)

    assert [loss["slug"] for loss in found["losses"] if loss["reason"] == "REORDERED"] == ["2021-09-01", "2021-09-10"]


def test_graphql_answers_both_and_hides_what_is_hidden() -> None:
    graph = a_graph("a>b", "b>c")
    narrative = telling(graph["a"], graph["b"], graph["c"])
    Event.objects.filter(slug="b").update(status=Status.DRAFT)
    query = '{ narrative(slug: "story") { coherence { between { slug } verdict } timelineJs } }'

    public, drafts = ask(query), ask(query, a_client("a user who may see drafts"))

    def joint(before: str, after: str, verdict: str) -> dict[str, Any]:
        return {"between": [{"slug": before}, {"slug": after}], "verdict": verdict}

    assert public["narrative"] == {
        "coherence": [joint("a", "c", "GAP")],
        "timelineJs": timeline_js(narrative, Viewer.PUBLIC),
    }
    assert drafts["narrative"] == {
        "coherence": [joint("a", "b", "LINK"), joint("b", "c", "LINK")],
        "timelineJs": timeline_js(narrative, Viewer.DRAFTS),
    }
    assert [loss["slug"] for loss in public["narrative"]["timelineJs"]["losses"]] == ["a", "c"]


def test_what_is_asked_of_the_events_of_joints_costs_the_same_with_five_narratives() -> None:
    query = "{ narratives { edges { node { coherence { verdict between { type { slug } citations { quote } } } } } } }"
    a_story(0)
    with CaptureQueriesContext(connection) as of_one:
        ask(query)
    for number in range(1, 5):
        a_story(number)

    with CaptureQueriesContext(connection) as of_five:
        edges = ask(query)["narratives"]["edges"]

    assert len(of_five) == len(of_one)
    assert [len(edge["node"]["coherence"]) for edge in edges] == [3] * 5


def test_time_running_backwards_is_told_whatever_joins_the_steps() -> None:
    events = {slug: an_event(slug, when) for slug, when in (("a", "2021-09-15"), ("b", "2021-09-01"), ("c", "2022"))}
    a_graph("a>b", "b>c")
    telling(events["a"], events["b"], events["c"])

    found = ask('{ narrative(slug: "story") { coherence { verdict isBackwards } } }')["narrative"]

    assert found["coherence"] == [
        {"verdict": "LINK", "isBackwards": True},
        {"verdict": "LINK", "isBackwards": False},
    ]


def test_those_who_see_drafts_are_told_what_the_public_does_not_see_of_a_narrative() -> None:
    events = [an_event(slug) for slug in ("shown", "draft", "retracted", "last")]
    links = [a_link(one, then, slug=f"to-{then.slug}") for one, then in pairwise(events)]
    narrative = a_narrative("story")
    for position, (event, via) in enumerate(zip(events, [None, *links], strict=True)):
        a_step(narrative, event, position, via=via)
    Event.objects.filter(slug="draft").update(status=Status.IN_REVIEW)
    Event.objects.filter(slug="retracted").update(status=Status.RETRACTED, retraction_reason="It was wrong.")
    CausalLink.objects.filter(slug="to-draft").update(status=Status.DRAFT)
    CausalLink.objects.filter(slug="to-last").update(status=Status.RETRACTED, retraction_reason="It was wrong.")
    query = '{ narrative(slug: "story") { steps { event { slug } } hiddenParts { position slug reason } } }'

    public, drafts = ask(query)["narrative"], ask(query, a_client("a user who may see drafts"))["narrative"]

    assert public == {"steps": [{"event": {"slug": "shown"}}, {"event": {"slug": "last"}}], "hiddenParts": []}
    assert [(one["position"], one["slug"], one["reason"]) for one in drafts["hiddenParts"]] == [
        (1, "draft", "EVENT_NOT_PUBLISHED"),
        (1, "to-draft", "LINK_NOT_PUBLISHED"),
        (2, "retracted", "EVENT_RETRACTED"),
        (3, "to-last", "LINK_RETRACTED"),
    ]


def test_hidden_parts_of_five_narratives_cost_as_many_statements_as_one() -> None:
    stories = [a_story(number) for number in range(5)]
    Event.objects.filter(slug__startswith="a-").update(status=Status.DRAFT)

    with CaptureQueriesContext(connection) as of_public:
        assert hidden_parts(stories, Viewer.PUBLIC) == {story.pk: [] for story in stories}
    with CaptureQueriesContext(connection) as of_five:
        found = hidden_parts(stories, Viewer.DRAFTS)

    assert (len(of_public), len(of_five)) == (0, 1)
    assert [len(some) for some in found.values()] == [1] * 5
