"""Reading rows of UCDP GED: from the cells of a CSV file to values of the types that the codebook gives them."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from events.ucdp import columns
from events.ucdp.findings import Finding, Findings, Reason

csv.field_size_limit(16 * 1024 * 1024)
_MOST_PEOPLE = 10**12
_WHOLE = re.compile(r"-?\d+(\.0*)?")
#: An ISO day, with the midnight that some editions put behind it.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([ T]00:00(:00(\.0+)?)?)?")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: How R and SQL write that a number is not there.
_NO_NUMBER = ("", "NA", "NULL", "NaN")


class BadCell(ValueError):
    """A cell that is not of its column's type."""

    def __init__(self, column: str, message: str) -> None:
        self.column = column
        super().__init__(message)


class BadRow(ValueError):
    """A row that cannot be read, with every cell that is to blame."""

    def __init__(self, faults: list[BadCell]) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault) for fault in faults))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dyad: its id in the present numbering, in that of the older datasets, its name and its state."""

    id: str
    dset_id: str
    name: str
    gwno: str


@dataclass(frozen=True, slots=True)
class Row:
    """One event of UCDP GED as its row gives it; ``cells`` holds the text columns, blank where the file has none."""

    line: int
    id: str
    violence: int
    side_a: Side
    side_b: Side
    start: date
    end: date
    deaths: dict[str, int]
    low: int
    best: int
    high: int
    point: tuple[float, float] | None
    where_prec: int | None
    date_prec: int | None
    conflict_id: str
    dyad_id: str
    country_id: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def rows_of(text: TextIO, findings: Findings) -> Iterator[Row]:
    """Yield the rows of a file; what cannot be read is told, with its line, and passed over.

    :raises BadHeader: when the file is not UCDP GED.
    """
    header = text.readline()
    separator = columns.separator_of(header)
    names = columns.named(next(csv.reader([header], delimiter=separator), []))
    _tell_columns(names, findings)
    seen: dict[str, int] = {}
    for line, cells in _records(text, separator, findings):
        if all(not cell or cell.startswith("#") for cell in cells):
            _tell_blank(line, cells, findings)
            continue
        row = _row_or_none(line, names, cells, findings)
        if row and seen.setdefault(row.id, line) == line:
            yield row
        elif row:
            message = f"this id stands on line {seen[row.id]} already"
            findings.tell(Finding(Reason.UNREADABLE, message, line, row.id, "id"))


def _tell_columns(names: list[str], findings: Findings) -> None:
    for name in columns.unknown(names):
        findings.tell(Finding(Reason.UNKNOWN_COLUMN, "is no column of UCDP GED and is not read", column=name))
    for name in columns.absent(names):
        findings.tell(Finding(Reason.ABSENT_COLUMN, "is not in this file", column=name))


def _tell_blank(line: int, cells: list[str], findings: Findings) -> None:
    if any(cells):
        findings.tell(Finding(Reason.TAG_ROW, "a row of tags is passed over", line))


def _records(text: TextIO, separator: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the line on which it begins; a row may go over several."""
    reader = csv.reader(text, delimiter=separator)
    while True:
        line = reader.line_num + 2
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            findings.tell(Finding(Reason.UNREADABLE, f"is no row of CSV: {error}", line))


def _row_or_none(line: int, names: list[str], cells: list[str], findings: Findings) -> Row | None:
    if len(cells) != len(names):
        message = f"has {len(cells)} cells, the header has {len(names)}"
        findings.tell(Finding(Reason.UNREADABLE, message, line))
        return None
    given = dict(zip(names, (cell.strip() for cell in cells), strict=True))
    try:
        return _Reader(given).row(line)
    except BadRow as bad:
        for fault in bad.faults[1:]:
            findings.also(Finding(Reason.UNREADABLE, str(fault), line, given["id"], fault.column))
        findings.tell(Finding(Reason.UNREADABLE, str(bad.faults[0]), line, given["id"], bad.faults[0].column))
        return None


