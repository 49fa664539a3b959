"""How many died: four parts and a total, as claims in UCDP's own voice, and its best estimate as an assessment.

Codebook: deaths_a, deaths_b, deaths_civilians and deaths_unknown are the best estimates of the dead of side A, of side
B, of civilians, and of people of unknown status; best is their sum, the most likely total; low and high are the lowest
and the highest reliable estimate of the total.
"""

from __future__ import annotations

from collections.abc import Iterator

from events.choices import Reading, SubjectClass
from events.ucdp.reading import Row
from events.ucdp.sides import ONE_SIDED
from sources.records import Json

PARTS = ("a", "b", "civilians", "unknown")
METHOD = (
    "{edition}: best is the sum of the best estimates for side A, side B, civilians and people of unknown status; low "
    "and high are the lowest and the highest reliable estimates of the total (UCDP GED codebook)."
)


def claim_slugs(event: str) -> dict[str, str]:
    """Return the slugs of all claims that an event may have, by what they count."""
    return {"total": f"{event}-killed", **{part: f"{event}-killed-{part}" for part in PARTS}}


def in_words(row: Row) -> str:
    """Return all figures of a row as its columns give them."""
    parts = "; ".join(f"deaths_{part} {row.deaths[part]}" for part in PARTS)
    return f"{parts}; {total_in_words(row)}"


def total_in_words(row: Row) -> str:
    return f"low {row.low}; best {row.best}; high {row.high}"


def is_ordered(row: Row) -> bool:
    return row.low <= row.best <= row.high


def claims_of(row: Row, event: str, sides: tuple[str, str]) -> Iterator[dict[str, Json]]:
    """Yield the claims of a row, without status and source: the total, then each part that it counts.

    Where low, best and high contradict one another the total is best alone, which is the sum of the parts, and marked
    as inferred from the three. Parts that are 0 are claims too, where
    the row is about them: not the sides in one-sided violence (always 0 there), not those of unknown status.
    """
    slugs = claim_slugs(event)
    yield _claim(row, slugs["total"], "low, best, high", total_in_words(row), **_total(row))
    subjects: dict[str, dict[str, Json]] = {
        "a": {"subject": sides[0], "subject_class": SubjectClass.COMBATANTS},
        "b": {"subject": sides[1], "subject_class": SubjectClass.COMBATANTS},
        "civilians": {"subject_class": SubjectClass.CIVILIANS},
        "unknown": {"subject_class": SubjectClass.UNKNOWN, "subject_as_worded": "people of unknown status"},
    }
    for part in PARTS:
        number = row.deaths[part]
        if number or _is_counted(row, part):
            column = f"deaths_{part}"
            worded = f"{column} {number}"
            yield _claim(row, slugs[part], column, worded, low=number, high=number, **subjects[part])


def _total(row: Row) -> dict[str, Json]:
    if is_ordered(row):
        return {"low": row.low, "high": row.high}
    return {"low": row.best, "high": row.best, "reading": Reading.INFERRED}


def _is_counted(row: Row, part: str) -> bool:
    return part == "civilians" or (part != "unknown" and row.violence != ONE_SIDED)


def _claim(row: Row, slug: str, columns: str, worded: str, **fields: Json) -> dict[str, Json]:
    return {
        "record": "claim",
        "slug": slug,
        "predicate": "killed",
        "locator": f"id {row.id}, {columns}",
        "value_as_worded": worded,
        **fields,
    }


def assessment_of(row: Row, event: str, edition: str, claims: list[str]) -> dict[str, Json]:
    """Return UCDP's estimate of the total, without status; best alone where the three contradict one another."""
    interval = {"low": row.low, "high": row.high} if is_ordered(row) else {}
    return {
        "record": "assessment",
        "slug": claim_slugs(event)["total"],
        "event": event,
        "predicate": "killed",
        "best": row.best,
        **interval,
        "by": "ucdp",
        "method": METHOD.format(edition=edition),
        "rationale": in_words(row),
        "claims": sorted(claims),
    }
