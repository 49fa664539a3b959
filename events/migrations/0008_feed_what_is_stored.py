"""Enter into the feed what the store holds: at the number of its last change, or at 0 what nobody wrote."""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max
from django.utils import timezone

MODELS = {
    "publisher": "sources.Publisher",
    "source": "sources.Source",
    "media": "sources.Media",
    "actor": "actors.Actor",
    "relation": "actors.Relation",
    "designation": "actors.Designation",
    "place": "events.Place",
    "event_type": "events.EventType",
    "topic": "events.Topic",
    "predicate": "events.Predicate",
    "event": "events.Event",
    "claim": "events.Claim",
    "link": "events.CausalLink",
    "assessment": "events.Assessment",
    "narrative": "events.Narrative",
}
UNPUBLISHED = ("DRAFT", "IN_REVIEW")


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    entries, heads = apps.get_model("sources", "FeedEntry"), apps.get_model("sources", "JournalHead")
    for kind, name in MODELS.items():
        entries.objects.bulk_create(_entries(apps, kind, name), batch_size=500)
    last = entries.objects.aggregate(last=Max("public_number"))["last"] or 0
    heads.objects.filter(public_revision__lt=last).update(public_revision=last)


def _entries(apps: Apps, kind: str, name: str) -> Iterator[Any]:
    entry = apps.get_model("sources", "FeedEntry")
    rows = apps.get_model("sources", "JournalRow").objects.filter(kind=kind)
    last = {slug: (number, at) for slug, number, at in rows.order_by("number").values_list("slug", "number", "at")}
    for record in apps.get_model(name).objects.order_by("slug"):
        number, at = last.get(record.slug, (0, timezone.now()))
        public = getattr(record, "status", "") not in UNPUBLISHED
        shown = {"public_number": number, "public_at": at} if public else {}
        yield entry(kind=kind, slug=record.slug, number=number, at=at, **shown)


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("sources", "FeedEntry").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0009_feed_entries"),
        ("actors", "0004_merged_records"),
        ("events", "0007_journal_what_was_seeded"),
    ]

    operations = [migrations.RunPython(enter, leave, elidable=False)]
