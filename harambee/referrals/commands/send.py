"""Sending a child's referral to another organization's queue."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, one, record
from harambee.cases import commands as cases
from harambee.cases import queries as case_queries
from harambee.directory import queries as directory
from harambee.directory.states import Need
from harambee.kernel import clock
from harambee.kernel.errors import HouseRuleBroken
from harambee.kernel.text import clean, words
from harambee.people import queries as people
from harambee.referrals.commands import sight
from harambee.referrals.grounds import Ground, ground, wrong
from harambee.referrals.models import LONGEST_REASON, Referral
from harambee.referrals.notices import tell_about
from harambee.referrals.states import ANSWER_WITHIN, State, Urgency


@command("referral.send")
def send_referral(
    actor: Actor,
    case_id: UUID,
    *,
    service_id: UUID,
    need: str,
    urgency: str,
    reason: str,
    consent_id: UUID | None = None,
    legal_duty: str = "",
    previous_id: UUID | None = None,
) -> Referral:
    """Ask another organization's service to help the child of a case; its referral desk must answer in time.

    Before acceptance the receiver sees the referral alone. What opens afterwards is fixed now: what the
    consent covers (or the law asks for), as far as the sender sees it. `reason` holds no name.
    Raises NotVisible, NotAllowed, Invalid, and WrongState for a closed case.
    """
    case = case_queries.case_for_update(actor, case_id)
    authorize(actor, "referral.send", case)
    case.must_be_open()
    referral = _draft(actor, case, service_id=service_id, need=need, urgency=urgency, reason=reason)
    found = ground(
        actor, case, referral.to_organization, need=need, consent_id=consent_id, legal_duty=legal_duty
    )
    _rest_on(referral, found)
    referral.previous_id = _previous(actor, case_id, previous_id)
    referral.move_to("send")
    sight.open_to_both_sides(actor, referral)
    referral.save(force_insert=True)
    cases.count_referral(actor, case_id, 1)
    record(
        actor,
        "referral.send",
        referral,
        to=str(referral.to_organization_id),
        service=str(service_id),
        need=need,
        urgency=urgency,
        basis=int(referral.basis),
        opens=int(referral.opens),
    )
    tell_about(referral, "referral.send", [sight.receiving_desk(referral).pk])
    return referral


def _draft(actor: Actor, case: Any, *, service_id: UUID, need: str, urgency: str, reason: str) -> Referral:
    """The minimum: what is asked, how soon, why, and of the child no more than age band, sex and area."""
    if urgency not in Urgency.values:
        raise wrong("urgency", _("Choose from the list how urgent it is."))
    if need not in Need.values:
        raise wrong("need", _("Choose the need from the list."))
    service = _service(actor, service_id)
    child = case_queries.child_summary(actor, case)
    assert actor.post is not None
    referral = Referral(
        case_id=case.pk,
        child_id=case.child_id,
        from_organization=actor.post.organization,
        from_post=actor.post,
        to_organization=service.organization,
        service_id=service.pk,
        need=need,
        urgency=urgency,
        reason=_reason(actor, case, reason),
        child_age_band=child.age_band,
        child_sex=child.sex,
        area_id=case.area_id,
        sent_at=clock.now(),
        sent_by_id=actor.user_id,
        state=State.DRAFT,
    )
    referral.set_clock(referral.sent_at + ANSWER_WITHIN[Urgency(urgency)])
    return referral


def _service(actor: Actor, service_id: UUID) -> Any:
    service = directory.service(actor, service_id)
    if service.organization is None:
        raise wrong("service", _("The directory does not say whose service this is. Choose another one."))
    if service.organization_id == actor.organization_id:
        raise wrong(
            "service",
            _("This is a service of your own organization. Put it into the plan instead of referring."),
        )
    if service.status != "active" or not service.organization.is_active:
        raise wrong("service", _("This service is not active now. Choose another one."))
    return service


def _reason(actor: Actor, case: Any, reason: str) -> str:
    text = clean(reason, lines=True)
    if not text:
        raise wrong("reason", _("Say why the child needs this service."))
    if len(text) > LONGEST_REASON:
        raise wrong("reason", _("Write up to 2,000 characters."))
    name = people.names(actor, [case.child_id]).get(case.child_id, "")
    if set(words(text)) & {word for word in words(name) if len(word) > 2}:
        raise wrong(
            "reason",
            _("Leave the child's name out: the receiver learns it after accepting. Write “the child”."),
        )
    return text


def _rest_on(referral: Referral, chosen: Ground) -> None:
    referral.basis = chosen.basis
    referral.consent_id = chosen.consent_id
    referral.legal_duty = chosen.legal_duty
    referral.shared_categories = int(chosen.opens)
    referral.shared_until = chosen.until


def _previous(actor: Actor, case_id: UUID, previous_id: UUID | None) -> UUID | None:
    if previous_id is None:
        return None
    previous = one(actor, Referral, previous_id)
    if previous.case_id != case_id or previous.state != State.REROUTED:
        raise HouseRuleBroken("a chain links referrals of one case, and is made by reroute_referral")
    return previous.pk
