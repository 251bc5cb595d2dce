"""Addresses of intake."""

from django.urls import path

from harambee.intake import pages

urlpatterns = [
    path("report", pages.report_concern, name="report_concern"),
    path("report/danger", pages.report_danger, name="report_danger"),
    path("report/check", pages.check_report, name="check_report"),
    path("report/forget", pages.forget_draft, name="forget_draft"),
    path("report/sent/<str:token>", pages.report_sent, name="report_sent"),
    path("report/<slug:step>", pages.report_step, name="report_step"),
    path("reports", pages.reports, name="reports"),
    path("reports/<uuid:report_id>", pages.report, name="report"),
    path("reports/<uuid:report_id>/screen", pages.screen_report, name="screen_report"),
    path("my-reports", pages.my_reports, name="my_reports"),
]
