"""Assessing, noting, reviewing, closing, reopening."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from harambee.access.gate import authorize
from harambee.cases import commands, queries
from harambee.cases.forms import (
    AddendumForm,
    AssessForm,
    CloseForm,
    NoteForm,
    ReopenForm,
    ReviewForm,
    version_of,
)
from harambee.cases.pages.answering import actor_of, answer


@login_required
@require_http_methods(["GET", "POST"])
def assess_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down what was found and decide the risk."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.assess", case)
    form = AssessForm(request.POST or None, initial=version_of(case))
    return answer(
        request,
        case,
        form,
        lambda: commands.assess_case(actor, case_id, **form.given()),
        heading=_("Assess the child's situation"),
        submit=_("Save the assessment"),
        done=_("The assessment is saved. The risk sets when you look again."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write a note; with `?to=<note>` an addendum to one."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    _reads, writes = queries.seen_and_written(actor, case)
    authorize(actor, "case.read", case)
    first = queries.note(actor, case_id, request.GET["to"]) if "to" in request.GET else None
    form = AddendumForm(request.POST or None) if first else NoteForm(request.POST or None, writes=writes)
    return answer(
        request,
        case,
        form,
        lambda: commands.add_note(actor, case_id, addendum_to=first.pk if first else None, **form.given()),
        heading=_("Add to the note") if first else _("Write a note"),
        submit=_("Save the note"),
        done=_("The note is saved."),
        back="case_timeline",
        extra={"first": first},
    )


@login_required
@require_http_methods(["GET", "POST"])
def review_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record a review: go on, or close."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.review", case)
    form = ReviewForm(request.POST or None, initial=version_of(case))
    return answer(
        request,
        case,
        form,
        lambda: commands.review_case(actor, case_id, **form.given()),
        heading=_("Review the case"),
        note=_("Look at the plan with the child, the family and the team."),
        submit=_("Save the review"),
        done=_("The review is saved."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def close_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """End the work with the child; what stands in the way is listed first."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.close", case)
    form = CloseForm(request.POST or None, initial=version_of(case))
    return answer(
        request,
        case,
        form,
        lambda: commands.close_case(actor, case_id, **form.given()),
        heading=_("Close the case"),
        submit=_("Close the case"),
        done=_("The case is closed. It can be reopened."),
        danger=True,
        extra={"obstacles": queries.closing_obstacles(actor, case)},
    )


@login_required
@require_http_methods(["GET", "POST"])
def reopen_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take a closed case up again."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.reopen", case)
    form = ReopenForm(request.POST or None, initial=version_of(case))
    return answer(
        request,
        case,
        form,
        lambda: commands.reopen_case(actor, case_id, **form.given()),
        heading=_("Reopen the case"),
        note=_("The child's situation is assessed anew. Everything written before stays."),
        submit=_("Reopen the case"),
        done=_("The case is open again."),
    )
