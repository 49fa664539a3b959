"""docs/licences.md tells what is installed, and nothing of it forbids to pass the server on."""

import re
import runpy
from typing import Any

import pytest

from tests.serving import ROOT

#: Those that ask for no more than to be named, or for the source of what was changed in them.
GIVEN_FREELY = re.compile(
    r"MIT|BSD(-[23]-Clause)?|Apache-2\.0|ISC|0BSD|PSF-2\.0|Python-2\.0|MPL-2\.0|LGPL-3\.0-only|Unlicense|ZPL-2\.1|CC0-1\.0"
)


@pytest.fixture(scope="module")
def licences() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / ".ci" / "licences.py"))


def test_page_is_current(licences: dict[str, Any]) -> None:
    assert (ROOT / "docs" / "licences.md").read_text() == licences["page"](), "Run uv run .ci/licences.py"


def test_every_licence_lets_the_server_be_passed_on(licences: dict[str, Any]) -> None:
    rows = [*licences["installed"](), *licences["locked"]()]

    parts = {name: re.split(r" (?:AND|OR) ", re.sub("[()]", "", licence)) for name, _, licence in rows}
    bad = {name: some for name, some in parts.items() if not all(GIVEN_FREELY.fullmatch(part) for part in some)}
    assert bad == {}
    assert {"django", "granian", "psycopg", "graphiql", "d3-time"} <= parts.keys()
