"""Every write of intake."""

from harambee.intake.commands.drafts import Sent, drop_draft, keep_draft, send_draft
from harambee.intake.commands.given import ChildGiven
from harambee.intake.commands.reports import link_report_to_case, report_concern, screen_report

__all__ = [
    "ChildGiven",
    "Sent",
    "drop_draft",
    "keep_draft",
    "link_report_to_case",
    "report_concern",
    "screen_report",
    "send_draft",
]
