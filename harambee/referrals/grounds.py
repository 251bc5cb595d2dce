"""What a referral may rest on, and what that opens: a consent or a legal duty, within the sender's sight."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.models import Organization
from harambee.access.states import Basis, Category
from harambee.cases import queries as cases
from harambee.kernel.errors import Invalid, Text
from harambee.kernel.text import clean
from harambee.referrals.states import LEGAL_DUTY_OPENS, NEED_OPENS

LONGEST_DUTY = 300


@dataclass(frozen=True)
class Ground:
    """Why the receiver may learn of the child, and what that opens after acceptance, until when."""

    basis: Basis
    opens: Category
    consent_id: UUID | None = None
    legal_duty: str = ""
    until: datetime | None = None


def ground(
    actor: Actor, case: Any, to: Organization, *, need: str, consent_id: UUID | None, legal_duty: str
) -> Ground:
    """The ground for referring the child of `case` to an organization. Raises Invalid where there is none.

    Nobody shares what they do not see themselves, so either ground is cut by the sender's own sight.
    """
    own, _written = cases.seen_and_written(actor, case)
    duty = clean(legal_duty)
    if consent_id is not None and duty:
        raise wrong("legal_duty", _("Choose one ground: a consent or a legal duty."))
    if consent_id is not None:
        return _consent(actor, case, to, consent_id, own)
    if not duty:
        raise wrong("consent", _("Choose the consent that this rests on, or name the law that asks for it."))
    if len(duty) > LONGEST_DUTY:
        raise wrong("legal_duty", _("Write up to 300 characters."))
    asked = LEGAL_DUTY_OPENS | NEED_OPENS.get(need, Category(0))
    return Ground(Basis.LEGAL_DUTY, asked & own, legal_duty=duty)


def _consent(actor: Actor, case: Any, to: Organization, consent_id: UUID, own: Category) -> Ground:
    consent = cases.consents(actor, case.pk).filter(pk=consent_id).first()
    if consent is None:
        raise wrong("consent", _("Choose a consent of this case."))
    if not consent.in_force:
        raise wrong(
            "consent", _("This consent was withdrawn or has run out. Ask the family again before you refer.")
        )
    if not cases.consents_for(actor, case.pk, to.pk).filter(pk=consent_id).exists():
        raise wrong(
            "consent",
            _("This consent does not name %(organization)s. Ask the family about this organization.")
            % {"organization": to.name},
        )
    until = None
    if consent.expires is not None:
        until = timezone.make_aware(datetime.combine(consent.expires + timedelta(days=1), time.min))
    opens = consent.covers & own
    if not opens:
        raise wrong(
            "consent", _("The consent covers nothing that you see yourself, so nothing can be shared.")
        )
    return Ground(Basis.CONSENT, opens, consent_id=consent.pk, until=until)


def wrong(field: str, message: Text) -> Invalid:
    """The error for one answer that cannot be right."""
    return Invalid(message, fields={field: [message]})
