"""The pages for readers, as they are without a script."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import vendor
from config.explorer.documents import DIGESTS, TEXTS
from events.choices import Precision
from events.models import Event, Narrative
from tests import factories as a
from tests.access import VIEWERS, a_client, hidden_store
from tests.haunted import GHOST, HIDDEN, MARK, a_seen_store, hide

pytestmark = pytest.mark.django_db

RAID = "/events/south-waziristan-raid-2021-09"
PAGES = (
    "/",
    "/map",
    RAID,
    "/links/ttp-attack-to-army-raid",
    "/actors/ttp",
    "/narratives",
    "/narratives/the-ttps-account",
    "/narratives/the-ttps-account?with=the-armys-account",
    "/paths",
    "/paths?from=taliban-takeover-2021&to=south-waziristan-raid-2021-09",
)


class Text(HTMLParser):
    """The text of a page, as one reads it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unread = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.unread += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data)


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def text(client: Client, address: str, status: int = 200) -> str:
    return " ".join(" ".join(Text(body(client, address, status)).parts).split())


@pytest.mark.parametrize("address", PAGES)
def test_page_of_the_sample_is_whole_without_a_script(client: Client, sample: None, address: str) -> None:
    page = body(client, address)

    assert re.findall(r"<h1[ >]", page) == re.findall(r"<h1[ >]", page)[:1] != []
    assert "{{" not in page
    assert "{%" not in page
    assert re.findall(r'<[^>]* (?:style|on\w+)="', page) == []


def test_timeline_is_drawn_before_any_script(client: Client, sample: None) -> None:
    page = body(client, "/")

    wide, narrow = re.findall(r'<svg class="timeline.*?</svg>', page, re.DOTALL)
    for picture in (wide, narrow):
        assert len(re.findall(r'<a class="event" href="/events/[^"]+"', picture)) == 8
    assert re.findall(r"<text[^>]* y=\"\d+\">(\d+ \w{3})</text>", wide)[:2] == ["13 Aug", "15 Aug"]
    campaign = wide[wide.index('data-event="ttp-cross-border-campaign"') :]
    assert re.findall(r'class="(soft \w+|sure)"', campaign.split("</a>")[0]) == ["soft both"]
    assert narrow.count('mask="url(#narrow-both)"') == 1


def test_map_is_drawn_before_any_script(client: Client, sample: None, node_modules: None) -> None:
    page = body(client, "/map")

    wide, narrow = re.findall(r'<svg class="map.*?</svg>\s*</svg>', page, re.DOTALL)
    for picture in (wide, narrow):
        assert picture.count('class="point"') == 1
        assert re.findall(r'<a class="cluster" href="([^"]+)"', picture) == ["/events/taliban-takeover-2021"]
    for kind in ("wide", "narrow"):
        [period] = re.findall(rf'<svg class="timeline period {kind}".*?</svg>', page, re.DOTALL)
        heights = re.findall(r'class="(?:possible|certain)" [^>]*y="([\d.]+)"[^>]*height="([\d.]+)"', period)
        assert period.count('class="bucket"') == len(heights) / 2 > 0
        assert max(float(y) + float(height) for y, height in heights) == 56
    events = [int(number) for number in re.findall(r'<text dy="4">(\d+)</text>', narrow)]
    assert sum(events) + 1 == 7
    assert json.loads(re.findall(r'<script id="known"[^>]*>(.*?)</script>', page)[0])["world"]["outline"] in wide


@pytest.mark.npm
def test_map_names_the_countries_in_sight(client: Client, sample: None) -> None:
    wide, narrow = re.findall(r'<svg class="map.*?</svg>\s*</svg>', body(client, "/map"), re.DOTALL)

    for picture in (wide, narrow):
        assert ">Afghanistan</text>" in picture
        assert ">Brazil</text>" not in picture


def test_many_events_are_drawn_as_bars_and_clusters(client: Client) -> None:
    town = a.a_place("town", latitude=34.5, longitude=69.2)
    for number in range(120):
        a.an_event_place(a.an_event(when=f"{1900 + number}"), town, precision=Precision.EXACT)

    timeline, world = body(client, "/"), body(client, "/map")

    wide, narrow = re.findall(r'<svg class="timeline.*?</svg>', timeline, re.DOTALL)
    for picture in (wide, narrow):
        heights = re.findall(r'class="(?:possible|certain)" [^>]*height="([\d.]+)"', picture)
        assert picture.count('class="bucket"') == len(heights) / 2
        assert max(float(height) for height in heights) == 166
        assert "data-event" not in picture
    assert re.findall(r"<title>(120 events, [^<]+)</title>", world) == ["120 events, known as a point"] * 2


