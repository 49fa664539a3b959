"""Making one record of two that turned out to be the same."""

from typing import Any

import pytest
from django.test import Client

from sources import actions
from sources.journal import writing
from sources.models import JournalRow
from sources.refusals import Refusal
from tests.storing import every_row, published, put, record, record_of, row, stored, takeover_and_attack

pytestmark = pytest.mark.django_db

GIVEN = [{"source": "report", "locator": "¶ 2"}]


def a_store(*more: dict[str, Any]) -> None:
    put(*takeover_and_attack(), *more)


def merge(kind: str, old: str, into: str) -> list[tuple[str, str, tuple[str | int, ...]]]:
    with writing() as current:
        moved = actions.merge(current, row(kind, old), row(kind, into))
    return [(one.kind, one.slug, one.path) for one in moved]


def refused(kind: str, old: str, into: str) -> list[tuple[str, str]]:
    """Return the codes and messages that a merge is refused with, and hold that it changed nothing."""
    before = every_row()

    with pytest.raises(Refusal) as refusal:
        merge(kind, old, into)

    assert every_row() == before
    return [(fault.code, fault.message) for fault in refusal.value.faults]


def test_references_to_an_actor_move_and_its_name_is_kept() -> None:
    a_store(
        published("actor", "the-group", name="Group", external_ids={"ucdp": "7", "wikidata": "Q1"}),
        published(
            "claim", "said", event="attack", predicate="dead", low=1, source="report", quote="one", speaker="group"
        ),
    )
    put({**record_of("actor", "group"), "external_ids": {"ucdp": "9", "acled": "3"}})

    moved = merge("actor", "group", "the-group")

    assert moved == [("event", "attack", ("participations", 0, "actor")), ("claim", "said", ("speaker",))]
    assert record_of("claim", "said")["speaker"] == "the-group"
    assert record_of("event", "attack")["participations"] == [{"actor": "the-group", "role": "INITIATOR"}]
    assert record_of("actor", "the-group") == published(
        "actor",
        "the-group",
        name="Group",
        names=[{"text": "The group"}],
        external_ids={"acled": "3", "ucdp": "7", "wikidata": "Q1"},
    )
    assert record_of("actor", "group") == record(
        "actor",
        "group",
        status="RETRACTED",
        retraction_reason="Merged into the-group.",
        name="The group",
        kind="REBEL_GROUP",
        merged_into="the-group",
        external_ids={"ucdp": "9"},
    )


def test_every_changed_record_is_one_row_of_the_journal() -> None:
    a_store(published("actor", "the-group", name="Group"))
    last = JournalRow.objects.order_by("number").last()
    assert last is not None

    merge("actor", "group", "the-group")

    rows = JournalRow.objects.filter(number__gt=last.number).order_by("kind", "slug")
    assert list(rows.values_list("kind", "slug", "action")) == [
        ("actor", "group", "RETRACT"),
        ("actor", "the-group", "UPDATE"),
        ("event", "attack", "UPDATE"),
    ]


def test_rows_that_become_the_same_are_kept_once() -> None:
    a_store(published("actor", "the-group", name="Group"))
    both = [{"actor": "the-group", "role": "INITIATOR", "side": "A"}, {"actor": "group", "role": "INITIATOR"}]
    put({**record_of("event", "attack"), "participations": both})

    merge("actor", "group", "the-group")

    assert record_of("event", "attack")["participations"] == both[:1]


def test_an_event_takes_over_what_it_lacks() -> None:
    a_store(
        published("event", "assault-twin", title="The assault", type="assault", when="2021-09-06", citations=GIVEN),
        published("link", "to-twin", cause="takeover", kind="CAUSED", effect="assault-twin", evidence=GIVEN),
    )

    moved = merge("event", "attack", "assault-twin")

    assert [(kind, slug) for kind, slug, _ in moved] == [
        ("claim", "attack-dead"),
        ("link", "takeover-attack"),
        ("narrative", "story"),
    ]
    twin = record_of("event", "assault-twin")
    assert (twin["title"], twin["when"]) == ("The assault", "2021-09-06")
    assert twin["citations"] == [*GIVEN, {"source": "report", "locator": "¶ 1"}]
    assert twin["participations"] == [{"actor": "group", "role": "INITIATOR"}]


def test_a_place_without_a_status_goes_out_of_use() -> None:
    a_store(record("place", "wana", name="Wana"), record("place", "vana", name="Vana", parent="wana"))
    put({**record_of("event", "attack"), "places": [{"place": "vana"}]})
    put(record("place", "wanna", name="Wanna"))

    merge("place", "vana", "wanna")
    listed = Client().get("/api/v1/places/").json()["results"]
    asked = Client().get("/api/v1/places/vana/")

    assert record_of("event", "attack")["places"] == [{"place": "wanna"}]
    assert record_of("place", "wanna")["other_names"] == ["Vana"]
    assert sorted(place["slug"] for place in listed) == ["wana", "wanna"]
    assert (asked.status_code, asked.headers["Location"]) == (301, "http://testserver/api/v1/places/wanna/")


