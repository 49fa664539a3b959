"""A line of a bundle: what it holds, and what is to be done with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any

import orjson

from sources.actions import Incoming
from sources.actions.putting import unstorable
from sources.models.records import SLUG
from sources.records import ORDER, Json, kind_named
from sources.refusals import Fault, Refusal, refuse

FORMAT = "sequitur"
VERSION = 1
#: The longest line that is read, in bytes.
MOST_BYTES = 1_000_000
PUT, PATCH, RETRACT = OPERATIONS = ("put", "patch", "retract")
_LONG_NUMBER = re.compile(rb"[0-9]{19}")
#: What a line says beside the record's own fields.
ORDERS = ("op", "if_version")

#: One line as it comes: its bytes, or the record it holds.
Line = bytes | dict[str, Json]


@dataclass
class Order:
    """What a line asks for: an operation on one record, and at which version alone."""

    incoming: Incoming
    operation: str = PUT
    if_version: int | None = None
    reason: str = ""


def split(stream: IO[bytes], most: int = MOST_BYTES) -> Iterator[bytes]:
    """Yield the lines of a stream. Of one that is too long only as much as shows it, the rest is passed over."""
    while line := stream.readline(most + 1):
        yield line
        while len(line) > most and not line.endswith(b"\n"):
            line = stream.readline(most + 1)


def encoded(line: Line) -> bytes:
    """Return a line as bytes; a record that comes as a dict is written as JSON."""
    if not isinstance(line, dict):
        return line
    try:
        return orjson.dumps(line)
    except TypeError:  # half of a surrogate pair, a number of too many digits: the reader of bytes says what is wrong
        return json.dumps(line, default=str).encode()


def quick(line: bytes) -> dict[str, Json] | None:
    """Return the object that a line plainly is; None for whatever :func:`exact` has to look at, faults included.

    The fast parser keeps the last of two equal keys, so keys are counted: in the object, and as they are written. Of a
    whole number that 64 bits do not hold it makes a float.
    """
    if (
        _LONG_NUMBER.search(line)
        or b"\\u0000" in line
        or b'" :' in line
        or b'"\t:' in line
        or b'"\r:' in line
        or len(line) > MOST_BYTES
    ):
        return None
    try:
        value = orjson.loads(line)
        return value if type(value) is dict and _keys(value) == line.count(b'":') else None
    except (orjson.JSONDecodeError, RecursionError):
        return None


def _keys(value: dict[str, Json]) -> int:
    """Count the keys of an object and of what it holds; lists in lists are none of ours, and not counted."""
    count = len(value)
    for part in value.values():
        if type(part) is dict:
            count += _keys(part)
        elif type(part) is list:
            for item in part:
                if type(item) is dict:
                    count += _keys(item)
    return count


def exact(line: bytes, number: int) -> Order | None:
    """Return what a line asks for; None for a blank line and a head. :raises Refusal: saying what is wrong."""
    if len(line) > MOST_BYTES:
        raise refuse("LINE_TOO_LONG", f"A line has at most {MOST_BYTES:,} bytes.")
    record = _decode(line)
    if record is None or _is_head(record, number):
        return None
    order = _order(record, number)
    faults = [replace(fault, line=number) for fault in unstorable(order.incoming)]
    if faults:
        raise Refusal(faults)
    return order


def _decode(line: bytes) -> dict[str, Json] | None:
    try:
        text = line.decode("utf-8").removeprefix("\ufeff").strip()
        if not text:
            return None
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_key_once)
    except UnicodeDecodeError as error:
        raise refuse("BAD_USER_INPUT", f"This is not UTF-8, from byte {error.start} on.") from error
    except (ValueError, RecursionError) as error:
        raise refuse("BAD_USER_INPUT", f"This is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise refuse("BAD_USER_INPUT", "A line is one JSON object.")
    return value


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no number")


def _each_key_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice} stands twice")
    return value


def _is_head(record: dict[str, Json], line: int) -> bool:
    """Return whether a line is a bundle's head. :raises Refusal: when it is not on top, or of another format."""
    if "bundle" not in record:
        return False
    if line > 1:
        raise refuse("BAD_USER_INPUT", "A bundle's head stands on its first line only.", "bundle")
    if record["bundle"] != FORMAT:
        raise refuse("BAD_USER_INPUT", f"This reads {FORMAT} bundles.", "bundle")
    if record.get("version") != VERSION:
        raise refuse("BAD_USER_INPUT", f"This reads bundles of version {VERSION}.", "version")
    return True


def _order(record: dict[str, Json], line: int) -> Order:
    name, slug = record.get("record"), record.get("slug")
    if name not in ORDER:
        raise refuse("BAD_USER_INPUT", f"record is one of {', '.join(ORDER)}.", "record")
    if not is_slug(slug):
        raise Refusal([Fault("BAD_USER_INPUT", str(SLUG.message), ("slug",), name)])
    operation, version = record.get("op", PUT), record.get("if_version")
    faults = [Fault(*fault, name, str(slug)) for fault in _misorders(operation, version, record)]
    if faults:
        raise Refusal(faults)
    reason = str(record["reason"]) if operation == RETRACT else ""
    left_out = (*ORDERS, "reason") if operation == RETRACT else ORDERS
    data = {key: value for key, value in record.items() if key not in left_out}
    return Order(Incoming(kind_named(name), data, line), operation, version, reason)


def _misorders(operation: Json, version: Json, record: dict[str, Json]) -> Iterator[tuple[str, str, tuple[str]]]:
    """Yield what is wrong with what a line says beside its record."""
    if operation not in OPERATIONS:
        yield "BAD_USER_INPUT", f"op is one of {', '.join(OPERATIONS)}.", ("op",)
    if version is not None and (type(version) is not int or version < 0):
        yield "BAD_USER_INPUT", "if_version is a whole number, 0 for what is not there yet.", ("if_version",)
    if operation != RETRACT:
        return
    for key in sorted(record.keys() - {"record", "slug", "reason", *ORDERS}):
        yield "UNKNOWN_PARAMETER", f"A line that retracts has no field {key}.", (key,)
    reason = record.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        yield "REASON_REQUIRED", "A retraction needs a public reason.", ("reason",)


def is_slug(value: Any) -> bool:
    return isinstance(value, str) and SLUG.regex.fullmatch(value) is not None  # type: ignore[union-attr]  # compiled lazily


def numbered(lines: Iterable[Line]) -> Iterator[tuple[int, bytes]]:
    return enumerate(map(encoded, lines), 1)
