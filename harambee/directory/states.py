"""The fixed words of the directory: needs, states of a service, the tables of HSDS 3.0 and how they refer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Need(TextChoices):
    """What a child or family may need a service for."""

    COUNSELLING = "counselling", _("Counselling")
    HEALTH_CARE = "health_care", _("Health care")
    EDUCATION = "education", _("Education")
    SHELTER = "shelter", _("Safe place to stay")
    LEGAL_AID = "legal_aid", _("Legal aid")
    FAMILY_SUPPORT = "family_support", _("Family support")
    LIVELIHOOD = "livelihood", _("Livelihood")
    DOCUMENTATION = "documentation", _("Papers and registration")
    PROTECTION = "protection", _("Protection")
    OTHER = "other", _("Other")


NEEDS = Need.choices

# Words that tell which need an imported service answers, until somebody says it: HSDS has no such field.
NEED_WORDS: dict[Need, tuple[str, ...]] = {
    Need.COUNSELLING: ("counselling", "counseling", "therapy", "psychosocial", "mental health"),
    Need.HEALTH_CARE: ("clinic", "hospital", "vaccination", "nutrition", "maternity", "medical care"),
    Need.EDUCATION: ("school", "education", "tutoring", "literacy"),
    Need.SHELTER: ("shelter", "refuge", "safe house"),
    Need.LEGAL_AID: ("legal", "lawyer", "court"),
    Need.FAMILY_SUPPORT: ("parenting", "family support", "foster", "kinship"),
    Need.LIVELIHOOD: ("livelihood", "cash transfer", "income", "savings group"),
    Need.DOCUMENTATION: ("birth certificate", "birth registration"),
    Need.PROTECTION: ("child protection", "child abuse", "hotline", "helpline"),
}


class ServiceStatus(TextChoices):
    """Whether a service is given at present (the four words of HSDS)."""

    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Not given at present")
    DEFUNCT = "defunct", _("Ended")
    TEMPORARILY_CLOSED = "temporarily closed", _("Closed for a time")


class Table(TextChoices):
    """The tables of HSDS 3.0."""

    ORGANIZATION = "organization", _("Organizations")
    PROGRAM = "program", _("Programmes")
    SERVICE = "service", _("Services")
    TAXONOMY = "taxonomy", _("Taxonomies")
    TAXONOMY_TERM = "taxonomy_term", _("Taxonomy terms")
    LOCATION = "location", _("Locations")
    SERVICE_AT_LOCATION = "service_at_location", _("Services at locations")
    ADDRESS = "address", _("Addresses")
    CONTACT = "contact", _("Contacts")
    PHONE = "phone", _("Telephones")
    SCHEDULE = "schedule", _("Opening hours")
    SERVICE_AREA = "service_area", _("Service areas")
    LANGUAGE = "language", _("Languages")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    COST_OPTION = "cost_option", _("Costs")
    FUNDING = "funding", _("Funding")
    REQUIRED_DOCUMENT = "required_document", _("Required documents")
    ORGANIZATION_IDENTIFIER = "organization_identifier", _("Organization identifiers")
    ATTRIBUTE = "attribute", _("Attributes")
    METADATA = "metadata", _("Metadata")
    META_TABLE_DESCRIPTION = "meta_table_description", _("Descriptions of tables")
