"""Texts that hurt no reader of the formats they stand in."""

from __future__ import annotations

import json
import re

from sources.records import Json

#: Ends of lines that are not LF: CR, VT, FF, NEL, and the line and paragraph separators.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Control characters that are no white space, half a surrogate pair, and what turns the direction of text around.
_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
#: What spreadsheets may take for a formula (OWASP, "CSV Injection"), and the mark itself.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
#: Of JSON inside HTML or JavaScript, as Django's ``json_script`` does; inside strings an escape means the same.
_ESCAPES = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\x7f\x85\u2028\u2029"}
_SURROGATES = re.compile("[\ud800-\udfff]")


def shown(text: str) -> tuple[str, bool]:
    """Return a text with LF alone as end of line and U+FFFD for what cannot be shown, and whether there was such."""
    found, number = _UNSHOWN.subn("\ufffd", _LINE_ENDS.sub("\n", text))
    return found, number > 0


def cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    One that begins with a character of a formula, or with ``'``, gets one ``'`` in front. So a reader that takes one
    ``'`` off the front of every cell that has it gets the text back.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(value: Json) -> str:
    """Return JSON that can stand in HTML and JavaScript as it is: without ``<``, ``>``, ``&``, U+2028 and U+2029."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)
    return _SURROGATES.sub(lambda one: f"\\u{ord(one[0]):04x}", text)
