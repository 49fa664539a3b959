"""What others saved of a record while its page was open, told beside what was typed there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sources import history
from sources.admin.wording import Differing, lines
from sources.differences import Difference, differences
from sources.models import JournalRow
from sources.records import kind_of
from sources.refusals import Path

#: What the boxes are called with which one says, knowing, whose version is to stand.
MINE, THEIRS = "save_mine", "keep_theirs"
REOPEN = "To drop what you typed, open the page anew. "


class Meanwhile:
    """The changes of a record since a version of it."""

    def __init__(self, row: Any, seen: int) -> None:
        self._kind = kind_of(row)
        self.version, self._seen = row.version, seen
        self._rows = list(history.rows_of(self._kind, row.slug).filter(version__gt=seen).order_by("number"))

    def told(self) -> str:
        """Return who saved what version, when and why."""
        words = f"Another has saved this meanwhile (version {self.version}, you saw {self._seen})"
        who = [" ".join(filter(None, [_who(one), f"{one.at:%Y-%m-%d %H:%M}", one.reason])) for one in self._rows]
        return f"{words}: {'; '.join(who)}." if who else f"{words}."

    def changes(self) -> Iterator[tuple[Path, str]]:
        """Yield where something was changed, by whom and to what."""
        if not self._rows:
            return
        authors = {one.path[0]: row for row in self._rows for one in differences(self._kind, row.before, row.after)}
        for one in differences(self._kind, self._rows[0].before, self._rows[-1].after):
            yield one.path, self._words(one, authors.get(one.path[0], self._rows[-1]))

    def _words(self, one: Difference, row: JournalRow) -> str:
        [line] = lines(Differing(self._kind, [one]))
        return f"{_who(row)} changed this meanwhile: {line.place}: {line.before} → {line.after}"

    def choice(self, prefix: str, *, may_keep: bool) -> SafeString:
        """Return the boxes with which one says that what was typed is to stand, or what the others saved."""
        mine = (f"{prefix}-{MINE}".lstrip("-"), "Save what I typed over it")
        theirs = [(f"{prefix}-{THEIRS}", "Leave this row as they saved it")] if may_keep else []
        boxes = format_html_join(
            " ",
            '<label><input type="checkbox" name="{}" value="{}"> {}</label>',
            ((name, self.version, label) for name, label in [mine, *theirs]),
        )
        return format_html("{}{}", "" if may_keep else REOPEN, boxes)


def _who(row: JournalRow) -> str:
    return str(row.by or row.get_road_display())
