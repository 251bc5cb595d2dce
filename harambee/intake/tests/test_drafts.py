"""Half-written reports: kept, unreadable to everybody else, sent once, forgotten in time."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from harambee.access.actors import Actor, acting_as, service_actor
from harambee.access.models import AuditEvent
from harambee.access.tests.world import World
from harambee.intake import queries
from harambee.intake.commands import drop_draft, keep_draft, send_draft
from harambee.intake.models import Answers, Draft, Report
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotVisible

KEY = Fernet.generate_key().decode()
TYPED = {"what": {"what_happened": ["Juma is hungry"]}}


def kept(actor: Actor) -> Draft:
    """A draft of the actor's with something about a child in it."""
    return keep_draft(actor, answers=Answers(steps=TYPED), key=KEY)


def test_a_draft_is_unreadable_in_the_database(world: World) -> None:
    door = service_actor("public-door")
    draft = kept(door)
    with acting_as(door):
        text = str(Draft.objects.values_list().get(pk=draft.pk))
        assert "Juma" not in text
        events = AuditEvent.objects.filter(action="report.keep_draft").values_list()
        assert "Juma" not in str(list(events))
    found = queries.draft(door, KEY, draft.pk)
    assert found is not None
    assert found.answers.steps == TYPED
    assert queries.draft(door, Fernet.generate_key().decode(), draft.pk) is None


@pytest.mark.parametrize("who", ["colleague", "supervisor", "intake", "admin", "auditor", "door"])
def test_only_its_writer_finds_a_draft(world: World, who: str) -> None:
    draft = kept(world.worker)
    other = {"door": service_actor("public-door"), "admin": world.admin}.get(who) or world.actors[who]
    with acting_as(other):
        assert Draft.objects.count() == 0
    assert queries.draft(other, KEY, draft.pk) is None
    with pytest.raises(NotVisible):
        drop_draft(other, draft.pk)
    with pytest.raises(NotVisible):
        send_draft(other, draft.pk, key=KEY, token="any", what_happened="x")


def test_a_draft_is_gone_when_its_time_is_over(world: World) -> None:
    door = service_actor("public-door")
    with clock.at(clock.now() - timedelta(hours=4)):
        old, writers = kept(door), kept(world.worker)
    assert queries.draft(door, KEY, old.pk) is None
    # Who signs in may come back days later.
    assert queries.draft(world.worker, KEY) is not None
    kept(door)
    with acting_as(door):
        assert not Draft.objects.filter(pk=old.pk).exists()
    drop_draft(world.worker, writers.pk)
    assert queries.draft(world.worker, KEY) is None


def test_the_same_form_again_is_told_the_first_reference(world: World) -> None:
    draft = kept(world.teacher)
    found = queries.draft(world.teacher, KEY)
    assert found is not None
    token = found.answers.token
    first = send_draft(world.teacher, draft.pk, key=KEY, token=token, what_happened="Juma is hungry")
    again = send_draft(world.teacher, draft.pk, key=KEY, token=token, what_happened="Juma is hungry")
    assert (first.again, again.again) == (False, True)
    assert first.reference == again.reference
    with acting_as(world.teacher):
        assert Report.objects.count() == 1
    left = queries.draft(world.teacher, KEY)
    assert left is not None
    assert (left.answers.steps, left.answers.token == token) == ({}, False)


def test_what_is_refused_stays_in_the_draft(world: World) -> None:
    draft = kept(world.teacher)
    with pytest.raises(Invalid):
        send_draft(world.teacher, draft.pk, key=KEY, token="t", what_happened="", area_code="ZZ")
    found = queries.draft(world.teacher, KEY)
    assert found is not None
    assert found.answers.steps == TYPED


def test_drafts_may_be_removed_and_reports_may_not(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select t, has_table_privilege('harambee_app', t, 'delete')"
            " from unnest(array['intake_draft', 'intake_report', 'intake_reportchild', 'intake_reporter',"
            " 'intake_screening']) t"
        )
        assert dict(cursor.fetchall()) == {
            "intake_draft": True,
            "intake_report": False,
            "intake_reportchild": False,
            "intake_reporter": False,
            "intake_screening": False,
        }
