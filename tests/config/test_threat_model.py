"""What docs/threat-model.md names as holding something is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text()
FOLDERS = ("", "tests/config", "tests/sources", "tests/events", "tests/faults")


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"`([\w./*-]+\.py|tests/\w+)(?:::\w+…?)?`", TEXT))

    found = {name for name in named if any(list((ROOT / folder).glob(name)) for folder in FOLDERS)}
    assert named - found == set()
    assert len(named) > 30


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`([\w./-]+\.py)::(test_\w+)…?`", TEXT)

    missing = [
        name
        for path, name in named
        if not any(f"def {name}" in one.read_text() for folder in FOLDERS for one in (ROOT / folder).glob(path))
    ]
    assert missing == []
    assert len(named) > 5
