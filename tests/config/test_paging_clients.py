"""Apollo Client and urql page through a list while others write into it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.node import needs, node
from tests.serving import served
from tests.storing import CITED, published, put

pytestmark = [pytest.mark.npm, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZE, WRITES = 4, 3
#: Some lie on one day, and some on none that is known, so that the slug has to tell their places.
DAYS = [*(f"2021-03-{1 + number // 3:02}" for number in range(14)), None, None, None]


def an_event(slug: str, day: str | None) -> dict[str, Any]:
    fields = {"when": day} if day else {}
    return published("event", slug, title=slug, type="armed-clash", citations=CITED, **fields)


def written_beside(page: list[str], number: int) -> list[dict[str, Any]]:
    """Return events before all others, behind them, among the undated, and on both sides of a page's ends."""
    days = {f"e{place:02}": day for place, day in enumerate(DAYS)}
    ends = [(slug, days[slug]) for slug in (page[0], page[-1]) if slug in days]
    beside = [an_event(f"{slug}{side}{number}", day) for slug, day in ends for side in ("-", "a")]
    before = [an_event(f"d{slug[1:]}-{number}", day) for slug, day in ends]
    apart = [("a-first", "2020-01-01"), ("z-last", "2022-01-01"), ("a-undated", None), ("z-undated", None)]
    return beside + before + [an_event(f"{slug}-{number}", day) for slug, day in apart]


@pytest.mark.parametrize("client", ["apollo", "urql"])
def test_nothing_is_left_out_or_doubled_while_rows_are_inserted(client: str) -> None:
    needs("@apollo/client", "@urql/core")
    there = [f"e{place:02}" for place in range(len(DAYS))]
    put(published("source", "report", title="A report"), *(an_event(*one) for one in zip(there, DAYS, strict=True)))

    with served() as server, node("paging.mjs", client, f"{server.address}/graphql/", SIZE) as process:
        found = list(paged(process))

    for direction, step in (("forwards", 1), ("backwards", -1)):
        pages = [one["page"] for one in found if one["direction"] == direction][::step]
        told = [slug for page in pages for slug in page]
        [*_, last] = [one["list"] for one in found if one["direction"] == direction]
        assert [slug for slug in told if slug in there] == there
        assert len(told) == len(set(told)) > len(there)  # some that were written meanwhile lie ahead
        assert last == told  # the cache puts the pages together as they came
    assert process.returncode == 0


def paged(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """Yield each page, and write before the next is asked for."""
    assert process.stdin is not None
    assert process.stdout is not None
    written = {"forwards": 0, "backwards": 0}
    for number, line in enumerate(process.stdout):
        page = json.loads(line)
        yield page
        # Not after every page, or the end would never be reached: there is always something new before it.
        if number % 2 == 0 and written[page["direction"]] < WRITES:
            written[page["direction"]] += 1
            put(*written_beside(page["page"], number))
        process.stdin.write("\n")
        process.stdin.flush()