class _Reader:
    """Reads the cells of one row and remembers every one that is bad."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells
        self._faults: list[BadCell] = []

    def row(self, line: int) -> Row:
        """Return the row. :raises BadRow: with every cell that is to blame."""
        row = Row(
            line=line,
            id=self._id("id"),
            violence=self._one_of("type_of_violence", 1, 3) or 0,
            side_a=self._side("a"),
            side_b=self._side("b"),
            start=self._day("date_start"),
            end=self._day("date_end"),
            deaths={part: self._count(f"deaths_{part}") for part in ("a", "b", "civilians", "unknown")},
            low=self._count("low"),
            best=self._count("best"),
            high=self._count("high"),
            point=self._point(),
            where_prec=self._one_of("where_prec", 1, 7),
            date_prec=self._one_of("date_prec", 1, 5),
            conflict_id=self._key("conflict_new_id"),
            dyad_id=self._key("dyad_new_id"),
            country_id=self._key("country_id"),
            cells=self._cells,
        )
        self._check(row)
        if self._faults:
            raise BadRow(self._faults)
        return row

    def _check(self, row: Row) -> None:
        if row.start > row.end:
            self._blame("date_end", f"{row.end} is before date_start, {row.start}")
        for column in ("side_a", "side_b", "country"):
            if not self._cells[column]:
                self._blame(column, "is blank")
        if self._cells["type_of_violence"] in _NO_NUMBER:
            self._blame("type_of_violence", "is blank")
        for column, cell in self._cells.items():
            if _UNSTORABLE.search(cell):
                self._blame(column, "holds a character that is none")

    def _blame(self, column: str, message: str) -> None:
        self._faults.append(BadCell(column, message))

    def _whole(self, column: str) -> int | None:
        """Read a whole number, which spreadsheets write as 333.0; None where there is none."""
        cell = self._cells.get(column, "")
        if cell in _NO_NUMBER:
            return None
        if _WHOLE.fullmatch(cell) and abs(float(cell)) <= _MOST_PEOPLE:
            return int(cell.partition(".")[0])
        self._blame(column, f"{cell[:40]!r} is no whole number")
        return None

    def _one_of(self, column: str, first: int, last: int) -> int | None:
        value = self._whole(column)
        if value is not None and not first <= value <= last:
            self._blame(column, f"{value} is none of {first} to {last}")
        return value

    def _count(self, column: str) -> int:
        value = self._whole(column)
        if value is None and self._cells[column] in _NO_NUMBER:
            self._blame(column, "is blank")
        if value is not None and value < 0:
            self._blame(column, f"{value} is less than none")
        return value or 0

    def _id(self, column: str) -> str:
        value = self._whole(column)
        if value is None and self._cells[column] in _NO_NUMBER:
            self._blame(column, "is blank")
        return "" if value is None else str(value)

    def _key(self, column: str) -> str:
        value = self._whole(column)
        return "" if value is None else str(value)

    def _side(self, side: str) -> Side:
        return Side(
            id=self._key(f"side_{side}_new_id"),
            dset_id=self._key(f"side_{side}_dset_id"),
            name=" ".join(self._cells[f"side_{side}"].split()),
            gwno=self._key(f"gwno{side}") if self._is_one_number(f"gwno{side}") else "",
        )

    def _is_one_number(self, column: str) -> bool:
        """Several states stand in one cell: 2, 200."""
        return bool(_WHOLE.fullmatch(self._cells.get(column, "")))

    def _day(self, column: str) -> date:
        found = _DAY.fullmatch(self._cells[column])
        try:
            return date.fromisoformat(found[1] if found else "")
        except ValueError:
            self._blame(column, f"{self._cells[column][:40]!r} is no day: 2021-03-04")
            return date.min

    def _point(self) -> tuple[float, float] | None:
        degrees = [self._degrees("latitude", 90), self._degrees("longitude", 180)]
        latitude, longitude = degrees
        if (latitude is None) != (longitude is None) and not self._faults:
            self._blame("longitude" if longitude is None else "latitude", "is blank and the other is not")
        return None if latitude is None or longitude is None else (latitude, longitude)

    def _degrees(self, column: str, most: float) -> float | None:
        cell = self._cells.get(column, "")
        if cell in _NO_NUMBER:
            return None
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if abs(value) <= most:
            return value
        self._blame(column, f"{cell[:40]!r} is not from -{most} to {most}")
        return None
