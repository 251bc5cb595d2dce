"""The way of a referral from sending to its outcome, and every other end."""

from datetime import date, timedelta

import pytest

from harambee.access.models import AuditEvent, Notice
from harambee.access.tests.world import acting_as
from harambee.cases import queries as case_queries
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotVisible, Stale, WrongState
from harambee.referrals import commands, queries
from harambee.referrals.queries import Tab
from harambee.referrals.states import ANSWER_WITHIN, State, Urgency
from harambee.referrals.tests.conftest import Story


def told(actor, action: str) -> int:  # type: ignore[no-untyped-def]
    with acting_as(actor):
        return Notice.objects.filter(action=action, principal__in=actor.principals).count()


def open_referrals(story: Story) -> int:
    with acting_as(story.world.supervisor):
        return int(case_queries.case(story.world.supervisor, story.case.pk).open_referrals)


def test_sending_sets_the_clock_counts_and_tells_the_desk(story: Story) -> None:
    before = clock.now()
    referral = story.send(urgency="emergency")
    assert referral.state == State.SENT
    assert timedelta(0) <= referral.due - before - ANSWER_WITHIN[Urgency.EMERGENCY] < timedelta(seconds=30)
    assert (referral.child_age_band, referral.child_sex) == ("5-9", "female")
    assert open_referrals(story) == 1
    assert told(story.world.clinic_intake, "referral.send") == 1


def test_accept_work_and_outcome(story: Story) -> None:
    world = story.world
    referral = story.accept(story.send(), lead_post_id=world.nurse.post_id, note="Come on Monday.")
    assert referral.lead_post_id == world.nurse.post_id
    assert told(world.worker, "referral.accept") == 1
    commands.start_referral(world.nurse, referral.pk)
    done = commands.record_outcome(
        world.nurse, referral.pk, outcome="partly", why="Six meetings; sleeps better."
    )
    assert done.state == State.COMPLETED
    assert open_referrals(story) == 0
    assert told(world.worker, "referral.record_outcome") == 1
    with acting_as(world.worker):
        actions = list(
            AuditEvent.objects.filter(subject_id=referral.pk).order_by("id").values_list("action", flat=True)
        )
    assert actions == ["referral.send", "referral.accept", "referral.start", "referral.record_outcome"]


@pytest.mark.parametrize(
    ("outcome", "why", "field"),
    [
        ("", "Well", "outcome"),
        ("met", "Well", "outcome"),
        ("partly", " ", "why"),
        ("partly", "x" * 2001, "why"),
    ],
)
def test_no_closing_without_an_outcome_and_its_reason(
    story: Story, outcome: str, why: str, field: str
) -> None:
    referral = story.accept(story.send())
    with pytest.raises(Invalid) as caught:
        commands.record_outcome(story.world.clinic_intake, referral.pk, outcome=outcome, why=why)
    assert field in caught.value.detail["fields"]
    assert open_referrals(story) == 1


def test_an_outcome_is_recorded_after_acceptance_only(story: Story) -> None:
    referral = story.send()
    with pytest.raises(WrongState):
        commands.record_outcome(story.world.clinic_intake, referral.pk, outcome="partly", why="Done")


def test_decline_tells_the_sender_why(story: Story) -> None:
    referral = story.send()
    with pytest.raises(Invalid):
        commands.decline_referral(story.world.clinic_intake, referral.pk, reason="full", note="No place")
    with pytest.raises(Invalid):
        commands.decline_referral(story.world.clinic_intake, referral.pk, reason="capacity", note=" ")
    declined = commands.decline_referral(
        story.world.clinic_intake, referral.pk, reason="capacity", note="No place before March."
    )
    assert (declined.state, declined.answer_note) == (State.DECLINED, "No place before March.")
    assert told(story.world.worker, "referral.decline") == 1
    assert open_referrals(story) == 0


def test_waiting_list_then_accepted(story: Story) -> None:
    referral = story.send()
    until = clock.today() + timedelta(days=20)
    waiting = commands.waitlist_referral(
        story.world.clinic_intake, referral.pk, note="Third in line.", until=until
    )
    assert (waiting.state, waiting.due.date()) == (State.WAITLISTED, until)
    assert open_referrals(story) == 1
    assert story.accept(referral).state == State.ACCEPTED
    assert open_referrals(story) == 1


@pytest.mark.parametrize("days", [0, -1, 400])
def test_waiting_list_day_must_be_near_and_ahead(story: Story, days: int) -> None:
    referral = story.send()
    until: date = clock.today() + timedelta(days=days)
    with pytest.raises(Invalid):
        commands.waitlist_referral(story.world.clinic_intake, referral.pk, note="Wait", until=until)


def test_reroute_keeps_the_chain_and_asks_the_ground_anew(story: Story) -> None:
    world = story.world
    referral = story.send()
    commands.decline_referral(world.clinic_intake, referral.pk, reason="area", note="Too far away.")
    other = story.new_service("other_ngo", "Family counselling")
    with pytest.raises(Invalid, match="does not name"):
        commands.reroute_referral(world.worker, referral.pk, service_id=other.pk, consent_id=story.consent.pk)
    consent = story.agree("other_ngo")
    new = commands.reroute_referral(world.worker, referral.pk, service_id=other.pk, consent_id=consent.pk)
    assert (new.previous_id, new.reason, new.state) == (referral.pk, referral.reason, State.SENT)
    with acting_as(world.worker):
        assert queries.referral(world.worker, referral.pk).state == State.REROUTED
        following = queries.following(world.worker, referral)
        assert following is not None
        assert following.pk == new.pk
    assert open_referrals(story) == 1


