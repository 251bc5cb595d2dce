"""Every read of people."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import formats
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext

from harambee.access.actors import Actor
from harambee.access.gate import one, visible
from harambee.kernel import clock
from harambee.people import keys
from harambee.people.models import Person, PersonKey, PersonName
from harambee.people.states import BirthPrecision

# A very common word must not make the search read the whole register.
MOST_MATCHES = 2000


def person(actor: Actor, person_id: UUID) -> Person:
    """One person. Raises NotVisible."""
    return one(actor, Person, person_id)


def persons(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """The visible ones of these people, by id, in one query."""
    return visible(actor, Person).in_bulk(list(ids))


def person_names(actor: Actor, person_id: UUID, *, former: bool = False) -> list[PersonName]:
    """All names of one person in their order; the ones they no longer go by only where `former`."""
    rows = visible(actor, PersonName).filter(person_id=person_id)
    return list(rows if former else rows.filter(replaced_at__isnull=True))


def names(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The name to show for each visible one of these people, in one query."""
    rows = visible(actor, PersonName).filter(person_id__in=list(ids), replaced_at__isnull=True)
    found: dict[UUID, str] = {}
    for person_id, text in rows.order_by("position", "id").values_list("person_id", "text"):
        found.setdefault(person_id, text)
    return found


def find(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """People whom the actor may see and whose names hold every word of `text`, in any script and order.

    A word matches as written or by its consonants; people who match as written come first.
    Former names count.
    """
    wanted = keys.of_words(text)
    if not wanted:
        return []
    every = {key for pair in wanted for key in pair}
    held: dict[UUID, set[int]] = {}
    rows = visible(actor, PersonKey).filter(key__in=sorted(every)).values_list("person_id", "key")
    for person_id, key in rows[:MOST_MATCHES]:
        held.setdefault(person_id, set()).add(key)
    ranked = sorted(
        (-sum(word in found for word, _ in wanted), person_id)
        for person_id, found in held.items()
        if all(word in found or sound in found for word, sound in wanted)
    )
    order = [person_id for _, person_id in ranked[:limit]]
    people = persons(actor, order)
    return [people[person_id] for person_id in order if person_id in people]


def age(person: Person, on: date | None = None) -> int | None:
    """Full years on a day (today, if none is given), or None where nothing is known about the birth.

    Where only the year is known, the birth counts as its first of July: half of the births lie before it.
    """
    if person.birth is None:
        return None
    born = person.birth
    if person.birth_precision == BirthPrecision.YEAR:
        born = born.replace(month=7, day=1)
    day = on or clock.today()
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return max(years, 0)


def _months(born: date, day: date) -> int:
    return max((day.year - born.year) * 12 + day.month - born.month - (day.day < born.day), 0)


def _age_words(birth: date | None, precision: str) -> str:
    years = age(Person(birth=birth, birth_precision=precision))
    if birth is None or years is None:
        return gettext("age not known")
    if years < 1 and precision in {BirthPrecision.EXACT, BirthPrecision.MONTH}:
        months = _months(birth, clock.today())
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    words = ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    if precision in {BirthPrecision.YEAR, BirthPrecision.AGE}:
        return gettext("about %(age)s") % {"age": words}
    return words


def _birth_words(birth: date | None, precision: str) -> str:
    if birth is None:
        return gettext("not known")
    if precision == BirthPrecision.EXACT:
        return formats.date_format(birth, "DATE_FORMAT")
    if precision == BirthPrecision.MONTH:
        return formats.date_format(birth, "YEAR_MONTH_FORMAT")
    if precision == BirthPrecision.YEAR:
        return str(birth.year)
    return gettext("about %(year)d") % {"year": birth.year}


_lazy_age = lazy(_age_words, str)
_lazy_birth = lazy(_birth_words, str)


def age_words(person: Person) -> str:
    """The age today in words of the reader's language: "9 years", "about 9 years", "7 months" (lazy)."""
    return _lazy_age(person.birth, person.birth_precision)


def birth_words(person: Person) -> str:
    """The birth as exactly as it is known: a day, a month, a year or "about 2017" (lazy)."""
    return _lazy_birth(person.birth, person.birth_precision)
