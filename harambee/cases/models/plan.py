"""One child, one plan: versions, goals in the family's words, actions that members own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.history import tracked
from harambee.access.rls import protected
from harambee.access.states import Category
from harambee.cases.models.case import Case, both_or_none
from harambee.cases.models.team import TeamMember
from harambee.cases.states import ActionState, PlanState, Whose
from harambee.kernel import clock
from harambee.kernel.ids import uuid7


@tracked
@protected("case_id", category=Category.PLAN)
class Plan(models.Model):
    """One version of the child's plan. Approved by someone who did not write it; then it is not changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    starts = models.DateField()
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["case", "-number"], name="cases_plan_case")]
        constraints = [
            both_or_none("plan", "written"),
            both_or_none("plan", "approved"),
            models.CheckConstraint(name="cases_plan_state", condition=Q(state__in=PlanState.values)),
            models.CheckConstraint(
                name="cases_plan_not_by_author",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("written_by")),
            ),
        ]


@tracked
@protected("case_id", category=Category.PLAN)
class Goal(models.Model):
    """What the child and the family want to reach, in their words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("goal"), max_length=1000)
    whose = models.CharField(_("whose words"), max_length=10, choices=Whose, default=Whose.FAMILY)

    class Meta:
        constraints = [models.CheckConstraint(name="cases_goal_whose", condition=Q(whose__in=Whose.values))]


@tracked
@protected("case_id", category=Category.PLAN)
class PlanAction(models.Model):
    """One thing to be done by one member of the team, family included."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="actions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(_("what"), max_length=500)
    owner = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="actions")
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, null=True, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.OPEN)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="cases_action_case"),
            models.Index(
                fields=["owner", "due"], name="cases_action_owner", condition=Q(state=ActionState.OPEN)
            ),
        ]
        constraints = [
            both_or_none("planaction", "done"),
            both_or_none("planaction", "dropped"),
            models.CheckConstraint(name="cases_planaction_state", condition=Q(state__in=ActionState.values)),
            models.CheckConstraint(
                name="cases_planaction_done",
                condition=Q(state=ActionState.DONE, done_at__isnull=False)
                | (~Q(state=ActionState.DONE) & Q(done_at__isnull=True)),
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it should have been done by now."""
        return self.state == ActionState.OPEN and self.due < clock.today()
