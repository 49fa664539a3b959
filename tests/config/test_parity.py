"""Both APIs answer a filter with the same rows in the same order, page by page, and refuse it in the same code."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.planned_records import PlannedRecords
from events.graphql.scalars import name_of
from events.migrations._roles import CONTRIBUTOR, EDITOR
from sources.filters import Asked, Box, Count, Day, ExternalKey, Moment, Slug, Text, YesNo
from sources.graphql.connections import Listed
from sources.graphql.declared import TYPES
from sources.graphql.nodes import declared_fields
from sources.graphql.query import Query
from tests import mixed, staff
from tests.graphql import camel
from tests.mixed import SLUGS, a_mixed_store

pytestmark = pytest.mark.django_db

LISTS = {name: field for name, field in declared_fields(Query).items() if isinstance(field, Listed)}
VIEWERS = ("anonymous", CONTRIBUTOR, EDITOR)
MOST_PAGES = 4
VOICES = [*SLUGS["actor"], *SLUGS["publisher"]]
#: Whose slugs a parameter takes where its name does not say it.
SLUGS_OF = {
    **dict.fromkeys(("cause", "effect", "takes_part_in"), SLUGS["event"]),
    **dict.fromkeys(
        ("actor_with_parts", "actor_all", "speaker", "speaker_with_parts", "subject", "designated_by", "speaks_for"),
        SLUGS["actor"],
    ),
    **dict.fromkeys(("teller", "asserted_by"), VOICES),
    "type": SLUGS["event_type"],
    "speaks_through": SLUGS["publisher"],
    "predicate": mixed.PREDICATES,
}
#: Parameters that name records of the list's own kind.
OF_ITS_OWN = ("slug_in", "part_of", "parent", "derived_from")
WORDS = ("att", "ATT", "é", "É", "%", "_", "50%", "Z", "nothing", "🕊", "\\")
TEXTS = {
    "country": ("PK", "af", "XX"),
    "language": ("en", "EN", "en-GB", "ur", "e"),
    "url": tuple(f"https://example.org/{slug}" for slug in SLUGS["source"]),
}
DAYS = ("2021-09-05", "2021-09-06", "2020-12-31", "-0043-03-15", "2030-01-01", "+12021-01-01")
#: Values that are none, whichever way they are written.
WRONG = {
    Day: ("2021-13-01", "yesterday", " "),
    Moment: ("noon", "2021-09-01T25:00:00Z"),
    Box: ([0, 10, 10, 0], [0, 0, 181, 1]),
    Count: (-1, 10**14),
    ExternalKey: ("wikidata", ":Q1"),
    YesNo: (),
    Text: (" ", "x" * 201, "a\0b"),
    Slug: ([" "], ["x"] * 101, ["x" * 201]),
}


@dataclass(frozen=True)
class Question:
    """A list, who asks it, and what is asked of it, as plain values by the parameters' names."""

    name: str
    viewer: str
    filter: dict[str, Any]
    order: str | None
    size: int
    cursor: str | None


def right_values(parameter: str, one: Asked, kind: str) -> st.SearchStrategy[Any]:
    if one.choices:
        words = st.sampled_from(one.choices.values)
        return st.lists(words, min_size=1, max_size=4) if one.many else words
    if isinstance(one, Slug):
        known = SLUGS[kind] if parameter in OF_ITS_OWN else SLUGS_OF.get(parameter) or SLUGS[parameter]
        return st.lists(st.sampled_from([*known, "no-such-slug"]), min_size=1, max_size=4)
    if isinstance(one, Text):
        return st.sampled_from(TEXTS.get(parameter, WORDS))
    return OF_CLASS[next(base for base in type(one).__mro__ if base in OF_CLASS)]


degrees = st.sampled_from([-180, -90.5, 0, 12.25, 90, 180])
OF_CLASS: dict[type[Asked], st.SearchStrategy[Any]] = {
    Day: st.sampled_from(DAYS),
    Moment: st.sampled_from([*(one.isoformat() for one in mixed.MOMENTS), "2021-09-01T06:00:00", "2021-09-01"]),
    Box: st.tuples(degrees, st.sampled_from([-90, -10.5]), degrees, st.sampled_from([0, 45.5, 90])).map(list),
    Count: st.integers(0, 12),
    ExternalKey: st.integers(0, 12).map(lambda number: f"wikidata:Q:{number}"),
    YesNo: st.booleans(),
}


def wrong_values(one: Asked) -> list[Any]:
    if one.choices:
        return [["NO_SUCH_WORD"] if one.many else "NO_SUCH_WORD"]
    return list(WRONG[next(base for base in type(one).__mro__ if base in WRONG)])


