"""Let a list that begins with the latest events of a window begin where the window ends."""

from django.db import migrations, models

import sources.querysets
from events.migrations._indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("events", "0014_bounds_cover_a_timeline"),
        ("sources", "0013_uploads"),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name="event",
            index=models.Index(
                condition=models.Q(sources.querysets.HasOpenStart("when_earliest_start")),
                fields=["when_sort_day"],
                name="events_event_open_start",
            ),
        ),
    ]
