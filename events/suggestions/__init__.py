"""What a text offers to one who enters it: names that are known, times and figures.

Deterministic rules and the store's own names. What is offered is applied by nobody but the reader.
"""

from events.suggestions.figures import Figure, figures_in
from events.suggestions.names import Known, Name, names_in
from events.suggestions.paragraphs import Paragraph, locator_of, paragraphs_of
from events.suggestions.store import known_in
from events.suggestions.times import Time, times_in

__all__ = [
    "Figure",
    "Known",
    "Name",
    "Paragraph",
    "Time",
    "figures_in",
    "known_in",
    "locator_of",
    "names_in",
    "paragraphs_of",
    "times_in",
]
