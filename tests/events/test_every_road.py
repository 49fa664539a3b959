"""Every write by every road has its row in the journal: what differs in the store is what the journal tells."""

import json
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms import CharField, HiddenInput
from django.forms.models import _get_foreign_key
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from events.models import Event, EventType, Topic
from sources import actions, bundle
from sources.admin import OwnedInline, RecordAdmin
from sources.audit import discrepancies
from sources.journal import writing
from sources.models import JournalHead, JournalRow, Owned, Record
from sources.records import Rows, all_kinds
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests import factories as a
from tests.bundles import SAMPLE, as_lines, every_field
from tests.filling import address, save
from tests.staff import a_client, journal
from tests.storing import put, record, row, stored

pytestmark = pytest.mark.django_db
ADMINS = {model: one for model, one in admin.site._registry.items() if isinstance(one, RecordAdmin)}


@pytest.fixture
def full(sample: None) -> None:
    """A store in which every field of every kind holds something."""
    bundle.load(as_lines(every_field()))
    put(
        record("topic", "unused", label="Unused"),
        record("actor", "unused", name="Unused"),
        record("actor", "a-draft", name="A draft"),
    )


class Watched:
    """The store around a deed: what differs, and what the journal says of it."""

    def __init__(self) -> None:
        self.before = self._lines()
        self.number = JournalHead.objects.get().last_number

    @staticmethod
    def _lines() -> dict[tuple[str, str], str]:
        records = [json.loads(line) for line in stored()]
        return {(one["record"], one["slug"]): json.dumps(one) for one in records if "record" in one}

    def has_changed(self) -> bool:
        return JournalHead.objects.get().last_number > self.number

    def changed(self) -> int:
        """Return how many records differ now. Each must have its row, and no other one."""
        now = self._lines()
        differing = {key for key in self.before.keys() | now.keys() if self.before.get(key) != now.get(key)}
        told = list(JournalRow.objects.filter(number__gt=self.number).values_list("kind", "slug"))
        assert set(told) == differing
        assert list(discrepancies()) == []
        return len(differing)


def test_every_record_and_every_owned_row_has_a_kind_and_an_admin() -> None:
    models = [model for app in settings.FIRST_PARTY_APPS for model in apps.get_app_config(app).get_models()]
    owned = {field.model for kind in all_kinds() for field in kind.fields if isinstance(field, Rows)}
    edited = {inline.model for one in ADMINS.values() for inline in one.inlines if issubclass(inline, OwnedInline)}

    assert {model for model in models if issubclass(model, Record)} == ADMINS.keys() == {k.model for k in all_kinds()}
    assert {model for model in models if issubclass(model, Owned)} == owned == edited


def test_page_of_each_kind_in_the_admin_is_journaled(full: None) -> None:
    client, changed = a_client("superuser"), {}

    for model in ADMINS:
        watched = Watched()
        save(
            client, model, model._default_manager.order_by("slug").first(), note="Looked at again.", reason="Read twice"
        )
        changed[model] = watched.changed()

    assert changed == dict.fromkeys(ADMINS, 1)


@pytest.mark.slow
def test_inline_of_each_page_in_the_admin_is_journaled(full: None) -> None:
    """Each is typed into, put elsewhere, and taken away; what a rule forbids is left as it is."""
    client, changed = a_client("superuser"), {}

    for model, one, form in forms(client):
        watched = Watched()
        texts = [name for name, field in form.fields.items() if type(field) is CharField and not hidden(field)]
        typed = {name: "2021-10" if name.endswith("_edtf") else "en" for name in texts[-1:]}
        for deed in (typed, {"nr": "9"}, {"DELETE": "on"}):
            save(client, model, one, **{f"{form.prefix}-{name}": value for name, value in deed.items()})
        changed[model.__name__, form.prefix] = watched.changed()

    assert len(changed) == sum(len(one.inlines) for one in ADMINS.values())
    assert [place for place, number in changed.items() if not number] == []


def prefix_of(inline: Any, model: Any) -> str:
    name: str = _get_foreign_key(model, inline.model, fk_name=inline.fk_name).remote_field.get_accessor_name()
    return name


def forms(client: Client) -> Any:
    """Yield the first row of each inline, with the page on which it stands."""
    for model, one in ADMINS.items():
        wanted = {prefix_of(inline, model) for inline in one.inlines}
        for page in model._default_manager.visible_to(Viewer.DRAFTS).order_by("slug") if wanted else ():
            for inline in client.get(address(model, "change", page.pk)).context["inline_admin_formsets"]:
                if inline.formset.prefix in wanted and inline.formset.initial_form_count():
                    wanted.remove(inline.formset.prefix)
                    yield model, page, inline.formset.forms[0]


def hidden(field: Any) -> bool:
    return isinstance(field.widget, HiddenInput)


#: What is chosen from by the actions that set something for many.
CHOSEN: dict[str, Any] = {"set_type_selected": EventType, "add_topics_selected": Topic, "set_part_of_selected": Event}


@pytest.mark.slow
def test_action_of_each_list_in_the_admin_is_journaled(full: None) -> None:
    client, changed = a_client("superuser"), Counter()

    for model, one in ADMINS.items():
        again = ("publish_along_selected",) if one.actions else ()
        for name in (*one.actions, *again, "delete_selected"):
            watched = Watched()
            for one_row in model._default_manager.order_by("slug")[:3]:
                how = {"action": name, "_selected_action": [one_row.pk], "reason": "Tried", "confirmed": "yes"}
                how |= {"post": "yes", "seen": f"{one_row.pk}:{one_row.version}"}
                if name in CHOSEN:
                    how["chosen"] = CHOSEN[name]._default_manager.order_by("slug").last().pk
                with zeal_ignore():  # Django's own page of what would be deleted names each row by itself
                    assert client.post(address(model), how).status_code in (200, 302, 403)
                if watched.has_changed():
                    break
            changed[name] += watched.changed()

    assert [name for name, number in changed.items() if not number] == []
    assert {"publish_selected", "retract_selected", "delete_selected"} <= changed.keys()


