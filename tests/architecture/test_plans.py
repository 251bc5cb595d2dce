"""The plans of worklists and locked tables as the app role: an index drives each, never a walk."""

from typing import Any

import pytest
from django.db import connection

from harambee.access.actors import Actor, acting_as
from harambee.access.queries import worklist_sql
from harambee.access.states import SubjectKind
from harambee.access.tests.world import World
from tests.story import Story, tell


@pytest.fixture
def story(world: World) -> Story:
    return tell(world)


def plan(sql: str, parameters: Any) -> str:
    """The plan with walks made as dear as in a large table; these few rows would invite one."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {sql}", parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


def worklist_plan(actor: Actor, kind: SubjectKind) -> str:
    wanted = {
        "principals": list(actor.principals),
        "statuses": [1, 2, 3],
        "kind": int(kind),
        "limit": 50,
        "due": "1900-01-01",
        "id": "00000000-0000-0000-0000-000000000000",
    }
    with acting_as(actor):
        return plan(worklist_sql(), wanted)


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("worker", SubjectKind.CASE),
        ("supervisor", SubjectKind.CASE),
        ("intake", SubjectKind.REPORT),
        ("clinic_intake", SubjectKind.REFERRAL),
    ],
)
def test_worklists_come_from_the_index(story: Story, who: str, kind: SubjectKind) -> None:
    found = worklist_plan(getattr(story.world, who), kind)
    assert "access_worklist_" in found
    assert "Seq Scan" not in found


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("cases_case", "id"),
        ("cases_note", "case_id"),
        ("people_personname", "person_id"),
        ("referrals_referral", "case_id"),
        ("intake_report", "id"),
    ],
)
def test_a_lock_is_asked_in_its_index(story: Story, table: str, column: str) -> None:
    with acting_as(story.world.worker):
        found = plan(f"select * from {table} where {column} = %s", [story.case.pk])
    assert "access_grant_lock" in found
    assert "Seq Scan" not in found


def test_names_are_found_in_the_index_of_keys(story: Story) -> None:
    with acting_as(story.world.worker):
        found = plan("select person_id from people_personkey where key = any(%s)", [[1, 2, 3]])
    assert "people_personkey_find" in found
    assert "Seq Scan" not in found
