"""The refusals of this package."""

from django.core.exceptions import ValidationError


class BadEdtf(ValidationError):
    """A text that is no EDTF date.

    ``position`` is the index of the fault in the text as given, counted from 0; it is the length of the text
    where something is missing at its end. ``reason`` is one plain sentence.
    """

    def __init__(self, position: int, reason: str) -> None:
        self.position = position
        self.reason = reason
        super().__init__(
            "Bad EDTF at position %(position)d: %(reason)s",
            code="BAD_EDTF",
            params={"position": position, "reason": reason},
        )


class NotUnderstood(BadEdtf):
    """A text that is no EDTF date, and no date in English that is understood; it says what can be written."""

    def __init__(self, reason: str) -> None:
        ValidationError.__init__(self, reason, code="BAD_EDTF")
        self.position = 0
        self.reason = reason
