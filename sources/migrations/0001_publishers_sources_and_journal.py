import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models

import sources.models.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateCollation("BINARY", provider="libc", locale="C"),
        migrations.CreateModel(
            name="Publisher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        db_collation="BINARY",
                        default=sources.models.records.new_slug,
                        error_messages={"unique": "Another record of this kind has this slug."},
                        help_text="Public key. Fixed once published, never reused.",
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "A slug is lower-case letters, digits and single hyphens: south-waziristan-raid-2021-09.",
                            )
                        ],
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, help_text="Grows by one with every write."),
                ),
                (
                    "external_ids",
                    models.JSONField(
                        blank=True, default=dict, help_text='Keys of this record elsewhere: {"wikidata": "Q42418"}.'
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="Private note of the editors; never public.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "name",
                    models.CharField(db_collation="BINARY", help_text="The name it publishes under.", max_length=200),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("NEWS_AGENCY", "News agency"),
                            ("NEWSPAPER", "Newspaper"),
                            ("BROADCASTER", "Broadcaster"),
                            ("GOVERNMENT", "Government"),
                            ("MILITARY_PRESS_OFFICE", "Military press office"),
                            ("ARMED_GROUP_MEDIA", "Armed group's media"),
                            ("NGO", "NGO"),
                            ("COURT", "Court"),
                            ("DATASET", "Dataset"),
                            ("SOCIAL_MEDIA", "Social media"),
                            ("OTHER", "Other"),
                        ],
                        default="OTHER",
                        help_text="What sort of publisher it is.",
                        max_length=30,
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 alpha-2: PK.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}\\Z", "Write the country as two capital letters (ISO 3166-1 alpha-2): PK."
                            )
                        ],
                    ),
                ),
                ("homepage", models.URLField(blank=True, help_text="Its address on the web.", max_length=500)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ExternalId",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("scheme", models.CharField(max_length=50)),
                ("identifier", models.CharField(db_collation="BINARY", max_length=200)),
                ("slug", models.CharField(db_collation="BINARY", max_length=100)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "slug"], name="sources_externalid_record")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "scheme", "identifier"),
                        name="sources_externalid_unique",
                        violation_error_code="EXTERNAL_ID_TAKEN",
                        violation_error_message="Another record of this kind has this external id.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("last_number", models.BigIntegerField(default=0)),
                ("public_revision", models.BigIntegerField(default=0)),
            ],
            options={
                "permissions": [
                    ("view_drafts", "Can see what is not published"),
                    ("publish", "Can publish, retract, and change what is published"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="sources_journalhead_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        db_collation="BINARY",
                        default=sources.models.records.new_slug,
                        error_messages={"unique": "Another record of this kind has this slug."},
                        help_text="Public key. Fixed once published, never reused.",
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "A slug is lower-case letters, digits and single hyphens: south-waziristan-raid-2021-09.",
                            )
                        ],
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, help_text="Grows by one with every write."),
                ),
                (
                    "external_ids",
                    models.JSONField(
                        blank=True, default=dict, help_text='Keys of this record elsewhere: {"wikidata": "Q42418"}.'
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="Private note of the editors; never public.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IN_REVIEW", "In review"),
                            ("PUBLISHED", "Published"),
                            ("RETRACTED", "Retracted"),
                        ],
                        default="DRAFT",
                        help_text="Where it stands.",
                        max_length=10,
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, editable=False, help_text="First publication.", null=True),
                ),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.TextField(blank=True, help_text="Why it was retracted; public.")),
                (
                    "title",
                    models.CharField(db_collation="BINARY", help_text="As printed; never unique.", max_length=500),
                ),
                ("url", models.URLField(blank=True, help_text="Unique when given.", max_length=2000, null=True)),
                (
                    "authors",
                    models.CharField(blank=True, help_text="As printed, separated by semicolons.", max_length=500),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ARTICLE", "Article"),
                            ("STATEMENT", "Statement"),
                            ("INTERVIEW", "Interview"),
                            ("POST", "Post"),
                            ("REPORT", "Report"),
                            ("DATASET", "Dataset"),
                            ("VIDEO", "Video"),
                            ("COURT_DOCUMENT", "Court document"),
                            ("OTHER", "Other"),
                        ],
                        default="ARTICLE",
                        help_text="What sort of text or recording it is.",
                        max_length=20,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="BCP 47: en.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z",
                                "Write the language as a BCP 47 tag: en, ps-Arab.",
                            )
                        ],
                    ),
                ),
                (
                    "retrieved_at",
                    models.DateTimeField(blank=True, help_text="When it was read at its address.", null=True),
                ),
                ("archive_url", models.URLField(blank=True, help_text="Where a copy is kept.", max_length=2000)),
                (
                    "licence",
                    models.CharField(blank=True, help_text="Under which it may be used: CC BY 4.0.", max_length=200),
                ),
                (
                    "captured_text",
                    models.TextField(
                        blank=True,
                        help_text="The text as captured, for data entry; staff only, never served or exported.",
                    ),
                ),
                (
                    "captured_sha256",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of the captured text.",
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-f]{64}\\Z", "A SHA-256 is 64 hexadecimal digits."
                            )
                        ],
                    ),
                ),
                ("published_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("published_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("published_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("published_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "published_edtf",
                    models.CharField(
                        blank=True,
                        help_text="When it was published. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
                        max_length=200,
                    ),
                ),
                ("published_sort_day", models.BigIntegerField(default=9223372036854775807, editable=False)),
                (
                    "published_coverage",
                    models.CharField(
                        blank=True,
                        choices=[("THROUGHOUT", "Every day of it"), ("WITHIN", "Some day in it")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("published_uncertain", models.BooleanField(default=False, editable=False)),
                ("published_approximate", models.BooleanField(default=False, editable=False)),
                (
                    "published_worded",
                    models.CharField(blank=True, help_text="The source's own words: last week.", max_length=200),
                ),
                (
                    "published_basis",
                    models.CharField(
                        choices=[("STATED", "Stated"), ("INFERRED", "Inferred")],
                        default="STATED",
                        help_text="Whether the source states this time or it was worked out.",
                        max_length=8,
                    ),
                ),
                (
                    "published_ongoing_on",
                    models.DateField(
                        blank=True, help_text="The date of the source that found it still going on.", null=True
                    ),
                ),
                (
                    "published_clock",
                    models.CharField(
                        blank=True,
                        help_text="Time of day for display, with its zone if known: 21:30+05:00.",
                        max_length=14,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)?$",
                                "Write the time of day as 21:30, with a zone if it is known: 21:30+05:00.",
                            )
                        ],
                    ),
                ),
                (
                    "derived_from",
                    models.ForeignKey(
                        blank=True,
                        help_text="The one source that this one repeats.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="derivatives",
                        to="sources.source",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        help_text="Blank where unknown.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="sources.publisher",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="The first source of its tree; blank where it is its own root.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["status", "published_sort_day", "slug"], name="sources_source_timeline")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RETRACTED"), _negated=True),
                            models.Q(("retraction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sources_source_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("published_edtf", ""),
                                ("published_earliest_end__isnull", True),
                                ("published_earliest_start__isnull", True),
                                ("published_latest_end__isnull", True),
                                ("published_latest_start__isnull", True),
                            ),
                            models.Q(
                                models.Q(("published_edtf", ""), _negated=True),
                                ("published_earliest_start__lte", models.F("published_latest_start")),
                                ("published_latest_start__lte", models.F("published_latest_end")),
                                ("published_earliest_start__lte", models.F("published_earliest_end")),
                                ("published_earliest_end__lte", models.F("published_latest_end")),
                            ),
                            _connector="OR",
                        ),
                        name="sources_source_published_bounds",
                        violation_error_code="BAD_EDTF",
                        violation_error_message="The bounds of the time are out of order.",
                    ),
                    models.UniqueConstraint(
                        fields=("url",),
                        name="sources_source_url_unique",
                        violation_error_code="URL_TAKEN",
                        violation_error_message="Another source has this address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("derived_from__isnull", True),
                            models.Q(("derived_from", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="sources_source_not_derived_from_itself",
                        violation_error_code="CLOSES_CYCLE",
                        violation_error_message="A source cannot be derived from itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Media",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        db_collation="BINARY",
                        default=sources.models.records.new_slug,
                        error_messages={"unique": "Another record of this kind has this slug."},
                        help_text="Public key. Fixed once published, never reused.",
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*\\Z",
                                "A slug is lower-case letters, digits and single hyphens: south-waziristan-raid-2021-09.",
                            )
                        ],
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, help_text="Grows by one with every write."),
                ),
                (
                    "external_ids",
                    models.JSONField(
                        blank=True, default=dict, help_text='Keys of this record elsewhere: {"wikidata": "Q42418"}.'
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="Private note of the editors; never public.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("IN_REVIEW", "In review"),
                            ("PUBLISHED", "Published"),
                            ("RETRACTED", "Retracted"),
                        ],
                        default="DRAFT",
                        help_text="Where it stands.",
                        max_length=10,
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, editable=False, help_text="First publication.", null=True),
                ),
                ("retracted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("retraction_reason", models.TextField(blank=True, help_text="Why it was retracted; public.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("IMAGE", "Image"),
                            ("VIDEO", "Video"),
                            ("AUDIO", "Audio"),
                            ("DOCUMENT", "Document"),
                            ("MAP", "Map"),
                            ("OTHER", "Other"),
                        ],
                        default="IMAGE",
                        help_text="What sort of file it is.",
                        max_length=10,
                    ),
                ),
                ("url", models.URLField(help_text="Where it is served.", max_length=2000)),
                (
                    "alt_text",
                    models.CharField(
                        blank=True, help_text="What it shows, for those who cannot see it.", max_length=1000
                    ),
                ),
                ("caption", models.TextField(blank=True, help_text="What is printed under it.")),
                ("credit", models.CharField(blank=True, help_text="Who made it.", max_length=200)),
                (
                    "licence",
                    models.CharField(blank=True, help_text="Under which it may be used: CC BY 4.0.", max_length=200),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where it was published.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="media",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "media",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RETRACTED"), _negated=True),
                            models.Q(("retraction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sources_media_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalRow",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("slug", models.CharField(db_collation="BINARY", max_length=100)),
                ("version", models.PositiveIntegerField()),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("CREATE", "Create"),
                            ("UPDATE", "Update"),
                            ("SUBMIT", "Submit for review"),
                            ("RETURN", "Return to draft"),
                            ("PUBLISH", "Publish"),
                            ("RETRACT", "Retract"),
                            ("DELETE", "Delete"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "road",
                    models.CharField(
                        choices=[("ADMIN", "Admin"), ("REST", "REST"), ("BUNDLE", "Bundle"), ("SHELL", "Shell")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("before", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("after", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Blank for the shell.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "slug", "number"], name="sources_journalrow_record")],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("A", "A: completely reliable"),
                            ("B", "B: usually reliable"),
                            ("C", "C: fairly reliable"),
                            ("D", "D: not usually reliable"),
                            ("E", "E: unreliable"),
                            ("F", "F: reliability cannot be judged"),
                        ],
                        help_text="A to F, of the Admiralty scale.",
                        max_length=1,
                    ),
                ),
                ("rationale", models.TextField(blank=True, help_text="Why.")),
                ("when_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "when_edtf",
                    models.CharField(
                        blank=True,
                        help_text="For which time the rating holds. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
                        max_length=200,
                    ),
                ),
                ("when_sort_day", models.BigIntegerField(default=9223372036854775807, editable=False)),
                (
                    "when_coverage",
                    models.CharField(
                        blank=True,
                        choices=[("THROUGHOUT", "Every day of it"), ("WITHIN", "Some day in it")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("when_uncertain", models.BooleanField(default=False, editable=False)),
                ("when_approximate", models.BooleanField(default=False, editable=False)),
                (
                    "when_worded",
                    models.CharField(blank=True, help_text="The source's own words: last week.", max_length=200),
                ),
                (
                    "when_basis",
                    models.CharField(
                        choices=[("STATED", "Stated"), ("INFERRED", "Inferred")],
                        default="STATED",
                        help_text="Whether the source states this time or it was worked out.",
                        max_length=8,
                    ),
                ),
                (
                    "when_ongoing_on",
                    models.DateField(
                        blank=True, help_text="The date of the source that found it still going on.", null=True
                    ),
                ),
                (
                    "when_clock",
                    models.CharField(
                        blank=True,
                        help_text="Time of day for display, with its zone if known: 21:30+05:00.",
                        max_length=14,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)?$",
                                "Write the time of day as 21:30, with a zone if it is known: 21:30+05:00.",
                            )
                        ],
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="sources.publisher"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("when_edtf", ""),
                                ("when_earliest_end__isnull", True),
                                ("when_earliest_start__isnull", True),
                                ("when_latest_end__isnull", True),
                                ("when_latest_start__isnull", True),
                            ),
                            models.Q(
                                models.Q(("when_edtf", ""), _negated=True),
                                ("when_earliest_start__lte", models.F("when_latest_start")),
                                ("when_latest_start__lte", models.F("when_latest_end")),
                                ("when_earliest_start__lte", models.F("when_earliest_end")),
                                ("when_earliest_end__lte", models.F("when_latest_end")),
                            ),
                            _connector="OR",
                        ),
                        name="sources_rating_when_bounds",
                        violation_error_code="BAD_EDTF",
                        violation_error_message="The bounds of the time are out of order.",
                    )
                ],
            },
        ),
    ]
