"""What two states of a record differ in."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sources.differences import differences
from sources.records import kind_named
from tests.storing import record


def told(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[tuple[Any, ...]]:
    kind = kind_named((after or before or {})["record"])
    return [
        (one.what, one.path, one.moved_from) if one.what == "MOVED" else (one.what, one.path, one.before, one.after)
        for one in differences(kind, before, after)
    ]


def a_story(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return record("narrative", "story", title="A story", steps=list(steps), **fields)


def test_equal_states_differ_in_nothing() -> None:
    assert told(a_story({"event": "raid"}), a_story({"event": "raid"})) == []


def test_plain_fields_are_added_removed_and_changed() -> None:
    before = record("actor", "group", name="The group", country="PK", active="2007/..")
    after = record("actor", "group", name="The Group", active={"edtf": "2007/..", "worded": "long"}, note="Look again")

    assert told(before, after) == [
        ("CHANGED", ("name",), "The group", "The Group"),
        ("REMOVED", ("country",), "PK", None),
        ("CHANGED", ("active",), "2007/..", {"edtf": "2007/..", "worded": "long"}),
        ("ADDED", ("note",), None, "Look again"),
    ]


def test_new_record_and_deleted_one_tell_all_they_have() -> None:
    topic = record("topic", "peace", label="Peace")

    assert told(None, topic) == [("ADDED", ("slug",), None, "peace"), ("ADDED", ("label",), None, "Peace")]
    assert told(topic, None) == [("REMOVED", ("slug",), "peace", None), ("REMOVED", ("label",), "Peace", None)]


def test_row_that_names_the_same_record_is_the_same_row() -> None:
    before = a_story({"event": "raid", "text": "So."}, {"event": "talks"})
    after = a_story({"event": "talks"}, {"event": "raid", "text": "So it was.", "media": ["map"]})

    assert told(before, after) == [
        ("CHANGED", ("steps", 1, "text"), "So.", "So it was."),
        ("ADDED", ("steps", 1, "media", 0), None, "map"),
        ("MOVED", ("steps", 0), 1),
    ]


def test_row_that_names_nothing_is_known_by_its_place() -> None:
    before = record("publisher", "gazette", name="Gazette", ratings=[{"code": "B"}, {"code": "C", "when": "2020"}])
    after = record("publisher", "gazette", name="Gazette", ratings=[{"code": "A"}, {"code": "C", "when": "2020"}])

    assert told(before, after) == [("CHANGED", ("ratings", 0, "code"), "B", "A")]


def test_row_that_names_another_record_came_and_the_old_one_went() -> None:
    assert told(a_story({"event": "raid"}), a_story({"event": "talks"})) == [
        ("REMOVED", ("steps", 0), {"event": "raid"}, None),
        ("ADDED", ("steps", 0), None, {"event": "talks"}),
    ]


def test_row_put_first_moves_none_of_the_others() -> None:
    before = a_story({"event": "raid"}, {"event": "talks"})
    after = a_story({"event": "fall"}, {"event": "raid"}, {"event": "talks"})

    assert told(before, after) == [("ADDED", ("steps", 0), None, {"event": "fall"})]


def test_lists_of_slugs_tell_which_came_and_went() -> None:
    before = record("event", "raid", title="Raid", topics=["army", "war"])
    after = record("event", "raid", title="Raid", topics=["army", "peace"])

    assert told(before, after) == [
        ("REMOVED", ("topics", 1), "war", None),
        ("ADDED", ("topics", 1), None, "peace"),
    ]


def test_field_that_there_once_was_is_told_too() -> None:
    assert told(record("topic", "peace", label="Peace", colour="red"), record("topic", "peace", label="Peace")) == [
        ("REMOVED", ("colour",), "red", None)
    ]


STEPS = st.lists(
    st.fixed_dictionaries({"event": st.sampled_from("abc")}, optional={"text": st.sampled_from("xy")}), max_size=5
)


@given(STEPS, STEPS)
def test_differences_lead_from_one_state_to_the_other(before: list[Any], after: list[Any]) -> None:
    """Every place told is one of the two states; what came and went makes up for how long the lists are."""
    found = differences(kind_named("narrative"), a_story(*before), a_story(*after))

    for one in found:
        if one.what in ("ADDED", "CHANGED"):
            assert at(a_story(*after), one.path) == one.after
        elif one.what == "REMOVED" and len(one.path) == 2:
            assert at(a_story(*before), one.path) == one.before
    came = sum(one.what == "ADDED" and len(one.path) == 2 for one in found)
    went = sum(one.what == "REMOVED" and len(one.path) == 2 for one in found)
    assert came - went == len(after) - len(before)
    assert bool(found) == (before != after)


def at(state: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        state = state[part]
    return state
