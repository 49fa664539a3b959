"""Publishers, sources and what all types have in common, through GraphQL."""

import base64

import pytest

from sources.choices import Status
from sources.graphql.reading import Reading
from sources.models import Source
from sources.visibility import Viewer
from tests import factories as a
from tests.graphql import answer, ask, refusal
from tests.storing import published, put, record

pytestmark = pytest.mark.django_db


def test_source_answers_with_its_publisher_and_when_it_was_published() -> None:
    publisher = a.a_publisher("dawn", name="Dawn", kind="NEWSPAPER", country="PK")
    a.made(a.sources.Rating, publisher=publisher, code="B", when_edtf="2021")
    first = a.a_source("first", title="A statement")
    a.a_source(
        "paper",
        title="A paper",
        publisher=publisher,
        derived_from=first,
        published_edtf="2021-09",
        published_worded="in September",
    )

    found = ask(
        """{ source(slug: "paper") {
            id slug title url status version externalIds { scheme }
            publisher { name kind country homepage ratings { code when { edtf } rationale } }
            published { edtf display worded basis coverage uncertain
                earliestStart latestStart earliestEnd latestEnd clock }
            derivedFrom { slug derivatives { edges { node { slug } } } }
        } }"""
    )

    assert found["source"] == {
        "id": base64.b64encode(b"Source:paper").decode(),
        "slug": "paper",
        "title": "A paper",
        "url": None,
        "status": "PUBLISHED",
        "version": 0,
        "externalIds": [],
        "publisher": {
            "name": "Dawn",
            "kind": "NEWSPAPER",
            "country": "PK",
            "homepage": None,
            "ratings": [{"code": "B", "when": {"edtf": "2021"}, "rationale": None}],
        },
        "published": {
            "edtf": "2021-09",
            "display": "Sep 2021",
            "worded": "in September",
            "basis": "STATED",
            "coverage": "WITHIN",
            "uncertain": False,
            "earliestStart": "2021-09-01",
            "latestStart": "2021-09-30",
            "earliestEnd": "2021-09-01",
            "latestEnd": "2021-09-30",
            "clock": None,
        },
        "derivedFrom": {"slug": "first", "derivatives": {"edges": [{"node": {"slug": "paper"}}]}},
    }


def test_open_bounds_and_years_before_ours_are_iso_days_or_null() -> None:
    a.a_source("old", published_edtf="-0043-03-15/..")

    found = ask('{ source(slug: "old") { published { earliestStart latestStart earliestEnd latestEnd } } }')

    assert found["source"]["published"] == {
        "earliestStart": "-0043-03-15",
        "latestStart": "-0043-03-15",
        "earliestEnd": "-0043-03-15",
        "latestEnd": None,
    }


def test_time_that_is_only_worded_is_answered_without_bounds() -> None:
    a.a_source("vague", published_worded="some years ago")
    a.a_source("undated")

    found = ask(
        """{ vague: source(slug: "vague") { published { edtf display worded earliestStart } }
             undated: source(slug: "undated") { published { display } } }"""
    )

    assert found == {
        "vague": {
            "published": {"edtf": None, "display": "some years ago", "worded": "some years ago", "earliestStart": None}
        },
        "undated": {"published": None},
    }


def test_pages_go_forward_and_back_by_cursor() -> None:
    for day in range(1, 6):
        a.a_source(f"day-{day}", published_edtf=f"2021-09-0{day}")
    page = "edges { cursor node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"

    first = ask(f"{{ sources(first: 2) {{ {page} }} }}")["sources"]
    after = ask(
        f"query ($at: String) {{ sources(first: 2, after: $at) {{ {page} }} }}", at=first["pageInfo"]["endCursor"]
    )
    last = ask(f"{{ sources(last: 2, order: REVERSE_CHRONOLOGICAL) {{ {page} }} }}")["sources"]

    assert [edge["node"]["slug"] for edge in first["edges"]] == ["day-1", "day-2"]
    assert first["pageInfo"]["startCursor"] == first["edges"][0]["cursor"]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"], first["totalCount"]) == (
        True,
        False,
        5,
    )
    assert [edge["node"]["slug"] for edge in after["sources"]["edges"]] == ["day-3", "day-4"]
    assert after["sources"]["pageInfo"]["hasPreviousPage"] is True
    assert [edge["node"]["slug"] for edge in last["edges"]] == ["day-2", "day-1"]


