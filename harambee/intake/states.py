"""The fixed words of intake: states of a report and its transitions, decisions, concerns, clocks."""

from datetime import timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

# A browser that anybody may use forgets soon; a signed-in writer may come back after the week-end.
KEPT_FOR_PUBLIC = timedelta(hours=3)
KEPT_FOR_WRITER = timedelta(days=7)


class State(IntegerChoices):
    """Where a report stands. A draft is kept encrypted for its writer and is not among the reports yet."""

    DRAFT = 0, _("Being written")
    RECEIVED = 1, _("Received")
    SCREENED = 2, _("Screened")
    ACCEPTED = 3, _("Accepted, a case is to be opened")
    LINKED = 4, _("Accepted, part of a case")
    REFERRED_ON = 5, _("Referred on")
    INFORMATION = 6, _("Kept as information")
    NO_ACTION = 7, _("No further action")


class Decision(TextChoices):
    """What the screening ends in. Each needs a reason."""

    ACCEPT = "accept", _("Accept: this child needs a case")
    REFER_ON = "refer_on", _("Refer on: another office must act")
    INFORMATION = "information", _("Keep as information only")
    NO_ACTION = "no_action", _("No further action")


TRANSITIONS: dict[State, dict[str, State]] = {
    State.DRAFT: {"submit": State.RECEIVED},
    State.RECEIVED: {"screen": State.SCREENED},
    State.SCREENED: {
        Decision.ACCEPT: State.ACCEPTED,
        Decision.REFER_ON: State.REFERRED_ON,
        Decision.INFORMATION: State.INFORMATION,
        Decision.NO_ACTION: State.NO_ACTION,
    },
    State.ACCEPTED: {"link": State.LINKED},
    # A report may name several children, each of whom has a case of their own.
    State.LINKED: {"link": State.LINKED},
    State.REFERRED_ON: {},
    State.INFORMATION: {},
    State.NO_ACTION: {},
}
# What still waits for somebody at the intake desk: a decision, or a case to be opened.
WAITING = (State.RECEIVED, State.ACCEPTED)
DECIDED = (State.ACCEPTED, State.LINKED, State.REFERRED_ON, State.INFORMATION, State.NO_ACTION)

# The clock of a received report: immediate danger within the hour, everything else within the day.
SCREEN_WITHIN_IN_DANGER = timedelta(hours=1)
SCREEN_WITHIN = timedelta(hours=24)
# After acceptance the child is to be seen within a day, so the case is opened by then.
OPEN_CASE_WITHIN = timedelta(hours=24)


def screen_within(immediate_danger: bool) -> timedelta:
    """How soon a report must be screened."""
    return SCREEN_WITHIN_IN_DANGER if immediate_danger else SCREEN_WITHIN


# What a reporter is told: the state in plain words and no fact about the child.
REPORTER_WORDS = {
    State.RECEIVED: _("We have it. Someone trained will read it and decide what to do."),
    State.SCREENED: _("Someone is deciding what to do."),
    State.ACCEPTED: _("We are acting on it."),
    State.LINKED: _("We are acting on it: people now work with the child."),
    State.REFERRED_ON: _("We passed it to the office that must act on it."),
    State.INFORMATION: _("We read it and keep it, in case we hear more."),
    State.NO_ACTION: _("We read it and do not act on it now. If you see or hear more, tell us again."),
}


class Concern(TextChoices):
    """What the worry is about, in words a neighbour would use."""

    PHYSICAL = "physical", _("Hit, beaten or hurt")
    SEXUAL = "sexual", _("Touched or used sexually")
    EMOTIONAL = "emotional", _("Threatened, shamed or frightened")
    NEGLECT = "neglect", _("Not fed, cared for or kept safe")
    ALONE = "alone", _("Left alone, or separated from the family")
    VIOLENCE_AT_HOME = "violence_at_home", _("Violence between adults at home")
    LABOUR = "labour", _("Working in a harmful way")
    MARRIAGE = "marriage", _("Child marriage or a harmful practice")
    TRAFFICKING = "trafficking", _("Sold, recruited or taken away")
    ONLINE = "online", _("Harmed or tricked online")
    SELF_HARM = "self_harm", _("Wants to hurt or kill themselves")
    HEALTH = "health", _("Ill or hurt and not treated")
    SCHOOL = "school", _("Kept out of school")
    OTHER = "other", _("Something else")


class Capacity(TextChoices):
    """How the reporter knows the child."""

    SELF = "self", _("I am the child")
    FAMILY = "family", _("Family")
    NEIGHBOUR = "neighbour", _("Neighbour or friend")
    EDUCATION = "education", _("School or nursery")
    HEALTH = "health", _("Health worker")
    POLICE = "police", _("Police or justice")
    SOCIAL = "social", _("Social worker")
    COMMUNITY = "community", _("Community volunteer or leader")
    FAITH = "faith", _("Faith leader")
    OTHER = "other", _("Someone else")


class Sex(TextChoices):
    """A child's sex as far as the reporter knows it."""

    FEMALE = "female", _("Girl")
    MALE = "male", _("Boy")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("I do not know")


OLDEST = 25
MOST_CHILDREN = 10
LONGEST_TEXT = 10_000
LONGEST_NAME = 300
LONGEST_NOTE = 1_000
LONGEST_REASON = 2_000
