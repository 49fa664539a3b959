"""Merging two records in the admin: chosen, shown, confirmed."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from actors.models import Actor
from sources.choices import Status
from sources.models import Media, Source
from tests import factories as make
from tests.filling import address
from tests.staff import ROLES, a_client, journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def public(add: Any, *args: Any, **fields: Any) -> Any:
    """Return a record that was published at some time."""
    fields |= {"published_at": timezone.now()} if add in (make.an_actor, make.a_source, make.an_event) else {}
    return add(*args, **fields)


def merge_page(row: Any) -> str:
    return address(type(row), "merge", row.pk)


def confirm(client: Client, row: Any, into: Any, **changes: Any) -> Any:
    sent = {"slug": into.slug, "seen_version": [row.version, into.version], "reason": "They are one"}
    return client.post(merge_page(row), sent | changes)


def preview(response: Any) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Return what would move, by kind: labels and places."""
    assert response.status_code == 200
    return [
        (one.kind, one.number, [(label, place) for label, _, place in one.records])
        for one in response.context["moving"]
    ]


def two_actors() -> tuple[Actor, Actor]:
    """Store two actors that are one, and what refers to the first."""
    twin, actor = public(make.an_actor, "twin", name="TTP"), make.an_actor("ttp", name="Tehrik-i-Taliban Pakistan")
    event = make.an_event("raid", "2021-09", title="The raid")
    make.a_participation(event, make.an_actor("army"))
    make.a_participation(event, twin, position=1)
    make.a_claim(event, slug="said", statement="Nine died", speaker=twin, subject=twin)
    return twin, actor


def test_all_that_moves_is_shown_by_kind_and_nothing_is_done(editor):
    twin, actor = two_actors()

    response = editor.get(merge_page(twin), {"chosen": actor.pk})

    assert preview(response) == [
        ("event", 1, [("The raid (Sep 2021)", "Participations 2, actor")]),
        ("claim", 1, [("Nine died (TTP, on The raid)", "Speaker, Subject")]),
    ]
    assert response.context["faults"] == []
    assert journal("number") == []
    assert Actor.objects.get(slug="twin").merged_into is None


def test_confirmed_merge_moves_everything_with_one_reason(editor):
    twin, actor = two_actors()

    response = confirm(editor, twin, actor)

    assert response.url == address(Actor, "change", actor.pk)
    twin.refresh_from_db()
    assert (twin.merged_into, twin.status) == (actor, Status.RETRACTED)
    assert {*journal("slug", "reason")} == {(slug, "They are one") for slug in ("twin", "ttp", "raid", "said")}
    assert [one.speaker for one in actor.claims.all()] == [actor]


@pytest.mark.parametrize("add", [make.an_actor, make.a_place, make.a_source, make.a_publisher, make.an_event])
def test_each_kind_that_can_turn_out_to_be_another_has_the_page(editor, add):
    row, into = public(add), public(add)

    opened = editor.get(address(type(row), "change", row.pk)).content.decode()
    shown = editor.get(merge_page(row), {"slug": into.slug})
    confirm(editor, row, into)

    assert merge_page(row) in opened
    assert preview(shown) == []
    row.refresh_from_db()
    assert row.merged_into == into


def test_other_kinds_have_no_such_page(editor):
    media = make.a_media()

    html = editor.get(address(Media, "change", media.pk)).content.decode()

    assert "/merge/" not in html
    assert editor.get(f"/admin/sources/media/{media.pk}/merge/").status_code in (302, 404)


def test_merge_that_closes_a_cycle_is_refused_with_the_path_before_it_is_tried(editor):
    cause, middle, effect = (make.an_event(slug, title=slug) for slug in ("cause", "middle", "effect"))
    for event in (cause, middle, effect):
        make.an_event_citation(event, make.a_source())
    make.a_link(cause, middle)
    make.a_link(middle, effect)

    response = editor.get(merge_page(effect), {"slug": "cause"})
    done = confirm(editor, effect, cause)

    [fault] = response.context["faults"]
    assert "CLOSES_CYCLE" in fault
    assert "middle" in fault
    assert 'value="Merge"' not in response.content.decode()
    assert done.status_code == 200
    assert journal("number") == []


