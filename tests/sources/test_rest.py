"""What every REST resource does, shown on actors and sources."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sources import actions
from sources.journal import writing
from tests import factories as a
from tests.storing import published, put, record, row

pytestmark = pytest.mark.django_db
API = "/api/v1"


def get(path: str, client: Client | None = None, status: int = 200) -> dict[str, Any]:
    response = (client or Client()).get(f"{API}{path}")
    assert response.status_code == status, response.content
    return response.json()


def slugs(path: str) -> list[str]:
    return [one["slug"] for one in get(path)["results"]]


def an_editor() -> Client:
    """Return the client of a user who may see drafts."""
    user = get_user_model().objects.create_user("ada", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_drafts"))
    client = Client()
    client.force_login(user)
    return client


def test_detail_answers_the_whole_record() -> None:
    put(
        record("publisher", "agency", name="The agency", kind="NEWS_AGENCY"),
        published(
            "actor",
            "group",
            name="The group",
            kind="REBEL_GROUP",
            active={"edtf": "2007-12/..", "worded": "since late 2007"},
            speaks_through=["agency"],
            names=[{"text": "TG", "kind": "ACRONYM"}],
            external_ids={"wikidata": "Q1"},
            note="not for the public",
        ),
    )

    found = get("/actors/group/")

    assert found.pop("published_at") == found.pop("updated_at")
    assert found == {
        "slug": "group",
        "status": "PUBLISHED",
        "retraction_reason": "",
        "name": "The group",
        "kind": "REBEL_GROUP",
        "description": "",
        "country": "",
        "active": {
            "edtf": "2007-12/..",
            "worded": "since late 2007",
            "basis": "STATED",
            "ongoing_on": None,
            "clock": "",
            "display": "since Dec 2007",
            "coverage": "THROUGHOUT",
            "uncertain": False,
            "approximate": False,
            "earliest_start": "2007-12-01",
            "latest_start": "2007-12-31",
            "earliest_end": "2007-12-01",
            "latest_end": None,
        },
        "speaks_through": ["agency"],
        "names": [{"text": "TG", "language": "", "kind": "ACRONYM"}],
        "merged_into": None,
        "external_ids": {"wikidata": "Q1"},
        "version": 1,
    }


def test_private_note_is_shown_to_editors_only() -> None:
    put(published("actor", "group", name="The group", note="private"))

    assert "note" not in get("/actors/group/")
    assert get("/actors/group/", an_editor())["note"] == "private"


def test_draft_is_as_absent() -> None:
    a.an_actor("draft", status="DRAFT")

    hidden, absent = get("/actors/draft/", status=404), get("/actors/nobody/", status=404)

    assert hidden == absent
    assert hidden["code"] == "NOT_FOUND"
    assert get("/actors/draft/", an_editor())["slug"] == "draft"


def test_retracted_record_answers_when_and_why_and_nothing_else() -> None:
    put(published("actor", "group", name="A secret name"))
    with writing() as current:
        actions.retract(current, row("actor", "group"), "Entered twice.")

    response = Client().get(f"{API}/actors/group/")

    assert response.status_code == 410
    body = response.json()
    assert (body["code"], body["reason"]) == ("RETRACTED", "Entered twice.")
    assert body["retracted_at"].startswith("20")
    assert "secret" not in response.content.decode()
    assert slugs("/actors/") == []


def test_list_pages_forth_and_back_by_its_links() -> None:
    for number in range(5):
        a.an_actor(f"actor-{number}", name=f"Name {number}")

    first = get("/actors/?limit=2")
    second = Client().get(first["next"]).json()
    third = Client().get(second["next"]).json()
    back = Client().get(third["previous"]).json()

    pages = [[one["slug"] for one in page["results"]] for page in (first, second, third, back)]
    assert pages == [
        ["actor-0", "actor-1"],
        ["actor-2", "actor-3"],
        ["actor-4"],
        ["actor-2", "actor-3"],
    ]
    assert (first["previous"], third["next"]) == (None, None)


def test_fields_narrow_the_answer() -> None:
    a.an_actor("group", name="The group")

    assert get("/actors/group/?fields=slug,name") == {"slug": "group", "name": "The group"}
    assert get("/actors/?fields=name")["results"] == [{"name": "The group"}]


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("colour=red", "UNKNOWN_PARAMETER", "colour"),
        ("kind=ROBOT", "BAD_USER_INPUT", "kind"),
        ("limit=101", "PAGE_TOO_LARGE", "limit"),
        ("limit=many", "BAD_USER_INPUT", "limit"),
        ("limit=-1", "BAD_USER_INPUT", "limit"),
        ("limit=99999999999999999999", "BAD_USER_INPUT", "limit"),
        ("cursor=after.nonsense", "BAD_CURSOR", "cursor"),
        ("cursor=nonsense", "BAD_CURSOR", "cursor"),
        ("ordering=weight", "BAD_USER_INPUT", "ordering"),
        ("fields=secret", "BAD_USER_INPUT", "fields"),
        ("cursor=before.nonsense", "BAD_CURSOR", "cursor"),
        ("cursor=before.x&limit=101", "PAGE_TOO_LARGE", "limit"),
        ("kind=%00", "BAD_USER_INPUT", "kind"),
        ("kind=STATE&kind=NGO", "BAD_USER_INPUT", "kind"),
    ],
)
def test_bad_parameter_is_a_problem_that_names_it(query: str, code: str, parameter: str) -> None:
    response = Client().get(f"{API}/actors/?{query}")

    body = response.json()
    assert (response.status_code, body["code"]) == (400, code)
    assert response["Content-Type"] == "application/problem+json"
    assert body["errors"][0]["parameter"] == parameter


def test_detail_refuses_a_parameter_that_it_does_not_have() -> None:
    a.an_actor("group")

    body = get("/actors/group/?colour=red", status=400)

    assert (body["code"], body["errors"][0]["parameter"]) == ("UNKNOWN_PARAMETER", "colour")


def test_more_parameters_than_are_read_are_a_problem() -> None:
    many = "&".join(f"a{number}=1" for number in range(1001))

    assert get(f"/actors/?{many}", status=400)["code"] == "BAD_USER_INPUT"


def test_address_has_no_suffix_for_its_format() -> None:
    a.an_actor("group")

    for path in ("/actors.json", "/actors/group.json", "/.json"):
        assert get(path, status=404)["code"] == "NOT_FOUND"


def test_what_is_no_resource_is_a_problem_too() -> None:
    assert get("/actors/%00/", status=404)["code"] == "NOT_FOUND"
    assert get("/nonsense/", status=404)["code"] == "NOT_FOUND"
    assert Client().post(f"{API}/paths/", {}, "application/json").json()["code"] == "METHOD_NOT_ALLOWED"


def test_owned_row_goes_with_what_it_names() -> None:
    put(
        published("source", "report", title="A report"),
        published("source", "other", title="Another"),
        record("event_type", "assault", label="Assault"),
        published("event", "raid", title="raid", type="assault", citations=[{"source": "report"}, {"source": "other"}]),
    )
    with writing() as current:
        actions.retract(current, row("source", "other"), "Withdrawn.")

    assert [one["source"] for one in get("/events/raid/")["citations"]] == ["report"]


@pytest.mark.parametrize("path", ["/actors/", "/sources/", "/publishers/", "/media/", "/relations/", "/designations/"])
def test_list_costs_the_same_for_one_row_and_for_five(path: str) -> None:
    def fill() -> None:
        actor, source, publisher = a.an_actor(), a.a_source(publisher=a.a_publisher()), a.a_publisher()
        a.a_name(actor, "alias")
        actor.speaks_through.add(publisher)
        a.a_media(source=source)
        a.a_relation(actor, "ALLY_OF", a.an_actor())
        a.a_designation(actor, a.an_actor())

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert get(path)["results"]
        return len(found)

    fill()
    one = statements()
    for _ in range(4):
        fill()

    assert statements() == one
