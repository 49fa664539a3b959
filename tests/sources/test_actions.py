"""Writing records: what is kept, what is refused, and that a refusal leaves nothing behind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from sources import actions
from sources.choices import JournalAction, Status
from sources.journal import public_revision, writing
from sources.models import ExternalId, JournalHead, JournalRow
from sources.refusals import Refusal, faults_of
from tests.staff import journal
from tests.storing import CITED, every_row, published, put, record, record_of, row, takeover_and_attack

pytestmark = pytest.mark.django_db


def faults(call: Callable[..., Any], *args: Any, **kwargs: Any) -> list[tuple[str, str, str, tuple[Any, ...]]]:
    """Return (code, kind, slug, path) of every fault of a refused write; assert that nothing changed."""
    before = every_row()
    with pytest.raises(Refusal) as refusal:
        call(*args, **kwargs)
    assert every_row() == before
    return [(fault.code, fault.kind, fault.slug, fault.path) for fault in refusal.value.faults]


def test_each_changed_record_gets_one_journal_row_with_both_states() -> None:
    user = get_user_model().objects.create_user("ada")
    put(published("actor", "group", name="The group"), by=user, reason="first", road="REST")

    put(published("actor", "group", name="The Group"), by=user, reason="spelling", road="REST")

    assert journal("number", "action", "slug", "version", "reason", "by__username", "road") == [
        (1, "CREATE", "group", 1, "first", "ada", "REST"),
        (2, "UPDATE", "group", 2, "spelling", "ada", "REST"),
    ]
    first, second = journal("before", "after")
    assert second == (first[1], published("actor", "group", name="The Group"))


def test_equal_record_writes_nothing() -> None:
    put(*takeover_and_attack())
    number, touched = JournalRow.objects.count(), row("event", "attack").updated_at

    written = put(*takeover_and_attack())

    assert written == 0
    assert JournalRow.objects.count() == number
    assert row("event", "attack").version == 1
    assert row("event", "attack").updated_at == touched


def test_absent_field_is_cleared_and_absent_list_is_left_alone() -> None:
    put(*takeover_and_attack())

    put(published("event", "attack", title="The attack", type="assault"))

    after = record_of("event", "attack")
    assert "when" not in after
    assert after["citations"] == CITED
    assert after["participations"] == [{"actor": "group", "role": "INITIATOR"}]


def test_present_list_replaces_and_keeps_its_order() -> None:
    put(*takeover_and_attack(), published("actor", "army", name="The army"))

    both = [{"actor": "group", "role": "TARGET", "side": "B"}, {"actor": "army", "role": "INITIATOR", "side": "A"}]
    put(published("event", "attack", title="The attack", type="assault", participations=both))

    assert record_of("event", "attack")["participations"] == both


def test_records_may_refer_to_any_other_given_and_to_their_own_kind() -> None:
    put(
        record("place", "kabul", name="Kabul", kind="CITY", parent="afghanistan"),
        record("place", "afghanistan", name="Afghanistan", kind="COUNTRY"),
    )

    assert row("place", "kabul").parent.slug == "afghanistan"


def test_every_fault_of_a_record_is_told() -> None:
    bad = record("event", "e", type="none", when="2021-13", participations=[{"actor": "nobody"}], colour="red")

    assert faults(put, bad) == [
        ("UNKNOWN_PARAMETER", "event", "e", ("colour",)),
        ("NOT_FOUND", "event", "e", ("type",)),
        ("NOT_FOUND", "event", "e", ("participations", 0, "actor")),
        ("BAD_USER_INPUT", "event", "e", ("title",)),
        ("BAD_EDTF", "event", "e", ("when",)),
    ]


def a_claim(**fields: Any) -> dict[str, Any]:
    return record("claim", "c", event="attack", predicate="dead", source="report", **fields)


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (record("event", "e", title="E", type="assault", when="2021-13"), ("BAD_EDTF", ("when",))),
        (a_claim(low=9, high=7), ("LOW_ABOVE_HIGH", ("low",))),
        (a_claim(low=1.5), ("WRONG_VALUE", ("low",))),
        (a_claim(low=-1), ("WRONG_VALUE", ("low",))),
        (a_claim(low=True), ("BAD_USER_INPUT", ("low",))),
        (record("link", "l", cause="attack", kind="CAUSED", effect="attack"), ("SELF_LINK", ("effect",))),
        (record("link", "l", cause="attack", kind="CAUSED", effect="takeover"), ("EFFECT_BEFORE_CAUSE", ("effect",))),
        (record("link", "l", cause="takeover", kind="ENABLED", effect="attack"), ("LINK_EXISTS", ("kind",))),
        (record("actor", "group", name="x", status="DRAFT"), ("BAD_STATUS", ("status",))),
        (published("event", "e", title="E", type="assault"), ("NOT_PUBLISHABLE", ("citations",))),
        (a_claim(status="PUBLISHED"), ("NOT_PUBLISHABLE", ("quote",))),
        (
            record("event", "attack", title="x", status="PUBLISHED", type="assault", when="2021-07"),
            ("EFFECT_BEFORE_CAUSE", ("when",)),
        ),
        (record("source", "s", title="S", derived_from="s"), ("CLOSES_CYCLE", ("derived_from",))),
        (record("source", "s", title="S", external_ids={"x": 1}), ("BAD_USER_INPUT", ("external_ids",))),
        (record("event", "e", title="E", type="assault", citations=CITED * 101), ("TOO_MANY_ROWS", ("citations",))),
        (record("actor", "a", name="A", country="Pakistan"), ("BAD_USER_INPUT", ("country",))),
        (record("actor", "a", name="A", kind="ROBOT"), ("BAD_USER_INPUT", ("kind",))),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_at_its_field(bad: dict[str, Any], expected: tuple[str, Any]) -> None:
    put(*takeover_and_attack())

    assert expected in [(code, path) for code, _, _, path in faults(put, bad)]


def test_a_cycle_is_refused_with_its_path() -> None:
    put(
        *takeover_and_attack(),
        record("event", "raid", title="A long title", short_title="raid", type="assault"),
        record("link", "attack-raid", cause="attack", kind="MOTIVATED", effect="raid"),
    )

    with pytest.raises(Refusal, match="raid → The takeover → The attack → raid"):
        put(record("link", "raid-takeover", cause="raid", kind="CAUSED", effect="takeover"))

    assert not row("event", "raid").effect_links.exists()


def test_order_and_prevention_may_close_a_circle() -> None:
    put(*takeover_and_attack(), record("event", "raid", title="raid", type="assault"))

    put(
        record("link", "one", cause="attack", kind="CAUSED", effect="raid"),
        record("link", "two", cause="raid", kind="PRECEDED", effect="attack"),
        record("link", "three", cause="raid", kind="PREVENTED", effect="attack"),
    )

    assert row("event", "raid").effect_links.count() == 2


def test_place_tree_has_no_cycle() -> None:
    put(
        record("place", "a", name="A"),
        record("place", "b", name="B", parent="a"),
        record("place", "c", name="C", parent="b"),
    )

    assert faults(put, record("place", "a", name="A", parent="c")) == [("CLOSES_CYCLE", "place", "a", ("parent",))]


def test_actor_is_not_part_of_itself_however_far_around() -> None:
    put(*(published("actor", slug, name=slug.upper()) for slug in "abc"))
    put(
        record("relation", "ab", subject="a", kind="PART_OF", object="b"),
        record("relation", "bc", subject="b", kind="PART_OF", object="c"),
    )

    closing = record("relation", "ca", subject="c", kind="PART_OF", object="a")

    assert faults(put, closing) == [("CLOSES_CYCLE", "relation", "ca", ("object",))]


def test_actor_has_at_most_a_hundred_relations() -> None:
    others = [published("actor", f"a{number}", name="A") for number in range(101)]
    put(published("actor", "hub", name="Hub"), *others)
    relations = [
        record("relation", f"r{number}", subject="hub", kind="ALLY_OF", object=f"a{number}") for number in range(101)
    ]
    put(*relations[:100])

    assert faults(put, relations[100]) == [("TOO_MANY_ROWS", "relation", "r100", ("subject",))]


def test_edited_row_that_the_database_refuses_is_told_by_its_columns() -> None:
    put(*takeover_and_attack(), record("actor", "one", name="One"), record("actor", "two", name="Two"), a_claim(low=7))
    actor, claim = row("actor", "two"), row("claim", "c")
    actor.slug, claim.high = "one", 3

    told = {}
    for one in (actor, claim):
        with pytest.raises(ValidationError) as refused, writing() as current:
            actions.save_record(current, one)
        told[type(one).__name__] = [(fault.code, fault.path) for fault in faults_of(refused.value)]

    assert told == {"Actor": [("SLUG_TAKEN", ("slug",))], "Claim": [("LOW_ABOVE_HIGH", ())]}
    assert (row("actor", "two").name, row("claim", "c").high) == ("Two", None)


def test_external_id_is_unique_within_scheme_and_kind() -> None:
    put(published("actor", "one", name="One", external_ids={"wikidata": "Q1"}))
    put(record("place", "one", name="One", external_ids={"wikidata": "Q1"}))

    assert faults(put, published("actor", "two", name="Two", external_ids={"wikidata": "Q1"})) == [
        ("EXTERNAL_ID_TAKEN", "actor", "two", ("external_ids",))
    ]

    put(published("actor", "one", name="One"))
    put(published("actor", "two", name="Two", external_ids={"wikidata": "Q1"}))
    assert list(ExternalId.objects.filter(kind="actor").values_list("slug", flat=True)) == ["two"]


def test_uncited_event_cannot_be_published() -> None:
    put(*takeover_and_attack(), record("event", "raid", title="raid", type="assault"))

    def publish() -> None:
        with writing() as current:
            actions.publish(current, [row("event", "raid")])

    assert faults(publish) == [("NOT_PUBLISHABLE", "event", "raid", ("citations",))]


def test_publishing_along_takes_what_is_referred_to() -> None:
    put(
        record("source", "report", title="A report"),
        record("event_type", "assault", label="Assault"),
        record("event", "whole", title="whole", type="assault", citations=CITED),
        record("event", "raid", title="raid", type="assault", part_of="whole", citations=CITED),
    )

    def publish(*, along: bool) -> None:
        with writing() as current:
            actions.publish(current, [row("event", "raid")], along=along)

    assert {path for _, _, _, path in faults(publish, along=False)} >= {("citations", 0, "source"), ("part_of",)}

    publish(along=True)
    states = {row("source", "report").status, row("event", "whole").status, row("event", "raid").status}
    assert states == {Status.PUBLISHED}


def test_retracting_takes_along_what_rests_on_it_and_says_why() -> None:
    put(*takeover_and_attack())

    with writing(reason="withdrawn by its publisher") as current:
        actions.retract(current, row("source", "report"), "Withdrawn.")

    rows = JournalRow.objects.filter(action=JournalAction.RETRACT).order_by("number")
    assert {(one.kind, one.slug) for one in rows} == {
        ("source", "report"),
        ("event", "takeover"),
        ("event", "attack"),
        ("claim", "attack-dead"),
        ("link", "takeover-attack"),
    }
    assert row("claim", "attack-dead").retraction_reason == "It rested on source report: Withdrawn."
    assert row("narrative", "story").status == Status.PUBLISHED


def test_event_with_another_citation_survives_the_retraction_of_one_source() -> None:
    cited_twice = [*CITED, {"source": "other", "locator": "p. 2"}]
    put(published("source", "other", title="Another"), *takeover_and_attack())
    put(published("event", "takeover", title="The takeover", type="assault", when="2021-08-15", citations=cited_twice))

    with writing() as current:
        actions.retract(current, row("source", "other"), "Withdrawn.")

    assert row("event", "takeover").status == Status.PUBLISHED


def test_retraction_needs_a_reason() -> None:
    put(*takeover_and_attack())

    def retract() -> None:
        with writing() as current:
            actions.retract(current, row("event", "attack"), " ")

    assert faults(retract) == [("REASON_REQUIRED", "", "", ("retraction_reason",))]


def test_taking_the_last_support_away_is_refused() -> None:
    put(*takeover_and_attack())

    bare = published("link", "takeover-attack", cause="takeover", kind="ENABLED", effect="attack", evidence=[])

    assert faults(put, bare) == [("NOT_PUBLISHABLE", "link", "takeover-attack", ("evidence",))]


def test_inferred_link_is_published_with_mechanism_and_likelihood_alone() -> None:
    put(*takeover_and_attack())
    inferred = published("link", "takeover-attack", cause="takeover", kind="ENABLED", effect="attack", evidence=[],
                         basis="ANALYST_INFERRED", mechanism="It freed fighters.")  # fmt: skip

    assert faults(put, inferred) == [("NOT_PUBLISHABLE", "link", "takeover-attack", ("evidence",))]
    assert put({**inferred, "likelihood": "LIKELY"}) == 1


def test_what_others_refer_to_is_not_deleted() -> None:
    put(record("source", "report", title="A report"), record("event_type", "assault", label="Assault"),
        record("event", "raid", title="raid", type="assault", citations=CITED))  # fmt: skip

    def delete() -> None:
        with writing() as current:
            actions.delete(current, row("source", "report"))

    assert faults(delete) == [("STILL_CITED", "source", "report", ())]
    with pytest.raises(Refusal, match="event raid"):
        delete()


def test_what_was_ever_public_is_not_deleted() -> None:
    put(published("actor", "group", name="The group"))

    def delete() -> None:
        with writing() as current:
            actions.delete(current, row("actor", "group"))

    assert faults(delete) == [("EVER_PUBLIC", "actor", "group", ())]


def test_deleted_draft_leaves_a_journal_row_with_its_last_state() -> None:
    put(record("actor", "group", name="The group"))

    with writing(reason="a double") as current:
        actions.delete(current, row("actor", "group"))

    last = JournalRow.objects.latest("number")
    assert (last.action, last.before, last.after) == ("DELETE", record("actor", "group", name="The group"), None)


def test_slug_of_a_deleted_public_record_is_never_reused() -> None:
    put(record("place", "kabul", name="Kabul"))
    with writing() as current:
        actions.delete(current, row("place", "kabul"))

    assert faults(put, record("place", "kabul", name="Kabul")) == [("SLUG_TAKEN", "place", "kabul", ("slug",))]


def test_slug_is_fixed_once_published() -> None:
    put(published("actor", "group", name="The group"), record("actor", "draft", name="A draft"))

    def rename(slug: str, new: str) -> None:
        with writing() as current:
            one = row("actor", slug)
            current.touch(one)
            one.slug = new
            current.save(one)

    assert faults(rename, "group", "gang") == [("SLUG_FIXED", "actor", "gang", ("slug",))]
    rename("draft", "renamed")
    assert row("actor", "renamed").name == "A draft"


def test_public_revision_moves_only_with_what_the_public_sees() -> None:
    beginning = public_revision()
    put(record("actor", "draft", name="A draft"))
    assert public_revision() == beginning

    put(published("actor", "group", name="The group"))
    put(record("actor", "draft", name="Still a draft"))

    assert public_revision() == beginning + 2
    assert JournalHead.objects.get().last_number == beginning + 3


def test_published_cannot_go_back_to_draft() -> None:
    put(published("actor", "group", name="The group"))

    assert faults(put, record("actor", "group", name="The group")) == [("BAD_STATUS", "actor", "group", ("status",))]


def test_retracted_may_be_published_again() -> None:
    put(published("actor", "group", name="The group"))
    with writing() as current:
        actions.retract(current, row("actor", "group"), "Mistaken.")
    first = row("actor", "group").published_at

    with writing() as current:
        actions.publish(current, [row("actor", "group")])

    again = row("actor", "group")
    assert (again.status, again.retraction_reason, again.retracted_at) == (Status.PUBLISHED, "", None)
    assert again.published_at == first


def test_claim_supersedes_only_its_own_voice() -> None:
    put(*takeover_and_attack())
    other = record("claim", "c", event="attack", predicate="dead", low=5, source="report", supersedes="attack-dead")

    assert faults(put, {**other, "speaker": "group"}) == [("BAD_USER_INPUT", "claim", "c", ("supersedes",))]
    assert put(other) == 1


def test_predicate_in_use_keeps_its_kind() -> None:
    put(*takeover_and_attack())

    assert faults(put, record("predicate", "dead", label="Dead", value_kind="TEXT")) == [
        ("STILL_CITED", "predicate", "dead", ("value_kind",))
    ]


def test_root_of_a_source_tree_is_kept() -> None:
    put(
        *(published("source", slug, title=slug) for slug in ("first",)),
        published("source", "second", title="second", derived_from="first"),
        published("source", "third", title="third", derived_from="second"),
    )
    assert row("source", "third").root.slug == "first"

    put(published("source", "second", title="second"))

    assert row("source", "second").root is None
    assert row("source", "third").root.slug == "second"
