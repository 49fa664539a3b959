"""How fast the explorer of a running server draws and answers in Chromium, and what it sends.

    uv run .ci/measure_explorer.py http://127.0.0.1:8000

Nothing is judged here: figures depend on the machine and on what else it does.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import sys
from typing import Any

from playwright.sync_api import TimeoutError as NothingDrawn
from playwright.sync_api import sync_playwright

#: What is looked at, and what is there once it is drawn.
VIEWS = {
    "timeline": ("/", ".timeline :is(.event, .bucket)"),
    "chain": ("/events/south-waziristan-raid-2021-09", ".chain .node"),
    "map": ("/map", ".map .cluster"),
    "story": ("/narratives/from-kabul-to-south-waziristan", ".story .node"),
}
SLOWER = 4
KEYS = ("+", "ArrowRight", "ArrowLeft", "-") * 8
#: Notes in the page when its picture is first there, each refusal of the policy, and how long each input took to show.
NOTES = """
window.noted = { drawn: null, refused: [], inputs: [] };
document.addEventListener("securitypolicyviolation", (event) => noted.refused.push(event.violatedDirective));
new PerformanceObserver((list) => {
  for (const { duration, interactionId } of list.getEntries()) if (interactionId) noted.inputs.push(duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
const look = () => {
  if (document.querySelector(SELECTOR)) noted.drawn = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def measure(browser: Any, base: str, name: str) -> dict[str, Any]:
    """Return the figures of one view, seen for the first time on a slow machine."""
    address, drawn = VIEWS[name]
    page = browser.new_context().new_page()
    page.add_init_script(NOTES.replace("SELECTOR", repr(drawn)))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # a builtin takes no mark of Playwright's
    page.goto(base + address)
    try:
        page.locator(drawn).first.wait_for()
    except NothingDrawn:
        page.context.close()
        return {"nothing drawn in s": 30}
    page.wait_for_timeout(1000)
    sent = sum(len(gzip.compress(one.body())) for one in answers if one.request.resource_type == "script" and one.ok)
    figures = {
        "painted ms": round(page.evaluate(PAINTED)),
        "drawn ms": round(page.evaluate("noted.drawn")),
        "script kB": round(sent / 1000, 1),
        **inputs(page),
        "other origins": sum(not one.url.startswith((base, "data:", "blob:")) for one in answers),
        "refused by policy": len(page.evaluate("noted.refused")),
    }
    page.context.close()
    return figures


def inputs(page: Any) -> dict[str, Any]:
    """Move and zoom the picture by keys, and return how long until it showed."""
    page.evaluate("noted.inputs.length = 0")
    page.locator("figure.picture svg[tabindex]").first.focus()
    for key in KEYS:
        page.keyboard.press(key)
        page.wait_for_timeout(120)
    took = page.evaluate("noted.inputs")
    # A browser tells of no input that showed within 16 ms.
    took += [16.0] * (len(KEYS) - len(took))
    return {"inputs": len(took), "p95 ms": round(statistics.quantiles(took, n=20)[-1])}


def main() -> None:
    [base] = sys.argv[1:] or ["http://127.0.0.1:8000"]
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        for name, (address, _) in VIEWS.items():
            if not started.request.new_context().get(base + address).ok:
                print(f"{name:10} is not in this store")
                continue
            told = ", ".join(f"{what} {value}" for what, value in measure(browser, base, name).items())
            print(f"{name:10} {told}")
        browser.close()


main()
