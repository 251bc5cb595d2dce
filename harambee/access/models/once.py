"""Small tables of the house itself: keys that make a write happen once, and notices to people."""

from django.db import models

from harambee.access.states import SubjectKind
from harambee.kernel import clock
from harambee.kernel.ids import uuid7


class Once(models.Model):
    """A one-time key that a user has spent: the same form or request sent again finds it here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, null=True, related_name="+")
    key = models.UUIDField()
    spent = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="access_once_spent", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["spent"], name="access_once_spent_idx")]


class Notice(models.Model):
    """Something a post or a desk should know; it names the record, never what stands in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    principal = models.UUIDField()
    action = models.CharField(max_length=60)
    subject_kind = models.PositiveSmallIntegerField(choices=SubjectKind)
    subject_id = models.UUIDField()
    told = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["principal", "-told"], name="access_notice_principal")]
        constraints = [
            models.CheckConstraint(
                name="access_notice_seen_pair",
                condition=models.Q(seen_at__isnull=True, seen_by__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by__isnull=False),
            )
        ]
