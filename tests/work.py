"""How much is done, counted instead of timed: the same number on any machine, however busy."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection

CODE = str(Path(__file__).parents[1] / "events" / "causality")


def lines_run(run: Callable[[], object]) -> int:
    """Return how many lines of ``events.causality`` are run."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace if frame.f_code.co_filename.startswith(CODE) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def database_work(run: Callable[[], object]) -> int:
    """Return how much the database does: SQLite's instructions, or the rows that pass in PostgreSQL's plans."""
    return _instructions(run) if connection.vendor == "sqlite" else _rows(run)


def _instructions(run: Callable[[], object]) -> int:
    count, step = 0, 10

    def tick() -> int:
        nonlocal count
        count += step
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(tick, step)
    try:
        run()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return count


def _rows(run: Callable[[], object]) -> int:
    count = 0

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params, many, context)
            found = context["cursor"].fetchone()[0]
            count += sum(_passed(one["Plan"]) for one in (json.loads(found) if isinstance(found, str) else found))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        run()
    return count


def _passed(plan: dict[str, Any]) -> int:
    return round(plan["Actual Rows"] * plan["Actual Loops"]) + sum(_passed(one) for one in plan.get("Plans", ()))
