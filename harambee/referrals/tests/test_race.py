"""Two people act on one referral at the same moment, on two connections."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from harambee.access.actors import Actor
from harambee.access.tests.world import acting_as, make_world
from harambee.kernel.errors import HarambeeError, WrongState
from harambee.referrals import commands
from harambee.referrals.models import Referral
from harambee.referrals.states import State
from harambee.referrals.tests.conftest import Story, make_story


@pytest.fixture
def committed(transactional_db: None) -> Story:
    """The story for good, so that other connections find it."""
    return make_story(make_world())


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each act on a connection of its own, all let go together; their results or errors."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            found[place] = act()
        except HarambeeError as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def accept(actor: Actor, referral: Referral) -> Callable[[], Any]:
    return lambda: commands.accept_referral(actor, referral.pk)


def test_two_accept_at_once_and_one_wins(committed: Story) -> None:
    second = committed.hire("second", "clinic", "referral_intake")
    for _round in range(3):
        referral = committed.send()
        found = at_once(accept(committed.world.clinic_intake, referral), accept(second, referral))
        won = [one for one in found if isinstance(one, Referral)]
        lost = [one for one in found if isinstance(one, WrongState)]
        assert (len(won), len(lost)) == (1, 1)
        assert won[0].answered_by.name in str(lost[0].message)
        with acting_as(second), transaction.atomic():
            row = Referral.objects.get(pk=referral.pk)
            assert (row.state, row.answered_by_id) == (State.ACCEPTED, won[0].answered_by_id)


def test_accepted_while_it_is_cancelled(committed: Story) -> None:
    referral = committed.send()
    found = at_once(
        accept(committed.world.clinic_intake, referral),
        lambda: commands.cancel_referral(committed.world.worker, referral.pk, why="Moved"),
    )
    with acting_as(committed.world.supervisor), transaction.atomic():
        row = Referral.objects.get(pk=referral.pk)
        # Cancelled in the end, before or after it was accepted; nothing of the case stays open.
        assert row.state == State.CANCELLED
    assert sum(isinstance(one, WrongState) for one in found) <= 1
    from harambee.cases.models import Case

    with acting_as(committed.world.clinic_intake), transaction.atomic():
        assert Case.objects.count() == 0
    with acting_as(committed.world.supervisor), transaction.atomic():
        assert Case.objects.get().open_referrals == 0
