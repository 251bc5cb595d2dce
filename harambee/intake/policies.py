"""Who sees a report, and who may report, screen and link."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import Verdict, granted, rule, scope
from harambee.access.states import Category, Level
from harambee.intake.models import Draft, Report, ReportChild, Reporter, Screening


@scope(Report)
def reports(actor: Actor) -> Q:
    """Reports granted to the actor themselves, or through the case they became part of."""
    return granted(actor, "id", "case_id", category=Category.PROTECTION)


@scope(ReportChild)
def children(actor: Actor) -> Q:
    """The children a report names are open to the intake desk, and each to the team of their own case."""
    return granted(actor, "report_id", "case_id", category=Category.IDENTITY)


@scope(Reporter)
def reporters(actor: Actor) -> Q:
    """Who reported is open to those to whom the report itself is, never through a case."""
    return granted(actor, "report_id", category=Category.CONTACT)


@scope(Screening)
def screenings(actor: Actor) -> Q:
    """Why a report was decided so is open to the office that decided."""
    return granted(actor, "report_id", category=Category.PLAN)


@scope(Draft)
def drafts(actor: Actor) -> Q:
    """One's own drafts."""
    return Q(owner_id=actor.user_id)


@rule("report.submit", anyone=True)
def may_report(actor: Actor, subject: Any) -> Verdict:
    """Anyone may report a concern: whoever is signed in, and everybody else through the public door."""
    if actor.post is None:
        return _(
            "You hold no post at an organization now. Sign out and use the public form: it takes your report."
        )
    return True


rule("report.keep_draft", anyone=True)(may_report)
rule("report.send_draft", anyone=True)(may_report)


@rule("report.drop_draft", anyone=True)
def may_drop(actor: Actor, draft: Any) -> Verdict:
    """A draft is thrown away by whoever writes it."""
    return bool(draft.owner_id == actor.user_id)


@rule("report.screen", duties={"intake", "supervisor"})
def may_screen(actor: Actor, report: Any) -> Verdict:
    """Intake workers and supervisors of the office that received it, where it is open to them."""
    if actor.organization_id != report.organization_id:
        return _("Only the office that received this report decides about it.")
    return _may_write(actor, report)


@rule("report.link", duties={"intake", "supervisor", "case_worker"})
def may_link(actor: Actor, report: Any) -> Verdict:
    """Whoever opens the case, where the report is open to them for writing."""
    return _may_write(actor, report)


def _may_write(actor: Actor, report: Report) -> bool:
    opens = granted(actor, "id", category=Category.PROTECTION, level=Level.WRITE)
    return Report.objects.filter(opens, pk=report.pk).exists()
