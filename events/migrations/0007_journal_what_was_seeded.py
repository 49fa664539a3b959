"""Begin the journal with what was there at the beginning: the seeded event types and predicates.

So every record has a row, whoever follows the journal from 0 finds them, and what was changed can be put back.
"""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

FIELDS = {
    "EventType": ("event_type", ("label", "parent", "colour", "acled_event", "acled_sub_event")),
    "Predicate": ("predicate", ("label", "value_kind", "unit")),
}


def journal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    heads = apps.get_model("sources", "JournalHead").objects
    head, _ = heads.select_for_update().get_or_create(id=1)
    rows = list(_rows(apps, head.last_number))
    apps.get_model("sources", "JournalRow").objects.bulk_create(rows, batch_size=500)
    last = head.last_number + len(rows)
    heads.filter(id=1).update(last_number=last, public_revision=last if rows else head.public_revision)


def _rows(apps: Apps, number: int) -> Iterator[Any]:
    journal_row = apps.get_model("sources", "JournalRow")
    for model, (kind, names) in FIELDS.items():
        written = set(journal_row.objects.filter(kind=kind).values_list("slug", flat=True))
        rows = apps.get_model("events", model).objects.order_by("pk")
        for row in rows.select_related("parent") if "parent" in names else rows:
            if row.slug not in written:
                number += 1
                yield journal_row(
                    number=number,
                    kind=kind,
                    slug=row.slug,
                    version=row.version,
                    action="CREATE",
                    road="MIGRATION",
                    at=timezone.now(),
                    reason="There at the beginning.",
                    after=_record(kind, row, names),
                )


def _record(kind: str, row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: _value(row, name) for name in (*names, "external_ids", "note")}
    return {"record": kind, "slug": row.slug, **{name: value for name, value in values.items() if value}}


def _value(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return value.slug if name == "parent" and value else value


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0008_protect_the_journal"),
        ("events", "0006_merged_records"),
    ]

    operations = [migrations.RunPython(journal, migrations.RunPython.noop, elidable=False)]
