"""Saving an edited row, and deleting one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ManyToManyRel, ProtectedError

from sources.actions.remarks import drop_remarks
from sources.journal import Writing
from sources.models import Record
from sources.records import is_visible, kind_of
from sources.refusals import Fault, Refusal, refuse

#: How many records a refusal names.
MOST_NAMED = 10


def save_record(writing: Writing, row: Record) -> Record:
    """Save an edited row's own columns after validating them; the caller writes owned rows within the writing.

    :raises ValidationError: keyed by column.
    """
    writing.touch(row)
    save_valid(row, lambda: writing.save(row))
    return row


def save_valid(row: models.Model, save: Callable[[], None]) -> None:
    """Save a row after validating it, within a writing.

    The database holds the constraints: which of them the row breaks is asked when it refused, by a statement each.

    :raises ValidationError: keyed by column.
    """
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            save()
    except IntegrityError:
        row.validate_unique()
        row.validate_constraints()
        raise


def delete(writing: Writing, row: Any) -> None:
    """Delete a record that nothing refers to and that was never public.

    :raises Refusal: STILL_CITED, naming what refers to it as far as whoever writes may see that; EVER_PUBLIC for what
        must be retracted instead.
    """
    kind = kind_of(row)
    if kind.has_status and row.published_at is not None:
        raise refuse("EVER_PUBLIC", "What was ever public is retracted, not deleted.", kind=kind.name, slug=row.slug)
    listing = list(_listing(row))
    if listing:
        raise _still_cited(writing, row, listing)
    drop_remarks(row)
    try:
        writing.delete(row)
    except ProtectedError as error:
        raise _still_cited(writing, row, error.protected_objects) from error


def _listing(row: models.Model) -> Iterator[models.Model]:
    """Yield the rows that have a record in a list of slugs, which the database would drop from it."""
    for relation in row._meta.related_objects:
        if isinstance(relation, ManyToManyRel):
            yield from relation.related_model._default_manager.filter(**{relation.field.name: row})


def _still_cited(writing: Writing, row: Record, citing: Iterable[models.Model]) -> Refusal:
    owners = set(_records_of(citing))
    seen = sorted((kind_of(one).name, one.slug) for one in owners if is_visible(one, writing.viewer))
    shown = [f"{kind} {slug}" for kind, slug in seen[:MOST_NAMED]]
    more = len(seen) - len(shown)
    others = ["others"] if len(seen) < len(owners) else []
    names = ", ".join([*shown, *others]) + (f" and {more} more" if more else "")
    message = f"Still referred to by {names}."
    return Refusal([Fault("STILL_CITED", message, (), kind_of(row).name, row.slug, names=tuple(seen[:MOST_NAMED]))])


def _records_of(rows: Iterable[models.Model]) -> Iterator[Any]:
    """Yield each record, and for a row that a record owns that record; loaded anew, for they may be loaded in part."""
    by_model: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        by_model[type(row)].add(row.pk)
    for model, pks in by_model.items():
        if issubclass(model, Record):
            yield from model._default_manager.filter(pk__in=pks)
            continue
        owner, owning = _owner_of(model)
        owners = model._default_manager.filter(pk__in=pks).values(owner)
        yield from owning._default_manager.filter(pk__in=owners)


def _owner_of(model: type[models.Model]) -> tuple[str, type[models.Model]]:
    """Return the name of the key to the record that owns such rows, and that record's model."""
    keys = ((field.name, field.remote_field) for field in model._meta.fields)
    return next((name, remote.model) for name, remote in keys if remote and remote.on_delete is models.CASCADE)
