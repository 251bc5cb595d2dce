"""Reading cases: one, the actor's own by due date, and by what was typed into the search box."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harambee.access import queries as access
from harambee.access.actors import Actor
from harambee.access.commands.grants import FOREVER
from harambee.access.gate import can, granted, one, visible
from harambee.access.states import Category, SubjectKind
from harambee.cases.models import Assessment, Case, Plan
from harambee.cases.queries.plan import drafts, open_actions
from harambee.cases.states import OPEN_STATES, State
from harambee.kernel import clock
from harambee.kernel.ids import read_reference
from harambee.people import queries as people

WITH = ("lead_organization", "lead__user", "area")


def case(actor: Actor, case_id: UUID) -> Case:
    """One case. Raises NotVisible."""
    return one(actor, Case, case_id, related=WITH)


def is_open_to(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor sees the case at all."""
    return visible(actor, Case).filter(pk=case_id).exists()


def case_for_update(actor: Actor, case_id: UUID) -> Case:
    """One case, locked where the actor may change it; the rules then refuse whoever may only read it.

    Raises NotVisible.
    """
    locked = visible(actor, Case).select_for_update(of=("self",)).filter(pk=case_id).first()
    return locked or one(actor, Case, case_id)


@dataclass(frozen=True)
class CaseLine:
    """One line of a list of cases, as far as the actor may know: who the child is, how great the risk."""

    case: Case
    name: str
    age: str
    shows_risk: bool


def lines(actor: Actor, cases: Iterable[Case]) -> list[CaseLine]:
    """The cases with the children's names and ages, in three queries."""
    rows = list(cases)
    children = [row.child_id for row in rows]
    names, persons = people.names(actor, children), people.persons(actor, children)
    telling = granted(actor, "id", category=Category.PLAN | Category.PROTECTION)
    told = set(
        visible(actor, Case).filter(telling, pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    return [
        CaseLine(
            row,
            names.get(row.child_id, ""),
            people.age_words(persons[row.child_id]) if row.child_id in persons else "",
            row.pk in told,
        )
        for row in rows
    ]


def worklist(
    actor: Actor, *, states: Sequence[State] = OPEN_STATES, limit: int = 50, after: UUID | None = None
) -> list[Case]:
    """The actor's cases in these states by due date, driven from access rows; `after`: the last one shown."""
    last = None
    if after is not None:
        shown = one(actor, Case, after)
        last = (shown.due or FOREVER, shown.pk)
    ids = access.worklist(
        actor, SubjectKind.CASE, statuses=[int(state) for state in states], limit=limit, after=last
    )
    rows = visible(actor, Case).select_related(*WITH).in_bulk(ids)
    return [rows[found] for found in ids if found in rows]


def due_cases(actor: Actor, *, within: timedelta = timedelta(days=7), limit: int = 20) -> list[Case]:
    """The actor's open cases whose review is late or due soon, the latest first."""
    until = clock.today() + within
    return [
        row for row in worklist(actor, limit=limit) if row.review_due is not None and row.review_due <= until
    ]


def plans_to_approve(actor: Actor, *, limit: int = 10) -> list[Plan]:
    """Drafts by others in the actor's cases that are due first; as many cases as fit a day are looked at."""
    states = (State.ASSESSED, State.PLANNED, State.IN_PROGRESS)
    ids = access.worklist(actor, SubjectKind.CASE, statuses=[int(one) for one in states], limit=200)
    return [plan for plan in drafts(actor, ids) if can(actor, "case.approve_plan", plan)][:limit]


def find(actor: Actor, text: str, *, limit: int = 20) -> list[Case]:
    """Cases by their reference, or by a child's name in any script."""
    reference = read_reference(text)
    if reference:
        wanted = Q(reference=reference)
    else:
        wanted = Q(child_id__in=[person.pk for person in people.find(actor, text, limit=limit)])
    return list(
        visible(actor, Case).select_related(*WITH).filter(wanted).order_by("review_due", "id")[:limit]
    )


def latest_assessment(actor: Actor, case_id: UUID) -> Assessment | None:
    """The newest assessment that the actor may read."""
    rows = visible(actor, Assessment).filter(case_id=case_id)
    return rows.select_related("assessed_by").order_by("-assessed_at", "-id").first()


def closing_obstacles(actor: Actor, case: Case) -> list[str | Promise]:
    """Everything that stands in the way of closing the case, in words."""
    found: list[str | Promise] = []
    if case.state != State.UNDER_REVIEW:
        found.append(_("No review has decided to close the case. Hold one first."))
    if open_actions(actor, case.pk).exists():
        found.append(_("The plan has actions that are still to do. Complete or drop them."))
    if case.open_referrals:
        found.append(_("Referrals are still open. Record their outcome, or cancel them."))
    return found


@dataclass(frozen=True)
class ChildSummary:
    """The least that a receiver needs to decide on a referral: an age band and the sex, no name."""

    age_band: str
    sex: str


AGE_BANDS = ((4, "0-4"), (9, "5-9"), (14, "10-14"), (17, "15-17"))


def child_summary(actor: Actor, case: Case) -> ChildSummary:
    """Age band ("5-9"; empty where no age is known) and sex of the case's child. Raises NotVisible."""
    child = people.person(actor, case.child_id)
    age = people.age(child)
    if age is None:
        return ChildSummary("", child.sex)
    return ChildSummary(next((band for oldest, band in AGE_BANDS if age <= oldest), "18+"), child.sex)
