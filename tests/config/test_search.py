"""Search through HTTP: the same rows in the same order by both APIs, in pages, in few statements, within limits."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sources import search
from tests.graphql import answer, ask, refusal
from tests.storing import published, put, record

pytestmark = pytest.mark.django_db

EVERYTHING = """query ($text: String!, $in: [SearchKind!], $first: Int, $after: String) {
  search(text: $text, in: $in, first: $first, after: $after) {
    totalCount suggestions pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      kind slug title match highlights { field parts { text isMatch } }
      record { __typename id ... on Event { title } ... on Actor { name } ... on Place { name } }
    } }
  }
}"""
CITED = [{"source": "report", "locator": "¶ 1"}]


def a_store(number: int) -> None:
    put(
        published("source", "report", title="On Wana"),
        record("event_type", "assault", label="Assault"),
        *(record("place", f"place-{one}", name=f"Wana {one}") for one in range(number)),
        *(published("actor", f"actor-{one}", name=f"Army of Wana {one}") for one in range(number)),
        *(
            published(
                "event", f"event-{one}", title=f"Attack {one}", summary="In Wana", type="assault", citations=CITED
            )
            for one in range(number)
        ),
    )


def rest(path: str, **asked: Any) -> dict[str, Any]:
    response = Client().get(f"/api/v1/{path}", asked)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def statements(query: str, **variables: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask(query, **variables)
    return len([one for one in captured if "SELECT" in one["sql"]])


def test_hit_is_answered_whole() -> None:
    a_store(1)

    found = ask(EVERYTHING, text="wana", first=2)["search"]

    assert found["totalCount"] == 4
    assert found["suggestions"] == []
    assert found["pageInfo"]["hasNextPage"] is True
    assert found["edges"][0]["node"] == {
        "kind": "PLACE",
        "slug": "place-0",
        "title": "Wana 0",
        "match": "NAME_PREFIX",
        "highlights": [
            {"field": "name", "parts": [{"text": "Wana", "isMatch": True}, {"text": " 0", "isMatch": False}]}
        ],
        "record": {"__typename": "Place", "id": "UGxhY2U6cGxhY2UtMA==", "name": "Wana 0"},
    }


def test_both_apis_answer_the_same_in_the_same_order() -> None:
    a_store(3)

    for text in ("wana", "army wana", "att", "wanna", "nothing"):
        told, found = ask(EVERYTHING, text=text)["search"], rest("search/", q=text)

        assert [as_rest(edge["node"]) for edge in told["edges"]] == [
            {name: value for name, value in hit.items() if name != "url"} for hit in found["results"]
        ]
        assert told["suggestions"] == found["suggestions"]


def as_rest(hit: dict[str, Any]) -> dict[str, Any]:
    parts = [
        {"field": one["field"], "parts": [{"text": part["text"], "is_match": part["isMatch"]} for part in one["parts"]]}
        for one in hit["highlights"]
    ]
    return {
        "kind": hit["kind"].lower(),
        "slug": hit["slug"],
        "title": hit["title"],
        "match": hit["match"],
        "highlights": parts,
    }


def test_address_of_a_hit_leads_to_its_record() -> None:
    a_store(1)

    for hit in rest("search/", q="wana")["results"]:
        assert Client().get(hit["url"]).json()["slug"] == hit["slug"]


def test_pages_follow_each_other_without_a_gap_by_both_apis() -> None:
    a_store(4)
    whole = [edge["node"]["slug"] for edge in ask(EVERYTHING, text="wana")["search"]["edges"]]

    after, by_graphql = None, []
    while True:
        page = ask(EVERYTHING, text="wana", first=3, after=after)["search"]
        by_graphql += [edge["node"]["slug"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    by_rest, page = [], rest("search/", q="wana", limit=3)
    while True:
        by_rest += [hit["slug"] for hit in page["results"]]
        if page["next"] is None:
            break
        page = Client().get(page["next"]).json()
    previous = Client().get(page["previous"]).json()

    assert len(whole) == 13
    assert by_graphql == by_rest == whole
    assert [hit["slug"] for hit in previous["results"]] == whole[9:12]


@pytest.mark.parametrize("name", ["totalCount", "suggestions", "edges { node { title } }", "edges { cursor }"])
def test_each_part_of_an_answer_costs_its_own_statements(name: str) -> None:
    a_store(2)
    most = {"totalCount": 1, "suggestions": 1, "edges { node { title } }": 2, "edges { cursor }": 1}

    assert statements(f'{{ search(text: "wana") {{ {name} }} }}') == most[name]


def test_statements_do_not_grow_with_what_is_found() -> None:
    put(record("topic", "unrelated", label="Unrelated"))
    a_store(1)
    few = statements(EVERYTHING, text="wana")
    put(*(record("place", f"more-{one}", name=f"Wana more {one}") for one in range(4)))
    put(*(published("actor", f"more-{one}", name=f"Wana more {one}") for one in range(4)))

    assert statements(EVERYTHING, text="wana") == few == 8  # rows, texts, count, enough, one for each of four kinds


def test_list_is_narrowed_and_ordered_by_relevance() -> None:
    put(
        published("actor", "a", name="Front", description="Of Wana"),
        published("actor", "b", name="Wana Front"),
        published("actor", "c", name="Wana"),
    )

    query = (
        'query ($order: ActorOrder) { actors(search: "wana", order: $order) { totalCount edges { node { slug } } } }'
    )
    found = {order: ask(query, order=order)["actors"] for order in (None, "RELEVANCE", "NAME")}

    assert {order: [edge["node"]["slug"] for edge in one["edges"]] for order, one in found.items()} == {
        None: ["c", "b", "a"],
        "RELEVANCE": ["c", "b", "a"],
        "NAME": ["a", "c", "b"],
    }
    assert {one["totalCount"] for one in found.values()} == {3}
    for order, expected in ((None, "cba"), ("relevance", "cba"), ("name", "acb")):
        asked = {"search": "wana"} | ({"ordering": order} if order else {})
        assert "".join(one["slug"] for one in rest("actors/", **asked)["results"]) == expected


def test_search_and_filter_narrow_each_other() -> None:
    put(
        published("actor", "a", name="Wana Police", kind="STATE"),
        published("actor", "b", name="Wana Front", kind="REBEL_GROUP"),
        published("actor", "c", name="Another", kind="STATE"),
    )

    found = ask('{ actors(search: "wana", filter: {kind: [STATE]}) { totalCount edges { node { slug } } } }')

    assert found["actors"] == {"totalCount": 1, "edges": [{"node": {"slug": "a"}}]}
    assert [one["slug"] for one in rest("actors/", search="wana", kind="STATE")["results"]] == ["a"]


def test_pages_of_a_searched_list_follow_each_other() -> None:
    a_store(5)
    query = """query ($first: Int, $after: String, $last: Int, $before: String) {
      events(search: "wana", first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { slug } } } }"""
    whole = ask(query)["events"]["edges"]

    middle = ask(query, first=2, after=whole[1]["cursor"])["events"]["edges"]
    before = ask(query, last=2, before=whole[3]["cursor"])["events"]["edges"]

    assert len(whole) == 5
    assert (middle, before) == (whole[2:4], whole[1:3])


def test_timeline_counts_what_a_search_finds() -> None:
    a_store(2)

    assert ask('{ timeline(search: "attack 1") { undated } all: timeline { undated } }') == {
        "timeline": {"undated": 1},
        "all": {"undated": 2},
    }
    assert rest("timeline/", search="attack 1")["undated"] == 1


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ('{ search(text: "") { totalCount } }', "/text"),
        ('{ search(text: "?!") { suggestions } }', "/text"),
        (f'{{ search(text: "{"x" * 201}") {{ totalCount }} }}', "/text"),
        ('{ search(text: "a b c d e f g h i j k l m") { totalCount } }', "/text"),
        ('{ events(search: "") { totalCount } }', "/search"),
        ('{ timeline(search: "") { undated } }', "/search"),
        ("{ events(order: RELEVANCE) { edges { cursor } } }", "/order"),
        ('{ actor(slug: "army") { events(order: RELEVANCE) { edges { cursor } } } }', "/order"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_by_graphql(query: str, pointer: str) -> None:
    put(published("actor", "army", name="Army"))

    assert refusal(query) == ("BAD_USER_INPUT", [pointer])


@pytest.mark.parametrize(
    ("address", "code", "parameter"),
    [
        ("search/", "BAD_USER_INPUT", "q"),
        ("search/?q=", "BAD_USER_INPUT", "q"),
        ("search/?q=%3F", "BAD_USER_INPUT", "q"),
        ("search/?q=" + "x" * 201, "BAD_USER_INPUT", "q"),
        ("search/?q=a%00b", "BAD_USER_INPUT", "q"),
        ("search/?q=a&q=b", "BAD_USER_INPUT", "q"),
        ("search/?q=a&in=nothing", "BAD_USER_INPUT", "in"),
        ("search/?q=a&page=2", "UNKNOWN_PARAMETER", "page"),
        ("search/?q=a&limit=101", "PAGE_TOO_LARGE", "limit"),
        ("search/?q=a&limit=-1", "BAD_USER_INPUT", "limit"),
        ("search/?q=a&cursor=after.x", "BAD_CURSOR", "cursor"),
        ("events/?search=", "BAD_USER_INPUT", "search"),
        ("events/?ordering=relevance", "BAD_USER_INPUT", "ordering"),
        ("timeline/?search=", "BAD_USER_INPUT", "search"),
        ("relations/?search=a", "UNKNOWN_PARAMETER", "search"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_by_rest(address: str, code: str, parameter: str) -> None:
    response = Client().get(f"/api/v1/{address}")

    assert response.status_code == 400
    assert [(one["code"], one.get("parameter")) for one in response.json()["errors"]] == [(code, parameter)]


def test_size_of_a_page_is_bounded_and_counts_as_cost() -> None:
    assert refusal('{ search(text: "a", first: 101) { totalCount } }') == ("PAGE_TOO_LARGE", ["/first"])
    assert refusal('{ search(text: "a", first: -1) { totalCount } }') == ("BAD_USER_INPUT", ["/first"])

    many = " ".join(f'a{one}: search(text: "a", first: 100) {{ edges {{ node {{ {COSTLY} }} }} }}' for one in range(3))
    [error] = answer(f"{{ {many} }}")["errors"]

    # A hundred hits, each with five texts of 21 parts.
    assert (error["extensions"]["code"], error["extensions"]["found"]) == ("TOO_COSTLY", 3 * 100 * (1 + 5 * (1 + 21)))


COSTLY = "highlights { parts { text } }"


def test_kinds_of_the_schema_are_those_that_are_searched() -> None:
    assert [one.kind for one in search.searched_kinds()] == search_kinds()


def search_kinds() -> list[str]:
    found = ask('{ __type(name: "SearchKind") { enumValues { name } } }')
    return [one["name"].lower() for one in found["__type"]["enumValues"]]
