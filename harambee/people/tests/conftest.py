"""A person in a case, as a case's command would make one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from harambee.access.actors import Actor
from harambee.access.commands import Sight, give_sight
from harambee.access.gate import RULES, authorize, command, record, rule
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.kernel.ids import uuid7
from harambee.people.commands import add_person
from harambee.people.models import Person

type Welcome = Callable[..., Person]

if "test_people.open" not in RULES:
    rule("test_people.open", anyone=True)(lambda actor, subject: True)


class Opened:
    """What the test's own command is about."""

    audit_kind = SubjectKind.SYSTEM
    pk: UUID | None = None
    root_id: UUID | None = None
    audit_category = Category(0)


@command("test_people.open")
def open_person(actor: Actor, to: Actor, root: UUID, level: Level, values: dict[str, Any]) -> Person:
    """Give `to` sight of a new person, then let them write it down."""
    authorize(actor, "test_people.open")
    person_id = values.pop("person_id", None) or uuid7()
    assert to.post is not None
    sight = Sight(SubjectKind.PERSON, person_id, root, Category.IDENTITY, level)
    give_sight(actor, to.post, [sight], basis=Basis.TEAM, basis_id=root)
    record(actor, "test_people.open", Opened())
    return add_person(to, person_id=person_id, root_id=root, **values)


@pytest.fixture
def welcome(db: None) -> Welcome:
    """`welcome(actor, "Name", ...)` writes down a person whom only that actor may see."""

    def make(
        actor: Actor, *names: str, root: UUID | None = None, level: Level = Level.WRITE, **values: Any
    ) -> Person:
        return open_person(actor, actor, root or uuid7(), level, {"names": list(names), **values})

    return make
