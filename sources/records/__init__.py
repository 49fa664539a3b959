"""The shape of every record: the same in a bundle's line, the journal, and REST."""

from sources.records.faults import record_faults
from sources.records.fields import Column, ExternalIds, Field, Json, Pointer, Resolver, TextList
from sources.records.reading import is_visible, seen_record, title_for
from sources.records.references import Reference, References, Voice
from sources.records.referring import referrers
from sources.records.registry import (
    ORDER,
    Change,
    Changes,
    Kind,
    Refresh,
    Rule,
    all_kinds,
    kind_named,
    kind_of,
    register,
)
from sources.records.rows import Rows, attach_lists, fill, read_fields, write_fields
from sources.records.standing import seen_records, standing
from sources.records.stored import Stored, records_of, stored_of
from sources.records.times import Time, bounds_of
from sources.records.unseen import Kept, Places, kept, with_unseen

__all__ = [
    "ORDER",
    "Change",
    "Changes",
    "Column",
    "ExternalIds",
    "Field",
    "Json",
    "Kept",
    "Kind",
    "Places",
    "Pointer",
    "Reference",
    "References",
    "Refresh",
    "Resolver",
    "Rows",
    "Rule",
    "Stored",
    "TextList",
    "Time",
    "Voice",
    "all_kinds",
    "attach_lists",
    "bounds_of",
    "fill",
    "is_visible",
    "kept",
    "kind_named",
    "kind_of",
    "read_fields",
    "record_faults",
    "records_of",
    "referrers",
    "register",
    "seen_record",
    "seen_records",
    "standing",
    "stored_of",
    "title_for",
    "with_unseen",
    "write_fields",
]
