"""What a report is given as, and whether it can be right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harambee.access.models import Area
from harambee.access.queries import area_with_code
from harambee.intake.states import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TEXT,
    MOST_CHILDREN,
    OLDEST,
    Capacity,
    Concern,
    Sex,
)
from harambee.kernel import clock
from harambee.kernel.errors import Invalid
from harambee.kernel.text import clean

TOO_LONG = _("This is too long: %(length)d characters. Use %(limit)d or fewer.")


@dataclass(frozen=True)
class ChildGiven:
    """A child as the reporter knows them; every part may be missing."""

    name: str = ""
    sex: str = Sex.UNKNOWN
    age_years: int | None = None
    birth: date | None = None
    note: str = ""


@dataclass
class Problems:
    """What is wrong, by field; every field is looked at before anything is refused."""

    fields: dict[str, list[str | Promise]] = field(default_factory=dict)

    def add(self, name: str, words: str | Promise) -> None:
        """Note one thing that is wrong with a field."""
        self.fields.setdefault(name, []).append(words)

    def text(self, name: str, value: str, longest: int, *, lines: bool = False) -> str:
        """The cleaned text; a problem where it is too long or cannot be stored."""
        try:
            value = clean(value, lines=lines)
        except Invalid as error:
            self.add(name, error.message)
            return ""
        if len(value) > longest:
            self.add(name, TOO_LONG % {"length": len(value), "limit": longest})
        return value

    def check(self) -> None:
        """Go on only where nothing is wrong. Raises Invalid with all fields."""
        if self.fields:
            raise Invalid(fields={name: [str(one) for one in words] for name, words in self.fields.items()})


def checked_area(problems: Problems, code: str) -> Area | None:
    """The area with this code; none where none was given, which a reporter need not know."""
    code = problems.text("area_code", code, 40)
    found = area_with_code(code) if code else None
    if code and found is None:
        problems.add(
            "area_code", _("There is no area with this code. Choose one from the list, or leave it empty.")
        )
    return found


def checked_concerns(problems: Problems, concerns: Sequence[str]) -> list[str]:
    """The kinds of concern in their fixed order, each once."""
    if set(concerns) - set(Concern.values):
        problems.add("concerns", _("Choose what the worry is about from the list."))
    return [one for one in Concern.values if one in concerns]


def checked_capacity(problems: Problems, capacity: str) -> str:
    """How the reporter knows the child, or nothing."""
    if capacity and capacity not in Capacity.values:
        problems.add("reporter_capacity", _("Choose how you know the child from the list."))
    return capacity


def checked_child(problems: Problems, number: int, child: ChildGiven) -> ChildGiven:
    """One child, cleaned. Ages run from 0 to 25 years; nobody is born in the future."""
    age, birth, today = child.age_years, child.birth, clock.today()
    if age is not None and not 0 <= age <= OLDEST:
        problems.add(f"age_years_{number}", _("Give an age from 0 to %(oldest)d years.") % {"oldest": OLDEST})
    if birth is not None and not (today.year - OLDEST - 1 <= birth.year and birth <= today):
        problems.add(
            f"birth_{number}",
            _("This date of birth cannot be a child's. It must be in the last %(oldest)d years.")
            % {"oldest": OLDEST},
        )
    if child.sex not in Sex.values:
        problems.add(f"sex_{number}", _("Choose girl, boy, other or “I do not know”."))
    name = problems.text(f"name_{number}", child.name, LONGEST_NAME)
    note = problems.text(f"note_{number}", child.note, LONGEST_NOTE, lines=True)
    return ChildGiven(name, child.sex, age, birth, note)


def checked_children(problems: Problems, children: Sequence[ChildGiven]) -> list[ChildGiven]:
    """The children of whom anything was said at all."""
    if len(children) > MOST_CHILDREN:
        problems.add(
            "children",
            _("One report can name %(most)d children. Send another report for more.")
            % {"most": MOST_CHILDREN},
        )
    rows = [checked_child(problems, number, child) for number, child in enumerate(children[:MOST_CHILDREN])]
    return [child for child in rows if child != ChildGiven()]


def checked_story(problems: Problems, text: str) -> str:
    """What was seen, said or heard: the one thing that a report cannot do without."""
    text = problems.text("what_happened", text, LONGEST_TEXT, lines=True)
    if not text and "what_happened" not in problems.fields:
        problems.add("what_happened", _("Write what you saw, were told or heard. A few words are enough."))
    return text
