"""Who is told what, and the words of the timeline."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.commands import tell
from harambee.access.states import SubjectKind

EVENT_WORDS = {
    "case.open": _("Case opened"),
    "case.assign_lead": _("New lead worker"),
    "case.join_team": _("Joined the team"),
    "case.leave_team": _("Left the team"),
    "case.give_consent": _("Consent given"),
    "case.withdraw_consent": _("Consent withdrawn"),
    "case.assess": _("Situation assessed"),
    "case.write_plan": _("Plan {number} written"),
    "case.add_goal": _("Goal added to the plan"),
    "case.add_action": _("Action added to the plan"),
    "case.approve_plan": _("Plan {number} approved"),
    "case.start": _("Work on the plan started"),
    "case.complete_action": _("Action done"),
    "case.drop_action": _("Action dropped"),
    "case.add_note": _("Note written"),
    "case.review": _("Review held"),
    "case.close": _("Case closed"),
    "case.reopen": _("Case reopened"),
    "case.count_referral": _("Number of open referrals changed"),
    "case.open_to_receiver": _("Parts of the case opened to the receiver of a referral"),
    "case.close_to_receiver": _("Case closed to the receiver of a referral"),
    "case.bar": _("Someone was barred from this case"),
    "exclusion.add": _("Someone was barred from this case"),
}


def tell_members(principals: Iterable[UUID], action: str, case_id: UUID) -> None:
    """Leave a notice about the case for each of these posts or desks, in the running command."""
    tell(principals, action, kind=SubjectKind.CASE, subject_id=case_id)
