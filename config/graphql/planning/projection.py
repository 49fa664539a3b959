"""Writes the Python that turns the rows of a level into the objects of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from typing import Any

from config.graphql.planning.refusing import Absent


class Names:
    """The values that generated code refers to, each under a name."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    def of(self, value: Any, hint: str = "value") -> str:
        """Return a name for a value."""
        name = f"{hint}_{len(self.given)}"
        self.given[name] = value
        return name


class Form(Enum):
    """What is made of all rows of a level: a list, a list for each owner, or one thing for each key."""

    LIST = auto()
    LISTS = auto()
    BY_KEY = auto()


class Found(dict[int, Any]):
    """What is told of rows by their keys; of one that may not be seen nothing is."""

    def __missing__(self, key: int) -> Any:
        raise Absent


#: Puts what was made of a row into the list of its owner.
ADDED = """\
    some = found.get(owner)
    if some is None:
        found[owner] = [made]
    else:
        some.append(made)"""


def an_object(parts: Sequence[tuple[str, str]]) -> str:
    """Return the expression of an object with some keys."""
    return f"{{{', '.join(f'{key!r}: {expression}' for key, expression in parts)}}}"


def function(
    names: Names, layout: Mapping[str, int], width: int, results: Sequence[str], body: str, form: Form
) -> Callable[..., Any]:
    """Return a function of the rows of a level, and of what is read under it, that makes ``body`` of each row."""
    targets = ["_"] * width
    for name, at in layout.items():
        targets[at] = name
    unpacked = f"for {', '.join(targets)}, in rows"
    match form:
        case Form.LIST:
            lines = [f"return [{body} {unpacked}]"]
        case Form.BY_KEY:
            lines = [f"return {names.of(Found, 'found')}({{owner: {body} {unpacked}}})"]
        case Form.LISTS:
            lines = ["found = {}", f"{unpacked}:", f"    made = {body}", *ADDED.splitlines(), "return found"]
    return defined(names, ", ".join(["rows", *results]), lines)


def defined(names: Names, arguments: str, lines: Sequence[str]) -> Callable[..., Any]:
    """Return a function of some arguments, written in lines that refer to values by their names."""
    source = "\n    ".join([f"def written({arguments}):", *lines])
    scope = dict(names.given)
    exec(compile(source, "<plan>", "exec"), scope)  # noqa: S102  # of our own expressions: see Names, an_object
    made: Callable[..., Any] = scope["written"]
    made.__doc__ = source
    return made
