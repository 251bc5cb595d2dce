"""Every rule of referrals for everyone who might ask: who may, and nobody else."""

import pytest

from harambee.access.actors import Actor, service_actor
from harambee.access.gate import RULES, can
from harambee.access.tests.world import acting_as
from harambee.kernel import clock
from harambee.referrals import commands
from harambee.referrals.models import Referral
from harambee.referrals.states import TRANSITIONS, State
from harambee.referrals.tests.conftest import Story

DESK, LEAD, SENDER, SUPERVISOR, CLOCK, BOSS = (
    "clinic_intake",
    "nurse",
    "worker",
    "supervisor",
    "clock",
    "boss",
)
# Who may do what to a referral that waits, to one that was escalated, and to one that was accepted.
TABLE: dict[str, dict[str, set[str]]] = {
    "referral.accept": {"sent": {DESK}, "late": {DESK, BOSS}, "accepted": {DESK}},
    "referral.decline": {"sent": {DESK}, "late": {DESK, BOSS}, "accepted": {DESK}},
    "referral.waitlist": {"sent": {DESK}, "late": {DESK, BOSS}, "accepted": {DESK}},
    "referral.start": {"sent": {DESK}, "late": {DESK, BOSS}, "accepted": {DESK, LEAD}},
    "referral.return": {"sent": {DESK}, "late": {DESK, BOSS}, "accepted": {DESK, LEAD}},
    "referral.record_outcome": {"sent": {DESK}, "late": {DESK, BOSS}, "accepted": {DESK, LEAD}},
    "referral.cancel": {one: {SENDER, SUPERVISOR} for one in ("sent", "late", "accepted")},
    "referral.reroute": {one: {SENDER, SUPERVISOR} for one in ("sent", "late", "accepted")},
    "referral.remind": {"sent": {CLOCK}, "late": {CLOCK}, "accepted": set()},
    "referral.escalate": {"sent": {CLOCK}, "late": {CLOCK}, "accepted": set()},
}
SEND = {SENDER, SUPERVISOR}
VIEW = {
    DESK, LEAD, SENDER, SUPERVISOR, BOSS, "colleague", "outsider", "officer", "teacher", "second",
}  # fmt: skip


def everyone(story: Story) -> dict[str, Actor]:
    return {
        **story.world.actors,
        "admin": story.world.admin,
        "boss": story.hire("boss", "clinic", "supervisor"),
        "clock": service_actor("clock"),
        "public": service_actor("public-door"),
    }


def test_the_table_names_every_rule() -> None:
    named = {action for action in RULES if action.startswith("referral.")}
    assert named == {*TABLE, "referral.view", "referral.send"}


@pytest.mark.parametrize("stage", ["sent", "late", "accepted"])
def test_truth_table(story: Story, stage: str) -> None:
    people = everyone(story)
    referral = story.send()
    if stage == "late":
        with clock.at(referral.due):
            referral = commands.escalate_referral(people["clock"], referral.pk)
    if stage == "accepted":
        referral = story.accept(referral, lead_post_id=people[LEAD].post_id)
    for action, stages in TABLE.items():
        allowed = set()
        for name, actor in people.items():
            with acting_as(actor):
                if can(actor, action, referral):
                    allowed.add(name)
        assert allowed == stages[stage], action


def test_who_may_send_and_who_has_the_pages(story: Story) -> None:
    people = everyone(story)
    sends, views = set(), set()
    for name, actor in people.items():
        with acting_as(actor):
            sends |= {name} if can(actor, "referral.send", story.case) else set()
            views |= {name} if can(actor, "referral.view") else set()
    assert sends == SEND
    assert views == VIEW & set(people)


@pytest.mark.parametrize("state", list(State))
def test_every_step_that_the_table_lacks_is_refused(state: State) -> None:
    from harambee.kernel.errors import WrongState

    actions = {action for steps in TRANSITIONS.values() for action in steps}
    for action in actions:
        referral = Referral(state=state)
        if action in TRANSITIONS[state]:
            referral.move_to(action)
            assert referral.state == TRANSITIONS[state][action]
        else:
            with pytest.raises(WrongState):
                referral.move_to(action)
            assert referral.state == state
