"""What axe-core finds wrong with a page, for those who see, hear or move otherwise."""

from __future__ import annotations

from typing import Any

from tests.node import PACKAGES

AXE = PACKAGES / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")


def violations(page: Any) -> list[str]:
    """Return what is seriously wrong with a page: the rule, and where it is broken."""
    # Not by a script element, which the page's policy would refuse.
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)")
    return [
        f"{one['id']}: {node['target'][0]} {node['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
