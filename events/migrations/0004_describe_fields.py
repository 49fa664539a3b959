"""Nothing is left to do: the descriptions stand in the first migration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0002_describe_fields"),
        ("events", "0003_roles"),
        ("sources", "0002_describe_fields"),
    ]

    operations = []
