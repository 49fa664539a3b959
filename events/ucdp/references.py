"""What a row rests on: the reports that stand in one string, taken apart.

Codebook: source_article holds the full names, dates and titles of the material; since 2013 each of them is quoted,
``"office,date,headline"``, with semicolons between, and source_office, source_date and source_headline repeat the
three, again with semicolons between. What was entered before is free text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from events.ucdp.keys import one_line
from events.ucdp.reading import Row

_BETWEEN = re.compile(r'"\s*;\s*"')
_PARTS = re.compile(r"(?P<office>.*?),(?P<day>\d{4}-\d{2}-\d{2}),(?P<headline>.*)", re.DOTALL)
_NUMBERED = re.compile(r"^\s*\(\d+\)\s*", re.MULTILINE)
#: A headline, a day and who printed it, each on its line, as news archives give them.
_THREE_LINES = re.compile(r"(?P<headline>[^\n]+)\n+(?P<day>\d{1,2} [A-Z][a-z]+ \d{4})\n+(?P<office>[^\n]+)")
_DATED = re.compile(r"\d{1,2}/\d{1,2}|\b\d{4}\b|\d{1,2} [A-Z][a-z]{2,} \d{2}")


@dataclass(frozen=True, slots=True)
class Reference:
    """One report: its title, who printed it, and on which day (ISO 8601); blank where the row does not say."""

    title: str
    office: str = ""
    day: str = ""


def references_of(row: Row) -> tuple[list[Reference], bool]:
    """Return the reports of a row, each once and in order, and whether all of its strings could be taken apart."""
    article = row["source_article"]
    if article.startswith('"') and article.endswith('"'):
        parts = [_PARTS.fullmatch(part) for part in _BETWEEN.split(article[1:-1])]
        if all(parts):
            return _once(_reference(part) for part in parts if part), True
    offices, days, titles = (row[name].split(";") for name in ("source_office", "source_date", "source_headline"))
    if row["source_headline"] and len(offices) == len(days) == len(titles):
        parallel = zip(titles, offices, days, strict=True)
        return _once(Reference(*map(one_line, parts)) for parts in parallel), True
    return _once(_from_free_text(article)), not row["source_office"]


def _once(references: Iterable[Reference]) -> list[Reference]:
    return list(dict.fromkeys(one for one in references if one.title or one.office))


def _reference(match: re.Match[str]) -> Reference:
    return Reference(one_line(match["headline"]), one_line(match["office"]), match["day"])


def _from_free_text(text: str) -> Iterable[Reference]:
    """Yield the reports of an older row. Where it is not clear that a text names several it is taken as one."""
    for part in _NUMBERED.split(text) if _NUMBERED.match(text) else [text]:
        whole = _THREE_LINES.fullmatch(part.strip())
        day = _day(whole["day"]) if whole else ""
        if whole and day:
            yield Reference(one_line(whole["headline"]), one_line(whole["office"]), day)
        else:
            yield from (Reference(one_line(piece)) for piece in _pieces(part))


def _pieces(text: str) -> list[str]:
    """Split at semicolons where each piece has a date of its own; else they belong to a headline."""
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    return pieces if all(_DATED.search(piece) for piece in pieces) else [text]


def _day(text: str) -> str:
    try:
        return datetime.strptime(text, "%d %B %Y").date().isoformat()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return ""
