"""Who sees what at each step: asked of the database itself, without the gate's help."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from harambee.access.actors import Actor
from harambee.access.models import AuditEvent, Grant
from harambee.access.rls import unlocked
from harambee.access.states import Category, Level
from harambee.access.tests.world import acting_as
from harambee.cases import commands as cases
from harambee.cases.models import Assessment, Case, Consent, Note, Plan
from harambee.kernel import clock
from harambee.kernel.errors import NotAllowed, NotVisible, WrongState
from harambee.people.models import Person, PersonName
from harambee.referrals import commands, queries
from harambee.referrals.models import Referral
from harambee.referrals.tests.conftest import Story


def seen(actor: Actor) -> dict[str, int]:
    """How many rows of each kind the database shows, whatever the gate would say."""
    with acting_as(actor):
        return {
            model.__name__: model._default_manager.count()
            for model in (Referral, Case, Person, PersonName, Assessment, Note, Plan, Consent)
        }


MINIMUM = {
    "Referral": 1, "Case": 0, "Person": 0, "PersonName": 0,
    "Assessment": 0, "Note": 0, "Plan": 0, "Consent": 0,
}  # fmt: skip
NOTHING = dict.fromkeys(MINIMUM, 0)


@pytest.fixture
def told_all(story: Story) -> Story:
    """The case holds more than the clinic was promised: protection facts, notes of two kinds."""
    worker = story.world.worker
    cases.assess_case(worker, story.case.pk, signs=["injury"], risk=3, reason="Burn", needs="A doctor")
    cases.add_note(worker, story.case.pk, text="What the mother said", category=Category.NARRATIVE)
    cases.add_note(worker, story.case.pk, text="Allergic to penicillin", category=Category.HEALTH)
    return story


def test_every_table_is_locked(db: None) -> None:
    assert [table for table in unlocked() if table.startswith("referrals_")] == []


def test_before_acceptance_the_minimum(told_all: Story) -> None:
    referral = told_all.send()
    world = told_all.world
    assert seen(world.clinic_intake) == MINIMUM
    assert seen(world.nurse) == NOTHING
    with acting_as(world.clinic_intake):
        row = Referral.objects.get()
        text = " ".join(str(value) for value in Referral.objects.values().get().values())
        assert row.pk == referral.pk
        assert "Amina" not in text
        assert "Juma" not in text


def test_after_acceptance_what_was_agreed_and_no_more(told_all: Story) -> None:
    world = told_all.world
    told_all.accept(told_all.send(), lead_post_id=world.nurse.post_id)
    opened = MINIMUM | {"Case": 1, "Person": 1, "PersonName": 1, "Note": 1, "Consent": 1}
    for actor in (world.clinic_intake, world.nurse):
        assert seen(actor) == opened
        with acting_as(actor):
            assert Note.objects.get().text == "Allergic to penicillin"
            assert Case.objects.update(risk=1) == 0


def test_sharing_is_what_the_sender_sees_too(story: Story) -> None:
    """A colleague who was given less of the case cannot share more of it."""
    world = story.world
    cases.join_team(
        world.worker,
        story.case.pk,
        role="case_worker",
        post_id=world.colleague.post_id,
        categories=int(Category.IDENTITY | Category.PLAN),
    )
    assert story.send(world.colleague).opens == Category.IDENTITY | Category.PLAN
    assert story.send(world.colleague, legal_duty="Children Act, section 38").opens == Category.IDENTITY


def test_a_legal_duty_opens_what_it_needs(story: Story) -> None:
    referral = story.send(legal_duty="Children Act, section 38")
    expected = Category.IDENTITY | Category.CONTACT | Category.PROTECTION | Category.HEALTH
    assert referral.opens == expected
    story.accept(referral)
    with acting_as(story.world.clinic_intake):
        assert Case.objects.count() == 1
        assert Consent.objects.count() == 0


@pytest.mark.parametrize("end", ["decline", "return", "complete", "cancel", "reroute"])
def test_every_end_closes_the_case_to_the_receiver(told_all: Story, end: str) -> None:
    world = told_all.world
    referral = told_all.send()
    if end not in {"decline", "reroute"}:
        told_all.accept(referral, lead_post_id=world.nurse.post_id)
    if end == "decline":
        commands.decline_referral(world.clinic_intake, referral.pk, reason="other", note="Closed")
    elif end == "return":
        commands.return_referral(world.nurse, referral.pk, reason="other", note="Closed")
    elif end == "complete":
        commands.record_outcome(world.nurse, referral.pk, outcome="needs_met", why="Well again")
    elif end == "cancel":
        commands.cancel_referral(world.worker, referral.pk, why="Moved")
    else:
        told_all.agree("other_ngo")
        other = told_all.new_service("other_ngo", "Elsewhere")
        commands.reroute_referral(
            world.worker, referral.pk, service_id=other.pk, legal_duty="Children Act, section 38"
        )
    assert seen(world.clinic_intake) == MINIMUM
    assert seen(world.nurse) == (MINIMUM if end in {"return", "complete", "cancel"} else NOTHING)
    with acting_as(world.supervisor):
        left = Grant.objects.filter(
            ended_at__isnull=True, root_id=referral.case_id, principal__in=world.clinic_intake.principals
        )
        assert set(left.values_list("subject_id", "level")) == {(referral.pk, Level.WRITE)}


def test_two_referrals_on_one_consent_end_one_by_one(told_all: Story) -> None:
    world = told_all.world
    first, second = told_all.send(), told_all.send()
    told_all.accept(first)
    told_all.accept(second)
    commands.record_outcome(world.clinic_intake, first.pk, outcome="needs_met", why="Well")
    assert seen(world.clinic_intake)["Case"] == 1
    commands.record_outcome(world.clinic_intake, second.pk, outcome="needs_met", why="Well")
    assert seen(world.clinic_intake)["Case"] == 0


def test_the_outsider_sees_and_does_nothing(told_all: Story) -> None:
    world = told_all.world
    referral = told_all.accept(told_all.send())
    assert seen(world.outsider) == NOTHING
    with acting_as(world.outsider):
        assert AuditEvent.objects.filter(subject_id=referral.pk).count() == 0
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: queries.referral(world.outsider, referral.pk),
        lambda: commands.accept_referral(world.outsider, referral.pk),
        lambda: commands.decline_referral(world.outsider, referral.pk, reason="other", note="x"),
        lambda: commands.waitlist_referral(world.outsider, referral.pk, note="x"),
        lambda: commands.start_referral(world.outsider, referral.pk),
        lambda: commands.return_referral(world.outsider, referral.pk, reason="other", note="x"),
        lambda: commands.record_outcome(world.outsider, referral.pk, outcome="partly", why="x"),
        lambda: commands.cancel_referral(world.outsider, referral.pk, why="x"),
        lambda: commands.reroute_referral(world.outsider, referral.pk, service_id=told_all.service.pk),
        lambda: told_all.send(world.outsider),
    )
    for attempt in attempts:
        with pytest.raises(NotVisible):
            attempt()


def test_history_is_locked_like_the_row(story: Story) -> None:
    story.accept(story.send())
    with connection.cursor() as cursor:
        for actor, least in ((story.world.outsider, 0), (story.world.worker, 2)):
            with acting_as(actor):
                cursor.execute("select count(*) from referrals_referralevent")
                assert cursor.fetchone()[0] == least


def test_whoever_leaves_the_team_loses_the_referral_that_they_sent(story: Story) -> None:
    world = story.world
    member = cases.join_team(
        world.worker,
        story.case.pk,
        role="case_worker",
        post_id=world.colleague.post_id,
        categories=int(Category.everything()),
    )
    story.send(world.colleague)
    assert seen(world.colleague)["Referral"] == 1
    cases.leave_team(world.worker, member.pk)
    assert seen(world.colleague) == NOTHING


def test_consent_withdrawn_before_the_answer(told_all: Story) -> None:
    world = told_all.world
    referral = told_all.send()
    with acting_as(world.clinic_intake):
        assert queries.lapsed(world.clinic_intake, [referral]) == set()
    cases.withdraw_consent(world.worker, told_all.consent.pk, reason="Changed her mind")
    for actor in (world.clinic_intake, world.worker, world.supervisor):
        with acting_as(actor):
            assert queries.lapsed(actor, [referral]) == {referral.pk}
    with pytest.raises(WrongState, match="consent"):
        told_all.accept(referral)
    assert seen(world.clinic_intake) == MINIMUM


def test_consent_withdrawn_after_acceptance(told_all: Story) -> None:
    world = told_all.world
    referral = told_all.accept(told_all.send(), lead_post_id=world.nurse.post_id)
    cases.withdraw_consent(world.worker, told_all.consent.pk, reason="Changed her mind")
    assert seen(world.clinic_intake) == MINIMUM
    assert seen(world.nurse) == MINIMUM
    with acting_as(world.clinic_intake):
        assert queries.lapsed(world.clinic_intake, [referral]) == {referral.pk}
    commands.record_outcome(world.nurse, referral.pk, outcome="not_met", why="Consent withdrawn")
    with acting_as(world.worker):
        assert queries.lapsed(world.worker, [Referral.objects.get()]) == set()


def test_the_clock_sees_only_what_waits(story: Story) -> None:
    from harambee.access.actors import service_actor

    referral = story.send()
    service = service_actor("clock")
    assert seen(service) == MINIMUM
    story.accept(referral)
    assert seen(service) == NOTHING


def test_someone_named_in_the_case_never_sees_the_referral(story: Story) -> None:
    from harambee.access.commands import exclude_person

    referral = story.send()
    exclude_person(
        story.world.supervisor, story.world.clinic_intake.user_id, root_id=story.case.pk, reason="A relative"
    )
    with pytest.raises(NotVisible):
        story.accept(referral)


def test_the_receivers_supervisors_come_in_when_the_time_has_run_out(story: Story) -> None:
    from harambee.access.actors import service_actor

    boss = story.hire("boss", "clinic", "supervisor")
    referral = story.send()
    assert seen(boss) == NOTHING
    with pytest.raises(NotVisible):
        commands.accept_referral(boss, referral.pk)
    with clock.at(referral.due + timedelta(minutes=1)):
        commands.escalate_referral(service_actor("clock"), referral.pk)
    assert seen(boss) == MINIMUM
    commands.decline_referral(boss, referral.pk, reason="capacity", note="Nobody is here this week.")
    with acting_as(story.world.supervisor):
        left = Grant.objects.filter(ended_at__isnull=True, basis_id=story.consent.pk)
        assert left.count() == 0


def test_a_member_of_another_agency_does_not_end_what_we_sent(story: Story) -> None:
    world = story.world
    consent = story.agree("other_ngo")
    cases.join_team(
        world.worker,
        story.case.pk,
        role="case_worker",
        post_id=world.outsider.post_id,
        categories=int(Category.IDENTITY | Category.PLAN),
        basis="consent",
        consent_id=consent.pk,
    )
    referral = story.send()
    with pytest.raises(NotAllowed):
        commands.cancel_referral(world.outsider, referral.pk, why="We know better.")
    with pytest.raises(NotAllowed):
        commands.accept_referral(world.outsider, referral.pk)