def test_pictures_of_too_many_events_are_left_to_the_browser(
    client: Client, sample: None, node_modules: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.explorer.views.DRAWN", 7)

    for address in ("/", "/map"):
        page = body(client, address)
        assert re.findall('<svg class="(timeline|map)', page) == []
        assert 'as="fetch" crossorigin href="/graphql/' in page


@pytest.mark.npm
def test_world_is_one_drawing_that_browsers_keep(client: Client) -> None:
    outline, names = client.get("/world.svg"), client.get("/countries.json")

    assert outline["Content-Type"] == "image/svg+xml"
    assert re.findall(r'<path id="(\w+)" d="M', outline.content.decode()) == ["grid", "land", "border"]
    assert "NaN" not in outline.content.decode()
    [pakistan] = [one for one in names.json()["countries"] if one["name"] == "Pakistan"]
    assert (round(pakistan["x"] / 10), round(-pakistan["y"] / 10)) == (69, 30)
    for answer in (outline, names):
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_world_is_but_a_grid_until_it_is_installed(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "staticfiles"

    outline, names = client.get("/world.svg"), client.get("/countries.json")

    assert re.findall(r'<path id="(\w+)" d="M', outline.content.decode()) == ["grid"]
    assert names.json() == {"countries": []}


@pytest.mark.parametrize("address", ["/?lanes=actor", "/?in=1..2", "/?arrows=1", "/map?in=1..2", "/map?at=1,2,3"])
def test_what_is_looked_at_otherwise_is_drawn_by_the_browser(client: Client, sample: None, address: str) -> None:
    assert re.findall('<svg class="(timeline|map)', body(client, address)) == []


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("1990", "2020", ["1990", "1995", "2000"]),
        ("2020-11", "2021-03", ["Nov 2020", "Dec 2020", "Jan 2021"]),
        ("-0050", "0050", ["51 BCE", "41 BCE", "31 BCE"]),
        ("2021-12-27", "2022-01-06", ["27 Dec", "28 Dec", "29 Dec"]),
    ],
)
def test_axis_is_in_steps_that_can_be_read(client: Client, first: str, last: str, names: list[str]) -> None:
    for when in (first, last):
        a.an_event(when=when)

    wide = body(client, "/").split('<svg class="timeline')[1]

    ticks = re.findall(r'<text x="([^"]+)%" dx="4" y="\d+">([^<]+)</text>', wide)
    assert [name for place, name in ticks if float(place) > 0][:3] == names


def test_picture_brings_along_what_it_asks_first(client: Client, sample: None, node_modules: None) -> None:
    for address in ("/", "/map", "/actors/ttp", "/narratives/from-kabul-to-south-waziristan", PAGES[-1]):
        page = body(client, address)
        known = json.loads(re.findall(r'<script id="known"[^>]*>(.*?)</script>', page)[0])
        assert 'as="fetch" crossorigin href="/graphql/' not in page
        for asked, told in known["answers"].items():
            assert client.get(asked).json() == {"data": told}


def test_event_tells_when_where_who_and_how_sure(client: Client, sample: None) -> None:
    page = text(client, RAID)

    assert "between 14 and 15 Sep 2021 worked out by the editors; in its words “overnight”" in page
    assert "South Waziristan , Khyber Pakhtunkhwa within the district" in page
    assert "Pakistan Army initiator Tehrik-i-Taliban Pakistan target" in page


def test_accounts_stand_side_by_side_the_contradiction_first(client: Client, sample: None) -> None:
    page = text(client, RAID)

    accounts = page[page.index("Who says what") :]
    assert accounts.startswith("Who says what killed · Tehrik-i-Taliban Pakistan (combatants) Contradiction")
    for said in (
        "Pakistan Army at least 5",
        "Tehrik-i-Taliban Pakistan 0",
        "Pakistan Army at least 7",
        "Tehrik-i-Taliban Pakistan 9",
        "what all share: 9",
        "At least five “terrorists” were also killed",
        "Soldiers and militants killed in a raid near the Afghan border , ¶ 3",
        "Unverifiable (“ not immediately possible to independently verify ”); read out of the wording",
    ):
        assert said in accounts


