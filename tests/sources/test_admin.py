"""What every record has in the admin, met through publishers, sources and media."""

import hashlib
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from events.models import Claim, Event, Place
from sources import search
from sources.admin.places import refuse_stale
from sources.choices import Status
from sources.models import JournalRow, Media, Publisher, Rating, Source
from sources.refusals import Refusal
from tests import factories as make
from tests.filling import added, address, faults, names, page, save, shown, statements
from tests.staff import ROLES, a_client, journal
from tests.storing import put, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def test_publisher_is_added_with_its_ratings(editor):
    response = save(
        editor,
        Publisher,
        name="The Gazette",
        slug="gazette",
        kind="NEWSPAPER",
        country="PK",
        external_ids="wikidata: Q1\nviaf: 2:3",
        reason="A new paper",
        **added("ratings", code="B", when_edtf="2020/..", rationale="Checked."),
    )

    assert response.status_code == 302
    publisher = Publisher.objects.get()
    assert (publisher.slug, publisher.name, publisher.kind) == ("gazette", "The Gazette", "NEWSPAPER")
    assert publisher.external_ids == {"wikidata": "Q1", "viaf": "2:3"}
    assert [(one.code, one.when_edtf, one.position) for one in publisher.ratings.all()] == [("B", "2020/..", 0)]
    assert journal("kind", "slug", "action", "road", "by__username", "reason", "version") == [
        ("publisher", "gazette", "CREATE", "ADMIN", "Editor", "A new paper", 1)
    ]


def test_source_is_added_with_the_digest_of_its_captured_text(editor):
    response = save(
        editor,
        Source,
        title="A report",
        slug="report",
        url="https://example.org/a",
        publisher=make.a_publisher().pk,
        published_edtf="2021-09-15",
        captured_text="The text.",
    )

    assert response.status_code == 302
    source = Source.objects.get()
    assert source.published.earliest_start == source.published.latest_end
    assert source.captured_sha256 == hashlib.sha256(b"The text.").hexdigest()
    assert source.status == Status.DRAFT


def test_media_is_added(editor):
    response = save(editor, Media, slug="map", url="https://example.org/map.png", kind="MAP", source=make.a_source().pk)

    assert response.status_code == 302
    assert Media.objects.values_list("slug", "kind").get() == ("map", "MAP")


def test_slug_left_blank_becomes_twelve_letters(editor):
    save(editor, Publisher, name="The Gazette", slug="")

    assert re.fullmatch("[a-z]{12}", Publisher.objects.get().slug)


def test_slug_is_offered_until_first_publication_only(editor):
    draft, public = make.a_source(status=Status.DRAFT), make.a_source()

    pages = [editor.get(page(editor, Source, row)) for row in (draft, public)]

    assert ["slug" in one.context["adminform"].form.fields for one in pages] == [True, False]


def test_equal_save_writes_no_journal_row(editor):
    save(editor, Publisher, name="The Gazette", slug="gazette", **added("ratings", code="B"))
    publisher = Publisher.objects.get()

    response = save(editor, Publisher, publisher, reason="Nothing really")

    assert response.status_code == 302
    assert journal("number") == [1]
    assert Publisher.objects.get().version == 1


def test_taken_external_id_is_refused_at_its_field_and_everything_typed_stays(editor):
    save(editor, Publisher, name="The Gazette", slug="gazette", external_ids="wikidata: Q1")

    response = save(
        editor, Publisher, name="Another", slug="another", external_ids="wikidata: Q1", **added("ratings", code="C")
    )

    assert list(faults(response)) == ["external_ids"]
    assert "wikidata" in faults(response)["external_ids"][0]
    sent = shown(response)
    assert (sent["name"], sent["external_ids"], sent["ratings-0-code"]) == ("Another", "wikidata: Q1", "C")
    assert list(Publisher.objects.values_list("slug", flat=True)) == ["gazette"]
    assert journal("number") == [1]


@pytest.mark.parametrize("typed", ["wikidata", "wikidata:", ": Q1", "a: 1\na: 2", f"{'x' * 51}: 1"])
def test_external_ids_of_another_shape_are_refused_at_their_field(editor, typed):
    response = save(editor, Publisher, name="The Gazette", external_ids=typed)

    assert list(faults(response)) == ["external_ids"]
    assert not Publisher.objects.exists()


def test_wrong_edtf_is_refused_at_its_field_with_the_position(editor):
    response = save(editor, Source, title="A report", published_edtf="2021-99", published_worded="last week")

    assert faults(response) == {"published_edtf": ["Bad EDTF at position 5: There is no month 99."]}
    assert shown(response)["published_worded"] == "last week"
    assert not Source.objects.exists()