def test_published_record_is_not_merged_into_a_draft(editor):
    published = make.a_source("published")
    make.a_source("draft", status=Status.DRAFT)

    [fault] = editor.get(merge_page(published), {"slug": "draft"}).context["faults"]

    assert "NOT_PUBLISHABLE" in fault


def test_record_is_not_merged_into_itself(editor):
    source = make.a_source("one")

    [fault] = editor.get(merge_page(source), {"slug": "one"}).context["faults"]

    assert "SELF_LINK" in fault


@pytest.mark.parametrize(
    "query", [{"slug": "nothing"}, {"chosen": "", "slug": ""}, {"chosen": "9" * 25}, {"chosen": "x"}]
)
def test_unknown_record_is_refused_at_its_field(editor, query):
    response = editor.get(merge_page(make.a_source()), query)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["into"] is None


def test_merge_needs_a_reason(editor):
    source, other = make.a_source(), make.a_source()

    response = confirm(editor, source, other, reason=" ")

    assert "REASON_REQUIRED" in str(response.context["faults"])
    assert journal("number") == []


@pytest.mark.parametrize("changed", [0, 1])
def test_what_was_saved_since_the_preview_is_not_merged(editor, changed):
    rows = [make.a_source("one"), make.a_source("two")]
    seen = [row.version for row in rows]
    Source.objects.filter(pk=rows[changed].pk).update(version=7)

    response = confirm(editor, *rows, seen_version=seen)

    assert "VERSION_MISMATCH" in str(response.context["faults"])
    assert journal("number") == []


#: What each role gets for merging: two drafts, two published sources, two places.
MATRIX = {
    "anonymous": {"drafts": 302, "published": 302, "places": 302},
    "Viewer": {"drafts": 403, "published": 403, "places": 403},
    "Contributor": {"drafts": "FORBIDDEN", "published": 403, "places": 403},
    "Editor": {"drafts": "merged", "published": "merged", "places": "merged"},
    "superuser": {"drafts": "merged", "published": "merged", "places": "merged"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", MATRIX["Editor"])
def test_access(role, what):
    add = {
        "drafts": lambda: make.a_source(status=Status.DRAFT),
        "published": lambda: public(make.a_source),
        "places": make.a_place,
    }[what]
    row, into = add(), add()

    response = confirm(a_client(role), row, into)

    if journal("number"):
        got: Any = "merged"
    elif response.status_code == 200:
        got = next(code for code in ("FORBIDDEN",) if code in str(response.context["faults"]))
    else:
        got = response.status_code
    assert got == MATRIX[role][what]


def test_merged_record_is_not_merged_again(editor):
    source, other = public(make.a_source), public(make.a_source)
    confirm(editor, source, other)

    assert editor.get(merge_page(source)).status_code == 403


def test_what_is_hidden_is_neither_chosen_nor_named():
    from django.contrib.auth.models import Permission

    from tests.staff import a_user

    user = a_user("Editor")
    user.groups.clear()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_source", "change_source", "publish"]))
    client = Client()
    client.force_login(user)
    make.a_source("hidden", title="Secret", status=Status.DRAFT)

    response = client.get(merge_page(make.a_source()), {"slug": "hidden"})

    assert response.context["form"].errors == {"slug": ["There is no source hidden."]}


def test_preview_names_fifty_of_each_kind_and_counts_the_rest(editor):
    source, other = make.a_source(), make.a_source()
    for _ in range(52):
        make.a_media(source=source)

    [moving] = editor.get(merge_page(source), {"slug": other.slug}).context["moving"]

    assert (moving.number, len(moving.records), moving.more) == (52, 50, 2)


def test_pages_without_javascript_offer_the_slug(editor):
    html = editor.get(merge_page(make.a_publisher())).content.decode()

    assert 'name="slug"' in html
