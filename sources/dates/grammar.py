"""What the edtf package says of a date: it has the last word on the grammar, none on the bounds."""

import re
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf

_PARTLY_OPEN_MONTH = re.compile(r"(?<=[0-9]{4})-(?:X[0-9]|[0-9]X)$")


@lru_cache(maxsize=1024)  # a parse by the package takes milliseconds
def grammar_fault(date: str) -> int | None:
    """Return where the edtf package refuses an unqualified date, or None when it accepts it."""
    # edtf 5.0 prints and leaks an AttributeError on 2021-1X, but reads 2021-XX, which has the same form.
    form = _PARTLY_OPEN_MONTH.sub("-XX", date)
    try:
        parse_edtf(form)
    except EDTFParseException as error:
        return int(error.err.loc)
    return None
