"""The clock: half of the time passes, then all of it, and nobody answers."""

from datetime import timedelta

import pytest

from harambee.access.actors import service_actor
from harambee.access.models import Notice
from harambee.access.tests.world import acting_as
from harambee.kernel import clock
from harambee.kernel.errors import NotAllowed, NotVisible
from harambee.referrals import commands
from harambee.referrals.jobs import call_out
from harambee.referrals.models import Referral
from harambee.referrals.tests.conftest import Story


def said(story: Story) -> list[str]:
    """What the desk and the sender were told by the clock."""
    found: list[str] = []
    for actor in (story.world.clinic_intake, story.world.worker):
        with acting_as(actor):
            rows = Notice.objects.filter(
                principal__in=actor.principals, action__in=["referral.remind", "referral.escalate"]
            )
            found += rows.order_by("told").values_list("action", flat=True)
    return found


def test_reminds_once_then_escalates_once(story: Story) -> None:
    referral = story.send(urgency="urgent")
    assert call_out() == 0
    with clock.at(referral.sent_at + timedelta(hours=23)):
        assert call_out() == 0
    with clock.at(referral.sent_at + timedelta(hours=25)):
        assert (call_out(), call_out()) == (1, 0)
    assert said(story) == ["referral.remind"]
    with clock.at(referral.due + timedelta(minutes=1)):
        assert (call_out(), call_out()) == (1, 0)
    assert said(story) == ["referral.remind", "referral.escalate", "referral.escalate"]


def test_escalates_at_once_where_the_clock_had_stopped(story: Story) -> None:
    referral = story.send(urgency="emergency")
    with clock.at(referral.due + timedelta(hours=1)):
        assert (call_out(), call_out()) == (1, 0)
    assert said(story) == ["referral.escalate", "referral.escalate"]


@pytest.mark.parametrize("answer", ["accept", "decline", "cancel"])
def test_silent_once_there_is_an_answer(story: Story, answer: str) -> None:
    referral = story.send(urgency="emergency")
    if answer == "accept":
        story.accept(referral)
    elif answer == "decline":
        commands.decline_referral(story.world.clinic_intake, referral.pk, reason="other", note="Closed")
    else:
        commands.cancel_referral(story.world.worker, referral.pk, why="Moved")
    with clock.at(referral.due + timedelta(days=9)):
        assert call_out() == 0
        with pytest.raises(NotVisible):
            commands.remind_referral(service_actor("clock"), referral.pk)


def test_the_waiting_list_starts_the_clock_anew(story: Story) -> None:
    referral = story.send(urgency="emergency")
    with clock.at(referral.due + timedelta(hours=1)):
        call_out()
        waiting = commands.waitlist_referral(story.world.clinic_intake, referral.pk, note="Third in line.")
        assert waiting.escalated_at is None
    with clock.at(waiting.due - timedelta(days=1)):
        assert call_out() == 1
    with clock.at(waiting.due + timedelta(minutes=1)):
        assert call_out() == 1


def test_one_that_fails_does_not_keep_the_others(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = story.send(urgency="emergency"), story.send(urgency="emergency")
    escalate = commands.escalate_referral

    def fail_for_the_first(actor, referral_id):  # type: ignore[no-untyped-def]
        if referral_id == first.pk:
            raise NotVisible
        return escalate(actor, referral_id)

    monkeypatch.setattr(commands, "escalate_referral", fail_for_the_first)
    with clock.at(first.due + timedelta(hours=1)):
        assert call_out() == 1
    with acting_as(story.world.worker):
        assert Referral.objects.get(pk=second.pk).escalated_at is not None


def test_people_do_not_play_the_clock(story: Story) -> None:
    referral = story.send()
    for actor in (story.world.clinic_intake, story.world.worker, story.world.supervisor):
        with pytest.raises(NotAllowed):
            commands.remind_referral(actor, referral.pk)
        with pytest.raises(NotAllowed):
            commands.escalate_referral(actor, referral.pk)


def test_the_worker_finds_the_job_and_runs_it(story: Story) -> None:
    from procrastinate.contrib.django import app

    app.perform_import_paths()  # type: ignore[no-untyped-call]
    referral = story.send(urgency="emergency")
    with clock.at(referral.due + timedelta(hours=1)):
        app.tasks["referrals.watch_answers"](timestamp=0)
    assert said(story) == ["referral.escalate", "referral.escalate"]
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert "referrals.watch_answers" in periodic
