"""A worry about a child becomes one team, one plan and a closed referral, step by step by those who do it."""

from datetime import date, timedelta

import pytest

from harambee.access.tests.world import World
from harambee.directory.commands import add_service
from tests.journeys.conftest import Arrive, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
CHILD = "Zawadi Baraka"


def day(days: int) -> tuple[int, int, int]:
    when = date.today() + timedelta(days=days)
    return (when.day, when.month, when.year)


def report(visitor: Visitor, *, anonymous: bool = False) -> Visitor:
    """Given somebody who worries; when they answer one question group after the other; then it is sent."""
    visitor.open("/report")
    visitor.fill(immediate_danger="no", area_code="KL01", whereabouts="At school until four").send()
    visitor.fill(name_0=CHILD, age_years_0="9").send()
    visitor.fill(what_happened=f"{CHILD} comes to school hungry.", concerns=["neglect"]).send()
    visitor.fill(who="anonymous" if anonymous else "me").send()
    visitor.sees(CHILD, "hungry").send()
    return visitor.sees("R-")


def test_from_a_worry_to_a_closed_case(arrive: Arrive, settled: World) -> None:
    add_service(
        settled.coordinator,
        organization_id=settled.agencies["clinic"].pk,
        name="Counselling for children",
        needs=["counselling"],
    )
    # Given a teacher, and a neighbour without an account, who worry about the same child
    report(arrive("teacher")).shot("report-sent")
    report(arrive(None, width=360), anonymous=True)

    # When the intake worker screens the report and opens a case led by a case worker
    intake = arrive("intake").open("/").shot("today-intake").open("/reports").shot("reports")
    intake.page.locator("main a[href^='/reports/']").last.click()
    intake.check().sees(CHILD)
    report_path = intake.path
    intake.open(f"{report_path}/screen") if not intake.page.locator("[name=decision]").count() else None
    intake.fill(decision="accept", reason="She needs food and somebody to talk to").send()
    intake.open(report_path).link("Open a case")
    intake.pick("lead_post_id", "Worker W.").send()

    # And the worker builds a team: the grandmother, and with her consent a nurse of the clinic
    worker = arrive("worker").open("/").shot("today-worker").open("/cases").shot("cases")
    worker.page.locator("main a[href^='/cases/']").filter(has_text="Zawadi").first.click()
    worker.check().sees(CHILD)
    case = worker.path
    worker.open(f"{case}/join/family").fill(name="Mary Baraka").pick("role", "Caregiver").send()
    worker.open(f"{case}/consent").fill(
        given_by_name="Mary Baraka",
        given_as="caregiver",
        purpose="Counselling",
        how="signature",
        expires=day(90),
    )
    worker.pick("organization_ids", "Mto Mweupe")
    worker.fill(categories=["1", "16", "256"]).send()
    worker.open(f"{case}/join?organization={settled.agencies['clinic'].pk}")
    worker.pick("post_id", "Nurse W.").pick("role", "Health")
    for box in worker.page.locator("[name=categories]").all():
        box.set_checked(box.get_attribute("value") in {"1", "16", "256"})
    worker.pick("basis", "Consent of Mary").send()

    # And assesses the danger, writes the plan in the family's words, and a supervisor approves it
    worker.open(f"{case}/assess").fill(risk="2", reason="Nobody cooks at home").send()
    worker.open(f"{case}/plan/write").fill(starts=day(0), family_words="Zawadi eats every morning").send()
    worker.open(f"{case}/plan").link("Add an action")
    worker.fill(what="Porridge before school", due=day(7)).pick("owner_id", "Mary Baraka").send()
    worker.open(f"{case}/plan").shot("plan")
    supervisor = arrive("supervisor").open(f"{case}/plan").link("Approve")
    supervisor.send() if supervisor.page.locator("main form[method=post] button").count() else None
    worker.open(case).shot("case-planned")
    worker.open(f"{case}/start").send()

    # And refers the child to the clinic's service
    worker.open(f"{case}/refer").shot("find-service").link("Counselling for children")
    worker.fill(need="counselling", urgency="urgent", reason="The child is often sad.")
    worker.pick("ground", "Mary").send().shot("referral-preview")
    worker.send().sees("Counselling")
    referral = worker.path

    # Then the clinic's queue shows the minimum and no name, until somebody accepts
    clinic = arrive("clinic_intake").open("/referrals").shot("queue").never_sees("Zawadi", "Mary Baraka")
    clinic.page.locator("main a[href^='/referrals/']").first.click()
    clinic.check().shot("referral-before").never_sees("Zawadi", "Mary Baraka")
    received = clinic.path
    clinic.open(case, expect=404)
    clinic.open(f"{received}/accept").pick("lead", "Clinic Intake").send()
    clinic.open(case).sees(CHILD).shot("case-as-receiver")
    clinic.open(f"{received}/outcome").fill(outcome="needs_met", why="Six sessions; she laughs again.").send()
    clinic.open(case, expect=404)

    # And the nurse sees what was agreed, and adds a note
    nurse = arrive("nurse").open("/cases").sees(CHILD).open(case).sees(CHILD)
    nurse.open(f"{case}/note").fill(text="She has gained weight").pick("category", "Health").send()

    # When the plan is done and reviewed, the supervisor closes the case
    worker.open(referral).sees("met")
    worker.open(f"{case}/plan").link("Done")
    worker.send()
    worker.open(f"{case}/review").fill(summary="She eats and laughs", decision="close").send()
    supervisor.open(f"{case}/close").fill(reason="goals_met").send()
    worker.open(case).sees("Closed").open(f"{case}/timeline").sees("Mto Mweupe").shot("timeline")
    worker.open(f"{case}/access").sees("Supervis").shot("who-can-see")

    # Then the teacher knows that it was looked into, and nothing more; an outsider knows nothing
    arrive("teacher").open("/my-reports").shot("my-reports").never_sees("Mary Baraka", "laughs")
    outsider = arrive("outsider").open("/cases").never_sees("Zawadi")
    for path in (case, f"{case}/timeline", f"{case}/access", report_path, received):
        outsider.open(path, expect=404).never_sees("Zawadi", "Mary Baraka")
    outsider.open("/search?q=Zawadi").never_sees("Zawadi Baraka")
