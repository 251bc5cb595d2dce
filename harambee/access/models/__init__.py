"""Tables of access. The identity models (area, organization, user, post) are the only models other slices may import."""

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
