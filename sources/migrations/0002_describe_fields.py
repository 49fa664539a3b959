"""Nothing is left to do: the descriptions stand in the first migration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0001_publishers_sources_and_journal"),
    ]

    operations = []
