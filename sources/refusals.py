"""A refusal: every fault of a write, each with its code, its place and its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

Path = tuple[str | int, ...]


def pointer_to(path: Path) -> str:
    """Return a path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    ``path`` leads to the value inside the record (``("citations", 0, "quote")``), ``kind`` and ``slug`` name the
    record, ``line`` the line of a bundle (from 1), ``names`` the kinds and slugs of other records that it tells of.
    ``code`` is one of the stable codes in docs/errors.md. ``limit`` and ``found`` say what is allowed and what was
    asked for, where too much of something was.
    """

    code: str
    message: str
    path: Path = ()
    kind: str = ""
    slug: str = ""
    line: int | None = None
    names: tuple[tuple[str, str], ...] = ()
    limit: int | None = None
    found: int | None = None

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901)."""
        return pointer_to(self.path)

    @property
    def bounds(self) -> dict[str, int]:
        """The limit and what was found, as both APIs tell them; empty where it is not about a limit."""
        told = {"limit": self.limit, "found": self.found}
        return {name: number for name, number in told.items() if number is not None}

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        record = f"{self.kind} {self.slug}".strip()
        field = ".".join(str(part) for part in self.path)
        where = place + ", ".join(part for part in (record, field) if part)
        return f"{where.rstrip(', ')}: {self.message} [{self.code}]" if where else f"{self.message} [{self.code}]"


class Refusal(ValidationError):
    """A write that was refused as a whole; nothing of it was kept."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__([ValidationError(fault.message, code=fault.code) for fault in self.faults])
        self.code = self.faults[0].code if self.faults else ""

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def refuse(code: str, message: str, *path: str | int, kind: str = "", slug: str = "") -> Refusal:
    """Return a refusal of one fault, to raise."""
    return Refusal([Fault(code, message, path, kind, slug)])


def exceeds(code: str, message: str, *path: str | int, limit: int, found: int) -> Refusal:
    """Return a refusal of what is more than a limit allows, to raise."""
    return Refusal([Fault(code, message, path, limit=limit, found=found)])


def faults_of(error: ValidationError, path: Path = ()) -> list[Fault]:
    """Return the faults of a Django validation error, in the order of its fields."""
    if isinstance(error, Refusal):
        return [replace(fault, path=(*path, *fault.path)) for fault in error.faults]
    if not hasattr(error, "error_dict"):
        return [Fault(_code(item, ""), _message(item), path) for item in error.error_list]
    return [
        Fault(_code(item, field), _message(item), path if field == NON_FIELD_ERRORS else (*path, field))
        for field, items in error.error_dict.items()
        for item in items
    ]


def _message(error: ValidationError) -> str:
    return " ".join(error.messages)


def _code(error: ValidationError, field: str) -> str:
    """Return the stable code of an error; Django's own lower-case codes are all bad input."""
    code = error.code or ""
    if code == "unique" and field == "slug":
        return "SLUG_TAKEN"
    return code if code.isupper() else "BAD_USER_INPUT"
