"""Let a timeline be counted from the index of bounds alone."""

from django.db import migrations, models

from events.migrations._indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("events", "0013_contributors_add_places"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="event", name="events_event_bounds"),
        AddIndexMeanwhile(
            model_name="event",
            index=models.Index(
                fields=["status", "when_latest_start", "when_earliest_end", "when_earliest_start", "when_latest_end"],
                name="events_event_bounds",
            ),
        ),
    ]
