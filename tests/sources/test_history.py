"""The history of one record, and putting an older state again, over REST and in the admin."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.rest import router
from sources import actions
from sources.choices import Scope
from sources.journal import writing
from sources.models import JournalRow, Source
from tests import factories as a
from tests.access import VIEWERS, hidden_store
from tests.access import a_client as a_viewer
from tests.filling import address
from tests.staff import a_client, a_user, journal
from tests.storing import CITED, published, put, record, record_of, row, stored, takeover_and_attack

pytestmark = pytest.mark.django_db
API = "/api/v1"
READ, READ_DRAFTS, WRITE, PUBLISH = Scope


def asked(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"{API}{path}")
    assert response.status_code == status, response.content
    return response.json()


def restore(client: Client, path: str, body: Any, status: int = 200, **headers: str) -> Any:
    response = client.post(f"{API}{path}restore/", body, "application/json", headers=headers)
    assert response.status_code == status, response.content
    return response.json()


def history(client: Client, path: str, *names: str) -> list[Any]:
    """Return fields of a history's rows; of the changes what and where."""
    rows = asked(client, f"{path}history/")["results"]
    for one in rows:
        one["changes"] = [f"{change['what']} {change['pointer']}" for change in one["changes"]]
    return [tuple(one[name] for name in names) if len(names) > 1 else one[names[0]] for one in rows]


def retract(kind: str, slug: str) -> None:
    with writing(reason="It was wrong.") as current:
        actions.retract(current, row(kind, slug), "It was wrong.")


def delete(kind: str, slug: str) -> None:
    with writing(reason="Twice.") as current:
        actions.delete(current, row(kind, slug))


def rename(kind: str, old: str, new: str) -> None:
    one = row(kind, old)
    with writing(reason="A better name.") as current:
        one.slug = new
        actions.save_record(current, one)


# History


def test_history_tells_who_did_what_when_and_why_newest_first() -> None:
    ada = get_user_model().objects.create_user("ada")
    put(published("actor", "group", name="The group", names=[{"text": "Grp"}]), by=ada, reason="Read it", road="REST")
    put(published("actor", "group", name="The group", names=[{"text": "GRP"}]), reason="Spelling")
    first, second = reversed(JournalRow.objects.order_by("-number")[:2])

    body = asked(a_client("Viewer"), "/actors/group/history/")

    assert body["next"] is body["previous"] is None
    assert body["results"] == [
        {
            "number": second.number,
            "at": second.at.isoformat().replace("+00:00", "Z"),
            "action": "UPDATE",
            "road": "SHELL",
            "by": None,
            "reason": "Spelling",
            "slug": "group",
            "version": 2,
            "changes": [{"what": "CHANGED", "pointer": "/names/0/text", "before": "Grp", "after": "GRP"}],
        },
        {
            "number": first.number,
            "at": first.at.isoformat().replace("+00:00", "Z"),
            "action": "CREATE",
            "road": "REST",
            "by": "ada",
            "reason": "Read it",
            "slug": "group",
            "version": 1,
            "changes": [
                {"what": "ADDED", "pointer": "/slug", "before": None, "after": "group"},
                {"what": "ADDED", "pointer": "/status", "before": None, "after": "PUBLISHED"},
                {"what": "ADDED", "pointer": "/name", "before": None, "after": "The group"},
                {"what": "ADDED", "pointer": "/names/0", "before": None, "after": {"text": "Grp"}},
            ],
        },
    ]


def test_history_of_what_is_retracted_or_deleted_is_told() -> None:
    put(published("actor", "group", name="The group"), record("actor", "draft", name="A draft"))
    retract("actor", "group")
    delete("actor", "draft")
    client = a_client("Viewer")

    assert history(client, "/actors/group/", "action", "version") == [("RETRACT", 2), ("CREATE", 1)]
    assert history(client, "/actors/draft/", "action", "version", "reason") == [
        ("DELETE", 2, "Twice."),
        ("CREATE", 1, ""),
    ]


