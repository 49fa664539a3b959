"""The closed vocabularies of actors."""

from django.db.models import TextChoices


class ActorKind(TextChoices):
    """ACLED's actor types, widened for ordinary news."""

    STATE = "STATE", "State"
    GOVERNMENT_BODY = "GOVERNMENT_BODY", "Government body"
    STATE_FORCES = "STATE_FORCES", "State forces"
    REBEL_GROUP = "REBEL_GROUP", "Rebel group"
    POLITICAL_MILITIA = "POLITICAL_MILITIA", "Political militia"
    IDENTITY_MILITIA = "IDENTITY_MILITIA", "Identity militia"
    CRIMINAL_GROUP = "CRIMINAL_GROUP", "Criminal group"
    POLITICAL_PARTY = "POLITICAL_PARTY", "Political party"
    INTERNATIONAL_ORGANISATION = "INTERNATIONAL_ORGANISATION", "International organisation"
    NGO = "NGO", "NGO"
    COMPANY = "COMPANY", "Company"
    MEDIA = "MEDIA", "Media"
    COMMUNITY = "COMMUNITY", "Community"
    CIVILIANS = "CIVILIANS", "Civilians"
    PROTESTERS = "PROTESTERS", "Protesters"
    INDIVIDUAL = "INDIVIDUAL", "Individual"
    OTHER = "OTHER", "Other"


class NameKind(TextChoices):
    """What sort of name an actor goes by."""

    OFFICIAL = "OFFICIAL", "Official"
    ALIAS = "ALIAS", "Alias"
    ACRONYM = "ACRONYM", "Acronym"
    TRANSLATION = "TRANSLATION", "Translation"
    FORMER = "FORMER", "Former"


class RelationKind(TextChoices):
    """How the subject stands to the object."""

    PART_OF = "PART_OF", "Part of"
    MEMBER_OF = "MEMBER_OF", "Member of"
    LEADS = "LEADS", "Leads"
    GOVERNS = "GOVERNS", "Governs"
    SPEAKS_FOR = "SPEAKS_FOR", "Speaks for"
    SUCCESSOR_OF = "SUCCESSOR_OF", "Successor of"
    SPLINTER_OF = "SPLINTER_OF", "Splinter of"
    ALLEGIANCE_TO = "ALLEGIANCE_TO", "Allegiance to"
    ALLY_OF = "ALLY_OF", "Ally of"
    OPPOSES = "OPPOSES", "Opposes"
    SPONSORS = "SPONSORS", "Sponsors"
    OWNS = "OWNS", "Owns"
    NEGOTIATES_WITH = "NEGOTIATES_WITH", "Negotiates with"
    POSSIBLY_SAME_AS = "POSSIBLY_SAME_AS", "Possibly same as"