def test_wrong_edtf_in_an_inline_is_refused_in_its_row(editor):
    response = save(editor, Publisher, name="The Gazette", **added("ratings", code="B", when_edtf="20x"))

    assert list(faults(response)) == ["ratings-0-when_edtf"]
    assert not Rating.objects.exists()


def test_time_is_shown_as_it_was_understood(editor):
    source = make.a_source(published_edtf="[2021-09-05..2021-09-12]")

    response = editor.get(page(editor, Source, source))

    assert "2021-09-05 … 2021-09-12, within: " in response.content.decode()


def test_source_derived_from_what_derives_from_it_is_refused_with_the_path(editor):
    first = make.a_source("first", title="First")
    second = make.a_source("second", title="Second", derived_from=first)

    response = save(editor, Source, first, derived_from=second.pk)

    assert list(faults(response)) == ["derived_from"]
    assert "First → Second → First" in faults(response)["derived_from"][0]
    assert journal("number") == []


def test_saving_over_what_another_saved_meanwhile_is_refused(editor):
    publisher = make.a_publisher("gazette", name="The Gazette")
    opened = shown(editor.get(page(editor, Publisher, publisher)))
    save(editor, Publisher, publisher, name="The Daily Gazette")

    response = editor.post(page(editor, Publisher, publisher), {**opened, "name": "The Gazette of Lahore"})

    assert "Another has saved this meanwhile" in faults(response)["__all__"][0]
    assert Publisher.objects.get().name == "The Daily Gazette"
    assert journal("number") == [1]


def test_what_was_saved_between_reading_and_the_writers_turn_is_not_written_over():
    put(record("publisher", "gazette", name="The Gazette"))
    read = Publisher.objects.get()
    put(record("publisher", "gazette", name="The Daily Gazette"))

    with pytest.raises(Refusal) as refused:
        refuse_stale([read])

    [fault] = refused.value.faults
    assert (fault.code, fault.kind, fault.slug) == ("VERSION_MISMATCH", "publisher", "gazette")
    refuse_stale([Publisher.objects.get(), Publisher(name="New")])


def test_rows_are_kept_in_the_order_of_their_numbers(editor):
    rows = added("ratings", 0, code="A") | added("ratings", 1, code="B") | added("ratings", 2, code="C")
    save(editor, Publisher, name="The Gazette", **rows)
    publisher = Publisher.objects.get()

    save(editor, Publisher, publisher, **{"ratings-0-nr": 2})
    moved_down = "".join(publisher.ratings.order_by("position").values_list("code", flat=True))
    save(editor, Publisher, publisher, **{"ratings-2-nr": 1}, **added("ratings", 3, code="D", nr=2))
    moved_up = "".join(publisher.ratings.order_by("position").values_list("code", flat=True))
    save(editor, Publisher, publisher, **{"ratings-0-DELETE": "on"})

    assert (moved_down, moved_up) == ("BAC", "CBDA")
    assert list(publisher.ratings.order_by("position").values_list("code", "position")) == [
        ("B", 0),
        ("D", 1),
        ("A", 2),
    ]


def test_more_than_a_hundred_rows_are_refused(editor):
    rows = {f"ratings-{index}-code": "A" for index in range(101)}

    response = save(editor, Publisher, name="The Gazette", **rows, **{"ratings-TOTAL_FORMS": 101})

    assert list(faults(response)) == ["ratings"]
    assert not Publisher.objects.exists()


def test_history_shows_the_journal_also_under_an_earlier_slug(editor):
    save(editor, Source, title="A report", slug="old", reason="Found it")
    source = Source.objects.get()
    save(editor, Source, source, slug="new", title="The report", reason="Renamed")

    response = editor.get(address(Source, "history", source.pk))

    shown_rows = [(entry.action, str(entry.by), entry.reason, lines) for entry, lines in response.context["entries"]]
    assert shown_rows == [
        ("UPDATE", "Editor", "Renamed", [("Slug", "old", "new"), ("Title", "A report", "The report")]),
        ("CREATE", "Editor", "Found it", [("Slug", "—", "old"), ("Title", "—", "A report")]),
    ]
    assert "Renamed" in response.content.decode()


