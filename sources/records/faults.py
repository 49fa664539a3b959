"""Where in a record a fault is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.core.exceptions import ValidationError

from sources.models.records import RETRACTION_NEEDS_REASON
from sources.refusals import Fault, Path, faults_of

#: Where a form or a client looks for what a constraint over several columns refused.
FIELD_OF_CODE = {
    "EXTERNAL_ID_TAKEN": ("external_ids",),
    "LINK_EXISTS": ("kind",),
    "LOW_ABOVE_HIGH": ("low",),
    "REASON_REQUIRED": ("verification_reason",),
    "SELF_LINK": ("effect", "object"),
    "TWO_VOICES": ("asserted_by", "teller"),
    "URL_TAKEN": ("url",),
}
#: The same for a constraint that shares its code with another.
FIELD_OF_MESSAGE = {RETRACTION_NEEDS_REASON: ("retraction_reason",)}


def record_faults(error: ValidationError, path: Path = (), names: Collection[str] = ()) -> list[Fault]:
    """Return faults with the columns' names turned into the record's: ``when_edtf`` is ``when``.

    A fault of several columns is placed at the one of ``names`` where one looks for it first.
    """
    return [replace(fault, path=_place(fault, path, names)) for fault in faults_of(error, path)]


def _place(fault: Fault, path: Path, names: Collection[str]) -> Path:
    if fault.path == path:
        fields = FIELD_OF_MESSAGE.get(fault.message) or FIELD_OF_CODE.get(fault.code, ())
        return (*path, *[name for name in fields if name in names][:1])
    return tuple(_key(part) for part in fault.path)


def _key(part: str | int) -> str | int:
    return part.removesuffix("_edtf") if isinstance(part, str) else part
