"""Tables of the API: tokens, answers kept for repeated requests, and how much was asked lately."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from harambee.access.states import Category, SubjectKind
from harambee.kernel import clock
from harambee.kernel.ids import uuid7


class ApiToken(models.Model):
    """A secret that lets a program act as one user in one post, as far as its scopes reach.

    Only a hash of the secret is kept. The secret is 256 random bits, so plain SHA-256 cannot be guessed back.
    """

    audit_kind = SubjectKind.USER
    audit_category = Category(0)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="api_token_revoked_pair",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(name="api_token_scopes_given", condition=Q(scopes__len__gt=0)),
        ]

    @property
    def root_id(self) -> None:
        """A token hangs under no child's record."""
        return

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires <= clock.now()


class KeptAnswer(models.Model):
    """What a write answered, for the same request sent again under the same Idempotency-Key.

    The body is encrypted with a key derived from the Idempotency-Key itself, which only its sender has: what
    lies here can be read by nobody else, and row security shows each user their own rows only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, null=True, related_name="+")
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, null=True, related_name="+")
    key_digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=bytes)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "post", "token", "key_digest"],
                name="api_keptanswer_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["until"], name="api_keptanswer_until")]


class Use(models.Model):
    """How many requests a token (or a signed-in user) sent in the running minute: one row, written over."""

    who = models.UUIDField(primary_key=True)
    minute = models.BigIntegerField()
    requests = models.PositiveIntegerField()