def test_journal_is_read_and_never_changed_by_anyone():
    editor, root = a_client("Editor"), a_client("superuser")
    save(editor, Publisher, name="The Gazette", slug="gazette")
    row = JournalRow.objects.latest("number")

    statuses = {
        "list": root.get(address(JournalRow)).status_code,
        "view": root.get(address(JournalRow, "change", row.pk)).status_code,
        "change": root.post(address(JournalRow, "change", row.pk), {"reason": "x"}).status_code,
        "delete": root.post(address(JournalRow, "delete", row.pk), {"post": "yes"}).status_code,
        "add": root.get(address(JournalRow, "add")).status_code,
    }

    assert statuses == {"list": 200, "view": 200, "change": 403, "delete": 403, "add": 403}
    assert journal("reason") == [""]


def test_publishing_from_the_page_saves_what_was_typed_in_the_same_writing(editor):
    source = make.a_source("report", title="A report", status=Status.DRAFT)

    response = save(editor, Source, source, button="_publish", title="The report", reason="Read twice")

    assert response.url == page(editor, Source, source)
    source.refresh_from_db()
    assert (source.title, source.status, source.version) == ("The report", Status.PUBLISHED, 1)
    assert journal("action", "reason") == [("PUBLISH", "Read twice")]


def test_new_record_is_published_at_once(editor):
    save(editor, Source, title="A report", slug="report", button="_publish")

    assert Source.objects.get().is_public


def test_submitting_and_returning_from_the_page(editor):
    source = make.a_source(status=Status.DRAFT)

    save(editor, Source, source, button="_submit_for_review")
    save(editor, Source, source, button="_return_to_draft")

    assert journal("action") == ["SUBMIT", "RETURN"]


def test_publishing_what_refers_to_a_draft_is_refused_at_the_field(editor):
    media = make.a_media(source=make.a_source("report", status=Status.DRAFT), status=Status.DRAFT)

    response = save(editor, Media, media, button="_publish", credit="Someone")

    assert faults(response) == {"source": ["The source report is not published."]}
    assert shown(response)["credit"] == "Someone"
    media.refresh_from_db()
    assert (media.status, media.credit) == (Status.DRAFT, "")
    assert journal("number") == []


def test_publishing_along_takes_what_it_refers_to(editor):
    media = make.a_media("map", source=make.a_source("report", status=Status.DRAFT), status=Status.DRAFT)

    save(editor, Media, media, button="_publish_along")

    assert journal("kind", "slug", "action") == [("source", "report", "PUBLISH"), ("media", "map", "PUBLISH")]


def chosen(action, *rows):
    """Return what a list sends when an action is chosen for some of its rows."""
    return {"_selected_action": [row.pk for row in rows], "action": action, "index": 0}


def confirm(client, asked, **changes):
    """Send the form with which a page asks whether to go on."""
    sent = {
        "_selected_action": [row.pk for row, _ in asked.context["free"]],
        "seen": [f"{row.pk}:{row.version}" for row, _ in asked.context["free"]],
        "action": asked.context["move"].action,
        "confirmed": "yes",
        "reason": "Checked",
    }
    return client.post(asked.context["back"], sent | changes, follow=True)


def sorted_out(asked):
    """Return what would be moved, what along with it, and what blocks the others."""
    assert asked.status_code == 200
    free = [row.slug for row, _ in asked.context["free"]]
    return free, asked.context["along"], [(row.slug, why) for row, _, _, why in asked.context["blocked"]]


def test_list_action_first_tells_what_blocks_each_record(editor):
    draft = make.a_source("report", status=Status.DRAFT)
    blocked = make.a_media("map", source=draft, status=Status.DRAFT)
    free = make.a_media("photo", status=Status.DRAFT)

    asked = editor.post(address(Media), chosen("publish_selected", blocked, free))
    before = journal("number")
    done = confirm(editor, asked)

    assert sorted_out(asked) == (["photo"], [], [("map", ["source: The source report is not published."])])
    assert before == []
    assert [str(one) for one in done.context["messages"]] == ["Published: media https://example.org/photo (photo)."]
    assert journal("slug", "action", "reason") == [("photo", "PUBLISH", "Checked")]


def test_list_action_publishes_along_what_it_showed(editor):
    draft = make.a_source("report", title="Report", status=Status.DRAFT)
    media = make.a_media("map", source=draft, status=Status.DRAFT)

    asked = editor.post(address(Media), chosen("publish_along_selected", media))
    confirm(editor, asked)

    assert sorted_out(asked) == (["map"], ["source Report (report)"], [])
    assert sorted(journal("slug", "reason")) == [("map", "Checked"), ("report", "Checked")]


