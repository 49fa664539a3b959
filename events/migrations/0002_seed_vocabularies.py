"""Seed the event types and predicates; they are edited in the store from then on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from events.migrations._vocabularies import EVENT_TYPES, PREDICATES


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    seed_event_types(apps)
    predicates = apps.get_model("events", "Predicate")
    predicates.objects.bulk_create(predicates(**one._asdict(), version=1) for one in PREDICATES)


def seed_event_types(apps: Apps) -> None:
    types = apps.get_model("events", "EventType")
    rows = {one.slug: types(**{**one._asdict(), "parent": None}, version=1) for one in EVENT_TYPES}
    types.objects.bulk_create(rows.values())
    children = [one for one in EVENT_TYPES if one.parent]
    for one in children:
        rows[one.slug].parent = rows[one.parent]
    types.objects.bulk_update([rows[one.slug] for one in children], ["parent"])


def unseed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Delete what was seeded. :raises ProtectedError: while events or claims use it."""
    apps.get_model("events", "Predicate").objects.filter(slug__in=[one.slug for one in PREDICATES]).delete()
    types = apps.get_model("events", "EventType")
    for one in reversed(EVENT_TYPES):
        types.objects.filter(slug=one.slug).delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0001_events_claims_and_links")]

    operations = [migrations.RunPython(seed, unseed, elidable=False)]
