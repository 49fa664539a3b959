#!/usr/bin/env python3
"""Correct one field of a record without losing what others change meanwhile.

    AUTHORIZATION="Bearer sequitur_…" python3 correct_number.py https://timeline.example.org claims/raid-killed low 9

The record is read with its ETag and patched only if it still has that version (If-Match). Where another was faster the
server answers 412; then it is read anew, and the correction is made on what stands there now. Nothing but Python's
standard library is needed.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TRIES = 5


def main() -> None:
    address, path, field, value = sys.argv[1:]
    record = f"{address}/api/v1/{path}/"
    for _ in range(TRIES):
        etag, now = read(record)
        if now[field] == json.loads(value):
            print(f"{field} is {value} already, version {now['version']}")
            return
        try:
            after = patch(record, {field: json.loads(value)}, etag)
        except HTTPError as refusal:
            problem = json.load(refusal)
            if problem["code"] != "VERSION_MISMATCH":
                sys.exit(f"{problem['detail']} [{problem['code']}]")
            print(f"Another changed {', '.join(problem['changed'] or ['it'])} meanwhile; trying again", file=sys.stderr)
            continue
        print(f"{field} was {json.dumps(now[field])}, is {value}, version {after['version']}")
        return
    sys.exit(f"Others changed it {TRIES} times meanwhile.")


def read(address: str) -> tuple[str, dict[str, Any]]:
    with urlopen(Request(address, headers=headers()), timeout=60) as response:
        return response.headers["ETag"], json.load(response)


def patch(address: str, change: dict[str, Any], etag: str) -> dict[str, Any]:
    sent = {**headers(), "If-Match": etag, "Content-Type": "application/merge-patch+json"}
    request = Request(address, json.dumps(change).encode(), sent, method="PATCH")
    with urlopen(request, timeout=60) as response:
        found: dict[str, Any] = json.load(response)
        return found


def headers() -> dict[str, str]:
    return {"Authorization": os.environ["AUTHORIZATION"]}


if __name__ == "__main__":
    main()
