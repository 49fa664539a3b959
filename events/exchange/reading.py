"""Events read from CSV: the table that the export writes, or one of a few of its columns (docs/data-entry-desk.md)."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from events.exchange.table import COLUMNS, SEPARATOR
from events.records import EVENT
from sources.models.records import SLUG
from sources.records import Json, seen_record
from sources.refusals import Fault, Refusal
from sources.visibility import Viewer

Record = dict[str, Json]

#: The columns of which an event's own fields are read.
PLAIN = ("title", "short_title", "summary", "type", "granularity", "modality", "part_of", "correction", "status")
TEXTS = ("title", "short_title", "summary", "correction", "when_worded")
TIMES = ("when", "when_worded", "when_basis", "when_ongoing_on", "when_clock")
LISTS = ("topics", "media", "places", "participations", "sources")
READ = ("slug", *PLAIN, *TIMES, *LISTS, "external_ids", "version")
#: What an item of these lists says, part by part, with what may be left out.
PARTS = {"places": ("place", "role", "precision"), "participations": ("actor", "role", "side", "alleged")}
#: Columns that are read where ``places`` is not given.
ONE_PLACE = ("place", "precision")
#: The columns of fields that are called otherwise in a record.
COLUMN_OF = {"citations": "sources", "if_version": "version"}
DELIMITERS = (",", ";", "\t")
NEEDED = ("title", "type")


@dataclass
class Table:
    """What was read of a table: a record and its line for each row, what is wrong with others, what is not read."""

    records: list[Record] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)

    def placed(self, fault: Fault) -> Fault:
        """Return a fault of the nth record with the line and the column it comes from."""
        line = self.lines[fault.line - 1] if fault.line else None
        name = str(fault.path[0]) if fault.path else ""
        path = (COLUMN_OF.get(name, name), *fault.path[1:]) if name else ()
        return Fault(fault.code, fault.message, path, fault.kind, fault.slug, line, fault.names)


def read_events(data: bytes, viewer: Viewer) -> Table:
    """Read a table of events: a row of a slug that is stored patches it, any other is a new event.

    A blank cell clears what its column says; a column that is not there leaves it alone.

    :raises Refusal: where it is no such table at all.
    """
    rows = _rows(data)
    names = _header(rows)
    table = Table(not_read=[name for name in names if not _is_read(name, names)])
    cells = [(line, row) for line, row in rows if any(row)]
    given = [_named(names, row) for _, row in cells]
    stored = _stored({row["slug"] for row in given}, viewer)
    for (line, raw), row in zip(cells, given, strict=True):
        try:
            if len(raw) > len(names):
                raise _bad("This row has more cells than the header has names.")
            table.records.append(_record(row, stored))
            table.lines.append(line)
        except Refusal as refusal:
            table.faults += [Fault(one.code, one.message, one.path, "event", "", line) for one in refusal.faults]
    return table


def _named(names: list[str], row: list[str]) -> dict[str, str]:
    """Return cells by column, with a slug in any case; only texts keep the blanks around them."""
    cells = zip(names, row, strict=False)
    named = {name: cell if name in TEXTS and cell.strip() else cell.strip() for name, cell in cells}
    return named | {"slug": named.get("slug") or _slug_of(named)}


def _bad(message: str, *path: str) -> Refusal:
    return Refusal([Fault("BAD_USER_INPUT", message, path)])


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line each begins on, without the mark that guards a cell from being a formula."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(f"This is not UTF-8, from byte {error.start} on. Save it as “CSV UTF-8”.") from error
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, [cell.removeprefix("'").replace("\r\n", "\n") for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refusal([Fault("BAD_USER_INPUT", f"This is not CSV: {error}.", line=line)]) from error


def _header(rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    """Return the names of the columns. :raises Refusal: for those that are unknown, missing or there twice."""
    _, names = next(rows, (1, []))
    faults = [
        *(_of_header("UNKNOWN_PARAMETER", f"There is no column “{name}”.") for name in names if name not in COLUMNS),
        *(_of_header("BAD_USER_INPUT", f"{name} is there twice.") for name in COLUMNS if names.count(name) > 1),
    ]
    if "slug" not in names and "title" not in names:
        faults.append(_of_header("BAD_USER_INPUT", "The first line names the columns: slug or title at least."))
    if faults:
        raise Refusal(faults)
    return names


def _of_header(code: str, message: str) -> Fault:
    return Fault(code, message, line=1)


def _is_read(name: str, names: list[str]) -> bool:
    return name in READ or (name in ONE_PLACE and "places" not in names and "place" in names)


def _stored(slugs: set[str], viewer: Viewer) -> dict[str, Record]:
    """Return the events that are stored already, as whoever reads sees them; a constant number of statements."""
    wanted = sorted(slugs)
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), 1000):
        rows = EVENT.rows(EVENT.objects.visible_to(viewer).filter(slug__in=wanted[start : start + 1000]))
        found |= {row.slug: seen_record(EVENT, row, viewer) for row in rows}
    return found


def _record(row: dict[str, str], stored: dict[str, Record]) -> Record:
    """Return what a row says as a line of a bundle."""
    slug = row["slug"]
    if not SLUG.regex.fullmatch(slug):  # type: ignore[union-attr]  # compiled lazily
        raise _bad(str(SLUG.message), "slug")
    before = stored.get(slug)
    blank = [name for name in NEEDED if not row.get(name) and (before is None or name in row)]
    if blank:
        raise Refusal(Fault("BAD_USER_INPUT", "An event needs this.", (name,)) for name in blank)
    fields = _fields(row, before)
    if before is None:
        given = {name: value for name, value in fields.items() if value not in (None, [], {})}
        return {"record": "event", "slug": slug, "if_version": 0, **given}
    return {"record": "event", "slug": slug, "op": "patch", **_seen_version(row), **fields}


def _slug_of(row: dict[str, str]) -> str:
    """Return the slug of a row without one: twelve letters that follow from what it says, so that it is read once."""
    digest = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest[:12])


def _seen_version(row: dict[str, str]) -> Record:
    text = row.get("version", "")
    if text and not text.isdecimal():
        raise _bad("A version is a whole number.", "version")
    return {"if_version": int(text)} if text else {}


def _fields(row: dict[str, str], before: Record | None) -> Record:
    fields: Record = {name: row[name] or None for name in PLAIN if name in row}
    times = {name.removeprefix("when_").replace("when", "edtf"): row[name] or None for name in TIMES if name in row}
    if times:
        fields["when"] = _time(times, before)
    fields |= {name: _items(row[name]) for name in ("topics", "media") if name in row}
    fields |= {name: _rows_of(name, row[name]) for name in PARTS if name in row}
    if "place" in row and "places" not in row:
        fields["places"] = _one_place(row)
    if "sources" in row:
        fields |= _citations(_items(row["sources"]), before)
    if "external_ids" in row:
        fields["external_ids"] = _external_ids(row["external_ids"], before)
    return fields


def _one_place(row: dict[str, str]) -> list[Json]:
    precision = {"precision": row["precision"]} if row.get("precision") else {}
    return [{"place": row["place"], **precision}] if row["place"] else []


def _time(parts: dict[str, str | None], before: Record | None) -> Json:
    """Return a time; all of it blank clears it."""
    if before is None:
        return {name: text for name, text in parts.items() if text} or None
    return parts if any(parts.values()) or len(parts) < len(TIMES) else None


def _items(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(SEPARATOR) if item.strip()]


def _rows_of(name: str, cell: str) -> list[Json]:
    return [_row_of(name, item) for item in _items(cell)]


def _row_of(name: str, item: str) -> Record:
    keys, parts = PARTS[name], [part.strip() for part in item.split(":")]
    if len(parts) > len(keys) or not parts[0]:
        raise _bad(f"“{item}” is not {':'.join(keys)}.", name)
    row: Record = {key: part for key, part in zip(keys, parts, strict=False) if part}
    if "alleged" in row:
        if row["alleged"] != "ALLEGED":
            raise _bad(f"“{item}” ends with ALLEGED, or without it.", name)
        row["alleged"] = True
    return row


def _citations(slugs: list[str], before: Record | None) -> Record:
    """Return the citations of some sources: those that there are keep their quotes, and new ones have none."""
    there: list[Any] = list((before or {}).get("citations") or [])
    if dict.fromkeys(one["source"] for one in there) == dict.fromkeys(slugs):
        return {}
    kept = [one for one in there if one["source"] in slugs]
    known = {one["source"] for one in kept}
    return {"citations": [*kept, *({"source": slug} for slug in dict.fromkeys(slugs) if slug not in known)]}


def _external_ids(cell: str, before: Record | None) -> Json:
    try:
        ids = json.loads(cell or "{}")
    except ValueError as error:
        raise _bad(f"This is not JSON: {error}.", "external_ids") from error
    if not isinstance(ids, dict):
        raise _bad('Keys elsewhere are a JSON object: {"wikidata": "Q1"}.', "external_ids")
    gone: Record = {scheme: None for scheme in (before or {}).get("external_ids", {}) if scheme not in ids}
    return {**gone, **ids}
