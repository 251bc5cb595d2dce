"""Referring a child: find a service, say what is asked, look at what they will see, send."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from harambee.access.actors import Actor
from harambee.access.gate import authorize
from harambee.access.models import Area
from harambee.access.queries import areas
from harambee.cases import queries as cases
from harambee.directory import queries as directory
from harambee.directory.states import Need
from harambee.people import queries as people
from harambee.referrals import commands, queries
from harambee.referrals.forms import PreviewForm, SendForm
from harambee.referrals.grounds import Ground, ground
from harambee.referrals.models import Referral
from harambee.referrals.pages.read import actor_of
from harambee.referrals.pages.rows import minimum, need_words, sharing
from harambee.web.components import Filter, Option
from harambee.web.forms import attempt

PER_PAGE = 20


@dataclass(frozen=True)
class Errand:
    """What is being sent: a child's case, for the first time or on from an earlier referral."""

    case: Any
    earlier: Referral | None = None

    def href(self, service_id: UUID | None = None) -> str:
        """The page of this errand: the search, or the form for one service."""
        name, pk = ("reroute_referral", self.earlier.pk) if self.earlier else ("send_referral", self.case.pk)
        return reverse(name, args=[pk, service_id] if service_id else [pk])

    @property
    def back(self) -> str:
        """Where one came from."""
        if self.earlier:
            return reverse("referral", args=[self.earlier.pk])
        return reverse("case_referrals", args=[self.case.pk])


@login_required
@require_http_methods(["GET", "POST"])
def send_referral(request: HttpRequest, case_id: UUID, service_id: UUID | None = None) -> HttpResponse:
    """Refer the child of a case to a service."""
    actor = actor_of(request)
    case = cases.case(actor, case_id)
    authorize(actor, "referral.send", case)
    case.must_be_open()
    errand = Errand(case)
    return _search(request, errand) if service_id is None else _write(request, errand, service_id)


@login_required
@require_http_methods(["GET", "POST"])
def reroute_referral(request: HttpRequest, referral_id: UUID, service_id: UUID | None = None) -> HttpResponse:
    """Send the same request to another service."""
    actor = actor_of(request)
    earlier = queries.referral(actor, referral_id)
    authorize(actor, "referral.reroute", earlier)
    earlier.must_allow("reroute")
    case = cases.case(actor, earlier.case_id)
    case.must_be_open()
    errand = Errand(case, earlier)
    return _search(request, errand) if service_id is None else _write(request, errand, service_id)


def _search(request: HttpRequest, errand: Errand) -> HttpResponse:
    """Services that fit: the child's age and the earlier need are filled in, and can be taken out."""
    actor = actor_of(request)
    years = _age(actor, errand)
    asked = {
        "need": request.GET.get("need", errand.earlier.need if errand.earlier else ""),
        "age": request.GET.get("age", "" if years is None else str(years)),
        "area": request.GET.get("area", ""),
    }
    found = directory.services(
        actor,
        text=request.GET.get("q", ""),
        need=asked["need"] if asked["need"] in Need.values else "",
        age=years if asked["age"] else None,
        area_code=asked["area"],
    ).exclude(organization=actor.post.organization if actor.post else None)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    agreed = _agreed(actor, errand.case.pk)
    rows = [
        (
            service,
            [need_words(one) for one in service.needs],
            service.organization_id in agreed,
            errand.href(service.pk),
        )
        for service in page
    ]
    context = {
        "errand": errand,
        "rows": rows,
        "page": page,
        "filters": _filters(actor, errand, asked, years),
    }
    return render(request, "referrals/find.html", context)


def _age(actor: Actor, errand: Errand) -> int | None:
    child = people.persons(actor, [errand.case.child_id]).get(errand.case.child_id)
    return people.age(child) if child else None


def _agreed(actor: Actor, case_id: UUID) -> set[UUID]:
    """Organizations that a consent in force names."""
    return {
        named.organization_id
        for consent in cases.consents(actor, case_id)
        if consent.in_force
        for named in consent.named.all()
    }


