"""Who sees what by which road: every address of REST and every question of GraphQL, for everyone who may ask."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.rest import router, urlpatterns
from config.schema import schema
from sources.choices import Scope
from sources.graphql.identity import global_id
from sources.models import Mergeable
from sources.rest.problems import not_found
from tests import access, staff
from tests import factories as a
from tests.access import hidden_store

pytestmark = pytest.mark.django_db

READ, READ_DRAFTS, WRITE, PUBLISH = Scope
PAST = timezone.now() - datetime.timedelta(days=1)


def with_token(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def editors_token(*scopes: str, **fields: Any) -> Callable[[], Client]:
    return lambda: with_token(a.a_token(staff.a_user("Editor"), *scopes, **fields))


def inactive_editors_token() -> Client:
    user = staff.a_user("Editor")
    secret = a.a_token(user, READ, READ_DRAFTS)
    user.is_active = False
    user.save()
    return with_token(secret)


#: Everyone who may ask: the column of the matrix, and how they come.
CALLERS: dict[str, tuple[str, Callable[[], Client]]] = {
    "anonymous": ("NOBODY", Client),
    "an inactive user": ("NOBODY", lambda: access.a_client("an inactive user who could see drafts")),
    "a user without permissions": ("PUBLIC", lambda: access.a_client("a user without permissions")),
    "a Viewer": ("DRAFTS", lambda: staff.a_client("Viewer")),
    "a Contributor": ("WRITES", lambda: staff.a_client("Contributor")),
    "an Editor": ("PUBLISHES", lambda: staff.a_client("Editor")),
    "a superuser": ("PUBLISHES", lambda: staff.a_client("superuser")),
    "an Editor's token: read": ("PUBLIC", editors_token(READ)),
    "an Editor's token: read, read-drafts": ("DRAFTS", editors_token(READ, READ_DRAFTS)),
    "an Editor's token: read … write": ("EDITS DRAFTS", editors_token(READ, READ_DRAFTS, WRITE)),
    "an Editor's token: read … publish": ("PUBLISHES", editors_token(*Scope)),
    "an Editor's token: all but read": ("NO READ", editors_token(READ_DRAFTS, WRITE, PUBLISH)),
    "an Editor's token: none": ("NO READ", editors_token(scopes=[])),
    "a Viewer's token: all": ("DRAFTS", lambda: with_token(a.a_token(staff.a_user("Viewer"), *Scope))),
    "a Contributor's token: all": ("WRITES", lambda: with_token(a.a_token(staff.a_user("Contributor"), *Scope))),
    "the token of a user without permissions: all": (
        "PUBLIC",
        lambda: with_token(a.a_token(a.User.objects.create_user("reader"), *Scope)),
    ),
    "an expired token": ("REFUSED", editors_token(READ, READ_DRAFTS, expiry=PAST)),
    "a revoked token": ("REFUSED", editors_token(READ, READ_DRAFTS, revoked_at=PAST)),
    "an unknown token": ("REFUSED", lambda: with_token("sequitur_" + "0" * 64)),
    "an inactive user's token": ("REFUSED", inactive_editors_token),
    "no token at all": ("REFUSED", lambda: with_token("let-me-in")),
}


def callers() -> Iterator[Any]:
    """Yield the callers; who is told the same as one before is asked for on SQLite alone, since tokens are no SQL."""
    columns: set[str] = set()
    for name, (column, _) in CALLERS.items():
        yield pytest.param(name, marks=[pytest.mark.sqlite] if column in columns else [])
        columns.add(column)


#: What is answered to each column: a status, the code of a refusal, and whether drafts are in it.
Answers = dict[str, str]


def reading(public: str, drafts: str, no_read: str = "403 FORBIDDEN") -> Answers:
    """Return what is answered where one only reads: who may write sees what those see who see drafts."""
    return {
        **dict.fromkeys(("NOBODY", "PUBLIC"), public),
        **dict.fromkeys(("DRAFTS", "WRITES", "EDITS DRAFTS", "PUBLISHES"), drafts),
        "NO READ": no_read,
        "REFUSED": "401 BAD_TOKEN",
    }


def writing(contributors: str, drafts_alone: str, all_of_it: str) -> Answers:
    """Return what is answered to a write: to a Contributor, to who edits drafts only, and to who publishes."""
    return {
        "NOBODY": "401 FORBIDDEN",
        **dict.fromkeys(("PUBLIC", "DRAFTS", "NO READ"), "403 FORBIDDEN"),
        "WRITES": contributors,
        "EDITS DRAFTS": drafts_alone,
        "PUBLISHES": all_of_it,
        "REFUSED": "401 BAD_TOKEN",
    }


@dataclass(frozen=True)
class Road:
    """One way to ask, and its row of the matrix."""

    address: str
    answers: Answers
    body: Any = None


SAME = reading("200", "200")
MORE = reading("200", "200 with drafts")
HIDDEN = reading("404 NOT_FOUND", "200 with drafts")
ABSENT = reading("404 NOT_FOUND", "404 NOT_FOUND")
RETRACTED = reading("410 RETRACTED", "410 RETRACTED")
DOCUMENT = reading("200", "200", no_read="200")


def rest_roads() -> dict[str, list[Road]]:
    """Return the matrix of REST: the ways to ask by method and name of the address."""
    api = "/api/v1"
    matrix = {
        "GET api-root": [Road(f"{api}/", SAME)],
        "GET schema": [Road(f"{api}/schema/", DOCUMENT)],
        "GET docs": [Road(f"{api}/docs/", DOCUMENT)],
        "GET export": [
            Road(f"{api}/export/", MORE),
            Road(f"{api}/export/?format=csv&slug_in=event-draft", MORE),
        ],
        "GET changes": [Road(f"{api}/changes/", SAME)],
        "GET search": [
            Road(f"{api}/search/?q=event-draft", MORE),
            Road(f"{api}/search/?q=draft&in=claim,event", MORE),
        ],
        "GET facets": [Road(f"{api}/facets/?by=month&slug_in=event-draft", MORE)],
        "GET clusters": [Road(f"{api}/clusters/?bbox=-180,-90,180,90&zoom=1", MORE)],
        "GET timeline": [Road(f"{api}/timeline/?slug_in=event-draft", MORE)],
        "GET paths": [
            Road(f"{api}/paths/?from=base-event&to=base-effect", MORE),
            Road(f"{api}/paths/?from=event-draft&to=base-effect", reading("404 NOT_FOUND", "200")),
        ],
        "GET event-chain": [
            Road(f"{api}/events/base-event/chain/", MORE),
            Road(f"{api}/events/event-draft/chain/", HIDDEN),
        ],
        "GET event-accounts": [
            Road(f"{api}/events/base-event/accounts/", MORE),
            Road(f"{api}/events/event-draft/accounts/", reading("404 NOT_FOUND", "200")),
        ],
    }
    media_type = "415 UNSUPPORTED_MEDIA_TYPE"
    matrix["POST import"] = [Road(f"{api}/import/", writing(media_type, media_type, media_type), WRONG)]
    matrix["GET narrative-diff"] = [
        Road(f"{api}/narratives/narrative-published/diff/?with=narrative-published", SAME),
        Road(
            f"{api}/narratives/narrative-published/diff/?with=narrative-draft",
            reading("404 NOT_FOUND", "200 with drafts"),
        ),
    ]
    for collection, resource, name in router.registry:
        matrix |= write_roads(f"{api}/{collection}/", resource, name)
        slugs = resource.kind.objects.order_by("slug").values_list("slug", flat=True)
        seen = f"{name.replace('_', '-')}-published" if resource.kind.has_status else slugs[0]
        matrix[f"GET {name}-list"] = [Road(f"{api}/{collection}/", MORE if resource.kind.has_status else SAME)]
        matrix[f"GET {name}-history"] = [
            Road(f"{api}/{collection}/{seen}/history/", reading("403 FORBIDDEN", "200")),
            Road(f"{api}/{collection}/no-such-record/history/", reading("403 FORBIDDEN", "404 NOT_FOUND")),
        ]
        matrix[f"GET {name}-detail"] = [Road(f"{api}/{collection}/{seen}/", SAME)]
        if name in ("event", "actor", "source", "narrative"):
            matrix[f"GET {name}-list"].append(Road(f"{api}/{collection}/?search={name}-draft", MORE))
        if resource.kind.has_status:
            matrix[f"GET {name}-detail"] += [
                Road(f"{api}/{collection}/{name}-draft/", HIDDEN),
                Road(f"{api}/{collection}/{name}-retracted/", RETRACTED),
                Road(f"{api}/{collection}/no-such-record/", ABSENT),
            ]
    return matrix


#: What no record has: who may write is told so, the others are told that they may not.
WRONG = {"no_such_field": 1}
UNKNOWN = "400 UNKNOWN_PARAMETER"
DENIED = "403 FORBIDDEN"
#: The least that a record of each kind that is public at once holds.
LEAST = {
    "publisher": {"name": "x"},
    "place": {"name": "x"},
    "event_type": {"label": "x"},
    "topic": {"label": "x"},
    "predicate": {"label": "x", "value_kind": "COUNT"},
}


def write_roads(collection: str, resource: Any, name: str) -> dict[str, list[Road]]:
    """Return the writes of one kind of record; of what is public at once contributors add places alone."""
    adds = name == "place"
    if resource.kind.has_status:
        wrong, gone = writing(UNKNOWN, UNKNOWN, UNKNOWN), writing(DENIED, "404 NOT_FOUND", "404 NOT_FOUND")
        put = Road(f"{collection}{name}-draft/", wrong, WRONG)
        verbs = ["publish", "submit", "return-to-draft", "retract"]
    else:
        wrong, gone = writing(DENIED, DENIED, UNKNOWN), writing(DENIED, DENIED, "404 NOT_FOUND")
        put = Road(f"{collection}made/", writing("201" if adds else DENIED, DENIED, "201"), LEAST[name])
        verbs = []
    added = {**wrong, "WRITES": UNKNOWN} if adds else wrong
    verbs += ["merge"] if issubclass(resource.kind.model, Mergeable) else []
    return {
        f"POST {name}-list": [Road(collection, added, WRONG)],
        f"PUT {name}-detail": [put],
        f"PATCH {name}-detail": [Road(f"{collection}a-{name}/", writing(*PATCHED[resource.kind.has_status]), WRONG)],
        f"DELETE {name}-detail": [Road(f"{collection}no-such-record/", gone)],
        f"POST {name}-restore": [Road(f"{collection}{name}-draft/restore/", added, WRONG)],
        **{
            f"POST {name}-{verb}": [Road(f"{collection}{name}-draft/{PATHS.get(verb, verb)}/", wrong, WRONG)]
            for verb in verbs
        },
    }


PATHS = {"return-to-draft": "return"}
#: What is not there is not patched.
PATCHED = {
    True: ("404 NOT_FOUND", "404 NOT_FOUND", "404 NOT_FOUND"),
    False: (DENIED, DENIED, "404 NOT_FOUND"),
}


def methods_of_rest() -> Iterator[str]:
    """Yield the method and name of everything that the addresses of REST lead to."""
    for pattern in urlpatterns:
        view: Any = pattern.callback
        if view is not not_found:
            methods = getattr(view, "actions", None) or [
                name for name in view.cls.http_method_names if hasattr(view.cls, name)
            ]
            yield from (f"{name.upper()} {pattern.name}" for name in methods if name not in ("head", "options"))


def test_every_address_of_rest_has_its_place_in_the_matrix() -> None:
    hidden_store()
    a_vocabulary()

    assert sorted(methods_of_rest()) == sorted(rest_roads())


@pytest.mark.parametrize("caller", list(callers()))
def test_who_sees_what_by_rest(caller: str) -> None:
    hidden_store()
    a_vocabulary()
    column, come = CALLERS[caller]
    client = come()
    roads = [(name, road) for name, some in rest_roads().items() for road in some]

    seen = {(name, road.address): told(ask(client, name.split()[0], road)) for name, road in roads}

    assert seen == {(name, road.address): road.answers[column] for name, road in roads}


def a_vocabulary() -> None:
    """Store one record of each kind that is public at once; the draft of an event lies at the place."""
    a.a_publisher(), a.a_topic(), a.a_type(), a.a_predicate()
    place = a.a_place(latitude=32.3, longitude=69.9)
    a.an_event_place(a.events.Event.objects.get(slug="event-draft"), place)


def ask(client: Client, method: str, road: Road) -> Any:
    data = b"" if road.body is None else json.dumps(road.body).encode()
    return client.generic(method, road.address, data, "application/json")


#: What counts tell where one draft is counted.
ONE_DRAFT = ('"undated":1', '"without":1')


def told(response: Any) -> str:
    """Return in short what an answer tells: its status and code, and whether anything not published is in it."""
    body = b"".join(response).decode()  # an export comes in parts
    if response.status_code >= 400:
        return f"{response.status_code} {json.loads(body)['code']}"
    is_with_drafts = any(mark in body for mark in ('-draft"', '-review"', "-draft,", "-review,", *ONE_DRAFT))
    return "200 with drafts" if is_with_drafts else str(response.status_code)


def question(query: str, answers: Answers) -> Road:
    return Road("/graphql/", answers, {"query": query})


DRAFT_ID = global_id("Event", "event-draft")
#: Lists of what has a name, which in the store of the matrix is its slug.
NAMED = ("events", "actors", "sources", "narratives")
#: The matrix of GraphQL: questions by the field of Query that they ask.
QUESTIONS: dict[str, list[Road]] = {
    "revision": [question("{ revision }", SAME)],
    "changes": [question("{ changes(types: [EVENT], first: 100) { totalCount edges { node { slug } } } }", SAME)],
    "node": [question(f'{{ node(id: "{DRAFT_ID}") {{ ... on Event {{ slug }} }} }}', MORE)],
    "nodes": [question(f'{{ nodes(ids: ["{DRAFT_ID}"]) {{ ... on Event {{ slug }} }} }}', MORE)],
    "narrativeDiff": [
        question('{ narrativeDiff(a: "narrative-published", b: "narrative-published") { shared { slug } } }', SAME),
        question(
            '{ narrativeDiff(a: "narrative-published", b: "narrative-draft") { shared { slug } } }',
            reading("200 NOT_FOUND", "200"),
        ),
    ],
    "search": [
        question('{ search(text: "event-draft") { totalCount edges { node { slug } } } }', MORE),
        question(
            '{ search(text: "draft", in: [EVENT]) { edges { node { record { ... on Event { slug } } } } } }', MORE
        ),
    ],
    "timeline": [question('{ timeline(filter: {slugIn: ["event-draft"]}) { undated } }', MORE)],
    "facets": [question('{ facets(by: [ACTOR], filter: {slugIn: ["event-draft"]}) { undated: without } }', MORE)],
    "clusters": [
        question("{ clusters(bbox: {west: -180, south: -90, east: 180, north: 90}, zoom: 1) { event { slug } } }", MORE)
    ],
    "causalChain": [
        question('{ causalChain(event: "base-event") { edges { link { slug } } } }', MORE),
        question('{ causalChain(event: "event-draft") { root { slug } } }', MORE),
    ],
    "causalPaths": [
        question('{ causalPaths(from: "base-event", to: "base-effect") { links { slug } } }', MORE),
        question('{ causalPaths(from: "event-draft", to: "base-effect") { links { slug } } }', SAME),
    ],
    **{
        field: [
            question(f"{{ {field} {{ totalCount edges {{ node {{ slug }} }} }} }}", MORE),
            *([question(f'{{ {field}(search: "draft") {{ edges {{ node {{ slug }} }} }} }}', MORE)] * (field in NAMED)),
        ]
        for field in ("events", "actors", "sources", "claims", "links", "narratives")
    },
    **{
        field: [question(f"{{ {field} {{ edges {{ node {{ slug }} }} }} }}", SAME)]
        for field in ("publishers", "places", "eventTypes", "topics")
    },
    **{
        field: [question(f'{{ {field}(slug: "{field}-draft") {{ slug }} }}', MORE)]
        for field in ("event", "actor", "source", "claim", "link", "narrative")
    },
    "place": [question('{ place(slug: "a-place") { slug } }', SAME)],
}


def test_every_question_of_graphql_has_its_place_in_the_matrix() -> None:
    assert schema._schema.query_type

    assert sorted(schema._schema.query_type.fields) == sorted(QUESTIONS)


@pytest.mark.parametrize("caller", list(callers()))
def test_who_sees_what_by_graphql(caller: str) -> None:
    hidden_store()
    a_vocabulary()
    column, come = CALLERS[caller]
    client = come()
    roads = [road for some in QUESTIONS.values() for road in some]

    seen = {road.body["query"]: told_by_graphql(ask(client, "POST", road)) for road in roads}

    assert seen == {road.body["query"]: road.answers[column] for road in roads}


def told_by_graphql(response: Any) -> str:
    body = response.json()
    if "errors" in body:
        return f"{response.status_code} {body['errors'][0]['extensions']['code']}"
    return told(response)
