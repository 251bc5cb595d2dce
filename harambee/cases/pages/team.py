"""Building the team, and recording the consents it stands on."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from harambee.access import queries as access
from harambee.access.gate import authorize
from harambee.cases import commands, queries
from harambee.cases.forms import (
    ConsentGivenForm,
    FamilyForm,
    JoinForm,
    LeaveForm,
    OrganizationForm,
    WithdrawForm,
)
from harambee.cases.pages.answering import actor_of, answer


@login_required
@require_safe
def choose_organization(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Whose people may join: the first question of two."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.join_team", case)
    form = OrganizationForm(
        initial={"organization": case.lead_organization_id}, organizations=access.organizations(actor)
    )
    context: dict[str, Any] = {"case": case, "line": queries.lines(actor, [case])[0], "form": form}
    return render(request, "cases/choose_organization.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def join_team(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A worker of `?organization=` joins the team."""
    organization_id = _uuid(request.GET.get("organization", ""))
    if organization_id is None:
        return choose_organization(request, case_id)
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.join_team", case)
    on_team = [one.post_id for one in queries.team(actor, case_id) if one.post_id]
    form = JoinForm(
        request.POST or None,
        posts=access.posts_at(actor, organization_id).exclude(pk__in=on_team),
        consents=queries.consents_for(actor, case_id, organization_id),
        own=organization_id == case.lead_organization_id,
    )
    return answer(
        request,
        case,
        form,
        lambda: commands.join_team(actor, case_id, **form.as_given()),
        heading=_("Add someone to the team"),
        submit=_("Add to the team"),
        done=_("They are on the team and see what you chose."),
        back="case_team",
        extra={"organization": access.organizations(actor).filter(pk=organization_id).first()},
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@login_required
@require_http_methods(["GET", "POST"])
def join_family(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Someone of the family joins the team; they need no login."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.join_team", case)
    form = FamilyForm(request.POST or None)
    return answer(
        request,
        case,
        form,
        lambda: commands.join_team(actor, case_id, **form.given()),
        heading=_("Add someone of the family"),
        note=_("They can own actions of the plan. They have no login and see nothing on a screen."),
        submit=_("Add to the team"),
        done=_("They are on the team."),
        back="case_team",
    )


@login_required
@require_http_methods(["GET", "POST"])
def leave_team(request: HttpRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """Someone leaves the team."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.leave_team", case)
    member = queries.member(actor, case_id, member_id)
    form = LeaveForm(request.POST or None)
    return answer(
        request,
        case,
        form,
        lambda: commands.leave_team(actor, member.pk, **form.given()),
        heading=_("%(name)s leaves the team?") % {"name": member.name},
        note=_("They lose sight of the case at once. You can add them again later."),
        submit=_("End the membership"),
        done=_("They have left the team."),
        back="case_team",
        danger=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def give_consent(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record what the family agreed to."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.give_consent", case)
    others = access.organizations(actor).exclude(pk=case.lead_organization_id)
    form = ConsentGivenForm(request.POST or None, organizations=others)
    return answer(
        request,
        case,
        form,
        lambda: commands.give_consent(actor, case_id, **form.given()),
        heading=_("Record a consent"),
        note=_(
            "Explain first, in their own language, what is shared with whom and that they can take it back."
        ),
        submit=_("Record the consent"),
        done=_("The consent is recorded."),
        back="case_team",
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_consent(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """The family takes a consent back."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.withdraw_consent", case)
    consent = queries.consent(actor, case_id, consent_id)
    form = WithdrawForm(request.POST or None, initial={"version": consent.version})
    return answer(
        request,
        case,
        form,
        lambda: commands.withdraw_consent(actor, consent.pk, **form.given()),
        heading=_("Withdraw the consent of %(name)s?") % {"name": consent.given_by_name},
        note=_("Everyone who sees the child's information because of it loses sight of it at once."),
        submit=_("Withdraw the consent"),
        done=_("The consent is withdrawn. Nobody sees anything because of it any more."),
        back="case_team",
        danger=True,
    )
