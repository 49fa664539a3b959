from typing import Any

import pytest
from django.conf import settings as configured
from django.http import HttpRequest
from graphql import get_introspection_query, parse
from graphql.language import OperationDefinitionNode
from hypothesis import given
from hypothesis import strategies as st

from config.graphql.measure import HUGE, Measure, measure
from config.graphql.view import Context
from sources.visibility import Viewer
from tests.config.graphql_world import resolved, schema

LIMITS: dict[str, int] = configured.GRAPHQL_LIMITS
COST: int = configured.GRAPHQL_COSTS["anonymous"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_resolved_yet() -> None:
    resolved.clear()


def measured(source: str, variables: dict[str, Any] | None = None) -> Measure:
    document = parse(source)
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    found = measure(schema._schema, document, operations[0], variables or {})
    assert found is not None
    return found


def refusals(source: str, variables: dict[str, Any] | None = None, name: str | None = None) -> list[dict[str, Any]]:
    """Return the extensions of the errors of an operation that was not run."""
    result = schema.execute_sync(source, variable_values=variables, operation_name=name)
    assert result.data is None
    assert result.errors
    assert resolved == []
    return [error.extensions or {} for error in result.errors]


def codes(source: str, variables: dict[str, Any] | None = None, name: str | None = None) -> set[str]:
    return {extensions["code"] for extensions in refusals(source, variables, name)}


def doubling(levels: int, innermost: str) -> str:
    spreads = [f"fragment f{level} on Query {{ ...f{level + 1} ...f{level + 1} }}" for level in range(levels)]
    return " ".join(["{ ...f0 }", *spreads, f"fragment f{levels} on Query {{ {innermost} }}"])


@pytest.mark.parametrize(
    ("source", "cost"),
    [
        ('{ echo(text: "a") }', 0),
        ("{ thing { slug } }", 1),
        ("{ thing { like { like { slug } } } }", 3),
        ("{ things { edges { node { slug } } } }", 20),
        ("{ things { edges { cursor } } }", 20),
        ("{ things { pageInfo { hasNextPage } } }", 21),
        ("{ things(first: 100) { edges { node { slug } } } }", 100),
        ("{ things(last: 7) { edges { node { slug } } } }", 7),
        ("{ things(first: 3, last: 7) { edges { node { slug } } } }", 7),
        ("{ things(first: null) { edges { node { slug } } } }", 20),
        ("{ things(first: -5) { edges { node { slug } } } }", 0),
        ("{ things(first: 101) { edges { node { slug } } } }", 101),
        ("{ thing { tags { name } } }", 21),
        ("{ thing { manyTags { name } } }", 101),
        ("{ things(first: 10) { edges { node { tags { name } } } } }", 210),
        ("{ things(first: 10) { edges { node { things(first: 10) { edges { node { slug } } } } } } }", 110),
        ("{ chain { root { slug } nodes { depth } } }", 201),
        ("{ chain(limit: 50) { nodes { depth thing { slug } } edges { thing { slug } } } }", 100),
        ("{ paths { root { slug } } }", 10),
        ("{ paths(first: 3) { nodes { thing { slug } } } }", 63),
        ("{ byIds(ids: [1, 2, 3]) { slug } }", 3),
        ("{ thing { ... on Thing { like { slug } } ...F } } fragment F on Thing { tags { name } }", 22),
    ],
)
def test_cost_is_the_number_of_objects_that_could_be_answered(source: str, cost: int) -> None:
    assert measured(source).cost == cost


@pytest.mark.parametrize(
    ("declared", "given_values", "cost"),
    [
        ("$n: Int", {"n": 50}, 50),
        ("$n: Int", {"n": 50.0}, 50),
        ("$n: Int", {"n": None}, 20),
        ("$n: Int", {}, 20),
        ("$n: Int = 30", {}, 30),
        ("$n: Int = 30", {"n": 40}, 40),
        ("$n: Int = 30", {"n": None}, 20),
        ("$n: Int", {"n": "99"}, 20),
        ("$n: Int", {"n": True}, 20),
        ("$n: Int", {"n": 10**400}, HUGE),
    ],
)
def test_cost_takes_page_sizes_from_variables(declared: str, given_values: dict[str, Any], cost: int) -> None:
    source = f"query ({declared}) {{ things(first: $n) {{ edges {{ node {{ slug }} }} }} }}"

    assert measured(source, given_values).cost == cost


def test_missing_variable_costs_the_default_of_the_argument() -> None:
    source = "query ($n: Int) { chain(limit: $n) { nodes { depth } } }"

    assert (measured(source).cost, measured(source, {"n": 5}).cost) == (200, 5)


def test_variable_with_a_list_costs_its_length() -> None:
    source = "query ($ids: [ID!]!) { byIds(ids: $ids) { slug } }"

    assert measured(source, {"ids": ["a"] * 70}).cost == 70


@given(st.integers(0, 300), st.integers(0, 300))
def test_page_sizes_multiply_downwards(outer: int, inner: int) -> None:
    source = (
        "query ($outer: Int, $inner: Int) { things(first: $outer) { edges { node {"
        " things(last: $inner) { edges { node { slug } } } } } } }"
    )

    assert measured(source, {"outer": outer, "inner": inner}).cost == outer * (1 + inner)


def test_pages_of_a_hundred_within_each_other_are_refused_before_they_run() -> None:
    source = """{ things(first: 100) { edges { node { things(first: 100) { edges { node {
        things(first: 100) { edges { node { slug } } } } } } } } } }"""

    assert refusals(source) == [{"code": "TOO_COSTLY", "limit": COST, "found": 1_010_100}]


def test_page_size_in_a_variable_is_refused_as_if_written() -> None:
    source = (
        "query ($n: Int!) { things(first: $n) { edges { node { things(first: $n) { edges { node { slug } } } } } } }"
    )

    assert refusals(source, {"n": 1000}) == [{"code": "TOO_COSTLY", "limit": COST, "found": 1_001_000}]
    assert schema.execute_sync(source, variable_values={"n": 100}).errors is None


def test_same_document_is_measured_anew_with_other_variables() -> None:
    source = "query ($n: Int) { things(first: $n) { edges { node { slug } } } }"

    first = schema.execute_sync(source, variable_values={"n": 1})
    resolved.clear()

    assert first.errors is None
    assert codes(source, {"n": 25_001}) == {"TOO_COSTLY"}


def test_cost_that_no_json_number_holds_is_told_as_the_largest_that_does() -> None:
    assert refusals(doubling(60, "thing { slug }")) == [
        {"code": "TOO_MANY_FIELDS", "limit": LIMITS["fields"], "found": HUGE},
        {"code": "TOO_COSTLY", "limit": COST, "found": HUGE},
    ]


def test_sixty_doubling_fragments_of_aliases_are_refused() -> None:
    assert codes(doubling(60, "a: __typename")) == {"TOO_MANY_ALIASES", "TOO_MANY_FIELDS"}


def test_long_chain_of_fragments_is_measured_without_recursion() -> None:
    spreads = [f"fragment f{level} on Thing {{ like {{ ...f{level + 1} }} }}" for level in range(100)]
    source = " ".join(["{ thing { ...f0 } }", *spreads, "fragment f100 on Thing { slug }"])

    assert codes(source) == {"TOO_DEEP"}
    assert measured(source).depth == 102


@pytest.mark.parametrize(
    "source",
    [
        "{ thing { ...a } } fragment a on Thing { ...a }",
        "{ thing { ...a } } fragment a on Thing { like { ...b } } fragment b on Thing { like { ...a } }",
    ],
)
def test_fragments_in_a_cycle_are_refused_as_invalid(source: str) -> None:
    assert codes(source) == {"GRAPHQL_VALIDATION_FAILED"}


def test_ten_thousand_aliases_are_refused() -> None:
    source = "{" + " ".join(f"a{number}: __typename" for number in range(10_000)) + "}"

    assert codes(source) == {"TOO_MANY_CHARACTERS"}


def test_aliases_are_counted_through_fragments() -> None:
    aliases = " ".join(f"a{number}: slug" for number in range(51))
    source = f"{{ thing {{ ...F like {{ ...F }} }} }} fragment F on Thing {{ {aliases} }}"

    assert refusals(source) == [{"code": "TOO_MANY_ALIASES", "limit": LIMITS["aliases"], "found": 102}]


def test_hundred_levels_are_refused() -> None:
    source = "{ thing " + "{ like " * 98 + "{ slug }" + " }" * 99

    assert refusals(source)[0] == {"code": "TOO_DEEP", "limit": LIMITS["depth"], "found": 100}


def test_depth_up_to_the_limit_runs_and_one_more_does_not() -> None:
    def levels(number: int) -> str:
        return "{ thing " + "{ like " * (number - 2) + "{ slug }" + " }" * (number - 1)

    allowed = schema.execute_sync(levels(LIMITS["depth"]))
    resolved.clear()

    assert allowed.errors is None
    assert codes(levels(LIMITS["depth"] + 1)) == {"TOO_DEEP"}


@pytest.mark.parametrize(
    "text", ["{" * 15_000, "{a" * 10_000, "{ echo(text: " + "[" * 15_000, "{ echo(text: " + "{a:" * 900]
)
def test_endless_nesting_is_refused_by_the_parser(text: str) -> None:
    assert codes(text) <= {"TOO_DEEP", "TOO_MANY_TOKENS", "GRAPHQL_PARSE_FAILED"}


def test_flood_of_tokens_is_refused() -> None:
    assert refusals("{" + "slug " * 3_000 + "}") == [
        {"code": "TOO_MANY_TOKENS", "limit": LIMITS["tokens"], "found": LIMITS["tokens"] + 1},
    ]


def test_flood_of_characters_is_refused() -> None:
    assert refusals("{" + "slug " * 100_000 + "}") == [
        {"code": "TOO_MANY_CHARACTERS", "limit": LIMITS["characters"], "found": 500_002},
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{" + "__typename " * 501 + "}", 501),
        ("{ thing {" + "slug " * 500 + "} }", 501),
        ("{ __schema { types {" + "name " * 499 + "} } }", 501),
        ("{ thing { ...F like { ...F } } } fragment F on Thing { " + "slug " * 250 + "}", 502),
        (doubling(20, "__typename"), 2**20),
    ],
)
def test_fields_are_counted_wherever_they_stand(source: str, found: int) -> None:
    assert refusals(source) == [{"code": "TOO_MANY_FIELDS", "limit": LIMITS["fields"], "found": found}]


