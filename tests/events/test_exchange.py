"""Events, timelines and narratives in the formats that others read."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Event
from sources.choices import Status
from tests import factories as a
from tests.access import a_client

pytestmark = pytest.mark.django_db
API = "/api/v1"


def answered(address: str, accept: str = "", client: Client | None = None) -> Any:
    response = (client or Client()).get(API + address, headers={"Accept": accept} if accept else {})
    assert response.status_code == 200, response.content
    return response


def table(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode(), newline="")))


def lost(losses: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Return what was counted."""
    return {(one["field"], one["reason"]): one["count"] for one in losses if "count" in one}


def a_raid() -> Event:
    """Return an event with all that the formats tell, and some that they cannot."""
    publisher = a.a_publisher("paper", name="The Paper")
    source = a.a_source(
        "report", title="A report", publisher=publisher, url="https://example.org/r", published_edtf="2021-09-15"
    )
    event = a.an_event(
        "raid",
        "[2021-09-14..2021-09-15]/2021-09-20",
        title="A raid",
        short_title="raid",
        summary="One.\r\nTwo.",
        type=a.a_type("assault", label="Assault"),
        topics=[a.a_topic("war", label="War"), a.a_topic("border", label="Border")],
        part_of=a.an_event("offensive"),
        external_ids={"wikidata": "Q1", "acled": "P2"},
        when_worded="overnight",
        media=[a.a_media("map", kind="MAP"), a.a_media("picture", url="https://example.org/p", alt_text="A hill")],
    )
    a.an_event_place(event, a.a_place("base", latitude=1, longitude=2), role="ORIGIN", position=0)
    hill = a.a_place("hill", name="The hill", kind="SITE", country="PK", latitude=32.5, longitude=-179.5)
    a.an_event_place(event, hill, precision="NEAR", position=1)
    province = a.a_place("province", kind="PROVINCE", latitude=30, longitude=70)
    a.an_event_place(event, province, precision="ADM1", position=2)
    army, chief = a.an_actor("army", name="The army"), a.an_actor("chief", name="A. Chief", kind="INDIVIDUAL")
    a.a_participation(event, army, role="INITIATOR", side="A", position=0)
    a.a_participation(event, chief, role="VICTIM", alleged=True, position=1)
    a.a_participation(event, a.an_actor("council", name="Council"), role="ORGANISER", position=2)
    a.an_event_citation(event, source, quote="a raid", position=0)
    a.an_event_citation(event, source, quote="overnight", locator="¶ 2", position=1)
    return event


def test_event_as_a_record_of_a_table() -> None:
    event = a_raid()

    [_, row] = sorted(table(answered("/events/?format=csv")), key=lambda row: row["slug"])

    assert row == {
        "slug": "raid",
        "title": "A raid",
        "short_title": "raid",
        "summary": "One.\nTwo.",
        "type": "assault",
        "type_label": "Assault",
        "topics": "border;war",
        "when": "[2021-09-14..2021-09-15]/2021-09-20",
        "when_display": event.when.display,
        "when_worded": "overnight",
        "when_basis": "STATED",
        "when_ongoing_on": "",
        "when_clock": "",
        "coverage": "THROUGHOUT",
        "uncertain": "false",
        "approximate": "false",
        "earliest_start": "2021-09-14",
        "latest_start": "2021-09-15",
        "earliest_end": "2021-09-20",
        "latest_end": "2021-09-20",
        "granularity": "INCIDENT",
        "modality": "OCCURRED",
        "part_of": "offensive",
        "place": "hill",
        "place_name": "The hill",
        "country": "PK",
        "latitude": "32.5",
        "longitude": "-179.5",
        "precision": "NEAR",
        "places": "base:ORIGIN:UNKNOWN;hill:OCCURRED_AT:NEAR;province:OCCURRED_AT:ADM1",
        "participations": "army:INITIATOR:A;chief:VICTIM:NONE:ALLEGED;council:ORGANISER:NONE",
        "sources": "report",
        "media": "map;picture",
        "correction": "",
        "external_ids": '{"acled": "P2", "wikidata": "Q1"}',
        "status": "PUBLISHED",
        "version": "0",
        "published_at": "",
        "updated_at": row["updated_at"],
    }


