"""What the timeline says about referrals, and whom each act is told to."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.commands import tell
from harambee.access.states import SubjectKind
from harambee.referrals.models import Referral

EVENT_WORDS = {
    "referral.send": _("Referral sent"),
    "referral.remind": _("Receiving organization reminded of the referral"),
    "referral.escalate": _("Referral not answered in time: supervisors told"),
    "referral.accept": _("Referral accepted"),
    "referral.decline": _("Referral declined"),
    "referral.waitlist": _("Child put on the waiting list"),
    "referral.start": _("Work on the referral started"),
    "referral.return": _("Referral returned"),
    "referral.record_outcome": _("Outcome of the referral recorded"),
    "referral.cancel": _("Referral cancelled"),
    "referral.reroute": _("Referral sent on to another service"),
    "referral.read": _("Referral opened"),
}
# What a referral's own line says where one reads about it, seen from whoever was told.
NEWS = {
    "referral.send": _("A referral waits for your answer"),
    "referral.remind": _("Half of the time for an answer has passed"),
    "referral.escalate": _("The time for an answer has run out"),
    "referral.accept": _("Your referral was accepted"),
    "referral.decline": _("Your referral was declined"),
    "referral.waitlist": _("The child is on the waiting list"),
    "referral.return": _("Your referral was returned"),
    "referral.record_outcome": _("The outcome of your referral is known"),
    "referral.cancel": _("A referral to you was cancelled"),
    "referral.reroute": _("A referral to you was sent on to another service"),
}


def tell_about(referral: Referral, action: str, principals: Iterable[UUID | None]) -> None:
    """Leave a notice about a referral for posts and desks."""
    tell(
        [one for one in principals if one is not None],
        action,
        kind=SubjectKind.REFERRAL,
        subject_id=referral.pk,
    )
