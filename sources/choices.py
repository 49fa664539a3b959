"""The closed vocabularies of sources and of everything that is a record."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a record stands on its way to the public."""

    DRAFT = "DRAFT", "Draft"
    IN_REVIEW = "IN_REVIEW", "In review"
    PUBLISHED = "PUBLISHED", "Published"
    RETRACTED = "RETRACTED", "Retracted"


class Coverage(TextChoices):
    """Whether a time means every day between its bounds or some day of them (SFM handbook)."""

    THROUGHOUT = "THROUGHOUT", "Every day of it"
    WITHIN = "WITHIN", "Some day in it"


class TimeBasis(TextChoices):
    """Whether a source states the time or the editors worked it out."""

    STATED = "STATED", "Stated"
    INFERRED = "INFERRED", "Inferred"


class PublisherKind(TextChoices):
    """What sort of publisher prints it."""

    NEWS_AGENCY = "NEWS_AGENCY", "News agency"
    NEWSPAPER = "NEWSPAPER", "Newspaper"
    BROADCASTER = "BROADCASTER", "Broadcaster"
    GOVERNMENT = "GOVERNMENT", "Government"
    MILITARY_PRESS_OFFICE = "MILITARY_PRESS_OFFICE", "Military press office"
    ARMED_GROUP_MEDIA = "ARMED_GROUP_MEDIA", "Armed group's media"
    NGO = "NGO", "NGO"
    COURT = "COURT", "Court"
    DATASET = "DATASET", "Dataset"
    SOCIAL_MEDIA = "SOCIAL_MEDIA", "Social media"
    OTHER = "OTHER", "Other"


class Reliability(TextChoices):
    """Reliability of a publisher, NATO AJP-2.1 (the Admiralty code). F is no judgement, not the worst one."""

    A = "A", "A: completely reliable"
    B = "B", "B: usually reliable"
    C = "C", "C: fairly reliable"
    D = "D", "D: not usually reliable"
    E = "E", "E: unreliable"
    F = "F", "F: reliability cannot be judged"


class SourceKind(TextChoices):
    """What sort of text or recording a source is."""

    ARTICLE = "ARTICLE", "Article"
    STATEMENT = "STATEMENT", "Statement"
    INTERVIEW = "INTERVIEW", "Interview"
    POST = "POST", "Post"
    REPORT = "REPORT", "Report"
    DATASET = "DATASET", "Dataset"
    VIDEO = "VIDEO", "Video"
    COURT_DOCUMENT = "COURT_DOCUMENT", "Court document"
    OTHER = "OTHER", "Other"


class MediaKind(TextChoices):
    """What sort of file shows an event."""

    IMAGE = "IMAGE", "Image"
    VIDEO = "VIDEO", "Video"
    AUDIO = "AUDIO", "Audio"
    DOCUMENT = "DOCUMENT", "Document"
    MAP = "MAP", "Map"
    OTHER = "OTHER", "Other"


class JournalAction(TextChoices):
    """What a journal row did to its record, read off the states before and after."""

    CREATE = "CREATE", "Create"
    UPDATE = "UPDATE", "Update"
    SUBMIT = "SUBMIT", "Submit for review"
    RETURN = "RETURN", "Return to draft"
    PUBLISH = "PUBLISH", "Publish"
    RETRACT = "RETRACT", "Retract"
    DELETE = "DELETE", "Delete"


class Alteration(TextChoices):
    """What became of one part of a record."""

    ADDED = "ADDED", "Added"
    REMOVED = "REMOVED", "Removed"
    CHANGED = "CHANGED", "Changed"
    MOVED = "MOVED", "Moved"


class FeedAction(TextChoices):
    """What a reader of the feed does with a record."""

    PUT = "PUT", "Take it as it stands"
    RETRACT = "RETRACT", "It was retracted"
    DELETE = "DELETE", "It is no longer there"


class Road(TextChoices):
    """By which road a write came."""

    ADMIN = "ADMIN", "Admin"
    REST = "REST", "REST"
    BUNDLE = "BUNDLE", "Bundle"
    SHELL = "SHELL", "Shell"
    MIGRATION = "MIGRATION", "Migration"


class Scope(TextChoices):
    """What a token may be used for; its user's permissions bound it."""

    READ = "read", "Read what is public"
    READ_DRAFTS = "read-drafts", "Read drafts"
    WRITE = "write", "Write drafts"
    PUBLISH = "publish", "Publish, retract, and change what is public"

    @property
    def needs(self) -> "Scope | None":
        """The scope that a token with this one must have too: the one before it."""
        ordered = list(Scope)
        return ordered[ordered.index(self) - 1] if self is not ordered[0] else None


class SearchKind(TextChoices):
    """Kinds of record that are searched, in the order in which those that match equally well come."""

    ACTOR = "actor", "Actor"
    PLACE = "place", "Place"
    EVENT = "event", "Event"
    NARRATIVE = "narrative", "Narrative"
    TOPIC = "topic", "Topic"
    EVENT_TYPE = "event_type", "Event type"
    PUBLISHER = "publisher", "Publisher"
    SOURCE = "source", "Source"
    CLAIM = "claim", "Claim"
    LINK = "link", "Link"
    DESIGNATION = "designation", "Designation"
    ASSESSMENT = "assessment", "Assessment"
    MEDIA = "media", "Media"


class SearchMatch(TextChoices):
    """How well a record matches, the best first. Of the last word that is asked for the beginning is enough."""

    EXACT_NAME = "EXACT_NAME", "One of its names is what was asked for"
    NAME_PREFIX = "NAME_PREFIX", "One of its names begins with what was asked for"
    NAME = "NAME", "Its names have all the words"
    TEXT = "TEXT", "Its names and other texts together have all the words"
