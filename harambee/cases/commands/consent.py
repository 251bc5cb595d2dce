"""Consent: recording what the family agreed to, and taking back everything that stood on it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.commands import end_basis
from harambee.access.gate import authorize, command, record, visible
from harambee.access.states import Category
from harambee.cases import notices, queries
from harambee.cases.commands import answers
from harambee.cases.commands.team import LONGEST_NAME, end_membership
from harambee.cases.models import Consent, ConsentOrganization, Disclosure, TeamMember
from harambee.cases.states import WITNESSED, ConsentForm, GivenAs
from harambee.kernel import clock
from harambee.kernel.errors import WrongState


@command("case.give_consent")
def give_consent(
    actor: Actor,
    case_id: UUID,
    *,
    given_by_name: str,
    given_as: str,
    organization_ids: Sequence[UUID],
    categories: int,
    purpose: str,
    how: str,
    witness: str = "",
    language: str = "",
    expires: date | None = None,
) -> Consent:
    """Record a consent: who gave it, for whom, which information, what for, how, until when.

    By itself it opens nothing: members join and referrals are accepted on it.
    Raises NotVisible, NotAllowed, WrongState, Invalid.
    """
    case = queries.case_for_update(actor, case_id)
    authorize(actor, "case.give_consent", case)
    case.must_be_open()
    consent = Consent(
        case=case,
        given_by_name=answers.text(
            "given_by_name", given_by_name, required=_("Say who gave it."), longest=LONGEST_NAME
        ),
        given_as=given_as,
        categories=int(answers.categories("categories", categories)),
        purpose=answers.text("purpose", purpose, required=_("Say what the consent is for."), longest=1000),
        how=how,
        witness=answers.text("witness", witness, longest=LONGEST_NAME),
        language=answers.text("language", language, longest=35),
        expires=expires,
        recorded_by_id=actor.user_id,
    )
    _check(consent)
    if not organization_ids:
        raise answers.wrong("organizations", _("Choose at least one organization."))
    named = [answers.organization(one, actor) for one in dict.fromkeys(organization_ids)]
    consent.save(force_insert=True)
    ConsentOrganization.objects.bulk_create(
        ConsentOrganization(consent=consent, case=case, organization=one) for one in named
    )
    record(actor, "case.give_consent", case.about(Category.PLAN), consent=str(consent.pk))
    return consent


def _check(consent: Consent) -> None:
    answers.choice("given_as", consent.given_as, GivenAs.values)
    answers.choice("how", consent.how, ConsentForm.values)
    if consent.how in WITNESSED and not consent.witness:
        raise answers.wrong(
            "witness", _("A thumbprint or a spoken consent needs a witness. Give their name.")
        )
    if consent.expires is not None and consent.expires < clock.today():
        raise answers.wrong("expires", _("This day has passed already."))


@command("case.withdraw_consent")
def withdraw_consent(
    actor: Actor, consent_id: UUID, *, reason: str = "", version: int | None = None
) -> Consent:
    """Take a consent back. Whoever saw anything because of it, members and receivers, sees it no longer.

    Possible in a closed case too. Raises NotVisible, NotAllowed, WrongState.
    """
    consent = queries.consent_for_update(actor, consent_id)
    authorize(actor, "case.withdraw_consent", consent.case)
    if consent.withdrawn_at is not None:
        raise WrongState(_("This consent has been withdrawn already."))
    consent.withdrawn_at, consent.withdrawn_by_id = clock.now(), actor.user_id
    consent.withdrawal_reason = answers.text("reason", reason, longest=500)
    consent.version += 1
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "version"])
    end_basis(actor, consent.pk, reason="consent withdrawn")
    for member in visible(actor, TeamMember).filter(consent=consent, left_at__isnull=True):
        end_membership(member, actor, "consent withdrawn")
        notices.tell_members([member.post_id], "case.withdraw_consent", consent.case_id)  # type: ignore[list-item]
    for disclosure in visible(actor, Disclosure).filter(consent=consent, ended_at__isnull=True):
        end_disclosure(disclosure, actor, "consent withdrawn")
    record(actor, "case.withdraw_consent", consent.case.about(Category.PLAN), consent=str(consent.pk))
    return consent


def end_disclosure(disclosure: Disclosure, actor: Actor, reason: str) -> None:
    """Part of commands: the receiver sees the case no longer; the referral itself stays open to them."""
    end_basis(actor, disclosure.pk, reason=reason)
    disclosure.ended_at, disclosure.ended_by_id = clock.now(), actor.user_id
    disclosure.save(update_fields=["ended_at", "ended_by"])
