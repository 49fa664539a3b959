"""What OpenAPI says of chains, paths, accounts, timelines, facets and clusters."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from events.causality import Direction
from events.choices import BucketSize, Facet, Likelihood, LinkKind, StepStance, SubjectClass, TimelineGroup, Verdict
from events.filters import EventFilterSet
from events.records import ASSESSMENT, CLAIM, EVENT, LINK
from events.rest import extras
from sources.rest.documents import (
    FIELDS,
    filters_of,
    number_parameter,
    problems,
    search_of,
    slug_parameter,
    text_parameter,
)
from sources.rest.formats import CSV, GEOJSON, JSON, JSON_LD, JSON_LINES, TIMELINE_JS, format_parameter, texts_in
from sources.rest.serializers import serializer_for, shapes


def slugs(help_text: str) -> serializers.ListField:
    """Return the shape of a list of slugs."""
    return serializers.ListField(child=serializers.CharField(), help_text=help_text)


EventShape = serializer_for("ChainEvent", EVENT, ())
ClaimShape = serializer_for("AccountClaim", CLAIM, shapes(extras.CLAIM))
AssessmentShape = serializer_for("AccountAssessment", ASSESSMENT, shapes(extras.ASSESSMENT))
LinkShape = serializer_for("ChainLink", LINK, shapes(extras.LINK))


class ChainNodeSerializer(serializers.Serializer):
    """One event of a chain, at its least depth."""

    depth = serializers.IntegerField(help_text="The least number of links between it and the root.")
    event = EventShape(help_text="The event.")


class ChainEdgeSerializer(serializers.Serializer):
    """One link of a chain."""

    depth = serializers.IntegerField(help_text="The depth of the event it leads to, away from the root.")
    link = LinkShape(help_text="The link.")


class ChainSerializer(serializers.Serializer):
    """What an event led to, or what led to it: flat, ordered by depth, then time."""

    root = serializers.CharField(help_text="Slug of the event that was asked about.")  # type: ignore[assignment]  # a field called root
    nodes = ChainNodeSerializer(many=True, help_text="The root first; by depth, time, slug.")
    edges = ChainEdgeSerializer(many=True, help_text="By depth, time and slugs.")
    reachable = serializers.IntegerField(
        allow_null=True, help_text="Events within reach, the root not counted; null above 10,000."
    )
    truncated = serializers.BooleanField(help_text="Whether more could be reached.")
    truncation_reason = serializers.CharField(allow_null=True, help_text="LIMIT or DEPTH.")


class PathSerializer(serializers.Serializer):
    """One way from a cause to an effect; its score is the product of its links' weights."""

    label = serializers.CharField(help_text="The events' names: Taliban takeover → TTP attack → army raid.")  # type: ignore[assignment]  # a field called label
    events = EventShape(many=True, help_text="From the first to the last.")
    links = LinkShape(many=True, help_text="The link of each hop: the heaviest there is.")
    score = serializers.FloatField(help_text="The product of the links' weights.")
    weakest = serializers.CharField(help_text="Slug of the link of least weight.")


class PathsSerializer(serializers.Serializer):
    """The best paths, best first."""

    results = PathSerializer(many=True, help_text="The paths.")


class IntervalSerializer(serializers.Serializer):
    """A closed interval; null is no bound."""

    low = serializers.FloatField(allow_null=True, help_text="The least.")
    high = serializers.FloatField(allow_null=True, help_text="The most.")
    earliest = serializers.CharField(allow_null=True, help_text="First day, where times are claimed.")
    latest = serializers.CharField(allow_null=True, help_text="Last day, where times are claimed.")


