"""The answers of a report as the reporter checks them, part by part, with the way to change each."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from harambee.intake.commands import ChildGiven
from harambee.intake.states import Capacity, Concern, Sex
from harambee.web.components import Fact

LABELS: dict[str, Promise] = {
    "where": _("Where"),
    "child": _("Child"),
    "what": _("What"),
    "you": _("You"),
    "check": _("Check"),
}
TITLES: dict[str, Promise] = {
    "where": _("Report a concern about a child"),
    "child": _("Which child, or children?"),
    "what": _("What happened?"),
    "you": _("Who tells us?"),
    "check": _("Check your answers"),
}
NOT_GIVEN = _("Not given")


@dataclass(frozen=True)
class Part:
    """One page of the report on the last page."""

    step: str
    title: Promise
    href: str
    facts: list[Fact]


def summary_of(forms: dict[str, Any]) -> list[Part]:
    """The answers of all steps; `forms` are valid ones by step."""
    where, what = forms["where"].cleaned_data, forms["what"].cleaned_data
    return [
        _part("where", _where(forms["where"], where)),
        _part("child", _children(forms["child"].given())),
        _part(
            "what",
            [
                Fact(_("What you saw, heard or were told"), what["what_happened"]),
                Fact(_("The worry is about"), _listed(Concern(one).label for one in what["concerns"])),
            ],
        ),
        _part("you", _you(forms["you"].given())),
    ]


def _part(step: str, facts: list[Fact]) -> Part:
    href = reverse("report_concern") if step == "where" else reverse("report_step", args=[step])
    return Part(step, LABELS[step] if step == "where" else TITLES[step], href, facts)


def _where(form: Any, where: dict[str, Any]) -> list[Fact]:
    urgent = dict(form.fields["immediate_danger"].choices)[where["immediate_danger"]]
    area = dict(form.fields["area_code"].choices)[where["area_code"]]
    return [
        Fact(_("In danger right now"), urgent),
        Fact(_("Area"), str(area).strip()),
        Fact(_("Where the child is"), where["whereabouts"] or NOT_GIVEN),
    ]


def _children(children: list[ChildGiven]) -> list[Fact]:
    known = [child for child in children if child != ChildGiven()]
    if not known:
        return [Fact(_("Child"), _("Not known"))]
    return [
        Fact(
            _("Child") if len(known) == 1 else _("Child %(number)d") % {"number": number}, child_words(child)
        )
        for number, child in enumerate(known, 1)
    ]


def child_words(child: Any) -> str:
    """A child as far as known, on lines: name, then sex and age, then how to find them."""
    about = [
        Sex(child.sex).label if child.sex != Sex.UNKNOWN else "",
        years(child.age_years),
        child.birth.strftime("%Y-%m-%d") if child.birth else "",
    ]
    lines = [child.name or _("Name not known"), ", ".join(str(one) for one in about if one), child.note]
    return "\n".join(str(line) for line in lines if line)


def years(age: int | None) -> str:
    """An age in words, or nothing."""
    return "" if age is None else ngettext("%(age)d year", "%(age)d years", age) % {"age": age}


def _you(you: dict[str, Any]) -> list[Fact]:
    name = _("Anonymous") if you["is_anonymous"] else you["reporter_name"]
    capacity = Capacity(you["reporter_capacity"]).label if you["reporter_capacity"] else NOT_GIVEN
    facts = [Fact(_("Name"), name), Fact(_("Knows the child as"), capacity)]
    if not you["is_anonymous"]:
        facts.insert(1, Fact(_("Telephone or e-mail"), you["reporter_contact"] or NOT_GIVEN))
    return facts


def _listed(words: Any) -> str:
    return "\n".join(str(word) for word in words) or str(NOT_GIVEN)
