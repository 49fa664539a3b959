"""From a row of UCDP GED to the records it says something of. docs/ucdp.md gives the columns one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

from events.choices import Role
from events.choices import Side as DyadSide
from events.ucdp import publications
from events.ucdp.checks import tell_oddities
from events.ucdp.estimates import assessment_of, claims_of
from events.ucdp.findings import Finding, Findings, Reason
from events.ucdp.keys import one_line, shortened
from events.ucdp.places import Gazetteer, Point
from events.ucdp.reading import Row
from events.ucdp.references import references_of
from events.ucdp.shared import Offer, Shared
from events.ucdp.sides import ONE_SIDED, Known, Sides
from sources.records import Json
from sources.records.references import MOST_ROWS

#: Codebook, type_of_violence: 1 between a state and another party, 2 between parties that are no state, 3 by an
#: organised party against civilians. What weapon was used, and who began, the dataset does not say.
EVENT_TYPES = {1: "battle", 2: "battle", 3: "violence-against-civilians"}
CONFLICTS = "ucdp-conflicts"
KINDS_OF_CONFLICT = {
    1: ("ucdp-state-based-conflicts", "State-based conflicts (UCDP)"),
    2: ("ucdp-non-state-conflicts", "Non-state conflicts (UCDP)"),
    3: ("ucdp-one-sided-violence", "One-sided violence (UCDP)"),
}
#: What is kept as the row words it, in the quote of the event's citation of the dataset.
QUOTED = (
    *("type_of_violence", "code_status", "event_clarity", "number_of_sources", "active_year", "year"),
    *("date_prec", "where_prec", "priogrid_gid", "region"),
)
MOST_TITLE, MOST_LABEL, MOST_QUOTE, MOST_LOCATOR = 300, 100, 500, 100


@dataclass(frozen=True, slots=True)
class Group:
    """All records of one row that no other row shares: its event, and what UCDP claims and judges of it."""

    line: int
    id: str
    dataset: str
    event: Offer
    claims: list[Offer]
    assessment: Offer


@dataclass(frozen=True, slots=True)
class Entered:
    """What the store has that rows name: actors and countries by UCDP's numbers, coordinates by division."""

    actors: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    centres: dict[str, Point] = field(default_factory=dict)


