"""Addresses of cases, named like the commands they lead to."""

from django.urls import path

from harambee.cases import pages

ONE = "cases/<uuid:case_id>"
PLAN = f"{ONE}/plan/<uuid:plan_id>"
ACTION = f"{ONE}/actions/<uuid:action_id>"

urlpatterns = [
    path("cases", pages.cases, name="cases"),
    path("cases/open", pages.open_case, name="open_case"),
    path(ONE, pages.case, name="case"),
    path(f"{ONE}/timeline", pages.case_timeline, name="case_timeline"),
    path(f"{ONE}/plan", pages.case_plan, name="case_plan"),
    path(f"{ONE}/team", pages.case_team, name="case_team"),
    path(f"{ONE}/access", pages.case_access, name="case_access"),
    path(f"{ONE}/lead", pages.assign_lead, name="assign_lead"),
    path(f"{ONE}/exclude", pages.exclude_from_case, name="exclude_from_case"),
    path(f"{ONE}/join", pages.join_team, name="join_team"),
    path(f"{ONE}/join/family", pages.join_family, name="join_family"),
    path(f"{ONE}/members/<uuid:member_id>/leave", pages.leave_team, name="leave_team"),
    path(f"{ONE}/consent", pages.give_consent, name="give_consent"),
    path(f"{ONE}/consents/<uuid:consent_id>/withdraw", pages.withdraw_consent, name="withdraw_consent"),
    path(f"{ONE}/assess", pages.assess_case, name="assess_case"),
    path(f"{ONE}/note", pages.add_note, name="add_note"),
    path(f"{ONE}/plan/write", pages.write_plan, name="write_plan"),
    path(f"{PLAN}/goal", pages.add_goal, name="add_goal"),
    path(f"{PLAN}/action", pages.add_action, name="add_action"),
    path(f"{PLAN}/approve", pages.approve_plan, name="approve_plan"),
    path(f"{ONE}/start", pages.start_plan, name="start_plan"),
    path(f"{ACTION}/complete", pages.complete_action, name="complete_action"),
    path(f"{ACTION}/drop", pages.drop_action, name="drop_action"),
    path(f"{ONE}/review", pages.review_case, name="review_case"),
    path(f"{ONE}/close", pages.close_case, name="close_case"),
    path(f"{ONE}/reopen", pages.reopen_case, name="reopen_case"),
]
