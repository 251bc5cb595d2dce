"""A referral in the components' words: badges, facts, what happened."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from harambee.access.states import Basis, Category
from harambee.directory.states import Need
from harambee.kernel import clock
from harambee.people.states import Sex
from harambee.referrals.models import Referral
from harambee.referrals.queries import Happening
from harambee.referrals.states import CLOSED, State, Urgency
from harambee.web.components import Badge, Event, Fact, Text, Tone

URGENCY_TONES: dict[str, Tone] = {
    Urgency.EMERGENCY: "high",
    Urgency.URGENT: "due",
    Urgency.ROUTINE: "",
}
STATE_TONES: dict[int, Tone] = {
    State.SENT: "info",
    State.WAITLISTED: "due",
    State.ACCEPTED: "ok",
    State.IN_PROGRESS: "ok",
    State.COMPLETED: "ok",
    State.DECLINED: "high",
    State.RETURNED: "high",
}


def badges(referral: Referral, *, lapsed: bool = False) -> list[Badge]:
    """Urgency and state; late and without consent where so."""
    found = []
    if referral.state not in CLOSED:
        found.append(Badge(Urgency(referral.urgency).label, URGENCY_TONES[referral.urgency]))
    if referral.is_late(clock.now()):
        found.append(Badge(_("Answer overdue"), "high", "clock"))
    if lapsed:
        found.append(Badge(_("Consent ended"), "high", "lock"))
    found.append(Badge(State(referral.state).label, STATE_TONES.get(referral.state, "")))
    return found


def child_words(referral: Referral) -> str:
    """The child as the receiver may know them before accepting: sex and age band."""
    if referral.child_age_band:
        age = _("%(band)s years") % {"band": referral.child_age_band.replace("-", "–")}
    else:
        age = _("age not known")
    return f"{Sex(referral.child_sex).label}, {age}"


def need_words(need: str) -> Text:
    """The need by its label."""
    return Need(need).label if need in Need.values else need


def minimum(referral: Referral) -> list[Fact]:
    """What the receiver sees before accepting."""
    area = referral.area.name if referral.area else _("Not known")
    return [
        Fact(_("Child"), child_words(referral)),
        Fact(_("Need"), need_words(referral.need)),
        Fact(_("Urgency"), Urgency(referral.urgency).label),
        Fact(_("Area"), area),
        Fact(_("From"), referral.from_organization.name),
    ]


def sharing(referral: Referral) -> list[Fact]:
    """What acceptance opens, on what ground, until when."""
    opens = Category(referral.shared_categories).labels
    facts = [Fact(_("Kinds of information"), ", ".join(opens) or _("Nothing"))]
    if referral.basis == Basis.CONSENT:
        facts.append(Fact(_("Ground"), _("Consent of the family")))
    else:
        facts.append(Fact(_("Ground"), _("Legal duty: %(law)s") % {"law": referral.legal_duty}))
    if referral.shared_until:
        # It ends when the last day has ended; people name the day.
        last_day = timezone.localtime(referral.shared_until - timedelta(seconds=1))
        facts.append(Fact(_("Until"), formats.date_format(last_day, "DATE_FORMAT")))
    return facts


def events(happenings: Iterable[Happening]) -> list[Event]:
    """What happened, for the timeline."""
    return [Event(one.title, one.at, by=one.by) for one in happenings]


def address(referral: Referral) -> str:
    """The referral's own page."""
    return reverse("referral", args=[referral.pk])
