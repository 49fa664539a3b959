"""The rules about actors that the database cannot hold."""

from collections.abc import Iterable, Iterator

from django.db.models import Count

from actors.choices import RelationKind
from actors.hierarchy import PART_OF
from actors.models import Actor, Designation, Relation
from actors.records import RELATION
from sources.created import Created, suspecting
from sources.records import Changes, kind_named, title_for
from sources.records.references import MOST_ROWS
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
    path = " → ".join(title_for(names[pk], changes.viewer) for pk in cycle)
    culprit = next((subjects[pk] for pk in cycle if pk in subjects), next(iter(altered)))
    yield fault_of(altered[culprit], "CLOSES_CYCLE", f"This would close a cycle: {path}.", "object")


def actors_lists_stay_short(changes: Changes) -> Iterator[Fault]:
    """An actor has at most 100 relations and 100 designations that are not retracted: both are answered whole."""
    yield from _too_many(changes, "relation", Relation, "subject")
    yield from _too_many(changes, "relation", Relation, "object")
    yield from _too_many(changes, "designation", Designation, "actor")


def _too_many(changes: Changes, kind: str, model: type[Relation | Designation], field: str) -> Iterator[Fault]:
    changed = {pk: change for pk, change in changes.present(kind).items() if change.alters(field, "status")}
    if not changed:
        return
    actors = model.objects.filter(pk__in=changed).values(field)
    counted = model.objects.live().filter(**{f"{field}__in": actors}).values(field).annotate(number=Count("pk"))
    full = set(counted.filter(number__gt=MOST_ROWS).values_list(field, flat=True))
    for pk in model.objects.filter(pk__in=changed, **{f"{field}__in": full}).values_list("pk", flat=True):
        message = f"An actor has at most {MOST_ROWS} of these."
        yield fault_of(changed[pk], "TOO_MANY_ROWS", message, field)


def _parts(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    return {"relation": created.rows("relation").filter(kind=RelationKind.PART_OF).values_list("pk", flat=True)}


def _in_full_lists(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    """Return the new relations and designations of actors that have too many."""
    lists = (("relation", "subject"), ("relation", "object"), ("designation", "actor"))
    found: dict[str, set[int]] = {"relation": set(), "designation": set()}
    for kind, field in lists:
        live = kind_named(kind).objects.live().filter(**{f"{field}__in": created.rows(kind).values(field)})
        full = live.values(field).annotate(number=Count("pk")).filter(number__gt=MOST_ROWS).values(field)
        found[kind].update(created.rows(kind).filter(**{f"{field}__in": full}).values_list("pk", flat=True))
    return {kind: sorted(pks) for kind, pks in found.items()}


def register_rules() -> None:
    suspecting(part_of_has_no_cycle, _parts)
    suspecting(actors_lists_stay_short, _in_full_lists)
    RELATION.rules.extend([part_of_has_no_cycle, actors_lists_stay_short])