def test_table_has_lines_that_end_as_rfc_4180_says_and_tells_its_losses() -> None:
    a_raid()

    response = answered("/events/", "text/csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert (
        response.content.decode().replace("One.\nTwo.", "").count("\n") == response.content.decode().count("\r\n") == 3
    )
    losses = json.loads(response["Losses"])
    assert {"field": "claims", "reason": "NOT_CARRIED"} in losses
    assert lost(losses) == {("place", "FIRST_ONLY"): 1}


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("'quoted'", "''quoted'"),
        ("a=1", "a=1"),
        (' "=1"', ' "=1"'),
        ("a\u2028b\x85c\rd", "a\nb\nc\nd"),
        ("bell\x07\x1b[2J", "bell\ufffd\ufffd[2J"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("a,b;c\"d'", "a,b;c\"d'"),
    ],
)
def test_no_text_of_a_table_is_a_formula_or_hurts_its_reader(title: str, cell: str) -> None:
    a.an_event("event", title=title)

    response = answered("/events/?format=csv")

    assert [row["title"] for row in table(response)] == [cell]
    assert lost(json.loads(response["Losses"])) == ({("title", "CONTROL_CHARACTERS"): 1} if "\ufffd" in cell else {})


def test_numbers_stay_numbers_and_days_before_year_0_are_no_formula() -> None:
    event = a.an_event("event", "-0043-03-15")
    a.an_event_place(event, a.a_place("south", latitude=-33.5, longitude=-70))

    [row] = table(answered("/events/?format=csv"))

    assert (row["latitude"], row["longitude"]) == ("-33.5", "-70.0")
    assert (row["when"], row["earliest_start"]) == ("'-0043-03-15", "'-0043-03-15")


def test_event_as_a_feature() -> None:
    a_raid()

    response = answered("/events/?format=geojson")

    collection = response.json()
    valid_geojson(collection)
    [_, raid] = sorted(collection["features"], key=lambda one: one["id"])
    assert response["Content-Type"] == "application/geo+json"
    assert raid["geometry"] == {"type": "Point", "coordinates": [-179.5, 32.5]}
    told = ("place", "place_name", "place_kind", "precision", "earliest_start", "latest_end", "topics")
    assert {name: raid["properties"][name] for name in told} == {
        "place": "hill",
        "place_name": "The hill",
        "place_kind": "SITE",
        "precision": "NEAR",
        "earliest_start": "2021-09-14",
        "latest_end": "2021-09-20",
        "topics": ["border", "war"],
    }
    assert [(one["slug"], one["role"], one["precision"]) for one in raid["properties"]["places"]] == [
        ("base", "ORIGIN", "UNKNOWN"),
        ("hill", "OCCURRED_AT", "NEAR"),
        ("province", "OCCURRED_AT", "ADM1"),
    ]
    assert raid["properties"]["sources"] == [
        {"slug": "report", "title": "A report", "url": "https://example.org/r", "publisher": "The Paper"}
    ]
    assert lost(collection["losses"]) == {("geometry", "FIRST_ONLY"): 1, ("geometry", "NO_POINT"): 1}


def valid_geojson(collection: dict[str, Any]) -> None:
    """Check what RFC 7946 asks of a FeatureCollection of points."""
    assert collection["type"] == "FeatureCollection"
    for one in collection["features"]:
        assert one.keys() >= {"type", "geometry", "properties"}
        assert one["type"] == "Feature"
        assert isinstance(one["properties"], dict)
        assert not one.keys() & {"coordinates", "geometries", "features"}
        if one["geometry"] is not None:
            longitude, latitude = one["geometry"]["coordinates"]
            assert one["geometry"].keys() == {"type", "coordinates"}
            assert (-180 <= longitude <= 180, -90 <= latitude <= 90) == (True, True)


def test_place_that_an_event_only_came_from_is_not_where_it_is_drawn() -> None:
    event = a.an_event("event")
    a.an_event_place(event, a.a_place("base", latitude=1, longitude=2), role="ORIGIN")

    [feature] = answered("/events/?format=geojson").json()["features"]

    assert (feature["geometry"], feature["properties"]["place"]) == (None, None)
    assert [one["slug"] for one in feature["properties"]["places"]] == ["base"]


@pytest.mark.parametrize("longitude", [180, -180, 0, -179.999])
def test_points_at_the_antimeridian_stand(longitude: float) -> None:
    a.an_event_place(a.an_event("event"), a.a_place("isle", latitude=-90, longitude=longitude))

    collection = answered("/events/?format=geojson&bbox=170,-90,10,90").json()

    valid_geojson(collection)
    assert collection["features"][0]["geometry"]["coordinates"] == [longitude, -90]


