"""The case itself, and what is written about it once and never changed: assessments, notes, reviews."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.rls import protected
from harambee.access.states import Category, SubjectKind
from harambee.cases.states import (
    CLOSED_REFUSAL,
    REFUSALS,
    TRANSITIONS,
    CloseReason,
    NoteKind,
    ReviewDecision,
    Risk,
    State,
)
from harambee.kernel import clock
from harambee.kernel.errors import WrongState
from harambee.kernel.ids import reference, uuid7


def new_reference() -> str:
    """A random reference for a case."""
    return reference("C")


def both_or_none(table: str, act: str) -> models.CheckConstraint:
    """The moment of an act and who acted are known together, or neither is."""
    at, by = f"{act}_at", f"{act}_by"
    return models.CheckConstraint(
        name=f"cases_{table}_{act}_pair",
        condition=Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
        | Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
    )


@dataclass(frozen=True)
class About:
    """A case as an audit subject, where the event reveals one category of information only."""

    root_id: UUID
    audit_category: Category
    audit_kind: SubjectKind = SubjectKind.CASE

    @property
    def pk(self) -> UUID:
        """The case."""
        return self.root_id


@tracked
@protected("id", category=Category.everything())
class Case(models.Model):
    """One child's case. Whoever holds any category may know that it stands; the plan's writers change it."""

    audit_kind = SubjectKind.CASE
    audit_category = Category.everything()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, default=new_reference, editable=False)
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    lead_organization = models.ForeignKey("access.Organization", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("access.Area", on_delete=models.PROTECT, related_name="+")
    risk = models.PositiveSmallIntegerField(choices=Risk, default=Risk.UNKNOWN)
    state = models.PositiveSmallIntegerField(choices=State, default=State.IDENTIFIED)
    review_due = models.DateField(null=True)
    report_id = models.UUIDField(null=True)
    open_referrals = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    close_reason = models.CharField(max_length=20, choices=CloseReason, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["child"], name="cases_case_child"),
            models.Index(fields=["reference"], name="cases_case_reference"),
        ]
        constraints = [
            both_or_none("case", "opened"),
            both_or_none("case", "closed"),
            models.CheckConstraint(name="cases_case_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="cases_case_risk", condition=Q(risk__in=Risk.values)),
            models.CheckConstraint(
                name="cases_case_closed",
                condition=Q(state=State.CLOSED, closed_at__isnull=False, close_reason__in=CloseReason.values)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True, close_reason="")),
            ),
        ]

    @property
    def root_id(self) -> UUID:
        """The case is its own root."""
        return self.id

    @property
    def is_closed(self) -> bool:
        """Whether the case has ended."""
        return self.state == State.CLOSED

    @property
    def due(self) -> datetime | None:
        """When somebody must look at the case again, as worklists sort it; None for a closed case."""
        if self.review_due is None:
            return None
        return timezone.make_aware(datetime.combine(self.review_due, time.min))

    @property
    def is_late(self) -> bool:
        """Whether the review day has passed."""
        return self.review_due is not None and self.review_due < clock.today()

    @cached_property
    def held(self) -> dict[tuple[UUID, ...], tuple[Category, Category]]:
        """What principals may read and write of this case, as far as this copy of the row was asked."""
        return {}

    def about(self, category: Category) -> About:
        """This case as an audit subject that reveals `category` only."""
        return About(self.id, category)

    def allows(self, action: str) -> bool:
        """Whether the transition table has this step for the present state."""
        return action in TRANSITIONS[State(self.state)]

    def move_by(self, action: str) -> None:
        """Take the step `action`. Raises WrongState with what is missing."""
        if not self.allows(action):
            raise WrongState(CLOSED_REFUSAL if self.is_closed else REFUSALS.get(action))
        self.state = TRANSITIONS[State(self.state)][action]

    def must_be_open(self) -> None:
        """Raises WrongState for a closed case: it is not edited."""
        if self.is_closed:
            raise WrongState(CLOSED_REFUSAL)


@protected("case_id", category=Category.PROTECTION, append_only=True)
class Assessment(models.Model):
    """What was found about danger, needs and strengths. The signs propose a risk; a person decides."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    signs = ArrayField(models.CharField(max_length=20), default=list)
    risk_proposed = models.PositiveSmallIntegerField(choices=Risk)
    risk_decided = models.PositiveSmallIntegerField(choices=Risk)
    reason = models.TextField(_("why this risk"))
    strengths = models.TextField(_("strengths"), blank=True)
    needs = models.TextField(_("needs"), blank=True)
    assessed_at = models.DateTimeField(default=clock.now)
    assessed_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-assessed_at"], name="cases_assessment_case")]
        constraints = [
            both_or_none("assessment", "assessed"),
            models.CheckConstraint(
                name="cases_assessment_risk",
                condition=Q(risk_proposed__in=Risk.values, risk_decided__in=[1, 2, 3]),
            ),
        ]


@protected("case_id", category="category", append_only=True)
class Note(models.Model):
    """A note of a visit, a call, a meeting. Never changed: a mistake is put right by an addendum."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind)
    category = models.PositiveIntegerField(default=int(Category.NARRATIVE))
    text = models.TextField()
    addendum_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="addenda")
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    written_in = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-written_at"], name="cases_note_case")]
        constraints = [
            both_or_none("note", "written"),
            models.CheckConstraint(name="cases_note_kind", condition=Q(kind__in=NoteKind.values)),
            models.CheckConstraint(
                name="cases_note_category", condition=Q(category__in=[int(one) for one in Category])
            ),
        ]


@protected("case_id", category=Category.PLAN, append_only=True)
class Review(models.Model):
    """A look at how the plan goes, and what follows from it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    summary = models.TextField()
    decision = models.CharField(max_length=10, choices=ReviewDecision)
    held_at = models.DateTimeField(default=clock.now)
    held_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-held_at"], name="cases_review_case")]
        constraints = [
            both_or_none("review", "held"),
            models.CheckConstraint(
                name="cases_review_decision", condition=Q(decision__in=ReviewDecision.values)
            ),
        ]
