"""What a thief, an administrator or a former user tries with logins."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client

from harambee.access.actors import service_actor
from harambee.access.commands import disable_user, end_post, give_post, reset_password
from harambee.access.models import Post
from harambee.access.tests.world import PASSWORD, World
from harambee.kernel.errors import Invalid, NotAllowed


def test_a_thief_leaves_no_second_address_behind(world: World) -> None:
    """With an address of their own they would reset the password again after an administrator did."""
    thief = Client()
    given = {"login": world.worker.user.email, "password": PASSWORD}
    assert thief.post("/account/login/", given).status_code == 302
    answer = thief.post("/account/email/", {"action_add": "", "email": "thief@example.net"})
    assert answer.status_code == 404
    assert not EmailAddress.objects.filter(email="thief@example.net").exists()
    reset_password(world.admin, world.worker.user_id, password="another long pass phrase")
    Client().post("/account/password/reset/", {"email": "thief@example.net"})
    assert not [one for one in mail.outbox if "thief@example.net" in one.to and "reset/key" in one.body]


def test_nobody_signs_in_as_a_service_of_the_system(world: World) -> None:
    clock = service_actor("clock")
    for act in (
        lambda: reset_password(world.admin, clock.user_id, password="another long pass phrase"),
        lambda: disable_user(world.admin, clock.user_id, reason="x"),
        lambda: give_post(
            world.admin, clock.user_id, organization_id=world.agencies["clinic"].pk, duties=["supervisor"]
        ),
        lambda: end_post(world.admin, clock.post_id, reason="x"),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotAllowed):
            act()


def test_two_duties_that_exclude_each_other_are_not_held_in_two_posts(world: World) -> None:
    office = world.agencies["children_office"].pk
    give_post(world.admin, world.worker.user_id, organization_id=office, duties=["administrator"])
    with pytest.raises(Invalid, match="may not also"):
        give_post(world.admin, world.worker.user_id, organization_id=office, duties=["auditor"])
    Post.objects.get(user=world.worker.user, duties__duty__code="administrator")


def test_no_function_of_the_owner_reads_tables_that_a_session_made(db: None) -> None:
    """A temporary table named like one of ours would be looked up first, its trigger run as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, p.proconfig from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname = 'sec' and p.prosecdef"
        )
        found = cursor.fetchall()
    assert found
    for name, settings in found:
        path = next(one for one in settings if one.startswith("search_path="))
        assert path.endswith(", pg_temp"), name