def test_event_as_linked_data() -> None:
    a_raid()

    response = answered("/events/raid/", "application/ld+json")

    found = response.json()
    here = "http://testserver/api/v1"
    army = {"@type": "Organization", "@id": f"{here}/actors/army/", "name": "The army"}
    chief = {"@type": "Person", "@id": f"{here}/actors/chief/", "name": "A. Chief"}
    losses = found.pop("losses")
    assert response["Content-Type"] == "application/ld+json"
    assert found == {
        "@context": [
            "https://schema.org",
            {"dcterms": "http://purl.org/dc/terms/", "edtf": "http://id.loc.gov/datatypes/edtf/", "losses": None},
        ],
        "@type": "Event",
        "@id": f"{here}/events/raid/",
        "name": "A raid",
        "alternateName": "raid",
        "description": "One.\r\nTwo.",
        "additionalType": f"{here}/event-types/assault/",
        "keywords": ["Border", "War"],
        "dcterms:temporal": {"@type": "edtf:EDTF", "@value": "[2021-09-14..2021-09-15]/2021-09-20"},
        "startDate": "2021-09",
        "endDate": "2021-09-20",
        "location": [
            {"@type": "Place", "@id": f"{here}/places/base/", "name": "base", "description": "Origin; unknown"},
            {
                "@type": "Place",
                "@id": f"{here}/places/hill/",
                "name": "The hill",
                "description": "Occurred at; near",
                "address": {"@type": "PostalAddress", "addressCountry": "PK"},
                "geo": {"@type": "GeoCoordinates", "latitude": 32.5, "longitude": -179.5},
            },
            {
                "@type": "Place",
                "@id": f"{here}/places/province/",
                "name": "province",
                "description": "Occurred at; within the province",
            },
        ],
        "organizer": [{"@type": "Organization", "@id": f"{here}/actors/council/", "name": "Council"}],
        "actor": [
            {"@type": "Role", "roleName": "INITIATOR", "actor": army},
            {"@type": "Role", "roleName": "VICTIM", "description": "Alleged", "actor": chief},
        ],
        "superEvent": {"@type": "Event", "@id": f"{here}/events/offensive/"},
        "subjectOf": [
            {
                "@type": "NewsArticle",
                "@id": f"{here}/sources/report/",
                "name": "A report",
                "url": "https://example.org/r",
                "datePublished": "2021-09-15",
                "publisher": {"@type": "Organization", "name": "The Paper"},
                "hasPart": [{"@type": "Quotation", "text": "a raid"}, {"@type": "Quotation", "text": "overnight"}],
            },
            {"@type": "Map", "@id": f"{here}/media/map/", "url": "https://example.org/map"},
            {
                "@type": "ImageObject",
                "@id": f"{here}/media/picture/",
                "url": "https://example.org/p",
                "description": "A hill",
            },
        ],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "acled", "value": "P2"},
            {"@type": "PropertyValue", "propertyID": "wikidata", "value": "Q1"},
        ],
    }
    assert lost(losses) == {("location.geo", "AREA"): 2, ("startDate", "VAGUE"): 1}


@pytest.mark.parametrize(
    ("when", "start", "end", "losses"),
    [
        ("2021-09-15", "2021-09-15", "2021-09-15", {}),
        ("2021-09", "2021-09", "2021-09", {}),
        ("2021", "2021", "2021", {}),
        ("2021-09-15/..", "2021-09-15", None, {("endDate", "VAGUE"): 1}),
        ("../2020-02", None, "2020-02", {("startDate", "VAGUE"): 1}),
        ("202X", None, None, {("startDate", "VAGUE"): 1, ("endDate", "VAGUE"): 1}),
        ("[2021-02-01..2021-03-01]", "2021", "2021", {("startDate", "VAGUE"): 1, ("endDate", "VAGUE"): 1}),
        ("0000-01-01", "0000-01-01", "0000-01-01", {}),
        ("-0043-03-15", None, None, {("startDate", "OUT_OF_RANGE"): 1, ("endDate", "OUT_OF_RANGE"): 1}),
        ("Y12021", None, None, {("startDate", "OUT_OF_RANGE"): 1, ("endDate", "OUT_OF_RANGE"): 1}),
        ("", None, None, {}),
    ],
)
def test_linked_data_has_dates_as_far_as_all_their_days_share_one(
    when: str, start: str | None, end: str | None, losses: dict[tuple[str, str], int]
) -> None:
    a.an_event("event", when)

    found = answered("/events/event/?format=jsonld").json()

    assert (found.get("startDate"), found.get("endDate")) == (start, end)
    assert found.get("dcterms:temporal", {}).get("@value", "") == when
    assert lost(found["losses"]) == losses


