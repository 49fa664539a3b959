"""Planned and ordinary answers are the same, byte for byte, data and errors, whoever asks."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.conf import settings as configured
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config.graphql.answers import body_of, written
from config.graphql.context import Context
from config.graphql.planning.selection import declared_by
from config.schema import schema
from sources.graphql.connections import Paged
from sources.graphql.declared import TYPES
from sources.graphql.identity import global_id
from sources.graphql.nodes import Node, declared_fields
from sources.graphql.query import One, Query
from sources.visibility import Viewer
from tests.documented import QUERIES
from tests.drawn import a_drawn_store
from tests.graphql import ask
from tests.graphql_documents import Document
from tests.world import a_world

pytestmark = pytest.mark.django_db

#: An unforeseen failure is told by an id that is new each time.
INCIDENT = re.compile(r'(logged as |"id":")[0-9a-f]{12}\b')
#: What fails is told by the document; to shrink one drawn by a ``Random`` gives little.
GENERATE = (Phase.explicit, Phase.generate)
PLANNED: Counter[str] = Counter()


class Asked(NamedTuple):
    """A field of the root that answers one record by its slug."""

    name: str
    of: type[Node]


RECORDS = [Asked(name, TYPES[one.kind]) for name, one in declared_fields(Query).items() if isinstance(one, One)]


def answered(text: str, variables: dict[str, Any], viewer: Viewer, *, by_plan: bool) -> tuple[str, Any]:
    """Return an answer as it is sent, and what is told of the plan."""
    configured.GRAPHQL_PLANS = by_plan
    result = schema.execute_sync(
        text,
        variable_values=variables,
        context_value=Context(None, viewer, is_known=True),
        operation_extensions={"plan": True},
    )
    plan = (result.extensions or {}).pop("plan", None)
    return INCIDENT.sub(r"\1…", written(body_of(result)).decode()), plan


def check(text: str, variables: dict[str, Any], viewer: Viewer) -> bool:
    """Check that both ways answer the same, and a plan once more when it is prepared; tell whether it was planned."""
    planned, plan = answered(text, variables, viewer, by_plan=True)
    again, _ = answered(text, variables, viewer, by_plan=True)
    ordinary, _ = answered(text, variables, viewer, by_plan=False)
    assert planned == ordinary, f"{viewer} {json.dumps(variables)} {text}"
    assert again == ordinary, f"the second time: {viewer} {json.dumps(variables)} {text}"
    reason = "not run" if plan is None else plan["reason"] or "planned"
    PLANNED[reason] += 1
    assert not reason.startswith("the plan failed"), f"{reason}: {text}"
    return reason == "planned"


def values_at_hand() -> dict[str, list[Any]]:
    """Return values that mean something in the store: slugs, global ids, and positions in lists."""
    slugs = {one.name: _slugs(one.of) for one in RECORDS}
    ids = [global_id(one.of.__name__, slug) for one in RECORDS for slug in slugs[one.name]]
    lists = ask("{ events(first: 9) { edges { cursor } } claims(first: 9) { edges { cursor } } }")
    cursors = [edge["cursor"] for found in lists.values() for edge in found["edges"]]
    every = [slug for some in slugs.values() for slug in some]
    return {
        **{f"{name}.slug": [*some, *some, "no-such"] for name, some in slugs.items() if some},
        **dict.fromkeys(("event", "start", "end", "from", "to"), slugs["event"] or ["x"]),
        **dict.fromkeys(("id", "ids"), ids or ["x"]),
        **dict.fromkeys(("after", "before"), cursors or ["x"]),
        "search": ["clash", "report"],
        "externalId": ["wikidata:Q1"],
        "ID": [*every, "no-such", "No Slug"],
        "String": ["PK", "en", "clash"],
        "PredicateName": ["KILLED", "METHOD"],
        "Number": [1, 2.5],
    }


def _slugs(node: type[Node]) -> list[str]:
    assert node.model is not None
    return sorted(node.model._default_manager.values_list("slug", flat=True))[:8]


def is_planned_kind(kind: str, name: str) -> bool:
    """Tell whether a field is one that a plan may answer, so that most documents can be planned."""
    field = schema._schema.type_map[kind].fields[name]  # type: ignore[attr-defined]  # an object type
    declared = declared_by(field)
    if kind == "Query":
        return isinstance(declared, One | Paged) or name in ("causalChain", "causalPaths", "node", "nodes")
    return name != "why"


def documents(values: dict[str, list[Any]]) -> st.SearchStrategy[Document]:
    return st.builds(
        lambda random, is_narrow: Document(
            random, schema._schema, values, is_planned_kind if is_narrow else lambda *_: True
        ),
        st.randoms(use_true_random=False),
        st.sampled_from([True, True, True, False]),
    )


def check_many(examples: int) -> None:
    """Check so many documents on the store at hand."""
    values = values_at_hand()

    @hypothesis_settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=GENERATE
    )
    @given(documents(values), st.sampled_from(list(Viewer)))
    def run(document: Document, viewer: Viewer) -> None:
        check(document.text, document.variables, viewer)

    run()


@pytest.fixture(autouse=True)
def _unbounded(settings: Any) -> Iterator[None]:
    """Tell whether something was planned, and refuse nothing for cost or time, which are the same on both ways."""
    settings.READ_SECONDS = 0
    settings.DEBUG, settings.GRAPHQL_COSTS = True, {"anonymous": 10**9, "known": 10**9}
    PLANNED.clear()
    yield
    configured.GRAPHQL_PLANS = True


@pytest.mark.django_db(transaction=True)  # within one, nothing is read alone
@pytest.mark.parametrize("seed", range(2))
def test_drawn_documents_are_answered_the_same(seed: int) -> None:
    a_drawn_store(seed)

    check_many(25)

    assert PLANNED["planned"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(6))
def test_many_drawn_documents_are_answered_the_same(seed: int) -> None:
    """In all 600 documents, and 24,000 with ``HYPOTHESIS_PROFILE=long``."""
    if seed % 4:
        a_drawn_store(seed)
    else:
        for number in range(1, 2 + seed % 3):
            a_world(number)

    check_many(2 * hypothesis_settings().max_examples)

    assert PLANNED["planned"]


@pytest.mark.parametrize("name", sorted(path.stem for path in QUERIES.glob("*.graphql")))
def test_documented_queries_are_answered_the_same(name: str, sample: None) -> None:
    text = (QUERIES / f"{name}.graphql").read_text()

    for viewer in Viewer:
        check(text, {}, viewer)