def test_record_that_needs_a_blocked_one_is_blocked_too(editor):
    uncited = make.an_event("uncited", status=Status.DRAFT)
    claim = make.a_claim(uncited, slug="claim", quote="", status=Status.DRAFT)
    other = make.a_claim(uncited, slug="other", supersedes=claim, status=Status.DRAFT)

    asked = editor.post(address(Claim), chosen("publish_along_selected", claim, other))

    free, _, blocked = sorted_out(asked)
    assert free == []
    assert sorted(slug for slug, _ in blocked) == ["claim", "other"]
    assert all(why for _, why in blocked)


def test_nothing_is_moved_that_was_saved_since_it_was_shown(editor):
    media = make.a_media("photo", status=Status.DRAFT)
    asked = editor.post(address(Media), chosen("publish_selected", media))
    Media.objects.update(version=5)

    done = confirm(editor, asked)

    assert "VERSION_MISMATCH" in str(next(iter(done.context["messages"])))
    assert journal("number") == []


def test_what_is_public_is_not_submitted(editor):
    asked = editor.post(address(Source), chosen("submit_selected", make.a_source("public")))

    assert sorted_out(asked) == ([], [], [("public", ["status: What is PUBLISHED cannot become IN_REVIEW."])])


def test_more_than_five_hundred_are_not_moved_at_once(editor):
    Media.objects.bulk_create(Media(slug=f"m-{n}", url=f"https://example.org/{n}") for n in range(501))
    sent = {**chosen("publish_selected"), "_selected_action": ["1"], "select_across": "1"}

    done = editor.post(address(Media), sent, follow=True)

    assert [str(one) for one in done.context["messages"]] == ["At most 500 are moved at once."]


def test_list_action_submits_and_returns(editor):
    source = make.a_source(status=Status.DRAFT)

    confirm(editor, editor.post(address(Source), chosen("submit_selected", source)))
    confirm(editor, editor.post(address(Source), chosen("return_selected", source)))

    assert journal("action") == ["SUBMIT", "RETURN"]


def test_list_action_costs_the_same_for_two_and_for_twenty(editor):
    rows = [make.a_media(status=Status.DRAFT) for _ in range(20)]
    two = statements(lambda: editor.post(address(Media), chosen("publish_selected", *rows[:2])))

    twenty = statements(lambda: editor.post(address(Media), chosen("publish_selected", *rows)))

    assert twenty - two <= 18 * 2  # each record is saved, after what it said was read


@pytest.fixture
def told() -> Event:
    """A published event with two citations, a claim from the first source, and a narrative that tells it."""
    source = make.a_source("report", title="The report")
    event = make.an_event("raid", title="The raid")
    for one in (source, make.a_source("other")):
        make.an_event_citation(event, one)
    make.a_claim(event, slug="three-dead", source=source, statement="Three died")
    make.a_step(make.a_narrative("story", title="The story"), event, position=0)
    return event


def test_retraction_first_lists_what_goes_along_and_what_is_left_out(editor, told):
    source = Source.objects.get(slug="report")

    of_source = editor.get(address(Source, "retract", source.pk))
    of_event = editor.get(address(Event, "retract", told.pk))

    assert of_source.context["along"] == ["claim Three died (three-dead)"]
    assert of_source.context["left_out"] == ["event The raid (raid), citations 1: The report"]
    assert of_event.context["left_out"] == ["narrative The story (story), steps 1: The raid"]
    assert journal("number") == []


def test_retraction_asks_for_a_reason_and_keeps_everything_without_one(editor, told):
    source = Source.objects.get(slug="report")

    response = editor.post(address(Source, "retract", source.pk), {"confirmed": "yes", "reason": " "})

    assert "A retraction needs a public reason." in response.content.decode()
    assert journal("number") == []


def test_retraction_takes_along_what_rests_on_it(editor, told):
    source = Source.objects.get(slug="report")

    response = editor.post(address(Source, "retract", source.pk), {"confirmed": "yes", "reason": "Made up"})

    assert response.url == page(editor, Source, source)
    assert journal("kind", "action", "reason") == [("source", "RETRACT", "Made up"), ("claim", "RETRACT", "Made up")]
    source.refresh_from_db()
    assert (source.status, source.retraction_reason) == (Status.RETRACTED, "Made up")


