"""Two who edit one record: nothing is written over unseen, and each sees what the other saved."""

from typing import Any

import pytest
from django.test import Client

from actors.models import Actor, Relation
from events.models import CausalLink, Claim, Event
from sources.choices import Status
from sources.models import Publisher
from sources.records import all_kinds
from tests import factories as make
from tests.filling import added, address, faults, page, save, shown
from tests.staff import a_client, a_user, journal
from tests.storing import put, record
from tests.world import a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


@pytest.fixture
def ada() -> Client:
    """Another editor."""
    user = a_user("superuser")
    user.username = "Ada"
    user.save()
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, row: Any) -> dict[str, Any]:
    return shown(client.get(page(client, type(row), row)))


def send(client: Client, row: Any, data: dict[str, Any], **changes: Any) -> Any:
    return client.post(page(client, type(row), row), {**data, **changes, "_continue": "1"})


def a_publisher() -> Publisher:
    put(record("publisher", "gazette", name="The Gazette", country="PK"))
    return Publisher.objects.get()


def test_what_another_saved_stands_at_the_field_beside_what_was_typed(editor, ada):
    publisher = a_publisher()
    data = opened(editor, publisher)
    save(ada, Publisher, publisher, name="The Daily Gazette", homepage="https://example.org", reason="Renamed")

    response = send(editor, publisher, data, name="The Gazette of Lahore")

    found = faults(response)
    assert found["name"] == ["Ada changed this meanwhile: Name: The Gazette → The Daily Gazette"]
    assert found["homepage"] == ["Ada changed this meanwhile: Homepage: — → https://example.org"]
    assert "version 2, you saw 1): Ada" in found["__all__"][0]
    assert "Renamed" in found["__all__"][0]
    assert 'value="The Gazette of Lahore"' in response.content.decode()
    assert Publisher.objects.get().name == "The Daily Gazette"


def test_what_was_typed_is_saved_over_it_once_that_was_seen(editor, ada):
    publisher = a_publisher()
    data = opened(editor, publisher)
    save(ada, Publisher, publisher, name="The Daily Gazette")
    refused = send(editor, publisher, data, name="The Gazette of Lahore")

    done = send(editor, publisher, data, name="The Gazette of Lahore", save_mine="2")

    assert '<input type="checkbox" name="save_mine" value="2">' in refused.content.decode()
    assert done.status_code == 302
    assert Publisher.objects.get().name == "The Gazette of Lahore"


def test_what_a_third_saved_since_is_not_written_over(editor, ada):
    publisher = a_publisher()
    data = opened(editor, publisher)
    save(ada, Publisher, publisher, name="The Daily Gazette")
    save(ada, Publisher, publisher, country="IN")

    response = send(editor, publisher, data, name="The Gazette of Lahore", save_mine="2")

    assert faults(response)["country"] == ["Ada changed this meanwhile: Country: PK → IN"]
    assert Publisher.objects.get().name == "The Daily Gazette"


def test_what_another_changed_in_an_owned_row_is_told_with_its_place(editor, ada):
    publisher = a_publisher()
    save(ada, Publisher, publisher, **added("ratings", 0, code="A", rationale="Sound"))
    data = opened(editor, publisher)
    save(ada, Publisher, publisher, **{"ratings-0-code": "C"})

    response = send(editor, publisher, data, **{"ratings-0-rationale": "Very sound"})

    assert (
        "Ada changed this meanwhile: Ratings 1, code: A: completely reliable → C: fairly reliable"
        in faults(response)["__all__"]
    )
    assert [(one.code, one.rationale) for one in publisher.ratings.all()] == [("C", "Sound")]


def test_row_that_another_deleted_is_not_brought_back_unseen(editor, ada):
    publisher = a_publisher()
    save(ada, Publisher, publisher, **added("ratings", 0, code="A"))
    data = opened(editor, publisher)
    save(ada, Publisher, publisher, **{"ratings-0-DELETE": "on"})

    response = send(editor, publisher, data, save_mine="3", **{"ratings-0-code": "B"})

    assert faults(response)["ratings"] == ["Another has deleted a row of this list meanwhile. Open the page anew."]
    assert not publisher.ratings.exists()


def a_relation() -> tuple[Actor, Relation]:
    put(
        record("actor", "ttp", name="TTP"),
        record("actor", "army", name="Army"),
        record("relation", "enmity", subject="ttp", object="army", kind="OPPOSES"),
    )
    return Actor.objects.get(slug="ttp"), Relation.objects.get()


def test_what_another_saved_of_a_record_beside_stands_in_its_row(editor, ada):
    actor, relation = a_relation()
    data = opened(editor, actor)
    save(ada, Relation, relation, kind="ALLY_OF")

    response = send(editor, actor, data, description="A group", **{"relations_as_subject-0-kind": "LEADS"})

    assert faults(response)["relations_as_subject-0-kind"] == ["Ada changed this meanwhile: Kind: Opposes → Ally of"]
    actor.refresh_from_db()
    assert (Relation.objects.get().kind, actor.description) == ("ALLY_OF", "")


@pytest.mark.parametrize(("box", "kind"), [("keep_theirs", "ALLY_OF"), ("save_mine", "LEADS")])
def test_one_says_whose_row_stands_and_the_rest_is_saved(editor, ada, box, kind):
    actor, relation = a_relation()
    data = opened(editor, actor)
    save(ada, Relation, relation, kind="ALLY_OF")
    changes = {"relations_as_subject-0-kind": "LEADS", f"relations_as_subject-0-{box}": "2"}

    response = send(editor, actor, data, description="A group", **changes)

    assert response.status_code == 302, faults(response)
    actor.refresh_from_db()
    assert (Relation.objects.get().kind, actor.description) == (kind, "A group")


def test_claim_and_link_beside_an_event_are_not_written_over(editor, ada):
    event = make.an_event("raid", title="The raid", status=Status.DRAFT)
    cause = make.an_event("attack", title="The attack")
    make.a_claim(event, slug="claim", low=5, status=Status.DRAFT)
    make.a_link(cause, event, slug="link", status=Status.DRAFT)
    data = opened(editor, event)
    save(ada, Claim, Claim.objects.get(), low="7")
    save(ada, CausalLink, CausalLink.objects.get(), mechanism="By revenge.")

    response = send(editor, event, data, title="The army's raid")

    found = faults(response)
    assert found["claims-0-low"] == ["Ada changed this meanwhile: Low: 5 → 7"]
    assert "→ By revenge." in found["cause_links-0-mechanism"][0]
    assert Event.objects.get(slug="raid").title == "The raid"
    assert Claim.objects.get().low == 7


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_no_kind_of_record_is_written_over(editor, ada, kind):
    a_world(1)
    row = kind.objects.order_by("pk").first()
    if kind.has_status:
        kind.objects.filter(pk=row.pk).update(status=Status.DRAFT)
    data = opened(editor, row)
    save(ada, kind.model, row, note="Ada was here")
    rows = len(journal("number"))

    response = send(editor, row, data, note="I was here")

    assert faults(response)["note"] == ["Ada changed this meanwhile: Note: — → Ada was here"]
    assert kind.objects.get(pk=row.pk).note == "Ada was here"
    assert len(journal("number")) == rows


def test_page_opened_before_a_deletion_is_not_saved(editor, ada):
    put(record("source", "report", title="Report"))
    from sources.models import Source

    source = Source.objects.get()
    data = opened(editor, source)
    ada.post(address(Source, "delete", source.pk), {"post": "yes"})

    response = send(editor, source, data, title="New")

    assert response.status_code == 302
    assert not Source.objects.exists()
