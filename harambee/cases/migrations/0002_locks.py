"""The second lock on cases: each table by the category of information that its rows are."""

from django.db import migrations

from harambee.access import rls
from harambee.access.states import Level

EVERYTHING, PROTECTION, PLAN = 1023, 8, 256


def written_by_planners(table: str, subject: str) -> migrations.RunSQL:
    """Read by whoever holds any category of the case, written by those who write its plan only."""
    planners = rls.opens(table, [subject], PLAN, Level.WRITE)
    anyone = rls.opens(table, [subject], EVERYTHING, Level.WRITE)
    return migrations.RunSQL(
        f'alter policy app_add on "{table}" with check ({planners});'
        f'alter policy app_change on "{table}" using ({planners}) with check ({planners})',
        f'alter policy app_add on "{table}" with check ({anyone});'
        f'alter policy app_change on "{table}" using ({anyone}) with check ({anyone})',
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("access", "0002_locks"), ("people", "0002_locks")]

    operations = [
        rls.protect("cases_case", ["id"], EVERYTHING, history=True),
        written_by_planners("cases_case", "id"),
        rls.protect("cases_teammember", ["case_id"], "category", history=True),
        written_by_planners("cases_teammember", "case_id"),
        rls.protect("cases_consent", ["case_id"], PLAN, history=True),
        rls.protect("cases_consentorganization", ["case_id"], PLAN, history=True),
        rls.protect("cases_disclosure", ["case_id"], PLAN, history=True),
        rls.protect("cases_plan", ["case_id"], PLAN, history=True),
        rls.protect("cases_goal", ["case_id"], PLAN, history=True),
        rls.protect("cases_planaction", ["case_id"], PLAN, history=True),
        rls.protect("cases_assessment", ["case_id"], PROTECTION, append_only=True),
        rls.protect("cases_note", ["case_id"], "category", append_only=True),
        rls.protect("cases_review", ["case_id"], PLAN, append_only=True),
    ]
