"""Reporting a concern, one group of questions a page; signed in or not; what is typed is kept on the way."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harambee.access.actors import acting_as
from harambee.intake import commands, queries
from harambee.intake.forms import (
    CheckForm,
    ChildrenForm,
    StepForm,
    Typed,
    WhatForm,
    WhereForm,
    YouForm,
    as_data,
)
from harambee.intake.pages.limits import too_often
from harambee.intake.pages.summary import LABELS, TITLES, summary_of
from harambee.intake.pages.writer import COOKIE, COOKIE_PATH, Writer, writer_of
from harambee.intake.states import MOST_CHILDREN, SCREEN_WITHIN, SCREEN_WITHIN_IN_DANGER
from harambee.kernel.errors import NotAllowed, NotVisible
from harambee.web.components import Step
from harambee.web.forms import without_nul

STEPS = ("where", "child", "what", "you")
ORDER = (*STEPS, "check")
NOT_KEPT = {"csrfmiddlewaretoken", "signed_in", "more", "remove"}


@never_cache
@require_http_methods(["GET", "POST"])
def report_concern(request: HttpRequest) -> HttpResponse:
    """The first page: where the child is, and whether somebody must be called at once."""
    return _step(request, "where")


@never_cache
@require_http_methods(["GET", "POST"])
def report_step(request: HttpRequest, step: str) -> HttpResponse:
    """One of the pages after the first."""
    if step not in STEPS[1:]:
        raise NotVisible
    return _step(request, step)


def _step(request: HttpRequest, step: str) -> HttpResponse:
    _still_signed_in(request)
    writer = writer_of(request)
    if request.method == "GET":
        return _page(request, writer, step, _form(writer, step, judged="judge" in request.GET))
    if writer.is_public and writer.draft_id is None and too_often(request, "draft"):
        return _refused(request, writer, step, _form(writer, step, data=request.POST))
    data, _unreadable = without_nul(request.POST)
    typed = {name: values for name, values in data.lists() if name not in NOT_KEPT}
    changed = _changed_children(request, typed) if step == "child" else None
    writer.keep(step, changed or typed)
    form = _form(writer, step, data=request.POST)
    if changed is not None:
        return writer.remember(redirect("report_step", "child"))
    if not form.is_valid():
        return writer.remember(_page(request, writer, step, form))
    in_danger = step == "where" and form.cleaned_data["immediate_danger"] == "yes"
    return writer.remember(redirect("report_danger") if in_danger else _go(ORDER[ORDER.index(step) + 1]))


def _still_signed_in(request: HttpRequest) -> None:
    """Whoever began signed in and is signed out now signs in first; what was typed is kept meanwhile."""
    if request.method == "POST" and "signed_in" in request.POST and getattr(request, "actor", None) is None:
        raise NotAllowed


def _go(step: str) -> HttpResponse:
    if step == "where":
        return redirect("report_concern")
    return redirect("check_report") if step == "check" else redirect("report_step", step)


def _form(writer: Writer, step: str, *, data: Any = None, judged: bool = False) -> Any:
    """The form of a step: as just sent (`data`), or with what was kept; `judged` shows what is wrong."""
    typed = writer.answers.steps.get(step, {})
    if data is None and judged:
        data = as_data(typed)
    form: StepForm
    if step == "where":
        with acting_as(writer.actor):
            form = WhereForm(data, areas=queries.area_choices(writer.actor))
    elif step == "child":
        form = ChildrenForm(data, count=_count(typed if data is None else dict(data.lists())))
    elif step == "what":
        form = WhatForm(data)
    else:
        form = YouForm(data, own_name="" if writer.is_public else writer.actor.name)
    if data is None:
        form.show(typed)
        if isinstance(form, YouForm) and form.own_name:
            form.initial.setdefault("who", "me")
    return form


def _count(typed: dict[str, Any]) -> int:
    given = (typed.get("count") or ["1"])[-1]
    return (
        min(max(int(given), 1), MOST_CHILDREN)
        if given.isascii() and given.isdecimal() and len(given) < 4
        else 1
    )


def _changed_children(request: HttpRequest, typed: Typed) -> Typed | None:
    """The answers with one more child's questions, or one fewer; None where neither button was pressed."""
    count = _count(typed)
    if "more" in request.POST:
        return typed | {"count": [str(min(count + 1, MOST_CHILDREN))]}
    gone = request.POST.get("remove", "")
    if gone not in {str(number) for number in range(count)}:
        return None
    kept = [number for number in range(count) if number != int(gone)]
    new: Typed = {"count": [str(max(count - 1, 1))]}
    for name, values in typed.items():
        for place, number in enumerate(kept):
            for mark in (f"_{number}", f"_{number}_day", f"_{number}_month", f"_{number}_year"):
                if name.endswith(mark):
                    new[name.removesuffix(mark) + mark.replace(str(number), str(place), 1)] = values
    return new


def _page(request: HttpRequest, writer: Writer, step: str, form: Any, *, status: int = 200) -> HttpResponse:
    return render(
        request, f"intake/report/{step}.html", _context(writer, step) | {"form": form}, status=status
    )


