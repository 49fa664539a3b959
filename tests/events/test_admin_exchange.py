"""Files in and out of the admin: what they would change is shown before it is done."""

import csv
import gzip
import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.exchange.reading import ONE_PLACE, READ
from events.exchange.table import COLUMNS
from events.models import Event, Place
from sources import bundle
from sources.models import Publisher, Upload
from sources.visibility import Viewer
from tests import factories as make
from tests.staff import ROLES, a_client, journal
from tests.storing import put, record, record_of, stored

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def upload(client: Client, text: str | bytes, kind: str = "bundle") -> str:
    """Send a file and return the address of the page that shows what it would change."""
    data = text.encode() if isinstance(text, str) else text
    response = client.post(reverse("admin:import"), {"file": SimpleUploadedFile("file", data), "format": kind})
    assert response.status_code == 302, response.context["form"].errors
    return str(response.url)


def lines(*records: dict[str, Any]) -> str:
    return "\n".join(map(json.dumps, records))


def preview(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return response.context["preview"]


def changes(shown: Any) -> list[tuple[str, str, list[str]]]:
    return [(row.slug, row.action, told) for row, told in shown.changes]


def faults(shown: Any) -> list[tuple[int | None, str, str]]:
    return [(one.line, one.pointer, one.code) for one in shown.faults]


def load(client: Client, address: str, **changed: Any) -> Any:
    sent = {"reason": "From the desk", "seen_number": preview(client, address).seen_number}
    return client.post(address, sent | changed, follow=True)


def said(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def two_papers() -> str:
    """Store two papers and return a bundle that changes one, leaves one and adds one."""
    put(record("publisher", "gazette", name="The Gazette"), record("publisher", "news", name="The News"))
    return lines(
        record("publisher", "gazette", name="The Daily Gazette", country="PK"),
        record("publisher", "news", name="The News"),
        record("publisher", "times", name="The Times"),
    )


def test_what_a_bundle_would_change_is_shown_field_by_field_and_nothing_is_written(editor):
    address = upload(editor, two_papers())
    before = stored()

    shown = preview(editor, address)

    assert shown.summary == "1 new, 1 changed, 1 unchanged"
    assert sorted(changes(shown)) == [
        ("gazette", "UPDATE", [("Name", "The Gazette", "The Daily Gazette"), ("Country", "—", "PK")]),
        ("times", "CREATE", [("Slug", "—", "times"), ("Name", "—", "The Times")]),
    ]
    assert stored() == before


def test_bundle_is_loaded_with_its_reason_and_dropped(editor):
    address = upload(editor, two_papers())

    done = load(editor, address)

    assert said(done) == ["Loaded: 1 new, 1 changed, 1 unchanged."]
    assert sorted(journal("slug", "action", "road", "by__username", "reason"))[-3:] == [
        ("gazette", "UPDATE", "ADMIN", "Editor", "From the desk"),
        ("news", "CREATE", "SHELL", None, ""),
        ("times", "CREATE", "ADMIN", "Editor", "From the desk"),
    ]
    assert sorted(row.slug for row in done.context["cl"].result_list) == ["gazette", "times"]
    assert not Upload.objects.exists()


def test_faults_are_told_by_line_and_field_and_nothing_can_be_loaded(editor):
    text = lines(record("publisher", "good", name="Good"), record("publisher", "bad", name="Bad", kind="GAZETTE"))
    address = upload(editor, text + "\nnot json")

    shown = preview(editor, address)
    refused = load(editor, address)

    assert faults(shown) == [(2, "/kind", "BAD_USER_INPUT"), (3, "", "BAD_USER_INPUT")]
    assert not shown.may_load
    assert any("BAD_USER_INPUT" in one for one in said(refused))
    assert not Publisher.objects.exists()


def test_good_lines_can_be_loaded_without_the_others(editor):
    text = lines(record("publisher", "good", name="Good"), record("publisher", "bad", name="Bad", kind="GAZETTE"))
    address = upload(editor, text)

    shown = preview(editor, f"{address}?skip=1")
    done = load(editor, address, skip="1")

    assert (shown.summary, faults(shown)) == ("1 new, 1 left out", [(2, "/kind", "BAD_USER_INPUT")])
    assert said(done) == ["Loaded: 1 new, 1 left out."]
    assert [one.slug for one in Publisher.objects.all()] == ["good"]


def test_nothing_is_loaded_into_another_store_than_the_one_shown(editor):
    address = upload(editor, two_papers())
    seen = preview(editor, address).seen_number
    put(record("publisher", "gazette", name="Changed meanwhile"))

    refused = load(editor, address, seen_number=seen)

    assert "look again" in said(refused)[0]
    assert not Publisher.objects.filter(slug="times").exists()


def test_load_needs_a_reason(editor):
    assert "REASON_REQUIRED" in said(load(editor, upload(editor, two_papers()), reason=" "))[0]


def test_file_is_dropped(editor):
    address = upload(editor, two_papers())

    done = editor.post(address, {"drop": "1"}, follow=True)

    assert said(done) == ["The file was dropped; nothing was changed."]
    assert not Upload.objects.exists()


def test_compressed_file_is_read(editor):
    shown = preview(editor, upload(editor, gzip.compress(two_papers().encode())))

    assert shown.summary == "1 new, 1 changed, 1 unchanged"


def test_file_that_is_too_large_is_refused(editor, settings):
    settings.UPLOAD_MAX_BYTES = 100
    for data in (b"x" * 101, gzip.compress(b"x" * 101)):
        sent = {"file": SimpleUploadedFile("file", data), "format": "bundle"}
        response = editor.post(reverse("admin:import"), sent)

        assert list(response.context["form"].errors) == ["file"]
    assert not Upload.objects.exists()


def test_file_of_another_is_not_there(editor):
    address = upload(a_client("Contributor"), two_papers())

    assert (editor.get(address).status_code, editor.post(address, {"drop": "1"}).status_code) == (404, 404)


def test_files_that_wait_for_more_than_a_day_are_dropped(editor):
    upload(editor, lines(record("publisher", "times", name="The Times")))
    Upload.objects.update(at=timezone.now() - timedelta(hours=25))

    upload(editor, two_papers())

    assert Upload.objects.count() == 1


#: What each role gets: of the pages, and when it loads a draft and a publisher.
MATRIX = {
    "anonymous": {"import": 302, "export": 302, "export file": 302, "draft": 302, "publisher": 302},
    "Viewer": {"import": 403, "export": 200, "export file": 200, "draft": 403, "publisher": 403},
    "Contributor": {"import": 200, "export": 200, "export file": 200, "draft": "loaded", "publisher": "FORBIDDEN"},
    "Editor": {"import": 200, "export": 200, "export file": 200, "draft": "loaded", "publisher": "loaded"},
    "superuser": {"import": 200, "export": 200, "export file": 200, "draft": "loaded", "publisher": "loaded"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("deed", MATRIX["Editor"])
def test_access(role, deed):
    client = a_client(role)
    addresses = {
        "import": reverse("admin:import"),
        "export": reverse("admin:export"),
        "export file": reverse("admin:export_file", args=["store.jsonl"]),
    }
    if deed in addresses:
        assert client.get(addresses[deed]).status_code == MATRIX[role][deed]
        return
    text = lines(record("source", "s", title="Draft") if deed == "draft" else record("publisher", "p", name="Paper"))
    sent = {"file": SimpleUploadedFile("file", text.encode()), "format": "bundle"}
    response = client.post(reverse("admin:import"), sent)
    if MATRIX[role][deed] in (302, 403):
        got: Any = response.status_code
        assert not Upload.objects.exists()
    else:
        shown = preview(client, response.url)
        load(client, response.url)
        got = "loaded" if journal("number") else shown.faults[0].code
    assert got == MATRIX[role][deed]


def test_exported_bundle_is_what_the_staff_sees(editor):
    put(record("source", "draft", title="Draft"))

    response = editor.get(reverse("admin:export_file", args=["store.jsonl"]))

    assert b"".join(response.streaming_content).decode() == "".join(bundle.dump(Viewer.DRAFTS))
    assert "attachment" in response.headers["Content-Disposition"]


def test_unknown_file_is_not_there(editor):
    assert editor.get(reverse("admin:export_file", args=["users.csv"])).status_code == 404


# Events as CSV


def exported(client: Client) -> list[dict[str, str]]:
    response = client.get(reverse("admin:export_file", args=["events.csv"]))
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode(), newline="")))


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_every_column_is_read_or_told_not_to_be():
    assert set(READ) | set(ONE_PLACE) <= COLUMNS.keys()
    assert (
        COLUMNS.keys() - set(READ) - set(ONE_PLACE)
        == {
            *("type_label", "when_display", "when_coverage", "when_uncertain", "when_approximate"),
            *("coverage", "uncertain", "approximate", "earliest_start", "latest_start", "earliest_end", "latest_end"),
            *("place_name", "country", "latitude", "longitude", "published_at", "updated_at"),
        }
        & COLUMNS.keys()
    )


def test_exported_table_that_comes_back_changes_nothing(editor, sample):
    put({**record_of("event", "south-waziristan-raid-2021-09"), "external_ids": {"ucdp": "1"}, "correction": "=1+1"})

    shown = preview(editor, upload(editor, table(*exported(editor)), "events.csv"))

    assert faults(shown) == []
    assert shown.summary == f"{Event.objects.count()} unchanged"


def test_what_was_edited_in_the_table_is_shown_and_keeps_its_quotes(editor, sample):
    rows = exported(editor)
    [row] = [one for one in rows if one["slug"] == "south-waziristan-raid-2021-09"]
    before = record_of("event", row["slug"])
    row |= {"title": "The raid", "summary": "", "topics": ""}
    make.a_source("second")
    row["sources"] += ";second"

    address = upload(editor, table(*rows), "events.csv")
    [(slug, action, told)] = changes(preview(editor, address))
    load(editor, address)

    after = record_of("event", row["slug"])
    assert (slug, action) == (row["slug"], "UPDATE")
    assert ("Title", before["title"], "The raid") in told
    assert (after["title"], after.get("summary"), after.get("topics")) == ("The raid", None, None)
    assert after["citations"] == [*before["citations"], {"source": "second"}]
    untouched = {"when", "places", "participations", "type", "status"}
    assert {name: after.get(name) for name in untouched} == {name: before.get(name) for name in untouched}


def a_template(**cells: str) -> dict[str, str]:
    """Store what a row names, once, and return the row."""
    make.a_type("attack")
    if not Place.objects.exists():
        make.a_place("kabul")
        make.an_actor("ttp")
        make.a_source("report")
    return {
        "slug": "",
        "title": "An attack",
        "type": "attack",
        "when": "2021-09",
        "when_worded": "last month",
        "place": "kabul",
        "precision": "NEAR",
        "participations": "ttp:INITIATOR:A:ALLEGED",
        "sources": "report",
    } | cells


def test_table_of_the_guide_is_read(editor, sample):
    [text] = re.findall(r"```csv\n(.*?)```", (ROOT / "docs" / "data-entry-desk.md").read_text(), re.DOTALL)

    shown = preview(editor, upload(editor, text, "events.csv"))

    assert (faults(shown), shown.summary) == ([], "1 new")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_few_columns_make_new_events(editor, delimiter):
    address = upload(editor, "\ufeff" + table(a_template(), delimiter=delimiter), "events.csv")

    load(editor, address)

    event = Event.objects.get()
    assert (event.title, event.when_edtf, event.when_worded, event.status) == (
        "An attack",
        "2021-09",
        "last month",
        "DRAFT",
    )
    assert [(one.place.slug, one.precision) for one in event.places.all()] == [("kabul", "NEAR")]
    assert [(one.actor.slug, one.role, one.side, one.alleged) for one in event.participations.all()] == [
        ("ttp", "INITIATOR", "A", True)
    ]
    assert [one.source.slug for one in event.citations.all()] == ["report"]


def test_row_without_slug_is_the_same_event_when_it_comes_again(editor):
    text = table(a_template())
    load(editor, upload(editor, text, "events.csv"))

    shown = preview(editor, upload(editor, text, "events.csv"))

    assert faults(shown) == []
    assert shown.summary == "1 unchanged"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"title": ""}, (2, "/title", "BAD_USER_INPUT")),
        ({"type": ""}, (2, "/type", "BAD_USER_INPUT")),
        ({"type": "none-such"}, (2, "/type", "NOT_FOUND")),
        ({"slug": "Not A Slug"}, (2, "/slug", "BAD_USER_INPUT")),
        ({"when": "2021-13"}, (2, "/when", "BAD_EDTF")),
        ({"participations": "ttp:BYSTANDER"}, (2, "/participations/0/role", "BAD_USER_INPUT")),
        ({"participations": "ttp:TARGET:A:PERHAPS"}, (2, "/participations", "BAD_USER_INPUT")),
        ({"participations": ":TARGET"}, (2, "/participations", "BAD_USER_INPUT")),
        ({"sources": "none-such"}, (2, "/sources/0/source", "NOT_FOUND")),
        ({"external_ids": "{"}, (2, "/external_ids", "BAD_USER_INPUT")),
        ({"external_ids": "[]"}, (2, "/external_ids", "BAD_USER_INPUT")),
    ],
)
def test_fault_is_told_by_line_and_column(editor, cells, fault):
    shown = preview(editor, upload(editor, table(a_template(**cells)), "events.csv"))

    assert faults(shown) == [fault]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"slug,titel\na,b\n", (1, "", "UNKNOWN_PARAMETER")),
        (b"slug,slug\na,b\n", (1, "", "BAD_USER_INPUT")),
        (b"summary\na\n", (1, "", "BAD_USER_INPUT")),
        (b"\n", (1, "", "BAD_USER_INPUT")),
        (b"title\n\xff\n", (None, "", "BAD_USER_INPUT")),
        (b'title,type\n"a"b,c\n', (2, "", "BAD_USER_INPUT")),
        (b"title,type\na,b,c\n", (2, "", "BAD_USER_INPUT")),
    ],
)
def test_what_is_no_such_table_is_refused(editor, text, fault):
    shown = preview(editor, upload(editor, text, "events.csv"))

    assert faults(shown) == [fault]
    assert not shown.may_load


