"""Why an operation is left to the ordinary executor."""

from __future__ import annotations


class Unplanned(Exception):
    """No plan can answer this; the text says why."""


class Absent(Unplanned):
    """A null was found where the schema promises a value: the ordinary executor says at which path."""

    def __init__(self) -> None:
        super().__init__("a value that must not be null is null")


def absent() -> None:
    """Stand where a value must be, in the code of projections. :raises Absent:"""
    raise Absent