def _context(writer: Writer, step: str) -> dict[str, Any]:
    here = ORDER.index(step) if step in ORDER else 1
    states = ("done", "current", "ahead")
    return {
        "layout": "base_public.html" if writer.is_public else "base.html",
        "writer": writer,
        "step": step,
        "title": TITLES.get(step, ""),
        "previous": ORDER[here - 1] if here else "",
        "position": here + 1,
        "steps": [
            Step(LABELS[one], states[(number > here) - (number < here) + 1])  # type: ignore[arg-type]
            for number, one in enumerate(ORDER)
        ],
        "in_danger": writer.answers.steps.get("where", {}).get("immediate_danger") == ["yes"],
        "numbers": settings.EMERGENCY_NUMBERS,
        "too_often": False,
    }


@never_cache
@require_safe
def report_danger(request: HttpRequest) -> HttpResponse:
    """Whom to call at once, before the rest of the questions."""
    writer = writer_of(request)
    return render(request, "intake/report/danger.html", _context(writer, "child") | {"step": "danger"})


@never_cache
@require_http_methods(["GET", "POST"])
def check_report(request: HttpRequest) -> HttpResponse:
    """All answers on one page; sending it makes the report, once."""
    _still_signed_in(request)
    writer = writer_of(request)
    token = request.POST.get("form_token", "")
    if token in writer.answers.sent:
        return _already_sent(token)
    if not writer.answers.steps and writer.answers.sent:
        return _already_sent(list(writer.answers.sent)[-1])
    if not writer.answers.steps:
        messages.info(request, _("There is nothing to send yet. Please start here."))
        return redirect("report_concern")
    forms = {step: _form(writer, step, judged=True) for step in STEPS}
    wrong = next((step for step in STEPS if not forms[step].is_valid()), None)
    if wrong is not None:
        return _go_back_to(wrong)
    form = CheckForm(request.POST if request.method == "POST" else None)
    form.initial["form_token"] = writer.answers.token
    if request.method == "GET" or not form.is_valid():
        return _check_page(request, writer, forms, form)
    if token != writer.answers.token:
        messages.warning(
            request, _("Your answers have changed since this page was opened. Check them, then send.")
        )
        return redirect("check_report")
    if writer.is_public and too_often(request, "send"):
        return _refused(request, writer, "check", form, forms=forms)
    return _send(writer, token, forms)


def _go_back_to(step: str) -> HttpResponse:
    response = _go(step)
    response.headers["Location"] += "?judge=1"
    return response


def _check_page(
    request: HttpRequest,
    writer: Writer,
    forms: dict[str, Any],
    form: CheckForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = _context(writer, "check") | {"form": form, "parts": summary_of(forms)} | more
    return render(request, "intake/report/check.html", context, status=status)


def _send(writer: Writer, token: str, forms: dict[str, Any]) -> HttpResponse:
    if writer.draft_id is None:
        raise NotVisible
    where, what = forms["where"].cleaned_data, forms["what"].cleaned_data
    sent = commands.send_draft(
        writer.actor,
        writer.draft_id,
        key=writer.key,
        token=token,
        area_code=where["area_code"],
        immediate_danger=where["immediate_danger"] == "yes",
        whereabouts=where["whereabouts"],
        children=forms["child"].given(),
        what_happened=what["what_happened"],
        concerns=what["concerns"],
        **forms["you"].given(),
    )
    return _already_sent(token) if sent.again else redirect("report_sent", token)


def _already_sent(token: str) -> HttpResponse:
    response = redirect("report_sent", token)
    response.headers["Location"] += "?again=1"
    return response


def _refused(
    request: HttpRequest, writer: Writer, step: str, form: Any, *, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """Too many from one address: say so, with what was typed still there and a way that is open."""
    if forms is not None:
        return _check_page(request, writer, forms, form, status=429, too_often=True)
    context = _context(writer, step) | {"form": form, "too_often": True}
    return render(request, f"intake/report/{step}.html", context, status=429)


@never_cache
@require_safe
def report_sent(request: HttpRequest, token: str) -> HttpResponse:
    """What was sent has arrived: its reference, and what happens next."""
    writer = writer_of(request)
    told = writer.answers.sent.get(token)
    if told is None:
        raise NotVisible(
            _("This page is not kept any longer. If you noted your reference, your report is with us.")
        )
    within = SCREEN_WITHIN_IN_DANGER if told["danger"] else SCREEN_WITHIN
    context = _context(writer, "check") | {
        "sent": told,
        "again": "again" in request.GET,
        "hours": int(within.total_seconds()) // 3600,
    }
    return render(request, "intake/report/sent.html", context)


@require_POST
def forget_draft(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed, and what the browser remembers of it."""
    writer = writer_of(request)
    if writer.draft_id is not None:
        commands.drop_draft(writer.actor, writer.draft_id)
    messages.success(request, _("What you typed was deleted."))
    response = redirect("today")
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    return response