def test_fault_behind_a_text_of_two_lines_has_its_own_line(editor):
    rows = [a_template(slug="one", summary="two\nlines"), a_template(slug="two", when="x")]

    shown = preview(editor, upload(editor, table(*rows), "events.csv"))

    assert faults(shown) == [(4, "/when", "BAD_EDTF")]


def test_row_that_was_exported_before_another_saved_is_refused(editor):
    load(editor, upload(editor, table(a_template(slug="attack")), "events.csv"))
    rows = exported(editor)
    put({**record_of("event", "attack"), "title": "Changed meanwhile"})

    shown = preview(editor, upload(editor, table(*rows), "events.csv"))

    assert [code for _, _, code in faults(shown)] == ["VERSION_MISMATCH"]


def test_columns_that_are_not_read_are_told(editor):
    load(editor, upload(editor, table(a_template(slug="attack")), "events.csv"))

    shown = preview(editor, upload(editor, table(*exported(editor)), "events.csv"))

    assert {"place_name", "earliest_start", "updated_at"} <= set(shown.not_read)
    assert "title" not in shown.not_read


def test_contributor_does_not_publish_by_a_table():
    contributor = a_client("Contributor")
    text = table(a_template(slug="attack", status="PUBLISHED"))

    shown = preview(contributor, upload(contributor, text, "events.csv"))

    assert faults(shown) == [(2, "", "FORBIDDEN")]


def test_user_is_not_kept_by_a_file():
    client = a_client("Editor")
    upload(client, two_papers())

    User.objects.get(username="Editor").delete()

    assert not Upload.objects.exists()
