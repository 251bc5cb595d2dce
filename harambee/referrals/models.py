"""The referral: one request for a service, from one organization to another's queue, until its outcome."""

from datetime import datetime
from typing import Any

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.rls import protected
from harambee.access.states import Basis, Category, SubjectKind
from harambee.kernel import clock
from harambee.kernel.errors import WrongState
from harambee.kernel.ids import reference, uuid7
from harambee.referrals.states import (
    REMIND_AFTER,
    TRANSITIONS,
    WAITING,
    DeclineReason,
    Outcome,
    State,
    Urgency,
)

LONGEST_REASON = 2_000


def new_reference() -> str:
    """A referral's short code, such as `F-7K3F9Q2-M`."""
    return reference("F")


def _pair(moment: str, name: str) -> models.CheckConstraint:
    # An act has its moment and its author, or has not happened.
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{moment}_at__isnull": True, f"{moment}_by__isnull": True})
        | Q(**{f"{moment}_at__isnull": False, f"{moment}_by__isnull": False}),
    )


def _author() -> Any:
    return models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")


@tracked
@protected("id", "case_id", category=Category.PLAN)
class Referral(models.Model):
    """A referral to an organization's queue, with the minimum that it needs to decide.

    The row itself is that minimum: no name, no address. What opens after acceptance is `shared_categories`,
    fixed at sending on `basis`, until `shared_until`.
    """

    audit_kind = SubjectKind.REFERRAL
    audit_category = Category.PLAN

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    from_organization = models.ForeignKey(
        "access.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("from")
    )
    from_post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")
    to_organization = models.ForeignKey(
        "access.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("to")
    )
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="following"
    )

    need = models.CharField(_("need"), max_length=30)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, validators=[MinLengthValidator(1)])
    child_age_band = models.CharField(_("age of the child"), max_length=20)
    child_sex = models.CharField(_("sex of the child"), max_length=10)
    area = models.ForeignKey("access.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    shared_categories = models.PositiveIntegerField()
    basis = models.PositiveSmallIntegerField(choices=Basis)
    consent = models.ForeignKey(
        "cases.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    legal_duty = models.CharField(_("legal duty"), max_length=300, blank=True)
    shared_until = models.DateTimeField(null=True, blank=True)

    state = models.PositiveSmallIntegerField(choices=State, default=State.DRAFT)
    due = models.DateTimeField()
    call_due = models.DateTimeField(null=True, blank=True)  # when the clock has to say something next
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_by = _author()
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_by = _author()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = _author()
    answer_note = models.TextField(max_length=LONGEST_REASON, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    lead_post = models.ForeignKey(
        "access.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_why = models.TextField(max_length=LONGEST_REASON, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _author()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-sent_at"], name="referrals_of_case"),
            models.Index(fields=["previous"], name="referrals_following"),
            models.Index(fields=["call_due"], name="referrals_clock", condition=Q(call_due__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="referrals_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="referrals_urgency_known", condition=Q(urgency__in=Urgency.values)),
            models.CheckConstraint(
                name="referrals_not_to_oneself", condition=~Q(from_organization=models.F("to_organization"))
            ),
            models.CheckConstraint(
                name="referrals_has_basis",
                condition=Q(basis=Basis.CONSENT, consent__isnull=False)
                | Q(basis=Basis.LEGAL_DUTY, consent__isnull=True) & ~Q(legal_duty=""),
            ),
            models.CheckConstraint(
                name="referrals_completed_has_outcome",
                condition=~Q(state=State.COMPLETED)
                | Q(outcome__in=Outcome.values) & ~Q(outcome_why="") & Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referrals_refused_has_reason",
                condition=~Q(state__in=[State.DECLINED, State.RETURNED])
                | Q(decline_reason__in=DeclineReason.values) & ~Q(answer_note=""),
            ),
            models.CheckConstraint(
                name="referrals_accepted_has_lead",
                condition=~Q(state__in=[State.ACCEPTED, State.IN_PROGRESS]) | Q(lead_post__isnull=False),
            ),
            _pair("sent", "referrals_sent_pair"),
            _pair("reminded", "referrals_reminded_pair"),
            _pair("escalated", "referrals_escalated_pair"),
            _pair("answered", "referrals_answered_pair"),
            _pair("closed", "referrals_closed_pair"),
        ]

    @property
    def root_id(self) -> Any:
        """The case that the referral hangs under."""
        return self.case_id

    @property
    def opens(self) -> Category:
        """What acceptance opens, as categories of information."""
        return Category(self.shared_categories)

    def set_clock(self, due: datetime) -> None:
        """Ask for an answer until `due`; the clock speaks first when part of the time has passed."""
        moment = clock.now()
        self.due = due
        self.call_due = moment + (due - moment) * REMIND_AFTER
        self.reminded_at = self.reminded_by = self.escalated_at = self.escalated_by = None

    def must_allow(self, action: str) -> None:
        """Raises WrongState where `action` is not possible from here, with who took another step before."""
        if self.can_move(action):
            return
        author = self.closed_by or self.answered_by
        if author is None:
            raise WrongState(
                _("This referral stands at “%(state)s”, so this step is not possible now.")
                % {"state": State(self.state).label}
            )
        raise WrongState(
            _("%(name)s was here first: this referral now stands at “%(state)s”.")
            % {"name": author.name, "state": State(self.state).label}
        )

    def move_to(self, action: str) -> None:
        """Take the step `action` of the transition table. Raises WrongState."""
        self.must_allow(action)
        self.state = TRANSITIONS[State(self.state)][action]
        self.version += 1

    def can_move(self, action: str) -> bool:
        """Whether the transition table has this step from here."""
        return action in TRANSITIONS[State(self.state)]

    @property
    def list_due(self) -> datetime:
        """Where it stands on lists: by its due date while it waits, then by its last step."""
        if self.state in WAITING:
            return self.due
        return self.closed_at or self.answered_at or self.sent_at

    def is_late(self, moment: datetime) -> bool:
        """Whether an answer is overdue at `moment`."""
        return self.state in WAITING and self.due < moment
