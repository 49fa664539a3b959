"""The documented queries, their answers, and the pages that show them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
QUERIES = DOCS / "queries"
GUIDE = DOCS / "front-end.md"
#: A block of a page that is a file beside it: ``<!-- queries/why.json -->`` before it names the file.
BLOCK = re.compile(r"(?P<mark><!-- (?P<name>\S+) -->\n+)```(?P<language>\w*)\n(?P<text>.*?)```\n", re.DOTALL)
WIDTH = 140


def written(value: Any, indent: str = "") -> str:
    """Return JSON for people: what fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list):
        return line
    within = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{within}{json.dumps(name)}: {written(one, within)}" for name, one in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{within}{written(one, within)}" for one in value) + f"\n{indent}]"


def shown(page: str) -> dict[str, str]:
    """Return the blocks of a page by the names of their files."""
    return {found["name"]: found["text"] for found in BLOCK.finditer(page)}


def renewed(page: str) -> str:
    """Return a page with each of its blocks as the file is."""

    def block(found: re.Match[str]) -> str:
        return f"{found['mark']}```{found['language']}\n{(DOCS / found['name']).read_text()}```\n"

    return BLOCK.sub(block, page)
