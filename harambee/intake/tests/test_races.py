"""Two people, or two copies of one form, at the same moment: one wins, nobody's work is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection, transaction

from harambee.access.actors import acting_as, service_actor
from harambee.access.tests.world import make_world
from harambee.intake.commands import keep_draft, report_concern, screen_report, send_draft
from harambee.intake.models import Answers, Report, Screening
from harambee.kernel.errors import HarambeeError


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts ends in, all started together on connections of their own."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except HarambeeError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_screen_one_report() -> None:
    world = make_world()
    report = report_concern(service_actor("public-door"), what_happened="He is hungry.", area_code="KL01")

    def decide(name: str, decision: str) -> Callable[[], Report]:
        actor = world.actors[name]
        return lambda: screen_report(actor, report.pk, decision=decision, reason=name, version=1)

    ended = at_once(decide("intake", "accept"), decide("supervisor", "information"))
    assert sorted(type(one).__name__ for one in ended) == ["Report", "WrongState"]
    with acting_as(world.intake), transaction.atomic():
        assert Screening.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_is_one_report() -> None:
    world = make_world()
    door, key, answers = service_actor("public-door"), Fernet.generate_key().decode(), Answers()
    draft = keep_draft(door, answers=answers, key=key)

    def send() -> Any:
        return send_draft(door, draft.pk, key=key, token=answers.token, what_happened="He is hungry.")

    first, second = at_once(send, send)
    assert first.reference == second.reference
    assert {first.again, second.again} == {True, False}
    with acting_as(world.intake), transaction.atomic():
        assert Report.objects.count() == 1