def test_a_draft_is_deleted() -> None:
    a_store(record("actor", "twin", name="Twin"), record("event", "later", title="Later", type="assault"))
    put({**record_of("event", "later"), "participations": [{"actor": "twin", "role": "TARGET"}]})

    merge("actor", "twin", "group")

    assert record_of("event", "later")["participations"] == [{"actor": "group", "role": "TARGET"}]
    assert not type(row("actor", "group")).objects.filter(slug="twin").exists()


def test_what_said_that_two_may_be_one_is_settled() -> None:
    likeness = {"subject": "group", "kind": "POSSIBLY_SAME_AS", "object": "the-group"}
    a_store(
        published("actor", "the-group", name="Group"),
        published("relation", "likeness", **likeness, citations=GIVEN),
        record("relation", "draft-likeness", **likeness),
    )

    merge("actor", "group", "the-group")

    assert record_of("relation", "likeness")["status"] == "RETRACTED"
    assert not type(row("relation", "likeness")).objects.filter(slug="draft-likeness").exists()


def test_old_slug_leads_to_the_record_it_was_merged_into() -> None:
    a_store(published("actor", "the-group", name="Group"))
    merge("actor", "group", "the-group")

    rest = Client().get("/api/v1/actors/group/")
    query = '{ actor(slug: "group") { slug mergedInto { slug } } actors { edges { node { slug } } } }'
    graph = Client().get("/graphql/", {"query": query}).json()

    assert (rest.status_code, rest.headers["Location"]) == (301, "http://testserver/api/v1/actors/the-group/")
    assert (rest.json()["code"], rest.json()["merged_into"]) == ("MERGED", "the-group")
    assert graph == {
        "data": {
            "actor": {"slug": "group", "mergedInto": {"slug": "the-group"}},
            "actors": {"edges": [{"node": {"slug": "the-group"}}]},
        }
    }


def test_old_slug_is_hidden_with_the_record_it_was_merged_into() -> None:
    a_store(published("actor", "the-group", name="Group"))
    merge("actor", "group", "the-group")
    with writing() as current:
        actions.retract(current, row("actor", "the-group"), "Not so.")

    rest = Client().get("/api/v1/actors/group/")
    graph = Client().get("/graphql/", {"query": '{ actor(slug: "group") { slug } }'}).json()

    assert (rest.status_code, rest.json()["code"]) == (410, "RETRACTED")
    assert graph == {"data": {"actor": None}}


def test_later_references_to_the_old_slug_are_meant_for_the_other() -> None:
    a_store(published("actor", "the-group", name="Group"))
    merge("actor", "group", "the-group")

    put(record("claim", "later", event="attack", predicate="dead", low=1, source="report", subject="group"))

    assert record_of("claim", "later")["subject"] == "the-group"


def test_what_was_merged_is_not_put_again_by_accident() -> None:
    a_store(published("actor", "the-group", name="Group"))
    merge("actor", "group", "the-group")
    before = every_row()

    with pytest.raises(Refusal, match="MERGED"):
        put(published("actor", "group", name="The group", kind="REBEL_GROUP"))

    assert every_row() == before


def test_an_earlier_merge_moves_along() -> None:
    a_store(published("actor", "second", name="Second"), published("actor", "third", name="Third"))

    merge("actor", "group", "second")
    merge("actor", "second", "third")

    assert record_of("actor", "group")["merged_into"] == "third"
    assert Client().get("/api/v1/actors/group/").headers["Location"] == "http://testserver/api/v1/actors/third/"


def test_a_merge_that_closes_a_cycle_is_refused_with_the_path() -> None:
    a_store(
        published("event", "after", title="After", type="assault", when="2021-10", citations=GIVEN),
        published("link", "on", cause="attack", kind="CAUSED", effect="after", evidence=GIVEN),
    )
    put({**record_of("event", "takeover"), "when": "[2021-08-15..2021-10-31]"})

    assert refused("event", "after", "takeover") == [
        ("CLOSES_CYCLE", "This would close a cycle: The attack → The takeover → The attack.")
    ]


@pytest.mark.parametrize(
    ("kind", "old", "into", "code"),
    [
        ("actor", "group", "group", "SELF_LINK"),
        ("claim", "attack-dead", "attack-dead", "BAD_USER_INPUT"),
        ("actor", "group", "draft", "NOT_PUBLISHABLE"),
        ("actor", "gone", "group", "BAD_STATUS"),
        ("actor", "group", "gone", "BAD_STATUS"),
        ("event", "takeover", "attack", "SELF_LINK"),
    ],
)
def test_what_cannot_be_merged_is_refused(kind: str, old: str, into: str, code: str) -> None:
    a_store(
        record("actor", "draft", name="Draft"),
        record("actor", "gone", name="Gone", status="RETRACTED", retraction_reason="Wrong."),
    )

    assert [found for found, _ in refused(kind, old, into)] == [code]


def test_a_record_merged_into_a_merged_one_is_refused() -> None:
    a_store(published("actor", "second", name="Second"), published("actor", "third", name="Third"))
    merge("actor", "group", "second")

    assert refused("actor", "third", "group") == [("MERGED", "It was merged into second.")]


def test_a_dump_with_merged_records_loads_as_it_is() -> None:
    from sources import bundle

    a_store(published("actor", "the-group", name="Group"))
    merge("actor", "group", "the-group")
    lines = stored()

    changed = bundle.load([line.encode() for line in lines])

    assert (changed, stored()) == (0, lines)
