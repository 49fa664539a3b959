"""Claims as English sentences, written from what was entered where nobody wrote one."""

from __future__ import annotations

from decimal import Decimal

from events.choices import Reading, SpeechAct, SubjectClass, ValueKind
from events.models import Claim
from sources import dates
from sources.models import Source

OCCURRENCE = "occurrence"
#: What a claim's sentence is written from.
STATED_BY = (
    *("statement", "speaker_as_worded", "speech_act", "low", "high", "when", "text", "value_as_worded"),
    *("subject_as_worded", "subject_class", "reading", "speaker.slug", "speaker.name", "subject.slug", "subject.name"),
    *("place.name", "actor.name"),
    *("predicate.slug", "predicate.label", "predicate.value_kind", "predicate.unit"),
    *("source.title", "source.publisher.name"),
)
_VERBS = {
    SpeechAct.ASSERTS: "asserts",
    SpeechAct.DENIES: "denies",
    SpeechAct.CONFIRMS: "confirms",
    SpeechAct.CLAIMS_RESPONSIBILITY: "claims responsibility",
    SpeechAct.DEMANDS: "demands",
    SpeechAct.VOWS: "vows",
    SpeechAct.REPORTS_HEARSAY: "reports from hearsay",
}
_NUMBERS = (ValueKind.COUNT, ValueKind.QUANTITY)


def statement_of(claim: Claim) -> str:
    """Return a claim's own sentence, or one written from its speaker, speech act, predicate, value and subject.

    Needs its speaker, subject, place, actor, predicate and source with publisher loaded, and asks for nothing else.
    The source's own words stand in quotation marks. No full stop ends it.
    """
    if claim.statement.strip():
        return claim.statement.strip()
    return f"{_voice(claim)}{_what(claim)}{_subject(claim)}{_reading(claim)}"


def _voice(claim: Claim) -> str:
    """Name who speaks and what it does with what it says, up to where that begins."""
    worded = _quoted(claim.speaker_as_worded)
    verb = _VERBS[SpeechAct(claim.speech_act)]
    if claim.speaker is not None:
        return f"{claim.speaker.name} ({worded}) {verb}" if worded else f"{claim.speaker.name} {verb}"
    printed_in = _printed_in(claim)
    if worded:
        return f"{worded}, in {printed_in or 'a hidden source'}, {verb}"
    own_voice = f"{printed_in or 'A hidden source'} in its own voice"
    return own_voice if claim.speech_act == SpeechAct.ASSERTS else f"{own_voice} {verb}"


def _printed_in(claim: Claim) -> str:
    """Name who printed it; blank where the source is hidden from the one who reads the claim, so not at hand."""
    try:
        source = claim.source
    except Source.DoesNotExist:
        return ""
    return source.publisher.name if source.publisher else source.title


def _what(claim: Claim) -> str:
    predicate = claim.predicate
    if predicate.slug == OCCURRENCE:
        return " that it happened" if _has_verb(claim) else ": it happened"
    label = _in_a_sentence(predicate.label)
    if predicate.value_kind == ValueKind.NONE:
        return _what_holds(claim, label)
    value = value_of(claim)
    if not value:
        return f": {label}"
    return f": {label} {value}" if predicate.value_kind in _NUMBERS else f": {label}: {value}"


def _what_holds(claim: Claim, label: str) -> str:
    """Name what is affirmed or denied without a value; the speech act may have said it already."""
    if claim.speech_act == SpeechAct.CLAIMS_RESPONSIBILITY:
        return "" if label == "responsibility" else f": {label}"
    return f" {label}" if _has_verb(claim) else f": {label}"


def _has_verb(claim: Claim) -> bool:
    in_own_voice = claim.speaker is None and not claim.speaker_as_worded
    return not (in_own_voice and claim.speech_act == SpeechAct.ASSERTS)


def value_of(claim: Claim) -> str:
    """Return what a claim gives, blank where it gives nothing: ``≥ 7``, ``5 Sep 2021``, a name, a text.

    Needs its place, actor and predicate loaded.
    """
    return _number(claim) if claim.predicate.value_kind in _NUMBERS else _thing(claim)


def _number(claim: Claim) -> str:
    if claim.low is None and claim.high is None:
        return _quoted(claim.value_as_worded) or claim.text
    unit = f" {claim.predicate.unit}" if claim.predicate.value_kind == ValueKind.QUANTITY else ""
    return f"{figures(claim.low, claim.high)}{unit}".rstrip()


def figures(low: Decimal | int | None, high: Decimal | int | None) -> str:
    """Return a range of numbers, of which a bound may be missing: ``7``, ``≥ 7``, ``≤ 9``, ``7–9``; blank for none."""
    if low is None:
        return "" if high is None else f"≤ {_figure(high)}"
    if high is None:
        return f"≥ {_figure(low)}"
    return _figure(low) if low == high else f"{_figure(low)}–{_figure(high)}"


def _figure(number: Decimal | int) -> str:
    return f"{int(number):,}" if number == int(number) else f"{Decimal(number).normalize():,f}"


def _thing(claim: Claim) -> str:
    """Return what a claim names that is no number."""
    kind = claim.predicate.value_kind
    if kind == ValueKind.TIME and claim.when is not None:
        return dates.display(claim.when, worded=claim.when.worded)
    if kind == ValueKind.PLACE and claim.place is not None:
        return claim.place.name
    if kind == ValueKind.ACTOR and claim.actor is not None:
        return claim.actor.name
    return claim.text or _quoted(claim.value_as_worded)


def _speaks_of_itself(claim: Claim) -> bool:
    if claim.subject is None or claim.speaker is None:
        return claim.subject is claim.speaker
    return bool(claim.subject.slug == claim.speaker.slug)


def _subject(claim: Claim) -> str:
    """Say in brackets of whom, in our words and in the source's; who claims responsibility speaks of itself."""
    if claim.speech_act == SpeechAct.CLAIMS_RESPONSIBILITY and _speaks_of_itself(claim):
        return ""
    of_class = "" if claim.subject_class in (SubjectClass.ALL, SubjectClass.UNKNOWN) else claim.subject_class.lower()
    name = claim.subject.name if claim.subject else ""
    ours = f"{of_class} of {name}" if of_class and name else of_class or name
    parts = [part for part in (ours, _quoted(claim.subject_as_worded)) if part]
    return f" ({', '.join(parts)})" if parts else ""


def _reading(claim: Claim) -> str:
    if claim.reading != Reading.INFERRED:
        return ""
    worded = _quoted(claim.value_as_worded)
    return f", inferred from {worded}" if worded else ", inferred"


def _quoted(words: str) -> str:
    return f"“{words}”" if words else ""


def _in_a_sentence(label: str) -> str:
    """Lower a label's first letter, unless it is an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
