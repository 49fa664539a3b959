"""Rows of UCDP GED for tests: an excerpt of real ones (tests/data/UCDP-ATTRIBUTION.txt), and one to alter."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from events.ucdp.findings import Finding, Findings
from events.ucdp.mapping import Entered, Group, Mapping
from events.ucdp.reading import Row, rows_of
from events.ucdp.shared import Shared

DATA = Path(__file__).parent / "data"
EXCERPT = DATA / "ucdp-ged-excerpt.csv"
ACTORS = DATA / "ucdp-actors-excerpt.csv"
#: A row that has all that is required, and nothing odd.
PLAIN = {
    "id": "7",
    "type_of_violence": "1",
    "side_a": "Government of Pakistan",
    "side_b": "TTP",
    "country": "Pakistan",
    "date_start": "2021-03-04",
    "date_end": "2021-03-04",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "low": "2",
    "best": "3",
    "high": "4",
}


def excerpt() -> list[dict[str, str]]:
    """Return the real rows as their cells."""
    with EXCERPT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def real(key: str) -> dict[str, str]:
    return next(row for row in excerpt() if row["id"] == key)


def as_csv(*rows: dict[str, str], separator: str = ",") -> str:
    """Return rows, which have the same columns, as a file with its header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(text: str) -> tuple[list[Row], list[Finding]]:
    told: list[Finding] = []
    return list(rows_of(io.StringIO(text, newline=""), Findings(told.append))), told


def row(**changes: str) -> Row:
    """Return one row that can be read."""
    [found], _ = read(as_csv({**PLAIN, **changes}))
    return found


def mapped(*rows: Row, edition: str = "23.1", entered: Entered | None = None) -> tuple[list[Group], Shared, list[Any]]:
    """Return the records of rows, those that they share, and the reasons and columns of what was told."""
    told: list[Finding] = []
    mapping = Mapping(Findings(told.append), edition=edition, known={}, entered=entered or Entered())
    groups = [mapping.group_of(one) for one in rows]
    return groups, mapping.shared, [(finding.reason.value, finding.column) for finding in told]


def saved(path: Path, *rows: dict[str, str]) -> str:
    """Write rows as a file and return its name."""
    path.write_text(as_csv(*rows), encoding="utf-8")
    return str(path)


def run(name: str, *options: str) -> tuple[str, str]:
    """Run the command and return what it wrote to its two outputs."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_ucdp", name, *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def table(out: str) -> dict[str, tuple[int, ...]]:
    """Return the closing table of the command: made, updated and unchanged by kind."""
    return {kind: tuple(map(int, counts)) for kind, *counts in (line.split() for line in out.splitlines()[2:])}


def total(column: str, rows: Iterable[dict[str, str]]) -> int:
    return sum(int(one[column]) for one in rows)