def test_list_action_retracts_after_the_same_question(editor, told):
    claim = Claim.objects.get()
    sent = {"_selected_action": [claim.pk], "action": "retract_selected"}

    asked = editor.post(address(Claim), {**sent, "index": 0, "reason": ""})
    done = editor.post(address(Claim), {**sent, "confirmed": "yes", "reason": "Misread"})

    assert asked.context["rows"] == ["claim Three died (three-dead)"]
    assert done.status_code == 302
    assert journal("slug", "action") == [("three-dead", "RETRACT")]


def test_retracted_record_is_published_again(editor):
    source = make.a_source(status=Status.RETRACTED)

    save(editor, Source, source, button="_publish")

    source.refresh_from_db()
    assert (source.status, source.retraction_reason) == (Status.PUBLISHED, "")


def test_draft_is_deleted_with_a_reason(editor):
    source = make.a_source("report", status=Status.DRAFT)

    asked = editor.get(address(Source, "delete", source.pk))
    response = editor.post(address(Source, "delete", source.pk), {"post": "yes", "reason": "Twice"})

    assert 'name="reason"' in asked.content.decode()
    assert response.status_code == 302
    assert not Source.objects.exists()
    assert journal("slug", "action", "reason") == [("report", "DELETE", "Twice")]


def test_list_action_deletes_drafts_in_one_writing(editor):
    drafts = [make.a_source(slug, status=Status.DRAFT) for slug in ("a", "b")]
    sent = {"_selected_action": [one.pk for one in drafts], "action": "delete_selected", "post": "yes"}

    editor.post(address(Source), sent)

    assert sorted(journal("slug", "action")) == [("a", "DELETE"), ("b", "DELETE")]


def test_what_is_referred_to_is_not_deleted(editor):
    source = make.a_source(status=Status.DRAFT)
    make.a_media("map", source=source, status=Status.DRAFT)

    response = editor.post(address(Source, "delete", source.pk), {"post": "yes"})

    assert response.status_code == 200
    assert response.context["protected"]
    assert Source.objects.filter(pk=source.pk).exists()


