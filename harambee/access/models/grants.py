"""The compiled rows that both locks read: who may see what, on what basis, from when until when."""

from django.db import models
from django.db.models import F, Q

from harambee.access.states import Basis, Level, PrincipalKind, SubjectKind
from harambee.kernel import clock
from harambee.kernel.ids import uuid7


class Grant(models.Model):
    """One principal's sight of one subject: categories, level, basis, period. Written by commands only.

    `root_id` is the case (or, before a case exists, the report) that the subject hangs under, so that one
    question lists everyone who can see anything of it. `subject_id` carries no foreign key: the lock is
    set before the thing it locks is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    principal = models.UUIDField()
    principal_kind = models.PositiveSmallIntegerField(choices=PrincipalKind)
    subject_kind = models.PositiveSmallIntegerField(choices=SubjectKind)
    subject_id = models.UUIDField()
    root_id = models.UUIDField()
    categories = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level)
    basis = models.PositiveSmallIntegerField(choices=Basis)
    basis_id = models.UUIDField()
    starts = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField(default=clock.now)
    granted_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            # All that a policy asks stands in the index: it is read for every row about a child. It covers
            # ended grants too: without statistics the planner takes an index over open ones for almost empty.
            models.Index(
                fields=["subject_id", "principal"],
                include=["level", "categories", "starts", "until", "root_id", "ended_at"],
                name="access_grant_lock",
            ),
            models.Index(fields=["root_id"], name="access_grant_root"),
            models.Index(fields=["basis_id"], name="access_grant_basis"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_grant_ended_pair",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="access_grant_period", condition=Q(until__isnull=True) | Q(until__gte=F("starts"))
            ),
            models.CheckConstraint(name="access_grant_level", condition=Q(level__in=Level.values)),
            models.CheckConstraint(name="access_grant_basis_known", condition=Q(basis__in=Basis.values)),
        ]


class WorklistRow(models.Model):
    """A projection of grants joined with the subject's state and due date, kept in the same transaction.

    Worklists are driven from these rows, because then the index does the work that row security would
    otherwise do row by row. For cases this is the design's `case_access`; reports and referrals share it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    principal = models.UUIDField()
    kind = models.PositiveSmallIntegerField(choices=SubjectKind)
    status = models.PositiveSmallIntegerField()
    due = models.DateTimeField()
    subject_id = models.UUIDField()
    root_id = models.UUIDField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["principal", "kind", "status", "due", "subject_id"], name="access_worklist_drive"
            ),
            models.Index(
                fields=["principal", "kind", "due", "subject_id"],
                include=["status", "until", "root_id"],
                name="access_worklist_due",
            ),
            models.Index(fields=["subject_id"], name="access_worklist_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["principal", "subject_id"], name="access_worklist_once"),
        ]


class Exclusion(models.Model):
    """A person named in a case never sees it, whatever else grants it (conflict of interest)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    root_id = models.UUIDField()
    reason = models.CharField(max_length=500)
    excluded_at = models.DateTimeField(default=clock.now)
    excluded_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "root_id"], name="access_exclusion_once")]
