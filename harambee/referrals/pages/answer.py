"""One page for each thing that can be done with a referral: the question, then the command."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from harambee.access.gate import authorize
from harambee.referrals import commands, queries
from harambee.referrals.forms import (
    AcceptForm,
    CancelForm,
    DeclineForm,
    OutcomeForm,
    StartForm,
    WaitlistForm,
)
from harambee.referrals.models import Referral
from harambee.referrals.pages.read import actor_of, put_away
from harambee.referrals.pages.rows import minimum, sharing
from harambee.web.forms import VersionedForm, attempt

type Words = str | Promise


def _ask(
    request: HttpRequest,
    referral: Referral,
    form: VersionedForm,
    do: Callable[..., Referral],
    *,
    step: str,
    action: str,
    words: tuple[Words, Words, Words],
    said: Words,
    danger: bool = False,
    shares: bool = False,
) -> HttpResponse:
    """Show the form, or run the command with its answers. `words`: title, consequence, button."""
    actor = actor_of(request)
    authorize(actor, action, referral)
    referral.must_allow(step)
    if request.method == "POST" and form.is_valid():
        answers = {
            name: value for name, value in form.cleaned_data.items() if name not in ("form_token", "lead")
        }
        if form.cleaned_data.get("lead"):
            answers["lead_post_id"] = UUID(form.cleaned_data["lead"])
        if attempt(form, lambda: do(actor, referral.pk, **answers)) is not None:
            put_away(actor, referral.pk)
            messages.success(request, str(said))
            return redirect("referral", referral.pk)
    context: dict[str, Any] = {
        "referral": referral,
        "form": form,
        "title": words[0],
        "consequence": words[1],
        "submit": words[2],
        "danger": danger,
        "facts": minimum(referral),
        "sharing": sharing(referral) if shares else [],
    }
    return render(request, "referrals/act.html", context)


def _found(request: HttpRequest, referral_id: UUID) -> tuple[Referral, dict[str, Any], Any]:
    referral = queries.referral(actor_of(request), referral_id)
    return referral, {"version": referral.version}, request.POST if request.method == "POST" else None


@login_required
@require_http_methods(["GET", "POST"])
def accept_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take responsibility and say who leads."""
    actor = actor_of(request)
    referral, initial, data = _found(request, referral_id)
    leads = [
        (str(post.pk), post.user.name) for post in queries.possible_leads(actor, referral.to_organization_id)
    ]
    form = AcceptForm(data, initial=initial | {"lead": str(actor.post_id)}, leads=leads)
    return _ask(
        request,
        referral,
        form,
        commands.accept_referral,
        step="accept",
        action="referral.accept",
        words=(
            _("Accept the referral"),
            _("Your organization takes responsibility. What was agreed opens to you and to whoever leads."),
            _("Accept"),
        ),
        said=_("The referral is yours now. The sender has been told."),
        shares=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def decline_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    referral, initial, data = _found(request, referral_id)
    return _ask(
        request,
        referral,
        DeclineForm(data, initial=initial),
        commands.decline_referral,
        step="decline",
        action="referral.decline",
        words=(
            _("Decline the referral"),
            _("The sender is told at once and looks for another service."),
            _("Decline"),
        ),
        said=_("Declined. The sender has been told why."),
        danger=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def waitlist_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Keep a place in the line."""
    referral, initial, data = _found(request, referral_id)
    return _ask(
        request,
        referral,
        WaitlistForm(data, initial=initial),
        commands.waitlist_referral,
        step="waitlist",
        action="referral.waitlist",
        words=(
            _("Put the child on the waiting list"),
            _("Nothing about the child opens to you yet. You are reminded when the day comes near."),
            _("Put on the waiting list"),
        ),
        said=_("The child is on your waiting list. The sender has been told."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def start_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say that the work has begun."""
    referral, initial, data = _found(request, referral_id)
    return _ask(
        request,
        referral,
        StartForm(data, initial=initial),
        commands.start_referral,
        step="start",
        action="referral.start",
        words=(
            _("Has the work started?"),
            _("The sender sees that the child has been to the service."),
            _("Yes, it has started"),
        ),
        said=_("Work has started."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def return_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Give an accepted referral back."""
    referral, initial, data = _found(request, referral_id)
    return _ask(
        request,
        referral,
        DeclineForm(data, initial=initial),
        commands.return_referral,
        step="return",
        action="referral.return",
        words=(
            _("Give the referral back"),
            _("You see the child's case no longer. The sender looks for another service."),
            _("Give it back"),
        ),
        said=_("Given back. The sender has been told why."),
        danger=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def record_outcome(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say what came of it, which closes the referral."""
    referral, initial, data = _found(request, referral_id)
    return _ask(
        request,
        referral,
        OutcomeForm(data, initial=initial),
        commands.record_outcome,
        step="complete",
        action="referral.record_outcome",
        words=(
            _("Record the outcome"),
            _("This closes the referral. You see the child's case no longer."),
            _("Save and close the referral"),
        ),
        said=_("The outcome is saved and the referral is closed. Thank you."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def cancel_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take back what one's own organization sent."""
    referral, initial, data = _found(request, referral_id)
    return _ask(
        request,
        referral,
        CancelForm(data, initial=initial),
        commands.cancel_referral,
        step="cancel",
        action="referral.cancel",
        words=(
            _("Cancel the referral"),
            _("The receiver is told, and sees the child's case no longer."),
            _("Cancel the referral"),
        ),
        said=_("The referral is cancelled. The receiver has been told."),
        danger=True,
    )
