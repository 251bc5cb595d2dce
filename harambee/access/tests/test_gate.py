"""The first lock: what the gate lets through, and that nothing goes around it."""

import pytest
from django.db import connection, transaction

from harambee.access import gate
from harambee.access.actors import acting_as
from harambee.access.commands import add_organization, end_post, give_post, switch_post
from harambee.access.models import Area, AuditEvent, Organization, WorklistRow
from harambee.access.states import Category, Outcome
from harambee.access.tests.probe import planted
from harambee.access.tests.world import World
from harambee.kernel.errors import HouseRuleBroken, Invalid, NotAllowed, NotVisible


def events(world: World, action: str, outcome: Outcome) -> int:
    with acting_as(world.auditor):
        return AuditEvent.objects.filter(action=action, outcome=outcome).count()


def test_a_command_that_asks_nobody_is_undone(world: World) -> None:
    with planted() as probe, pytest.raises(HouseRuleBroken, match="without asking the gate"):
        probe["unguarded"](world.worker)
    assert events(world, "probe.unguarded", Outcome.DONE) == 0


def test_a_command_that_leaves_no_record_is_undone(world: World) -> None:
    with planted() as probe, pytest.raises(HouseRuleBroken, match="without recording"):
        probe["unrecorded"](world.worker)


def test_a_command_needs_an_actor() -> None:
    with planted() as probe, pytest.raises(HouseRuleBroken, match="without an actor"):
        probe["give"](None)


def test_a_query_needs_an_actor_and_a_scope(world: World) -> None:
    with pytest.raises(HouseRuleBroken, match="without an actor"):
        gate.visible(None, Organization)
    with pytest.raises(HouseRuleBroken, match="no scope"):
        gate.visible(world.worker, type(world.worker.user.posts.all()[0].duties.all()[0]))


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_recorded_after_the_rollback() -> None:
    from harambee.access.tests.world import make_world

    world = make_world()
    with planted() as probe, pytest.raises(NotAllowed, match="Sunday"):
        probe["refused"](world.worker)
    assert not connection.in_atomic_block
    with acting_as(world.auditor), transaction.atomic():
        event = AuditEvent.objects.get(action="probe.refused")
    assert (event.outcome, event.actor_id) == (Outcome.REFUSED, world.worker.user_id)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("admin", True), ("coordinator", True), ("worker", False), ("supervisor", False), ("outsider", False)],
)
def test_only_some_duties_add_organizations(world: World, who: str, allowed: bool) -> None:
    actor = world.admin if who == "admin" else getattr(world, who)
    if allowed:
        assert add_organization(actor, name="New office", area_code="kl01").area == Area.objects.get(
            code="KL01"
        )
    else:
        with pytest.raises(NotAllowed):
            add_organization(actor, name="New office")
        assert not Organization.objects.filter(name="New office").exists()


def test_an_unknown_area_code_is_a_clear_error(world: World) -> None:
    with pytest.raises(Invalid, match="KL99"):
        add_organization(world.admin, name="New office", area_code="KL99")


def test_nobody_gives_themselves_a_duty(world: World) -> None:
    with pytest.raises(NotAllowed, match="your own"):
        give_post(
            world.admin,
            world.admin.user_id,
            organization_id=world.agencies["clinic"].pk,
            duties=["supervisor"],
        )


def test_incompatible_duties_are_refused_with_the_reason(world: World) -> None:
    with pytest.raises(Invalid, match="record"):
        give_post(
            world.admin,
            world.worker.user_id,
            organization_id=world.agencies["clinic"].pk,
            duties=["administrator", "auditor"],
        )


def test_one_switches_only_to_ones_own_posts(world: World) -> None:
    assert world.nurse.post_id
    with pytest.raises(NotVisible):
        switch_post(world.worker, world.nurse.post_id)


def test_sight_of_a_record_follows_the_grant(world: World) -> None:
    root = world.agencies["school"].pk  # any id will do: a grant carries no foreign key
    with planted() as probe:
        assert world.worker.post
        probe["give"](world.worker, world.worker.post, root, categories=Category.PLAN)
        with acting_as(world.worker):
            assert AuditEvent.objects.filter(root_id=root).count() == 1
            assert WorklistRow.objects.filter(subject_id=root).count() == 1
        with acting_as(world.outsider):
            assert not AuditEvent.objects.filter(root_id=root).exists()
            assert not WorklistRow.objects.exists()
        probe["end"](world.worker, root)
    with acting_as(world.worker):
        assert not AuditEvent.objects.filter(root_id=root).exists()
        assert not WorklistRow.objects.exists()


def test_sight_is_by_category(world: World) -> None:
    root = world.agencies["school"].pk
    with planted() as probe:
        assert world.nurse.post
        assert world.worker.post
        probe["give"](world.worker, world.worker.post, root)
        probe["give"](world.worker, world.nurse.post, root, categories=Category.HEALTH)
        with acting_as(world.nurse):
            assert not AuditEvent.objects.filter(root_id=root).exists()


def test_a_post_that_ended_opens_nothing(world: World) -> None:
    root = world.agencies["school"].pk
    with planted() as probe:
        assert world.worker.post
        probe["give"](world.worker, world.worker.post, root)
    before = world.worker
    end_post(world.admin, world.worker.post.pk, reason="Left")
    with acting_as(before):  # an actor read before the end, as in a request that was under way
        assert not AuditEvent.objects.filter(root_id=root).exists()
    assert world.again("worker").post is None


def test_who_is_named_in_a_case_never_sees_it(world: World) -> None:
    from harambee.access.commands import exclude_person

    root = world.agencies["school"].pk
    with planted() as probe:
        assert world.worker.post
        assert world.supervisor.post
        probe["give"](world.supervisor, world.worker.post, root)
        probe["give"](world.supervisor, world.supervisor.post, root)
    exclude_person(
        world.supervisor, world.worker.user_id, root_id=root, reason="Named as alleged perpetrator"
    )
    with acting_as(world.worker):
        assert not AuditEvent.objects.filter(root_id=root).exists()
        assert not WorklistRow.objects.filter(root_id=root).exists()
    with acting_as(world.supervisor):
        assert AuditEvent.objects.filter(root_id=root).exists()


def test_who_can_see_this_is_exact(world: World) -> None:
    from harambee.access.queries import why

    root = world.agencies["school"].pk
    with planted() as probe:
        assert world.worker.post
        probe["give"](world.worker, world.worker.post, root)
    with acting_as(world.worker):
        (reason,) = why(world.worker, root)
    assert (reason.who, reason.categories, reason.basis) == ("Worker W.", ["Plan"], "Member of the team")
    with acting_as(world.outsider), pytest.raises(NotVisible):
        why(world.outsider, root)


def test_grants_are_written_inside_commands_only(world: World) -> None:
    from harambee.access.commands import end_basis

    with pytest.raises(HouseRuleBroken, match="inside a command"):
        end_basis(world.worker, world.agencies["school"].pk, reason="x")