class Mapping:
    """Turns rows into records; what rows share gathers in ``shared``."""

    def __init__(
        self,
        findings: Findings,
        *,
        edition: str,
        known: dict[str, Known],
        entered: Entered,
    ) -> None:
        self.shared = Shared()
        self._findings = findings
        self._edition = edition
        self._sides = Sides(self.shared, known, entered.actors)
        self._gazetteer = Gazetteer(self.shared, entered.centres, entered.countries)

    def group_of(self, row: Row) -> Group:
        """Return the records of a row and tell what is odd about it."""
        tell_oddities(row, self._findings)
        edition = row["edition"] if publications.is_edition(row["edition"]) else self._edition
        dataset = publications.add_dataset(self.shared, row.line, edition)
        slug = f"ucdp-ged-{row.id}"
        sides = self._sides.both(row)
        event = self._event(row, slug, dataset, sides)
        claims = [{**claim, "event": slug, "source": dataset} for claim in claims_of(row, slug, sides)]
        assessment = assessment_of(row, slug, publications.title_of(edition), [claim["slug"] for claim in claims])
        return Group(
            line=row.line,
            id=row.id,
            dataset=dataset,
            event=Offer(event, row.line),
            claims=[Offer(claim, row.line) for claim in claims],
            assessment=Offer(assessment, row.line),
        )

    def _event(self, row: Row, slug: str, dataset: str, sides: tuple[str, str]) -> dict[str, Json]:
        located = self._gazetteer.locate(row)
        return {
            "record": "event",
            "slug": slug,
            "title": self._short(row, title_of(row), MOST_TITLE, "title"),
            "summary": _summary(row),
            "type": EVENT_TYPES[row.violence],
            "topics": [self._topic(row)],
            "when": when_of(row),
            "places": [{"place": located.place, "precision": located.precision}],
            "participations": _participations(row, sides),
            "citations": [self._own_citation(row, dataset), *self._reports(row)],
            "external_ids": {"ucdp": row.id},
        }

    def _topic(self, row: Row) -> str:
        """Return the topic of the row's dyad, below its conflict, below its kind of conflict."""
        self.shared.add(None, "topic", CONFLICTS, label="Conflicts (UCDP)")
        parent, label = KINDS_OF_CONFLICT[row.violence]
        self.shared.add(None, "topic", parent, label=label, parent=CONFLICTS)
        for name, key in (("conflict", row.conflict_id), ("dyad", row.dyad_id)):
            if key:
                parent = self._add_topic(row, name, key, parent)
        return parent

    def _add_topic(self, row: Row, name: str, key: str, parent: str) -> str:
        label = one_line(row[f"{name}_name"]) or f"{name} {key}"
        older = row[f"{name}_dset_id"].partition(".")[0]
        notes = [f"{name}_dset_id {older}" if older else "", label if len(label) > MOST_LABEL else ""]
        return self.shared.add(
            row.line,
            "topic",
            f"ucdp-{name}-{key}",
            label=self._short(row, label, MOST_LABEL, f"{name}_name"),
            parent=parent,
            external_ids={f"ucdp-{name}": key},
            note="; ".join(note for note in notes if note),
        )

    def _own_citation(self, row: Row, dataset: str) -> dict[str, Json]:
        relid = one_line(row["relid"])
        quoted = "; ".join(f"{column} {one_line(row[column])}" for column in QUOTED if row[column])
        locator = f"id {row.id}, {relid}" if relid else f"id {row.id}"
        return {
            "source": dataset,
            "quote": self._short(row, quoted, MOST_QUOTE, "quote"),
            "locator": self._short(row, locator, MOST_LOCATOR, "relid"),
        }

    def _reports(self, row: Row) -> list[dict[str, Json]]:
        references, all_split = references_of(row)
        self._tell_sources(row, len(references), all_split)
        for reference in references:
            self._short(row, reference.title, publications.MOST_TITLE, "source_headline")
        room = MOST_ROWS - 1
        reports = [publications.add_report(self.shared, row.line, reference) for reference in references[:room]]
        return [{"source": slug} for slug in dict.fromkeys(reports)]

    def _tell_sources(self, row: Row, found: int, all_split: bool) -> None:
        said = row["number_of_sources"].partition(".")[0]
        if not all_split:
            self._tell(row, Reason.SOURCES_NOT_SPLIT, "does not fit source_office, source_date and source_headline")
        if not found:
            self._tell(row, Reason.NO_SOURCE, "names no report", "source_article")
        if found > MOST_ROWS - 1:
            self._tell(row, Reason.TOO_MANY_SOURCES, f"{found} reports; the first {MOST_ROWS - 1} are cited")
        if said == "-1":
            self._tell(row, Reason.SOURCES_NOT_COUNTED, "is -1, which means not counted", "number_of_sources")
        elif said and said != str(found):
            message = f"is {said}; the strings name {found} different reports"
            self._tell(row, Reason.SOURCES_COUNTED_OTHERWISE, message, "number_of_sources")

    def _short(self, row: Row, text: str, most: int, column: str) -> str:
        if len(text) > most:
            self._tell(row, Reason.TEXT_SHORTENED, f"has {len(text)} characters, {most} fit: {text}", column)
        return shortened(text, most)

    def _tell(self, row: Row, reason: Reason, message: str, column: str = "source_article") -> None:
        self._findings.tell(Finding(reason, message, row.line, row.id, column))


def title_of(row: Row) -> str:
    """Name an event, which has no title in the dataset, by its dyad and its place as these are written there."""
    dyad = one_line(row["dyad_name"]) or f"{row.side_a.name} - {row.side_b.name}"
    columns = ("where_coordinates", "adm_2", "adm_1", "country")
    return f"{dyad}, {next(one_line(row[column]) for column in columns if row[column])}"


def when_of(row: Row) -> str:
    """Return one day, or the days on one of which it happened: date_start is the earliest possible, date_end the last.

    Nothing is padded: what date_prec (1 the day, 2 within 2 to 6 days, 3 a week, 4 a month, 5 up to a year) says
    shows in the two dates.
    """
    start, end = row.start.isoformat(), row.end.isoformat()
    return start if start == end else f"[{start}..{end}]"


def _participations(row: Row, sides: tuple[str, str]) -> list[dict[str, Json]]:
    """Side A of one-sided violence is who did it and side B its victims; elsewhere nothing says who attacked."""
    roles = (Role.INITIATOR, Role.VICTIM) if row.violence == ONE_SIDED else (Role.PARTICIPANT, Role.PARTICIPANT)
    parts = {
        (actor, role): {"actor": actor, "role": role, "side": side}
        for actor, role, side in zip(reversed(sides), reversed(roles), (DyadSide.B, DyadSide.A), strict=True)
    }
    return list(reversed(parts.values()))


def _summary(row: Row) -> str:
    """Return what the row tells in words of where it happened and who told it."""
    told = (("Where", "where_description"), ("Original source", "source_original"))
    return "\n".join(f"{label}: {one_line(row[column])}" for label, column in told if row[column])
