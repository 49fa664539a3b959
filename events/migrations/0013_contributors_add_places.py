"""Let contributors add places, so that an article is entered without leaving it; staff may edit the groups from then on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from events.migrations._roles import give_places, take_places


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_places(apps)


def take(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_places(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0012_events_by_time_alone"),
    ]

    operations = [migrations.RunPython(give, take, elidable=False)]
