"""What the pages share: who asks, and one way to answer a form."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from harambee.access.actors import Actor
from harambee.cases import queries
from harambee.cases.models import Case
from harambee.kernel.errors import Invalid
from harambee.web.current import SignedInRequest
from harambee.web.forms import Form

type Words = str | Promise


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, on a page that only signed-in people reach."""
    return cast(SignedInRequest, request).actor


def saved(form: Form, write: Callable[[], object]) -> bool:
    """Run the command; what it finds wrong is shown beside that answer, and nothing typed is lost."""
    try:
        write()
    except Invalid as error:
        for name, wrong in error.detail.get("fields", {}).items():
            for message in wrong:
                form.add_error(name if name in form.fields else None, message)
        if not form.errors:
            form.add_error(None, str(error.message))
        return False
    return True


def answer(
    request: HttpRequest,
    case: Case,
    form: Form,
    write: Callable[[], object],
    *,
    heading: Words,
    submit: Words,
    done: Words,
    back: str = "case",
    note: Words = "",
    danger: bool = False,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of one command about a case, or do it and go back to the page `back`."""
    if request.method == "POST" and form.is_valid() and saved(form, write):
        messages.success(request, str(done))
        return redirect(back, case.pk)
    line = queries.lines(actor_of(request), [case])[0]
    context = {
        "case": case, "line": line, "form": form, "heading": heading, "submit": submit, "back": back,
        "note": note, "danger": danger,
    }  # fmt: skip
    return render(request, "cases/form.html", context | (extra or {}))