class AccountSerializer(serializers.Serializer):
    """The claims of one event about one thing, and how far they agree."""

    predicate = serializers.CharField(help_text="Slug of what the claims say of the event.")
    subject = serializers.CharField(allow_null=True, help_text="Slug of the actor of whom they say it.")
    subject_class = serializers.ChoiceField(
        choices=SubjectClass.choices, help_text="Which of the subject's people are meant."
    )
    verdict = serializers.ChoiceField(choices=Verdict.choices, help_text="How far the claims that count agree.")
    low = serializers.FloatField(allow_null=True, help_text="Least that is claimed.")
    high = serializers.FloatField(allow_null=True, help_text="Most that is claimed; null for no upper bound.")
    earliest = serializers.CharField(allow_null=True, help_text="First day claimed, where times are claimed.")
    latest = serializers.CharField(allow_null=True, help_text="Last day claimed, where times are claimed.")
    common = IntervalSerializer(allow_null=True, help_text="What all claims allow, where there is such.")
    report_count = serializers.IntegerField(help_text="How many claims there are.")
    independent_origins = serializers.IntegerField(help_text="From how many independent origins.")
    claims = ClaimShape(many=True, help_text="The first hundred, in the order stated.")
    assessments = AssessmentShape(many=True, help_text="What publishers and the editors judge of it.")
    truncated = serializers.BooleanField(help_text="Whether there are more than 100 claims.")


class AccountsSerializer(serializers.Serializer):
    """Every account of an event."""

    results = AccountSerializer(many=True, help_text="The accounts, by predicate and subject.")


class CountedBucketSerializer(serializers.Serializer):
    """One span of a timeline; an event counts once as certain, or as possible in each span it overlaps."""

    start = serializers.CharField(help_text="First day, ISO 8601.")
    end = serializers.CharField(help_text="Last day, ISO 8601.")
    key = serializers.CharField(allow_null=True, help_text="Slug of the group, when grouped.")
    certain = serializers.IntegerField(help_text="Events that surely happened in it.")
    possible = serializers.IntegerField(help_text="Events that may have happened in it, or reach beyond it.")
    count = serializers.IntegerField(help_text="Both.")


class ExtentSerializer(serializers.Serializer):
    """The least and greatest known day of what was counted."""

    start = serializers.CharField(allow_null=True, help_text="The first day.")
    end = serializers.CharField(allow_null=True, help_text="The last day.")


class TimelineSerializer(serializers.Serializer):
    """How many events fall when."""

    bucket = serializers.CharField(help_text="The size of the buckets, also when AUTO was asked for.")
    buckets = CountedBucketSerializer(many=True, help_text="By start, then key.")
    undated = serializers.IntegerField(help_text="How many events have no known time.")
    extent = ExtentSerializer(allow_null=True, help_text="From the first to the last known day.")


class FacetValueSerializer(serializers.Serializer):
    """One value of a facet, and how many events have it."""

    value = serializers.CharField(help_text="The slug, which a filter takes; a month as 2021-09.")
    label = serializers.CharField(help_text="What readers are shown.")  # type: ignore[assignment]  # a field called label
    count = serializers.IntegerField(
        help_text="The events of the value and of all below it in its tree: what a filter by it finds."
    )
    own = serializers.IntegerField(
        help_text="Of these, the events of the value itself; all of them where there is no tree."
    )
    certain = serializers.IntegerField(allow_null=True, help_text="Months: events that surely happened in it.")
    possible = serializers.IntegerField(
        allow_null=True, help_text="Months: events that may have happened in it, or reach beyond it."
    )


class FacetSerializer(serializers.Serializer):
    """The values of one facet that most events have."""

    facet = serializers.ChoiceField(choices=Facet.choices, help_text="What the events are counted by.")
    values = FacetValueSerializer(
        many=True, help_text="A hundred at most: by count, then slug; months in order of time."
    )
    other_count = serializers.IntegerField(help_text="How many further values there are.")
    truncated = serializers.BooleanField(help_text="Whether there are further values.")
    without = serializers.IntegerField(help_text="Events without any value; of months, those without a known time.")


