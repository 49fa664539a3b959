"""Plans of one statement, which PostgreSQL is told in one message and answers in one.

Where functions compute something first, as the events of a chain, and find all of it in memory, that is computed for
the state that the store was last seen at. The message asks for the state too: where it is another one, or a function
wants to ask the database, the operation is read in the ordinary way.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from config.graphql.planning.planner import Ready
from config.graphql.planning.plans import Stage
from sources.deadlines import may_read_alone, read_alone
from sources.graphql.reading import Reading
from sources.states import STATE, Elsewhere, State, state_in, supposing
from sources.visibility import Viewer


def read_by_one(ready: Ready, viewer: Viewer, context: Any) -> dict[str, Any]:
    """Return what a plan answers that reads but one statement, in one message.

    Where the context notes it, it is told the state that was read. :raises Elsewhere: where that is not to be had.
    """
    plan = ready.plan
    if not (plan.is_one_statement and may_read_alone()):
        raise Elsewhere
    if not plan.computes:
        return ready.run(Reading(viewer), _Alone(context))
    with ExitStack() as stack:
        state = stack.enter_context(supposing())
        if not plan.is_at_hand(state):
            raise Elsewhere
        alone = _Alone(context, state, stack.close)
        found = ready.run(Reading(viewer), alone)
    if not alone.has_read:
        alone.look()
    return found


class _Alone:
    """Reads the one statement of a plan; in the state that was supposed, where one was."""

    def __init__(
        self, context: Any, supposed: State | None = None, suppose_no_more: Callable[[], None] = lambda: None
    ) -> None:
        self._context = context
        self._supposed = supposed
        self._suppose_no_more = suppose_no_more
        self._wants_state = supposed is not None or getattr(context, "notes_state", False)
        self.has_read = False

    def __call__(self, stage: Stage, params: list[Any]) -> list[Any]:
        self.has_read = True
        self._suppose_no_more()
        *states, rows = read_alone([*([(STATE, ())] if self._wants_state else []), (stage.sql, params)])
        for state in states:
            self._see(state_in(state))
        return rows

    def look(self) -> None:
        """See whether the state is the one that was supposed, where no row was wanted. :raises Elsewhere:"""
        [rows] = read_alone([(STATE, ())])
        self._see(state_in(rows))

    def _see(self, state: State) -> None:
        if self._supposed is not None and state != self._supposed:
            raise Elsewhere
        if getattr(self._context, "notes_state", False):
            self._context.state = state
