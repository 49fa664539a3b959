import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import sources.models.records
import sources.querysets


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0001_actors"),
        ("sources", "0001_publishers_sources_and_journal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Predicate",
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
                ("label", models.CharField(db_collation="BINARY", help_text="What readers are shown.", max_length=100)),
                (
                    "value_kind",
                    models.CharField(
                        choices=[
                            ("COUNT", "Count: whole and not negative"),
                            ("QUANTITY", "Quantity"),
                            ("TIME", "Time"),
                            ("PLACE", "Place"),
                            ("ACTOR", "Actor"),
                            ("TEXT", "Text"),
                            ("NONE", "None: it holds or not"),
                        ],
                        help_text="What value its claims have.",
                        max_length=10,
                    ),
                ),
                (
                    "unit",
                    models.CharField(blank=True, help_text="What is counted or measured: people, USD.", max_length=40),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                    models.CharField(db_collation="BINARY", help_text="Never unique, never identity.", max_length=300),
                ),
                (
                    "short_title",
                    models.CharField(
                        blank=True,
                        help_text="What a chain prints, as Taliban takeover; blank means the title.",
                        max_length=80,
                    ),
                ),
                ("summary", models.TextField(blank=True, help_text="What happened, in a few sentences.")),
                (
                    "granularity",
                    models.CharField(
                        choices=[
                            ("INCIDENT", "Incident"),
                            ("PROCESS", "Process"),
                            ("STATEMENT", "Statement"),
                            ("DECISION", "Decision"),
                            ("STATE", "State"),
                        ],
                        default="INCIDENT",
                        help_text="Whether it is one incident, goes on, was said or decided, or is a state of things.",
                        max_length=10,
                    ),
                ),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("OCCURRED", "Occurred"),
                            ("ALLEGED", "Alleged"),
                            ("PLANNED", "Planned"),
                            ("THREATENED", "Threatened"),
                            ("DENIED", "Denied"),
                        ],
                        default="OCCURRED",
                        help_text="Whether it happened, or was only alleged, planned, threatened or denied.",
                        max_length=10,
                    ),
                ),
                ("correction", models.TextField(blank=True, help_text="What was corrected after publication; public.")),
                ("when_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "when_edtf",
                    models.CharField(
                        blank=True,
                        help_text="When it happened. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
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
                    "media",
                    models.ManyToManyField(
                        blank=True, help_text="What shows it.", related_name="events", to="sources.media"
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
                        to="events.event",
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        help_text="The larger event it belongs to; chains never follow it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                    "speaker_as_worded",
                    models.CharField(blank=True, help_text="Top security officials.", max_length=200),
                ),
                (
                    "speech_act",
                    models.CharField(
                        choices=[
                            ("ASSERTS", "Asserts"),
                            ("DENIES", "Denies"),
                            ("CONFIRMS", "Confirms"),
                            ("CLAIMS_RESPONSIBILITY", "Claims responsibility"),
                            ("DEMANDS", "Demands"),
                            ("VOWS", "Vows"),
                            ("REPORTS_HEARSAY", "Reports hearsay"),
                        ],
                        default="ASSERTS",
                        help_text="What the speaker does in saying it. Demands and vows never count in an account.",
                        max_length=25,
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="At least; blank where nothing is said.",
                        max_digits=15,
                        null=True,
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="At most; blank where nothing is said.",
                        max_digits=15,
                        null=True,
                    ),
                ),
                (
                    "text",
                    models.TextField(blank=True, help_text="The value in words, where the predicate asks for words."),
                ),
                (
                    "value_as_worded",
                    models.CharField(blank=True, help_text="The source's words: several.", max_length=300),
                ),
                (
                    "subject_as_worded",
                    models.CharField(blank=True, help_text="The source's word: terrorists.", max_length=200),
                ),
                (
                    "subject_class",
                    models.CharField(
                        choices=[
                            ("COMBATANTS", "Combatants"),
                            ("CIVILIANS", "Civilians"),
                            ("POLICE", "Police"),
                            ("ALL", "All"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        default="ALL",
                        help_text="Which of the subject's people are meant.",
                        max_length=10,
                    ),
                ),
                (
                    "reading",
                    models.CharField(
                        choices=[("STATED", "Stated"), ("INFERRED", "Inferred")],
                        default="STATED",
                        help_text="Whether the value stands in the source or was read out of it.",
                        max_length=8,
                    ),
                ),
                (
                    "statement",
                    models.TextField(blank=True, help_text="Our sentence; written from the rest when blank."),
                ),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("UNASSESSED", "Unassessed"),
                            ("UNVERIFIED", "Unverified"),
                            ("UNVERIFIABLE", "Unverifiable"),
                            ("CORROBORATED", "Corroborated"),
                            ("REFUTED", "Refuted"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="UNASSESSED",
                        help_text="What came of checking it; refuted and withdrawn claims do not count in an account.",
                        max_length=12,
                    ),
                ),
                ("verification_reason", models.TextField(blank=True, help_text="Why, as worded.")),
                (
                    "credibility",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 confirmed … 5 improbable (Admiralty); blank is the scale's 6, cannot be judged.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                    ),
                ),
                ("credibility_rationale", models.TextField(blank=True, help_text="Why this credibility.")),
                ("when_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("when_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "when_edtf",
                    models.CharField(
                        blank=True,
                        help_text="The time claimed. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
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
                ("stated_earliest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("stated_latest_start", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("stated_earliest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("stated_latest_end", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "stated_edtf",
                    models.CharField(
                        blank=True,
                        help_text="When it was said. As 2021-09-05, 2021-09, [2021-09-05..2021-09-12], 2021-09-15/.. (EDTF).",
                        max_length=200,
                    ),
                ),
                ("stated_sort_day", models.BigIntegerField(default=9223372036854775807, editable=False)),
                (
                    "stated_coverage",
                    models.CharField(
                        blank=True,
                        choices=[("THROUGHOUT", "Every day of it"), ("WITHIN", "Some day in it")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("stated_uncertain", models.BooleanField(default=False, editable=False)),
                ("stated_approximate", models.BooleanField(default=False, editable=False)),
                (
                    "stated_worded",
                    models.CharField(blank=True, help_text="The source's own words: last week.", max_length=200),
                ),
                (
                    "stated_basis",
                    models.CharField(
                        choices=[("STATED", "Stated"), ("INFERRED", "Inferred")],
                        default="STATED",
                        help_text="Whether the source states this time or it was worked out.",
                        max_length=8,
                    ),
                ),
                (
                    "stated_ongoing_on",
                    models.DateField(
                        blank=True, help_text="The date of the source that found it still going on.", null=True
                    ),
                ),
                (
                    "stated_clock",
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
                        blank=True,
                        help_text="The actor claimed.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_naming",
                        to="actors.actor",
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
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who says so; blank means the publisher in its own voice.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="actors.actor",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        help_text="Of whom it is said: whose people were killed.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_about",
                        to="actors.actor",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        help_text="An earlier claim of the same voice that this one replaces.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="events.claim",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        help_text="What it is about.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CausalLink",
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
                            ("CAUSED", "Caused"),
                            ("IMMEDIATE_CAUSE", "Immediate cause"),
                            ("CONTRIBUTING_FACTOR", "Contributing factor"),
                            ("ENABLED", "Enabled"),
                            ("MOTIVATED", "Motivated"),
                            ("RETALIATION", "Retaliation"),
                            ("CONTINUED", "Continued"),
                            ("ENDED", "Ended"),
                            ("PREVENTED", "Prevented"),
                            ("PRECEDED", "Preceded (order only)"),
                        ],
                        help_text="How the cause led to the effect.",
                        max_length=20,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("SOURCE_ASSERTED", "Asserted by a source"),
                            ("ANALYST_INFERRED", "Inferred by an analyst"),
                            ("RULE", "Made by a rule"),
                        ],
                        default="SOURCE_ASSERTED",
                        help_text="Whether a source says so, an analyst inferred it, or a rule made it.",
                        max_length=20,
                    ),
                ),
                (
                    "likelihood",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ALMOST_NO_CHANCE", "Almost no chance (1–5 %)"),
                            ("VERY_UNLIKELY", "Very unlikely (5–20 %)"),
                            ("UNLIKELY", "Unlikely (20–45 %)"),
                            ("ROUGHLY_EVEN_CHANCE", "Roughly even chance (45–55 %)"),
                            ("LIKELY", "Likely (55–80 %)"),
                            ("VERY_LIKELY", "Very likely (80–95 %)"),
                            ("ALMOST_CERTAIN", "Almost certain (95–99 %)"),
                        ],
                        help_text="ICD 203; blank where nobody judged it.",
                        max_length=20,
                    ),
                ),
                ("mechanism", models.TextField(blank=True, help_text="How the one led to the other, in one sentence.")),
                (
                    "asserted_by_actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="The actor who says so.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_asserted",
                        to="actors.actor",
                    ),
                ),
                (
                    "asserted_by_publisher",
                    models.ForeignKey(
                        blank=True,
                        help_text="The publisher that says so; with neither, the editors.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_asserted",
                        to="sources.publisher",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        help_text="What led to the effect.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effect_links",
                        to="events.event",
                    ),
                ),
                (
                    "effect",
                    models.ForeignKey(
                        help_text="What the cause led to.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cause_links",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["cause", "status", "kind"], name="events_link_effects"),
                    models.Index(fields=["effect", "status", "kind"], name="events_link_causes"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "RETRACTED"), _negated=True),
                            models.Q(("retraction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="events_causallink_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asserted_by_actor__isnull", True),
                            ("asserted_by_publisher__isnull", True),
                            _connector="OR",
                        ),
                        name="events_causallink_asserted_by_one_voice",
                        violation_error_code="TWO_VOICES",
                        violation_error_message="Name an actor or a publisher, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause", models.F("effect")), _negated=True),
                        name="events_causallink_of_two_events",
                        violation_error_code="SELF_LINK",
                        violation_error_message="An event does not lead to itself.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("asserted_by_actor__isnull", True),
                            ("asserted_by_publisher__isnull", True),
                            models.Q(("status", "RETRACTED"), _negated=True),
                        ),
                        fields=("cause", "effect", "kind"),
                        name="events_causallink_one_of_editors",
                        violation_error_code="LINK_EXISTS",
                        violation_error_message="This voice has a link of this kind between the two events already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("asserted_by_actor__isnull", False), models.Q(("status", "RETRACTED"), _negated=True)
                        ),
                        fields=("cause", "effect", "kind", "asserted_by_actor"),
                        name="events_causallink_one_of_an_actor",
                        violation_error_code="LINK_EXISTS",
                        violation_error_message="This voice has a link of this kind between the two events already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("asserted_by_publisher__isnull", False), models.Q(("status", "RETRACTED"), _negated=True)
                        ),
                        fields=("cause", "effect", "kind", "asserted_by_publisher"),
                        name="events_causallink_one_of_a_publisher",
                        violation_error_code="LINK_EXISTS",
                        violation_error_message="This voice has a link of this kind between the two events already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventCitation",
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="events.event"
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
                        name="events_eventcitation_offsets",
                        violation_error_code="BAD_USER_INPUT",
                        violation_error_message="Give both offsets, the start not after the end.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventType",
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
                ("label", models.CharField(db_collation="BINARY", help_text="What readers are shown.", max_length=100)),
                (
                    "colour",
                    models.CharField(
                        blank=True,
                        help_text="For charts: #b3261e.",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-f]{6}\\Z", "Write the colour as #rrggbb in lower case."
                            )
                        ],
                    ),
                ),
                (
                    "acled_event",
                    models.CharField(blank=True, help_text="The ACLED event type it maps to.", max_length=60),
                ),
                (
                    "acled_sub_event",
                    models.CharField(blank=True, help_text="The ACLED sub-event type it maps to.", max_length=60),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it lies in, in the tree.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="events.eventtype",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="events_eventtype_not_its_own_parent",
                        violation_error_code="CLOSES_CYCLE",
                        violation_error_message="Nothing is its own parent.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="type",
            field=models.ForeignKey(
                help_text="What kind of event it is.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="events.eventtype",
            ),
        ),
        migrations.CreateModel(
            name="Evidence",
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
                    "stance",
                    models.CharField(
                        choices=[("SUPPORTS", "Supports"), ("OPPOSES", "Opposes"), ("QUALIFIES", "Qualifies")],
                        default="SUPPORTS",
                        help_text="Whether it speaks for or against the link.",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="How it bears on the link; public.")),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        help_text="The claim that it is, in place of a source.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="events.claim",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="events.causallink"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where it can be read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
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
                        name="events_evidence_offsets",
                        violation_error_code="BAD_USER_INPUT",
                        violation_error_message="Give both offsets, the start not after the end.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__isnull", True), ("claim__isnull", True), _connector="XOR"),
                        name="events_evidence_is_citation_or_claim",
                        violation_error_code="BAD_USER_INPUT",
                        violation_error_message="Evidence is a citation of a source or a claim: give one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Narrative",
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
                    models.CharField(db_collation="BINARY", help_text="Never unique, never identity.", max_length=300),
                ),
                ("thesis", models.TextField(blank=True, help_text="What the telling argues, in a sentence.")),
                ("summary", models.TextField(blank=True, help_text="What it tells, in a few sentences.")),
                (
                    "teller_actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="The actor who tells.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narratives_told",
                        to="actors.actor",
                    ),
                ),
                (
                    "teller_publisher",
                    models.ForeignKey(
                        blank=True,
                        help_text="The publisher that tells; with neither, the editors.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narratives_told",
                        to="sources.publisher",
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
                        name="events_narrative_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("teller_actor__isnull", True), ("teller_publisher__isnull", True), _connector="OR"
                        ),
                        name="events_narrative_teller_one_voice",
                        violation_error_code="TWO_VOICES",
                        violation_error_message="Name an actor or a publisher, not both.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NarrativeStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "heading",
                    models.CharField(
                        blank=True, help_text="Over the step; blank means the event's title.", max_length=200
                    ),
                ),
                ("text", models.TextField(blank=True, help_text="The event as the teller tells it.")),
                (
                    "stance",
                    models.CharField(
                        choices=[("ACCEPTS", "Accepts"), ("REPORTS", "Reports"), ("REJECTS", "Rejects")],
                        default="ACCEPTS",
                        help_text="How the teller takes the event.",
                        max_length=10,
                    ),
                ),
                (
                    "claims",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The claims it relies on.",
                        related_name="narrative_steps",
                        to="events.claim",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        help_text="What is told.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narrative_steps",
                        to="events.event",
                    ),
                ),
                (
                    "media",
                    models.ManyToManyField(
                        blank=True, help_text="What shows it.", related_name="narrative_steps", to="sources.media"
                    ),
                ),
                (
                    "narrative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="events.narrative"
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        blank=True,
                        help_text="The link that leads here.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narrative_steps",
                        to="events.causallink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("INITIATOR", "Initiator"),
                            ("TARGET", "Target"),
                            ("VICTIM", "Victim"),
                            ("RESPONDER", "Responder"),
                            ("CLAIMANT", "Claimant"),
                            ("MEDIATOR", "Mediator"),
                            ("SUPPORTER", "Supporter"),
                            ("ORGANISER", "Organiser"),
                            ("AUTHORITY", "Authority"),
                            ("SUBJECT", "Subject"),
                            ("PARTICIPANT", "Participant"),
                        ],
                        default="PARTICIPANT",
                        help_text="In which part.",
                        max_length=12,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("A", "A"), ("B", "B"), ("THIRD", "Third"), ("NONE", "None")],
                        default="NONE",
                        help_text="Side of the dyad (UCDP).",
                        max_length=5,
                    ),
                ),
                ("alleged", models.BooleanField(default=False, help_text="Whether the part is only alleged.")),
                (
                    "actor",
                    models.ForeignKey(
                        help_text="Who took part.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="actors.actor",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participations", to="events.event"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "actor", "role"),
                        name="events_participation_once",
                        violation_error_code="BAD_USER_INPUT",
                        violation_error_message="The actor has this role in the event already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
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
                    models.CharField(db_collation="BINARY", help_text="The name it is best known by.", max_length=200),
                ),
                (
                    "other_names",
                    models.JSONField(blank=True, default=list, help_text='Other names: ["Waziristan Janubi"].'),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COUNTRY", "Country"),
                            ("PROVINCE", "Province"),
                            ("DISTRICT", "District"),
                            ("CITY", "City"),
                            ("SITE", "Site"),
                            ("REGION", "Region"),
                        ],
                        default="REGION",
                        help_text="What sort of place it is.",
                        max_length=10,
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
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        help_text="Degrees north, WGS 84; of the centre where it is an area.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        help_text="Degrees east, WGS 84.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
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
                        to="events.place",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it lies in, in the tree.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="events.place",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="events_place_not_its_own_parent",
                        violation_error_code="CLOSES_CYCLE",
                        violation_error_message="Nothing is its own parent.",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="EventPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("OCCURRED_AT", "Occurred at"),
                            ("ORIGIN", "Origin"),
                            ("DESTINATION", "Destination"),
                            ("AFFECTED", "Affected"),
                        ],
                        default="OCCURRED_AT",
                        help_text="What the place is to the event.",
                        max_length=12,
                    ),
                ),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("EXACT", "Exact"),
                            ("NEAR", "Near"),
                            ("ADM2", "Within the district"),
                            ("ADM1", "Within the province"),
                            ("REGION", "Within the region"),
                            ("COUNTRY", "Within the country"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        default="UNKNOWN",
                        help_text="How well the place is known (UCDP where_prec).",
                        max_length=10,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="events.event"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        help_text="The place.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_places",
                        to="events.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "place", "role"),
                        name="events_eventplace_once",
                        violation_error_code="BAD_USER_INPUT",
                        violation_error_message="The event has this place in this role already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="place",
            field=models.ForeignKey(
                blank=True,
                help_text="The place claimed.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="events.place",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="predicate",
            field=models.ForeignKey(
                help_text="What it says of the event; tells which value it has.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="events.predicate",
            ),
        ),
        migrations.CreateModel(
            name="Assessment",
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
                    "subject_class",
                    models.CharField(
                        choices=[
                            ("COMBATANTS", "Combatants"),
                            ("CIVILIANS", "Civilians"),
                            ("POLICE", "Police"),
                            ("ALL", "All"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        default="ALL",
                        help_text="Which of the subject's people are meant.",
                        max_length=10,
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="Lowest figure (UCDP).", max_digits=15, null=True
                    ),
                ),
                (
                    "best",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="Best figure (UCDP).", max_digits=15, null=True
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="Highest figure (UCDP).", max_digits=15, null=True
                    ),
                ),
                ("method", models.TextField(blank=True, help_text="How it was reached.")),
                ("rationale", models.TextField(blank=True, help_text="Why.")),
                (
                    "likelihood",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ALMOST_NO_CHANCE", "Almost no chance (1–5 %)"),
                            ("VERY_UNLIKELY", "Very unlikely (5–20 %)"),
                            ("UNLIKELY", "Unlikely (20–45 %)"),
                            ("ROUGHLY_EVEN_CHANCE", "Roughly even chance (45–55 %)"),
                            ("LIKELY", "Likely (55–80 %)"),
                            ("VERY_LIKELY", "Very likely (80–95 %)"),
                            ("ALMOST_CERTAIN", "Almost certain (95–99 %)"),
                        ],
                        help_text="How likely the best figure is (ICD 203).",
                        max_length=20,
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("LOW", "Low"), ("MODERATE", "Moderate"), ("HIGH", "High")],
                        help_text="How sound the judgement is (ICD 203).",
                        max_length=10,
                    ),
                ),
                ("public_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("drafts_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose judgement; blank means the editors.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="sources.publisher",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        help_text="Of whom.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments_about",
                        to="actors.actor",
                    ),
                ),
                (
                    "claims",
                    models.ManyToManyField(
                        blank=True, help_text="What it rests on.", related_name="assessments", to="events.claim"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        help_text="What it is about.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="events.event",
                    ),
                ),
                (
                    "predicate",
                    models.ForeignKey(
                        help_text="What it is a judgement of.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="events.predicate",
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
                        name="events_assessment_retraction_has_reason",
                        violation_error_code="REASON_REQUIRED",
                        violation_error_message="A retraction needs a public reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low__isnull", True),
                            ("high__isnull", True),
                            ("low__lte", models.F("high")),
                            _connector="OR",
                        ),
                        name="events_assessment_low_not_above_high",
                        violation_error_code="LOW_ABOVE_HIGH",
                        violation_error_message="The low bound is above the high bound.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("best__isnull", True),
                                ("low__isnull", True),
                                ("low__lte", models.F("best")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("best__isnull", True),
                                ("high__isnull", True),
                                ("best__lte", models.F("high")),
                                _connector="OR",
                            ),
                        ),
                        name="events_assessment_best_between",
                        violation_error_code="LOW_ABOVE_HIGH",
                        violation_error_message="The best figure lies outside low and high.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject_class",
                    models.CharField(
                        choices=[
                            ("COMBATANTS", "Combatants"),
                            ("CIVILIANS", "Civilians"),
                            ("POLICE", "Police"),
                            ("ALL", "All"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                ("view", models.CharField(choices=[("PUBLIC", "Public"), ("DRAFTS", "Drafts")], max_length=6)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("AGREEMENT", "Agreement"),
                            ("COMPATIBLE", "Compatible"),
                            ("CONTRADICTION", "Contradiction"),
                            ("SINGLE", "Single origin"),
                            ("NOT_COMPARABLE", "Not comparable"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="Least that is claimed.", max_digits=15, null=True
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Most that is claimed; blank for no upper bound.",
                        max_digits=15,
                        null=True,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="actors.actor"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="account_summaries", to="events.event"
                    ),
                ),
                (
                    "predicate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.predicate"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["view", "verdict", "event"], name="events_summary_verdict"),
                    models.Index(fields=["view", "predicate", "event", "low", "high"], name="events_summary_hull"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
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
                ("label", models.CharField(db_collation="BINARY", help_text="What readers are shown.", max_length=100)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it lies in, in the tree.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="events.topic",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="events_topic_not_its_own_parent",
                        violation_error_code="CLOSES_CYCLE",
                        violation_error_message="Nothing is its own parent.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="topics",
            field=models.ManyToManyField(
                blank=True, help_text="What it is about.", related_name="events", to="events.topic"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["event", "predicate"], name="events_claim_account"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "RETRACTED"), _negated=True),
                    models.Q(("retraction_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="events_claim_retraction_has_reason",
                violation_error_code="REASON_REQUIRED",
                violation_error_message="A retraction needs a public reason.",
            ),
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
            model_name="claim",
            constraint=models.CheckConstraint(
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
                name="events_claim_when_bounds",
                violation_error_code="BAD_EDTF",
                violation_error_message="The bounds of the time are out of order.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stated_edtf", ""),
                        ("stated_earliest_end__isnull", True),
                        ("stated_earliest_start__isnull", True),
                        ("stated_latest_end__isnull", True),
                        ("stated_latest_start__isnull", True),
                    ),
                    models.Q(
                        models.Q(("stated_edtf", ""), _negated=True),
                        ("stated_earliest_start__lte", models.F("stated_latest_start")),
                        ("stated_latest_start__lte", models.F("stated_latest_end")),
                        ("stated_earliest_start__lte", models.F("stated_earliest_end")),
                        ("stated_earliest_end__lte", models.F("stated_latest_end")),
                    ),
                    _connector="OR",
                ),
                name="events_claim_stated_bounds",
                violation_error_code="BAD_EDTF",
                violation_error_message="The bounds of the time are out of order.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("low__isnull", True), ("high__isnull", True), ("low__lte", models.F("high")), _connector="OR"
                ),
                name="events_claim_low_not_above_high",
                violation_error_code="LOW_ABOVE_HIGH",
                violation_error_message="The low bound is above the high bound.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credibility__isnull", True),
                    models.Q(("credibility__gte", 1), ("credibility__lte", 5)),
                    _connector="OR",
                ),
                name="events_claim_credibility",
                violation_error_code="BAD_USER_INPUT",
                violation_error_message="Credibility is 1 to 5, or blank.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes__isnull", True),
                    models.Q(("supersedes", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="events_claim_not_superseding_itself",
                violation_error_code="CLOSES_CYCLE",
                violation_error_message="A claim does not supersede itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verification", "UNVERIFIABLE"), _negated=True),
                    models.Q(("verification_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="events_claim_unverifiable_has_reason",
                violation_error_code="REASON_REQUIRED",
                violation_error_message="Say why it cannot be verified, as worded.",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["status", "when_sort_day", "slug"], name="events_event_timeline"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.F("status"),
                models.OrderBy(sources.querysets.UndatedAsFirst("when_sort_day"), descending=True),
                models.F("slug"),
                name="events_event_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["status", "-updated_at", "slug"], name="events_event_changed"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["when_earliest_start", "when_latest_end"], name="events_event_bounds"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "RETRACTED"), _negated=True),
                    models.Q(("retraction_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="events_event_retraction_has_reason",
                violation_error_code="REASON_REQUIRED",
                violation_error_message="A retraction needs a public reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
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
                name="events_event_when_bounds",
                violation_error_code="BAD_EDTF",
                violation_error_message="The bounds of the time are out of order.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("part_of__isnull", True), models.Q(("part_of", models.F("id")), _negated=True), _connector="OR"
                ),
                name="events_event_not_part_of_itself",
                violation_error_code="CLOSES_CYCLE",
                violation_error_message="An event is not part of itself.",
            ),
        ),
    ]