class FacetsSerializer(serializers.Serializer):
    """Facets in the order asked for."""

    results = FacetSerializer(many=True, help_text="The facets.")


class BoundingSerializer(serializers.Serializer):
    """A box on the map, in degrees (WGS 84)."""

    west = serializers.FloatField(help_text="The western edge.")
    south = serializers.FloatField(help_text="The southern edge.")
    east = serializers.FloatField(help_text="The eastern edge.")
    north = serializers.FloatField(help_text="The northern edge.")


class ClusterSerializer(serializers.Serializer):
    """Events near each other on the map."""

    key = serializers.CharField(help_text="Its cell of the grid: zoom/column/row, counted from the south-west.")
    count = serializers.IntegerField(help_text="How many events have a place in it, in whatever role.")
    imprecise = serializers.IntegerField(
        help_text="How many of them have no place in it known as a point (EXACT or NEAR)."
    )
    latitude = serializers.FloatField(help_text="Mean of its places, degrees north (WGS 84).")
    longitude = serializers.FloatField(help_text="Mean of its places, degrees east (WGS 84).")
    bounds = BoundingSerializer(help_text="The least box around its places.")
    event = serializers.CharField(allow_null=True, help_text="Slug of its event, where it has one only.")


class ClustersSerializer(serializers.Serializer):
    """The clusters in a box, by row, then column."""

    results = ClusterSerializer(many=True, help_text="The clusters.")


class StancesSerializer(serializers.Serializer):
    """A shared event that two tellers do not tell alike."""

    event = serializers.CharField(help_text="Slug of the event.")
    stance_a = serializers.ChoiceField(choices=StepStance.choices, help_text="How the first stands to it.")
    stance_b = serializers.ChoiceField(choices=StepStance.choices, help_text="How the second stands to it.")


class OppositionSerializer(serializers.Serializer):
    """One thing about a shared event on which two narratives rely on opposed claims."""

    event = serializers.CharField(help_text="Slug of the event.")
    account = AccountSerializer(help_text="All that is said of it.")
    claims_a = slugs("What the first alone relies on.")
    claims_b = slugs("What the second alone relies on.")


class DiffSerializer(serializers.Serializer):
    """Two narratives beside each other; events and claims by slug."""

    a = serializers.CharField(help_text="Slug of the first.")
    b = serializers.CharField(help_text="Slug of the second.")
    shared = slugs("The events that both tell, in the order of the first.")
    only_a = slugs("The events that only the first tells.")
    only_b = slugs("The events that only the second tells.")
    reordered = slugs("The fewest shared events without which both tell the rest in one order.")
    stances = StancesSerializer(many=True, help_text="Shared events that they do not tell alike.")
    opposed = OppositionSerializer(many=True, help_text="On what they rely on opposed claims.")


SCOPE = [
    text_parameter("kinds", f"Only links of these kinds, separated by commas: {', '.join(LinkKind.values)}."),
    text_parameter("min_likelihood", "Only links judged at least this likely.", enum=Likelihood.values),
]

TIMELINE_FORMATS = (JSON, CSV, GEOJSON, TIMELINE_JS)

EXPORT_FORMATS = (JSON_LINES, CSV, GEOJSON, TIMELINE_JS, JSON_LD)