def _filters(actor: Actor, errand: Errand, asked: dict[str, str], years: int | None) -> list[Filter]:
    found = [Filter("need", _("Need"), [Option(*one) for one in Need.choices], asked["need"])]
    if years is not None:
        found.append(
            Filter(
                "age", _("Age"), [Option(str(years), _("For %(age)s years") % {"age": years})], asked["age"]
            )
        )
    places = _around(actor, errand.case.area)
    found.append(Filter("area", _("Area"), [Option(one.code, one.name) for one in places], asked["area"]))
    return found


def _around(actor: Actor, area: Area) -> list[Area]:
    """The case's area and those around it, the smallest first."""
    known = {one.pk: one for one in areas(actor)}
    found = []
    place = known.get(area.pk)
    while place is not None and place not in found:
        found.append(place)
        place = known.get(place.parent_id) if place.parent_id else None
    return found


def _write(request: HttpRequest, errand: Errand, service_id: UUID) -> HttpResponse:
    """The form; then what they will see; then sent."""
    actor = actor_of(request)
    service = directory.service(actor, service_id)
    consents = (
        list(cases.consents_for(actor, errand.case.pk, service.organization_id))
        if service.organization_id
        else []
    )
    data = request.POST if request.method == "POST" else None
    context = {"errand": errand, "service": service, "consents": consents}
    if data is not None and "send" in data:
        form = SendForm(data, consents=consents)
        sent = attempt(form, lambda: _send(actor, errand, service_id, form)) if form.is_valid() else None
        if sent is not None:
            messages.success(
                request,
                _("Sent to %(name)s. You are told when they answer.") % {"name": sent.to_organization.name},
            )
            return redirect("referral", sent.pk)
        return render(request, "referrals/write.html", context | {"form": form})
    preview = PreviewForm(data, initial=_initial(errand, service, consents), consents=consents)
    if data is not None and "change" not in data and preview.is_valid():
        shown = attempt(preview, lambda: _preview(actor, errand, service, preview))
        if shown is not None:
            final = SendForm(initial=preview.cleaned_data, consents=consents)
            return render(request, "referrals/preview.html", context | shown | {"form": final})
    return render(request, "referrals/write.html", context | {"form": preview})


def _initial(errand: Errand, service: Any, consents: list[Any]) -> dict[str, Any]:
    need = service.needs[0] if len(service.needs) == 1 else ""
    found: dict[str, Any] = {"need": need, "ground": str(consents[0].pk) if consents else ""}
    if errand.earlier:
        found |= {
            "need": errand.earlier.need,
            "urgency": errand.earlier.urgency,
            "reason": errand.earlier.reason,
        }
    return found


def _send(actor: Actor, errand: Errand, service_id: UUID, form: SendForm) -> Referral:
    answers = form.answers()
    if errand.earlier is None:
        return commands.send_referral(actor, errand.case.pk, service_id=service_id, **answers)
    answers.pop("need")
    return commands.reroute_referral(
        actor, errand.earlier.pk, service_id=service_id, version=errand.earlier.version, **answers
    )


def _preview(actor: Actor, errand: Errand, service: Any, form: SendForm) -> dict[str, Any]:
    """What the receiver will see before and after accepting, as sending would fix it. Raises Invalid."""
    answers = form.answers()
    found: Ground = ground(
        actor,
        errand.case,
        service.organization,
        need=answers["need"],
        consent_id=answers["consent_id"],
        legal_duty=answers["legal_duty"],
    )
    child = cases.child_summary(actor, errand.case)
    draft = Referral(
        need=answers["need"],
        urgency=answers["urgency"],
        reason=answers["reason"],
        from_organization=actor.post.organization if actor.post else None,
        service=service,
        area=errand.case.area,
        child_age_band=child.age_band,
        child_sex=child.sex,
        shared_categories=int(found.opens),
        basis=found.basis,
        legal_duty=found.legal_duty,
        shared_until=found.until,
    )
    return {
        "before": minimum(draft),
        "reason": draft.reason,
        "after": sharing(draft),
        "answerers": queries.answerers(actor, service.organization_id).exists(),
    }
