"""Who took part: the sides of dyads as actors, with what the UCDP Actor Dataset adds to their names."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TextIO

from actors.choices import ActorKind
from events.ucdp.columns import separator_of
from events.ucdp.countries import alpha_2
from events.ucdp.keys import one_line, shortened, slug_of
from events.ucdp.reading import Row, Side
from events.ucdp.shared import Shared
from sources.records import Json

STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
MOST_NAME = 200
CIVILIANS = "civilians"
#: Actor codebook, Org: 1 formally organised, 2 informally organised, 3 informally organised along identity, 4 a state.
_KIND_OF_ORG = {
    "2": ActorKind.POLITICAL_MILITIA,
    "3": ActorKind.IDENTITY_MILITIA,
    "4": ActorKind.STATE_FORCES,
}
_NO_NAME = ("", "n/a")


class BadActors(ValueError):
    """A file that is not the UCDP Actor Dataset."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the UCDP Actor Dataset says of one actor."""

    name: str
    names: list[dict[str, str]]
    org: str
    country: str


def actors_in(text: TextIO) -> dict[str, Known]:
    """Return what the UCDP Actor Dataset says, by actor id. :raises BadActors: when it is another file."""
    header = text.readline()
    separator = separator_of(header)
    names = [name.strip() for name in next(csv.reader([header], delimiter=separator), [])]
    needed = {"ActorId", "NameData", "NameOrigFull", "NameOrigFullEng", "NameChange", "Org", "GWNOLoc"}
    missing = sorted(needed.difference(names))
    if missing:
        raise BadActors(f"The header of the actors lacks {', '.join(missing)}.")
    lines = csv.DictReader(text, names, restval="", delimiter=separator)
    return {line["ActorId"].strip(): _known(line) for line in lines if line["ActorId"]}


def _known(line: dict[str, str]) -> Known:
    name, full, english = (one_line(line[key]) for key in ("NameData", "NameOrigFull", "NameOrigFullEng"))
    has_one_name = line["NameChange"] != "1"
    shown = full if has_one_name and full not in _NO_NAME else name
    kind = "OFFICIAL" if has_one_name else "FORMER"
    given = [(name, "ALIAS", ""), (full, kind, ""), (english, "TRANSLATION" if has_one_name else "FORMER", "en")]
    given.extend((one_line(new), "ALIAS", "") for new in line.get("NewName", "").split(","))
    places = line["GWNOLoc"].split(",")
    names = {
        text: {"text": shortened(text, MOST_NAME), "kind": kind, **({"language": language} if language else {})}
        for text, kind, language in reversed(given)
        if text not in (*_NO_NAME, shown)
    }
    country = alpha_2(places[0].strip()) if len(places) == 1 else ""
    return Known(shown, list(reversed(names.values())), line["Org"], country)


class Sides:
    """Makes the actors of rows.

    ``stored`` are the slugs of the actors that have a ucdp id in the store: whoever entered them, they are the same.
    """

    def __init__(self, shared: Shared, known: dict[str, Known], stored: dict[str, str]) -> None:
        self._shared = shared
        self._known = known
        self._stored = stored

    def both(self, row: Row) -> tuple[str, str]:
        """Return the slugs of side A and side B."""
        return self._actor(row, row.side_a), self._actor(row, row.side_b)

    def _actor(self, row: Row, side: Side) -> str:
        own = _slug(side)
        slug = self._stored.get(side.id, own) if side.id else own
        if slug != own:
            return slug
        known = self._known.get(side.id)
        kind = _kind(row, side, known)
        self._shared.add(row.line, "actor", own, **_fields(side, known, kind))
        actor = self._shared.record("actor", own)
        # Whoever fights a state in one row is a rebel group in all.
        if kind == ActorKind.REBEL_GROUP and actor["kind"] in (ActorKind.OTHER, ActorKind.POLITICAL_MILITIA):
            actor["kind"] = kind
        return own


def is_civilians(side: Side) -> bool:
    return side.name.casefold() == CIVILIANS


def _slug(side: Side) -> str:
    if is_civilians(side):
        return "ucdp-actor-civilians"
    return f"ucdp-actor-{side.id}" if side.id else slug_of("ucdp-actor", side.name)


def _kind(row: Row, side: Side, known: Known | None) -> ActorKind:
    if is_civilians(side):
        return ActorKind.CIVILIANS
    if side.name.startswith("Government of "):
        return ActorKind.STATE_FORCES
    if known and known.org in _KIND_OF_ORG:
        return _KIND_OF_ORG[known.org]
    if row.violence == STATE_BASED:
        return ActorKind.REBEL_GROUP
    # One-sided violence is by a state or a formally organised group; other fighting may be between communities.
    return ActorKind.POLITICAL_MILITIA if row.violence == ONE_SIDED or known else ActorKind.OTHER


def _fields(side: Side, known: Known | None, kind: ActorKind) -> dict[str, Json]:
    kept = (("dset_id", side.dset_id), ("gwno", side.gwno))
    return {
        "name": shortened(known.name if known else side.name, MOST_NAME),
        "kind": kind,
        "country": alpha_2(side.gwno) or (known.country if known else ""),
        "names": known.names if known else [],
        "external_ids": {"ucdp": side.id} if side.id else {},
        "note": "; ".join(f"{column} {value}" for column, value in kept if value),
    }
