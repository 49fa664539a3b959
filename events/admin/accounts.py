"""What is said of an event, voice beside voice, on the event's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from events.accounts import Account, accounts_of, interested_parties, stale
from events.choices import Reading, SpeechAct, SubjectClass, ValueKind, Verdict, Verification
from events.models import Assessment, Claim, Event
from events.sentences import figures, value_of
from sources import dates
from sources.choices import Status
from sources.visibility import Viewer

#: Marks of verdicts beside their words.
MARKS = {
    Verdict.AGREEMENT: "=",
    Verdict.COMPATIBLE: "≈",
    Verdict.CONTRADICTION: "≠",
    Verdict.SINGLE: "1",
    Verdict.NOT_COMPARABLE: "?",
}
#: Voices with a column of their own, those that say most first; and claims shown of one voice in one account.
MOST_VOICES, MOST_CLAIMS = 8, 5
OTHERS = "others"
#: What is to be said of a claim that was checked.
CHECKED = set(Verification) - {Verification.UNASSESSED}


@dataclass(frozen=True)
class Told:
    """One claim in the table: what it says, its page, and what is to be known about it."""

    text: str
    url: str
    quote: str
    notes: list[str]
    counts: bool


@dataclass(frozen=True)
class Cell:
    """What one voice says in one account; ``more`` is how many claims are left out."""

    voice: str
    told: list[Told]
    more: int


@dataclass(frozen=True)
class Judged:
    """One assessment of an account."""

    text: str
    url: str
    status: str
    is_stale: bool


@dataclass(frozen=True)
class Row:
    """One account: what it is about, how its claims stand to each other, and what each voice says."""

    about: str
    verdict: Verdict
    hull: str
    cells: list[Cell]
    assessments: list[Judged]
    assess_url: str

    @property
    def mark(self) -> str:
        return MARKS[self.verdict]

    @property
    def is_contradiction(self) -> bool:
        return self.verdict is Verdict.CONTRADICTION


@dataclass(frozen=True)
class Table:
    """The accounts of an event, a row each, and its voices, a column each."""

    voices: list[str]
    rows: list[Row]


def table_of(event: Event, viewer: Viewer) -> Table:
    """Return what a viewer sees said of an event, voice beside voice; a constant number of statements."""
    accounts = accounts_of([event], viewer)[event.pk]
    claims = [claim for account in accounts for claim in account.claims]
    if not claims:
        return Table([], [])
    assessments = [one for account in accounts for one in account.assessments]
    made = _Rows(claims, stale(assessments, viewer), interested_parties(claims, viewer))
    return Table(made.voices, [made.of(account) for account in accounts])


def voice_of(claim: Claim) -> str:
    """Return who says so, as a heading: the speaker as named or as worded, or the publisher or the source itself."""
    if claim.speaker:
        return claim.speaker.name
    return claim.speaker_as_worded or str(claim.source.publisher or claim.source)


class _Rows:
    """What the rows of one table share."""

    def __init__(self, claims: list[Claim], is_stale: dict[int, bool], is_party: dict[int, bool]) -> None:
        said = Counter(map(voice_of, claims))
        self._first = [voice for voice, _ in said.most_common(MOST_VOICES)]
        self.voices = [*self._first, *([OTHERS] if len(said) > len(self._first) else [])]
        self._is_stale, self._is_party = is_stale, is_party

    def of(self, account: Account) -> Row:
        judged = [
            Judged(_figures(one), self._page(one), one.get_status_display(), self._is_stale[one.pk])
            for one in account.assessments
        ]
        cells = [self._cell(voice, account) for voice in self.voices]
        return Row(_about(account), account.verdict, _hull(account), cells, judged, self._assess(account))

    def _cell(self, voice: str, account: Account) -> Cell:
        said = [claim for claim in account.claims if self._column(claim) == voice]
        told = [
            Told(
                value_of(claim) or str(SpeechAct(claim.speech_act).label),
                self._page(claim),
                claim.quote or claim.locator,
                list(self._notes(claim, account)),
                claim.slug in account.counted,
            )
            for claim in said[:MOST_CLAIMS]
        ]
        return Cell(voice, told, len(said) - len(told))

    def _column(self, claim: Claim) -> str:
        voice = voice_of(claim)
        return voice if voice in self._first else OTHERS

    def _notes(self, claim: Claim, account: Account) -> Iterator[str]:
        if self._column(claim) == OTHERS:
            yield voice_of(claim)
        if claim.speech_act != SpeechAct.ASSERTS and value_of(claim):
            yield SpeechAct(claim.speech_act).label.lower()
        if claim.reading == Reading.INFERRED:
            yield "inferred"
        if claim.verification in CHECKED:
            yield Verification(claim.verification).label.lower()
        if self._is_party[claim.pk]:
            yield "interested party"
        if claim.slug not in account.counted:
            yield "not counted"
        if claim.status != Status.PUBLISHED:
            yield str(Status(claim.status).label).lower()

    def _page(self, row: Claim | Assessment) -> str:
        return self._named(f"{row._meta.model_name}_change", row.pk)

    def _assess(self, account: Account) -> str:
        """Return the page of a new assessment, filled in with what an account is about and what carries its verdict."""
        counted = [claim for claim in account.claims if claim.slug in account.counted]
        given = {
            "event": account.event.pk,
            "predicate": account.predicate.pk,
            "subject": account.subject.pk if account.subject else None,
            "subject_class": account.subject_class,
            "claims": ",".join(str(claim.pk) for claim in counted or account.claims[:MOST_CLAIMS]),
        }
        return f"{self._named('assessment_add')}?{urlencode({name: one for name, one in given.items() if one})}"

    def _named(self, view: str, *args: Any) -> str:
        return reverse(f"admin:events_{view}", args=args)


def _about(account: Account) -> str:
    """Return what an account is about: predicate, subject, and which of its people."""
    whose = f", {account.subject.name}" if account.subject else ""
    of_class = account.subject_class
    people = "" if of_class == SubjectClass.ALL else f" ({SubjectClass(of_class).label.lower()})"
    return f"{account.predicate.label}{whose}{people}"


def _hull(account: Account) -> str:
    """Return the least and the most that is claimed, where it is a number or a time."""
    if account.predicate.value_kind != ValueKind.TIME:
        return figures(account.low, account.high)
    bounds = (None if bound is None else dates.iso_day(int(bound)) for bound in (account.low, account.high))
    days = [day or "open" for day in bounds]
    return "" if set(days) == {"open"} else " … ".join(dict.fromkeys(days))


def _figures(assessment: Assessment) -> str:
    """Return what an assessment comes to, and whose it is."""
    best = "" if assessment.best is None else f"best {figures(assessment.best, assessment.best)}"
    found = ", ".join(filter(None, [best, figures(assessment.low, assessment.high)]))
    return f"{found or 'no figures'} ({assessment.by or 'the editors'})"
