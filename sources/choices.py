"""The closed vocabularies of sources and of everything that is a record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where a record stands on its way to the public."""

    DRAFT = "DRAFT", _("Draft")
    IN_REVIEW = "IN_REVIEW", _("In review")
    PUBLISHED = "PUBLISHED", _("Published")
    RETRACTED = "RETRACTED", _("Retracted")


class Coverage(TextChoices):
    """Whether a time means every day between its bounds or some day of them (SFM handbook)."""

    THROUGHOUT = "THROUGHOUT", _("Every day of it")
    WITHIN = "WITHIN", _("Some day in it")


class TimeBasis(TextChoices):
    """Whether a source states the time or the editors worked it out."""

    STATED = "STATED", _("Stated")
    INFERRED = "INFERRED", _("Inferred")


class PublisherKind(TextChoices):
    """What sort of publisher prints it."""

    NEWS_AGENCY = "NEWS_AGENCY", _("News agency")
    NEWSPAPER = "NEWSPAPER", _("Newspaper")
    BROADCASTER = "BROADCASTER", _("Broadcaster")
    GOVERNMENT = "GOVERNMENT", _("Government")
    MILITARY_PRESS_OFFICE = "MILITARY_PRESS_OFFICE", _("Military press office")
    ARMED_GROUP_MEDIA = "ARMED_GROUP_MEDIA", _("Armed group's media")
    NGO = "NGO", _("NGO")
    COURT = "COURT", _("Court")
    DATASET = "DATASET", _("Dataset")
    SOCIAL_MEDIA = "SOCIAL_MEDIA", _("Social media")
    OTHER = "OTHER", _("Other")


class Reliability(TextChoices):
    """Reliability of a publisher, NATO AJP-2.1 (the Admiralty code). F is no judgement, not the worst one."""

    A = "A", _("A: completely reliable")
    B = "B", _("B: usually reliable")
    C = "C", _("C: fairly reliable")
    D = "D", _("D: not usually reliable")
    E = "E", _("E: unreliable")
    F = "F", _("F: reliability cannot be judged")


class SourceKind(TextChoices):
    """What sort of text or recording a source is."""

    ARTICLE = "ARTICLE", _("Article")
    STATEMENT = "STATEMENT", _("Statement")
    INTERVIEW = "INTERVIEW", _("Interview")
    POST = "POST", _("Post")
    REPORT = "REPORT", _("Report")
    DATASET = "DATASET", _("Dataset")
    VIDEO = "VIDEO", _("Video")
    COURT_DOCUMENT = "COURT_DOCUMENT", _("Court document")
    OTHER = "OTHER", _("Other")


class MediaKind(TextChoices):
    """What sort of file shows an event."""

    IMAGE = "IMAGE", _("Image")
    VIDEO = "VIDEO", _("Video")
    AUDIO = "AUDIO", _("Audio")
    DOCUMENT = "DOCUMENT", _("Document")
    MAP = "MAP", _("Map")
    OTHER = "OTHER", _("Other")


class JournalAction(TextChoices):
    """What a journal row did to its record, read off the states before and after."""

    CREATE = "CREATE", _("Create")
    UPDATE = "UPDATE", _("Update")
    SUBMIT = "SUBMIT", _("Submit for review")
    RETURN = "RETURN", _("Return to draft")
    PUBLISH = "PUBLISH", _("Publish")
    RETRACT = "RETRACT", _("Retract")
    DELETE = "DELETE", _("Delete")


class Alteration(TextChoices):
    """What became of one part of a record."""

    ADDED = "ADDED", _("Added")
    REMOVED = "REMOVED", _("Removed")
    CHANGED = "CHANGED", _("Changed")
    MOVED = "MOVED", _("Moved")


class FeedAction(TextChoices):
    """What a reader of the feed does with a record."""

    PUT = "PUT", _("Take it as it stands")
    RETRACT = "RETRACT", _("It was retracted")
    DELETE = "DELETE", _("It is no longer there")


class Road(TextChoices):
    """By which road a write came."""

    ADMIN = "ADMIN", _("Admin")
    REST = "REST", _("REST")
    BUNDLE = "BUNDLE", _("Bundle")
    SHELL = "SHELL", _("Shell")
    MIGRATION = "MIGRATION", _("Migration")


class Scope(TextChoices):
    """What a token may be used for; its user's permissions bound it."""

    READ = "read", _("Read what is public")
    READ_DRAFTS = "read-drafts", _("Read drafts")
    WRITE = "write", _("Write drafts")
    PUBLISH = "publish", _("Publish, retract, and change what is public")

    @property
    def needs(self) -> "Scope | None":
        """The scope that a token with this one must have too: the one before it."""
        ordered = list(Scope)
        return ordered[ordered.index(self) - 1] if self is not ordered[0] else None


class SearchKind(TextChoices):
    """Kinds of record that are searched, in the order in which those that match equally well come."""

    ACTOR = "actor", _("Actor")
    PLACE = "place", _("Place")
    EVENT = "event", _("Event")
    NARRATIVE = "narrative", _("Narrative")
    TOPIC = "topic", _("Topic")
    EVENT_TYPE = "event_type", _("Event type")
    PUBLISHER = "publisher", _("Publisher")
    SOURCE = "source", _("Source")
    CLAIM = "claim", _("Claim")
    LINK = "link", _("Link")
    DESIGNATION = "designation", _("Designation")
    ASSESSMENT = "assessment", _("Assessment")
    MEDIA = "media", _("Media")


class SearchMatch(TextChoices):
    """How well a record matches, the best first. Of the last word that is asked for the beginning is enough."""

    EXACT_NAME = "EXACT_NAME", _("One of its names is what was asked for")
    NAME_PREFIX = "NAME_PREFIX", _("One of its names begins with what was asked for")
    NAME = "NAME", _("Its names have all the words")
    TEXT = "TEXT", _("Its names and other texts together have all the words")
