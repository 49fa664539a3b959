from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_offsets_and_coordinates_both_or_neither")]

    operations = [
        migrations.RemoveIndex(model_name="accountsummary", name="events_summary_low"),
        migrations.AddIndex(
            model_name="accountsummary",
            index=models.Index(fields=["view", "predicate", "event", "low", "high"], name="events_summary_hull"),
        ),
    ]
