"""Reading what a caller asked for: each function returns the value, or says in one sentence what is wrong.

A value comes as text from a URL and as what it is from GraphQL; both are read here.

:raises ValidationError: from every function, for a value that is none of its kind.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from sources import dates

LONGEST_TEXT = 200
MOST_VALUES = 100
_WHOLE = re.compile(r"-?[0-9]{1,19}", re.ASCII)


def wrong(message: str) -> ValidationError:
    return ValidationError(message, code="BAD_USER_INPUT")


def shown(value: Any) -> str:
    """Return a value as a message shows it: short, whatever was sent."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def a_text(value: Any, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str):
        raise wrong("Give a text.")
    if not value.strip():
        raise wrong("Give a value, or leave the parameter out.")
    if len(value) > longest:
        raise wrong(f"Give at most {longest} characters; there are {len(value)}.")
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise wrong("This holds characters that no text has.")
    return value.strip()


def an_address(value: Any) -> str:
    """Read a URL as it is stored; nothing is made equal to it that is written otherwise."""
    return a_text(value, longest=2000)


def a_country(value: Any) -> str:
    code = a_text(value).upper()
    if re.fullmatch(r"[A-Z]{2}", code) is None:
        raise wrong("Write the country as two letters (ISO 3166-1 alpha-2): PK.")
    return code


def one_of(choices: type[TextChoices]) -> Callable[[Any], str]:
    """Return a reader of the values of a vocabulary."""

    def read(value: Any) -> str:
        text = a_text(value)
        if text not in choices.values:
            raise wrong(f"{shown(text)} is not one of {', '.join(choices.values)}.")
        return text

    return read


def yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise wrong("Give true or false.")
    return bool(value == "true")


def a_count(value: Any) -> int:
    """Read a whole number that is not negative; the store keeps up to thirteen digits before the point."""
    number = _whole(value)
    if not 0 <= number < 10**13:
        raise wrong("Give a whole number from 0 to 9999999999999.")
    return number


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise wrong("Give a whole number.")


def a_day(value: Any) -> int:
    """Read an ISO 8601 day as its number, see ``sources.dates``."""
    try:
        return dates.parse_iso_day(a_text(value))
    except dates.BadEdtf as error:
        raise wrong(f"{shown(value)} is no day: {error.reason}") from error


def a_moment(value: Any) -> datetime.datetime:
    """Read an ISO 8601 moment; without a zone it is UTC."""
    try:
        moment = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(a_text(value))
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        return zoned.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        example = "2021-09-05T12:00:00Z (a + of the zone is %2B in a URL)"
        raise wrong(f"{shown(value)} is no moment; write {example}.") from error


def a_box(value: Any) -> tuple[float, float, float, float]:
    """Read west, south, east, north in degrees (WGS 84); west of more than east crosses the antimeridian."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, Sequence) or len(parts) != 4:
        raise wrong("Give four numbers: west,south,east,north.")
    west, south, east, north = (_degrees(part) for part in parts)
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise wrong("West and east lie between -180 and 180 degrees.")
    if not -90 <= south <= north <= 90:
        raise wrong("South and north lie between -90 and 90 degrees, south not above north.")
    return west, south, east, north


def _degrees(value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise wrong("Give four numbers: west,south,east,north.")
    return number


def an_external_key(value: Any) -> tuple[str, str]:
    """Read ``scheme:identifier``; an identifier may hold colons."""
    scheme, colon, identifier = a_text(value).partition(":")
    if not (scheme and colon and identifier):
        raise wrong("Write the scheme and the identifier: wikidata:Q42418.")
    return scheme, identifier


def listed(value: Any) -> list[Any]:
    """Return the values of a list, or of a text that separates them by commas."""
    items = value.split(",") if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else [value]
    if not items:
        raise wrong("Give at least one value, or leave the parameter out.")
    if len(items) > MOST_VALUES:
        raise wrong(f"Give at most {MOST_VALUES} values; there are {len(items)}.")
    return items
