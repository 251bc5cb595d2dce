"""Who sees a person, and who may write one down or correct one."""

from django.db.models import Q

from harambee.access.actors import Actor
from harambee.access.gate import Verdict, granted, holding, rule, scope
from harambee.access.states import Category
from harambee.people.models import Person, PersonKey, PersonName


@scope(Person)
def people(actor: Actor) -> Q:
    """People whose identity a grant opens."""
    return granted(actor, "id", category=Category.IDENTITY)


@scope(PersonName, PersonKey)
def of_people(actor: Actor) -> Q:
    """What belongs to a person is open where the person is."""
    return granted(actor, "person_id", category=Category.IDENTITY)


def writes(actor: Actor, person: Person) -> Verdict:
    """A person is written by whoever holds a write grant on them, under the case or report that they name."""
    if person.root_id is None:
        return False
    _reads, opened = holding(actor, subject_id=person.pk, root_id=person.root_id)
    return Category.IDENTITY in opened


WRITERS = {"case_worker", "supervisor", "intake", "loader"}
rule("person.add", duties=WRITERS)(writes)
rule("person.change", duties=WRITERS)(writes)
