#!/usr/bin/env python3
"""Push many records to a Sequitur server in one request, all or nothing; safe to run again.

    AUTHORIZATION="Bearer sequitur_…" python3 push_many.py https://timeline.example.org strikes.csv --dry-run
    AUTHORIZATION="Bearer sequitur_…" python3 push_many.py https://timeline.example.org strikes.csv

Each row of the file (date, place, killed, url) becomes a source, an event and a claim. Their slugs follow from the row,
so that running it again changes only what has changed. Nothing but Python's standard library is needed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="of the server: https://timeline.example.org")
    parser.add_argument("file", type=Path, help="CSV with the columns date, place, killed, url")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would change")
    arguments = parser.parse_args()
    with tempfile.TemporaryFile() as bundle:
        write(bundle, arguments.file)
        try:
            report = sent(arguments.address, bundle, dry_run=arguments.dry_run)
        except HTTPError as refusal:
            tell(json.load(refusal))
            sys.exit(1)
    print(f"{report['created']} created, {report['updated']} updated, {report['unchanged']} as they were")


def write(bundle: IO[bytes], file: Path) -> None:
    """Write the records of a table as compressed lines; a line may name one below it."""
    with gzip.open(bundle, "wt", encoding="utf-8") as lines, file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            lines.writelines(json.dumps(record) + "\n" for record in records(row))


def records(row: dict[str, str]) -> Iterator[dict[str, Any]]:
    key = hashlib.sha256(f"{row['date']} {row['place']} {row['url']}".encode()).hexdigest()[:16]
    source, event = f"strike-report-{key}", f"strike-{key}"
    yield {"record": "source", "slug": source, "title": f"Strike in {row['place']}", "url": row["url"]}
    yield {
        "record": "event",
        "slug": event,
        "title": f"Strike in {row['place']}",
        "type": "air-or-drone-strike",
        "when": row["date"],
        "citations": [{"source": source, "locator": "headline"}],
    }
    claim = {"event": event, "predicate": "killed", "source": source, "locator": "headline"}
    number = int(row["killed"])
    yield {"record": "claim", "slug": f"{event}-killed", **claim, "low": number, "high": number}


def sent(address: str, bundle: IO[bytes], *, dry_run: bool) -> dict[str, Any]:
    size = bundle.tell()
    bundle.seek(0)
    headers = {
        "Content-Type": "application/x-ndjson",
        "Content-Encoding": "gzip",
        "Content-Length": str(size),
        "Authorization": os.environ["AUTHORIZATION"],
    }
    query = "?dry_run=1" if dry_run else ""
    request = Request(f"{address}/api/v1/import/{query}", bundle, headers, method="POST")
    with urlopen(request, timeout=600) as response:
        report: dict[str, Any] = json.load(response)
        return report


def tell(problem: dict[str, Any]) -> None:
    """Print every fault with the line and the field it is about."""
    for fault in problem.get("errors", [problem]):
        print(f"line {fault.get('line', '?')} {fault.get('pointer', '')}: {fault['detail']}", file=sys.stderr)


if __name__ == "__main__":
    main()
