"""Remarks: what one who reads the desk has to say of a record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from events.models import Place
from sources import actions, bundle, journal
from sources.choices import Status
from sources.models import Remark, Source
from tests import factories as make
from tests.filling import address, save, statements
from tests.staff import ROLES, a_client, a_user
from tests.staff import journal as journaled

pytestmark = pytest.mark.django_db


def remarks_page(row):
    return address(type(row), "remarks", row.pk)


def page(row):
    return address(type(row), "change", row.pk)


#: What each role gets: a remark left on what is published, on a draft; another's remark settled at each.
MATRIX = {
    "anonymous": {"leave": 302, "leave on draft": 302, "settle": 302, "settle on draft": 302, "settle own": 302},
    "Viewer": {"leave": "done", "leave on draft": "done", "settle": 403, "settle on draft": 403, "settle own": "done"},
    "Contributor": {
        "leave": "done", "leave on draft": "done", "settle": 403, "settle on draft": "done", "settle own": "done",
    },
    "Editor": {
        "leave": "done", "leave on draft": "done", "settle": "done", "settle on draft": "done", "settle own": "done",
    },
    "superuser": {
        "leave": "done", "leave on draft": "done", "settle": "done", "settle on draft": "done", "settle own": "done",
    },
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", MATRIX["Editor"])
def test_access(role, deed):
    row = make.a_source(status=Status.DRAFT if "draft" in deed else Status.PUBLISHED)
    client, user = Client(), a_user(role) if role != "anonymous" else None
    if user:
        client.force_login(user)
    other = a_user("Editor") if role != "Editor" else a_user("Viewer")
    left = actions.remark(row, by=user if user and "own" in deed else other, text="Is it so?")

    sent = {"text": "It is so."} if "leave" in deed else {"settle": left.pk}
    response = client.post(remarks_page(row), sent)

    left.refresh_from_db()
    is_done = Remark.objects.count() == 2 if "leave" in deed else left.settled_at is not None
    assert ("done" if is_done else response.status_code) == MATRIX[role][deed]


def test_remark_is_shown_below_the_record_to_one_who_only_reads():
    source = make.a_source()
    client = a_client("Viewer")
    client.post(remarks_page(source), {"text": "Is this <b>the</b> first edition?"})

    html = client.get(page(source)).content.decode()

    assert "Is this &lt;b&gt;the&lt;/b&gt; first edition?" in html
    assert "Leave this remark" in html
    assert 'name="_save"' not in html


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_remark_that_says_nothing_or_too_much_is_refused(text):
    source = make.a_source()

    response = a_client("Viewer").post(remarks_page(source), {"text": text}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not Remark.objects.exists()


def test_remark_is_settled_once():
    viewer = a_user("Viewer")
    left = actions.remark(make.a_source(), by=viewer, text="Is it so?")
    actions.settle(left, by=viewer)

    with pytest.raises(ValidationError):
        actions.settle(left, by=viewer)


@pytest.mark.parametrize("key", ["0", "99999999999999999999", "x", "-1"])
def test_unknown_remark_is_not_settled(key):
    assert a_client("Editor").post(remarks_page(make.a_source()), {"settle": key}).status_code == 404


def test_remark_of_another_record_is_not_settled_here():
    left = actions.remark(make.a_source(), by=a_user("Viewer"), text="Is it so?")

    response = a_client("Editor").post(remarks_page(make.a_source()), {"settle": left.pk})

    assert response.status_code == 404


def test_one_without_leave_to_remark_leaves_none():
    user = a_user("Viewer")
    user.groups.clear()

    with pytest.raises(PermissionDenied):
        actions.remark(make.a_source(), by=user, text="Is it so?")


def test_who_may_not_see_drafts_finds_no_remarks():
    source = make.a_source()
    actions.remark(source, by=a_user("Editor"), text="Is it so?")
    user = a_user("Viewer")
    user.groups.clear()
    user.user_permissions.add(*_permissions("view_source", "add_remark"))
    client = Client()
    client.force_login(user)

    shown, left = client.get(page(source)), client.post(remarks_page(source), {"text": "Me too."})

    assert (shown.status_code, "Is it so?" in shown.content.decode(), left.status_code) == (200, False, 403)


def _permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


def test_remark_is_no_part_of_the_record():
    source = make.a_source("report")
    version = source.version
    actions.remark(source, by=a_user("Viewer"), text="Hush hush")

    source.refresh_from_db()
    assert source.version == version
    assert journaled("number") == []
    assert "Hush hush" not in "".join(bundle.dump())
    assert "Hush hush" not in Client().get("/api/v1/sources/report/").content.decode()


def test_remark_goes_with_a_deleted_draft():
    draft = make.a_source(status=Status.DRAFT)
    kept = actions.remark(make.a_source(), by=a_user("Viewer"), text="Stays")
    actions.remark(draft, by=kept.by, text="Goes")

    with journal.writing() as writing:
        actions.delete(writing, draft)

    assert list(Remark.objects.values_list("text", flat=True)) == ["Stays"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_remark_moves_with_a_merge(status):
    twin, source = make.a_source(status=status), make.a_source()
    actions.remark(twin, by=a_user("Viewer"), text="Is it the same?")

    with journal.writing() as writing:
        actions.merge(writing, twin, source)

    assert [one.text for one in actions.remarks_on(source)] == ["Is it the same?"]


def test_remarks_on_places_stand_apart_from_those_on_sources():
    place, source = make.a_place(), make.a_source()
    Source.objects.filter(pk=source.pk).update(id=place.pk)
    actions.remark(place, by=a_user("Viewer"), text="On the place")

    assert [one.text for one in actions.remarks_on(Source.objects.get(slug=source.slug))] == []
    assert [one.text for one in actions.remarks_on(Place.objects.get())] == ["On the place"]


def test_page_costs_the_same_with_one_remark_and_with_twenty():
    source, user = make.a_source(), a_user("Viewer")
    client = Client()
    client.force_login(user)
    actions.remark(source, by=user, text="One")
    one = statements(lambda: client.get(page(source)))
    for _ in range(19):
        actions.remark(source, by=user, text="More")

    assert statements(lambda: client.get(page(source))) == one


def test_remarks_are_left_by_post_alone():
    assert a_client("Editor").get(remarks_page(make.a_source())).status_code == 405


def test_saving_the_record_leaves_its_remarks_alone():
    source = make.a_source("report", title="Report")
    left = actions.remark(source, by=a_user("Viewer"), text="Is it so?")

    save(a_client("Editor"), Source, source, title="Another title")

    assert [one.pk for one in actions.remarks_on(source)] == [left.pk]
