"""Every read of intake."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from harambee.access import queries as access
from harambee.access.actors import Actor, acting_as
from harambee.access.audit import record_read
from harambee.access.gate import one, visible
from harambee.access.models import Area
from harambee.access.states import SubjectKind
from harambee.intake.models import Answers, Draft, Report, ReportChild, Reporter, Screening
from harambee.intake.states import WAITING, State
from harambee.kernel import clock
from harambee.kernel.ids import read_reference

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # where worklists put what has no due time
_BESIDE = ("area", "organization", "received_by")


def report(actor: Actor, report_id: UUID) -> Report:
    """One report that the actor may see. Raises NotVisible. It shows a reporter their own report as well."""
    return one(actor, Report, report_id, related=_BESIDE)


def note_reading(actor: Actor, found: Report) -> None:
    """Write into the audit trail that the actor opened the report."""
    record_read(actor, "report.read", found)


def reporter(actor: Actor, report_id: UUID) -> Reporter | None:
    """Who reported, where the actor may know it."""
    return visible(actor, Reporter).filter(report_id=report_id).first()


def works_with(actor: Actor, found: Report) -> bool:
    """Whether the actor sees more of the report than that they sent it themselves."""
    own = found.received_by_id == actor.user_id
    return not own or visible(actor, Reporter).filter(report_id=found.pk).exists()


def children(actor: Actor, report_id: UUID) -> list[ReportChild]:
    """The children that a report names, in the order given, as far as the actor may see them."""
    return list(visible(actor, ReportChild).filter(report_id=report_id).order_by("number", "id"))


def screening(actor: Actor, report_id: UUID) -> Screening | None:
    """What was decided and why, where the actor may know it."""
    found = visible(actor, Screening).filter(report_id=report_id).select_related("screened_by")
    return found.first()


def inbox(
    actor: Actor,
    *,
    states: Iterable[int] = WAITING,
    limit: int = 50,
    after: tuple[datetime, UUID] | None = None,
) -> list[Report]:
    """What waits at the actor's desks, due first. `after` is (due, id) of the last row of the page before."""
    ids = access.worklist(actor, SubjectKind.REPORT, statuses=states, limit=limit, after=after)
    found = visible(actor, Report).filter(pk__in=ids).select_related(*_BESIDE).in_bulk()
    return [found[one] for one in ids if one in found]


def waiting_ids(actor: Actor, *, limit: int) -> list[UUID]:
    """The ids of what waits at the actor's desks, at most `limit`."""
    return access.worklist(actor, SubjectKind.REPORT, statuses=WAITING, limit=limit)


def children_names(actor: Actor, reports: Iterable[Report]) -> dict[UUID, list[str]]:
    """The names of the children of many reports, in one query."""
    names: dict[UUID, list[str]] = {}
    rows = visible(actor, ReportChild).filter(report__in=list(reports)).order_by("number", "id")
    for report_id, name in rows.values_list("report_id", "name"):
        names.setdefault(report_id, []).append(name)
    return names


def with_reference(actor: Actor, typed: str) -> Report | None:
    """The report with this reference as typed: letters' case and look-alike signs do not matter.

    Not one's own report: what the one who reported learns of it stands on their page alone.
    """
    meant = read_reference(typed)
    if meant is None:
        return None
    found = visible(actor, Report).filter(reference=meant).select_related(*_BESIDE).first()
    return found if found is not None and works_with(actor, found) else None


def own_reports(actor: Actor) -> QuerySet[Report]:
    """What the actor reported themselves, newest first."""
    return (
        visible(actor, Report)
        .filter(received_by_id=actor.user_id)
        .select_related(*_BESIDE)
        .order_by("-received_at", "-id")
    )


def state_of(found: Report) -> State:
    """The report's state as a word of `states`."""
    return State(found.state)


def area_choices(actor: Actor) -> list[Area]:
    """All areas in the order of the tree: each place right after the one it lies in."""
    rows = list(access.areas(actor))
    below: dict[UUID | None, list[Area]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: UUID | None) -> list[Area]:
        return [place for row in below.get(parent, []) for place in (row, *walk(row.pk))]

    return walk(None)


@dataclass(frozen=True)
class OpenDraft:
    """A draft with what it holds."""

    draft: Draft
    answers: Answers


def draft(actor: Actor, key: str, draft_id: UUID | None = None, *, lock: bool = False) -> OpenDraft | None:
    """The actor's draft that `key` opens: the one named, or the newest. None where gone or expired."""
    with acting_as(actor):
        rows = visible(actor, Draft).filter(expires__gt=clock.now()).order_by("-expires", "-id")
        if draft_id is not None:
            rows = rows.filter(pk=draft_id)
        if lock:
            rows = rows.select_for_update()
        found = rows.first()
    answers = found.open(key) if found else None
    return OpenDraft(found, answers) if found and answers else None
