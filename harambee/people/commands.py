"""Writing people down and correcting them. The caller's command has given sight on the person before."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, one, record
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, Stale, Text
from harambee.kernel.text import clean
from harambee.people import keys, queries
from harambee.people.models import LONGEST_NAME, Person, PersonKey, PersonName
from harambee.people.states import SCRIPTS, UNCODED, BirthPrecision, NameKind, Sex

OLDEST = 120  # years
MOST_NAMES = 20


@dataclass(frozen=True)
class NameGiven:
    """A name with what it is used for, where the plain text is not enough."""

    text: str
    kind: str = NameKind.USUAL


type Names = Sequence[str | NameGiven]


@command("person.add")
def add_person(
    actor: Actor,
    *,
    person_id: UUID,
    root_id: UUID,
    names: Names,
    sex: str = Sex.UNKNOWN,
    birth: date | None = None,
    birth_precision: str = BirthPrecision.UNKNOWN,
    age_years: int | None = None,
) -> Person:
    """Write down a person whom the actor was given sight of (WRITE) under the case or report `root_id`.

    The first name is the one shown. `age_years` alone is enough where no birth is known.
    Raises Invalid, NotAllowed.
    """
    person = Person(pk=person_id, sex=_sex(sex))
    person.root_id = root_id
    authorize(actor, "person.add", person)
    person.birth, person.birth_precision = _birth(birth, birth_precision, age_years)
    given = _names(names)
    person.save(force_insert=True)
    _write_names(person, given)
    record(actor, "person.add", person)
    return person


@command("person.change")
def change_person(
    actor: Actor,
    person_id: UUID,
    *,
    root_id: UUID,
    version: int | None = None,
    names: Names | None = None,
    sex: str | None = None,
    birth: date | None = None,
    birth_precision: str | None = None,
    age_years: int | None = None,
) -> Person:
    """Correct what is known of a person; what is left out stays.

    The birth changes where `birth_precision` or `age_years` is given. Former names are kept.
    Raises NotVisible, NotAllowed, Invalid, Stale.
    """
    person = one(actor, Person, person_id, lock=True)
    person.root_id = root_id
    authorize(actor, "person.change", person)
    before = queries.person_names(actor, person_id)
    new = Person(sex=person.sex, birth=person.birth, birth_precision=person.birth_precision)
    if sex is not None:
        new.sex = _sex(sex)
    if birth_precision is not None or age_years is not None:
        precision = birth_precision or BirthPrecision.UNKNOWN
        new.birth, new.birth_precision = _birth(birth, precision, age_years)
    given = _names(names) if names is not None else [NameGiven(name.text, name.kind) for name in before]
    _refuse_stale(person, before, version, new, given)
    person.sex, person.birth, person.birth_precision = new.sex, new.birth, new.birth_precision
    person.version += 1
    person.save(update_fields=["sex", "birth", "birth_precision", "version"])
    if given != [NameGiven(name.text, name.kind) for name in before]:
        PersonName.objects.filter(pk__in=[name.pk for name in before]).update(
            replaced_at=clock.now(), replaced_by_id=actor.user_id
        )
        _write_names(person, given)
    record(actor, "person.change", person)
    return person


def _refuse_stale(
    person: Person, before: list[PersonName], version: int | None, new: Person, given: list[NameGiven]
) -> None:
    if version is None or version == person.version:
        return
    raise Stale(
        yours=_shown(new, [name.text for name in given]),
        theirs=_shown(person, [name.text for name in before]),
        version=person.version,
    )


def _shown(person: Person, names: list[str]) -> dict[str, str]:
    return {
        str(_("Names")): " · ".join(names),
        str(_("Sex")): str(Sex(person.sex).label),
        str(_("Birth")): str(queries.birth_words(person)),
    }


def _write_names(person: Person, given: list[NameGiven]) -> None:
    PersonName.objects.bulk_create(
        PersonName(
            person=person, position=position, text=name.text, kind=name.kind, script=script_of(name.text)
        )
        for position, name in enumerate(given)
    )
    PersonKey.objects.bulk_create(
        [PersonKey(person=person, key=key) for key in sorted(keys.of_names([name.text for name in given]))],
        ignore_conflicts=True,  # words that a former name had already
    )


def script_of(text: str) -> str:
    """The ISO 15924 code of the script of most letters of `text`; Zzzz where none is known."""
    letters = (c for c in text if unicodedata.category(c).startswith("L"))
    counted = Counter(unicodedata.name(c, "").split(" ")[0].split("-")[0] for c in letters)
    return SCRIPTS.get(counted.most_common(1)[0][0], UNCODED) if counted else UNCODED


def _sex(sex: str) -> str:
    if sex not in Sex.values:
        raise Invalid(_("Choose the sex from the list."), fields={"sex": [_("Choose one from the list.")]})
    return Sex(sex)


def _names(names: Names) -> list[NameGiven]:
    """The names, cleaned; the first plain one is the usual one. Raises Invalid."""
    given = [one if isinstance(one, NameGiven) else NameGiven(one, "") for one in names]
    found = []
    for position, name in enumerate(given[: MOST_NAMES + 1]):
        text = clean(name.text)
        kind = name.kind or (NameKind.OTHER if position else NameKind.USUAL)
        if not any(unicodedata.category(c).startswith("L") for c in text):
            raise _bad_name(_("Write a name with at least one letter."))
        if len(text) > LONGEST_NAME:
            raise _bad_name(_("A name can have up to 300 characters."))
        if kind not in NameKind.values:
            raise _bad_name(_("Choose the kind of name from the list."))
        found.append(NameGiven(text, kind))
    if not found:
        raise _bad_name(_("Give at least one name. Write “not known” if nobody knows it."))
    if len(found) > MOST_NAMES:
        raise _bad_name(_("Give up to 20 names."))
    return found


def _bad_name(message: Text) -> Invalid:
    return Invalid(message, fields={"names": [message]})


def _birth(birth: date | None, precision: str, age_years: int | None) -> tuple[date | None, str]:
    """The birth as it is kept: the first day of a known month or year; from an age, that many years ago."""
    today = clock.today()
    if precision not in BirthPrecision.values:
        raise _bad_birth(_("Choose from the list how well the birth is known."))
    if age_years is not None and birth is None:
        if not 0 <= age_years <= OLDEST:
            raise _bad_birth(_("An age is between 0 and 120 years."))
        return _years_before(today, age_years), BirthPrecision.AGE
    if birth is None:
        if precision == BirthPrecision.UNKNOWN:
            return None, precision
        raise _bad_birth(_("Give the birth, or say that it is not known."))
    if birth > today:
        raise _bad_birth(_("A birth cannot be in the future."))
    if birth < _years_before(today, OLDEST):
        raise _bad_birth(_("A birth cannot be more than 120 years ago."))
    if precision == BirthPrecision.UNKNOWN:
        precision = BirthPrecision.EXACT
    if precision == BirthPrecision.MONTH:
        birth = birth.replace(day=1)
    if precision == BirthPrecision.YEAR:
        birth = birth.replace(month=1, day=1)
    return birth, BirthPrecision(precision)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _bad_birth(message: Text) -> Invalid:
    return Invalid(message, fields={"birth": [message]})
