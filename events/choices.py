"""The closed vocabularies of events, claims and causal links."""

from django.db.models import TextChoices

from events.intervals import Verdict as _Verdict


class Granularity(TextChoices):
    """Whether an event is one incident, goes on, was said or decided, or is a state of things."""

    INCIDENT = "INCIDENT", "Incident"
    PROCESS = "PROCESS", "Process"
    STATEMENT = "STATEMENT", "Statement"
    DECISION = "DECISION", "Decision"
    STATE = "STATE", "State"


class Modality(TextChoices):
    """Whether an event happened, or was only alleged, planned, threatened or denied."""

    OCCURRED = "OCCURRED", "Occurred"
    ALLEGED = "ALLEGED", "Alleged"
    PLANNED = "PLANNED", "Planned"
    THREATENED = "THREATENED", "Threatened"
    DENIED = "DENIED", "Denied"


class PlaceKind(TextChoices):
    """What sort of place it is, from a country down to a site; a region follows no border."""

    COUNTRY = "COUNTRY", "Country"
    PROVINCE = "PROVINCE", "Province"
    DISTRICT = "DISTRICT", "District"
    CITY = "CITY", "City"
    SITE = "SITE", "Site"
    REGION = "REGION", "Region"


class PlaceRole(TextChoices):
    """What a place is to an event."""

    OCCURRED_AT = "OCCURRED_AT", "Occurred at"
    ORIGIN = "ORIGIN", "Origin"
    DESTINATION = "DESTINATION", "Destination"
    AFFECTED = "AFFECTED", "Affected"


class Precision(TextChoices):
    """How well a place is known (UCDP GED codebook, where_prec)."""

    EXACT = "EXACT", "Exact"
    NEAR = "NEAR", "Near"
    ADM2 = "ADM2", "Within the district"
    ADM1 = "ADM1", "Within the province"
    REGION = "REGION", "Within the region"
    COUNTRY = "COUNTRY", "Within the country"
    UNKNOWN = "UNKNOWN", "Unknown"


class Role(TextChoices):
    """What part an actor has in an event."""

    INITIATOR = "INITIATOR", "Initiator"
    TARGET = "TARGET", "Target"
    VICTIM = "VICTIM", "Victim"
    RESPONDER = "RESPONDER", "Responder"
    CLAIMANT = "CLAIMANT", "Claimant"
    MEDIATOR = "MEDIATOR", "Mediator"
    SUPPORTER = "SUPPORTER", "Supporter"
    ORGANISER = "ORGANISER", "Organiser"
    AUTHORITY = "AUTHORITY", "Authority"
    SUBJECT = "SUBJECT", "Subject"
    PARTICIPANT = "PARTICIPANT", "Participant"


class Side(TextChoices):
    """The sides of a dyad (UCDP)."""

    A = "A", "A"
    B = "B", "B"
    THIRD = "THIRD", "Third"
    NONE = "NONE", "None"


class ValueKind(TextChoices):
    """What kind of value a predicate asks of its claims."""

    COUNT = "COUNT", "Count: whole and not negative"
    QUANTITY = "QUANTITY", "Quantity"
    TIME = "TIME", "Time"
    PLACE = "PLACE", "Place"
    ACTOR = "ACTOR", "Actor"
    TEXT = "TEXT", "Text"
    NONE = "NONE", "None: it holds or not"


class SpeechAct(TextChoices):
    """What a speaker does in saying it.

    A denial contradicts another origin's assertion; demands and vows never count in an account.
    """

    ASSERTS = "ASSERTS", "Asserts"
    DENIES = "DENIES", "Denies"
    CONFIRMS = "CONFIRMS", "Confirms"
    CLAIMS_RESPONSIBILITY = "CLAIMS_RESPONSIBILITY", "Claims responsibility"
    DEMANDS = "DEMANDS", "Demands"
    VOWS = "VOWS", "Vows"
    REPORTS_HEARSAY = "REPORTS_HEARSAY", "Reports hearsay"


class SubjectClass(TextChoices):
    """Which of the subject's people a number counts."""

    COMBATANTS = "COMBATANTS", "Combatants"
    CIVILIANS = "CIVILIANS", "Civilians"
    POLICE = "POLICE", "Police"
    ALL = "ALL", "All"
    UNKNOWN = "UNKNOWN", "Unknown"


class Reading(TextChoices):
    """Whether the value stands in the source or was read out of it ("all escaped" as 0 killed)."""

    STATED = "STATED", "Stated"
    INFERRED = "INFERRED", "Inferred"


class Verification(TextChoices):
    """What came of checking a claim. Refuted and withdrawn ones do not count in an account."""

    UNASSESSED = "UNASSESSED", "Unassessed"
    UNVERIFIED = "UNVERIFIED", "Unverified"
    UNVERIFIABLE = "UNVERIFIABLE", "Unverifiable"
    CORROBORATED = "CORROBORATED", "Corroborated"
    REFUTED = "REFUTED", "Refuted"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Verdict(TextChoices):
    """How far the claims of one account agree."""

    AGREEMENT = _Verdict.AGREEMENT.value, "Agreement"
    COMPATIBLE = _Verdict.COMPATIBLE.value, "Compatible"
    CONTRADICTION = _Verdict.CONTRADICTION.value, "Contradiction"
    SINGLE = _Verdict.SINGLE.value, "Single origin"
    NOT_COMPARABLE = _Verdict.NOT_COMPARABLE.value, "Not comparable"