def test_fields_up_to_the_limit_run() -> None:
    many = " ".join(f"a{number}: thing {{ slug like {{ slug __typename }} }}" for number in range(100))

    assert measured(f"{{ {many} }}").fields == LIMITS["fields"]
    assert schema.execute_sync(f"{{ {many} }}").errors is None


@pytest.mark.parametrize(
    "source",
    [
        "{ thing {" + "slug " * 400 + "} }",
        "{ " + "thing { like { slug like { slug } } } " * 90 + "}",
    ],
)
def test_fields_repeated_until_their_comparison_takes_too_long_are_refused(source: str) -> None:
    most = LIMITS["comparisons"]

    assert refusals(source) == [{"code": "TOO_MANY_COMPARISONS", "limit": most, "found": most + 1}]


def test_fragments_of_many_components_may_ask_for_the_same() -> None:
    names = [f"F{number}" for number in range(15)]
    spreads = " ".join(f"...{name}" for name in names)
    fragments = " ".join(f"fragment {name} on Thing {{ slug like {{ slug tags {{ name }} }} }}" for name in names)

    assert schema.execute_sync(f"{{ thing {{ {spreads} }} }} {fragments}").errors is None


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"ids": ["a"] * 1000}, 1001),
        ({"ids": [], "other": {"deep": [[["a"] * 995]]}}, 1000),
        ({"ids": [], **{f"v{number}": number for number in range(1000)}}, 1001),
    ],
)
def test_values_in_variables_are_counted_at_any_depth(variables: dict[str, Any], found: int) -> None:
    source = "query ($ids: [ID!]!) { byIds(ids: $ids) { slug } }"
    result = schema.execute_sync(source, variable_values=variables)

    told = [(error.extensions or {}) for error in result.errors or ()]
    if found > LIMITS["values"]:
        assert told == [{"code": "TOO_MANY_VALUES", "limit": LIMITS["values"], "found": found}]
    else:
        assert (told, result.data) == ([], {"byIds": []})


