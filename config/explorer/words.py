"""The closed vocabularies in words for readers, for the pages and for what the browser draws."""

from __future__ import annotations

from django.db.models import TextChoices

from actors.choices import ActorKind, NameKind, RelationKind
from events import choices
from sources.choices import SearchKind, Status, TimeBasis

VOCABULARIES: tuple[type[TextChoices], ...] = (
    ActorKind,
    NameKind,
    RelationKind,
    SearchKind,
    Status,
    TimeBasis,
    choices.Coherence,
    choices.Confidence,
    choices.Granularity,
    choices.Likelihood,
    choices.LinkBasis,
    choices.LinkKind,
    choices.Modality,
    choices.PlaceRole,
    choices.Precision,
    choices.Role,
    choices.SpeechAct,
    choices.StepStance,
    choices.SubjectClass,
    choices.Verdict,
    choices.Verification,
)
NAMED = {one.__name__: one for one in VOCABULARIES}
#: What the browser names by itself.
DRAWN = ("LinkKind", "LinkBasis", "Likelihood", "SearchKind", "Modality")


def words(vocabulary: str) -> dict[str, str]:
    """Return the words of a vocabulary's values, in the reader's language."""
    return {str(value): str(label) for value, label in NAMED[vocabulary].choices}


def word(vocabulary: str, value: str | None) -> str:
    """Return the word of a value; predicates, which editors may add, are named by themselves."""
    if not value:
        return ""
    known = NAMED.get(vocabulary)
    if known is None or value not in known.values:
        return value.replace("_", " ").lower()
    return str(known(value).label)
