from events.models.claims import AccountSummary, Assessment, Claim
from events.models.events import Event, EventCitation, EventPlace, Participation
from events.models.links import CausalLink, Evidence
from events.models.narratives import Narrative, NarrativeStep
from events.models.vocabulary import EventType, Place, Predicate, Topic

__all__ = [
    "AccountSummary",
    "Assessment",
    "CausalLink",
    "Claim",
    "Event",
    "EventCitation",
    "EventPlace",
    "EventType",
    "Evidence",
    "Narrative",
    "NarrativeStep",
    "Participation",
    "Place",
    "Predicate",
    "Topic",
]
