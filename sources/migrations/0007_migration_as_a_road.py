from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0006_tokens")]

    operations = [
        migrations.AlterField(
            model_name="journalrow",
            name="road",
            field=models.CharField(
                choices=[
                    ("ADMIN", "Admin"),
                    ("REST", "REST"),
                    ("BUNDLE", "Bundle"),
                    ("SHELL", "Shell"),
                    ("MIGRATION", "Migration"),
                ],
                max_length=10,
            ),
        ),
    ]
