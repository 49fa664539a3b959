#!/usr/bin/env python3
"""Keep a copy of a Sequitur store by its feed of changes.

    python3 mirror.py https://timeline.example.org copy.sqlite3 --write copy.jsonl
    python3 mirror.py https://timeline.example.org copy.sqlite3 --write copy.jsonl --follow

The copy lies in an SQLite file, with the number it has come to: each page of the feed is kept whole or not at all, so
the script can be killed at any moment and goes on from there. Whenever it has caught up it writes the bundle anew, byte
for byte what `manage.py dump` writes of the same view. Load it into an empty store: `manage.py load copy.jsonl`.

Nothing but Python's standard library is needed. To mirror drafts too, put the whole value of the Authorization header
into the environment variable AUTHORIZATION: "Token 0123…".
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

HEAD = {"bundle": "sequitur", "version": 1}
#: The order of a bundle: no kind refers to a later one.
ORDER = (
    "publisher",
    "source",
    "media",
    "actor",
    "relation",
    "designation",
    "place",
    "event_type",
    "topic",
    "predicate",
    "event",
    "claim",
    "link",
    "assessment",
    "narrative",
)
#: What some readers take for the end of a line stands escaped in a bundle.
LINE_ENDS = {ord(one): f"\\u{ord(one):04x}" for one in "\x85\u2028\u2029"}
WAIT = 30
RETRIES = 10


def main() -> None:
    arguments = parsed()
    with closing(opened(arguments.store)) as store:
        identify(store, arguments.address)
        wait = 0
        while True:
            page = fetched(arguments.address, position(store), arguments.limit, wait)
            keep(store, page)
            if page["changes"]:
                print(f"{page['next']}: {len(page['changes'])} changes", file=sys.stderr, flush=True)
            if page["has_more"]:
                continue
            if arguments.write and (page["changes"] or not arguments.write.exists()):
                write(store, arguments.write)
            if not arguments.follow:
                return
            wait = WAIT


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="of the server: https://timeline.example.org")
    parser.add_argument("store", type=Path, help="SQLite file of the copy; made when it is missing")
    parser.add_argument("--write", type=Path, metavar="FILE", help="bundle to write when the copy has caught up")
    parser.add_argument("--follow", action="store_true", help="go on with what changes, until it is stopped")
    parser.add_argument("--limit", type=int, default=500, help="changes a page, at most 1000 (%(default)s)")
    return parser.parse_args()


def opened(file: Path) -> sqlite3.Connection:
    store = sqlite3.connect(file, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE IF NOT EXISTS feed (name TEXT PRIMARY KEY, value NOT NULL)")
    store.execute("CREATE TABLE IF NOT EXISTS record (kind TEXT, slug TEXT, line TEXT, PRIMARY KEY (kind, slug))")
    return store


def identify(store: sqlite3.Connection, address: str) -> None:
    """Refuse to go on with another feed than this copy was begun with: a number means nothing in another one."""
    reader = hashlib.sha256(os.environ.get("AUTHORIZATION", "").encode()).hexdigest()
    for name, value in (("address", address), ("reader", reader)):
        store.execute("INSERT OR IGNORE INTO feed VALUES (?, ?)", (name, value))
        if store.execute("SELECT value FROM feed WHERE name = ?", (name,)).fetchone()[0] != value:
            sys.exit(f"This copy was begun with another {name}. Begin a new one.")


def position(store: sqlite3.Connection) -> int:
    row = store.execute("SELECT value FROM feed WHERE name = 'position'").fetchone()
    return row[0] if row else 0


def keep(store: sqlite3.Connection, page: dict[str, Any]) -> None:
    """Take a page into the copy together with the number it leads to."""
    store.execute("BEGIN IMMEDIATE")
    for change in page["changes"]:
        if change["tombstone"]:
            store.execute("DELETE FROM record WHERE kind = ? AND slug = ?", (change["kind"], change["slug"]))
        else:
            row = (change["kind"], change["slug"], line(change["record"]))
            store.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", row)
    store.execute("INSERT OR REPLACE INTO feed VALUES ('position', ?)", (page["next"],))
    store.execute("COMMIT")


def write(store: sqlite3.Connection, file: Path) -> None:
    """Write the copy as a bundle, beside the file, and put it in place when it is whole."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    with unfinished.open("w", encoding="utf-8", newline="\n") as bundle:
        bundle.writelines(lines(store))
    unfinished.replace(file)


def lines(store: sqlite3.Connection) -> Iterator[str]:
    yield line(HEAD)
    for kind in ORDER:
        for (text,) in store.execute("SELECT line FROM record WHERE kind = ? ORDER BY slug", (kind,)):
            yield text


def line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(", ", ": ")).translate(LINE_ENDS) + "\n"


def fetched(address: str, since: int, limit: int, wait: int) -> dict[str, Any]:
    """Return the page after a number; what may pass is tried again."""
    url = f"{address.rstrip('/')}/api/v1/changes/?since={since}&limit={limit}"
    for attempt in range(RETRIES):
        try:
            return answered(f"{url}&wait={wait}" if wait else url, wait)
        except HTTPError as error:
            problem = json.loads(error.read() or b"{}") if "json" in error.headers["Content-Type"] else {}
            pause = float(error.headers.get("Retry-After") or 2**attempt)
            if problem.get("code") == "NEEDS_ASGI":  # it cannot wait, so this script does
                wait, pause = 0, WAIT
            elif error.code not in (429, 500, 502, 503, 504):
                sys.exit(f"{error.code} {problem.get('code', '')}: {problem.get('detail', error.reason)}")
        except (URLError, ConnectionError, TimeoutError) as error:
            print(f"{address} does not answer: {error}", file=sys.stderr, flush=True)
            pause = min(2**attempt, 60)
        time.sleep(pause)
    sys.exit(f"{address} did not answer {RETRIES} times. What was copied is kept; start again to go on.")


def answered(url: str, wait: int) -> dict[str, Any]:
    headers = {"Accept": "application/json"}
    if os.environ.get("AUTHORIZATION"):
        headers["Authorization"] = os.environ["AUTHORIZATION"]
    with urlopen(Request(url, headers=headers), timeout=wait + 60) as answer:
        page: dict[str, Any] = json.load(answer)
        return page


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped; start again to go on.")
