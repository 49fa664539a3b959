"""Let every role leave remarks on records; staff may edit the groups from then on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from events.migrations._roles import give_remarks, take_remarks


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_remarks(apps)


def take(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_remarks(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0012_index_what_waits"),
        ("events", "0010_index_what_waits"),
    ]

    operations = [migrations.RunPython(give, take, elidable=False)]
