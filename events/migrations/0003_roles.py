"""Set up the roles Viewer, Contributor (drafts) and Editor (publishes); staff may edit the groups from then on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from events.migrations._roles import give_roles, take_roles


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    give_roles(apps)


def take(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_roles(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sources", "0001_publishers_sources_and_journal"),
        ("actors", "0001_actors"),
        ("events", "0002_seed_vocabularies"),
    ]

    operations = [migrations.RunPython(give, take, elidable=False)]