#: What each role gets: of the list, then what a page, a button or an action answers.
MATRIX = {
    "anonymous": {
        "list": 302, "add": 302, "change draft": 302, "change published": 302, "publish": 302, "retract": 302,
        "delete draft": 302, "delete published": 302, "add place": 302,
    },
    "Viewer": {
        "list": 200, "add": 403, "change draft": 403, "change published": 403, "publish": 403, "retract": 403,
        "delete draft": 403, "delete published": 403, "add place": 403,
    },
    "Contributor": {
        "list": 200, "add": "saved", "change draft": "saved", "change published": 403, "publish": 403, "retract": 403,
        "delete draft": 403, "delete published": 403, "add place": "saved",
    },
    "Editor": {
        "list": 200, "add": "saved", "change draft": "saved", "change published": "saved", "publish": "saved",
        "retract": "saved", "delete draft": "saved", "delete published": 403, "add place": "saved",
    },
    "superuser": {
        "list": 200, "add": "saved", "change draft": "saved", "change published": "saved", "publish": "saved",
        "retract": "saved", "delete draft": "saved", "delete published": 403, "add place": "saved",
    },
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", MATRIX["Editor"])
def test_access(role, deed):
    draft = make.a_source("draft", title="Draft", status=Status.DRAFT)
    public = make.a_source("public", title="Public")
    client = a_client(role)
    text = {"kind": "ARTICLE", "published_basis": "STATED"}
    posts = {
        "add": (address(Source, "add"), {"title": "New", **text}),
        "change draft": (address(Source, "change", draft.pk), {"title": "Changed", "slug": "draft", **text}),
        "change published": (address(Source, "change", public.pk), {"title": "Changed", **text}),
        "publish": (
            address(Source, "change", draft.pk),
            {"title": "Draft", "slug": "draft", **text, "_publish": "1"},
        ),
        "retract": (address(Source, "retract", public.pk), {"confirmed": "yes", "reason": "Wrong"}),
        "delete draft": (address(Source, "delete", draft.pk), {"post": "yes"}),
        "delete published": (address(Source, "delete", public.pk), {"post": "yes"}),
        "add place": (address(Place, "add"), {"name": "Here", "kind": "CITY"}),
    }

    response = client.get(address(Source)) if deed == "list" else client.post(*posts[deed])

    saved = bool(journal("number"))
    assert ("saved" if saved else response.status_code) == MATRIX[role][deed]
    if deed == "list" and response.status_code == 200:
        assert sorted(names(response)) == ["Draft", "Public"]


def test_contributor_cannot_publish_by_the_list_action():
    draft = make.a_source(status=Status.DRAFT)
    sent = {"_selected_action": [draft.pk], "index": 0, "action": "publish_selected"}

    a_client("Contributor").post(address(Source), sent)

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_staff_without_view_drafts_see_what_is_public():
    make.a_source("draft", title="Draft", status=Status.DRAFT)
    make.a_source("public", title="Public")
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_source"))
    clerk = Client()
    clerk.force_login(user)

    response = clerk.get(address(Source))

    assert names(response) == ["Public"]


def test_time_filter_goes_from_decade_to_year_to_month(editor):
    for when in ("2021-09-05", "2021-10", "2019", "1815-06-18", "-0043-03-15", "2021-12-20/2022-01-10", ""):
        make.a_source(title=when or "undated", published_edtf=when)

    def options(**query):
        response = editor.get(address(Source), query)
        [spec] = [one for one in response.context["cl"].filter_specs if one.title == "published"]
        return [str(label) for _, label in spec.lookup_choices], names(response)

    decades, everything = options()
    years, of_2020s = options(published="DECADE:2020-01-01")
    months, of_2021 = options(published="YEAR:2021-01-01")
    _, of_september = options(published="MONTH:2021-09-01")
    _, of_2022 = options(published="YEAR:2022-01-01")
    _, ancient = options(published="DECADE:-0050-01-01")
    _, undated = options(published="undated")

    assert decades == ["-50s", "1810s", "2010s", "2020s", "Undated"]
    assert len(everything) == 7
    assert (years, sorted(of_2020s)) == (
        ["2020s", "2021", "Undated"],
        ["2021-09-05", "2021-10", "2021-12-20/2022-01-10"],
    )
    assert (months, len(of_2021)) == (["2020s", "2021", "2021-09", "2021-10", "2021-12", "Undated"], 3)
    assert (of_september, of_2022) == (["2021-09-05"], ["2021-12-20/2022-01-10"])
    assert (ancient, undated) == (["-0043-03-15"], ["undated"])


@pytest.mark.parametrize("value", ["YEAR:x", "CENTURY:1900-01-01", "DAY:2021-01-01", "MONTH:2021-13-01"])
def test_unknown_time_filter_is_refused_without_an_error(editor, value):
    assert editor.get(address(Source), {"published": value}).url.endswith("?e=1")


def test_autocomplete_leaves_out_what_was_retracted_and_tells_alike_titles_apart(editor):
    paper = make.a_publisher(name="The Gazette")
    make.a_source("one", title="The report", publisher=paper, published_edtf="2021-09-15")
    make.a_source("two", title="The report")
    make.a_source("gone", title="The report", status=Status.RETRACTED)
    search.rebuild()
    query = {"term": "report", "app_label": "sources", "model_name": "media", "field_name": "source"}

    response = editor.get(address(Source, "choices"), query)

    assert sorted(one["text"] for one in response.json()["results"]) == [
        "The report (The Gazette, 2021-09-15)",
        "The report (two)",
    ]


def test_unknown_choice_is_refused_at_its_field(editor):
    response = save(editor, Media, url="https://example.org/a", source="99999999999999999999")

    assert list(faults(response)) == ["source"]


def test_pages_have_no_script_or_style_of_their_own(editor):
    source = make.a_source()

    for one in (page(editor, Source, source), address(Source), address(Source, "retract", source.pk)):
        html = editor.get(one).content.decode()
        assert not re.search(r"<style|style=\"|<script(?![^>]*src=)(?![^>]*application/json)|\son\w+=\"", html)


@pytest.mark.parametrize(
    ("model", "add"),
    [
        (Publisher, make.a_publisher),
        (Source, lambda: make.a_source(publisher=make.a_publisher())),
        (Media, lambda: make.a_media(source=make.a_source())),
        (JournalRow, lambda: put(record("publisher", make.a_slug("publisher"), name="A paper"))),
    ],
)
def test_list_costs_the_same_with_one_row_and_with_twenty(editor, model, add):
    add()
    one = statements(lambda: editor.get(address(model)))
    for _ in range(19):
        add()

    assert statements(lambda: editor.get(address(model))) == one


def test_page_costs_the_same_with_one_row_and_with_five(editor):
    publisher = make.a_publisher()
    make.made(Rating, publisher=publisher, code="A")
    one = statements(lambda: editor.get(page(editor, Publisher, publisher)))
    for _ in range(4):
        make.made(Rating, publisher=publisher, code="A")

    assert statements(lambda: editor.get(page(editor, Publisher, publisher))) == one
