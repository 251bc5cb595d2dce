"""Tables of cases; private to this slice."""

from harambee.cases.models.case import Assessment, Case, Note, Review
from harambee.cases.models.plan import Goal, Plan, PlanAction
from harambee.cases.models.team import Consent, ConsentOrganization, Disclosure, TeamMember

__all__ = [
    "Assessment",
    "Case",
    "Consent",
    "ConsentOrganization",
    "Disclosure",
    "Goal",
    "Note",
    "Plan",
    "PlanAction",
    "Review",
    "TeamMember",
]
