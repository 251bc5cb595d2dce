"""The trail cannot be changed unseen: sealing, and finding the very row that was touched."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections

from harambee.access import audit
from harambee.access.commands import add_area
from harambee.access.models import AuditEvent
from harambee.access.tests.world import make_world


@pytest.fixture
def trail(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A sealed trail, and a connection that may do what nobody should: change it (as the bootstrap would)."""
    make_world()
    assert audit.seal() > 0
    import os
    from urllib.parse import unquote, urlsplit

    url = urlsplit(os.environ["DATABASE_OWNER_URL"])
    settings = connections["default"].settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        dbname=settings["NAME"],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
    ) as owner:
        # Even the owner is bound by row security; it has to take the lock away to tamper.
        owner.execute("alter table access_auditevent no force row level security")
        yield owner
        owner.rollback()
        owner.execute("alter table access_auditevent force row level security")
        owner.commit()


def test_an_untouched_trail_verifies(transactional_db: None) -> None:
    world = make_world()
    sealed = audit.seal()
    verdict = audit.verify()
    assert (verdict.events, verdict.unsealed, verdict.broken) == (sealed, 0, [])
    add_area(world.admin, name="Later", code="KL02", parent_code="KL")
    assert audit.verify().unsealed == 1
    assert audit.seal() == 1
    assert audit.seal() == 0
    assert audit.verify().seals == 2


def test_a_changed_event_is_named(trail: psycopg.Connection) -> None:
    row = trail.execute(
        "select id from access_auditevent where action = 'post.give' order by id limit 1"
    ).fetchone()
    assert row
    trail.execute("update access_auditevent set action = 'area.add' where id = %s", row)
    trail.commit()
    broken = audit.verify().broken
    assert len(broken) == 1
    assert f"event {row[0]} (area.add" in broken[0]


def test_a_removed_event_is_named(trail: psycopg.Connection) -> None:
    removed = trail.execute("select min(id) from access_auditevent").fetchone()
    assert removed
    trail.execute("delete from access_auditevent where id = %s", removed)
    trail.commit()
    (problem,) = audit.verify().broken
    assert problem.startswith(f"event {removed[0]} was removed")


def test_a_forged_seal_does_not_fit(trail: psycopg.Connection) -> None:
    trail.execute(
        "update access_auditprint set digest = 'x' where event_id = (select max(id) from access_auditevent)"
    )
    trail.commit()
    assert any("does not fit its events" in problem for problem in audit.verify().broken)


def test_nobody_reads_the_trail_without_a_duty_or_a_grant(transactional_db: None) -> None:
    make_world()
    assert AuditEvent.objects.count() == 0


def test_the_job_seals_every_five_minutes(transactional_db: None) -> None:
    from procrastinate.contrib.django import app

    from harambee.access.jobs import seal_audit

    make_world()
    assert audit.verify().unsealed > 0
    seal_audit(0)
    assert audit.verify().unsealed == 0
    assert ("access.seal_audit", "audit") in app.periodic_registry.periodic_tasks
