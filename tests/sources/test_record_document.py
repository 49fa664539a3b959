"""What docs/records.md says is what the kinds are."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from sources import bundle
from sources.records import all_kinds
from sources.records.document import MARK, documented

FILE = Path(__file__).parents[2] / "docs" / "records.md"


def test_documented_fields_are_those_of_the_kinds() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert documented(text) == text, "run: uv run manage.py document_records"


def test_every_kind_and_field_has_its_line() -> None:
    below = FILE.read_text(encoding="utf-8").partition(MARK)[2]

    chapters = dict(re.findall(r"^## (\w+)\n(.*?)(?=^### |^## |\Z)", below, re.MULTILINE | re.DOTALL))

    fields = {kind: re.findall(r"^\| `(\w+)` \|", chapter, re.MULTILINE) for kind, chapter in chapters.items()}
    assert fields == {kind.name: [field.name for field in kind.fields] for kind in all_kinds()}


def test_command_writes_the_file_again(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    text = FILE.read_text(encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "records.md").write_text(f"{text.partition(MARK)[0]}{MARK}\nout of date", encoding="utf-8")
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]  # the settings of pytest-django

    call_command("document_records")

    assert (tmp_path / "docs" / "records.md").read_text(encoding="utf-8") == text


@pytest.mark.django_db
def test_documented_example_loads_and_loads_again() -> None:
    [example] = re.findall(r"```jsonl\n(.*?)```", FILE.read_text(encoding="utf-8"), re.DOTALL)
    lines = example.encode().splitlines()

    assert (bundle.load(lines), bundle.load(lines)) == (6, 0)