def test_one_who_is_known_may_ask_for_more() -> None:
    source = "{ things(first: 30000) { edges { node { slug } } } }"
    known = Context(HttpRequest(), Viewer.PUBLIC, is_known=True)

    assert schema.execute_sync(source, context_value=known).errors is None
    resolved.clear()
    assert codes(source) == {"TOO_COSTLY"}


def test_price_of_an_accepted_operation_is_told_to_whom_asks() -> None:
    source = "query ($n: Int) { things(first: $n) { edges { node { tags { name } } } } }"

    def told(variables: dict[str, Any], **asked: Any) -> Any:
        return schema.execute_sync(source, variable_values=variables, operation_extensions=asked).extensions

    assert told({"n": 10}, cost=True) == {"cost": {"found": 210, "limit": COST}}
    assert [told({"n": 10}, cost=False), told({"n": 10})] == [{}, {}]
    assert told({"n": 10_000}, cost=True) == {}


def test_mistakes_without_end_are_told_in_part() -> None:
    found = refusals("{" + "".join(f"unknown{number} " for number in range(400)) + "}")

    assert len(found) == 21
    assert {one["code"] for one in found} == {"GRAPHQL_VALIDATION_FAILED"}


def test_flood_of_comments_is_refused() -> None:
    assert codes("#\n" * 9_000 + "{ thing { slug } }") == {"TOO_MANY_TOKENS"}