chain = extend_schema(
    operation_id="events_chain",
    summary="What an event led to, or what led to it",
    parameters=[
        slug_parameter(),
        text_parameter("direction", "Which way to walk.", enum=[one.value for one in Direction], default="EFFECTS"),
        number_parameter("depth", "Links from the root, 1 to 20; 6 when absent."),
        number_parameter("limit", "Events at most, 1 to 1000; 200 when absent."),
        OpenApiParameter("include_order_only", OpenApiTypes.BOOL, description="Also links that only order in time."),
        *SCOPE,
    ],
    responses={200: ChainSerializer, **problems(400, 404, 410)},
    tags=["events"],
)
accounts = extend_schema(
    operation_id="events_accounts",
    summary="The claims of an event, side by side",
    parameters=[
        slug_parameter(),
        text_parameter("predicate", "Only this predicate, by slug: killed."),
        text_parameter("subject", "Only of this actor, by slug."),
    ],
    responses={200: AccountsSerializer, **problems(400, 404, 410)},
    tags=["events"],
)
paths = extend_schema(
    operation_id="paths",
    summary="How one event led to another",
    parameters=[
        text_parameter("from", "Slug of the cause.", required=True),
        text_parameter("to", "Slug of the effect.", required=True),
        number_parameter("first", "Paths at most, 1 to 20; 5 when absent."),
        number_parameter("max_depth", "Links a path, 1 to 12; 8 when absent."),
        FIELDS,
        *SCOPE,
    ],
    responses={200: PathsSerializer, **problems(400, 404, 410)},
    tags=["paths"],
)
timeline = extend_schema(
    operation_id="timeline",
    summary="How many events fall when",
    parameters=[
        text_parameter("bucket", "The size of a span.", enum=BucketSize.values, default="AUTO"),
        text_parameter("group_by", "One row of buckets for each.", enum=TimelineGroup.values, default="NONE"),
        *filters_of(EventFilterSet),
        *search_of(EVENT),
        format_parameter(TIMELINE_FORMATS),
    ],
    responses={
        (200, JSON.media_type): TimelineSerializer,
        **texts_in(TIMELINE_FORMATS),
        **problems(400, 406),
    },
    tags=["timeline"],
)
facets = extend_schema(
    operation_id="facets",
    summary="How many events share something",
    parameters=[
        text_parameter(
            "by", f"What to count by, separated by commas: {', '.join(Facet.values).lower()}.", required=True
        ),
        *filters_of(EventFilterSet),
        *search_of(EVENT),
    ],
    responses={200: FacetsSerializer, **problems(400)},
    tags=["facets"],
)
clusters = extend_schema(
    operation_id="clusters",
    summary="Events on a map, those near each other counted together",
    parameters=[
        text_parameter("bbox", "The part of the map that is shown: west,south,east,north in degrees.", required=True),
        number_parameter("zoom", "The zoom of the map, 0 (the world in one tile) to 22.", required=True),
        number_parameter("limit", "Refuse to answer more clusters than this, 1 to 2000; 1000 when absent."),
        *(one for one in filters_of(EventFilterSet) if one.name != "bbox"),
        *search_of(EVENT),
    ],
    responses={200: ClustersSerializer, **problems(400)},
    tags=["clusters"],
)
diff = extend_schema(
    operation_id="narratives_diff",
    summary="Where two narratives part",
    parameters=[slug_parameter(), text_parameter("with", "Slug of the other narrative.", required=True)],
    responses={200: DiffSerializer, **problems(400, 404, 410)},
    tags=["narratives"],
)


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200], description=description)


export = extend_schema(
    operation_id="export",
    summary="All that the caller may see, as one file",
    parameters=[
        format_parameter(EXPORT_FORMATS),
        text_parameter("types", "JSON Lines: only records of these kinds, separated by commas: event,claim."),
        OpenApiParameter(
            "number", OpenApiTypes.BOOL, description="JSON Lines: whether the head also has the journal's number."
        ),
        OpenApiParameter(
            "losses",
            OpenApiTypes.BOOL,
            description="Answer what the export would lose, with counts, as JSON, instead of the export.",
        ),
        *filters_of(EventFilterSet),
        _header("Journal-Number", "The last change that it has: a mirror goes on with what came after."),
        _header("Record-Count", "How many records it has when it is whole."),
        _header("Losses", "What the format never carries: a JSON list of field and reason."),
    ],
    responses={
        (200, JSON_LINES.media_type): OpenApiTypes.STR,
        **texts_in(EXPORT_FORMATS),
        304: None,
        **problems(400, 406),
    },
    tags=["export"],
)
