"""Whoever may not see what is hidden gets, by every road, the very answers of a store that never had it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from config.rest import router
from config.schema import schema
from sources.graphql.identity import global_id
from sources.models import Publishable
from sources.records import all_kinds
from sources.rest.views import Resource
from tests.access import a_client
from tests.haunted import GHOST, HIDDEN, MARK, a_seen_store, hide
from tests.storing import another_store

pytestmark = pytest.mark.django_db
SCHEMA = schema._schema
Answers = dict[str, str]
#: Roads of REST that are about one event.
SEEN = ("told", "lonely", "late", "event-1", "cause-1", "effect-1")


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    """Let one operation ask for all that a type has."""
    most = dict.fromkeys(django_settings.GRAPHQL_LIMITS, 10**9)
    settings.GRAPHQL_LIMITS = {**most, "tokens": 10**6}
    settings.GRAPHQL_COSTS = dict.fromkeys(django_settings.GRAPHQL_COSTS, 10**9)
    settings.READ_SECONDS = 60


@pytest.mark.slow
def test_answers_are_those_of_a_store_without_what_is_hidden() -> None:
    a_seen_store()
    roads = [*rest_roads(), *graphql_roads()]
    before = answers(Client(), roads)

    for status in HIDDEN:
        with another_store():
            hide(status)
            after = answers(Client(), roads)

        assert {road: (status, before[road], after[road]) for road in roads if before[road] != after[road]} == {}
        assert [(status, road) for road in roads if GHOST not in road and GHOST in after[road]] == []
        assert [(status, road) for road in roads if MARK in after[road]] == []


@pytest.mark.parametrize("status", HIDDEN)
def test_one_hidden_record_is_absent_or_only_known_to_be_retracted(status: str) -> None:
    a_seen_store()
    hide(status)
    retracted = status == "RETRACTED"

    for kind in all_kinds():
        if issubclass(kind.model, Publishable):
            for slug in kind.objects.filter(slug__startswith=GHOST).values_list("slug", flat=True):
                response = Client().get(f"/api/v1/{kind.collection}/{slug}/")

                assert response.status_code == (410 if retracted else 404)
                assert MARK not in response.content.decode()


@pytest.mark.slow
def test_those_who_see_drafts_are_answered_what_is_hidden() -> None:
    """The roads above do lead to what is hidden."""
    a_seen_store()
    hide("DRAFT")
    lists = [
        f"/api/v1/{name}/" for name, resource, _ in router.registry if issubclass(resource.kind.model, Publishable)
    ]
    about = [f"/api/v1/events/told/{name}" for name in ("", "accounts/", "chain/")]
    about += [f"/api/v1/export/?format={name}" for name in ("jsonl", "csv", "geojson", "timelinejs", "jsonld")]
    asked = [road for road in graphql_roads() if road.startswith(("{ causalChain(", "{ narrative(", "{ actor("))]
    editor = a_client("a user who may see drafts")

    shown, seen = answers(editor, [*lists, *about, *asked]), answers(Client(), [*lists, *about, *asked])

    assert [road for road in [*lists, *about] if shown[road] == seen[road]] == []
    assert [road for road in lists if MARK not in shown[road] and GHOST not in shown[road]] == []
    assert sum(shown[road] != seen[road] for road in asked) > len(asked) / 2


@pytest.mark.parametrize("status", HIDDEN)
def test_search_answers_as_in_a_store_without_what_is_hidden(status: str) -> None:
    a_seen_store()
    roads = [*search_roads()]
    before = answers(Client(), roads)

    hide(status)
    after = answers(Client(), roads)

    assert {road: (before[road], after[road]) for road in roads if before[road] != after[road]} == {}
    assert [road for road in roads if MARK in after[road].lower()] == []


def test_search_leads_those_who_see_drafts_to_what_is_hidden() -> None:
    """The roads above do lead to it."""
    a_seen_store()
    hide("DRAFT")
    roads = [road for road in search_roads() if "story" not in road]

    shown, seen = answers(a_client("a user who may see drafts"), roads), answers(Client(), roads)

    assert [road for road in roads if shown[road] == seen[road]] == []


def answers(client: Client, roads: list[str]) -> Answers:
    """Return what is answered on each road, which must lead somewhere: an address of REST, or a query."""
    return {road: (_by_rest if road.startswith("/") else _by_graphql)(client, road) for road in roads}


def _by_rest(client: Client, road: str) -> str:
    response = client.get(road)
    assert response.status_code == 200 or (GHOST in road and response.status_code == 404), (road, response.content)
    return b"".join(response).decode()


def _by_graphql(client: Client, query: str) -> str:
    answer = client.post("/graphql/", json.dumps({"query": query}), content_type="application/json").content.decode()
    assert "errors" not in json.loads(answer), (query[:200], answer[:1000])
    return answer


def rest_roads() -> Iterator[str]:
    api = "/api/v1"
    for collection, resource, _ in router.registry:
        yield f"{api}/{collection}/"
        yield from (f"{api}/{collection}/?ordering={name.lower()}" for name in resource.filterset_class.orders)
        yield from (f"{api}/{collection}/?{asked}" for asked in filters_of(resource))
    event_resource = next(resource for name, resource, _ in router.registry if name == "events")
    yield f"{api}/timeline/"
    yield from (f"{api}/timeline/?{asked}" for asked in filters_of(event_resource))
    yield from (f"{api}/timeline/?group_by={group}" for group in ("TYPE", "PLACE", "ACTOR", "TOPIC") if group in GROUPS)
    yield f"{api}/facets/?by=type,topic,actor,place,month"
    yield from (f"{api}/facets/?by=actor,place,month&{asked}" for asked in filters_of(event_resource))
    yield f"{api}/clusters/?bbox=-180,-90,180,90&zoom=6"
    yield from export_roads(event_resource)
    for slug in SEEN:
        yield f"{api}/events/{slug}/"
        yield f"{api}/events/{slug}/?format=jsonld"
        yield f"{api}/events/{slug}/accounts/"
        yield f"{api}/events/{slug}/accounts/?subject=ghost-actor"
        for way in ("CAUSES", "EFFECTS"):
            yield f"{api}/events/{slug}/chain/?direction={way}&include_order_only=true"
        yield f"{api}/events/{slug}/chain/"
        yield from (f"{api}/paths/?from={slug}&to={other}" for other in SEEN)
        yield f"{api}/paths/?from={slug}&to=ghost-event"


def search_roads() -> Iterator[str]:
    """Yield searches for what is hidden: as it is written, its beginning, and mistyped, so that it is suggested."""
    for text in (MARK, MARK[:5], "zanzbar", f"{MARK}%20army"):
        yield f"/api/v1/search/?q={text}"
        typed = json.dumps(text.replace("%20", " "))
        hit = "{ node { slug title highlights { parts { text } } } }"
        yield f"{{ search(text: {typed}) {{ totalCount suggestions edges {hit} }} }}"
    for name in ("events", "actors", "claims", "narratives", "sources"):
        yield f"/api/v1/{name}/?search={MARK}"
        yield f'{{ {name}(search: "{MARK}") {{ totalCount edges {{ node {{ slug }} }} }} }}'
    yield f"/api/v1/timeline/?search={MARK}"
    yield f'{{ timeline(search: "{MARK}") {{ undated buckets {{ count }} }} }}'
    yield "/api/v1/search/?q=story"  # it has a step that is hidden


def export_roads(event_resource: type[Resource]) -> Iterator[str]:
    """Yield each format of whatever has several, whole and narrowed."""
    api = "/api/v1"
    yield f"{api}/export/"
    yield f"{api}/export/?types=event,claim,link"
    for name in ("csv", "geojson", "timelinejs", "jsonld"):
        yield f"{api}/export/?format={name}"
        yield f"{api}/export/?format={name}&losses=true"
        yield f"{api}/export/?format={name}&actor={GHOST}-actor"
    yield from (f"{api}/export/?format=csv&{asked}" for asked in some([*filters_of(event_resource)]))
    yield from (f"{api}/events/?format={name}&limit=3" for name in ("csv", "geojson"))
    yield from (f"{api}/timeline/?format={name}" for name in ("csv", "geojson", "timelinejs"))
    for group in GROUPS:
        yield from (f"{api}/timeline/?group_by={group}&format={name}" for name in ("csv", "geojson", "timelinejs"))
    yield from (f"{api}/narratives/{slug}/?format=timelinejs" for slug in ("story", "narrative-1"))


GROUPS = tuple(SCHEMA.type_map["TimelineGroup"].values)  # type: ignore[attr-defined]  # an enum


def filters_of(resource: type[Resource]) -> Iterator[str]:
    """Yield each filter with values that find, and with what is hidden; all of them in one where it takes several."""
    for name, one in resource.filterset_class.base_filters.items():
        if one.choices:
            yield from (f"{name}={value}" for value in some(one.choices.values))
        elif one.many:
            yield f"{name}={','.join(GHOSTS)}"
            yield f"{name}={','.join([*GHOSTS, *SHOWN])}"
            yield from (f"{name}={slug}" for slug in ("process-1", "group", "paper-a"))
        else:
            yield from (f"{name}={value}" for value in VALUES[type(one).__name__])


GHOSTS = [f"{GHOST}-{name}" for name in ("actor", "source", "media", "event", "claim", "link", "narrative")]
SHOWN = ("told", "lonely", "group", "member", "paper-a", "process-1", "story", "publisher-a", "actor-1")
VALUES = {
    "Slug": ("ghost-event", "ghost-actor", "told", "group"),
    "Text": ("PK",),
    "YesNo": ("true", "false"),
    "Count": ("50", "3"),
    "Day": ("2021-09-15",),
    "Moment": ("2020-01-01T00:00:00Z",),
    "Box": ("60,20,80,40",),
    "ExternalKey": (f"wikidata:{MARK}",),
}


#: What is walked two levels deep: what it leads to, and all that this leads to.
FAR = ("events", "claims", "actors", "narratives")


def some(values: list[str]) -> list[str]:
    """Return a short vocabulary whole, the first words of a long one."""
    return values if len(values) <= 5 else values[:2]


def graphql_roads() -> Iterator[str]:
    for name, field in query_fields().items():
        for arguments in argument_lists(name, field):
            depth = 2 if name in FAR else 1
            depth = 0 if GHOST in arguments else depth
            yield f"{{ {name}{arguments} {selection(get_named_type(field.type), depth)} }}"
        filters = field.args.get("filter")
        if filters is not None:
            body = BODIES.get(name, "{ totalCount edges { node { slug } } }")
            more = f"{GIVEN[name]}, " if name in GIVEN else ""
            yield from (f"{{ {name}({more}filter: {{{asked}}}) {body} }}" for asked in filter_values(filters))


def query_fields() -> dict[str, GraphQLField]:
    assert SCHEMA.query_type
    return SCHEMA.query_type.fields


def argument_lists(name: str, field: GraphQLField) -> Iterator[str]:
    """Yield the arguments that a root field needs: each seen slug, and a hidden one, where it takes slugs."""
    required = [argument for argument, one in field.args.items() if is_required_argument(one)]
    if name in GIVEN:
        yield f"({GIVEN[name]})"
    elif not required:
        yield ""
    elif len(required) == 2:
        yield from (f'({required[0]}: "{one}", {required[1]}: "{other}")' for one in SEEN[:3] for other in SEEN[1:4])
        yield f'({required[0]}: "cause-1", {required[1]}: "ghost-event")'
    else:
        slugs = SEEN if required == ["event"] else [f"{name}-1", *GHOSTS, *SEEN_BY_NAME.get(name, ())]
        yield from (f'({required[0]}: "{slug}"{more})' for slug in slugs for more in MORE.get(name, ("",)))
        yield f'({required[0]}: "ghost-event")'


SEEN_BY_NAME = {"event": SEEN, "actor": ("group", "member"), "narrative": ("story",), "claim": ("by-member",)}
MORE = {"causalChain": ("", ", direction: CAUSES")}


#: What is asked of the roots whose arguments are not the slugs of one kind of record.
IDS = [global_id("Event", slug) for slug in ("told", "ghost-event")]
GIVEN = {
    "node": f'id: "{IDS[1]}"',
    "nodes": f"ids: {json.dumps(IDS)}",
    "narrativeDiff": 'a: "story", b: "narrative-1"',
    "facets": "by: [TYPE, TOPIC, ACTOR, PLACE, MONTH]",
    "clusters": "bbox: {west: -180, south: -90, east: 180, north: 90}, zoom: 6",
}
#: What is asked of a filtered answer that is no page.
BODIES = {
    "timeline": "{ undated buckets { count } }",
    "facets": "{ without values { value count own } }",
    "clusters": "{ count imprecise event { slug } }",
}


def selection(kind: Any, depth: int) -> str:
    """Return a selection of all fields of a type; of an object so many levels deep, then what identifies it."""
    if is_leaf_type(kind):
        return ""
    if isinstance(kind, GraphQLUnionType):
        return f"{{ {' '.join(f'... on {one.name} {{ {one.name.lower()}Slug: slug }}' for one in kind.types)} }}"
    if depth < 0 and "slug" in kind.fields:
        return "{ slug }"
    if kind.name.endswith("Connection"):
        node = get_named_type(kind.fields["edges"].type).fields["node"]
        return f"{{ totalCount edges {{ node {selection(get_named_type(node.type), depth)} }} }}"
    asked = [name for name, field in kind.fields.items() if not any(map(is_required_argument, field.args.values()))]
    parts = [f"{name} {selection(get_named_type(kind.fields[name].type), depth - 1)}" for name in asked]
    return f"{{ {' '.join(parts)} }}"


def filter_values(argument: GraphQLArgument) -> Iterator[str]:
    """Yield each input field of a filter with what is hidden, or with each value of its vocabulary."""
    kind = get_named_type(argument.type)
    assert isinstance(kind, GraphQLInputObjectType)
    for name, field in kind.fields.items():
        target = get_named_type(field.type)
        if isinstance(target, GraphQLEnumType):
            yield from (f"{name}: {value}" for value in some([*target.values]))
        elif target.name == "Boolean":
            yield from (f"{name}: true", f"{name}: false")
        elif target.name == "ID":
            slugs = json.dumps([*GHOSTS, *SHOWN])
            yield f"{name}: {slugs if is_list_type(field.type) else json.dumps(GHOSTS[3])}"
