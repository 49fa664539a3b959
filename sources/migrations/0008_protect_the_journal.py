"""Let the database itself keep the journal: rows are added beyond the last one, never changed or deleted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sources import protection


def protect(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.protect(schema_editor.connection)


def unprotect(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.unprotect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sources", "0007_migration_as_a_road")]

    operations = [migrations.RunPython(protect, unprotect, elidable=False)]