def test_what_is_only_alleged_says_that_the_format_reads_as_if_it_were_not() -> None:
    a.an_event("event", "2021", modality="ALLEGED")

    found = answered("/events/event/?format=jsonld").json()

    assert lost(found["losses"]) == {("modality", "NOT_AS_FACT"): 1}


@pytest.mark.parametrize("address", ["/events/event/?format=jsonld", "/events/?format=geojson"])
def test_json_can_stand_in_a_page(address: str) -> None:
    text = "</script><!--&\u2028\u2029\x85\x07"
    a.an_event("event", title=text, summary=text)

    response = answered(address)

    body = response.content.decode()
    assert not set("<>&\u2028\u2029\x85\x07") & set(body)
    event = response.json()
    assert (event.get("name") or event["features"][0]["properties"]["title"]) == text


def test_timeline_as_a_table() -> None:
    for day in ("2021-09-05", "2021-09-05", "2021-09", ""):
        a.an_event(when=day)

    response = answered("/timeline/?bucket=MONTH", "text/csv")

    assert table(response) == [
        {"start": "2021-09-01", "end": "2021-09-30", "key": "", "certain": "3", "possible": "0", "count": "3"}
    ]
    assert lost(json.loads(response["Losses"])) == {("undated", "NOT_CARRIED"): 1}


def test_timeline_grouped_by_place_on_a_map() -> None:
    hill, camp = a.a_place("hill", name="The hill", latitude=1, longitude=2), a.a_place("camp")
    for place in (hill, hill, camp):
        a.an_event_place(a.an_event(when="2021-09-05"), place)

    found = answered("/timeline/?bucket=DAY&group_by=PLACE&format=geojson").json()
    ungrouped = answered("/timeline/?bucket=DAY&format=geojson").json()

    valid_geojson(found)
    assert [(one["geometry"], one["properties"]["key"], one["properties"]["count"]) for one in found["features"]] == [
        (None, "camp", 1),
        ({"type": "Point", "coordinates": [2.0, 1.0]}, "hill", 2),
    ]
    assert lost(found["losses"]) == lost(ungrouped["losses"]) == {("geometry", "NO_POINT"): 1}


def test_timeline_as_slides() -> None:
    a_raid()
    a.an_event("lonely", "2021-09-01", type=a.a_type("talks", label="Talks & tea"))

    response = answered("/timeline/?format=timelinejs&group_by=TYPE&happened_from=2021-09-01")

    found = json.loads(b"".join(response))
    assert response["Content-Type"] == "application/vnd.timelinejs+json"
    assert [(one["unique_id"], one["group"]) for one in found["events"]] == [
        ("lonely", "Talks &amp; tea"),
        ("raid", "Assault"),
    ]
    assert found["events"][1] == {
        "unique_id": "raid",
        "start_date": {"year": "2021", "month": "9"},
        "end_date": {"year": "2021", "month": "9", "day": "20"},
        "display_date": found["events"][1]["display_date"],
        "text": {"headline": "A raid", "text": "<p>One.<br>Two.</p>"},
        "media": {"url": "https://example.org/map"},
        "group": "Assault",
    }
    assert lost(found["losses"]) == {("media", "FIRST_ONLY"): 1}
    valid_timeline_js(found)


def valid_timeline_js(found: dict[str, Any]) -> None:
    """Check what https://timeline.knightlab.com/docs/json-format.html asks of a timeline."""
    assert found["events"]
    slides = [*found["events"], *([found["title"]] if "title" in found else [])]
    for slide in slides:
        assert slide.keys() <= {"unique_id", "start_date", "end_date", "display_date", "text", "media", "group"}
        assert slide["text"].keys() <= {"headline", "text"}
        assert slide.get("media", {"url": ""}).keys() <= {"url", "caption", "credit", "alt", "thumbnail", "link"}
        for name in ("start_date", "end_date"):
            assert all(str(int(part)) == part for part in slide.get(name, {}).values())
    assert all("year" in slide["start_date"] for slide in found["events"])
    assert len({slide["unique_id"] for slide in found["events"]}) == len(found["events"])


def test_slides_have_no_buckets() -> None:
    response = Client().get(f"{API}/timeline/?format=timelinejs&bucket=DAY")

    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "bucket")


