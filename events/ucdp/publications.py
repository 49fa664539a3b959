"""What a row can be read in: the edition of the dataset, and the reports that it rests on, with who printed them."""

from __future__ import annotations

import re
from datetime import date

from events.ucdp.keys import MOST_WORDS, shortened, slug_of, words
from events.ucdp.references import Reference
from events.ucdp.shared import Shared
from sources.choices import PublisherKind, SourceKind
from sources.records import Json

UCDP = "ucdp"
NAME = "UCDP Georeferenced Event Dataset (GED)"
DATASET = "ucdp-ged"
#: Sundberg and Melander describe the dataset; UCDP asks to cite its yearly article too.
_CITED = "Cite Sundberg & Melander (2013), Journal of Peace Research 50(4)"
_YEARLY = {
    "20": "Pettersson & Öberg (2020), JPR 57(4)",
    "21": "Pettersson et al. (2021), JPR 58(4)",
    "22": "Davies, Pettersson & Öberg (2022), JPR 59(4)",
    "23": "Davies, Pettersson & Öberg (2023), JPR 60(4)",
    "24": "Davies, Engström, Pettersson & Öberg (2024), JPR 61(4)",
    "25": "Davies, Pettersson, Sollenberg & Öberg (2025), JPR 62(4)",
}
_EDITION = re.compile(r"\d{1,2}(\.\d+)*")
_IN_A_NAME = re.compile(r"(?:v|ged)_?(\d{2})[._-]?(\d)(?!\d)", re.IGNORECASE)
MOST_TITLE, MOST_NAME = 500, 200


def edition_in(name: str) -> str:
    """Return the edition that a file's name tells: GEDEvent_v23_1.csv is of 23.1; blank where it tells none."""
    found = _IN_A_NAME.search(name)
    return f"{found[1]}.{found[2]}" if found else ""


def is_edition(text: str) -> bool:
    return _EDITION.fullmatch(text) is not None


def dataset_slug(edition: str) -> str:
    return f"{DATASET}-{edition.replace('.', '-')}" if edition else DATASET


def order_of(dataset: str) -> tuple[int, ...]:
    """Return by what editions are ordered, the later the greater, from the slug of the dataset."""
    return tuple(int(number) for number in re.findall(r"\d+", dataset))


def title_of(edition: str) -> str:
    return f"{NAME}, version {edition}" if edition else NAME


def add_dataset(shared: Shared, line: int, edition: str) -> str:
    """Make the source that stands for one edition of the dataset, and its publisher; return its slug."""
    shared.add(
        None,
        "publisher",
        UCDP,
        name="Uppsala Conflict Data Program",
        kind=PublisherKind.DATASET,
        country="SE",
        homepage="https://ucdp.uu.se/",
    )
    cited = "; ".join(part for part in (_CITED, _YEARLY.get(edition.partition(".")[0], "")) if part)
    return shared.add(
        line,
        "source",
        dataset_slug(edition),
        title=title_of(edition),
        publisher=UCDP,
        kind=SourceKind.DATASET,
        published={"edtf": f"20{edition[:2]}", "basis": "INFERRED"} if edition else None,
        licence=f"CC BY 4.0. {cited}",
    )


def add_report(shared: Shared, line: int, reference: Reference) -> str:
    """Make the source that stands for one report, and its publisher where it is named; return its slug.

    The same office, day and headline are the same report, in whatever row.
    """
    title = reference.title or reference.office
    identity = (reference.office.casefold(), reference.day, reference.title)
    return shared.add(
        line,
        "source",
        slug_of("ucdp-report", title, *identity),
        title=shortened(title, MOST_TITLE),
        publisher=_add_office(shared, line, reference.office),
        published=_published(reference.day),
        note=title if len(title) > MOST_TITLE else "",
    )


def _add_office(shared: Shared, line: int, office: str) -> str | None:
    """Make a publisher; names that differ in case and punctuation only are one."""
    if not office:
        return None
    key = words(office)
    is_whole = office.isascii() and 0 < len(key) < MOST_WORDS
    slug = f"ucdp-office-{key}" if is_whole else slug_of("ucdp-office", office, office.casefold())
    return shared.add(line, "publisher", slug, name=shortened(office, MOST_NAME))


def _published(day: str) -> Json:
    try:
        return date.fromisoformat(day).isoformat() if day else None
    except ValueError:
        return {"worded": day}
