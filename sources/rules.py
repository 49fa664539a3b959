"""The rules about all records, checked on the final state of a writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import batched
from typing import Any

from django.db.models import Exists, OuterRef, Q

from sources.choices import JournalAction, Status
from sources.created import Created, no_suspects, refreshing, suspecting
from sources.models import ExternalId, JournalRow, Mergeable, Source
from sources.records import (
    Change,
    Changes,
    Field,
    Kind,
    Pointer,
    Reference,
    References,
    Rows,
    Voice,
    all_kinds,
    kind_named,
    title_for,
)
from sources.records.kinds import SOURCE
from sources.refusals import Fault
from sources.trees import Hierarchy, ancestors, find_cycle

ALLOWED = {
    Status.DRAFT: {Status.IN_REVIEW, Status.PUBLISHED},
    Status.IN_REVIEW: {Status.DRAFT, Status.PUBLISHED},
    Status.PUBLISHED: {Status.RETRACTED},
    Status.RETRACTED: {Status.PUBLISHED},
}
BATCH = 1000
SOURCES = Hierarchy.of(Source, "derived_from")


def status_moves_as_allowed(changes: Changes) -> Iterator[Fault]:
    """DRAFT ⇄ IN_REVIEW → PUBLISHED ⇄ RETRACTED; a draft may be published at once."""
    for kind, change in _each(changes):
        if change.before is None or change.after is None or not kind.has_status:
            continue
        before, after = change.status(change.before), change.status(change.after)
        if before != after and after not in ALLOWED[Status(before)]:
            yield fault_of(change, "BAD_STATUS", f"What is {before} cannot become {after}.", "status")


def slug_is_fixed(changes: Changes) -> Iterator[Fault]:
    """A slug is fixed once its record was first published, and never reused."""
    for kind, change in _each(changes):
        if (
            change.before
            and change.after
            and change.before["slug"] != change.after["slug"]
            and _was_public(kind, change)
        ):
            yield fault_of(
                change, "SLUG_FIXED", f"The slug {change.before['slug']} is public and cannot change.", "slug"
            )
    for kind in all_kinds():
        yield from _reused(kind, [one for one in changes.of(kind.name).values() if one.before is None and one.after])


def _was_public(kind: Kind, change: Change) -> bool:
    return not kind.has_status or change.status(change.before) in (Status.PUBLISHED, Status.RETRACTED)


def _reused(kind: Kind, created: list[Change]) -> Iterator[Fault]:
    if kind.has_status or not created:
        return
    slugs = {change.after["slug"]: change for change in created if change.after}
    used = JournalRow.objects.filter(kind=kind.name, slug__in=slugs, action=JournalAction.DELETE)
    for slug in used.values_list("slug", flat=True).distinct():
        yield fault_of(slugs[slug], "SLUG_TAKEN", "A deleted record had this slug; slugs are never reused.", "slug")


def external_ids_are_unique(changes: Changes) -> Iterator[Fault]:
    """An external id belongs to one record of a kind."""
    for name, changed in changes.items():
        altered = [change for change in changed.values() if change.alters("external_ids", "slug")]
        freed = {change.before["slug"] for change in altered if change.before}
        wanted = [(change, key) for change in altered for key in (change.after or {}).get("external_ids", {}).items()]
        if not wanted:
            continue
        others = ExternalId.objects.filter(kind=name, identifier__in={identifier for _, (_, identifier) in wanted})
        taken = {(one.scheme, one.identifier): one.slug for one in others.exclude(slug__in=freed)}
        told = _told(name, set(taken.values()), changes)
        for change, key in wanted:
            if key in taken:
                slug = taken[key]
                whose = f"{name} {slug}" if slug in told else f"another {name}"
                names = ((name, slug),) if slug in told else ()
                fault = fault_of(change, "EXTERNAL_ID_TAKEN", f"{':'.join(key)} belongs to {whose}.", "external_ids")
                yield replace(fault, names=names)
            taken[key] = (change.after or {})["slug"]
            told.add(taken[key])


def _told(name: str, slugs: set[str], changes: Changes) -> set[str]:
    """Return the slugs of a kind that may be named to whoever writes."""
    if not slugs:
        return set()
    rows = kind_named(name).objects.visible_to(changes.viewer)
    return set(rows.filter(slug__in=slugs).values_list("slug", flat=True))


def published_refers_to_published(changes: Changes) -> Iterator[Fault]:
    """What is published refers only to what is published (owned rows may keep what was retracted later)."""
    named: dict[str, set[str]] = defaultdict(set)
    published = [(kind, change) for kind, change in _each(changes) if change.is_published]
    in_doubt = [(kind, change, list(_in_doubt(kind, change, changes))) for kind, change in published]
    for _, _, pointers in in_doubt:
        for pointer in pointers:
            named[pointer.kind].add(pointer.slug)
    status = {(kind, slug): state for kind, slugs in named.items() for slug, state in _statuses(kind, slugs)}
    for kind, change, pointers in in_doubt:
        for pointer in pointers:
            if not _may_stand(kind, change, pointer, status.get((pointer.kind, pointer.slug), Status.PUBLISHED)):
                message = f"The {pointer.kind} {pointer.slug} is not published."
                fault = fault_of(change, "NOT_PUBLISHABLE", message, *pointer.path)
                yield replace(fault, names=((pointer.kind, pointer.slug),))


def _in_doubt(kind: Kind, change: Change, changes: Changes) -> Iterator[Pointer]:
    """Yield what a published record names, but for what it named in the same field when it was published already.

    That was published then, and does not go back to being a draft; and no record is retracted that others rest on.
    What this writing changed is looked at all the same.
    """
    before = {_place(one) for one in kind.pointers(change.before or {})} if change.was_published else set()
    for pointer in kind.pointers(change.after or {}):
        if pointer.kind in changes or _place(pointer) not in before:
            yield pointer


def _place(pointer: Pointer) -> tuple[str, str, str | int]:
    return pointer.kind, pointer.slug, pointer.path[0]


def _statuses(kind: str, slugs: set[str]) -> Any:
    if not kind_named(kind).has_status:
        return []
    return kind_named(kind).objects.filter(slug__in=slugs).values_list("slug", "status")


def _may_stand(kind: Kind, change: Change, pointer: Pointer, status: str) -> bool:
    if status != Status.RETRACTED:
        return status == Status.PUBLISHED
    newly = change.before is not None and not change.was_published
    field = kind.field_named(str(pointer.path[0]))
    return not newly and not getattr(field, "cascades", False)


def nothing_published_rests_on_hidden(changes: Changes) -> Iterator[Fault]:
    """What leaves the public takes along what rests on it, or stays."""
    for name, changed in changes.items():
        hidden = {pk: change for pk, change in changed.items() if change.was_published and not change.is_published}
        if not hidden:
            continue
        for kind, lookup in resting_kinds(name):
            rows = kind.objects.filter(**{f"{lookup}__in": hidden, "status": Status.PUBLISHED})
            for pk, slug in rows.values_list(f"{lookup}_id", "slug"):
                message = f"The {kind.name} {slug} is published and rests on this."
                fault = fault_of(hidden[pk], "STILL_CITED", message, "status")
                yield replace(fault, names=((kind.name, slug),))


def resting_kinds(name: str) -> Iterator[tuple[Kind, str]]:
    """Yield the kinds with a status that rest on records of a kind, and by which lookup."""
    for kind in all_kinds():
        if kind.has_status:
            yield from ((kind, lookup) for target, lookup in kind.foundations() if target == name)


#: Rows that are about to be hidden: primary keys by kind.
Gone = dict[str, set[int]]
_unsupported: list[Callable[[Gone], Iterator[Any]]] = []


def register_unsupported(find: Callable[[Gone], Iterator[Any]]) -> None:
    """Make known how a higher app finds what loses its last support."""
    _unsupported.append(find)


def unsupported_without(gone: Gone) -> Iterator[Any]:
    """Yield the published records whose last support goes."""
    for find in _unsupported:
        yield from find(gone)


def merged_into_what_stands(changes: Changes) -> Iterator[Fault]:
    """What a record is merged into is not merged itself."""
    for name in changes:
        merged = {pk: change for pk, change in changes.present(name).items() if "merged_into" in (change.after or {})}
        if not merged:
            continue
        manager = kind_named(name).objects
        beyond = manager.filter(pk__in=merged, merged_into__merged_into__isnull=False).values_list("pk", flat=True)
        behind = manager.filter(merged_into__in=merged).values_list("merged_into_id", flat=True)
        for pk in {*beyond, *behind}:
            yield fault_of(merged[pk], "MERGED", "A record is merged into one that was not merged.", "merged_into")


def tree_rule(name: str, hierarchy: Hierarchy, field: str) -> Callable[[Changes], Iterator[Fault]]:
    """Return the rule that a kind's tree has no cycle; a refusal names the path by slugs."""

    def tree_has_no_cycle(changes: Changes) -> Iterator[Fault]:
        altered = {pk: change for pk, change in changes.present(name).items() if change.alters(field)}
        cycle = find_cycle(hierarchy, altered) if altered else None
        if cycle is None:
            return
        names = hierarchy.model._default_manager.in_bulk(cycle)
        path = " → ".join(title_for(names[pk], changes.viewer) for pk in cycle)
        culprit = next((altered[pk] for pk in cycle if pk in altered), next(iter(altered.values())))
        yield fault_of(culprit, "CLOSES_CYCLE", f"This would close a cycle: {path}.", field)

    def near(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
        """What is new is in a cycle only if something old was moved below it: new lines that circle never get here."""
        if not any(change.alters(field) for change in changes.present(name).values()):
            return {}
        return {name: created.rows(name).filter(**{f"{field}__isnull": False}).values_list("pk", flat=True)}

    return suspecting(tree_has_no_cycle, near)


def refresh_roots(changes: Changes) -> None:
    """Store the first source of every tree that changed."""
    _refresh_roots(pk for pk, change in changes.present("source").items() if change.alters("derived_from"))


def _refresh_created_roots(created: Created) -> None:
    derived = created.rows("source").filter(derived_from__isnull=False)
    for some in batched(list(derived.values_list("pk", flat=True)), BATCH):
        _refresh_roots(some)


def _refresh_roots(altered: Iterable[int]) -> None:
    touched = set(altered)
    if not touched:
        return
    ahead = touched
    while ahead:
        ahead = set(Source.objects.filter(derived_from__in=ahead).values_list("pk", flat=True)) - touched
        touched |= ahead
    above = ancestors(SOURCES, touched)
    tops = set(
        Source.objects.filter(pk__in=set().union(*above.values()), derived_from=None).values_list("pk", flat=True)
    )
    rows = list(Source.objects.filter(pk__in=touched))
    for row in rows:
        row.root_id = next(iter(above[row.pk] & tops), None)
    Source.objects.bulk_update(rows, ["root"], batch_size=200)


def _without_status(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    kinds = [kind.name for kind in all_kinds() if not kind.has_status]
    return {name: created.rows(name).values_list("pk", flat=True) for name in kinds}


def _contested(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    return {name: sorted(pks) for name, pks in created.contested.items()}


def _merged(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    kinds = [kind.name for kind in all_kinds() if issubclass(kind.model, Mergeable) and kind.name in created.first]
    return {name: created.rows(name).filter(merged_into__isnull=False).values_list("pk", flat=True) for name in kinds}


def _published_on_hidden(created: Created, changes: Changes) -> dict[str, Iterable[int]]:
    """Return what is new, published, and names something that is not."""
    found: dict[str, Iterable[int]] = {}
    for kind in all_kinds():
        if kind.has_status and kind.name in created.first:
            published = created.rows(kind.name).filter(status=Status.PUBLISHED)
            lookups = [lookup for field in kind.fields for lookup in _status_lookups(field)]
            found[kind.name] = sorted(
                {pk for lookup in lookups for pk in published.filter(lookup).values_list("pk", flat=True)}
            )
    return found


def _status_lookups(field: Field) -> Iterator[Q]:
    """Yield, for each record that a field may name, the condition that it is not published."""
    match field:
        case Rows():
            for part in field.fields:
                for hidden in _status_lookups(part):
                    yield Q(Exists(field.model._default_manager.filter(hidden, **{field.owner: OuterRef("pk")})))
        case Voice():
            yield from (_hidden(column) for kind, column in field.columns.items() if kind_named(kind).has_status)
        case Reference() | References():
            if kind_named(field.kind).has_status:
                yield _hidden(field.name)


def _hidden(name: str) -> Q:
    return Q(**{f"{name}__status__in": [status for status in Status if status != Status.PUBLISHED]})


def _each(changes: Changes) -> Iterator[tuple[Kind, Change]]:
    for name, changed in changes.items():
        for change in changed.values():
            yield kind_named(name), change


def fault_of(change: Change, code: str, message: str, *path: str | int) -> Fault:
    state = change.after or change.before or {}
    return Fault(code, message, path, state["record"], state["slug"])


def register_rules() -> None:
    """Give every rule of this app to the kind it is about."""
    suspecting(status_moves_as_allowed, no_suspects)
    suspecting(slug_is_fixed, _without_status)
    suspecting(external_ids_are_unique, _contested)
    suspecting(published_refers_to_published, _published_on_hidden)
    suspecting(nothing_published_rests_on_hidden, no_suspects)
    suspecting(merged_into_what_stands, _merged)
    refreshing(refresh_roots, _refresh_created_roots)
    SOURCE.rules.extend(
        [
            status_moves_as_allowed,
            slug_is_fixed,
            external_ids_are_unique,
            published_refers_to_published,
            nothing_published_rests_on_hidden,
            merged_into_what_stands,
            tree_rule("source", SOURCES, "derived_from"),
        ]
    )
    SOURCE.refreshes.append(refresh_roots)
