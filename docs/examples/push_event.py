#!/usr/bin/env python3
"""Push one event with its claims to a Sequitur server; safe to run again.

    AUTHORIZATION="Bearer sequitur_…" python3 push_event.py https://timeline.example.org event.json

The file holds one record as docs/records.md describes it, with its slug, and its claims in `claims`. An event that is
there already is replaced; an equal one writes nothing. Nothing but Python's standard library is needed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def main() -> None:
    address, file = sys.argv[1:]
    event = json.loads(Path(file).read_text(encoding="utf-8"))
    try:
        status, answer = put(f"{address}/api/v1/events/{event['slug']}/", event, reason=f"Pushed from {file}")
    except HTTPError as refusal:
        tell(json.load(refusal))
        sys.exit(1)
    done = "made" if status == 201 else "there"
    print(f"{answer['slug']} is {done}, version {answer['version']}, {answer['status']}")


def put(address: str, record: dict[str, Any], reason: str) -> tuple[int, dict[str, Any]]:
    headers = {
        "Content-Type": "application/json",
        "Authorization": os.environ["AUTHORIZATION"],
        "Change-Reason": reason,
    }
    request = Request(address, json.dumps(record).encode(), headers, method="PUT")
    with urlopen(request, timeout=60) as response:
        return response.status, json.load(response)


def tell(problem: dict[str, Any]) -> None:
    """Print every fault with its place in what was sent."""
    for fault in problem.get("errors", [problem]):
        print(f"{fault.get('pointer', '')}: {fault['detail']} [{fault['code']}]", file=sys.stderr)


if __name__ == "__main__":
    main()
