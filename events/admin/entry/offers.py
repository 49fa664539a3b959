"""What a text offers, as links: each fills fields of a form, on a page without scripts by its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from events import suggestions
from events.admin.entry.makers import address
from events.models import Event, Predicate
from sources.choices import TimeBasis
from sources.dates.english import Reading
from sources.models import Source

TIME, PLACE = "time", "place"
#: What an offer replaces or adds to; anything else in an address is not passed on.
REPEATED = ("actor", "place")


@dataclass
class Link:
    """One way to take an offer: the fields it fills, and what to show for the keys among them."""

    label: str
    fields: dict[str, Any]
    labels: dict[str, str] = field(default_factory=dict)
    href: str = ""

    @property
    def as_json(self) -> str:
        return json.dumps({"fields": self.fields, "labels": self.labels})


@dataclass
class Offer:
    """Something a text says, where, and how it can be taken."""

    words: str
    locator: str
    told: str
    links: list[Link]


class Offers:
    """The offers of one text for what is being made."""

    def __init__(self, request: HttpRequest, site: AdminSite, source: Source, found: Any) -> None:
        self.source, self.found, self.site = source, found, site
        self.text: str = found.text
        self.paragraphs = suggestions.paragraphs_of(found.text)
        self.make = request.GET.get("make", "event")
        self.given = {key: request.GET.getlist(key) for key in request.GET}
        self.predicates = {one.slug: one for one in Predicate.objects.all()}

    def groups(self) -> list[tuple[str, list[Offer]]]:
        """Return the offers by what they are of."""
        groups = {
            "Figures": self._figures(),
            "Times": self._times(),
            "Actors": self._names("actor", is_sure=True),
            "Places": self._names("place", is_sure=True),
            "Perhaps meant": self._names("actor", is_sure=False),
        }
        made = [(title, list(offers)) for title, offers in groups.items()]
        for _, offers in made:
            for link in (link for offer in offers for link in offer.links):
                link.href = self._href(link)
        return [(title, offers) for title, offers in made if offers]

    def of_event(self, event: Event) -> list[Link]:
        """Return what can be made with an event."""
        links = [Link("Add a claim", {"make": "claim", "event": event.pk}, {"event": str(event)})]
        if self.make == "link":
            links += [Link(f"is the {end}", {end: event.pk}, {end: str(event)}) for end in ("cause", "effect")]
        for link in links:
            link.href = self._href(link)
        return links

    def _href(self, link: Link) -> str:
        """Return the address that has the form filled in so, beside what is filled in already."""
        query: dict[str, Any] = dict(self.given)
        for name, value in link.fields.items():
            repeated = name in REPEATED and link.fields.get("make", self.make) == "event"
            query[name] = list(dict.fromkeys([*query.get(name, []), str(value)])) if repeated else value
        return address(self.source, **{"make": self.make} | query)

    def _excerpt(self, start: int, end: int) -> dict[str, Any]:
        return {
            "quote": self.text[start:end],
            "locator": suggestions.locator_of(self.paragraphs, start, end),
            "start_offset": start,
            "end_offset": end,
        }

    def _figures(self) -> Iterator[Offer]:
        for one in self.found.figures:
            predicate = self.predicates.get(one.predicate)
            if predicate is None:
                continue
            bounds = {"low": _number(one.low), "high": _number(one.high)}
            fields = {
                "make": "claim",
                "predicate": predicate.pk,
                **bounds,
                "value_as_worded": one.worded,
                "subject_as_worded": one.subject,
                "subject_class": one.subject_class.value,
                **self._excerpt(one.start, one.end),
            }
            labels = {"predicate": self._label(predicate)}
            for name in self._actors_within(one):
                fields["subject"], labels["subject"] = name.known.key, name.known.label
            told = " ".join(filter(None, [f"{predicate.label}:", _range(**bounds), one.subject]))
            yield self._offer(one.start, one.end, told, [Link("claim", fields, labels)])

    def _actors_within(self, figure: suggestions.Figure) -> list[suggestions.Name]:
        """Return the one actor whose name stands in a figure's words for those counted."""
        inside = [
            name
            for name in self.found.names
            if name.known.kind == "actor"
            and name.is_sure
            and figure.start <= name.start
            and name.end <= figure.end
            and self.text[name.start : name.end] in figure.subject
        ]
        return inside[:1] if len({name.known for name in inside}) == 1 else []

    def _times(self) -> Iterator[Offer]:
        for one in self.found.times:
            basis = TimeBasis.INFERRED if one.is_counted else TimeBasis.STATED
            links = [self._taken_as_time(reading, one, basis) for reading in one.readings]
            predicate = self.predicates.get(TIME)
            if self.make == "claim" and predicate:
                fields = {"predicate": predicate.pk, **_time("when", one.readings[0].edtf, one.worded, basis)}
                links.append(Link("the time claimed", fields, {"predicate": self._label(predicate)}))
            yield self._offer(one.start, one.end, "", links)

    def _taken_as_time(self, reading: Reading, one: suggestions.Time, basis: str) -> Link:
        """Return the way to take a reading: of a claim as when it was said, else as when the event happened."""
        told = f"{reading.edtf} ({reading.why})" if reading.why else reading.edtf
        if self.make == "claim":
            return Link(f"said {told}", _time("stated", reading.edtf, one.worded, basis))
        ongoing = self.source.published.edtf if one.is_ongoing and self.source.published else ""
        fields = {"make": "event", **_time("when", reading.edtf, one.worded, basis)}
        return Link(told, fields | ({"when_ongoing_on": ongoing} if len(ongoing) == len("2021-09-15") else {}))

    def _names(self, kind: str, *, is_sure: bool) -> Iterator[Offer]:
        names = [one for one in self.found.names if one.is_sure is is_sure and (one.known.kind == kind or not is_sure)]
        first: dict[suggestions.Known, suggestions.Name] = {}
        for name in names:
            first.setdefault(name.known, name)
        for known, name in first.items():
            links = list(self._taken_as_place(known) if known.kind == "place" else self._taken_as_actor(known))
            yield self._offer(name.start, name.end, known.label, links)

    def _taken_as_actor(self, known: suggestions.Known) -> Iterator[Link]:
        roles = {
            "claim": {"speaker": "speaker", "subject": "subject"},
            "link": {"asserted_by_actor": "says so"},
        }.get(self.make, {"actor": "takes part"})
        for name, label in roles.items():
            fields = {name: known.key} | ({"make": "event"} if name == "actor" else {})
            yield Link(label, fields, {name: known.label})

    def _taken_as_place(self, known: suggestions.Known) -> Iterator[Link]:
        predicate = self.predicates.get(PLACE)
        if self.make == "claim" and predicate:
            fields = {"predicate": predicate.pk, "place": known.key}
            yield Link("as what is claimed", fields, {"predicate": self._label(predicate), "place": known.label})
        elif self.make == "place":
            yield Link("lies in it", {"parent": known.key}, {"parent": known.label})
        else:
            yield Link("place", {"make": "event", "place": known.key}, {"place": known.label})

    def _label(self, predicate: Predicate) -> str:
        return str(self.site.get_model_admin(Predicate).label(predicate))  # type: ignore[attr-defined]  # a RecordAdmin

    def _offer(self, start: int, end: int, told: str, links: list[Link]) -> Offer:
        return Offer(self.text[start:end], suggestions.locator_of(self.paragraphs, start, end), told, links)


def _time(name: str, edtf: str, worded: str, basis: str) -> dict[str, Any]:
    return {f"{name}_edtf": edtf, f"{name}_worded": worded, f"{name}_basis": str(basis)}


def _number(bound: Any) -> str:
    return "" if bound is None else f"{bound.normalize():f}"


def _range(low: str, high: str) -> str:
    if not low and not high:
        return "no number"
    if not high:
        return f"≥ {low}"
    return f"≤ {high}" if not low else low if low == high else f"{low}–{high}"
