"""The fixed words of a case, its transition table, its review clock and the rule that proposes a risk."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from harambee.access.states import Category


class State(IntegerChoices):
    """Where a case stands (the steps of interagency case management)."""

    IDENTIFIED = 1, _("Identified")
    REGISTERED = 2, _("Registered")
    ASSESSED = 3, _("Assessed")
    PLANNED = 4, _("Planned")
    IN_PROGRESS = 5, _("In progress")
    UNDER_REVIEW = 6, _("Under review")
    CLOSED = 7, _("Closed")


OPEN_STATES = tuple(one for one in State if one is not State.CLOSED)

# state -> what may be done -> the state after it. What is not listed for a state is refused there.
TRANSITIONS: dict[State, dict[str, State]] = {
    State.IDENTIFIED: {"case.open": State.REGISTERED},
    State.REGISTERED: {"case.assess": State.ASSESSED},
    State.ASSESSED: {"case.assess": State.ASSESSED, "case.approve_plan": State.PLANNED},
    State.PLANNED: {
        "case.assess": State.PLANNED,
        "case.approve_plan": State.PLANNED,
        "case.start": State.IN_PROGRESS,
    },
    State.IN_PROGRESS: {
        "case.assess": State.IN_PROGRESS,
        "case.approve_plan": State.IN_PROGRESS,
        "case.review:continue": State.IN_PROGRESS,
        "case.review:close": State.UNDER_REVIEW,
    },
    State.UNDER_REVIEW: {
        "case.assess": State.UNDER_REVIEW,
        "case.review:continue": State.IN_PROGRESS,
        "case.review:close": State.UNDER_REVIEW,
        "case.close": State.CLOSED,
    },
    State.CLOSED: {"case.reopen": State.REGISTERED},
}

# Why a step is refused, in the words of what is missing.
REFUSALS = {
    "case.assess": _("A closed case is not assessed. Reopen it first."),
    "case.approve_plan": _("A plan is approved after the child's situation has been assessed."),
    "case.start": _("Work starts when a plan has been approved, and it starts once."),
    "case.review:continue": _("A review looks at work in progress. Start the plan first."),
    "case.review:close": _("A review looks at work in progress. Start the plan first."),
    "case.close": _("Hold a review that decides to close the case."),
    "case.reopen": _("Only a closed case can be reopened."),
}
CLOSED_REFUSAL = _("This case is closed. Reopen it to change anything.")


class Risk(IntegerChoices):
    """How much danger the child is in; it sets the review clock."""

    UNKNOWN = 0, _("Not assessed yet")
    LOW = 1, _("Low risk")
    MEDIUM = 2, _("Medium risk")
    HIGH = 3, _("High risk")


# How long until somebody must look again.
REVIEW_CLOCK = {
    Risk.UNKNOWN: timedelta(days=7),
    Risk.LOW: timedelta(days=90),
    Risk.MEDIUM: timedelta(days=30),
    Risk.HIGH: timedelta(days=7),
}


class Sign(TextChoices):
    """Signs of danger that an assessment asks for."""

    INJURY = "injury", _("The child is hurt or ill and gets no care")
    SEXUAL = "sexual", _("Sexual abuse, or signs of it")
    THREAT = "threat", _("Someone who hurt the child can reach the child")
    ALONE = "alone", _("No adult looks after the child")
    SELF_HARM = "self_harm", _("The child speaks of hurting themselves")
    REPEATED = "repeated", _("It has happened before")
    OUT_OF_SCHOOL = "out_of_school", _("The child has stopped going to school")
    HUNGER = "hunger", _("The family often has too little to eat")
    STRESS = "stress", _("The caregiver is ill, or under great strain")


GRAVE_SIGNS = frozenset({Sign.INJURY, Sign.SEXUAL, Sign.THREAT, Sign.ALONE, Sign.SELF_HARM})


def propose_risk(signs: Collection[str]) -> Risk:
    """The risk that the signs propose: one grave sign is high, any other is medium. A person decides."""
    if GRAVE_SIGNS & set(signs):
        return Risk.HIGH
    return Risk.MEDIUM if signs else Risk.LOW


class CloseReason(TextChoices):
    """Why a case ends."""

    GOALS_MET = "goals_met", _("The goals are met and the child is safe")
    TRANSFERRED = "transferred", _("Another organization has taken over")
    MOVED = "moved", _("The family moved away")
    OF_AGE = "of_age", _("The young person is 18 or older")
    DECLINED = "declined", _("The family no longer wants help, and the child is safe")
    NOT_FOUND = "not_found", _("The child cannot be found")
    DIED = "died", _("The child has died")
    OTHER = "other", _("Another reason")


class Role(TextChoices):
    """What a member is on the team around the child."""

    LEAD = "lead", _("Lead worker")
    CASE_WORKER = "case_worker", _("Case worker")
    SUPERVISOR = "supervisor", _("Supervisor")
    HEALTH = "health", _("Health")
    EDUCATION = "education", _("Education")
    POLICE = "police", _("Police")
    LEGAL = "legal", _("Legal help")
    ADVOCATE = "advocate", _("Advocate for the child")
    CAREGIVER = "caregiver", _("Caregiver")
    CHILD = "child", _("The child")
    FAMILY_SUPPORTER = "family_supporter", _("Supporter of the family")
    OTHER = "other", _("Other")


FAMILY_ROLES = frozenset({Role.CAREGIVER, Role.CHILD, Role.FAMILY_SUPPORTER})

# What a role usually needs to know: proposed in the form, decided by the person who adds the member.
USUAL_CATEGORIES = {
    Role.CASE_WORKER: Category.everything(),
    Role.SUPERVISOR: Category.everything(),
    Role.HEALTH: Category.IDENTITY | Category.HEALTH | Category.PLAN,
    Role.EDUCATION: Category.IDENTITY | Category.EDUCATION | Category.PLAN,
    Role.POLICE: Category.IDENTITY | Category.PROTECTION | Category.LEGAL,
    Role.LEGAL: Category.IDENTITY | Category.LEGAL | Category.PLAN,
}


class GivenAs(TextChoices):
    """Who gives a consent; a child's own agreement is called assent."""

    CAREGIVER = "caregiver", _("Parent or caregiver")
    CHILD = "child", _("The child or young person (assent)")
    GUARDIAN = "guardian", _("Legal guardian")


