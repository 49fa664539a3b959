"""Kind and likelihood of a link as one small number, and which of these a question follows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from events.causality.likelihood import at_least, weight
from events.choices import Likelihood, LinkKind

#: What a question does with a link: pass it by, go along it and on, or only show where it leads.
PASSED, FOLLOWED, SHOWN = 0, 1, 2

NAMES = [(kind.value, likelihood) for kind in LinkKind for likelihood in ("", *Likelihood.values)]
LABELS = {name: label for label, name in enumerate(NAMES)}
#: Which of two links between the same events a path takes: the heavier, then that of the lesser kind.
_PLACES = sorted({(-weight(likelihood), kind) for kind, likelihood in NAMES})
RANKS = bytes(_PLACES.index((-weight(likelihood), kind)) for kind, likelihood in NAMES)


def fates(kinds: Iterable[str], min_likelihood: str | None) -> bytes:
    """Return what is done with links of each label, where those of some kinds and likelihoods are followed.

    What was prevented is shown and not followed further.
    """
    return _fates(frozenset(kinds), min_likelihood)


@lru_cache
def _fates(wanted: frozenset[str], min_likelihood: str | None) -> bytes:
    words = ["", *Likelihood.values] if min_likelihood is None else at_least(min_likelihood)
    return bytes(
        PASSED if kind not in wanted or word not in words else SHOWN if kind == LinkKind.PREVENTED else FOLLOWED
        for kind, word in NAMES
    )