class LinkKind(TextChoices):
    """How the cause led to the effect; the first three are Wikidata's P828, P1478 and P1479."""

    CAUSED = "CAUSED", "Caused"
    IMMEDIATE_CAUSE = "IMMEDIATE_CAUSE", "Immediate cause"
    CONTRIBUTING_FACTOR = "CONTRIBUTING_FACTOR", "Contributing factor"
    ENABLED = "ENABLED", "Enabled"
    MOTIVATED = "MOTIVATED", "Motivated"
    RETALIATION = "RETALIATION", "Retaliation"
    CONTINUED = "CONTINUED", "Continued"
    ENDED = "ENDED", "Ended"
    PREVENTED = "PREVENTED", "Prevented"
    PRECEDED = "PRECEDED", "Preceded (order only)"


class LinkBasis(TextChoices):
    """On what a link rests."""

    SOURCE_ASSERTED = "SOURCE_ASSERTED", "Asserted by a source"
    ANALYST_INFERRED = "ANALYST_INFERRED", "Inferred by an analyst"
    RULE = "RULE", "Made by a rule"


class Likelihood(TextChoices):
    """The seven expressions of likelihood of ICD 203 (US analytic standards), in rising order."""

    ALMOST_NO_CHANCE = "ALMOST_NO_CHANCE", "Almost no chance (1–5 %)"
    VERY_UNLIKELY = "VERY_UNLIKELY", "Very unlikely (5–20 %)"
    UNLIKELY = "UNLIKELY", "Unlikely (20–45 %)"
    ROUGHLY_EVEN_CHANCE = "ROUGHLY_EVEN_CHANCE", "Roughly even chance (45–55 %)"
    LIKELY = "LIKELY", "Likely (55–80 %)"
    VERY_LIKELY = "VERY_LIKELY", "Very likely (80–95 %)"
    ALMOST_CERTAIN = "ALMOST_CERTAIN", "Almost certain (95–99 %)"


class Confidence(TextChoices):
    """Analytic confidence (ICD 203)."""

    LOW = "LOW", "Low"
    MODERATE = "MODERATE", "Moderate"
    HIGH = "HIGH", "High"


class Stance(TextChoices):
    """What a piece of evidence does to a link."""

    SUPPORTS = "SUPPORTS", "Supports"
    OPPOSES = "OPPOSES", "Opposes"
    QUALIFIES = "QUALIFIES", "Qualifies"


class StepStance(TextChoices):
    """How a narrative's teller takes a step's event."""

    ACCEPTS = "ACCEPTS", "Accepts"
    REPORTS = "REPORTS", "Reports"
    REJECTS = "REJECTS", "Rejects"


class Coherence(TextChoices):
    """What joins two steps that follow each other in a narrative; the first that holds."""

    SAME = "SAME", "Both tell the same event"
    LINK = "LINK", "A causal link leads from the one event to the other"
    PATH = "PATH", "A path of two to eight causal links leads from the one event to the other"
    BACKWARDS = "BACKWARDS", "The later step's event certainly began before the earlier step's"
    GAP = "GAP", "Nothing that is recorded joins them"


class HiddenReason(TextChoices):
    """Why the public does not see a part of a narrative."""

    EVENT_NOT_PUBLISHED = "EVENT_NOT_PUBLISHED", "The step's event is a draft or in review: the step is left out"
    EVENT_RETRACTED = "EVENT_RETRACTED", "The step's event is retracted: the step is left out"
    LINK_NOT_PUBLISHED = "LINK_NOT_PUBLISHED", "The link that leads to the step is a draft or in review"
    LINK_RETRACTED = "LINK_RETRACTED", "The link that leads to the step is retracted"


class Certainty(TextChoices):
    """Whether a time may lie in a window or is known to."""

    POSSIBLY = "POSSIBLY", "Its bounds overlap the window"
    CERTAINLY = "CERTAINLY", "All its bounds are known and lie in the window"


class BucketSize(TextChoices):
    """The calendar steps of a timeline, finest first; weeks begin on Monday (ISO 8601)."""

    AUTO = "AUTO", "The finest that gives a readable number"
    DAY = "DAY", "Day"
    WEEK = "WEEK", "Week"
    MONTH = "MONTH", "Month"
    QUARTER = "QUARTER", "Quarter"
    YEAR = "YEAR", "Year"
    DECADE = "DECADE", "Decade"


class TimelineGroup(TextChoices):
    """What a timeline counts apart."""

    NONE = "NONE", "Everything together"
    TYPE = "TYPE", "By type"
    TOPIC = "TOPIC", "By topic"
    ACTOR = "ACTOR", "By actor taking part"
    PLACE = "PLACE", "By place"


class Facet(TextChoices):
    """What events are counted by."""

    TYPE = "TYPE", "Their type; a value takes in the types below it"
    TOPIC = "TOPIC", "Their topics; a value takes in the topics below it"
    ACTOR = "ACTOR", "The actors that take part, in whatever role"
    PLACE = "PLACE", "Their places, in whatever role; a value takes in the places below it"
    MONTH = "MONTH", "The months they fall in, as far as is known"


class AccountBound(TextChoices):
    """An end of what an account comes to."""

    LOW = "LOW", "The least number, or the earliest day"
    HIGH = "HIGH", "The greatest number, or the latest day"
