"""Every write of cases, one function for each use case."""

from harambee.cases.commands.assessment import assess_case
from harambee.cases.commands.closing import close_case, reopen_case, review_case
from harambee.cases.commands.consent import give_consent, withdraw_consent
from harambee.cases.commands.notes import add_note
from harambee.cases.commands.opening import ChildGiven, assign_lead, open_case
from harambee.cases.commands.plan import (
    GoalGiven,
    add_action,
    add_goal,
    approve_plan,
    complete_action,
    drop_action,
    start_plan,
    write_plan,
)
from harambee.cases.commands.sharing import close_to_receiver, count_referral, open_to_receiver
from harambee.cases.commands.team import bar_person, join_team, leave_team

__all__ = [
    "ChildGiven",
    "GoalGiven",
    "add_action",
    "add_goal",
    "add_note",
    "approve_plan",
    "assess_case",
    "assign_lead",
    "bar_person",
    "close_case",
    "close_to_receiver",
    "complete_action",
    "count_referral",
    "drop_action",
    "give_consent",
    "join_team",
    "leave_team",
    "open_case",
    "open_to_receiver",
    "reopen_case",
    "review_case",
    "start_plan",
    "withdraw_consent",
    "write_plan",
]