def test_intervals_of_opposed_claims_lie_apart(client: Client, sample: None) -> None:
    page = body(client, RAID)

    contradiction = page[page.index('class="account contradiction"') : page.index('class="account compatible"')]
    ends = [float(x) for x in re.findall(r'<circle class="span" cx="([\d.]+)"', contradiction)]
    assert ends == [222.0, 18.0]
    assert "open-above" in contradiction


@pytest.mark.parametrize(("language", "many"), [("en", "1,234,567"), ("de", "1.234.567")])
def test_numbers_are_grouped_for_readers_but_not_in_drawings(
    client: Client, settings: Any, language: str, many: str
) -> None:
    settings.EXPLORER_LANGUAGE = language
    event = a.an_event("flood", "2021")
    for number in (1_234_567, 5):
        a.a_claim(event, speaker=a.an_actor(), low=number, high=number)

    page = body(client, "/events/flood")

    assert f">{many}</strong>" in page
    assert f">{many}</text>" in page
    assert set(re.findall(r'<circle class="span" cx="([^"]+)"', page)) == {"222.0", "18.0"}


def test_causes_and_effects_are_a_list_too(client: Client, sample: None) -> None:
    page = text(client, RAID)

    assert (
        "Causes Suicide attack in Pakistan claimed by the TTP Motivated ; inferred by an analyst; "
        "roughly even chance (45–55 %)" in page
    )
    assert "Effects Cordon and search in South Waziristan Continued ; asserted by a source ( Pakistan Army )" in page


def test_link_tells_how_and_the_evidence_for_and_against(client: Client, sample: None) -> None:
    page = text(client, "/links/ttp-attack-to-army-raid")

    assert "no sentence of the report joins the two" in page
    assert "Inferred by an analyst: the editors" in page
    assert "For The group that was raided had claimed an attack the week before." in page
    assert "Qualified by The army names intelligence as its ground, not the attack." in page


def test_paths_name_the_weakest_link(client: Client, sample: None) -> None:
    page = text(client, PAGES[-1])

    assert "Taliban takeover → TTP attack → army raid score 0.3375" in page
    assert "Motivated , roughly even chance (45–55 %) weakest link" in page


def test_paths_say_what_is_no_event_and_where_there_is_no_way(client: Client, sample: None) -> None:
    assert "One of the two is no event" in text(client, "/paths?from=nowhere&to=taliban-takeover-2021")
    back = "/paths?from=south-waziristan-raid-2021-09&to=taliban-takeover-2021"
    assert "No chain of recorded links leads from the one to the other." in text(client, back)


def test_actor_is_called_things_by_somebody(client: Client, sample: None) -> None:
    page = text(client, "/actors/ttp")

    assert "“ global terrorist organization ” — United States" in page
    assert "Tehrik-i-Taliban Pakistan Allegiance to Afghan Taliban" in page
    assert "Takes part in 7 events" in page


def test_story_tells_what_joins_its_steps(client: Client, sample: None) -> None:
    page = text(client, "/narratives/from-kabul-to-south-waziristan")

    assert "told by the editors" in page
    assert "Contributing factor , likely (55–80 %) between 5 and 12 Sep 2021 The TTP claims an attack" in page


def test_story_is_drawn_step_by_step_before_any_script(client: Client, sample: None, node_modules: None) -> None:
    address = "/narratives/from-kabul-to-south-waziristan"
    page = body(client, f"{address}?step=2&embed=1")

    assert "Step 2 of 4: TTP attack" in page
    steps = re.findall(r'<a class="(back|next)" rel="\w+" target="_self" href="\?step=(\d)&amp;embed=1"', page)
    assert steps == [("back", "1"), ("next", "3")]
    assert re.findall(r'<li id="(step-\d)" [^>]*aria-current="step"', page) == ["step-2"]
    assert re.findall(r'<a class="event here" [^>]*data-event="([^"]+)"', page) == ["ttp-suicide-attack-2021-09"] * 2
    assert re.findall(r'<g class="node root"[^>]*><a href="/events/([^"]+)"', page) == ["ttp-suicide-attack-2021-09"]
    assert len(re.findall(r'<a class="arrow [\w ]*faint"', page)) == 2
    assert len(re.findall(r'<g class="cluster here"', page)) == 2
    for none in ("0", "5", "-1", "x", "9" * 5000, ""):
        assert "Step 1 of 4" in body(client, f"{address}?step={none}")


