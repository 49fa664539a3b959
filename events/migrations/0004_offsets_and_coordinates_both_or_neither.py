from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0002_offsets_both_or_neither"),
        ("events", "0003_roles"),
        ("sources", "0002_publish_permission"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claim",
            name="events_claim_offsets",
        ),
        migrations.RemoveConstraint(
            model_name="eventcitation",
            name="events_eventcitation_offsets",
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="events_evidence_offsets",
        ),
        migrations.RemoveConstraint(
            model_name="place",
            name="events_place_coordinates",
        ),
        migrations.AddConstraint(
            model_name="claim",
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
                name="events_claim_offsets",
                violation_error_code="BAD_USER_INPUT",
                violation_error_message="Give both offsets, the start not after the end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventcitation",
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
                name="events_eventcitation_offsets",
                violation_error_code="BAD_USER_INPUT",
                violation_error_message="Give both offsets, the start not after the end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
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
                name="events_evidence_offsets",
                violation_error_code="BAD_USER_INPUT",
                violation_error_message="Give both offsets, the start not after the end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__gte", -90),
                        ("latitude__isnull", False),
                        ("latitude__lte", 90),
                        ("longitude__gte", -180),
                        ("longitude__isnull", False),
                        ("longitude__lte", 180),
                    ),
                    _connector="OR",
                ),
                name="events_place_coordinates",
                violation_error_code="BAD_USER_INPUT",
                violation_error_message="Give latitude (−90 to 90) and longitude (−180 to 180), or neither.",
            ),
        ),
    ]