@pytest.mark.parametrize(
    "source",
    [
        "{ thing " + "@skip(if: false)" * 51 + " { slug } }",
        "{ " + 'echo(text: "a") @include(if: true) ' * 51 + " }",
        "{ thing { "
        + "...F " * 17
        + "} } fragment F on Thing { slug @skip(if: false) "
        + "... @skip(if: false) { slug } " * 2
        + "}",
    ],
)
def test_directives_are_counted(source: str) -> None:
    found = refusals(source)

    assert found == [{"code": "TOO_MANY_DIRECTIVES", "limit": LIMITS["directives"], "found": 51}]


def test_only_the_operation_to_run_is_counted() -> None:
    source = """
        query Small { thing { slug } }
        query Large { things(first: 30000) { edges { node { slug } } } }
    """

    small = schema.execute_sync(source, operation_name="Small")
    resolved.clear()

    assert (small.data, small.errors) == ({"thing": {"slug": "one"}}, None)
    assert codes(source, name="Large") == {"TOO_COSTLY"}


def test_document_of_several_operations_must_be_told_which_to_run() -> None:
    assert codes("query A { thing { slug } } query B { thing { slug } }") == {"BAD_USER_INPUT"}


def test_operation_that_is_not_in_the_document_is_refused() -> None:
    assert codes("query A { thing { slug } }", name="C") == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("options", [{}, {"input_value_deprecation": True, "specified_by_url": True}])
def test_introspection_of_graphiql_passes(options: dict[str, bool]) -> None:
    result = schema.execute_sync(get_introspection_query(**options))

    assert result.errors is None
    assert result.data is not None


def test_introspection_does_not_multiply() -> None:
    query = get_introspection_query()
    fragments = query[query.index("fragment FullType") :]
    aliased = " ".join(f"a{number}: __schema {{ types {{ ...FullType }} }}" for number in range(3))

    assert codes(f"{{ {aliased} }} {fragments}") == {"TOO_COSTLY", "TOO_MANY_FIELDS"}


def test_introspection_has_a_depth_of_its_own() -> None:
    of_type = "{ ofType " * 25 + "{ name }" + " }" * 25

    assert codes('{ __type(name: "Thing") ' + of_type + " }") == {"TOO_DEEP"}


@pytest.mark.parametrize(
    "source",
    [
        "{ nothing { like { slug } } }",
        "{ things(first: 5) { nothing } }",
        "{ thing { ...Nowhere } }",
        "{ thing }",
    ],
)
def test_document_that_the_schema_does_not_know_is_left_to_validation(source: str) -> None:
    assert codes(source) == {"GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("source", ["{ things(size: 3) { edges { cursor } } }", "{ thing(a: {b: 1}) { slug } }"])
def test_argument_that_there_is_not_is_refused_as_a_parameter_is(source: str) -> None:
    assert codes(source) == {"UNKNOWN_PARAMETER"}


def test_limits_come_from_the_settings(settings: Any) -> None:
    settings.GRAPHQL_COSTS = {"anonymous": 5, "known": 5}
    source = "{ things(first: 6) { edges { node { slug } } } }"

    assert refusals(source) == [{"code": "TOO_COSTLY", "limit": 5, "found": 6}]
