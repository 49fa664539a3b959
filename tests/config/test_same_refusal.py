"""The same refusal has the same code in both APIs, whichever is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from sources.graphql.identity import global_id
from tests import factories as a
from tests.graphql import answer

pytestmark = pytest.mark.django_db
EVENTS = "events({}) {{ totalCount edges {{ node {{ slug }} }} }}"


@dataclass(frozen=True)
class Refusal:
    """One refusal: how it is asked for in each API, its code, and the place that each names."""

    asked: str
    address: str
    code: str
    argument: str = ""
    parameter: str = ""


def of_filter(filtering: str, parameters: str, code: str, name: str, parameter: str, within: str = EVENTS) -> Refusal:
    asked = within.format(f"filter: {{{filtering}}}")
    return Refusal(asked, f"/events/?{parameters}", code, f"/filter/{name}", parameter)


def of_page(arguments: str, parameters: str, code: str, name: str, parameter: str) -> Refusal:
    return Refusal(EVENTS.format(arguments), f"/events/?{parameters}", code, f"/{name}", parameter)


def of_chain(arguments: str, parameters: str, name: str) -> Refusal:
    asked = f'causalChain(event: "told", {arguments}) {{ truncated }}'
    return Refusal(asked, f"/events/told/chain/?{parameters}", "BAD_USER_INPUT", f"/{name}", name)


def of_paths(arguments: str, parameters: str, name: str, parameter: str) -> Refusal:
    asked = f'causalPaths(from: "told", to: "late", {arguments}) {{ label }}'
    return Refusal(asked, f"/paths/?from=told&to=late&{parameters}", "BAD_USER_INPUT", f"/{name}", parameter)


BAD = "BAD_USER_INPUT"
REFUSALS = {
    "page too large": of_page("first: 101", "limit=101", "PAGE_TOO_LARGE", "first", "limit"),
    "page far too large": of_page("first: 20000", "limit=20000", "PAGE_TOO_LARGE", "first", "limit"),
    "page of less than nothing": of_page("first: -1", "limit=-1", BAD, "first", "limit"),
    "cursor of nobody": of_page('after: "x"', "cursor=after.x", "BAD_CURSOR", "after", "cursor"),
    "cursor of another order": of_page('after: "{other}"', "cursor=after.{other}", "BAD_CURSOR", "after", "cursor"),
    "day that is none": of_filter(
        'happenedFrom: "2021-13-01"', "happened_from=2021-13-01", BAD, "happenedFrom", "happened_from"
    ),
    "EDTF where a day is asked for": of_filter(
        'startedTo: "2021-21"', "started_to=2021-21", BAD, "startedTo", "started_to"
    ),
    "days the wrong way round": of_filter(
        'happenedFrom: "2022-01-01", happenedTo: "2021-01-01"',
        "happened_from=2022-01-01&happened_to=2021-01-01",
        BAD,
        "happenedFrom",
        "happened_from",
    ),
    "numbers the wrong way round": of_filter(
        "killedFrom: 5, killedTo: 2", "killed_from=5&killed_to=2", BAD, "killedFrom", "killed_from"
    ),
    "number below nothing": of_filter("killedFrom: -1", "killed_from=-1", BAD, "killedFrom", "killed_from"),
    "box upside down": of_filter("bbox: {west: 1, south: 5, east: 2, north: 4}", "bbox=1,5,2,4", BAD, "bbox", "bbox"),
    "box off the earth": of_filter(
        "bbox: {west: 1, south: -91, east: 2, north: 4}", "bbox=1,-91,2,4", BAD, "bbox", "bbox"
    ),
    "too many slugs": of_filter(
        f"slugIn: [{', '.join(['"a"'] * 101)}]", f"slug_in={','.join(['a'] * 101)}", BAD, "slugIn", "slug_in"
    ),
    "external id without a scheme": of_filter('externalId: "Q42"', "external_id=Q42", BAD, "externalId", "external_id"),
    "chain that is too deep": of_chain("depth: 21", "depth=21", "depth"),
    "chain of no depth": of_chain("depth: 0", "depth=0", "depth"),
    "chain that is too long": of_chain("limit: 1001", "limit=1001", "limit"),
    "too many paths": of_paths("first: 21", "first=21", "first", "first"),
    "paths that are too long": of_paths("maxDepth: 13", "max_depth=13", "max_depth", "max_depth"),
    "timeline of too many days": Refusal(
        "timeline(bucket: DAY) { undated }", "/timeline/?bucket=DAY", "TOO_COSTLY", "/bucket", "bucket"
    ),
}
#: What GraphQL itself refuses before it is asked, so that the place is the document's; and where only a list is empty.
BY_CODE = {
    "no slugs at all": Refusal(EVENTS.format("filter: {slugIn: []}"), "/events/?slug_in=", BAD),
    "parameter that is unknown": Refusal(EVENTS.format("nothing: 1"), "/events/?nothing=1", "UNKNOWN_PARAMETER"),
    "filter that is unknown": Refusal(EVENTS.format("filter: {nothing: 1}"), "/events/?nothing=1", "UNKNOWN_PARAMETER"),
    "word of no vocabulary": Refusal(EVENTS.format("filter: {granularity: [X]}"), "/events/?granularity=X", BAD),
    "order that is none": Refusal(EVENTS.format("order: BY_NAME"), "/events/?ordering=by_name", BAD),
    "size of a bucket that is none": Refusal("timeline(bucket: HOUR) { undated }", "/timeline/?bucket=HOUR", BAD),
    "direction that is none": Refusal(
        'causalChain(event: "told", direction: UP) { truncated }', "/events/told/chain/?direction=UP", BAD
    ),
    "kind of link that is none": Refusal(
        'causalChain(event: "told", kinds: [X]) { truncated }', "/events/told/chain/?kinds=X", BAD
    ),
    "number that is none": Refusal(EVENTS.format('first: "x"'), "/events/?limit=x", BAD),
    "truth that is none": Refusal(EVENTS.format("filter: {hasTime: 3}"), "/events/?has_time=3", BAD),
}


@pytest.fixture(autouse=True)
def store() -> None:
    a.an_event("told", "2021-09-14")
    a.an_event("late", "1021-09-14")


def refused(one: Refusal, other: str = "") -> tuple[dict[str, Any], Any]:
    """Return the extensions of the error over GraphQL, and the response over REST."""
    [error] = answer(f"{{ {one.asked.replace('{other}', other)} }}")["errors"]
    response = Client().get(f"/api/v1{one.address.replace('{other}', quote(other))}")
    return error["extensions"], response


@pytest.mark.parametrize("one", REFUSALS.values(), ids=REFUSALS)
def test_both_refuse_alike(one: Refusal) -> None:
    body = answer("{ events(order: TITLE, first: 1) { pageInfo { endCursor } } }")
    other = body["data"]["events"]["pageInfo"]["endCursor"]

    graphql, rest = refused(one, other)

    [of_graphql], [of_rest] = graphql["errors"], rest.json()["errors"]
    assert (graphql["code"], rest.json()["code"], rest.status_code) == (one.code, one.code, 400)
    assert (of_graphql.pop("pointer"), of_rest.pop("parameter")) == (one.argument, one.parameter)
    assert {**of_graphql, "detail": ""} == {**of_rest, "detail": ""}
    assert worded(of_graphql["detail"]) == worded(of_rest["detail"])


def worded(detail: str) -> str:
    """Return a detail without the names, which each API spells its own way."""
    return detail.replace("happenedFrom", "happened_from")


@pytest.mark.parametrize("one", BY_CODE.values(), ids=BY_CODE)
def test_what_is_refused_by_other_means_has_the_same_code(one: Refusal) -> None:
    graphql, rest = refused(one)

    assert (graphql["code"], rest.json()["code"], rest.status_code) == (one.code, one.code, 400)


def test_token_is_refused_alike() -> None:
    headers = {"Authorization": "Bearer nobody"}

    graphql = Client().get("/graphql/", {"query": "{ revision }"}, headers=headers)
    rest = Client().get("/api/v1/events/", headers=headers)

    assert (graphql.status_code, rest.status_code) == (401, 401)
    assert graphql.json()["errors"][0]["extensions"]["code"] == rest.json()["code"] == "BAD_TOKEN"
    assert graphql["WWW-Authenticate"] == rest["WWW-Authenticate"]


@pytest.mark.parametrize("method", ["put", "delete"])
def test_method_is_refused_alike(method: str) -> None:
    graphql, rest = (getattr(Client(), method)(address) for address in ("/graphql/", "/api/v1/timeline/"))

    assert (graphql.status_code, rest.status_code) == (405, 405)
    assert graphql.json()["errors"][0]["extensions"]["code"] == rest.json()["code"] == "METHOD_NOT_ALLOWED"


#: Every way of naming a record, with % for its slug.
NAMING = [
    '{ event(slug: "%") { slug } }',
    '{ actor(slug: "%") { slug } }',
    '{ causalChain(event: "%") { truncated } }',
    '{ causalPaths(from: "told", to: "%") { label } }',
    '{ narrativeDiff(a: "%", b: "%") { shared { slug } } }',
    '{ nodes(ids: ["%id"]) { id } }',
    '{ events(filter: {actor: ["%"]}) { totalCount edges { node { slug } } } }',
    '{ events(filter: {slugIn: ["%"]}) { totalCount } }',
    '{ timeline(filter: {actor: ["%"]}) { undated buckets { count } } }',
    "/events/%/",
    "/events/%/chain/",
    "/events/%/accounts/",
    "/events/%/history/",
    "/events/?actor=%",
    "/events/?slug_in=%",
    "/paths/?from=told&to=%",
    "/timeline/?actor=%",
    "/actors/%/",
    "/narratives/%/diff/?with=%",
]


@pytest.mark.parametrize("status", ["DRAFT", "IN_REVIEW"])
@pytest.mark.parametrize("road", NAMING)
def test_unknown_slug_is_answered_as_a_hidden_one(road: str, status: str) -> None:
    hidden = a.an_event("hidden", "2021-09-15", status=status)
    a.a_participation(hidden, a.an_actor("hidden", status=status))
    a.a_step(a.a_narrative("hidden", status=status), hidden)
    a.a_link(hidden, a.an_event("seen", "2021-09-16"))

    of_hidden, of_unknown = (told(road, slug).replace(slug.encode(), b"%") for slug in ("hidden", "absent"))

    assert of_hidden == of_unknown
    assert b"Traceback" not in of_hidden


def told(road: str, slug: str) -> bytes:
    """Return what a stranger is answered, status and all."""
    if road.startswith("/"):
        response = Client().get(f"/api/v1{road.replace('%', slug)}")
    else:
        document = road.replace("%id", global_id("Event", slug)).replace("%", slug)
        response = Client().get("/graphql/", {"query": document})
    assert response.status_code in (200, 400, 403, 404)
    return str(response.status_code).encode() + response.content
