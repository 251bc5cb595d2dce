"""Tables of access. Other slices may import the identity models (area, organization, user, post) only."""

from harambee.access.models.audit import AuditEvent, AuditPrint, AuditSeal
from harambee.access.models.grants import Exclusion, Grant, WorklistRow
from harambee.access.models.identity import (
    Area,
    Desk,
    Duty,
    DutyConflict,
    Organization,
    Post,
    PostDuty,
    User,
)
from harambee.access.models.once import Notice, Once

__all__ = [
    "Area",
    "AuditEvent",
    "AuditPrint",
    "AuditSeal",
    "Desk",
    "Duty",
    "DutyConflict",
    "Exclusion",
    "Grant",
    "Notice",
    "Once",
    "Organization",
    "Post",
    "PostDuty",
    "User",
    "WorklistRow",
]
