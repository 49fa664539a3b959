"""Let a list that begins with the earliest events of a window begin where the window does."""

from django.db import migrations, models

import sources.querysets
from events.migrations._indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("events", "0015_open_starts_by_day"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="event",
            index=models.Index(
                condition=models.Q(sources.querysets.IsLong("when_sort_day", "when_latest_end")),
                fields=["status", "when_sort_day", "slug", "when_latest_end"],
                name="events_event_long",
            ),
        ),
    ]
