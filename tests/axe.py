"""What axe-core finds wrong with a page for those who use a screen reader, a keyboard, or see little."""

from __future__ import annotations

from typing import Any

from tests.node import PACKAGES, needs

#: Of axe's four impacts, those that keep somebody from using the page.
SERIOUS = ("serious", "critical")


def violations(page: Any) -> list[str]:
    """Return what is seriously wrong with a page of the browser as it stands, a line for each element.

    The test is marked ``browser`` and ``npm``.
    """
    needs("axe-core")
    # Evaluated, not put into the page as a script: that is what its content security policy forbids.
    page.evaluate((PACKAGES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{page.url}: {violation['id']}: {violation['help']}: {node['target']} {node['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
