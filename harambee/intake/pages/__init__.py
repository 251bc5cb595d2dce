"""The pages of intake: the report form for anybody, the inbox of those who decide, one's own reports."""

from harambee.intake.pages.inbox import my_reports, report, reports, screen_report
from harambee.intake.pages.report_form import (
    check_report,
    forget_draft,
    report_concern,
    report_danger,
    report_sent,
    report_step,
)

__all__ = [
    "check_report",
    "forget_draft",
    "my_reports",
    "report",
    "report_concern",
    "report_danger",
    "report_sent",
    "report_step",
    "reports",
    "screen_report",
]
