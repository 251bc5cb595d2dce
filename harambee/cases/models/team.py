"""The team around the child, the consents it stands on, and what was opened to receivers of referrals."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.rls import protected
from harambee.access.states import Basis, Category, Level
from harambee.cases.models.case import Case, both_or_none
from harambee.cases.states import FAMILY_ROLES, ConsentForm, GivenAs, Role
from harambee.kernel import clock
from harambee.kernel.ids import uuid7


@tracked
@protected("case_id", category=Category.PLAN)
class Consent(models.Model):
    """What the family agreed to: for which organizations, which information, for what, until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    given_by_name = models.CharField(_("who gave it"), max_length=300)
    given_as = models.CharField(max_length=20, choices=GivenAs)
    categories = models.PositiveIntegerField()
    purpose = models.CharField(max_length=1000)
    how = models.CharField(max_length=20, choices=ConsentForm)
    witness = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, blank=True)
    starts = models.DateField(default=clock.today)
    expires = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["case"], name="cases_consent_case")]
        constraints = [
            both_or_none("consent", "recorded"),
            both_or_none("consent", "withdrawn"),
            models.CheckConstraint(name="cases_consent_given_as", condition=Q(given_as__in=GivenAs.values)),
            models.CheckConstraint(name="cases_consent_how", condition=Q(how__in=ConsentForm.values)),
            models.CheckConstraint(
                name="cases_consent_period", condition=Q(expires__isnull=True) | Q(expires__gte=F("starts"))
            ),
        ]

    @property
    def in_force(self) -> bool:
        """Whether it counts today: not withdrawn, not run out."""
        return self.withdrawn_at is None and (self.expires is None or self.expires >= clock.today())

    @property
    def covers(self) -> Category:
        """The categories of information agreed to."""
        return Category(self.categories)


@tracked
@protected("case_id", category=Category.PLAN)
class ConsentOrganization(models.Model):
    """One organization that a consent names."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="named")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")


@tracked
@protected("case_id", category="category")
class TeamMember(models.Model):
    """Someone on the team: a person in their post, or a member of the family without a login.

    `category` says who may know of the membership: of a worker everyone on the case, of a family member those
    who may know about the family or the plan. `categories` is what the member themselves may see.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(
        "access.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    person_name = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    category = models.PositiveIntegerField(default=int(Category.everything()))
    categories = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.WRITE)
    basis = models.PositiveSmallIntegerField(choices=Basis, null=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="members")
    law = models.CharField(_("the law that requires it"), max_length=300, blank=True)
    starts = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    left_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="cases_member_case"),
            models.Index(fields=["post"], name="cases_member_post"),
        ]
        constraints = [
            both_or_none("teammember", "left"),
            models.CheckConstraint(name="cases_teammember_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="cases_teammember_someone",
                condition=Q(post__isnull=False, basis__isnull=False, organization__isnull=False)
                | (Q(post__isnull=True, basis__isnull=True) & ~Q(person_name="")),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Who may know of the membership follows from whose it is."""
        if self.role in FAMILY_ROLES or self.post_id is None:
            self.category = int(Category.FAMILY | Category.PLAN)
        super().save(*args, **kwargs)

    @property
    def is_family(self) -> bool:
        """Whether this is someone of the family or close to it, without a login."""
        return self.post_id is None

    @property
    def name(self) -> str:
        """The member's name."""
        return self.person_name or (self.post.user.name if self.post else "")

    @property
    def sees(self) -> Category:
        """What the member may see."""
        return Category(self.categories)


@tracked
@protected("case_id", category=Category.PLAN)
class Disclosure(models.Model):
    """What of the case was opened to the receiver of one referral, and on what ground."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    referral_id = models.UUIDField()
    organization = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    categories = models.PositiveIntegerField()
    basis = models.PositiveSmallIntegerField(choices=Basis)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="disclosures")
    disclosed_at = models.DateTimeField(default=clock.now)
    disclosed_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="cases_disclosure_case"),
            models.Index(fields=["referral_id"], name="cases_disclosure_referral"),
        ]
        constraints = [both_or_none("disclosure", "disclosed"), both_or_none("disclosure", "ended")]
