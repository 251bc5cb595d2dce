"""Opening a case, and naming another lead worker."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from harambee.access import queries as access
from harambee.access.actors import Actor
from harambee.access.gate import authorize
from harambee.cases import commands, queries
from harambee.cases.commands import ChildGiven
from harambee.cases.forms import AssignLeadForm, ExcludeForm, OpenForm, version_of
from harambee.cases.models import Case
from harambee.cases.pages.answering import actor_of, answer, saved
from harambee.intake import queries as intake


@login_required
@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case for a child, from an accepted report (`?report=`, `&child=`) or directly."""
    actor = actor_of(request)
    authorize(actor, "case.open")
    report, child = _from_report(request, actor)
    form = OpenForm(
        request.POST or None,
        initial=_initial(actor, report, child),
        areas=access.areas(actor),
        posts=access.posts_at(actor, actor.organization_id, duty="case_worker"),  # type: ignore[arg-type]
    )
    made: list[Case] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and saved(form, lambda: made.append(_open(actor, form.cleaned_data, report, child)))
    ):
        messages.success(request, _("The case is open: %(code)s.") % {"code": made[0].reference})
        if queries.is_open_to(actor, made[0].pk):
            return redirect("case", made[0].pk)
        return redirect("report", report.pk) if report else redirect("today")
    return render(request, "cases/open.html", {"form": form, "report": report, "child": child})


def _from_report(request: HttpRequest, actor: Actor) -> tuple[Any, Any]:
    """The report that the case is opened from and the child that it is for. Raises NotVisible."""
    asked, chosen = request.GET.get("report", ""), request.GET.get("child", "")
    if not asked:
        return None, None
    report = intake.report(actor, _uuid(asked))
    waiting = [one for one in intake.children(actor, report.pk) if one.case_id is None]
    named = [one for one in waiting if str(one.pk) == chosen] or waiting
    return report, named[0] if named else None


def _uuid(text: str) -> UUID:
    """The id that was typed into an address; nonsense is the id of nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _initial(actor: Actor, report: Any, child: Any) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    if report is not None and report.area is not None:
        initial["area_code"] = report.area.code
    if child is not None:
        initial |= {"name": child.name, "sex": child.sex, "birth": child.birth}
        initial["age_years"] = None if child.birth else child.age_years
        initial["birth_precision"] = "exact" if child.birth else "unknown"
    if "case_worker" in actor.duties:
        initial["lead_post_id"] = actor.post_id
    return initial


def _open(actor: Actor, given: dict[str, Any], report: Any, child: Any) -> Case:
    return commands.open_case(
        actor,
        child=ChildGiven(
            names=[name for name in (given["name"], given["other_name"]) if name],
            sex=given["sex"],
            birth=given["birth"],
            birth_precision=given["birth_precision"] if given["birth"] else "unknown",
            age_years=given["age_years"],
        ),
        area_code=given["area_code"],
        lead_post_id=UUID(given["lead_post_id"]),
        report_id=report.pk if report else None,
        report_child_id=child.pk if child else None,
    )


@login_required
@require_http_methods(["GET", "POST"])
def assign_lead(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the case to another worker."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.assign_lead", case)
    posts = access.posts_at(actor, case.lead_organization_id, duty="case_worker").exclude(pk=case.lead_id)
    form = AssignLeadForm(request.POST or None, initial=version_of(case), posts=posts)
    return answer(
        request,
        case,
        form,
        lambda: commands.assign_lead(actor, case_id, **form.given()),
        heading=_("Name another lead worker"),
        note=_("The lead worker until now sees the case no longer, unless they join the team again."),
        submit=_("Name as lead"),
        done=_("The case has a new lead worker."),
        back="case_team",
    )


@login_required
@require_http_methods(["GET", "POST"])
def exclude_from_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Bar someone who is named in the case: they never see it, whatever else would open it to them."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.bar", case)
    organization_id = _uuid(request.GET.get("organization", "")) if "organization" in request.GET else None
    posts = access.posts_at(actor, organization_id or case.lead_organization_id)
    form = ExcludeForm(request.POST or None, posts=posts)
    return answer(
        request,
        case,
        form,
        lambda: commands.bar_person(
            actor,
            case_id,
            user_id=UUID(form.cleaned_data["user_id"]),
            reason=form.cleaned_data["reason"],
        ),
        heading=_("Bar someone from this case"),
        note=_("For a conflict of interest. It cannot be undone here, and it counts at once."),
        submit=_("Bar this person"),
        done=_("This person cannot see the case."),
        back="case_access",
        danger=True,
        extra={"organizations": access.organizations(actor), "organization_id": organization_id},
    )
