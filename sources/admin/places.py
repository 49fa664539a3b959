"""Where on a page a refused write went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from sources.models import Record
from sources.records import kind_of, record_faults
from sources.refusals import Fault, Path, Refusal

#: What was refused, by the prefix of the form or formset it is shown at: the rest of the path, and the reason.
Refused = dict[str, list[tuple[Path, ValidationError]]]
#: The prefix of the form of the page's own record.
MAIN = ""


class Places:
    """Where each record and each owned row that one request writes stands on its page."""

    def __init__(self) -> None:
        self._prefixes: dict[tuple[str, str, Path], str] = {}
        self.refused: Refused = {}

    @classmethod
    def of(cls, request: HttpRequest) -> Places:
        """Return the places of a request, the same each time."""
        places: Places = vars(request).setdefault("_places", cls())
        return places

    def put(self, record: Record, prefix: str, *path: str | int) -> None:
        """Note that a record, or what its path leads to, stands in the form or formset with a prefix."""
        self._prefixes[(kind_of(record).name, record.slug, path)] = prefix

    def refuse(self, refusal: Refusal) -> None:
        """Sort the faults of a refusal to their places; what has none goes to the page's own record."""
        self.refused = defaultdict(list)
        for fault in refusal.faults:
            prefix, path, message = self._of(fault)
            self.refused[prefix].append((path, ValidationError(message, code=fault.code)))

    def _of(self, fault: Fault) -> tuple[str, Path, str]:
        for length in (2, 1, 0):
            prefix = self._prefixes.get((fault.kind, fault.slug, fault.path[:length]))
            if prefix is not None:
                return prefix, fault.path[length:], fault.message
        return MAIN, (), f"{fault.kind} {fault.slug}: {fault.message}".removeprefix(" : ")


@contextmanager
def faults_named(record: Record, *path: str | int) -> Iterator[None]:
    """Name a record, and the path to a row of it, in whatever refuses a write. :raises Refusal: instead."""
    kind = kind_of(record)
    try:
        yield
    except ValidationError as error:
        found = record_faults(error, path, names=kind.names)
        raise Refusal(_named(fault, kind.name, record) for fault in found) from error


def refuse_stale(records: Iterable[Record]) -> None:
    """Refuse to write over what another saved since these records were read; the writers' turn is taken by now.

    :raises Refusal: VERSION_MISMATCH.
    """
    loaded = [record for record in records if record.pk]
    for model in {type(record) for record in loaded}:
        mine = {record.pk: record for record in loaded if type(record) is model}
        stored = dict(model._default_manager.filter(pk__in=mine).values_list("pk", "version"))
        stale = [record for pk, record in mine.items() if stored.get(pk) != record.version]
        if stale:
            raise Refusal(stale_fault(record, stored.get(record.pk)) for record in stale)


def stale_fault(record: Any, stored: int | None) -> Fault:
    now = f"version {stored}" if stored is not None else "it is gone"
    message = f"Another has changed this meanwhile ({now}). Open it anew."
    return Fault("VERSION_MISMATCH", message, (), kind_of(record).name, record.slug)


def _named(fault: Fault, kind: str, record: Any) -> Fault:
    return fault if fault.kind else replace(fault, kind=kind, slug=record.slug)