def test_narrative_as_slides() -> None:
    narrative = a.a_narrative("story", title="A <story>")
    a.a_step(narrative, a_raid(), 0)
    a.a_step(narrative, a.an_event("undated"), 1)

    response = answered("/narratives/story/", "application/vnd.timelinejs+json")

    found = response.json()
    valid_timeline_js(found)
    assert found == answered("/narratives/story/?format=timelinejs").json()
    assert found["title"]["text"]["headline"] == "A &lt;story&gt;"
    assert json.loads(response["Losses"]) == found["losses"] == [{"slug": "undated", "reason": "UNDATED"}]


def test_pages_lead_on_in_a_header() -> None:
    slugs = [f"event-{number}" for number in range(5)]
    for slug in slugs:
        a.an_event(slug)

    rows: list[str] = []
    for response in pages("/events/?limit=2&format=csv&type=event"):
        rows += [row["slug"] for row in table(response)]

    assert rows == slugs


def pages(address: str) -> Iterator[Any]:
    while address:
        response = answered(address)
        yield response
        links = dict(reversed(one.split("; ")) for one in response.get("Link", "").split(", ") if one)
        address = links.get('rel="next"', "").strip("<>").partition(API)[2]


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/events/?format=xml", "format"),
        ("/events/?format=jsonld", "format"),
        ("/events/?format=csv&fields=slug", "fields"),
        ("/events/?format=csv&nonsense=1", "nonsense"),
        ("/events/event/?format=csv", "format"),
        ("/events/event/?format=jsonld&fields=slug", "fields"),
        ("/events/event/chain/?format=csv", "format"),
        ("/claims/?format=csv", "format"),
        ("/timeline/?format=jsonld", "format"),
        ("/narratives/?format=timelinejs", "format"),
    ],
)
def test_a_format_that_is_not_there_is_refused_in_json(address: str, parameter: str) -> None:
    a.an_event("event")

    response = Client().get(API + address)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [one["parameter"] for one in response.json()["errors"]] == [parameter]


def test_an_answer_that_is_not_there_is_refused_in_json_whatever_is_accepted() -> None:
    absent = Client().get(f"{API}/events/none/", headers={"Accept": "application/ld+json"})
    unknown = Client().get(f"{API}/claims/", headers={"Accept": "text/csv"})
    empty = Client().get(f"{API}/claims/", headers={"Accept": ""})
    answer = answered("/events/?format=json")

    assert (absent.status_code, absent.json()["code"]) == (404, "NOT_FOUND")
    assert (unknown.status_code, unknown.json()["code"]) == (406, "NOT_ACCEPTABLE")
    assert (empty.status_code, empty["Content-Type"]) == (200, "application/json")
    assert answer["Content-Type"] == "application/json"
    assert "Accept" in answer["Vary"]


ROADS = [
    "/events/?format=csv",
    "/events/?format=geojson",
    "/events/event/?format=jsonld",
    "/timeline/?format=csv",
    "/timeline/?format=geojson&group_by=PLACE",
    "/timeline/?format=timelinejs",
    "/narratives/story/?format=timelinejs",
]


@pytest.mark.parametrize("road", ROADS)
def test_drafts_are_in_a_format_for_those_alone_who_see_them(road: str) -> None:
    shown = a.an_event("event", "2021", part_of=a.an_event("larger", status=Status.DRAFT))
    draft = a.an_event("secret", "2021", status=Status.DRAFT)
    a.an_event_place(draft, a.a_place("hideout"))
    narrative = a.a_narrative("story")
    for event in (shown, draft):
        a.a_step(narrative, event)
        a.a_participation(event, a.an_actor(status=Status.DRAFT, name="larger"))

    public, drafts = (answered(road, client=a_client(viewer)) for viewer in ("anonymous", "a user who may see drafts"))

    assert body(public) != body(drafts)
    assert not any(word in body(public) for word in ("secret", "larger", "hideout"))


def body(response: Any) -> str:
    return b"".join(response).decode()


@pytest.mark.parametrize("road", [road for road in ROADS if "/event/" not in road and "/story/" not in road])
def test_five_events_cost_as_many_statements_as_one(road: str) -> None:
    def told(number: int) -> None:
        event = a.an_event(when="2021", part_of=a.an_event(), media=[a.a_media(), a.a_media()], topics=[a.a_topic()])
        for _ in range(2):
            a.a_participation(event, a.an_actor())
            a.an_event_place(event, a.a_place(latitude=1, longitude=number))
            a.an_event_citation(event, a.a_source(publisher=a.a_publisher()))

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert body(answered(road))
        return len(statements)

    told(0)
    one = cost()
    for number in range(4):
        told(number)

    assert cost() == one
