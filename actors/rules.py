"""The rules about actors that the database cannot hold."""

from collections.abc import Iterator

from actors.hierarchy import PART_OF
from actors.models import Actor, Relation
from actors.records import RELATION
from sources.records import Changes
from sources.refusals import Fault
from sources.rules import fault_of
from sources.trees import find_cycle


def part_of_has_no_cycle(changes: Changes) -> Iterator[Fault]:
    """No actor is part of itself, however far around; drafts count."""
    altered = {
        pk: change
        for pk, change in changes.present("relation").items()
        if change.alters("kind", "subject", "object", "status")
    }
    if not altered:
        return
    subjects = dict(Relation.objects.filter(pk__in=altered).values_list("subject_id", "pk"))
    cycle = find_cycle(PART_OF, subjects)
    if cycle is None:
        return
    names = Actor.objects.in_bulk(cycle)
    path = " → ".join(str(names[pk]) for pk in cycle)
    culprit = next((subjects[pk] for pk in cycle if pk in subjects), next(iter(altered)))
    yield fault_of(altered[culprit], "CLOSES_CYCLE", f"This would close a cycle: {path}.", "object")


def register_rules() -> None:
    RELATION.rules.append(part_of_has_no_cycle)
