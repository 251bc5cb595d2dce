"""Append-only record of what was done, read and refused, and the seals that make a change visible."""

from django.db import models
from django.db.models.expressions import RawSQL

from harambee.access.states import Outcome, SubjectKind
from harambee.kernel import clock


class AuditEvent(models.Model):
    """Who did, read or was refused what, when, in which post. No foreign keys: it outlives what it tells of.

    `at` is the moment by the clock that the command ran by; `logged` is the database's own.
    """

    id = models.BigAutoField(primary_key=True)
    logged = models.DateTimeField(db_default=RawSQL("clock_timestamp()", ()), editable=False)
    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    outcome = models.PositiveSmallIntegerField(choices=Outcome)
    subject_kind = models.PositiveSmallIntegerField(choices=SubjectKind)
    subject_id = models.UUIDField(null=True)
    root_id = models.UUIDField(null=True)
    category = models.PositiveIntegerField(default=0)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["root_id", "-id"], name="access_audit_root"),
            models.Index(fields=["actor_id", "-id"], name="access_audit_actor"),
        ]


class AuditSeal(models.Model):
    """The hash over a closed batch of events, chained to the seal before; it may be published elsewhere."""

    id = models.BigAutoField(primary_key=True)
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    count = models.IntegerField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    logged = models.DateTimeField(db_default=RawSQL("clock_timestamp()", ()), editable=False)


class AuditPrint(models.Model):
    """The hash of one sealed event, so that verifying names the very row that was changed or removed."""

    event_id = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, related_name="prints")
    digest = models.BinaryField()
