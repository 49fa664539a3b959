"""Writes the Python that turns the rows of a level into the objects of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any


class Names:
    """The values that generated code refers to, each under a name."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    def of(self, value: Any, hint: str = "value") -> str:
        """Return a name for a value."""
        name = f"{hint}_{len(self.given)}"
        self.given[name] = value
        return name


def an_object(parts: Sequence[tuple[str, str]]) -> str:
    """Return the expression of an object with some keys."""
    return f"{{{', '.join(f'{key!r}: {expression}' for key, expression in parts)}}}"


def function(
    names: Names, layout: Mapping[str, int], width: int, results: Sequence[str], body: str, *, by_owner: bool
) -> Callable[..., Any]:
    """Return a function of the rows of a level, and of what is read under it, that makes ``body`` of each row.

    It returns a list of them, or a list for each owner.
    """
    targets = ["_"] * width
    for name, at in layout.items():
        targets[at] = name
    unpacked = f"for {', '.join(targets)}, in rows"
    source = f"def project({', '.join(['rows', *results])}):\n"
    if by_owner:
        source += f"    found = {{}}\n    {unpacked}:\n        made = {body}\n"
        source += "        some = found.get(owner)\n        if some is None:\n            found[owner] = [made]\n"
        source += "        else:\n            some.append(made)\n    return found\n"
    else:
        source += f"    return [{body} {unpacked}]\n"
    scope = dict(names.given)
    exec(compile(source, "<projection>", "exec"), scope)  # noqa: S102  # of our own expressions: see Names, an_object
    made: Callable[..., Any] = scope["project"]
    made.__doc__ = source
    return made
