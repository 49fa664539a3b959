"""What was read, kept on disk by kind until it is written: memory does not grow with the number of lines."""

from __future__ import annotations

import marshal
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sources.actions.putting import named_alike
from sources.ingest.lines import PUT, Line, exact, is_slug, numbered, quick
from sources.ingest.report import Faults
from sources.ingest.shapes import Prepared, shape_of
from sources.records import ORDER
from sources.refusals import Fault, Path, Refusal

#: How many records are written, and read back, at once.
CHUNK = 1000
#: Bits in which slugs leave their mark; a slug whose bit is set already may have been given before.
MARKS = 1 << 27


class Raw(NamedTuple):
    """A line for the exact way: read anew when its turn comes."""

    line: int
    slug: str
    raw: bytes


Staged = Prepared | Raw


class Spool:
    """Records on disk, in the order in which they came."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the staging
        self._waiting: list[tuple[Any, ...]] = []
        self._pages: list[int] = []

    def add(self, one: Staged) -> None:
        self._waiting.append(tuple(one))
        if len(self._waiting) == CHUNK:
            self._turn()

    def _turn(self) -> None:
        self._pages.append(self._file.tell())
        self._file.write(marshal.dumps(self._waiting))
        self._waiting = []

    def chunks(self) -> Iterator[list[Staged]]:
        """Yield all records, a thousand at a time; may be asked again."""
        if self._waiting:
            self._turn()
        ends = [*self._pages[1:], self._file.seek(0, 2)]
        for start, end in zip(self._pages, ends, strict=True):
            self._file.seek(start)
            yield [_staged(one) for one in marshal.loads(self._file.read(end - start))]  # noqa: S302  # our own file

    def close(self) -> None:
        self._file.close()


class Shelf:
    """Records on disk that are taken out one by one, by slug."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the staging
        self._at: dict[str, tuple[int, int]] = {}

    def add(self, one: Staged) -> None:
        start = self._file.seek(0, 2)
        self._at[one.slug] = (start, self._file.write(marshal.dumps(tuple(one))))

    def take(self, slug: str) -> Staged:
        start, length = self._at[slug]
        self._file.seek(start)
        return _staged(marshal.loads(self._file.read(length)))  # noqa: S302  # our own file

    def close(self) -> None:
        self._file.close()


def _staged(one: tuple[Any, ...]) -> Staged:
    return Raw._make(one) if len(one) == len(Raw._fields) else Prepared._make(one)


class Staging:
    """All lines of one load: good ones by kind, and what is wrong with the others.

    What names others of its own kind is kept apart: which, and where, stands in ``named``, the one thing in memory
    that grows.
    """

    def __init__(self) -> None:
        self._alone: dict[str, Spool] = defaultdict(Spool)
        self._related: dict[str, Shelf] = defaultdict(Shelf)
        self.named: dict[str, dict[str, dict[str, Path]]] = defaultdict(dict)
        self.line_of_related: dict[tuple[str, str], int] = {}
        self.repeated: set[tuple[str, str]] = set()
        self.faults = Faults()
        self._marks = bytearray(MARKS // 8)

    def read(self, lines: Iterable[Line], seen: Callable[[], None]) -> None:
        """Read every line. ``seen`` is called once for each."""
        for number, line in numbered(lines):
            try:
                self._one(number, line)
            except Refusal as refusal:
                self.faults.add(
                    Fault(one.code, one.message, one.path, one.kind, one.slug, number) for one in refusal.faults
                )
            seen()

    def _one(self, number: int, line: bytes) -> None:
        record = quick(line)
        prepared = self._prepared(record, number, line) if record is not None else None
        if prepared is None:
            self._exactly(number, line)

    def _prepared(self, record: dict[str, Any], number: int, line: bytes) -> Prepared | None:
        name, slug = record.get("record"), record.get("slug")
        if type(name) is not str or name not in ORDER or not is_slug(slug):
            return None
        shape = shape_of(name)
        prepared = shape.prepare(record, number, line) if shape else None
        if shape and prepared:
            named = {slug: (shape.part.keys[at][0],) for at in shape.own if (slug := prepared.slugs[at]) is not None}
            self._keep(name, prepared, named)
        return prepared

    def _exactly(self, number: int, line: bytes) -> None:
        order = exact(line, number)
        if order is None:
            return
        one = order.incoming
        named = named_alike(one) if order.operation == PUT else {}
        self._keep(one.kind.name, Raw(number, one.slug, line), named)

    def _keep(self, name: str, one: Staged, named: Mapping[str, Path]) -> None:
        place = hash((name, one.slug)) % MARKS
        byte, bit = place >> 3, 1 << (place & 7)
        if self._marks[byte] & bit:
            self.repeated.add((name, one.slug))
        self._marks[byte] |= bit
        if not named:
            self._alone[name].add(one)
        elif one.slug in self.named[name]:
            self._alone[name].add(one)  # given twice: refused when its turn comes
        else:
            self.named[name][one.slug] = dict(named)
            self.line_of_related[name, one.slug] = one.line
            self._related[name].add(one)

    def chunks(self, name: str) -> Iterator[list[Staged]]:
        """Yield the records of a kind that name none of it."""
        if name in self._alone:
            yield from self._alone[name].chunks()

    def take(self, name: str, slug: str) -> Staged:
        """Return a record that names others of its kind."""
        return self._related[name].take(slug)

    def lines_of(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Find the lines on which records stand."""
        found: dict[tuple[str, str], int] = {}
        for name in {name for name, _ in wanted}:
            slugs = {slug for kind, slug in wanted if kind == name}
            some = (one for chunk in self.chunks(name) for one in chunk if one.slug in slugs)
            others = (self.take(name, slug) for slug in slugs & self.named.get(name, {}).keys())
            for one in (*some, *others):
                found.setdefault((name, one.slug), one.line)
        return found

    def close(self) -> None:
        for spool in self._alone.values():
            spool.close()
        for shelf in self._related.values():
            shelf.close()