@st.composite
def questions(draw: st.DrawFn) -> Question:
    name = draw(st.sampled_from(sorted(LISTS)))
    given_by = LISTS[name].filters.base_filters
    kind = KIND_OF[name]
    parameters = draw(st.lists(st.sampled_from(sorted(given_by)), unique=True, max_size=3))
    asked = {}
    for parameter in parameters:
        one = given_by[parameter]
        right, wrong = right_values(parameter, one, kind), wrong_values(one)
        asked[parameter] = draw(st.sampled_from(wrong) if wrong and draw(st.integers(0, 19)) == 0 else right)
    return Question(
        name,
        draw(st.sampled_from(VIEWERS)),
        asked,
        draw(st.sampled_from([None, *LISTS[name].filters.orders])),
        draw(st.sampled_from([3, 7, 20, 100, 100, 101])),
        draw(st.sampled_from([None] * 15 + ["no-cursor"])),
    )


KIND_OF = {name: TYPES[field.of].model._meta.model_name for name, field in LISTS.items()}
KIND_OF |= {"event_types": "event_type", "links": "link"}


@pytest.mark.parametrize("seed", range(2))
def test_both_apis_answer_the_same_rows_in_the_same_order(seed: int) -> None:
    a_mixed_store(seed)
    clients = {role: staff.a_client(role) for role in VIEWERS}
    met: Counter[str] = Counter()

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(questions())
    def same(question: Question) -> None:
        client = clients[question.viewer]
        by_rest, by_graphql = walk_rest(client, question), walk_graphql(client, question)

        assert by_rest == by_graphql
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PlannedRecords, "page", lambda *_: None)
            assert by_rest == walk_rest(client, question), "Without a plan records are read by their keys."
        met["refused" if isinstance(by_rest, str) else "found" if any(by_rest) else "nothing"] += 1

    same()

    assert min(met[kind] for kind in ("found", "nothing", "refused")) > met.total() / 20, met


#: Pages of slugs, there and back; or the code of a refusal.
Walked = list[list[str]] | str


def walk_rest(client: Client, question: Question) -> Walked:
    asked = {name: as_text(value) for name, value in question.filter.items()}
    asked |= {"limit": str(question.size), "fields": "slug"}
    asked |= {"ordering": question.order.lower()} if question.order else {}
    asked |= {"cursor": f"after.{question.cursor}"} if question.cursor else {}
    page = get(client, f"/api/v1/{question.name.replace('_', '-')}/?{urlencode(asked)}")
    if isinstance(page, str):
        return page
    pages = [slugs_of(page)]
    for way in ("next", "previous"):
        for _ in range(MOST_PAGES):
            if page[way]:
                page = get(client, page[way])
                pages.append(slugs_of(page))
    return pages


def get(client: Client, address: str) -> Any:
    """Return a page, or the code of a refusal, which all its faults have."""
    response = client.get(address)
    body = response.json()
    if response.status_code == 200:
        return body
    assert response.status_code == 400, (address, body)
    assert {one["code"] for one in body["errors"]} == {body["code"]}
    return body["code"]


def slugs_of(page: dict[str, Any]) -> list[str]:
    return [one["slug"] for one in page["results"]]


def as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return json.dumps(value) if isinstance(value, bool) else str(value)


def walk_graphql(client: Client, question: Question) -> Walked:
    found = ask(client, question, first=question.size, after=question.cursor)
    if isinstance(found, str):
        return found
    pages, total = [nodes_of(found)], found["totalCount"]
    for has_more, end, forth in (("hasNextPage", "endCursor", True), ("hasPreviousPage", "startCursor", False)):
        for _ in range(MOST_PAGES):
            if found["pageInfo"][has_more] and found["edges"]:
                cursor, size = found["pageInfo"][end], question.size
                place = {"first": size, "after": cursor} if forth else {"last": size, "before": cursor}
                found = ask(client, question, **place)
                pages.append(nodes_of(found))
    assert len({slug for page in pages for slug in page}) <= total
    return pages


def ask(client: Client, question: Question, **place: Any) -> Any:
    """Return a page, or the code of a refusal."""
    field, kind = camel(question.name), LISTS[question.name].of
    query = f"""query($filter: {kind}Filter, $order: {kind}Order, $first: Int, $after: String, $last: Int,
        $before: String) {{ {field}(filter: $filter, order: $order, first: $first, after: $after, last: $last,
        before: $before) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
        edges {{ node {{ slug }} }} }} }}"""
    asked = {camel(name): as_input(name, value) for name, value in question.filter.items()}
    variables = {"filter": asked, "order": question.order, **place}
    body = json.dumps({"query": query, "variables": variables})
    found = client.post("/graphql/", body, content_type="application/json").json()
    if "errors" in found:
        [code] = {one["extensions"]["code"] for one in found["errors"]}
        return code
    return found["data"][field]


def nodes_of(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["slug"] for edge in page["edges"]]


def as_input(name: str, value: Any) -> Any:
    if name == "bbox":
        return dict(zip(("west", "south", "east", "north"), value, strict=True))
    if name == "predicate":
        return [name_of(slug) for slug in value]
    return value


def test_there_are_values_for_every_parameter_of_every_list() -> None:
    for name, field in LISTS.items():
        for parameter, one in field.filters.base_filters.items():
            assert isinstance(right_values(parameter, one, KIND_OF[name]), st.SearchStrategy), (name, parameter)
            assert isinstance(wrong_values(one), list), (name, parameter)