def test_two_tellings_are_opposed_where_they_part(client: Client, sample: None) -> None:
    page = text(client, PAGES[7])

    assert "killed · Tehrik-i-Taliban Pakistan Contradiction" in page
    assert "Both between 14 and 15 Sep 2021 Army raid in South Waziristan" in page


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("?actor=afghan-taliban", ["Afghan Taliban seize power in Kabul"]),
        ("?from=2021-09-13&to=2021-09-14&certainly=1", []),
        ("?to=2021-08-15&certainly=1", ["Afghan Taliban seize power in Kabul"]),
        ("?disputed=1", ["Army raid in South Waziristan"]),
        ("?q=offensives", ["Offensives of Pakistan's military along the Afghan border"]),
        ("?type=armed-clash&place=pakistan&actor=", ["Army raid in South Waziristan"]),
    ],
)
def test_filters_stand_in_the_address(client: Client, sample: None, question: str, titles: list[str]) -> None:
    response = client.get(f"/{question}")

    assert [edge["node"]["title"] for edge in response.context["events"]["edges"]] == titles
    assert ("Nothing that is published answers this." in response.content.decode()) == (not titles)


def test_empty_store_says_that_nothing_is_published_yet(client: Client) -> None:
    for address in ("/", "/map"):
        page = text(client, address)
        assert "0 events Nothing is published yet." in page
        assert "Nothing that is published answers this." not in page
    assert "No story is published yet." in text(client, "/narratives")


def test_what_is_not_recorded_of_an_event_is_said(client: Client) -> None:
    a.an_event("bare")

    page = text(client, "/events/bare")

    assert "When not known Where not known Who not known" in page
    assert "No causes or effects are recorded." in page
    assert "Nobody is on record with a claim about it." in page
    assert "Sources none recorded" in page


def test_what_too_many_events_have_is_typed_not_chosen(
    client: Client, sample: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert '<option value="ttp">Tehrik-i-Taliban Pakistan (7)</option>' in body(client, "/")

    monkeypatch.setattr("config.explorer.views.COUNTED", 7)
    page = body(client, "/?actor=")

    assert 'name="actor" value="" data-pick="actor"' in page
    assert "<option" not in page


def test_search_finds_actors_and_stories_beside_events(client: Client, sample: None) -> None:
    page = text(client, "/?q=kabul")

    assert "Also found: From Kabul to South Waziristan narrative" in page
    assert "Pakistan presses the Taliban-led government over the TTP" in page


def test_map_keeps_what_the_timeline_was_narrowed_to(client: Client, sample: None) -> None:
    page = body(client, "/?actor=ttp&after=&lanes=actor")

    assert 'href="/map?actor=ttp&amp;lanes=actor"' in page


def test_list_is_paged_there_and_back(client: Client) -> None:
    for number in range(60):
        a.an_event(f"event-{number:02}", f"20{number + 10:02}")

    first = client.get("/?type=event").context
    second = client.get(f"/?{first['later']}").context
    back = client.get(f"/?{second['earlier']}").context

    def slugs(context: Any) -> list[str]:
        return [edge["node"]["slug"] for edge in context["events"]["edges"]]

    assert "type=event" in first["later"]
    assert (len(slugs(first)), len(slugs(second))) == (50, 10)
    assert slugs(back) == slugs(first)


def test_what_cannot_be_meant_is_told_in_the_page(client: Client) -> None:
    page = text(client, "/?from=lately", status=400)

    assert "This cannot be shown" in page
    assert "lately" in page


def test_too_many_pages_are_refused(client: Client, settings: Any) -> None:
    caches["rates"].clear()
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "anonymous": 2}

    statuses = [client.get("/narratives").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert client.get("/narratives").headers["Retry-After"]


def test_pages_are_only_read(client: Client) -> None:
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("viewer", VIEWERS)
def test_who_sees_what(viewer: str) -> None:
    made = hidden_store()
    client = browsing(a_client(viewer))

    seen = {
        f"/{collection}/{slug}": client.get(f"/{collection}/{slug}").status_code
        for collection in ("events", "actors", "links", "narratives")
        for slug in made[collection]
    }

    drafts = 200 if VIEWERS[viewer] == "DRAFTS" else 404
    statuses = {"published": 200, "draft": drafts, "review": drafts, "retracted": 410}
    assert seen == {
        f"/{collection}/{slug}": statuses[state]
        for collection in ("events", "actors", "links", "narratives")
        for slug, state in made[collection].items()
    }


def test_hidden_looks_as_absent_does(client: Client) -> None:
    hidden_store()

    hidden, absent = (body(client, f"/events/{slug}", 404) for slug in ("event-draft", "no-such-event"))

    assert without_nonce(hidden) == without_nonce(absent)


def without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page)


