import django.db.models.deletion
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0010_search_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("record", models.BigIntegerField(help_text="Primary key of the record.")),
                ("text", models.TextField(max_length=2000, validators=[MaxLengthValidator(2000)])),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "record", "id"], name="sources_remark_of_record"),
                    models.Index(condition=Q(settled_at__isnull=True), fields=["id"], name="sources_remark_open"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                        | Q(settled_at__isnull=False, settled_by__isnull=False),
                        name="sources_remark_settled_by_someone",
                    )
                ],
            },
        ),
    ]
