"""Nothing is left to do: the descriptions stand in the first migration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0001_actors"),
        ("sources", "0002_describe_fields"),
    ]

    operations = []