def test_draft_says_that_it_is_one() -> None:
    hidden_store()

    assert "Draft" in text(browsing(a_client("a superuser")), "/events/event-draft")


def test_who_follows_a_link_from_another_site_sees_what_the_public_sees() -> None:
    hidden_store()
    client = a_client("a superuser")
    client.defaults["HTTP_SEC_FETCH_SITE"] = "cross-site"

    assert client.get("/events/event-draft").status_code == 404


def browsing(client: Client) -> Client:
    """Let a client say, as browsers do, that nobody else's page sends it."""
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def test_withdrawn_page_gives_the_public_reason(client: Client) -> None:
    a.an_event("gone", status="RETRACTED", retraction_reason="It never happened.")

    page = text(client, "/events/gone", status=410)

    assert "This was withdrawn" in page
    assert "It never happened." in page


def test_merged_record_leads_to_the_other(client: Client) -> None:
    other = a.an_event("other")
    a.an_event("double", status="RETRACTED", merged_into=other)

    response = client.get("/events/double")

    assert (response.status_code, response.headers["Location"]) == (301, "/events/other")


@pytest.mark.parametrize("status", HIDDEN)
def test_pages_are_those_of_a_store_without_what_is_hidden(client: Client, status: str) -> None:
    a_seen_store()
    addresses = ["/", "/map", "/?q=told", f"/?q={MARK}", "/narratives", "/narratives/story"]
    addresses += [f"/events/{slug}" for slug in Event.objects.values_list("slug", flat=True)]
    addresses += ["/actors/group", "/actors/member", "/links/undisputed", "/paths?from=told&to=lonely"]
    addresses += [f"/narratives/story?with={slug}" for slug in Narrative.objects.values_list("slug", flat=True)]
    before = {address: without_nonce(client.get(address).content.decode()) for address in addresses}

    hide(status)
    after = {address: without_nonce(client.get(address).content.decode()) for address in addresses}

    assert [address for address in addresses if before[address] != after[address]] == []
    assert [address for address in addresses if GHOST in after[address]] == []


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        body(client, address)
    return len(captured)


def test_event_takes_as_many_statements_for_many_claims_as_for_one(client: Client) -> None:
    statements_of: list[int] = []
    for number in (1, 10):
        event, source = a.an_event(f"with-{number}", "2021"), a.a_source()
        for one in range(number):
            publisher = a.a_publisher()
            a.made(a.sources.Rating, publisher=publisher, code="B", when_edtf="2021")
            paper = a.a_source(publisher=publisher)
            a.a_claim(event, speaker=a.an_actor(), source=paper, low=one, high=None)
            a.a_participation(event, a.an_actor())
            a.an_event_place(event, a.a_place(parent=a.a_place()))
            a.an_event_citation(event, source)
            link = a.a_link(a.an_event(when="2020"), event)
            a.an_evidence(link, source=source)
        statements_of.append(statements(client, f"/events/with-{number}"))

    assert statements_of[0] == statements_of[1]


def test_list_takes_as_many_statements_for_many_events_as_for_one(client: Client) -> None:
    def an_event() -> None:
        event = a.an_event(when="2021")
        a.a_participation(event, a.an_actor())
        a.an_event_place(event, a.a_place())

    an_event()
    one = statements(client, "/")
    for _ in range(9):
        an_event()

    assert statements(client, "/") == one


def test_event_tells_programs_what_it_is(client: Client, sample: None) -> None:
    page = body(client, RAID)

    [written] = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    told = json.loads(written)
    assert told["@type"] == "Event"
    assert told["@id"] == f"http://testserver{RAID}"
    assert told["name"] == "Army raid in South Waziristan"


