"""What a reader takes along: pictures that are saved, and paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.explorer import IN_CHROMIUM, RAID, VIEWS, go, keep

pytestmark = IN_CHROMIUM


def test_picture_is_saved_with_its_looks(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    seen.locator(".share summary").click()
    with seen.expect_download() as started:
        seen.get_by_role("button", name="Picture as SVG").click()
    saved = Path(started.value.path()).read_text()
    with seen.expect_download() as started:
        seen.get_by_role("button", name="Picture as PNG").click()
    png = Path(started.value.path()).read_bytes()

    assert started.value.suggested_filename == f"{RAID}.png"
    assert png.startswith(b"\x89PNG")
    assert "TTP attack" in saved
    assert re.findall(r'<text class="kind inferred"[^>]* paint-order="stroke"', saved)  # else its halo covers it
    assert 'stroke-dasharray="' in saved
    assert "var(" not in saved


def test_picture_of_a_story_is_its_chain(seen: Any) -> None:
    go(seen, *VIEWS["story"])

    seen.locator(".share summary").click()
    with seen.expect_download() as started:
        seen.get_by_role("button", name="Picture as SVG").click()

    assert re.findall('class="chain"', Path(started.value.path()).read_text())


def test_print_shows_the_text_and_no_tools(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    seen.emulate_media(media="print")

    expect(seen.locator(".tools").first).to_be_hidden()
    expect(seen.locator(".account").first).to_be_visible()
    keep(seen, "print")


@pytest.mark.parametrize(
    ("view", "marks"),
    [("timeline", ".timeline .name"), ("chain", ".chain .box"), ("map", ".map .cluster")],
)
def test_picture_fits_paper_that_is_narrower_than_the_screen(seen: Any, view: str, marks: str) -> None:
    go(seen, *VIEWS[view])
    seen.emulate_media(media="print")

    outside = seen.evaluate(
        """marks => {
            dispatchEvent(new Event("beforeprint"));
            document.querySelector("figure").style.width = "500px";
            const paper = document.querySelector("figure").getBoundingClientRect();
            return [...document.querySelectorAll(marks)].map(one => one.getBoundingClientRect())
                .filter(({ left, right }) => left < paper.left - 1 || right > paper.right + 1).length;
        }""",
        marks,
    )

    assert outside == 0
    seen.evaluate("dispatchEvent(new Event('afterprint'))")
    assert seen.locator("figure svg[viewBox]:is(.timeline, .chain, .map)").count() == 0
