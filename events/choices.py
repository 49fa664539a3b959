"""The closed vocabularies of events, claims and causal links."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from events.intervals import Verdict as _Verdict


class Granularity(TextChoices):
    """Whether an event is one incident, goes on, was said or decided, or is a state of things."""

    INCIDENT = "INCIDENT", _("Incident")
    PROCESS = "PROCESS", _("Process")
    STATEMENT = "STATEMENT", _("Statement")
    DECISION = "DECISION", _("Decision")
    STATE = "STATE", _("State")


class Modality(TextChoices):
    """Whether an event happened, or was only alleged, planned, threatened or denied."""

    OCCURRED = "OCCURRED", _("Occurred")
    ALLEGED = "ALLEGED", _("Alleged")
    PLANNED = "PLANNED", _("Planned")
    THREATENED = "THREATENED", _("Threatened")
    DENIED = "DENIED", _("Denied")


class PlaceKind(TextChoices):
    """What sort of place it is, from a country down to a site; a region follows no border."""

    COUNTRY = "COUNTRY", _("Country")
    PROVINCE = "PROVINCE", _("Province")
    DISTRICT = "DISTRICT", _("District")
    CITY = "CITY", _("City")
    SITE = "SITE", _("Site")
    REGION = "REGION", _("Region")


class PlaceRole(TextChoices):
    """What a place is to an event."""

    OCCURRED_AT = "OCCURRED_AT", _("Occurred at")
    ORIGIN = "ORIGIN", _("Origin")
    DESTINATION = "DESTINATION", _("Destination")
    AFFECTED = "AFFECTED", _("Affected")


class Precision(TextChoices):
    """How well a place is known (UCDP GED codebook, where_prec)."""

    EXACT = "EXACT", _("Exact")
    NEAR = "NEAR", _("Near")
    ADM2 = "ADM2", _("Within the district")
    ADM1 = "ADM1", _("Within the province")
    REGION = "REGION", _("Within the region")
    COUNTRY = "COUNTRY", _("Within the country")
    UNKNOWN = "UNKNOWN", _("Unknown")


class Role(TextChoices):
    """What part an actor has in an event."""

    INITIATOR = "INITIATOR", _("Initiator")
    TARGET = "TARGET", _("Target")
    VICTIM = "VICTIM", _("Victim")
    RESPONDER = "RESPONDER", _("Responder")
    CLAIMANT = "CLAIMANT", _("Claimant")
    MEDIATOR = "MEDIATOR", _("Mediator")
    SUPPORTER = "SUPPORTER", _("Supporter")
    ORGANISER = "ORGANISER", _("Organiser")
    AUTHORITY = "AUTHORITY", _("Authority")
    SUBJECT = "SUBJECT", _("Subject")
    PARTICIPANT = "PARTICIPANT", _("Participant")


class Side(TextChoices):
    """The sides of a dyad (UCDP)."""

    A = "A", _("A")
    B = "B", _("B")
    THIRD = "THIRD", _("Third")
    NONE = "NONE", _("None")


class ValueKind(TextChoices):
    """What kind of value a predicate asks of its claims."""

    COUNT = "COUNT", _("Count: whole and not negative")
    QUANTITY = "QUANTITY", _("Quantity")
    TIME = "TIME", _("Time")
    PLACE = "PLACE", _("Place")
    ACTOR = "ACTOR", _("Actor")
    TEXT = "TEXT", _("Text")
    NONE = "NONE", _("None: it holds or not")


class SpeechAct(TextChoices):
    """What a speaker does in saying it.

    A denial contradicts another origin's assertion; demands and vows never count in an account.
    """

    ASSERTS = "ASSERTS", _("Asserts")
    DENIES = "DENIES", _("Denies")
    CONFIRMS = "CONFIRMS", _("Confirms")
    CLAIMS_RESPONSIBILITY = "CLAIMS_RESPONSIBILITY", _("Claims responsibility")
    DEMANDS = "DEMANDS", _("Demands")
    VOWS = "VOWS", _("Vows")
    REPORTS_HEARSAY = "REPORTS_HEARSAY", _("Reports hearsay")


class SubjectClass(TextChoices):
    """Which of the subject's people a number counts."""

    COMBATANTS = "COMBATANTS", _("Combatants")
    CIVILIANS = "CIVILIANS", _("Civilians")
    POLICE = "POLICE", _("Police")
    ALL = "ALL", _("All")
    UNKNOWN = "UNKNOWN", _("Unknown")


class Reading(TextChoices):
    """Whether the value stands in the source or was read out of it ("all escaped" as 0 killed)."""

    STATED = "STATED", _("Stated")
    INFERRED = "INFERRED", _("Inferred")