def test_history_follows_a_draft_through_its_slugs_and_leaves_out_who_has_them_now() -> None:
    put(record("actor", "x", name="First"))
    rename("actor", "x", "y")
    put(record("actor", "x", name="Second"))
    rename("actor", "y", "z")
    client = a_client("Viewer")

    assert history(client, "/actors/z/", "slug", "version") == [("z", 3), ("y", 2), ("x", 1)]
    assert history(client, "/actors/x/", "changes") == [["ADDED /slug", "ADDED /name"]]
    assert [one["slug"] for one in asked(client, "/actors/y/history/")["results"]] == ["y", "x"]


def test_history_comes_in_pages() -> None:
    for number in range(5):
        put(published("actor", "group", name=f"Name {number}"))
    client, found = a_client("Viewer"), []
    address: str | None = f"{API}/actors/group/history/?limit=2"

    while address:
        body = client.get(address).json()
        found.append([one["version"] for one in body["results"]])
        address = body["next"]

    assert found == [[5, 4], [3, 2], [1]]
    previous = client.get(body["previous"]).json()
    assert [one["version"] for one in previous["results"]] == [3, 2]


def test_history_costs_the_same_for_one_row_and_for_five() -> None:
    put(*takeover_and_attack())
    client = a_client("Viewer")

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert asked(client, "/events/attack/history/")["results"]
        return len(found)

    one = statements()
    for number in range(4):
        user = get_user_model().objects.create_user(f"user-{number}")
        put(published("event", "attack", title=f"{number}", type="assault", when="2021-09", citations=CITED), by=user)

    assert statements() == one


@pytest.mark.parametrize("viewer", VIEWERS)
def test_who_sees_the_history_of_what(viewer: str) -> None:
    expected = hidden_store()
    client = a_viewer(viewer)

    for prefix, _, _ in router.registry:
        for slug in [*expected.get(prefix, ()), "no-such-record"]:
            status = client.get(f"{API}/{prefix}/{slug}/history/").status_code
            found = 404 if slug == "no-such-record" else 200
            assert (prefix, slug, status) == (prefix, slug, found if VIEWERS[viewer] == "DRAFTS" else 403)


def test_token_needs_read_drafts_for_history_and_the_way_back() -> None:
    put(published("actor", "group", name="The group"))
    editor, seen = a_user("Editor"), {}

    for scopes in ((READ, WRITE, PUBLISH), (READ, READ_DRAFTS), (READ, READ_DRAFTS, PUBLISH)):
        client = Client(headers={"Authorization": f"Bearer {a.a_token(editor, *scopes)}"})
        back = client.post(f"{API}/actors/group/restore/", {"version": 1}, "application/json")
        seen[scopes] = client.get(f"{API}/actors/group/history/").status_code, back.status_code

    assert seen == {
        (READ, WRITE, PUBLISH): (403, 403),
        (READ, READ_DRAFTS): (200, 403),
        (READ, READ_DRAFTS, PUBLISH): (200, 200),
    }


def test_history_takes_no_parameter_that_it_does_not_know() -> None:
    put(published("actor", "group", name="The group"))

    body = asked(a_client("Viewer"), "/actors/group/history/?colour=red", 400)

    assert (body["code"], body["errors"][0]["parameter"]) == ("UNKNOWN_PARAMETER", "colour")
    assert asked(a_client("superuser"), "/actors/group/history/?limit=101", 400)["code"] == "PAGE_TOO_LARGE"


# Restoring


def test_restoring_heeds_what_the_writer_has_seen() -> None:
    put(published("actor", "group", name="The group"))
    put(published("actor", "group", name="The Group"))
    client = a_client("Editor")
    seen = client.get(f"{API}/actors/group/")["ETag"]
    put(published("actor", "group", name="THE GROUP"))

    stale = restore(client, "/actors/group/", {"version": 1}, 412, **{"If-Match": seen})
    done = restore(client, "/actors/group/", {"version": 1}, **{"If-Match": client.get(f"{API}/actors/group/")["ETag"]})

    assert (stale["code"], done["version"], done["name"]) == ("VERSION_MISMATCH", 4, "The group")


