"""What is not published is seen by no road of the schema: list, detail, nested edge, owned row, count."""

from typing import Any

import pytest

from sources.choices import Status
from sources.graphql.connections import Paged
from sources.graphql.declared import TYPES, Declared
from sources.graphql.nodes import Node, declared_fields
from sources.graphql.relations import Owned, ToOne
from sources.models import Publishable
from tests.access import VIEWERS, a_client, hidden_store
from tests.graphql import ask, leads_to, leaves, query_for, row_types, ways
from tests.world import a_world

pytestmark = pytest.mark.django_db

SHOWN = {"PUBLIC": {"published"}, "DRAFTS": {"draft", "review", "published"}}
#: The lists of what has a status, and what asks for one of them.
DETAILS = {
    "events": "event",
    "actors": "actor",
    "sources": "source",
    "claims": "claim",
    "links": "link",
    "narratives": "narrative",
}


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("collection", DETAILS)
def test_list_shows_and_counts_what_the_viewer_may_see(collection: str, viewer: str) -> None:
    states = hidden_store()[collection]
    shown = {slug for slug, state in states.items() if state in SHOWN[VIEWERS[viewer]]}

    found = ask(f"{{ {collection} {{ totalCount edges {{ node {{ slug }} }} }} }}", a_client(viewer))[collection]

    assert {edge["node"]["slug"] for edge in found["edges"]} == shown
    assert found["totalCount"] == len(shown)


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("collection", DETAILS)
def test_detail_answers_null_for_what_the_viewer_may_not_see(collection: str, viewer: str) -> None:
    states = hidden_store()[collection]
    detail = DETAILS[collection]
    aliases = " ".join(f'a{number}: {detail}(slug: "{slug}") {{ slug }}' for number, slug in enumerate(states))

    found = ask(f"{{ {aliases} }}", a_client(viewer))

    expected = [{"slug": slug} if state in SHOWN[VIEWERS[viewer]] else None for slug, state in states.items()]
    assert list(found.values()) == expected


def test_unknown_slug_answers_as_a_hidden_one_does() -> None:
    hidden_store()

    found = ask('{ hidden: event(slug: "event-draft") { slug } unknown: event(slug: "no-such-event") { slug } }')

    assert found == {"hidden": None, "unknown": None}


def is_publishable(name: str | None) -> bool:
    model = TYPES[name].model if name else None
    return model is not None and issubclass(model, Publishable)


def hides(field: Declared) -> bool:
    """Tell whether a field may lead to what is hidden from a row that is not: what cascades never does."""
    if not is_publishable(leads_to(field)) or field.name == MERGED:
        return False
    return field.may_be_hidden if isinstance(field, ToOne) else field.is_list or isinstance(field, Paged)


MERGED = "merged_into"  # no list holds what has one: see tests/sources/test_merging.py
EDGES = [(node, field) for node in row_types() for field in declared_fields(node).values() if hides(field)]
OWNED = [(node, field) for node in row_types() for field in declared_fields(node).values() if isinstance(field, Owned)]


def named(some: list[tuple[type[Node], Declared]]) -> list[str]:
    return [f"{node.__name__}.{field.name}" for node, field in some]


@pytest.mark.parametrize(("node", "field"), EDGES, ids=named(EDGES))
def test_edge_leaves_out_what_is_hidden(node: type[Node], field: Declared) -> None:
    a_world(1)
    query = query_for(ways()[node.__name__], field)
    shown = slugs_in(ask(query))
    assert shown

    TYPES[leads_to(field)].model.objects.filter(slug__in=shown).update(status=Status.DRAFT)

    assert slugs_in(ask(query)) == set()
    assert slugs_in(ask(query, a_client("a user who may see drafts"))) == shown


def slugs_in(value: Any) -> set[str]:
    """Return the slugs of an answer that asks for those of one edge only, and check what it counts."""
    found = {leaf for leaf in leaves(value) if isinstance(leaf, str) and leaf.endswith("-1")}
    counted, listed = pages(value)
    assert counted == listed
    return found


def pages(value: Any) -> tuple[int, int]:
    """Return how many rows the pages of an answer count, and how many they list."""
    if isinstance(value, list):
        parts = [pages(one) for one in value]
    elif isinstance(value, dict):
        own = (value["totalCount"], len(value["edges"])) if "totalCount" in value else (0, 0)
        parts = [own, *(pages(one) for one in value.values())]
    else:
        return 0, 0
    return sum(counted for counted, _ in parts), sum(listed for _, listed in parts)


@pytest.mark.parametrize(("node", "field"), OWNED, ids=named(OWNED))
def test_owned_row_that_names_something_hidden_is_left_out(node: type[Node], field: Declared) -> None:
    a_world(1)
    target = TYPES[leads_to(field)]
    references = [one for one in declared_fields(target).values() if is_required(one)]
    if not references:
        assert target.__name__ in ("Rating", "ActorName", "EventPlace")  # they name what is always public, or nothing
        return
    for reference in references:
        query = query_for([*ways()[node.__name__], field], reference)
        shown = slugs_in(ask(query))
        model = TYPES[leads_to(reference)].model
        model.objects.filter(slug__in=shown).update(status=Status.DRAFT)

        left = answered_rows(ask(query))

        assert all(row is None for row in left), query
        model.objects.filter(slug__in=shown).update(status=Status.PUBLISHED)
        assert slugs_in(ask(query)) == shown


def is_required(field: Declared) -> bool:
    return isinstance(field, ToOne) and not field.may_be_hidden and is_publishable(leads_to(field))


def answered_rows(value: Any) -> list[Any]:
    return [leaf for leaf in leaves(value) if leaf is None or isinstance(leaf, str)]