def test_adding_and_deleting_on_pages_of_the_admin_is_journaled(full: None) -> None:
    client, watched = a_client("superuser"), Watched()

    save(client, Topic, slug="new", label="New")
    added = watched.changed()
    client.post(address(Topic, "delete", row("topic", "new").pk), {"post": "yes", "reason": "Not after all"})

    assert (added, watched.before) == (1, Watched().before)
    assert journal("slug", "action")[-2:] == [("new", "CREATE"), ("new", "DELETE")]
    assert list(discrepancies()) == []


def test_loading_is_journaled() -> None:
    watched = Watched()

    call_command("load", str(SAMPLE), stdout=StringIO())

    assert watched.changed() == 71


def test_renaming_a_draft_is_journaled_of_all_that_name_it(full: None) -> None:
    put(
        record("relation", "ties", subject="unused", kind="ALLY_OF", object="unused-2"),
        record("actor", "unused-2", name="Another"),
        record("event", "meeting", title="A meeting", type="agreement", participations=[{"actor": "unused"}]),
        record("narrative", "tale", title="A tale", teller={"actor": "unused"}),
    )
    watched, actor = Watched(), row("actor", "unused")

    with writing() as current:
        actor.slug = "renamed"
        actions.save_record(current, actor)

    told = JournalRow.objects.filter(number__gt=watched.number).values_list("kind", "slug")
    assert sorted(told) == [("actor", "renamed"), ("event", "meeting"), ("narrative", "tale"), ("relation", "ties")]
    assert list(discrepancies()) == []


@pytest.mark.parametrize(
    ("kind", "slug", "named_by"),
    [
        ("topic", "unused", "event meeting"),
        ("media", "photo", "event meeting"),
        ("publisher", "radio", "actor speaker"),
        ("claim", "draft", "assessment draft"),
    ],
)
def test_what_stands_in_a_list_is_not_deleted_without_a_word(full: None, kind: str, slug: str, named_by: str) -> None:
    put(
        record("publisher", "radio", name="Radio"),
        record("media", "photo", url="https://example.org/photo"),
        record("actor", "speaker", name="A speaker", speaks_through=["radio"]),
        record("event", "meeting", title="A meeting", type="agreement", topics=["unused"], media=["photo"]),
        record("claim", "draft", event="meeting", predicate="killed", source="paper"),
        record("assessment", "draft", event="meeting", predicate="killed", claims=["draft"]),
    )
    watched = Watched()

    with pytest.raises(Refusal) as refused, writing() as current:
        actions.delete(current, row(kind, slug))

    assert [(one.code, one.message) for one in refused.value.faults] == [
        ("STILL_CITED", f"Still referred to by {named_by}.")
    ]
    assert watched.changed() == 0


# manage.py check_journal


def checked() -> tuple[str, str]:
    """Return what the command says, and what it fails with."""
    out, err = StringIO(), StringIO()
    try:
        call_command("check_journal", stdout=out, stderr=err)
    except CommandError as error:
        return err.getvalue(), str(error)
    return out.getvalue(), ""


def test_check_finds_a_whole_store_in_order(full: None) -> None:
    assert checked() == ("Every record is as the journal says.\n", "")


def test_check_names_what_went_round_the_journal(full: None) -> None:
    a.a_topic("unseen")
    Topic.objects.filter(slug="unused").update(label="Used", version=5)
    row("actor", "unused").delete()

    told, failed = checked()

    assert told.splitlines() == [
        "topic unseen: it has no row in the journal.",
        f"topic unused: its version is 5, but row {last_of('topic', 'unused')} made version 1.",
        f"topic unused: it is not what row {last_of('topic', 'unused')} left, at /label.",
        f"actor unused: row {last_of('actor', 'unused')} left it, but it is not there.",
    ]
    assert failed == "The journal and the store differ in 4 places."


def last_of(kind: str, slug: str) -> int:
    return JournalRow.objects.filter(kind=kind, slug=slug).latest("number").number


def test_check_names_what_is_there_though_it_was_deleted(full: None) -> None:
    with writing() as current:
        actions.delete(current, row("topic", "unused"))
    a.a_topic("unused")

    assert checked()[0] == f"topic unused: row {last_of('topic', 'unused')} deleted it, but it is there.\n"


def test_check_takes_a_renamed_draft_for_what_it_is(full: None) -> None:
    actor = row("actor", "unused")
    with writing() as current:
        actor.slug = "renamed"
        actions.save_record(current, actor)

    assert checked()[1] == ""


def test_check_names_a_head_that_is_out_of_step(full: None) -> None:
    head = JournalHead.objects.get().last_number
    last = JournalRow.objects.latest("number")
    last.number = head + 1
    last.save(force_insert=True)

    assert checked()[0].startswith(f"The head stands at {head}, but the journal's last number is {head + 1}.\n")


def test_check_asks_as_often_for_one_record_of_a_kind_as_for_five(full: None) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert checked()[1] == ""
        return len(found)

    put(record("topic", "t0", label="A topic"))
    one = statements()
    put(*(record("topic", f"t{number}", label="A topic") for number in range(1, 6)))

    assert statements() == one
