"""Finding rows by their slugs."""

from __future__ import annotations

from typing import Any

from sources.records import (
    kind_named,
)


def rows_with(kind: str, slugs: set[str]) -> list[Any]:
    wanted = sorted(slugs)
    manager = kind_named(kind).objects
    return [
        row for start in range(0, len(wanted), 1000) for row in manager.filter(slug__in=wanted[start : start + 1000])
    ]