def test_text_of_a_record_is_never_markup(client: Client) -> None:
    nasty = "</script><img src=x onerror=alert(1)>"
    event = a.an_event("nasty", "2021", title=nasty, summary=nasty)
    a.a_claim(event, speaker=a.an_actor(name=nasty), quote=nasty, statement=nasty)
    a.a_participation(event, a.an_actor(name=nasty))

    for address in ("/events/nasty", "/", f"/?q={nasty}"):
        page = body(client, address)
        assert "<img" not in page
        assert "&lt;img src=x" in page


def test_only_named_hosts_may_embed_a_page(client: Client, settings: Any) -> None:
    def policy(address: str) -> tuple[list[str], str | None]:
        response = client.get(address)
        found = re.findall(r"frame-ancestors ([^;]*)", response.headers["Content-Security-Policy"])
        return found, response.headers.get("X-Frame-Options")

    assert policy("/?embed=1") == (["'none'"], "DENY")

    settings.EMBED_HOSTS = ["https://news.example"]

    assert policy("/?embed=1") == (["'self' https://news.example"], None)
    assert policy("/") == (["'none'"], "DENY")
    assert '<header class="site">' not in body(client, "/?embed=1")


def test_what_leads_on_within_an_embedded_page_stays_in_its_frame(client: Client, sample: None) -> None:
    def leading(address: str) -> list[str]:
        found: list[str] = re.findall(
            r'<(?:form class="filters|a class="(?:back|next|clear)|a rel="next)[^>]*>', body(client, address)
        )
        return found

    for number in range(50):
        a.an_event(f"event-{number:02}", f"20{number + 10:02}")
    story = "/narratives/from-kabul-to-south-waziristan?step=2&embed=1"

    for address, many in (("/?embed=1", 2), ("/?embed=1&type=event", 2), (story, 2), ("/paths?embed=1", 1)):
        tags = leading(address)
        assert len(tags) == many, address
        assert [tag for tag in tags if 'target="_self"' not in tag] == []
        assert '<base target="_blank">' in body(client, address)


def test_timelines_and_maps_can_be_shared_too(client: Client, sample: None) -> None:
    for address, pictured in (("/", True), ("/map", False)):
        page = body(client, address)
        assert 'data-copy="embed"' in page
        assert ('data-copy="svg"' in page) is pictured


def test_scripts_come_with_the_nonce_of_the_page_or_from_our_origin(client: Client, node_modules: None) -> None:
    response = client.get("/")

    [nonce] = set(re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"]))
    scripts = re.findall(r"<script([^>]*)>", response.content.decode())
    assert scripts == [
        f' type="importmap" nonce="{nonce}"',
        ' type="module" src="/static/explorer/main.js"',
        ' id="known" type="application/json"',
    ]


def test_without_what_draws_the_page_says_so_and_needs_no_script(client: Client, no_node_modules: None) -> None:
    page = body(client, "/")

    assert "npm ci --ignore-scripts" in page
    assert "<script type=" not in page


@pytest.fixture
def node_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.explorer.pages.missing", lambda names: [])


@pytest.fixture
def no_node_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.explorer.pages.missing", list)


@pytest.mark.npm
def test_named_files_of_others_are_there_where_npm_has_put_them() -> None:
    assert vendor.missing(vendor.EXPLORER) == []


#: Values for the variables that documents must be given.
GIVEN: dict[str, Any] = {
    "bbox": {"west": -180, "south": -85, "east": 180, "north": 85},
    "zoom": 1,
    "events": ["no-such"],
    "text": "word",
}
#: A subscription is not run by a GET that wants JSON; tellings that are not there are told.
NOT_RUN = {"changes": ["METHOD_NOT_ALLOWED"], "difference": ["NOT_FOUND"]}


@pytest.mark.parametrize("name", TEXTS)
def test_documents_of_the_explorer_run_where_only_trusted_ones_do(client: Client, settings: Any, name: str) -> None:
    settings.TRUSTED_DOCUMENTS_ONLY = True
    needed = re.findall(r"\$(\w+): [\w\[\]!]+!(?=[,)\s])", TEXTS[name].split("{")[0])
    variables = {one: GIVEN.get(one, "no-such") for one in needed}

    response = client.get(
        "/graphql/", {"documentId": f"sha256:{DIGESTS[name]}", "variables": json.dumps(variables)}
    ).json()

    assert [error["extensions"]["code"] for error in response.get("errors", [])] == NOT_RUN.get(name, [])