def test_version_that_never_was_is_refused() -> None:
    put(published("actor", "group", name="The group"))

    body = restore(a_client("Editor"), "/actors/group/", {"version": 7}, 400)

    assert [(one["code"], one["pointer"]) for one in body["errors"]] == [("NOT_FOUND", "/version")]
    assert journal("version") == [1]


def test_what_was_merged_is_not_restored() -> None:
    put(published("actor", "group", name="The group"), published("actor", "twin", name="The twin"))
    with writing() as current:
        actions.merge(current, row("actor", "twin"), row("actor", "group"))

    assert restore(a_client("Editor"), "/actors/twin/", {"version": 1}, 409)["code"] == "MERGED"


def test_older_version_is_put_again_as_a_new_write() -> None:
    put(*takeover_and_attack())
    first = record_of("event", "attack")
    put(published("event", "attack", title="The raid", type="assault", citations=CITED, participations=[]))

    body = restore(a_client("Editor"), "/events/attack/", {"version": 1}, **{"Change-Reason": "It was right."})

    assert (body["title"], body["version"]) == ("The attack", 3)
    assert record_of("event", "attack") == first
    assert journal("version", "action", "reason", "road", "by__username")[-1] == (
        3,
        "UPDATE",
        "It was right.",
        "REST",
        "Editor",
    )


def test_list_that_was_empty_is_empty_again() -> None:
    put(record("actor", "group", name="The group"))
    put(record("actor", "group", name="The group", names=[{"text": "GRP"}]))

    restore(a_client("Editor"), "/actors/group/", {"version": 1})

    assert record_of("actor", "group") == record("actor", "group", name="The group")
    assert journal("reason")[-1] == "Version 1 restored."


def test_equal_state_writes_nothing() -> None:
    put(published("actor", "group", name="The group"))
    before = stored()

    assert restore(a_client("Editor"), "/actors/group/", {"version": 1})["version"] == 1

    assert journal("version") == [1]
    assert stored() == before


@pytest.mark.parametrize("moved", ["published", "retracted"])
def test_record_stands_where_it_stands_whatever_the_older_version(moved: str) -> None:
    put(record("actor", "group", name="A draft"))
    put(published("actor", "group", name="The group"))
    if moved == "retracted":
        retract("actor", "group")
    before = record_of("actor", "group")

    restore(a_client("Editor"), "/actors/group/", {"version": 1})

    assert record_of("actor", "group") == before | {"name": "A draft"}


def test_restored_draft_keeps_the_slug_it_has_now() -> None:
    put(record("actor", "old", name="First"))
    rename("actor", "old", "new")
    put(record("actor", "new", name="Second"))

    restore(a_client("Editor"), "/actors/new/", {"version": 1})

    assert record_of("actor", "new") == record("actor", "new", name="First")


def test_digest_of_captured_text_stays_with_the_text() -> None:
    put(record("source", "report", title="A report", captured_sha256="a" * 64))
    put(record("source", "report", title="The report", captured_sha256="b" * 64))

    restore(a_client("Editor"), "/sources/report/", {"version": 1})

    assert record_of("source", "report") == record("source", "report", title="A report", captured_sha256="b" * 64)


def test_deleted_record_comes_back_as_a_draft_and_goes_on_counting() -> None:
    put(record("actor", "group", name="The group", status="IN_REVIEW", names=[{"text": "GRP"}]))
    delete("actor", "group")
    client = a_client("Editor")

    restore(client, "/actors/group/", {"version": 2})

    assert record_of("actor", "group") == record("actor", "group", name="The group", names=[{"text": "GRP"}])
    assert journal("action", "version") == [("CREATE", 1), ("DELETE", 2), ("CREATE", 3)]
    assert history(client, "/actors/group/", "version") == [3, 2, 1]


