"""How fast the explorer of a running server draws and answers in Chromium, and what it sends.

    uv run .ci/measure_explorer.py http://127.0.0.1:8000 --runs 5

Nothing is judged here: figures depend on the machine and on what else it does, whose load is told with them. Each is a
median, with the least and the most in brackets.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import statistics
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import TimeoutError as NothingDrawn
from playwright.sync_api import sync_playwright

#: What is looked at, and what is there once it is drawn.
VIEWS = {
    "timeline": ("/", ".timeline :is(.event, .bucket)"),
    "chain": ("/events/south-waziristan-raid-2021-09", ".chain .node"),
    "map": ("/map", ".map:has(.land) .cluster"),
    "story": ("/narratives/from-kabul-to-south-waziristan", ".story .node"),
}
SLOWER = 4
KEYS = ("+", "ArrowRight", "ArrowLeft", "-") * 8
DRAWN = "the picture is drawn, and moves"
#: Notes in the page when the frame is painted that has its picture, when that takes keys, each refusal of the policy,
#: and how long each input took to show. It tells of the picture by itself: whoever asks a page again and again slows it
#: down.
NOTES = """
window.noted = { drawn: null, moves: null, refused: [], inputs: [] };
document.addEventListener("securitypolicyviolation", (event) => noted.refused.push(event.violatedDirective));
new PerformanceObserver((list) => {
  for (const { duration, interactionId } of list.getEntries()) if (interactionId) noted.inputs.push(duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
const note = (what) => {
  noted[what] = performance.now();
  if (noted.drawn && noted.moves) console.debug(DRAWN);
};
const awaited = { drawn: SELECTOR, moves: "figure.picture svg[tabindex]" };
new MutationObserver((_, observer) => {
  for (const [what, selector] of Object.entries(awaited)) {
    if (!document.querySelector(selector)) continue;
    delete awaited[what];
    requestAnimationFrame(() => setTimeout(note, 0, what));
  }
  if (!Object.keys(awaited).length) observer.disconnect();
}).observe(document, { childList: true, subtree: true, attributeFilter: ["tabindex"] });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
#: When the outline of the world had come, where the page has a map.
OUTLINED = """Math.max(0, ...performance.getEntriesByType("resource")
  .map(({ name, responseEnd }) => name.includes("/world") ? responseEnd : 0))"""


def measure(browser: Any, base: str, name: str) -> dict[str, float] | None:
    """Return the figures of one view, seen for the first time on a slow machine; None where nothing is drawn."""
    address, drawn = VIEWS[name]
    page = browser.new_context().new_page()
    page.add_init_script(NOTES.replace("SELECTOR", repr(drawn)).replace("DRAWN", repr(DRAWN)))
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # a builtin takes no mark of Playwright's
    try:
        with page.expect_console_message(lambda message: message.text == DRAWN):
            page.goto(base + address)
    except NothingDrawn:
        page.context.close()
        return None
    page.wait_for_timeout(1000)
    sent = sum(len(gzip.compress(one.body())) for one in answers if one.request.resource_type == "script" and one.ok)
    figures = {
        "painted ms": page.evaluate(PAINTED),
        "drawn ms": page.evaluate(f"Math.max(noted.drawn, {PAINTED}, {OUTLINED})"),
        "moves ms": page.evaluate("Math.max(noted.drawn, noted.moves)"),
        "busy ms": busy(session),
        "input p95 ms": slowest_inputs(page),
        "script kB": sent / 1000,
        "other origins": sum(not one.url.startswith((base, "data:", "blob:")) for one in answers),
        "refused by policy": len(page.evaluate("noted.refused")),
    }
    page.context.close()
    return figures


def busy(session: Any) -> float:
    """Return for how many ms the page's thread has worked so far; what else the machine does changes that little."""
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1000


def slowest_inputs(page: Any) -> float:
    """Move and zoom the picture by keys, and return in how many ms nineteen of twenty inputs showed."""
    page.evaluate("noted.inputs.length = 0")
    page.locator("figure.picture svg[tabindex]").first.focus()
    for key in KEYS:
        page.keyboard.press(key)
        page.wait_for_timeout(120)
    took = page.evaluate("noted.inputs")
    # A browser tells of no input that showed within 16 ms.
    took += [16.0] * (len(KEYS) - len(took))
    return statistics.quantiles(took, n=20)[-1]


def told(runs: Sequence[dict[str, float]]) -> str:
    """Return the figures of several runs in a line: "drawn ms 900 (850–1,000)"."""
    found = {what: sorted(run[what] for run in runs) for what in runs[0]}
    return ", ".join(
        f"{what} {statistics.median(some):,.0f}" + (f" ({some[0]:,.0f}–{some[-1]:,.0f})" if some[0] != some[-1] else "")
        for what, some in found.items()
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("base", nargs="?", default="http://127.0.0.1:8000", help="Where the server is.")
    arguments.add_argument("--runs", type=int, default=5, help="How often each view is looked at.")
    arguments.add_argument("--view", nargs="+", choices=VIEWS, default=list(VIEWS))
    given = arguments.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it begins, {SLOWER} times slowed down")
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        for name in given.view:
            if not started.request.new_context().get(given.base + VIEWS[name][0]).ok:
                print(f"{name:10} is not in this store")
                continue
            runs = [measure(browser, given.base, name) for _ in range(given.runs)]
            drawn = [run for run in runs if run]
            print(f"{name:10} {told(drawn) if len(drawn) == len(runs) else 'has nothing to draw'}", flush=True)
        browser.close()


main()
