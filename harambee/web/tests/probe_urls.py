"""Addresses that exist in tests only: each ends in one of the house's refusals, or takes a form."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.views.decorators.http import require_POST

from harambee.kernel.errors import Invalid, NotAllowed, NotVisible, Stale, WrongState
from harambee.web.forms import DayMonthYearField, Form, TextField

RAISED: dict[str, Any] = {
    "not-visible": lambda: NotVisible(),
    "not-allowed": lambda: NotAllowed(),
    "wrong-state": lambda: WrongState("The case is closed.", href="/case"),
    "invalid": lambda: Invalid("The area is unknown.", fields={"area_code": ["No such code."]}),
    "stale": lambda: Stale(
        yours={"Goal": "School", "Owner": "Rose"},
        theirs={"Goal": "Health", "Owner": "Rose"},
        version=7,
        href="/plan",
    ),
}
WRITTEN: list[str] = []


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise RAISED[kind]()


class NoteForm(Form):
    """A note, when, and a secret that must never be kept."""

    note = TextField(label="Note")
    day = DayMonthYearField(label="Day", required=False)
    needs = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    password = forms.CharField(required=False)


@login_required
def write_note(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        WRITTEN.append(form.cleaned_data["note"])
        if form.cleaned_data["note"] == "breaks":
            raise WrongState
        return redirect("/")
    return render(request, "web/form_page.html", {"form": form, "title": "A note"})


@login_required
@require_POST
def press(request: HttpRequest) -> HttpResponse:
    WRITTEN.append(request.POST["reason"])
    return redirect("/")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


urlpatterns = [
    path("refuse/<slug:kind>", refuse),
    path("note", write_note),
    path("press", press),
    path("broken", broken),
    path("", include("harambee.config.urls")),
]
handler400 = "harambee.web.errors.bad_request"
handler403 = "harambee.web.errors.forbidden"
handler404 = "harambee.web.errors.not_found"
handler500 = "harambee.web.errors.server_error"
