"""The kinds of record of this app."""

from actors import models
from sources import search
from sources.records import Reference, References, Rows, Time, register
from sources.records.kinds import citation_fields, columns, merged_into, publication, tail
from sources.records.registry import Kind

ACTOR = Kind(
    "actor",
    "actors",
    models.Actor,
    [
        *publication(),
        *columns("name", "kind", "description", "country"),
        Time("active"),
        References("speaks_through", "publisher"),
        Rows("names", models.ActorName, "actor", columns("text", "language", "kind")),
        merged_into("actor"),
        *tail(),
    ],
)
RELATION = Kind(
    "relation",
    "relations",
    models.Relation,
    [
        *publication(),
        Reference("subject", "actor"),
        *columns("kind"),
        Reference("object", "actor"),
        Time("when"),
        Rows("citations", models.RelationCitation, "relation", citation_fields()),
        *tail(),
    ],
)
DESIGNATION = Kind(
    "designation",
    "designations",
    models.Designation,
    [
        *publication(),
        Reference("actor", "actor"),
        Reference("authority", "actor"),
        *columns("programme", "label"),
        Time("when"),
        Rows("citations", models.DesignationCitation, "designation", citation_fields()),
        *tail(),
    ],
)


def register_kinds() -> None:
    register(ACTOR, RELATION, DESIGNATION)
    search.register(
        search.Searched("actor", names=("name", "names.text"), texts=("description",)),
        search.Searched("designation", names=("label", "programme")),
    )
