"""What a bundle carries there and back."""

import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from sources import bundle
from sources.ingest.lines import quick
from sources.records import ORDER, all_kinds
from tests.bundles import HEAD, SAMPLE, a_source, an_actor, an_event, as_lines, every_field, stored
from tests.staff import journal
from tests.storing import another_store

pytestmark = pytest.mark.django_db


def load_text(text: str) -> int:
    return bundle.load(BytesIO(text.encode()))


def sample_lines() -> list[str]:
    return SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)


def test_sample_loads_into_an_empty_store() -> None:
    changed = load_text(SAMPLE.read_text(encoding="utf-8"))

    counts = {kind.name: kind.objects.filter(version=1).count() for kind in all_kinds()}
    assert changed == 71
    assert journal("number") == list(range(1, 72))
    assert {name: counts[name] for name in ("source", "actor", "relation", "designation", "place")} == {
        "source": 1,
        "actor": 7,
        "relation": 4,
        "designation": 2,
        "place": 7,
    }
    assert {name: counts[name] for name in ("event", "claim", "link", "narrative")} == {
        "event": 8,
        "claim": 30,
        "link": 9,
        "narrative": 3,
    }


def test_sample_stands_as_a_dump_writes_it() -> None:
    lines = sample_lines()

    load_text("".join(lines))

    seeded = ('{"record": "event_type"', '{"record": "predicate"')
    assert [line for line in bundle.dump() if not line.startswith(seeded)] == lines


def test_dump_and_load_and_dump_give_the_same_bytes() -> None:
    with another_store():
        load_text(SAMPLE.read_text(encoding="utf-8"))
        first = "".join(bundle.dump())

    load_text(first)

    assert "".join(bundle.dump()) == first


def test_every_kind_and_field_goes_there_and_back() -> None:
    records = list(every_field())

    with another_store():
        bundle.load(as_lines(records))
        dumped = [json.loads(line) for line in bundle.dump()]
    bundle.load(as_lines(dumped))

    given = {(record["record"], record["slug"]) for record in records}
    assert [one for one in dumped if (one.get("record"), one.get("slug")) in given] == records
    assert [json.loads(line) for line in bundle.dump()] == dumped
    used = {
        kind.name: {key for record in records if record["record"] == kind.name for key in record}
        for kind in all_kinds()
    }
    assert used == {kind.name: {"record", "slug", *(field.name for field in kind.fields)} for kind in all_kinds()}


def test_loading_twice_changes_nothing() -> None:
    load_text(SAMPLE.read_text(encoding="utf-8"))
    before = stored()

    changed = load_text(SAMPLE.read_text(encoding="utf-8"))

    assert changed == 0
    assert stored() == before


def test_order_of_lines_and_of_keys_does_not_matter() -> None:
    records = [json.loads(line) for line in sample_lines()[1:]]

    bundle.load(as_lines(dict(reversed(record.items())) for record in reversed(records)))

    assert set(bundle.dump()) >= set(sample_lines())


def test_blank_lines_a_byte_order_mark_and_a_missing_head_are_read() -> None:
    changed = bundle.load([b"\xef\xbb\xbf" + as_lines([a_source()])[0] + b"\r\n", b"\n", b"  \n"])

    assert changed == 1


def test_absent_list_is_left_alone_and_absent_text_is_cleared() -> None:
    bundle.load(as_lines([an_actor("army", description="An army.", names=[{"text": "Armée"}])]))

    bundle.load(as_lines([an_actor("army")]))

    assert [json.loads(line) for line in bundle.dump() if '"army"' in line] == [
        an_actor("army", names=[{"text": "Armée"}])
    ]


def test_load_and_dump_commands_carry_a_store_from_file_to_file(tmp_path: Path) -> None:
    file = tmp_path / "store.jsonl"
    told = StringIO()

    call_command("load", str(SAMPLE), reason="First entry", stdout=told)
    call_command("dump", str(file))

    printed = StringIO()
    call_command("dump", stdout=printed)
    assert told.getvalue() == f"{SAMPLE}: 71 records changed.\n"
    assert set(journal("reason", "road", "by")) == {("First entry", "BUNDLE", None)}
    assert file.read_text(encoding="utf-8") == printed.getvalue() == "".join(bundle.dump())
    assert [one.name for one in tmp_path.iterdir()] == ["store.jsonl"]


def test_load_command_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    told = StringIO()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(SAMPLE.read_bytes())))

    call_command("load", "-", stdout=told)

    assert told.getvalue() == "-: 71 records changed.\n"


def test_load_command_prints_every_fault_and_keeps_nothing_of_any_file(tmp_path: Path) -> None:
    file, told, before = tmp_path / "bad.jsonl", StringIO(), stored()
    file.write_bytes(b"\n".join([*as_lines([HEAD, an_event("bad", when="soon")]), b"{"]))

    with pytest.raises(CommandError, match=r"bad.jsonl is refused \(2 faults\); nothing was written.") as refused:
        call_command("load", str(SAMPLE), str(file), stdout=StringIO(), stderr=told)

    first, second = told.getvalue().splitlines()
    assert refused.value.returncode == 1
    assert re.fullmatch(r"line 2, event bad, when: .* \[BAD_EDTF\]", first)
    assert re.fullmatch(r"line 3: This is not JSON: .* \[BAD_USER_INPUT\]", second)
    assert stored() == before


def test_load_command_says_which_file_is_not_there() -> None:
    with pytest.raises(CommandError, match=r"nowhere.jsonl cannot be read: No such file or directory."):
        call_command("load", "nowhere.jsonl")


def test_load_command_tells_how_far_it_is() -> None:
    told = StringIO()
    topics = as_lines({"record": "topic", "slug": f"topic-{n}", "label": "Topic"} for n in range(2001))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(b"\n".join(topics))))
        call_command("load", "-", stdout=StringIO(), stderr=told)

    assert told.getvalue() == "-: 1000 records read\n-: 2000 records read\n"


def test_kinds_are_dumped_in_the_order_in_which_they_refer_to_one_another() -> None:
    load_text(SAMPLE.read_text(encoding="utf-8"))

    kinds = [json.loads(line)["record"] for line in bundle.dump() if '"record"' in line]

    assert kinds == sorted(kinds, key=ORDER.index)


@pytest.mark.parametrize("number", ["9" * 40, "-" + "9" * 19, "1" + "0" * 18])
def test_number_that_a_fast_reader_would_round_is_left_to_the_exact_one(number: str) -> None:
    assert quick(f'{{"record": "topic", "slug": "peace", "label": {number}}}'.encode()) is None


def test_number_of_64_bits_is_read_fast() -> None:
    assert quick(b'{"record": "topic", "label": 999999999999999999}') == {"record": "topic", "label": 10**18 - 1}