def test_slug_that_was_public_does_not_come_back() -> None:
    put(record("publisher", "gazette", name="Gazette"))
    delete("publisher", "gazette")

    body = restore(a_client("Editor"), "/publishers/gazette/", {"version": 1}, 409)

    assert body["code"] == "SLUG_TAKEN"
    assert journal("action") == ["CREATE", "DELETE"]


def test_version_that_names_what_is_gone_is_refused_with_its_name() -> None:
    put(record("publisher", "gazette", name="Gazette"), record("source", "report", title="A", publisher="gazette"))
    put(record("source", "report", title="A"))
    delete("publisher", "gazette")
    before = stored()

    body = restore(a_client("Editor"), "/sources/report/", {"version": 1}, 400)

    assert [(one["detail"], one["pointer"]) for one in body["errors"]] == [
        ("There is no publisher gazette.", "/publisher")
    ]
    assert stored() == before


def test_rules_hold_for_what_is_restored() -> None:
    put(*takeover_and_attack())
    put(record("actor", "draft", name="A draft"), record("narrative", "untold", title="Untold"))
    put(record("narrative", "untold", title="Untold", teller={"actor": "draft"}))
    put(record("narrative", "untold", title="Untold"))
    put(published("narrative", "untold", title="Told"))
    before = stored()

    body = restore(a_client("Editor"), "/narratives/untold/", {"version": 2}, 400)

    assert [(one["code"], one["pointer"]) for one in body["errors"]] == [("NOT_PUBLISHABLE", "/teller/actor")]
    assert stored() == before


def test_slug_that_a_draft_left_is_not_restored() -> None:
    put(record("actor", "old", name="First"))
    rename("actor", "old", "new")

    assert restore(a_client("Editor"), "/actors/old/", {"version": 1}, 404)["code"] == "NOT_FOUND"
    assert [one["slug"] for one in asked(a_client("superuser"), "/actors/?status=DRAFT")["results"]] == ["new"]


@pytest.mark.parametrize(
    ("role", "status"), [("anonymous", 401), ("Viewer", 403), ("Contributor", 403), ("Editor", 200)]
)
def test_who_restores_what_is_published(role: str, status: int) -> None:
    put(published("actor", "group", name="The group"))
    put(published("actor", "group", name="The Group"))

    body = restore(a_client(role), "/actors/group/", {"version": 1}, status)

    assert status == 200 or body["code"] == "FORBIDDEN"
    assert row("actor", "group").name == ("The group" if status == 200 else "The Group")


def test_contributor_restores_drafts() -> None:
    put(record("actor", "group", name="The group"))
    put(record("actor", "group", name="The Group"))

    assert restore(a_client("Contributor"), "/actors/group/", {"version": 1})["name"] == "The group"


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ("{", "BAD_JSON", None),
        ("[1]", "BAD_USER_INPUT", ""),
        ("{}", "BAD_USER_INPUT", "/version"),
        ('{"version": true}', "BAD_USER_INPUT", "/version"),
        ('{"version": "1"}', "BAD_USER_INPUT", "/version"),
        ('{"version": -1}', "BAD_USER_INPUT", "/version"),
        ('{"version": 99999999999999999999}', "BAD_USER_INPUT", "/version"),
        ('{"version": 1, "number": 2}', "UNKNOWN_PARAMETER", "/number"),
    ],
)
def test_body_that_names_no_version_is_refused(body: str, code: str, pointer: str | None) -> None:
    put(published("actor", "group", name="The group"))

    told = restore(a_client("Editor"), "/actors/group/", body, 400)

    assert told["code"] == code
    assert [one.get("pointer", "") for one in told.get("errors", ())] == ([] if pointer is None else [pointer])
    assert journal("version") == [1]


# In the admin


def press(client: Client, address: str, **changes: str) -> Any:
    """Open the page that restores, and press its button with what it shows and what is changed."""
    page = client.get(address)
    assert page.status_code == 200
    present = page.context["present"]
    seen = {"seen_version": present.version} if present else {}
    return client.post(address, {**seen, **changes}, follow=True)