class ConsentForm(TextChoices):
    """How a consent was given."""

    SIGNATURE = "signature", _("Signature")
    THUMBPRINT = "thumbprint", _("Thumbprint, with a witness")
    SPOKEN = "spoken", _("Spoken, with a witness")


WITNESSED = frozenset({ConsentForm.THUMBPRINT, ConsentForm.SPOKEN})


class PlanState(TextChoices):
    """A plan is written, approved, and replaced by the next one."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    REPLACED = "replaced", _("Replaced")


class ActionState(TextChoices):
    """Where one action of a plan stands."""

    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
    CARRIED = "carried", _("Carried over to the next plan")


class Whose(TextChoices):
    """In whose words a goal is written."""

    CHILD = "child", _("The child's words")
    FAMILY = "family", _("The family's words")
    TEAM = "team", _("The team's words")


class NoteKind(TextChoices):
    """What a note tells of."""

    VISIT = "visit", _("Visit")
    CALL = "call", _("Telephone call")
    MEETING = "meeting", _("Meeting")
    OBSERVATION = "observation", _("Observation")
    OTHER = "other", _("Other")


class ReviewDecision(TextChoices):
    """What a review decides."""

    CONTINUE = "continue", _("Go on with the plan")
    CLOSE = "close", _("Close the case")


# Book-keeping that the timeline leaves out: other events say the same in better words.
NOT_TOLD = frozenset({"case.bar", "case.count_referral", "person.add"})
