"""Each documented query has its answer beside it, and the guide for front ends shows both as they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.documented import DOCS, GUIDE, QUERIES, renewed, shown, written
from tests.graphql import answer

COMMAND = "SEQUITUR_WRITE_ANSWERS=1 uv run pytest -n0 tests/events/test_documented_answers.py"
WRITES = os.environ.get("SEQUITUR_WRITE_ANSWERS") == "1"
NAMES = sorted(path.stem for path in QUERIES.glob("*.graphql"))


def kept(path: Path, text: str) -> str:
    """Return what a file holds, which is written anew where that is asked for."""
    if WRITES:
        path.write_text(text)
    return path.read_text() if path.exists() else ""


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_documented_query_has_the_answer_beside_it(name: str, sample: None) -> None:
    found = answer((QUERIES / f"{name}.graphql").read_text())

    text = f"{written(found)}\n"
    assert kept(QUERIES / f"{name}.json", text) == text, f"Look at what changed, and run `{COMMAND}`."
    assert list(found) == ["data"]


def test_guide_shows_its_files_as_they_are() -> None:
    text = renewed(GUIDE.read_text())

    assert kept(GUIDE, text) == text, f"Run `{COMMAND}`."


def test_guide_shows_each_query_with_its_answer_and_every_client() -> None:
    names = set(shown(GUIDE.read_text()))

    assert {path.relative_to(DOCS).as_posix() for path in QUERIES.iterdir()} <= names
    clients = {"apollo.mjs", "urql.mjs", "lists.mjs", "codegen.mjs", "graphql.ts", "relay.config.json"}
    assert {f"examples/clients/{name}" for name in clients} <= names
