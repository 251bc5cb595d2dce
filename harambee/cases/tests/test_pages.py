"""The pages as a browser meets them: the whole walk by forms, refusals, what each person is shown."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from harambee.access.actors import acting_as
from harambee.access.states import Category
from harambee.access.tests.world import World
from harambee.cases import commands, queries
from harambee.cases.models import Case, PlanAction, TeamMember
from harambee.cases.states import Risk, State
from harambee.cases.tests.conftest import Steps
from harambee.cases.urls import urlpatterns
from harambee.intake import commands as intake
from harambee.kernel import clock

TABS = ("case", "case_timeline", "case_plan", "case_team", "case_access")
# Sign-in, session and actor take about ten of these; lists cost the same however long they are.
MOST_QUERIES = 34


class Browser:
    """One person at their browser: opens pages and sends forms with what the page put into them."""

    def __init__(self, world: World, name: str) -> None:
        self.client = Client()
        self.client.force_login(
            world.actors[name].user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )

    def open(self, name: str, *args: Any, query: str = "") -> str:
        answer = self.client.get(reverse(name, args=args) + query)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.content.decode()

    def status(self, name: str, *args: Any) -> int:
        return int(self.client.get(reverse(name, args=args)).status_code)

    def send(self, page_name: str, /, *args: Any, query: str = "", **given: Any) -> Any:
        page = self.open(page_name, *args, query=query)
        hidden = dict(re.findall(r'<input type="hidden" name="(version|form_token)" value="([^"]+)"', page))
        return self.client.post(reverse(page_name, args=args) + query, {**hidden, **given}, follow=True)


def day(name: str, when: Any) -> dict[str, Any]:
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


@pytest.fixture
def rose(world: World) -> Browser:
    return Browser(world, "worker")


@pytest.fixture
def boss(world: World) -> Browser:
    return Browser(world, "supervisor")


def only_case(world: World) -> Case:
    with acting_as(world.supervisor):
        return Case.objects.get()


def done(answer: Any) -> str:
    page: str = answer.content.decode()
    assert answer.redirect_chain, re.findall(r'class="[^"]*error[^"]*"[^>]*>(.{0,200})', page, re.DOTALL)
    assert answer.status_code == 200
    return page


def test_the_whole_walk_by_forms(world: World, rose: Browser, boss: Browser) -> None:
    nurse = Browser(world, "nurse")
    assert "You have no open case" in rose.open("cases")
    done(rose.send(
        "open_case", name="Amina Juma", other_name="أمينة", sex="female", birth_precision="unknown",
        age_years="9", area_code="KL01", lead_post_id=str(world.worker.post_id),
    ))  # fmt: skip
    case = only_case(world)
    assert "Amina Juma" in rose.open("cases")
    assert nurse.status("case", case.pk) == 404
    done(rose.send("join_family", case.pk, name="Mary Juma", role="caregiver"))
    clinic = world.agencies["clinic"].pk
    done(rose.send(
        "give_consent", case.pk, given_by_name="Mary Juma", given_as="caregiver", organization_ids=[clinic],
        categories=[1, 16, 256], purpose="Treatment", how="spoken", witness="Joseph",
    ))  # fmt: skip
    with acting_as(world.worker):
        consent = queries.consents(world.worker, case.pk).get()
    done(rose.send(
        "join_team", case.pk, query=f"?organization={clinic}", post_id=world.nurse.post_id, role="health",
        categories=[1, 16, 256], level="3", basis=str(consent.pk),
    ))  # fmt: skip
    assert "Amina Juma" in nurse.open("case", case.pk)
    done(rose.send("assess_case", case.pk, signs=["injury"], risk="3", reason="An untreated burn"))
    page = done(
        rose.send("write_plan", case.pk, **day("starts", clock.today()), child_words="To go to school")
    )
    assert "To go to school" in page
    with acting_as(world.worker):
        plan = queries.draft_plan(world.worker, case.pk)
        assert plan is not None
        member = TeamMember.objects.get(post=world.nurse.post)
    done(rose.send(
        "add_action", case.pk, plan.pk, what="Dress the wound", owner_id=str(member.pk),
        **day("due", clock.today()),
    ))  # fmt: skip
    assert rose.status("approve_plan", case.pk, plan.pk) == 403
    done(boss.send("approve_plan", case.pk, plan.pk))
    done(rose.send("start_plan", case.pk))
    with acting_as(world.worker):
        action = PlanAction.objects.get()
    assert "Dress the wound" in nurse.open("today")
    done(nurse.send("complete_action", case.pk, action.pk, remark="Healing"))
    done(nurse.send("add_note", case.pk, kind="visit", category="16", text="Healing well"))
    done(rose.send("review_case", case.pk, summary="All done", decision="close"))
    assert rose.status("close_case", case.pk) == 403
    done(boss.send("close_case", case.pk, reason="goals_met"))
    assert only_case(world).state == State.CLOSED
    done(boss.send("reopen_case", case.pk, reason="Reported again"))
    done(rose.send("withdraw_consent", case.pk, consent.pk, reason=""))
    assert nurse.status("case", case.pk) == 404
    story = rose.open("case_timeline", case.pk)
    for words in ("Case opened", "Consent given", "Plan 1 approved", "Case closed", "Case reopened"):
        assert words in story


def full(steps: Steps, world: World) -> Case:
    case, _action = steps.in_progress()
    steps.nurse(case, steps.consent(case))
    commands.add_note(world.worker, case.pk, text="About health", category=Category.HEALTH)
    return case


def test_a_form_replayed_saves_once(world: World, rose: Browser, steps: Steps) -> None:
    case = steps.open()
    given = {"name": "Mary Juma", "role": "caregiver", "form_token": str(uuid4())}
    address = reverse("join_family", args=[case.pk])
    assert rose.client.post(address, given).status_code == 302
    assert rose.client.post(address, given).status_code == 409
    with acting_as(world.worker):
        assert TeamMember.objects.filter(person_name="Mary Juma").count() == 1


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(
    world: World, rose: Browser, steps: Steps
) -> None:
    case = steps.open()
    given = {"risk": "1", "reason": "Typed with care", "version": "1", "form_token": str(uuid4())}
    steps.assess(case, Risk.HIGH)
    answer = rose.client.post(reverse("assess_case", args=[case.pk]), given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Low risk" in page
    assert "High risk" in page
    assert "Typed with care" in page


def test_what_a_command_finds_wrong_stands_beside_the_answer(rose: Browser, steps: Steps) -> None:
    case = steps.open()
    answer = rose.send(
        "give_consent", case.pk, given_by_name="Mary", given_as="caregiver",
        organization_ids=[str(steps.world.agencies["clinic"].pk)], categories=[1], purpose="Help",
        how="spoken",
    )  # fmt: skip
    page = answer.content.decode()
    assert not answer.redirect_chain
    assert "needs a witness" in page
    assert 'value="Mary"' in page


@pytest.mark.parametrize(
    "given", [{"name": "A\x00B"}, {"name": "a" * 301}, {"name": "12"}, {"age_years": "-1"}]
)
def test_bad_input_loses_nothing(world: World, rose: Browser, given: dict[str, str]) -> None:
    right = {
        "name": "Amina", "sex": "female", "birth_precision": "unknown", "area_code": "KL01",
        "lead_post_id": str(world.worker.post_id), "other_name": "Typed too",
    }  # fmt: skip
    answer = rose.send("open_case", **{**right, **given})
    assert not answer.redirect_chain
    assert answer.status_code == 200
    assert "Typed too" in answer.content.decode()
    with acting_as(world.supervisor):
        assert Case.objects.count() == 0


def every_address(case: Case) -> list[str]:
    """Each address of this slice about one case; ids of parts are unknown to an outsider in any case."""
    found = []
    for pattern in urlpatterns:
        names = re.findall(r"<uuid:(\w+)>", str(pattern.pattern))
        if names:
            found.append(
                reverse(pattern.name or "", kwargs={n: case.pk if n == "case_id" else uuid4() for n in names})
            )
    return found


@pytest.mark.parametrize("name", ["outsider", "colleague", "intake", "coordinator", "auditor"])
def test_nobody_else_gets_a_page(world: World, steps: Steps, name: str) -> None:
    case = full(steps, world)
    browser = Browser(world, name)
    for address in every_address(case):
        for answer in (
            browser.client.get(address),
            browser.client.post(address, {"form_token": str(uuid4())}),
        ):
            assert answer.status_code in {403, 404, 405}, address
            assert "Amina" not in answer.content.decode()
            assert case.reference not in answer.content.decode()


def test_a_signed_out_visitor_is_asked_to_sign_in(steps: Steps) -> None:
    case = steps.open()
    for address in every_address(case):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "login" in answer.headers["Location"]


def test_a_member_sees_the_buttons_they_may_use_and_no_others(world: World, steps: Steps) -> None:
    case = full(steps, world)
    nurse = Browser(world, "nurse")
    page = nurse.open("case_team", case.pk) + nurse.open("case_plan", case.pk) + nurse.open("case", case.pk)
    for name in ("join_team", "give_consent", "write_plan", "assess_case", "close_case", "review_case"):
        assert f'href="{reverse(name, args=[case.pk])}"' not in page, name
    assert f'href="{reverse("add_note", args=[case.pk])}"' in page


def test_a_closed_case_offers_reopening_only_to_the_supervisor(
    world: World, steps: Steps, rose: Browser, boss: Browser
) -> None:
    case = steps.closed()
    link = f'href="{reverse("reopen_case", args=[case.pk])}"'
    assert link in boss.open("case", case.pk)
    assert link not in rose.open("case", case.pk)
    for browser in (rose, boss):
        page = "".join(browser.open(tab, case.pk) for tab in TABS)
        for name in ("join_team", "give_consent", "write_plan", "assess_case", "add_note", "assign_lead"):
            assert f'href="{reverse(name, args=[case.pk])}"' not in page, name
    assert rose.client.post(
        reverse("add_note", args=[case.pk]),
        {"kind": "visit", "category": "512", "text": "late", "form_token": str(uuid4())},
    ).status_code == 409  # fmt: skip


@pytest.mark.parametrize("tab", TABS)
def test_tabs_cost_the_same_however_much_there_is(
    world: World, steps: Steps, rose: Browser, tab: str
) -> None:
    case = full(steps, world)
    rose.open(tab, case.pk)
    with CaptureQueriesContext(connection) as few:
        rose.open(tab, case.pk)
    for number in range(4):
        commands.add_note(world.worker, case.pk, text=f"Note {number}")
        commands.join_team(world.worker, case.pk, role="family_supporter", name=f"Aunt {number}")
    with CaptureQueriesContext(connection) as more:
        rose.open(tab, case.pk)
    assert len(more) <= len(few)
    assert len(more) <= MOST_QUERIES, "\n".join(one["sql"][:160] for one in more.captured_queries)


def test_the_list_costs_the_same_however_long(world: World, steps: Steps, rose: Browser) -> None:
    steps.open()
    rose.open("cases")
    with CaptureQueriesContext(connection) as few:
        rose.open("cases")
    for _ in range(3):
        steps.open()
    with CaptureQueriesContext(connection) as more:
        rose.open("cases")
    assert len(more) <= len(few)
    assert len(more) <= MOST_QUERIES


def test_opening_a_case_is_written_into_the_audit_trail(world: World, steps: Steps, rose: Browser) -> None:
    case = steps.open()
    rose.open("case", case.pk)
    rose.open("case_plan", case.pk)
    with acting_as(world.worker):
        seen = {one.reason.who: one.reason.opened for one in queries.who_can_see(world.worker, case.pk)}
    assert seen["Worker W."] == 2


def test_search_finds_a_child_in_any_script_and_a_reference(
    world: World, steps: Steps, rose: Browser
) -> None:
    case = steps.open()
    for typed in ("Amina", "أمينة", case.reference.lower()):
        assert case.reference in rose.open("search", query=f"?q={typed}"), typed
    assert case.reference not in Browser(world, "outsider").open("search", query="?q=Amina")


def test_barring_someone(world: World, steps: Steps, boss: Browser) -> None:
    case = full(steps, world)
    clinic: UUID = world.agencies["clinic"].pk
    done(boss.send(
        "exclude_from_case", case.pk, query=f"?organization={clinic}", user_id=str(world.nurse.user_id),
        reason="Named in the report",
    ))  # fmt: skip
    assert Browser(world, "nurse").status("case", case.pk) == 404


def test_a_new_lead_by_the_page(world: World, steps: Steps, rose: Browser, boss: Browser) -> None:
    case = steps.open()
    assert rose.status("assign_lead", case.pk) == 403
    done(boss.send("assign_lead", case.pk, post_id=str(world.colleague.post_id)))
    assert rose.status("case", case.pk) == 404


def test_a_plan_waits_for_the_supervisor_on_today(world: World, steps: Steps, boss: Browser) -> None:
    case = steps.open()
    steps.assess(case)
    steps.plan(case)
    assert f"Plan 1 of {case.reference}" in boss.open("today")
    assert "approve the plan" in boss.open("case", case.pk)
    commands.approve_plan(world.supervisor, queries_of_draft(world, case))
    assert f"Plan 1 of {case.reference}" not in boss.open("today")


def queries_of_draft(world: World, case: Case) -> UUID:
    with acting_as(world.worker):
        draft = queries.draft_plan(world.worker, case.pk)
    assert draft is not None
    return draft.pk


def test_from_a_report_to_a_case(world: World) -> None:
    report = intake.report_concern(
        world.teacher, area_code="KL01", concerns=["physical"], what_happened="Burns on both hands",
        children=[intake.ChildGiven(name="Amina Juma", sex="female", age_years=9)],
    )  # fmt: skip
    intake.screen_report(world.intake, report.pk, decision="accept", reason="Signs of violence")
    desk = Browser(world, "intake")
    page = desk.open("open_case", query=f"?report={report.pk}")
    assert 'value="Amina Juma"' in page
    done(desk.send(
        "open_case", query=f"?report={report.pk}", name="Amina Juma", sex="female", birth_precision="unknown",
        age_years="9", area_code="KL01", lead_post_id=str(world.worker.post_id),
    ))  # fmt: skip
    case = only_case(world)
    assert case.report_id == report.pk
    rose = Browser(world, "worker")
    assert "Burns on both hands" in rose.open("report", report.pk)
    assert reverse("report", args=[report.pk]) in rose.open("case", case.pk)
    for name in ("intake", "teacher"):
        assert Browser(world, name).status("case", case.pk) in {403, 404}


def test_without_the_plan_category_there_is_no_plan_page(world: World, steps: Steps) -> None:
    case = steps.open()
    steps.nurse(case, steps.consent(case, categories=Category.IDENTITY | Category.HEALTH))
    nurse = Browser(world, "nurse")
    page = nurse.open("case", case.pk)
    assert nurse.status("case_plan", case.pk) == 404
    assert reverse("case_plan", args=[case.pk]) not in page
    assert "Not assessed yet" not in page