def the_number(version: int) -> int:
    return JournalRow.objects.filter(version=version).latest("number").number


def test_older_version_is_restored_from_the_history_page() -> None:
    put(published("source", "report", title="A report"))
    put(published("source", "report", title="Another report"))
    client, source = a_client("Editor"), row("source", "report")
    link = address(Source, "restore", source.pk, the_number(1))
    assert f'href="../restore/{the_number(1)}/"' in client.get(address(Source, "history", source.pk)).content.decode()

    shown = client.get(link)
    done = press(client, link, reason="It was right.")

    assert shown.context["lines"] == [("Title", "Another report", "A report")]
    assert [str(one) for one in done.context["messages"]] == ["Restored as it was in version 1."]
    assert record_of("source", "report")["title"] == "A report"
    assert journal("version", "reason", "road")[-1] == (3, "It was right.", "ADMIN")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"reason": " "}, "REASON_REQUIRED"),
        ({"reason": "It was right.", "seen_version": "1"}, "VERSION_MISMATCH"),
        ({"reason": "It was right.", "seen_version": ""}, "VERSION_MISMATCH"),
    ],
)
def test_what_stands_in_the_way_is_shown_on_the_page(changes: dict[str, str], fault: str) -> None:
    put(published("source", "report", title="A report"))
    put(published("source", "report", title="Another report"))
    source = row("source", "report")

    told = press(a_client("Editor"), address(Source, "restore", source.pk, the_number(1)), **changes)

    assert fault in told.context["fault"]
    assert record_of("source", "report")["title"] == "Another report"


def test_deleted_record_is_brought_back_from_the_journal() -> None:
    put(record("source", "report", title="A report"))
    delete("source", "report")
    client, number = a_client("Editor"), the_number(2)
    assert "Bring it back" in client.get(address(JournalRow, "change", number)).content.decode()

    done = press(client, address(JournalRow, "restore", number), reason="It was no copy.")

    assert [str(one) for one in done.context["messages"]] == ["Restored as it was in version 2."]
    assert record_of("source", "report") == record("source", "report", title="A report")


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("Viewer", (200, 403, 403)),
        ("Contributor", (200, 403, 200)),
        ("Editor", (200, 302, 200)),
    ],
)
def test_who_sees_and_restores_in_the_admin(role: str, statuses: tuple[int, ...]) -> None:
    put(record("source", "draft", title="A draft"))
    delete("source", "draft")
    deleted = the_number(2)
    put(published("source", "report", title="A report"))
    source, client = row("source", "report"), a_client(role)

    seen = (
        client.get(address(Source, "history", source.pk)),
        client.post(address(Source, "restore", source.pk, the_number(1)), {"reason": "x", "seen_version": "1"}),
        client.get(address(JournalRow, "restore", deleted)),
    )

    assert tuple(one.status_code for one in seen) == statuses


def test_staff_who_see_no_drafts_see_no_history() -> None:
    put(published("source", "report", title="A report", note="Private"))
    user = get_user_model().objects.create_user("someone", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_source"))
    client, source = Client(), row("source", "report")
    client.force_login(user)

    assert client.get(address(Source, "change", source.pk)).status_code == 200
    assert client.get(address(Source, "history", source.pk)).status_code == 403


def test_row_of_another_record_restores_nothing() -> None:
    put(published("source", "report", title="A report"), published("source", "other", title="Another"))
    client, source, other = a_client("Editor"), row("source", "report"), JournalRow.objects.get(slug="other")

    assert client.get(address(Source, "restore", source.pk, other.number)).status_code == 404
    assert client.get(address(JournalRow, "restore", other.number)).status_code == 404
    assert client.get(address(Source, "restore", 999, other.number)).status_code in (302, 404)


def test_unsaved_factories_have_no_history() -> None:
    a.an_actor("group")

    assert asked(a_client("Viewer"), "/actors/group/history/")["results"] == []
