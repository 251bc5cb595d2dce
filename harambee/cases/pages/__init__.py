"""The pages of cases: the list, the tabs of one case, and a form for each command."""

from harambee.cases.pages.opening import assign_lead, exclude_from_case, open_case
from harambee.cases.pages.planning import (
    add_action,
    add_goal,
    approve_plan,
    complete_action,
    drop_action,
    start_plan,
    write_plan,
)
from harambee.cases.pages.reading import case, case_access, case_plan, case_team, case_timeline, cases
from harambee.cases.pages.steps import add_note, assess_case, close_case, reopen_case, review_case
from harambee.cases.pages.team import give_consent, join_family, join_team, leave_team, withdraw_consent

__all__ = [
    "add_action",
    "add_goal",
    "add_note",
    "approve_plan",
    "assess_case",
    "assign_lead",
    "case",
    "case_access",
    "case_plan",
    "case_team",
    "case_timeline",
    "cases",
    "close_case",
    "complete_action",
    "drop_action",
    "exclude_from_case",
    "give_consent",
    "join_family",
    "join_team",
    "leave_team",
    "open_case",
    "reopen_case",
    "review_case",
    "start_plan",
    "withdraw_consent",
    "write_plan",
]
