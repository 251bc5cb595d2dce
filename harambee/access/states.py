"""The fixed words of access: kinds, categories of information, levels and bases of a grant."""

from enum import IntFlag

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class OrganizationKind(TextChoices):
    """Who runs an organization."""

    GOVERNMENT = "government", _("Government")
    NGO = "ngo", _("Non-governmental organization")
    COMMUNITY = "community", _("Community group")
    FAITH = "faith", _("Faith group")
    PRIVATE = "private", _("Private")
    INTERNATIONAL = "international", _("International organization")


class Sector(TextChoices):
    """What an organization mainly does."""

    HEALTH = "health", _("Health")
    EDUCATION = "education", _("Education")
    SOCIAL_SERVICES = "social_services", _("Social services")
    POLICE = "police", _("Police")
    JUSTICE = "justice", _("Justice")
    MEDIA = "media", _("Media")
    ECONOMY = "economy", _("Economy and livelihoods")
    FAMILY_SERVICES = "family_services", _("Family services")
    OTHER = "other", _("Other")


class UserKind(TextChoices):
    """A human being, or a named service that acts for the system with narrow grants of its own."""

    HUMAN = "human", _("Person")
    SERVICE = "service", _("Service")


class Category(IntFlag):
    """Categories of information; every row about a child has one, every grant names those it opens."""

    IDENTITY = 1
    CONTACT = 2
    FAMILY = 4
    PROTECTION = 8
    HEALTH = 16
    EDUCATION = 32
    LEGAL = 64
    LIVELIHOOD = 128
    PLAN = 256
    NARRATIVE = 512

    @classmethod
    def everything(cls) -> "Category":
        """All categories together."""
        return cls((1 << len(cls)) - 1)

    @property
    def labels(self) -> list[str]:
        """The plain words for the categories in this set, in their fixed order."""
        return [str(CATEGORY_LABELS[one]) for one in Category if one in self]


CATEGORY_LABELS = {
    Category.IDENTITY: _("Identity"),
    Category.CONTACT: _("Contact"),
    Category.FAMILY: _("Family"),
    Category.PROTECTION: _("Protection"),
    Category.HEALTH: _("Health"),
    Category.EDUCATION: _("Education"),
    Category.LEGAL: _("Legal"),
    Category.LIVELIHOOD: _("Livelihood"),
    Category.PLAN: _("Plan"),
    Category.NARRATIVE: _("Notes"),
}


class Level(IntegerChoices):
    """How far a grant goes. `KNOW` lets an agency learn that another works with the child, and ask."""

    KNOW = 1, _("Know that it exists")
    READ = 2, _("Read")
    WRITE = 3, _("Read and write")


class Basis(IntegerChoices):
    """Why a grant stands. Ending the basis ends the grant in the same transaction."""

    TEAM = 1, _("Member of the team")
    CONSENT = 2, _("Agreement and consent")
    LEGAL_DUTY = 3, _("Legal duty")
    SUPERVISION = 4, _("Supervision")
    EMERGENCY = 5, _("Emergency access")
    REFERRAL = 6, _("Referral")
    REPORT = 7, _("Report of concern")


class PrincipalKind(IntegerChoices):
    """Whom a grant is given to: one person's post, or a desk (a duty at an organization)."""

    POST = 1, _("Post")
    DESK = 2, _("Desk")


class SubjectKind(IntegerChoices):
    """What a grant opens, and what an audit event is about."""

    REPORT = 1, _("Report of concern")
    CASE = 2, _("Case")
    REFERRAL = 3, _("Referral")
    PERSON = 4, _("Person")
    ORGANIZATION = 5, _("Organization")
    USER = 6, _("User")
    SERVICE = 7, _("Service")
    AREA = 8, _("Area")
    GRANT = 9, _("Grant")
    SYSTEM = 10, _("System")


class Outcome(IntegerChoices):
    """What an audit event tells: something was done, a child's record was read, or something was refused."""

    DONE = 1, _("Done")
    READ = 2, _("Read")
    REFUSED = 3, _("Refused")
