"""The second lock: what the database itself shows, whatever a page asks for."""

import pytest
from django.db import connection

from harambee.access.actors import acting_as
from harambee.access.models import AuditEvent, Grant
from harambee.access.tests.world import World


def test_tests_run_as_the_app_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("harambee_app", False)


def test_nobody_sees_no_event(world: World) -> None:
    assert AuditEvent.objects.count() == 0
    with acting_as(world.auditor):
        assert AuditEvent.objects.filter(action="organization.add").count() == 5


def test_a_post_of_another_user_opens_nothing(world: World) -> None:
    from harambee.access.context import Identity, identified

    with identified(Identity(world.outsider.user_id, world.auditor.post_id)):
        assert AuditEvent.objects.count() == 0


def test_principals_agree_between_code_and_database(world: World) -> None:
    for actor in world.actors.values():
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select sec.principals()")
            assert set(cursor.fetchone()[0]) == set(actor.principals)


@pytest.mark.parametrize("table", ["access_grant", "access_auditevent", "access_exclusion", "access_notice"])
def test_app_role_cannot_delete_what_must_stay(world: World, table: str) -> None:
    from django.db import ProgrammingError, transaction

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"delete from {table}")
    assert Grant.objects.count() == 0
