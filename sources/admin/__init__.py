"""The staff's face of the store. Importing this package registers the records of this app."""

from sources.admin import journal as _journal  # noqa: F401
from sources.admin import registrations as _registrations  # noqa: F401
from sources.admin import tokens as _tokens  # noqa: F401
from sources.admin.choosing import ChoosesRecords
from sources.admin.forms import OwnedForm, RecordForm, RecordInlineForm, TextListField
from sources.admin.inlines import CITATION, CitationInline, OwnedInline, RecordInline, append_owned
from sources.admin.lookalikes import Entered, Lookalike, WarnsOfLookalikes
from sources.admin.publication import PublishableAdmin
from sources.admin.records import RecordAdmin
from sources.admin.searching import UsedOnly
from sources.admin.times import time_fieldset, time_filter
from sources.admin.written import entered_time

__all__ = [
    "CITATION",
    "ChoosesRecords",
    "CitationInline",
    "Entered",
    "Lookalike",
    "OwnedForm",
    "OwnedInline",
    "PublishableAdmin",
    "RecordAdmin",
    "RecordForm",
    "RecordInline",
    "RecordInlineForm",
    "TextListField",
    "UsedOnly",
    "WarnsOfLookalikes",
    "append_owned",
    "entered_time",
    "time_fieldset",
    "time_filter",
]
