"""The page for authors of scripts: its programs and its curl lines, run against a server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sources.models import JournalRow
from tests.bundles import SAMPLE
from tests.factories import a_token
from tests.staff import a_user
from tests.storing import record_of, stored

pytestmark = pytest.mark.django_db(transaction=True)

DOCS = Path(__file__).parents[2] / "docs"
CURL = re.compile(r"<!-- curl: (.+?) -->\n```sh\n(.+?)```", re.DOTALL)


class Machine:
    """Where scripts run: with the address of a server and a token for it."""

    def __init__(self, address: str, scopes: tuple[str, ...], folder: Path) -> None:
        secret = a_token(a_user("Editor"), *scopes)
        self.address = address
        self.folder = folder
        self.environment = {**os.environ, "AUTHORIZATION": f"Bearer {secret}"}

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(DOCS / "examples" / program), self.address, *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, cwd=self.folder, check=False, timeout=120
        )

    def curl(self, name: str) -> Any:
        """Run a curl line of the page and return what it answers."""
        lines = dict(CURL.findall((DOCS / "scripts.md").read_text(encoding="utf-8")))
        line = lines[name].replace("http://127.0.0.1:8000", self.address)
        done = subprocess.run(
            ["sh", "-c", line], env=self.environment, capture_output=True, cwd=self.folder, check=True, timeout=120
        )
        return json.loads(done.stdout)


@pytest.fixture
def machine(live_server: Any, sample_again: None, tmp_path: Path) -> Machine:
    return Machine(live_server.url, ("read", "read-drafts", "write"), tmp_path)


@pytest.fixture
def sample_again(transactional_db: None) -> None:
    from sources import bundle

    bundle.load(SAMPLE.read_bytes().splitlines(keepends=True))


EVENT = {
    "slug": "strike",
    "title": "A strike",
    "type": "air-or-drone-strike",
    "when": "2021-09-20",
    "citations": [{"source": "report-2021-09-15", "locator": "¶ 9"}],
    "claims": [
        {"slug": "strike-killed", "predicate": "killed", "low": 2, "source": "report-2021-09-15", "quote": "two"}
    ],
}


def test_one_event_is_pushed_and_pushed_again(machine: Machine) -> None:
    (machine.folder / "event.json").write_text(json.dumps(EVENT))

    first, second = (machine.run("push_event.py", "event.json") for _ in range(2))

    assert (first.stdout, first.stderr) == ("strike is made, version 1, DRAFT\n", "")
    assert (second.stdout, second.stderr) == ("strike is there, version 1, DRAFT\n", "")
    assert record_of("claim", "strike-killed")["low"] == 2


def test_refused_event_is_told_at_its_place(machine: Machine) -> None:
    bad = {**EVENT, "claims": [{**EVENT["claims"][0], "high": 1}]}
    (machine.folder / "event.json").write_text(json.dumps(bad))
    before = stored()

    done = machine.run("push_event.py", "event.json")

    assert done.returncode == 1
    assert "/claims/0/low: " in done.stderr
    assert "[LOW_ABOVE_HIGH]" in done.stderr
    assert stored() == before


def a_table(folder: Path, number: int, killed: str = "2") -> None:
    rows = [f"2021-09-{day % 28 + 1:02},Place {day},{killed},https://example.org/{day}" for day in range(number)]
    (folder / "strikes.csv").write_text("\n".join(["date,place,killed,url", *rows]) + "\n", encoding="utf-8")


def test_many_are_pushed_in_one_request_and_again_change_nothing(machine: Machine) -> None:
    a_table(machine.folder, 100)

    tried = machine.run("push_many.py", "strikes.csv", "--dry-run")
    rows = JournalRow.objects.count()
    first, second = (machine.run("push_many.py", "strikes.csv") for _ in range(2))

    assert (tried.stdout, tried.stderr) == ("300 created, 0 updated, 0 as they were\n", "")
    assert (first.stdout, first.stderr) == ("300 created, 0 updated, 0 as they were\n", "")
    assert (second.stdout, second.stderr) == ("0 created, 0 updated, 300 as they were\n", "")
    assert JournalRow.objects.count() == rows + 300


def test_bad_line_among_many_is_told_and_nothing_is_kept(machine: Machine) -> None:
    a_table(machine.folder, 3, killed="-1")
    before = stored()

    done = machine.run("push_many.py", "strikes.csv")

    assert done.returncode == 1
    assert "line 3 " in done.stderr
    assert stored() == before


def test_correction_is_made_on_what_stands_there(machine: Machine) -> None:
    (machine.folder / "event.json").write_text(json.dumps(EVENT))
    machine.run("push_event.py", "event.json")

    first, second = (machine.run("correct_number.py", "claims/strike-killed", "low", "3") for _ in range(2))

    assert (first.stdout, first.stderr) == ("low was 2, is 3, version 2\n", "")
    assert (second.stdout, second.stderr) == ("low is 3 already, version 2\n", "")


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_curl_lines_do_what_the_page_says(machine: Machine) -> None:
    (machine.folder / "bundle.jsonl").write_bytes(SAMPLE.read_bytes())

    event = machine.curl("one event")
    many = machine.curl("many")
    conflict = machine.curl("conflict")

    assert (event["slug"], event["status"]) == ("miran-shah-strike-2021-09-20", "DRAFT")
    assert (many["created"], many["dry_run"], many["failed"]) == (0, True, 0)
    assert (conflict["code"], conflict["current_version"]) == ("VERSION_MISMATCH", 1)