class Verification(TextChoices):
    """What came of checking a claim. Refuted and withdrawn ones do not count in an account."""

    UNASSESSED = "UNASSESSED", _("Unassessed")
    UNVERIFIED = "UNVERIFIED", _("Unverified")
    UNVERIFIABLE = "UNVERIFIABLE", _("Unverifiable")
    CORROBORATED = "CORROBORATED", _("Corroborated")
    REFUTED = "REFUTED", _("Refuted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class Verdict(TextChoices):
    """How far the claims of one account agree."""

    AGREEMENT = _Verdict.AGREEMENT.value, _("Agreement")
    COMPATIBLE = _Verdict.COMPATIBLE.value, _("Compatible")
    CONTRADICTION = _Verdict.CONTRADICTION.value, _("Contradiction")
    SINGLE = _Verdict.SINGLE.value, _("Single origin")
    NOT_COMPARABLE = _Verdict.NOT_COMPARABLE.value, _("Not comparable")


class LinkKind(TextChoices):
    """How the cause led to the effect; the first three are Wikidata's P828, P1478 and P1479."""

    CAUSED = "CAUSED", _("Caused")
    IMMEDIATE_CAUSE = "IMMEDIATE_CAUSE", _("Immediate cause")
    CONTRIBUTING_FACTOR = "CONTRIBUTING_FACTOR", _("Contributing factor")
    ENABLED = "ENABLED", _("Enabled")
    MOTIVATED = "MOTIVATED", _("Motivated")
    RETALIATION = "RETALIATION", _("Retaliation")
    CONTINUED = "CONTINUED", _("Continued")
    ENDED = "ENDED", _("Ended")
    PREVENTED = "PREVENTED", _("Prevented")
    PRECEDED = "PRECEDED", _("Preceded (order only)")


class LinkBasis(TextChoices):
    """On what a link rests."""

    SOURCE_ASSERTED = "SOURCE_ASSERTED", _("Asserted by a source")
    ANALYST_INFERRED = "ANALYST_INFERRED", _("Inferred by an analyst")
    RULE = "RULE", _("Made by a rule")


class Likelihood(TextChoices):
    """The seven expressions of likelihood of ICD 203 (US analytic standards), in rising order."""

    ALMOST_NO_CHANCE = "ALMOST_NO_CHANCE", _("Almost no chance (1–5 %)")
    VERY_UNLIKELY = "VERY_UNLIKELY", _("Very unlikely (5–20 %)")
    UNLIKELY = "UNLIKELY", _("Unlikely (20–45 %)")
    ROUGHLY_EVEN_CHANCE = "ROUGHLY_EVEN_CHANCE", _("Roughly even chance (45–55 %)")
    LIKELY = "LIKELY", _("Likely (55–80 %)")
    VERY_LIKELY = "VERY_LIKELY", _("Very likely (80–95 %)")
    ALMOST_CERTAIN = "ALMOST_CERTAIN", _("Almost certain (95–99 %)")


class Confidence(TextChoices):
    """Analytic confidence (ICD 203)."""

    LOW = "LOW", _("Low")
    MODERATE = "MODERATE", _("Moderate")
    HIGH = "HIGH", _("High")


class Stance(TextChoices):
    """What a piece of evidence does to a link."""

    SUPPORTS = "SUPPORTS", _("Supports")
    OPPOSES = "OPPOSES", _("Opposes")
    QUALIFIES = "QUALIFIES", _("Qualifies")


class StepStance(TextChoices):
    """How a narrative's teller takes a step's event."""

    ACCEPTS = "ACCEPTS", _("Accepts")
    REPORTS = "REPORTS", _("Reports")
    REJECTS = "REJECTS", _("Rejects")


class Coherence(TextChoices):
    """What joins two steps that follow each other in a narrative; the first that holds."""

    SAME = "SAME", _("Both tell the same event")
    LINK = "LINK", _("A causal link leads from the one event to the other")
    PATH = "PATH", _("A path of two to eight causal links leads from the one event to the other")
    BACKWARDS = "BACKWARDS", _("The later step's event certainly began before the earlier step's")
    GAP = "GAP", _("Nothing that is recorded joins them")


class HiddenReason(TextChoices):
    """Why the public does not see a part of a narrative."""

    EVENT_NOT_PUBLISHED = "EVENT_NOT_PUBLISHED", _("The step's event is a draft or in review: the step is left out")
    EVENT_RETRACTED = "EVENT_RETRACTED", _("The step's event is retracted: the step is left out")
    LINK_NOT_PUBLISHED = "LINK_NOT_PUBLISHED", _("The link that leads to the step is a draft or in review")
    LINK_RETRACTED = "LINK_RETRACTED", _("The link that leads to the step is retracted")


class Certainty(TextChoices):
    """Whether a time may lie in a window or is known to."""

    POSSIBLY = "POSSIBLY", _("Its bounds overlap the window")
    CERTAINLY = "CERTAINLY", _("All its bounds are known and lie in the window")


class BucketSize(TextChoices):
    """The calendar steps of a timeline, finest first; weeks begin on Monday (ISO 8601)."""

    AUTO = "AUTO", _("The finest that gives a readable number")
    DAY = "DAY", _("Day")
    WEEK = "WEEK", _("Week")
    MONTH = "MONTH", _("Month")
    QUARTER = "QUARTER", _("Quarter")
    YEAR = "YEAR", _("Year")
    DECADE = "DECADE", _("Decade")


class TimelineGroup(TextChoices):
    """What a timeline counts apart."""

    NONE = "NONE", _("Everything together")
    TYPE = "TYPE", _("By type")
    TOPIC = "TOPIC", _("By topic")
    ACTOR = "ACTOR", _("By actor taking part")
    PLACE = "PLACE", _("By place")


class Facet(TextChoices):
    """What events are counted by."""

    TYPE = "TYPE", _("Their type; a value takes in the types below it")
    TOPIC = "TOPIC", _("Their topics; a value takes in the topics below it")
    ACTOR = "ACTOR", _("The actors that take part, in whatever role")
    PLACE = "PLACE", _("Their places, in whatever role; a value takes in the places below it")
    MONTH = "MONTH", _("The months they fall in, as far as is known")


class AccountBound(TextChoices):
    """An end of what an account comes to."""

    LOW = "LOW", _("The least number, or the earliest day")
    HIGH = "HIGH", _("The greatest number, or the latest day")
