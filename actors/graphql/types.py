"""The types of who takes part, speaks, or is spoken of."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from actors import filters, models
from actors.choices import ActorKind, NameKind, RelationKind
from sources.graphql.connections import Listed
from sources.graphql.declared import Batched, Choice, Column, Time
from sources.graphql.nodes import Node, declare
from sources.graphql.query import One, Query
from sources.graphql.reading import Reading
from sources.graphql.relations import Many, Owned, ToOne
from sources.graphql.types import BY_SLUG, MERGED_INTO, Publishable, Publisher
from sources.graphql.unions import one_of


def relations_of(rows: list[Any], reading: Reading) -> dict[int, list[Any]]:
    """Return the relations of actors, from both ends, by kind and slug."""
    found: dict[int, list[Any]] = {row.pk: [] for row in rows}
    touching = Q(subject__in=list(found)) | Q(object__in=list(found))
    for relation in reading.rows(models.Relation).filter(touching).order_by("kind", "slug"):
        for end in {relation.subject_id, relation.object_id} & found.keys():
            found[end].append(relation)
    return found


class Actor(Publishable):
    model = models.Actor
    filters = filters.ActorFilterSet

    name = Column()
    kind = Choice(ActorKind)
    country = Column()
    description = Column()
    active = Time()
    names = Owned("ActorName", help_text="All names it goes by.")
    speaks_through = Many("Publisher", order=BY_SLUG)
    relations = Batched(
        "Relation", relations_of, is_list=True, help_text="How it stands to others, read from either end."
    )
    designations = Many("Designation", order=BY_SLUG, help_text="What authorities call it.")
    merged_into = ToOne("Actor", may_be_hidden=True, help_text=MERGED_INTO)


class ActorName(Node):
    model = models.ActorName

    text = Column()
    kind = Choice(NameKind)
    language = Column()


class Relation(Publishable):
    model = models.Relation

    subject = ToOne("Actor")
    kind = Choice(RelationKind)
    object = ToOne("Actor")
    when = Time()
    citations = Owned("Citation", help_text="Where it can be read.")


class Designation(Publishable):
    model = models.Designation

    actor = ToOne("Actor")
    authority = ToOne("Actor")
    programme = Column()
    label = Column()
    when = Time()
    citations = Owned("Citation", help_text="Where it can be read.")


declare(Publisher, speaks_for=Many("Actor", order=BY_SLUG, help_text="The actors that it speaks for."))
declare(Query, actor=One("Actor"), actors=Listed("Actor"))

one_of("Voice", "Who speaks: an actor, or a publisher in its own voice.", Actor, Publisher)
