"""The columns of UCDP GED (codebooks 17 to 25), by the names that an edition or a redistributor gives them."""

from __future__ import annotations

#: Without one of these no event can be made.
REQUIRED = (
    *("id", "type_of_violence", "side_a", "side_b", "country", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
)
OPTIONAL = (
    *("relid", "year", "active_year", "code_status"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name"),
    *("side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id", "gwnoa", "gwnob"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2"),
    *("latitude", "longitude", "geom_wkt", "priogrid_gid", "country_id", "region", "event_clarity", "date_prec"),
)
#: Not of UCDP: the country's code as HDX adds it, and the edition as merged files carry it.
ADDED = ("iso3", "edition")
KNOWN = (*REQUIRED, *OPTIONAL, *ADDED)

#: Other names of a column; each counts only where the file lacks the column itself.
ALIASES = {
    "best_est": "best",
    "high_est": "high",
    "low_est": "low",
    "conflict_id": "conflict_new_id",
    "dyad_id": "dyad_new_id",
    "side_a_id": "side_a_new_id",
    "side_b_id": "side_b_new_id",
    "gwno_a": "gwnoa",
    "gwno_b": "gwnob",
    "gwno": "country_id",
    "where_coord": "where_coordinates",
    "adm1": "adm_1",
    "adm2": "adm_2",
    "geom": "geom_wkt",
    "priogrid": "priogrid_gid",
    "_ucdp_version": "edition",
    "ucdp_version": "edition",
    "version": "edition",
}
SEPARATORS = ",;\t|"


class BadHeader(ValueError):
    """A header that lacks columns without which no event can be made, or names one twice."""


def separator_of(header: str) -> str:
    """Return what separates the cells of a header line."""
    return max(SEPARATORS, key=header.count)


def named(header: list[str]) -> list[str]:
    """Return the header with every column under its own name; what is unknown keeps the name it has.

    :raises BadHeader: naming those that are required and not there, or those that stand twice.
    """
    plain = [cell.strip().lower() for cell in header]
    names = [ALIASES[cell] if cell in ALIASES and ALIASES[cell] not in plain else cell for cell in plain]
    missing = [name for name in REQUIRED if name not in names]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if missing or twice:
        faults = (("lacks", missing), ("names twice", twice))
        raise BadHeader(f"The header {' and '.join(f'{verb} {", ".join(some)}' for verb, some in faults if some)}.")
    return names


def unknown(names: list[str]) -> list[str]:
    return [name for name in names if name not in KNOWN]


def absent(names: list[str]) -> list[str]:
    """Return the columns of UCDP that a file does without."""
    return [name for name in OPTIONAL if name not in names]
