"""At which state the store stands, for whoever keeps something that was computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

from django.db import DEFAULT_DB_ALIAS, connection, connections

from sources.models import JournalHead, JournalRow
from sources.prepared import rows_of
from sources.snapshots import known, marked, told_first

#: Where the state stands among what is known of a snapshot.
MARK = "public_state"


class State(NamedTuple):
    """What the public could see at one moment, by the number of its last change.

    ``at`` is when the journal came to that number. It tells two stores apart that have both come to it: a backup that
    was put back and written to again, or a server that lost its last writes to another.
    """

    revision: int
    at: Any


def public_state() -> State:
    """Return the public's state, in one statement; whoever reads more of that state asks within a snapshot.

    A snapshot has one state, of which the database is asked once.
    """
    told = known()
    if told is None:
        return _read_state()
    if MARK not in told:
        first = told_first()
        told[MARK] = _read_state() if first is None else state_in(first)
    state: State = told[MARK]
    return state


def _read_state() -> State:
    return state_in(rows_of(STATE))


def state_in(rows: Sequence[Sequence[Any]]) -> State:
    """Return the state that the statement ``STATE`` told."""
    state = State(*rows[0]) if rows else State(0, None)
    _last.seen = state
    return state


class Elsewhere(Exception):
    """The store does not stand where it was supposed to, or more has to be known of it."""


class _Last:
    """The state that this process saw last."""

    seen: State | None = None


_last = _Last()


@contextmanager
def supposing(using: str = DEFAULT_DB_ALIAS) -> Iterator[State]:
    """Take the store to stand where this process last saw it, and ask it nothing.

    For what is computed from what is in memory: whoever then reads has to see that the store stands there.
    :raises Elsewhere: where it is asked all the same, or was never seen.
    """
    state = _last.seen
    if state is None:
        raise Elsewhere
    ours = connections[using]
    with marked(ours, {MARK: state}), ours.execute_wrapper(_refuse):
        yield state


def _refuse(*_: Any) -> NoReturn:
    raise Elsewhere


def is_past(state: State) -> bool:
    """Return whether the store has come through a state that was seen before."""
    with connection.cursor() as cursor:
        cursor.execute(_MOMENT.replace("{revision}", "%s"), [state.revision])
        return bool(cursor.fetchone()[0] == state.at)


_HEAD, _JOURNAL = JournalHead._meta.db_table, JournalRow._meta.db_table
_MOMENT = f"SELECT (SELECT at FROM {_JOURNAL} WHERE number <= {{revision}} ORDER BY number DESC LIMIT 1)"  # noqa: S608  # names of the models
#: Tells the public's state, in at most one row: all that a snapshot ever asks first.
STATE = f"SELECT public_revision, ({_MOMENT.format(revision='public_revision')}) FROM {_HEAD}"  # noqa: S608  # names of the models
