"""The closed vocabularies of actors."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActorKind(TextChoices):
    """ACLED's actor types, widened for ordinary news."""

    STATE = "STATE", _("State")
    GOVERNMENT_BODY = "GOVERNMENT_BODY", _("Government body")
    STATE_FORCES = "STATE_FORCES", _("State forces")
    REBEL_GROUP = "REBEL_GROUP", _("Rebel group")
    POLITICAL_MILITIA = "POLITICAL_MILITIA", _("Political militia")
    IDENTITY_MILITIA = "IDENTITY_MILITIA", _("Identity militia")
    CRIMINAL_GROUP = "CRIMINAL_GROUP", _("Criminal group")
    POLITICAL_PARTY = "POLITICAL_PARTY", _("Political party")
    INTERNATIONAL_ORGANISATION = "INTERNATIONAL_ORGANISATION", _("International organisation")
    NGO = "NGO", _("NGO")
    COMPANY = "COMPANY", _("Company")
    MEDIA = "MEDIA", _("Media")
    COMMUNITY = "COMMUNITY", _("Community")
    CIVILIANS = "CIVILIANS", _("Civilians")
    PROTESTERS = "PROTESTERS", _("Protesters")
    INDIVIDUAL = "INDIVIDUAL", _("Individual")
    OTHER = "OTHER", _("Other")


class NameKind(TextChoices):
    """What sort of name an actor goes by."""

    OFFICIAL = "OFFICIAL", _("Official")
    ALIAS = "ALIAS", _("Alias")
    ACRONYM = "ACRONYM", _("Acronym")
    TRANSLATION = "TRANSLATION", _("Translation")
    FORMER = "FORMER", _("Former")


class RelationKind(TextChoices):
    """How the subject stands to the object."""

    PART_OF = "PART_OF", _("Part of")
    MEMBER_OF = "MEMBER_OF", _("Member of")
    LEADS = "LEADS", _("Leads")
    GOVERNS = "GOVERNS", _("Governs")
    SPEAKS_FOR = "SPEAKS_FOR", _("Speaks for")
    SUCCESSOR_OF = "SUCCESSOR_OF", _("Successor of")
    SPLINTER_OF = "SPLINTER_OF", _("Splinter of")
    ALLEGIANCE_TO = "ALLEGIANCE_TO", _("Allegiance to")
    ALLY_OF = "ALLY_OF", _("Ally of")
    OPPOSES = "OPPOSES", _("Opposes")
    SPONSORS = "SPONSORS", _("Sponsors")
    OWNS = "OWNS", _("Owns")
    NEGOTIATES_WITH = "NEGOTIATES_WITH", _("Negotiates with")
    POSSIBLY_SAME_AS = "POSSIBLY_SAME_AS", _("Possibly same as")
