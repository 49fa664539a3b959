import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import sources.models.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sources", "0001_publishers_sources_and_journal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Actor",
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
                ("name", models.CharField(db_collation="BINARY", help_text="The name to show.", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("STATE", "State"),
                            ("GOVERNMENT_BODY", "Government body"),
                            ("STATE_FORCES", "State forces"),
                            ("REBEL_GROUP", "Rebel group"),
                            ("POLITICAL_MILITIA", "Political militia"),
                            ("IDENTITY_MILITIA", "Identity militia"),
                            ("CRIMINAL_GROUP", "Criminal group"),
                            ("POLITICAL_PARTY", "Political party"),
                            ("INTERNATIONAL_ORGANISATION", "International organisation"),
                            ("NGO", "NGO"),
                            ("COMPANY", "Company"),
                            ("MEDIA", "Media"),
                            ("COMMUNITY", "Community"),
                            ("CIVILIANS", "Civilians"),
                            ("PROTESTERS", "Protesters"),
                            ("INDIVIDUAL", "Individual"),
                            ("OTHER", "Other"),
                        ],
                        default="OTHER",
                        help_text="What sort of actor it is (ACLED, widened).",
                        max_length=30,
                    ),
                ),
                ("description", models.TextField(blank=True, help_text="Who it is, in neutral words.")),
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
                ("active_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("active_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("active_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("active_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "active_edtf",
                    models.CharField(
                        blank=True,
                        help_text="When it exists or is active. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
                        max_length=200,
                    ),
                ),
                ("active_sort_day", models.BigIntegerField(default=9223372036854775807, editable=False)),
                (
                    "active_coverage",
                    models.CharField(
                        blank=True,
                        choices=[("THROUGHOUT", "Every day of it"), ("WITHIN", "Some day in it")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("active_uncertain", models.BooleanField(default=False, editable=False)),
                ("active_approximate", models.BooleanField(default=False, editable=False)),
                (
                    "active_worded",
                    models.CharField(blank=True, help_text="The source's own words: last week.", max_length=200),
                ),
                (
                    "active_basis",
                    models.CharField(
                        choices=[("STATED", "Stated"), ("INFERRED", "Inferred")],
                        default="STATED",
                        help_text="Whether the source states this time or it was worked out.",
                        max_length=8,
                    ),
                ),
                (
                    "active_ongoing_on",
                    models.DateField(
                        blank=True, help_text="The date of the source that found it still going on.", null=True
                    ),
                ),
                (
                    "active_clock",
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
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.actor",
                    ),
                ),
                (
                    "speaks_through",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Publishers that speak for it.",
                        related_name="speaks_for",
                        to="sources.publisher",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["status", "name", "slug"], name="actors_actor_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RETRACTED"), _negated=True),
                            models.Q(("retraction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="actors_actor_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("active_edtf", ""),
                                ("active_earliest_end__isnull", True),
                                ("active_earliest_start__isnull", True),
                                ("active_latest_end__isnull", True),
                                ("active_latest_start__isnull", True),
                            ),
                            models.Q(
                                models.Q(("active_edtf", ""), _negated=True),
                                ("active_earliest_start__lte", models.F("active_latest_start")),
                                ("active_latest_start__lte", models.F("active_latest_end")),
                                ("active_earliest_start__lte", models.F("active_earliest_end")),
                                ("active_earliest_end__lte", models.F("active_latest_end")),
                            ),
                            _connector="OR",
                        ),
                        name="actors_actor_active_bounds",
                        violation_error_code="BAD_EDTF",
                        violation_error_message="The bounds of the time are out of order.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActorName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("text", models.CharField(help_text="The name.", max_length=200)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="BCP 47: ur.",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("OFFICIAL", "Official"),
                            ("ALIAS", "Alias"),
                            ("ACRONYM", "Acronym"),
                            ("TRANSLATION", "Translation"),
                            ("FORMER", "Former"),
                        ],
                        default="ALIAS",
                        help_text="What sort of name it is.",
                        max_length=12,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="actors.actor"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Designation",
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
                ("programme", models.CharField(blank=True, help_text="The list or law, where named.", max_length=200)),
                ("label", models.CharField(help_text="As the authority or the source words it.", max_length=200)),
                ("when_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "when_edtf",
                    models.CharField(
                        blank=True,
                        help_text="When it holds. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
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
                    "actor",
                    models.ForeignKey(
                        help_text="Who is called so.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="designations",
                        to="actors.actor",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        help_text="Who calls it so.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="designations_made",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RETRACTED"), _negated=True),
                            models.Q(("retraction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="actors_designation_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    ),
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
                        name="actors_designation_when_bounds",
                        violation_error_code="BAD_EDTF",
                        violation_error_message="The bounds of the time are out of order.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DesignationCitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("quote", models.CharField(blank=True, help_text="A few words of the source.", max_length=500)),
                (
                    "locator",
                    models.CharField(blank=True, help_text="Paragraph, page or timecode: ¶ 5.", max_length=100),
                ),
                (
                    "start_offset",
                    models.PositiveIntegerField(
                        blank=True, help_text="First character of the quote in the captured text, from 0.", null=True
                    ),
                ),
                (
                    "end_offset",
                    models.PositiveIntegerField(
                        blank=True, help_text="Character after the quote in the captured text.", null=True
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Language of the quote, BCP 47, where not the source's.",
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
                    "designation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="actors.designation"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="What it can be read in.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)ss",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
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
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
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
                            ("PART_OF", "Part of"),
                            ("MEMBER_OF", "Member of"),
                            ("LEADS", "Leads"),
                            ("GOVERNS", "Governs"),
                            ("SPEAKS_FOR", "Speaks for"),
                            ("SUCCESSOR_OF", "Successor of"),
                            ("SPLINTER_OF", "Splinter of"),
                            ("ALLEGIANCE_TO", "Allegiance to"),
                            ("ALLY_OF", "Ally of"),
                            ("OPPOSES", "Opposes"),
                            ("SPONSORS", "Sponsors"),
                            ("OWNS", "Owns"),
                            ("NEGOTIATES_WITH", "Negotiates with"),
                            ("POSSIBLY_SAME_AS", "Possibly same as"),
                        ],
                        help_text="How the subject stands to the object.",
                        max_length=20,
                    ),
                ),
                ("when_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "when_edtf",
                    models.CharField(
                        blank=True,
                        help_text="When it holds. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
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
                    "object",
                    models.ForeignKey(
                        help_text="The actor it is read to.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_as_object",
                        to="actors.actor",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        help_text="The actor it is read from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_as_subject",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RETRACTED"), _negated=True),
                            models.Q(("retraction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="actors_relation_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    ),
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
                        name="actors_relation_when_bounds",
                        violation_error_code="BAD_EDTF",
                        violation_error_message="The bounds of the time are out of order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject", models.F("object")), _negated=True),
                        name="actors_relation_of_two_actors",
                        violation_error_code="SELF_LINK",
                        violation_error_message="An actor has no relation to itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelationCitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("quote", models.CharField(blank=True, help_text="A few words of the source.", max_length=500)),
                (
                    "locator",
                    models.CharField(blank=True, help_text="Paragraph, page or timecode: ¶ 5.", max_length=100),
                ),
                (
                    "start_offset",
                    models.PositiveIntegerField(
                        blank=True, help_text="First character of the quote in the captured text, from 0.", null=True
                    ),
                ),
                (
                    "end_offset",
                    models.PositiveIntegerField(
                        blank=True, help_text="Character after the quote in the captured text.", null=True
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Language of the quote, BCP 47, where not the source's.",
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
                    "relation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="actors.relation"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="What it can be read in.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)ss",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
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
                    )
                ],
            },
        ),
    ]
