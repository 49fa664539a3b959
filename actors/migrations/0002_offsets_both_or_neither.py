from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0001_actors"),
        ("sources", "0002_publish_permission"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="designationcitation",
            name="actors_designationcitation_offsets",
        ),
        migrations.RemoveConstraint(
            model_name="relationcitation",
            name="actors_relationcitation_offsets",
        ),
        migrations.AddConstraint(
            model_name="designationcitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_offset__isnull", True), ("start_offset__isnull", True)),
                    models.Q(
                        ("end_offset__isnull", False),
                        ("start_offset__isnull", False),
                        ("start_offset__lte", models.F("end_offset")),
                    ),
                    _connector="OR",
                ),
                name="actors_designationcitation_offsets",
                violation_error_code="BAD_USER_INPUT",
                violation_error_message="Give both offsets, the start not after the end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="relationcitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_offset__isnull", True), ("start_offset__isnull", True)),
                    models.Q(
                        ("end_offset__isnull", False),
                        ("start_offset__isnull", False),
                        ("start_offset__lte", models.F("end_offset")),
                    ),
                    _connector="OR",
                ),
                name="actors_relationcitation_offsets",
                violation_error_code="BAD_USER_INPUT",
                violation_error_message="Give both offsets, the start not after the end.",
            ),
        ),
    ]
