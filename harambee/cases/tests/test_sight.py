"""Who sees what, by both locks: through the gate, and in the tables themselves."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from harambee.access.actors import Actor, acting_as
from harambee.access.commands import desk_for, exclude_person
from harambee.access.models import Grant
from harambee.access.rls import PROTECTED, unlocked
from harambee.access.states import Basis, Category, Level
from harambee.access.tests.world import World
from harambee.cases import commands, queries
from harambee.cases.models import Case, Note, TeamMember
from harambee.cases.tests.conftest import HEALTH, Steps
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotAllowed, NotVisible, WrongState

TABLES = [model for model in PROTECTED if model._meta.app_label == "cases"]


def counts(actor: Actor) -> dict[str, int]:
    """How many rows of each table, history tables included, the database gives to `actor`."""
    with acting_as(actor):
        every = apps.get_app_config("cases").get_models()
        return {model.__name__: model._base_manager.count() for model in every}


@pytest.fixture
def full(steps: Steps, world: World) -> Case:
    """A case with a row in every table."""
    case = steps.under_review()
    consent = steps.consent(case)
    steps.nurse(case, consent)
    commands.add_note(world.worker, case.pk, text="About health", category=Category.HEALTH)
    commands.add_note(world.worker, case.pk, text="About everything else")
    return case


def test_every_table_is_locked(db: None) -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("cases").get_models()}
    assert tables
    assert not tables & set(unlocked())
    assert {model._meta.db_table for model in TABLES} <= tables


def test_the_lead_and_the_supervisor_see_all(full: Case, world: World) -> None:
    for actor in (world.worker, world.supervisor):
        found = counts(actor)
        assert all(found[model.__name__] for model in TABLES if model.__name__ != "Disclosure"), found


@pytest.mark.parametrize(
    "name",
    ["outsider", "colleague", "intake", "officer", "teacher", "clinic_intake", "coordinator", "auditor"],
)
def test_nobody_else_sees_a_row(full: Case, world: World, name: str) -> None:
    actor = getattr(world, name)
    assert not any(counts(actor).values())
    with acting_as(actor), pytest.raises(NotVisible):
        queries.case(actor, full.pk)
    with acting_as(actor), pytest.raises(NotVisible):
        queries.who_can_see(actor, full.pk)


def test_a_member_sees_what_the_consent_covers_and_nothing_after_leaving(full: Case, world: World) -> None:
    seen = counts(world.nurse)
    assert seen["Case"] == 1
    assert seen["Assessment"] == 0  # protection is not covered
    with acting_as(world.nurse):
        assert [note.text for note in Note.objects.all()] == ["About health"]
        member = TeamMember.objects.get(post=world.nurse.post)
    commands.leave_team(world.worker, member.pk)
    assert not any(counts(world.nurse).values())


def test_withdrawal_ends_sight_in_the_same_transaction(full: Case, world: World) -> None:
    assert counts(world.nurse)["Case"] == 1
    with acting_as(world.worker):
        consent = queries.consents(world.worker, full.pk).get()
    commands.withdraw_consent(world.worker, consent.pk, reason="The family changed its mind")
    assert not any(counts(world.nurse).values())
    with acting_as(world.worker):
        assert not queries.team(world.worker, full.pk).filter(post=world.nurse.post).exists()
        assert queries.share_categories(world.worker, full.pk, world.agencies["clinic"].pk) == Category(0)
    with pytest.raises(WrongState):
        commands.withdraw_consent(world.worker, consent.pk)


def test_withdrawal_is_possible_in_a_closed_case(world: World, steps: Steps) -> None:
    case = steps.under_review()
    consent = steps.consent(case)
    commands.close_case(world.supervisor, case.pk, reason="goals_met")
    commands.withdraw_consent(world.worker, consent.pk)


def test_a_consent_opens_only_what_it_covers(world: World, steps: Steps) -> None:
    case = steps.open()
    consent = steps.consent(case, categories=Category.IDENTITY | Category.HEALTH)
    member = steps.nurse(case, consent, categories=HEALTH | Category.PROTECTION)
    assert member.sees == Category.IDENTITY | Category.HEALTH
    with acting_as(world.worker):
        lines = [one for one in queries.who_can_see(world.worker, case.pk) if one.reason.who == "Nurse W."]
    assert [one.reason.categories for one in lines] == [["Identity", "Health"]]
    assert lines[0].because == "Mary Juma"
    assert lines[0].reason.until is not None


def test_a_consent_for_another_organization_opens_nothing(world: World, steps: Steps) -> None:
    case = steps.open()
    with pytest.raises(Invalid, match="No consent in force"):
        steps.nurse(case, steps.consent(case, agency="school"))


def test_a_consent_that_has_run_out_opens_nothing(world: World, steps: Steps) -> None:
    case = steps.open()
    consent = steps.consent(case)
    with clock.at(clock.now() + timedelta(days=91)), pytest.raises(Invalid):
        steps.nurse(case, consent)


def test_other_organizations_need_consent_or_a_law(world: World, steps: Steps) -> None:
    case = steps.open()
    officer = {"role": "police", "post_id": world.officer.post_id, "categories": 9}
    with pytest.raises(Invalid, match="consent"):
        commands.join_team(world.worker, case.pk, basis="team", **officer)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="law"):
        commands.join_team(world.worker, case.pk, basis="legal_duty", **officer)  # type: ignore[arg-type]
    commands.join_team(world.worker, case.pk, basis="legal_duty", law="Children Act, s. 38", **officer)  # type: ignore[arg-type]
    assert counts(world.officer)["Case"] == 1


def test_a_colleague_joins_without_consent(world: World, steps: Steps) -> None:
    case = steps.open()
    commands.join_team(
        world.worker, case.pk, role="case_worker", post_id=world.colleague.post_id,
        categories=int(Category.everything()), level=Level.READ,
    )  # fmt: skip
    assert counts(world.colleague)["Case"] == 1
    with pytest.raises(NotAllowed):
        commands.add_note(world.colleague, case.pk, text="x")
    with pytest.raises(NotAllowed):
        commands.assess_case(world.colleague, case.pk, signs=[], risk=1, reason="x")


def test_a_member_writes_only_in_their_categories(full: Case, world: World) -> None:
    with pytest.raises(NotAllowed):
        commands.add_note(world.nurse, full.pk, text="x", category=Category.LEGAL)
    with pytest.raises(NotAllowed):
        commands.assess_case(world.nurse, full.pk, signs=[], risk=1, reason="x")


def test_who_is_barred_sees_nothing_whatever_grants_it(full: Case, world: World) -> None:
    exclude_person(world.supervisor, world.nurse.user_id, root_id=full.pk, reason="Named in the report")
    assert not any(counts(world.nurse).values())
    with acting_as(world.nurse), pytest.raises(NotVisible):
        queries.case(world.nurse, full.pk)


def test_family_members_have_no_sight(world: World, steps: Steps) -> None:
    case = steps.open()
    steps.grandmother(case)
    with acting_as(world.worker):
        assert (
            Grant.objects.filter(root_id=case.pk).exclude(principal=world.worker.principals[0]).count() == 2
        )
        assert len(queries.who_can_see(world.worker, case.pk)) == 2


def test_nothing_is_opened_to_a_receiver_who_holds_no_referral(full: Case, world: World) -> None:
    desk = desk_for(world.agencies["clinic"].pk, "referral_intake")
    with pytest.raises(NotAllowed):
        commands.open_to_receiver(
            world.clinic_intake, full.pk, referral_id=full.pk, desk=desk,
            categories=1, basis=Basis.CONSENT,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        commands.count_referral(world.clinic_intake, full.pk, 1)


def test_models_without_history_stay_as_written(full: Case, world: World) -> None:
    from django.db import ProgrammingError, transaction

    unchanged: list[type[models.Model]] = [
        model for model, lock in PROTECTED.items() if lock.append_only and model in TABLES
    ]
    assert len(unchanged) == 3
    for model in unchanged:
        with acting_as(world.worker), pytest.raises(ProgrammingError), transaction.atomic():
            model._base_manager.update(case=full)


def test_the_database_keeps_the_case_from_those_who_do_not_write_its_plan(world: World, steps: Steps) -> None:
    case = steps.open()
    steps.nurse(case, steps.consent(case, categories=Category.IDENTITY | Category.HEALTH))
    with acting_as(world.nurse):
        assert Case.objects.count() == 1
        assert Case.objects.update(risk=1) == 0
        assert TeamMember.objects.update(role="other") == 0
    with acting_as(world.worker):
        assert Case.objects.filter(pk=case.pk).update(risk=1) == 1
