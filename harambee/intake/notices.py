"""Who is told about a report, and the words of its timeline."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harambee.access.commands import tell
from harambee.access.states import SubjectKind

EVENT_WORDS: dict[str, Promise] = {
    "report.submit": _("A concern was reported"),
    "report.screen": _("The report was screened"),
    "report.link": _("The report became part of a case"),
    "report.read": _("The report was opened"),
}


def tell_desks(desk_ids: list[UUID], report_id: UUID) -> None:
    """The desks that must screen it are told that a report came in."""
    tell(desk_ids, "report.submit", kind=SubjectKind.REPORT, subject_id=report_id)


def tell_reporter(post_id: UUID | None, report_id: UUID) -> None:
    """A signed-in reporter is told that the report was decided; the page shows them the state and no more."""
    if post_id is not None:
        tell([post_id], "report.screen", kind=SubjectKind.REPORT, subject_id=report_id)
