"""Who sees which part of a case, and who may do what to it."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import Verdict, granted, holding, rule, scope
from harambee.access.states import Category, SubjectKind
from harambee.cases.models import (
    Assessment,
    Case,
    Consent,
    ConsentOrganization,
    Disclosure,
    Goal,
    Note,
    Plan,
    PlanAction,
    Review,
    TeamMember,
)

NOT_LEADING = _("Only the organization that leads the case does this. Ask the lead worker.")
READ_ONLY = _("You may read this case but not change it. Ask the lead worker.")


@scope(Case)
def cases(actor: Actor) -> Q:
    """Cases of which the actor may read anything: that it stands, and where."""
    return granted(actor, "id", category=Category.everything())


@scope(Assessment)
def assessments(actor: Actor) -> Q:
    """Assessments tell what happened to the child."""
    return granted(actor, "case_id", category=Category.PROTECTION)


@scope(Plan, Goal, PlanAction, Review, Consent, ConsentOrganization, Disclosure)
def planning(actor: Actor) -> Q:
    """The plan, its reviews, and the consents it stands on."""
    return granted(actor, "case_id", category=Category.PLAN)


@scope(Note, TeamMember)
def by_their_category(actor: Actor) -> Q:
    """Notes and team members carry the category of information that they are."""
    return granted(actor, "case_id", category="category")


def held(actor: Actor, case: Case) -> tuple[Category, Category]:
    """The categories that `actor` may read and may write of `case`, asked once per copy of the row."""
    if actor.principals not in case.held:
        case.held[actor.principals] = holding(actor, subject_id=case.pk)
    return case.held[actor.principals]


def writes(actor: Actor, case: Case, category: Category = Category.PLAN) -> bool:
    """Whether `actor` may write rows of `category` in `case`."""
    return bool(held(actor, case)[1] & category)


def writes_plan(actor: Actor, case_id: UUID) -> bool:
    """Whether `actor` may write the plan of the case with this id, which they need not see."""
    return bool(holding(actor, subject_id=case_id)[1] & Category.PLAN)


def leads(actor: Actor, case: Case) -> Verdict:
    """People of the lead organization who may write the plan."""
    if actor.organization_id != case.lead_organization_id:
        return NOT_LEADING
    return writes(actor, case) or READ_ONLY


LEADERS = {"case_worker", "supervisor"}
for action in (
    "case.join_team",
    "case.leave_team",
    "case.give_consent",
    "case.withdraw_consent",
    "case.assess",
    "case.write_plan",
    "case.add_goal",
    "case.add_action",
    "case.drop_action",
    "case.start",
    "case.review",
):
    rule(action, duties=LEADERS)(leads)
rule("case.assign_lead", duties={"supervisor"})(leads)
rule("case.bar", duties={"supervisor"})(leads)
rule("case.close", duties={"supervisor"})(leads)
rule("case.reopen", duties={"supervisor"})(leads)


@rule("case.read", duties={*LEADERS, "team_member", "referral_intake"})
def may_read(actor: Actor, case: Any) -> Verdict:
    """Whoever was given sight of the case; without a case, whether the actor works with cases at all."""
    return case is None or bool(held(actor, case)[0])


@rule("case.open", duties={*LEADERS, "intake"})
def may_open(actor: Actor, lead_post: Any) -> Verdict:
    """A case is opened for a worker of one's own organization, who then leads it."""
    if actor.post is None:
        return _("You hold no post now, so you cannot open a case.")
    if lead_post is not None and lead_post.organization_id != actor.organization_id:
        return _("The lead worker must belong to your own organization.")
    return True


@rule("case.approve_plan", duties={"supervisor"})
def may_approve(actor: Actor, plan: Any) -> Verdict:
    """A supervisor of the lead organization, who did not write the plan: two people have looked at it."""
    if plan.written_by_id == actor.user_id:
        return _("You wrote this plan, so somebody else must approve it.")
    return leads(actor, plan.case)


@rule("case.complete_action", duties={*LEADERS, "team_member"})
def may_complete(actor: Actor, action: Any) -> Verdict:
    """Its owner; for everyone else's actions, the family's included, the lead organization."""
    if action.owner.post_id is not None and action.owner.post_id == actor.post_id:
        return writes(actor, action.case) or READ_ONLY
    if actor.organization_id != action.case.lead_organization_id:
        return _("This action belongs to somebody else. Its owner or the lead worker marks it as done.")
    return leads(actor, action.case) if actor.duties & LEADERS else NOT_LEADING


@rule("case.add_note", duties={*LEADERS, "team_member"})
def may_note(actor: Actor, note: Any) -> Verdict:
    """Members write notes in the categories of information that they were given."""
    if writes(actor, note.case, Category(note.category)):
        return True
    return _("You were not given this kind of information for writing. Choose another kind.")


def receives(actor: Actor, case_id: UUID) -> bool:
    """Whether `actor` may write a referral that hangs under this case."""
    return bool(holding(actor, root_id=case_id, kind=SubjectKind.REFERRAL)[1])


@rule("case.count_referral", duties={*LEADERS, "team_member", "referral_intake", "clock"})
def may_count(actor: Actor, case_id: Any) -> Verdict:
    """Whoever may write a referral of the case: its sender, and its receiver, who need not see the case."""
    return receives(actor, case_id)


@rule("case.open_to_receiver", duties={*LEADERS, "team_member", "referral_intake"})
def may_disclose(actor: Actor, case_id: Any) -> Verdict:
    """Whoever may write the referral that this stands on."""
    return receives(actor, case_id)


rule("case.close_to_receiver", duties={*LEADERS, "team_member", "referral_intake", "clock"})(may_disclose)