def test_filters_take_single_values_as_lists_and_enums_by_name() -> None:
    a.a_source("article", kind="ARTICLE")
    a.a_source("video", kind="VIDEO")

    found = ask("{ sources(filter: {kind: VIDEO}) { edges { node { slug kind } } } }")

    assert found["sources"]["edges"] == [{"node": {"slug": "video", "kind": "VIDEO"}}]


@pytest.mark.parametrize(
    ("arguments", "code", "pointers"),
    [
        ("first: 101", "PAGE_TOO_LARGE", ["/first"]),
        ("first: -1", "BAD_USER_INPUT", ["/first"]),
        ("first: 1, last: 1", "BAD_USER_INPUT", ["/last"]),
        ('after: "nonsense"', "BAD_CURSOR", ["/after"]),
        ('filter: {publishedFrom: "soon"}', "BAD_USER_INPUT", ["/filter/publishedFrom"]),
        ('filter: {externalId: "Q42418"}', "BAD_USER_INPUT", ["/filter/externalId"]),
        ("filter: {kind: BOOK}", "BAD_USER_INPUT", []),
        ("filter: {colour: RED}", "UNKNOWN_PARAMETER", []),
    ],
)
def test_wrong_argument_is_refused_with_its_code_and_place(arguments: str, code: str, pointers: list[str]) -> None:
    assert refusal(f"{{ sources({arguments}) {{ edges {{ node {{ slug }} }} }} }}") == (code, pointers)


@pytest.mark.parametrize("asked", ["sources(first: 101)", "sources { edges { node { derivatives(first: 101)"])
def test_size_of_a_page_is_refused_also_where_only_the_length_of_the_list_is_asked(asked: str) -> None:
    a.a_source("paper")
    closing = " }" * asked.count("{")

    code = refusal(f"{{ {asked} {{ totalCount }}{closing} }}")

    assert code == ("PAGE_TOO_LARGE", ["/first"])


@pytest.mark.parametrize("slug", ["", "no-such-source", "Not A Slug", "x" * 500, "' OR 1=1"])
def test_slug_of_nothing_answers_null(slug: str) -> None:
    assert ask("query ($slug: ID!) { source(slug: $slug) { slug } }", slug=slug) == {"source": None}


def test_captured_text_is_neither_in_the_schema_nor_read() -> None:
    a.a_source("paper", captured_text="The whole text.")

    body = answer('{ source(slug: "paper") { capturedText } }')
    row = Reading(Viewer.DRAFTS).rows(Source).get()

    assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert "captured_text" in row.get_deferred_fields()


def test_record_that_was_loaded_along_is_not_shown_when_it_is_hidden() -> None:
    hidden = a.a_source("hidden", status=Status.DRAFT)
    a.a_source("paper", derived_from=hidden)

    answers = {}
    for viewer in Viewer:
        reading = Reading(viewer)
        row = reading.rows(Source).select_related("derived_from").get(slug="paper")
        answers[viewer] = reading.to_one(row, "derived_from"), row.derived_from

    assert answers == {Viewer.PUBLIC: (None, None), Viewer.DRAFTS: (hidden, hidden)}


def test_editors_private_note_is_in_no_type() -> None:
    fields = ask("{ __schema { types { name kind fields { name } } } }")["__schema"]["types"]

    with_note = {kind["name"] for kind in fields for field in kind["fields"] or [] if field["name"] == "note"}

    assert with_note == {"Evidence"}  # whose note is public


def test_revision_grows_with_what_the_public_sees() -> None:
    beginning = int(ask("{ revision }")["revision"])

    put(record("actor", "draft", name="A draft"))
    hidden = int(ask("{ revision }")["revision"])
    put(published("actor", "group", name="The group"))

    assert hidden == beginning
    assert ask("{ revision }") == {"revision": str(beginning + 2)}
