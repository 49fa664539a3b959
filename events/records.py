"""The kinds of record of this app."""

from events import models
from sources import search
from sources.records import Column, Reference, References, Rows, TextList, Time, Voice, register
from sources.records.kinds import citation_fields, columns, merged_into, publication, tail
from sources.records.registry import Kind

PLACE = Kind(
    "place",
    "places",
    models.Place,
    [
        *columns("name"),
        TextList("other_names"),
        *columns("kind"),
        Reference("parent", "place", cascades=False),
        *columns("country", "latitude", "longitude"),
        merged_into("place"),
        *tail(),
    ],
)
EVENT_TYPE = Kind(
    "event_type",
    "event-types",
    models.EventType,
    [
        *columns("label"),
        Reference("parent", "event_type", cascades=False),
        *columns("colour", "acled_event", "acled_sub_event"),
        *tail(),
    ],
)
TOPIC = Kind(
    "topic",
    "topics",
    models.Topic,
    [*columns("label"), Reference("parent", "topic", cascades=False), *tail()],
)
PREDICATE = Kind(
    "predicate",
    "predicates",
    models.Predicate,
    [*columns("label", "value_kind", "unit"), *tail()],
)
EVENT = Kind(
    "event",
    "events",
    models.Event,
    [
        *publication(),
        *columns("title", "short_title", "summary"),
        Reference("type", "event_type"),
        References("topics", "topic"),
        Time("when"),
        *columns("granularity", "modality"),
        Reference("part_of", "event", cascades=False),
        Rows("places", models.EventPlace, "event", [Reference("place", "place"), *columns("role", "precision")]),
        Rows(
            "participations",
            models.Participation,
            "event",
            [Reference("actor", "actor", cascades=False), *columns("role", "side", "alleged")],
        ),
        Rows("citations", models.EventCitation, "event", citation_fields()),
        References("media", "media"),
        *columns("correction"),
        merged_into("event"),
        *tail(),
    ],
)
CLAIM = Kind(
    "claim",
    "claims",
    models.Claim,
    [
        *publication(),
        Reference("event", "event"),
        Reference("predicate", "predicate"),
        Reference("speaker", "actor"),
        *columns("speaker_as_worded"),
        *citation_fields(),
        *columns("speech_act", "low", "high"),
        Time("when"),
        Reference("place", "place"),
        Reference("actor", "actor"),
        *columns("text", "value_as_worded"),
        Reference("subject", "actor"),
        *columns("subject_as_worded", "subject_class", "reading", "statement"),
        Time("stated"),
        *columns("verification", "verification_reason", "credibility", "credibility_rationale"),
        Reference("supersedes", "claim", cascades=False),
        *tail(),
    ],
)
LINK = Kind(
    "link",
    "links",
    models.CausalLink,
    [
        *publication(),
        Reference("cause", "event"),
        *columns("kind"),
        Reference("effect", "event"),
        *columns("basis"),
        Voice("asserted_by"),
        *columns("likelihood", "mechanism"),
        Rows(
            "evidence",
            models.Evidence,
            "link",
            [
                Column("stance"),
                Reference("claim", "claim", cascades=False),
                *citation_fields(),
                Column("note"),
            ],
        ),
        *tail(),
    ],
)
ASSESSMENT = Kind(
    "assessment",
    "assessments",
    models.Assessment,
    [
        *publication(),
        Reference("event", "event"),
        Reference("predicate", "predicate"),
        Reference("subject", "actor"),
        *columns("subject_class", "low", "best", "high"),
        Reference("by", "publisher"),
        *columns("method", "rationale", "likelihood", "confidence"),
        References("claims", "claim"),
        *tail(),
    ],
)
NARRATIVE = Kind(
    "narrative",
    "narratives",
    models.Narrative,
    [
        *publication(),
        *columns("title"),
        Voice("teller"),
        *columns("thesis", "summary"),
        Rows(
            "steps",
            models.NarrativeStep,
            "narrative",
            [
                Reference("event", "event", cascades=False),
                *columns("heading", "text", "stance"),
                Reference("via", "link", cascades=False, optional=True),
                References("claims", "claim"),
                References("media", "media"),
            ],
        ),
        *tail(),
    ],
)
CLAIM_TEXTS = (
    "statement",
    "quote",
    "text",
    "value_as_worded",
    "speaker_as_worded",
    "subject_as_worded",
    "verification_reason",
)


def register_kinds() -> None:
    register(PLACE, EVENT_TYPE, TOPIC, PREDICATE, EVENT, CLAIM, LINK, ASSESSMENT, NARRATIVE)
    search.register(
        search.Searched("place", names=("name", "other_names")),
        search.Searched("event_type", names=("label",)),
        search.Searched("topic", names=("label",)),
        search.Searched("event", names=("title", "short_title"), texts=("summary", "correction")),
        search.Searched("claim", texts=CLAIM_TEXTS),
        search.Searched("link", texts=("mechanism",)),
        search.Searched("assessment", texts=("rationale", "method")),
        search.Searched("narrative", names=("title",), texts=("thesis", "summary", "steps.heading", "steps.text")),
    )
