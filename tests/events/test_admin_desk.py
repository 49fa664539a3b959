"""What an event's page shows below its form: the chain around it, and who says what."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from events.admin.accounts import MOST_CLAIMS, MOST_VOICES, Table, table_of
from events.admin.picture import Picture
from events.choices import LinkKind, Verdict
from events.models import Assessment, Event
from sources.choices import Status
from sources.visibility import Viewer
from tests import factories as make
from tests.filling import address, page, save, shown, statements
from tests.staff import a_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def drawn(client: Client, event: Event, **typed: Any) -> Picture | None:
    """Return what the script is answered, which is what the page shows where nothing is typed."""
    picture: Picture | None = client.get(address(Event, "chain", event.pk), typed).context["picture"]
    return picture


def lines(picture: Picture | None) -> set[tuple[str, str, str, str]]:
    assert picture is not None
    return {(line.cause, line.kind.value, line.effect, line.mark) for line in picture.lines}


def test_chain_is_drawn_by_time_with_drafts_marked(editor: Client) -> None:
    takeover = make.an_event("takeover", "2021-08-15")
    attack = make.an_event("attack", "2021-09-05")
    raid = make.an_event("raid", "2021-09-14", status=Status.DRAFT)
    make.a_link(takeover, attack, kind="CONTRIBUTING_FACTOR")
    make.a_link(attack, raid, kind="MOTIVATED", status=Status.DRAFT)
    make.a_link(make.an_event("gone", status=Status.RETRACTED), attack)

    response = editor.get(page(editor, Event, attack))

    picture = response.context["picture"]
    assert [(box.name, box.mark, box.is_root) for box in picture.boxes] == [
        ("takeover", "", False),
        ("attack", "", True),
        ("raid", "draft", False),
    ]
    assert lines(picture) == {
        ("takeover", "CONTRIBUTING_FACTOR", "attack", ""),
        ("attack", "MOTIVATED", "raid", "draft"),
    }
    html = response.content.decode()
    assert '<title id="chain-title">' in html
    assert "attack → raid: Motivated (draft)" in html
    assert not re.search(r"style=|<script>|onclick", html[html.index('id="chain"') : html.index('id="accounts"')])


def test_kinds_are_told_apart_without_colour(editor: Client) -> None:
    event = make.an_event("event", "2020")
    for number, kind in enumerate(LinkKind.values):
        make.a_link(event, make.an_event(f"effect-{number}", "2021"), kind=kind)

    picture = drawn(editor, event)

    assert picture is not None
    assert len({line.dash for line in picture.kinds}) == len(LinkKind.values)


def test_link_that_is_typed_is_drawn_before_it_is_saved(editor: Client) -> None:
    event, cause, effect = (make.an_event(slug) for slug in ("event", "cause", "effect"))
    stored = make.a_link(cause, event)
    typed = {
        "cause_links-0-id": stored.pk,
        "cause_links-0-cause": cause.pk,
        "effect_links-0-effect": effect.pk,
        "effect_links-0-kind": "ENDED",
        "effect_links-1-effect": event.pk,
        "effect_links-2-effect": 987654321,
        "effect_links-3-effect": cause.pk,
        "effect_links-3-DELETE": "on",
    }

    assert lines(drawn(editor, event, **typed)) == {
        ("cause", "CAUSED", "event", ""),
        ("event", "ENDED", "effect", "not saved yet"),
    }


def test_refused_link_stays_drawn_on_the_page_that_explains_it(editor: Client) -> None:
    first, second = make.an_event("first", "2021"), make.an_event("second", "2020")

    data = {"effect_links-TOTAL_FORMS": 1, "effect_links-0-effect": second.pk, "effect_links-0-kind": "CAUSED"}
    opened = editor.get(page(editor, Event, first))
    response = editor.post(page(editor, Event, first), {**shown(opened), **data, "effect_links-0-basis": "RULE"})

    assert lines(response.context["picture"]) == {("first", "CAUSED", "second", "not saved yet")}
    assert "comes before its cause" in response.content.decode()


def test_nobody_sees_what_they_may_not_see_in_the_chain() -> None:
    from django.contrib.auth.models import Permission, User

    event, hidden = make.an_event("event"), make.an_event("hidden", status=Status.DRAFT)
    make.a_link(hidden, event, status=Status.DRAFT)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_event"))
    client = Client()
    client.force_login(reader)

    response = client.get(address(Event, "chain", event.pk), {"effect_links-0-effect": hidden.pk})

    assert response.status_code == 200
    assert response.context["picture"] is None
    assert client.get(address(Event, "chain", hidden.pk)).status_code == 404


def test_voices_stand_side_by_side_and_contradictions_are_marked(editor: Client) -> None:
    event = make.an_event("raid")
    army, ttp = make.an_actor("army", name="Army"), make.an_actor("ttp", name="TTP")
    make.a_participation(event, army)
    make.a_claim(event, speaker=army, low=5, quote="at least five")
    make.a_claim(event, speaker=ttp, low=0, high=0, status=Status.DRAFT, reading="INFERRED")
    make.a_claim(event, "wounded", speaker=ttp, value_as_worded="several")

    response = editor.get(page(editor, Event, event))

    table: Table = response.context["accounts"]
    assert table.voices == ["TTP", "Army"]
    killed, wounded = table.rows
    assert (killed.about, killed.verdict, killed.is_contradiction, killed.hull) == (
        "Killed",
        Verdict.CONTRADICTION,
        True,
        "≥ 0",
    )
    assert [[(one.text, one.notes) for one in cell.told] for cell in killed.cells] == [
        [("0", ["inferred", "draft"])],
        [("≥ 5", ["interested party"])],
    ]
    assert [[one.text for one in cell.told] for cell in wounded.cells] == [["“several”"], []]
    assert "≠</span> Contradiction" in response.content.decode()


def test_one_click_makes_an_assessment_of_an_account(editor: Client) -> None:
    event, group = make.an_event("raid"), make.an_actor("group")
    make.an_event_citation(event, make.a_source())
    about = {"subject": group, "subject_class": "COMBATANTS"}
    replaced = make.a_claim(event, low=1, speaker=group, slug="old", **about)
    counted = make.a_claim(event, low=7, speaker=group, supersedes=replaced, **about)
    other = make.a_claim(event, low=9, high=9, **about)
    make.a_claim(event, low=2)

    table = editor.get(page(editor, Event, event)).context["accounts"]
    opened = editor.get(table.rows[1].assess_url)
    filled = shown(opened)
    saved = editor.post(table.rows[1].assess_url, {**filled, "best": 8, "_continue": "1"})

    assert parse_qs(urlsplit(table.rows[1].assess_url).query)["subject_class"] == ["COMBATANTS"]
    assert saved.status_code == 302
    made = Assessment.objects.get()
    assert (made.event, made.predicate.slug, made.subject, made.subject_class) == (event, "killed", group, "COMBATANTS")
    assert set(made.claims.all()) == {counted, other}


def test_stale_assessment_is_marked(editor: Client) -> None:
    event = make.an_event("raid")
    claim = make.a_claim(event, low=7)
    saved = save(editor, Assessment, event=event.pk, predicate=claim.predicate_id, best=7, claims=[claim.pk])
    fresh = editor.get(page(editor, Event, event))
    make.a_claim(event, low=9, status=Status.DRAFT)

    outdated = editor.get(page(editor, Event, event))

    assert saved.status_code == 302
    told = [
        [(one.text, one.is_stale) for one in page.context["accounts"].rows[0].assessments] for page in (fresh, outdated)
    ]
    assert told == [[("best 7 (the editors)", False)], [("best 7 (the editors)", True)]]
    assert "⚠ stale" in outdated.content.decode()
    assert "⚠ stale" not in fresh.content.decode()


def test_many_voices_and_many_claims_stay_readable() -> None:
    event = make.an_event("raid")
    for number in range(MOST_VOICES + 2):
        make.a_claim(event, low=number, speaker=make.an_actor(f"actor-{number}"))
    for number in range(MOST_CLAIMS + 3):
        make.a_claim(event, low=number, speaker_as_worded="officials")

    table = table_of(event, Viewer.PUBLIC)

    assert (table.voices[0], table.voices[-1], len(table.voices)) == ("officials", "others", MOST_VOICES + 1)
    [row] = table.rows
    assert (len(row.cells[0].told), row.cells[0].more) == (MOST_CLAIMS, 3)
    first = set(table.voices)
    assert {one.notes[0] for one in row.cells[-1].told} == {f"actor-{number}" for number in range(10)} - first


def test_new_event_is_drawn_among_what_is_typed_and_has_no_accounts_yet(editor: Client) -> None:
    report = make.a_source("report", published_edtf="2021-09-15")
    attack, raid = make.an_event("attack", "2021-09-05"), make.an_event("raid", "2021-09-20")
    opened = editor.get(page(editor, Event))
    typed = {
        "title": "Vow of revenge",
        "when_edtf": "yesterday",
        "citations-0-source": report.pk,
        "cause_links-0-cause": attack.pk,
        "cause_links-0-kind": "MOTIVATED",
        "effect_links-0-effect": raid.pk,
    }

    picture = editor.get(address(Event, "new_chain"), typed).context["picture"]
    nameless = editor.get(address(Event, "new_chain"), {"cause_links-0-cause": attack.pk})
    refused = editor.post(address(Event, "add"), typed)

    assert "accounts" not in opened.context
    assert "Nothing is linked to it yet." in opened.content.decode()
    assert [(box.name, box.when, box.mark) for box in picture.boxes] == [
        ("attack", "5 Sep 2021", ""),
        ("Vow of revenge", "14 Sep 2021", "not saved yet"),
        ("raid", "20 Sep 2021", ""),
    ]
    assert lines(picture) == {
        ("attack", "MOTIVATED", "Vow of revenge", "not saved yet"),
        ("Vow of revenge", "CAUSED", "raid", "not saved yet"),
    }
    assert lines(nameless.context["picture"]) == {("attack", "CAUSED", "this event", "not saved yet")}
    assert 'href=""' not in nameless.content.decode()
    assert lines(refused.context["picture"]) == lines(picture)


def test_chain_is_drawn_with_the_title_and_time_that_are_typed(editor: Client) -> None:
    cause, event = make.an_event("cause", "2021"), make.an_event("event", "2022")
    make.a_link(cause, event)

    picture = drawn(editor, event, title="Another title", short_title="", when_edtf="5 Sep 2023")

    assert picture is not None
    assert [(box.name, box.when) for box in picture.boxes] == [("cause", "2021"), ("Another title", "5 Sep 2023")]
    event.refresh_from_db()
    assert event.title == "event"


def test_drawing_costs_the_same_however_much_is_linked(editor: Client) -> None:
    event = make.an_event("event")

    def link() -> None:
        cause, effect = make.an_event(), make.an_event()
        make.a_link(cause, event)
        make.a_link(event, effect)
        make.a_link(make.an_event(), cause)

    link()
    one = statements(lambda: editor.get(address(Event, "chain", event.pk)))
    for _ in range(9):
        link()

    assert statements(lambda: editor.get(address(Event, "chain", event.pk))) == one