def test_reroute_while_waiting_takes_it_from_the_first_receiver(story: Story) -> None:
    world = story.world
    referral = story.send()
    other = story.new_service("other_ngo", "Family counselling")
    consent = story.agree("other_ngo")
    commands.reroute_referral(world.worker, referral.pk, service_id=other.pk, consent_id=consent.pk)
    assert told(world.clinic_intake, "referral.reroute") == 1
    with pytest.raises(WrongState):
        story.accept(referral)
    assert open_referrals(story) == 1


def test_return_after_acceptance(story: Story) -> None:
    referral = story.accept(story.send())
    returned = commands.return_referral(
        story.world.clinic_intake, referral.pk, reason="documents", note="No papers came."
    )
    assert returned.state == State.RETURNED
    assert open_referrals(story) == 0
    assert told(story.world.worker, "referral.return") == 1


def test_cancel_tells_the_receiver(story: Story) -> None:
    referral = story.accept(story.send(), lead_post_id=story.world.nurse.post_id)
    with pytest.raises(Invalid):
        commands.cancel_referral(story.world.worker, referral.pk, why=" ")
    commands.cancel_referral(story.world.worker, referral.pk, why="The family moved away.")
    assert told(story.world.clinic_intake, "referral.cancel") == 1
    assert told(story.world.nurse, "referral.cancel") == 1
    assert open_referrals(story) == 0


def test_a_supervisor_cancels_what_a_worker_sent(story: Story) -> None:
    referral = story.send()
    commands.cancel_referral(story.world.supervisor, referral.pk, why="Not needed any more.")
    assert open_referrals(story) == 0


def test_the_new_lead_worker_can_cancel(story: Story) -> None:
    from harambee.cases import commands as cases

    referral = story.send()
    colleague = story.world.colleague.post_id
    assert colleague is not None
    cases.assign_lead(story.world.supervisor, story.case.pk, post_id=colleague)
    with pytest.raises(NotVisible):
        commands.cancel_referral(story.world.worker, referral.pk, why="I left.")
    commands.cancel_referral(story.world.colleague, referral.pk, why="Not needed any more.")
    assert open_referrals(story) == 0


def test_a_stale_form_is_told(story: Story) -> None:
    referral = story.send()
    commands.waitlist_referral(story.world.clinic_intake, referral.pk, note="Third in line.")
    with pytest.raises(Stale) as caught:
        story.accept(referral, version=1, note="Come on Monday.")
    assert caught.value.detail["version"] == 2
    assert "Third in line." in caught.value.detail["theirs"].values()
    assert story.accept(referral, version=2).state == State.ACCEPTED


def test_the_second_to_answer_learns_who_was_first(story: Story) -> None:
    second = story.hire("second", "clinic", "referral_intake")
    referral = story.accept(story.send())
    with pytest.raises(WrongState, match=r"Clinic Intake W\. was here first"):
        commands.accept_referral(second, referral.pk)
    with pytest.raises(WrongState, match="Accepted"):
        commands.decline_referral(second, referral.pk, reason="capacity", note="Full")


def test_lead_must_work_there(story: Story) -> None:
    with pytest.raises(Invalid):
        story.accept(story.send(), lead_post_id=story.world.outsider.post_id)


def test_queue_has_what_is_due_first(story: Story) -> None:
    world = story.world
    routine, emergency = story.send(urgency="routine"), story.send(urgency="emergency")
    urgent = story.send(urgency="urgent")
    with acting_as(world.clinic_intake):
        found = [row.pk for row in queries.queue(world.clinic_intake, Tab.WAITING)]
        assert found == [emergency.pk, urgent.pk, routine.pk]
        assert [row.pk for row in queries.queue(world.clinic_intake, Tab.WAITING, urgency="urgent")] == [
            urgent.pk
        ]
        assert queries.queue(world.clinic_intake, Tab.SENT) == []
    with acting_as(world.worker):
        assert len(queries.queue(world.worker, Tab.SENT)) == 3
        assert queries.queue(world.worker, Tab.WAITING) == []
    story.accept(urgent)
    commands.decline_referral(world.clinic_intake, routine.pk, reason="other", note="Closed for repairs.")
    commands.cancel_referral(world.worker, emergency.pk, why="Not needed")
    for actor in (world.clinic_intake, world.worker, world.supervisor):
        with acting_as(actor):
            assert [row.pk for row in queries.queue(actor, Tab.CLOSED)] == [emergency.pk, routine.pk]
    with acting_as(world.clinic_intake):
        assert [row.pk for row in queries.queue(world.clinic_intake, Tab.IN_WORK)] == [urgent.pk]
    with acting_as(world.outsider):
        assert all(queries.queue(world.outsider, tab) == [] for tab in Tab)


def test_found_by_reference(story: Story) -> None:
    referral = story.send()
    for actor, expected in (
        (story.world.clinic_intake, 1),
        (story.world.worker, 1),
        (story.world.outsider, 0),
    ):
        with acting_as(actor):
            assert len(queries.find(actor, referral.reference.lower())) == expected
            assert queries.find(actor, "counselling") == []
