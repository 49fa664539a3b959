"""Entering an article in the admin, page by page as it goes without scripts."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from actors.models import Actor
from events.models import CausalLink, Claim, Event, Place, Predicate
from sources.choices import Status
from sources.models import Source
from tests import factories as make
from tests.filling import added, address, faults, save, shown, statements
from tests.staff import a_client, journal
from tests.storing import published, put

pytestmark = pytest.mark.django_db
TEXT = "The army said at least seven soldiers were killed.\r\n\r\nThe Front said nine soldiers died last week, nine."


@pytest.fixture
def contributor() -> Client:
    return a_client("Contributor")


def a_text(text: str = TEXT, **fields: Any) -> Source:
    fields = {"published_edtf": "2021-09-15", "captured_text": text} | fields
    return make.a_source("report", title="The report", **fields)


def page(source: Source, **query: Any) -> str:
    return reverse("admin:sources_source_enter", args=[source.pk], query=query)


def enter(client: Client, source: Source, what: str, button: str = "_save", given: Any = None, **fields: Any) -> Any:
    """Open the form for something, change fields and press a button."""
    here = page(source, **(given or {}) | {"make": what})
    opened = client.get(here)
    assert opened.status_code == 200, opened
    return client.post(here, {**shown(opened), **fields, button: "1"})


def links(response: Any) -> dict[str, list[str]]:
    """Return the addresses that a page offers, by the words they are offered for."""
    found = {}
    for item in re.findall(r"<li>(<q>.*?)</li>", response.content.decode(), re.DOTALL):
        words = re.search(r"<q>(.*?)</q>", item)
        assert words
        found[unescape(words[1])] = [unescape(one) for one in re.findall(r'class="offer" href="(.*?)"', item)]
    return found


def test_event_claim_and_link_are_made_from_one_source(contributor):
    source, event_type = a_text(), make.a_type("raid")
    before = make.an_event("before", "2020")
    predicate = make.a_predicate("killed")

    enter(contributor, source, "event", title="The raid", slug="raid", type=event_type.pk, when_edtf="2021-09")
    raid = Event.objects.get(slug="raid")
    enter(
        contributor,
        source,
        "claim",
        event=raid.pk,
        predicate=predicate.pk,
        low=7,
        quote="at least seven soldiers were killed",
    )
    response = enter(
        contributor,
        source,
        "link",
        cause=before.pk,
        effect=raid.pk,
        kind="ENABLED",
        quote="last week",
    )

    assert response.status_code == 302, faults(response)
    assert list(raid.citations.values_list("source", "quote")) == [(source.pk, "")]
    claim = Claim.objects.get()
    assert (claim.source, claim.low, claim.high, claim.status) == (source, 7, None, Status.DRAFT)
    assert TEXT[claim.start_offset : claim.end_offset] == claim.quote == "at least seven soldiers were killed"
    assert claim.locator == "¶ 1"
    link = CausalLink.objects.get()
    assert list(link.evidence.values_list("source", "quote", "locator")) == [(source.pk, "last week", "¶ 2")]
    assert journal("kind", "action") == [("event", "CREATE"), ("claim", "CREATE"), ("link", "CREATE")]


def test_contributor_makes_drafts_of_what_is_published_already(contributor):
    source = a_text()

    enter(contributor, source, "event", title="The raid", type=make.a_type().pk)
    enter(contributor, source, "actor", name="The Front", kind="REBEL_GROUP", slug="front")

    assert source.is_public
    assert [Event.objects.get().status, Actor.objects.get().status] == [Status.DRAFT, Status.DRAFT]


@pytest.mark.parametrize(
    ("role", "make_what", "status"),
    [
        ("anonymous", "event", 302),
        ("Viewer", "event", 403),
        ("Contributor", "event", 200),
        ("Contributor", "actor", 200),
        ("Contributor", "place", 200),
        ("Viewer", "place", 403),
        ("Editor", "nothing", 404),
    ],
)
def test_page_is_for_those_who_may_make_what_it_makes(role, make_what, status):
    assert a_client(role).get(page(a_text(), make=make_what)).status_code == status


def test_page_of_a_source_that_is_hidden_or_absent_is_not_there():
    source = a_text(status=Status.DRAFT)
    outsider = make.User.objects.create_user("helper", is_staff=True)
    outsider.user_permissions.set(
        Permission.objects.filter(codename__in=["view_source", "add_event", "view_event", "view_eventtype"])
    )
    client = Client()
    client.force_login(outsider)

    assert client.get(page(source)).status_code == 404
    assert client.get(reverse("admin:sources_source_enter", args=[99])).status_code == 404
    assert client.get(reverse("admin:sources_source_enter", args=["x"])).status_code == 404
    source.status = Status.PUBLISHED
    source.save()
    assert client.get(page(source)).status_code == 200


def test_what_is_offered_fills_in_a_form_by_its_address(contributor):
    source = a_text()
    put(published("actor", "army", name="Army"), published("actor", "front", name="Front", kind="REBEL_GROUP"))

    offered = links(contributor.get(page(source, make="claim")))
    [figure] = offered["at least seven soldiers were killed"]
    [speaker, _] = links(contributor.get(figure))["Front"]
    form = shown(contributor.get(speaker))

    assert {name: str(form[name]) for name in ("low", "value_as_worded", "subject_as_worded", "subject_class")} == {
        "low": "7",
        "value_as_worded": "at least seven",
        "subject_as_worded": "soldiers",
        "subject_class": "COMBATANTS",
    }
    assert (form["quote"], form["locator"]) == ("at least seven soldiers were killed", "¶ 1")
    assert str(form["predicate"]) == str(Predicate.objects.get(slug="killed").pk)
    assert str(form["speaker"]) == str(Actor.objects.get(slug="front").pk)


def test_times_actors_and_places_fill_in_an_event(contributor):
    source = a_text("Last week the Front attacked Here and There.")
    put(
        published("actor", "front", name="Front"),
        {"record": "place", "slug": "here", "name": "Here"},
        {"record": "place", "slug": "there", "name": "There"},
    )

    address = page(source, make="event")
    for words in ("Last week", "Front", "Here", "There"):
        address = links(contributor.get(address))[words][0]
    response = enter(
        contributor,
        source,
        "event",
        given=parse_qs(urlsplit(address).query),
        title="The attack",
        type=make.a_type().pk,
    )

    assert response.status_code == 302, faults(response)
    event = Event.objects.get()
    assert (event.when_edtf, event.when_worded, event.when_basis) == (
        "[2021-09-05..2021-09-12]",
        "Last week",
        "INFERRED",
    )
    assert list(event.places.values_list("place__slug", flat=True)) == ["here", "there"]
    assert list(event.participations.values_list("actor__slug", flat=True)) == ["front"]


def test_nothing_is_filled_in_that_was_not_chosen(contributor):
    put(published("actor", "army", name="Army"))

    form = shown(contributor.get(page(a_text(), make="claim")))

    chosen = {name for name, value in form.items() if value not in ("", None)}
    assert chosen - {"seen_version"} == {
        "speech_act",
        "subject_class",
        "reading",
        "verification",
        "when_basis",
        "stated_basis",
    }


def test_next_claim_keeps_event_speaker_and_when_it_was_said(contributor):
    source, event, army = a_text(), make.an_event("raid", status=Status.DRAFT), make.an_actor("army")
    said = {"speaker": army.pk, "speaker_as_worded": "officials", "stated_edtf": "Wednesday", "speech_act": "CONFIRMS"}
    claim = {"event": event.pk, "predicate": make.a_predicate("killed").pk, "low": 7, "quote": "at least seven"}

    plain = enter(contributor, source, "claim", **claim, **said)
    following = enter(contributor, source, "claim", "_next", **claim, **said)
    form = shown(contributor.get(following.url))

    assert plain.url == page(source, make="claim", event=event.pk)
    kept = {name: str(form.get(name, "")) for name in ("event", *said, "stated_worded", "predicate", "low", "quote")}
    assert kept == {
        "event": str(event.pk),
        "speaker": str(army.pk),
        "speaker_as_worded": "officials",
        "speech_act": "CONFIRMS",
        "stated_edtf": "2021-09-15",
        "stated_worded": "Wednesday",
        "predicate": "",
        "low": "",
        "quote": "",
    }


def test_event_leads_on_to_its_claims(contributor):
    source = a_text()

    response = enter(contributor, source, "event", "_claims", title="The raid", type=make.a_type().pk)

    assert response.url == page(source, make="claim", event=Event.objects.get().pk)


@pytest.mark.parametrize(
    ("quote", "offsets", "message"),
    [
        ("at least eight soldiers", {}, "do not stand in the captured text"),
        ("nine", {}, "stand in the text 2 times"),
        ("nine", {"start_offset": 0, "end_offset": 4}, "stand in the text 2 times"),
    ],
)
def test_words_that_the_text_does_not_have_in_one_place_are_refused(contributor, quote, offsets, message):
    response = enter(
        contributor,
        a_text(),
        "claim",
        event=make.an_event(status=Status.DRAFT).pk,
        predicate=make.a_predicate("killed").pk,
        quote=quote,
        **offsets,
    )

    assert list(faults(response)) == ["quote"]
    assert message in faults(response)["quote"][0]
    assert not Claim.objects.exists()


def test_offsets_tell_which_of_several_places_is_meant(contributor):
    at = TEXT.rindex("nine")

    enter(
        contributor,
        a_text(),
        "claim",
        event=make.an_event(status=Status.DRAFT).pk,
        predicate=make.a_predicate("killed").pk,
        quote="nine",
        start_offset=at,
        end_offset=at + 4,
    )

    assert list(Claim.objects.values_list("start_offset", "end_offset", "locator")) == [(at, at + 4, "¶ 2")]


def test_source_without_a_text_is_quoted_without_offsets(contributor):
    source = a_text("", published_edtf="")

    opened = contributor.get(page(source, make="claim"))
    enter(
        contributor,
        source,
        "claim",
        event=make.an_event(status=Status.DRAFT).pk,
        predicate=make.a_predicate("killed").pk,
        quote="as heard",
        locator="12:30",
    )

    assert "No text was captured" in opened.content.decode()
    assert list(Claim.objects.values_list("quote", "locator", "start_offset")) == [("as heard", "12:30", None)]


def test_what_the_rules_refuse_is_shown_at_its_field_and_nothing_is_kept(contributor):
    found = make.a_graph("first>second")

    response = enter(
        contributor,
        a_text(),
        "link",
        cause=found["second"].pk,
        effect=found["first"].pk,
        kind="CAUSED",
        quote="last week",
    )

    assert list(faults(response)) == ["effect"]
    assert "would close a cycle" in faults(response)["effect"][0]
    assert shown(response)["quote"] == "last week"
    assert CausalLink.objects.count() == 1
    assert journal("number") == []


def test_contributor_makes_actor_and_place_in_passing_and_changes_no_place(contributor):
    source = a_text()
    asked = {"headers": {"Accept": "application/json"}}

    def send(what: str, **fields: Any) -> Any:
        opened = contributor.get(page(source, make=what, name="Here"))
        return contributor.post(page(source, make=what), {**shown(opened), **fields}, **asked)

    refused = send("actor", name="", kind="OTHER")
    actor = send("actor", kind="REBEL_GROUP", country="PK", **added("names", text="The Front", kind="ALIAS"))
    place = send("place", kind="CITY")

    assert (refused.status_code, refused.json()["errors"]) == (422, {"name": ["This field is required."]})
    made = Actor.objects.get()
    assert (actor.status_code, actor.json()) == (201, {"key": made.pk, "label": "Here (Rebel group, PK)"})
    assert list(made.names.values_list("text", flat=True)) == ["The Front"]
    assert (place.status_code, place.json()) == (201, {"key": Place.objects.get().pk, "label": "Here"})
    assert journal("kind", "action") == [("actor", "CREATE"), ("place", "CREATE")]
    opened = contributor.get(address(Place, "change", Place.objects.get().pk))
    assert not opened.context["has_change_permission"]


def test_what_looks_like_another_is_told_once_and_then_saved(contributor):
    source = a_text()
    put(published("actor", "front", name="The Front"))
    other = Actor.objects.get()
    given = {"name": "The Front", "kind": "REBEL_GROUP"}

    told = enter(contributor, source, "actor", **given)
    kept = contributor.post(page(source, make="actor"), {**shown(told), "told_apart": told.context["told_apart"]})
    asked = {**shown(contributor.get(page(source, make="actor"))), **given}
    passing = contributor.post(page(source, make="actor"), asked, headers={"Accept": "application/json"}).json()

    assert "Save again to keep both" in str(faults(told))
    assert 'name="told_apart"' in told.content.decode()
    assert kept.status_code == 302
    assert str(other.pk) in passing["told_apart"].split(",")
    assert "The Front" in passing["lookalikes"][0]["label"]


def test_source_leads_to_its_page(contributor):
    source = a_text(status=Status.DRAFT)

    saved = save(contributor, Source, source, button="_enter", title="The new report")
    listed = contributor.get(reverse("admin:sources_source_changelist")).content.decode()

    assert saved.url == page(source)
    assert f'<a href="{page(source)}">Enter</a>' in listed


def test_page_shows_what_was_made_and_marks_its_excerpts(contributor):
    source, event = a_text(), make.an_event("raid", title="The raid")
    make.a_claim(event, source=source, low=7, quote="seven", start_offset=23, end_offset=28)
    make.a_claim(make.an_event(title="Elsewhere"), low=7)
    make.a_claim(event, source=source, status=Status.RETRACTED, quote="retracted words")
    make.an_evidence(make.a_link(event, make.an_event(title="What came of it")), source=source)

    html = contributor.get(page(source)).content.decode()

    assert '<mark class="is-excerpt is-figure">seven</mark>' in html
    assert "The raid → What came of it" in html
    assert "The report in its own voice: killed ≥ 7" in html
    assert "Elsewhere" not in html
    assert "retracted words" not in html


def test_page_costs_the_same_for_one_event_and_for_many(contributor):
    source = a_text("Front 1 and Front 2 met Front 3. " * 20)

    def more(number: int) -> None:
        put(*(published("actor", f"front-{number}-{one}", name=f"Front {one}") for one in range(number)))
        for _ in range(number):
            event = make.an_event()
            make.an_event_citation(event, source)
            claim = make.a_claim(event, source=source, speaker=make.an_actor(), subject=make.an_actor())
            make.an_evidence(make.a_link(event, make.an_event()), claim=claim)

    def cost(what: str) -> int:
        return statements(lambda: contributor.get(page(source, make=what)))

    more(1)
    first = {what: cost(what) for what in ("event", "claim", "link", "actor")}
    more(10)

    assert {what: cost(what) for what in first} == first


def test_captured_text_is_shown_to_no_reader(contributor):
    source = a_text("Secret words said the Front.")
    enter(contributor, source, "event", title="The raid", type=make.a_type().pk, quote="Secret words")

    answers = [Client().get(path).getvalue().decode() for path in ("/api/v1/sources/report/", "/api/v1/export/")]

    assert all('"report"' in answer for answer in answers)
    assert [answer for answer in answers if "Secret" in answer] == []
