"""The words of a referral: states with their transitions, urgency with its clock, reasons, outcomes."""

from datetime import timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from harambee.access.states import Category


class State(IntegerChoices):
    """Where a referral stands. Numbers, because worklists are driven by an index over them."""

    DRAFT = 0, _("Draft")
    SENT = 1, _("Waiting for an answer")
    WAITLISTED = 2, _("On the waiting list")
    ACCEPTED = 3, _("Accepted")
    IN_PROGRESS = 4, _("In progress")
    COMPLETED = 5, _("Completed")
    DECLINED = 6, _("Declined")
    REROUTED = 7, _("Sent on to another service")
    RETURNED = 8, _("Returned")
    CANCELLED = 9, _("Cancelled")


# State, then what is done, then the state it leads to. What is not here is refused.
TRANSITIONS: dict[State, dict[str, State]] = {
    State.DRAFT: {"send": State.SENT},
    State.SENT: {
        "accept": State.ACCEPTED,
        "waitlist": State.WAITLISTED,
        "decline": State.DECLINED,
        "reroute": State.REROUTED,
        "cancel": State.CANCELLED,
    },
    State.WAITLISTED: {
        "accept": State.ACCEPTED,
        "decline": State.DECLINED,
        "reroute": State.REROUTED,
        "cancel": State.CANCELLED,
    },
    State.ACCEPTED: {
        "start": State.IN_PROGRESS,
        "complete": State.COMPLETED,
        "return": State.RETURNED,
        "cancel": State.CANCELLED,
    },
    State.IN_PROGRESS: {
        "complete": State.COMPLETED,
        "return": State.RETURNED,
        "cancel": State.CANCELLED,
    },
    State.COMPLETED: {},
    State.DECLINED: {"reroute": State.REROUTED},
    State.REROUTED: {},
    State.RETURNED: {"reroute": State.REROUTED},
    State.CANCELLED: {},
}
WAITING = (State.SENT, State.WAITLISTED)
IN_WORK = (State.ACCEPTED, State.IN_PROGRESS)
OPEN = (*WAITING, *IN_WORK)
CLOSED = (State.COMPLETED, State.DECLINED, State.REROUTED, State.RETURNED, State.CANCELLED)


class Urgency(TextChoices):
    """How soon the receiving organization must answer."""

    EMERGENCY = "emergency", _("Emergency")
    URGENT = "urgent", _("Urgent")
    ROUTINE = "routine", _("Routine")


# Time for an answer. Interagency practice: the same day, two days, a working week.
ANSWER_WITHIN: dict[Urgency, timedelta] = {
    Urgency.EMERGENCY: timedelta(hours=4),
    Urgency.URGENT: timedelta(hours=48),
    Urgency.ROUTINE: timedelta(days=5),
}
# The desk is reminded when this share of the time has passed.
REMIND_AFTER = 0.5
# A place on the waiting list is looked at again after this time, where the receiver names no other.
WAITLIST_REVIEW = timedelta(days=14)
LONGEST_WAITLIST = timedelta(days=183)


class DeclineReason(TextChoices):
    """Why a referral is declined or returned; the text beside it says more."""

    CAPACITY = "capacity", _("No place free")
    NOT_ELIGIBLE = "not_eligible", _("The child is not eligible for this service")
    AREA = "area", _("Outside our area")
    DOCUMENTS = "documents", _("Documents are missing")
    OTHER = "other", _("Another reason")


class Outcome(TextChoices):
    """What the service did for the child, said before the referral closes."""

    NEEDS_MET = "needs_met", _("The need was met")
    PARTLY = "partly", _("The need was met in part")
    NOT_MET = "not_met", _("The need was not met")


# What a legal duty to refer opens after acceptance: who the child is, how to reach them, what protects them,
# and what the service itself is about. A consent says its own categories instead.
LEGAL_DUTY_OPENS = Category.IDENTITY | Category.CONTACT | Category.PROTECTION
NEED_OPENS: dict[str, Category] = {
    "health_care": Category.HEALTH,
    "counselling": Category.HEALTH,
    "education": Category.EDUCATION,
    "legal_aid": Category.LEGAL,
    "documentation": Category.LEGAL,
    "livelihood": Category.LIVELIHOOD,
    "family_support": Category.FAMILY,
    "shelter": Category.FAMILY,
}
