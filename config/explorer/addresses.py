"""What the address of a page asks for, read as the API's filter: the same parameters on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

#: The parameters of an address that narrow the events, and the fields of EventFilter they fill.
LISTS = {"type": "type", "topic": "topic", "actor": "actor", "place": "place"}
SINGLES = {"from": "happenedFrom", "to": "happenedTo"}
#: A tick that asks for less.
FLAGS = {"certainly": ("certainty", "CERTAINLY"), "disputed": ("verdict", ["CONTRADICTION"])}
#: What belongs to the place in a list, not to the question.
PLACES = ("after", "before", "show")


@dataclass(frozen=True)
class Asked:
    """The question in an address."""

    filter: dict[str, Any]
    search: str | None
    parameters: Mapping[str, list[str]]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filter or self.search)

    def beside(self, **place: str | None) -> str:
        """Return the query string of the same question at another place of its list."""
        kept = {name: values for name, values in self.parameters.items() if name not in PLACES}
        return urlencode(kept | {name: [value] for name, value in place.items() if value}, doseq=True)


def asked(given: QueryDict) -> Asked:
    """Read the parameters; blank ones, as forms send them, ask for nothing."""
    parameters = {name: [value for value in given.getlist(name) if value.strip()] for name in given}
    parameters = {name: values for name, values in parameters.items() if values}
    narrowed: dict[str, Any] = {field: parameters[name] for name, field in LISTS.items() if name in parameters}
    narrowed |= {field: parameters[name][-1].strip() for name, field in SINGLES.items() if name in parameters}
    narrowed |= dict(pair for name, pair in FLAGS.items() if name in parameters)
    search = parameters.get("q", [""])[-1].strip() or None
    return Asked(narrowed, search, parameters)
