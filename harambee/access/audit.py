"""Recording: what was done, read and refused, in the transaction that did it; sealing and verifying.

A hash chain written inline costs throughput (writers queue for the last hash), so events are plain
rows and a job seals closed batches into the chain afterwards.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from harambee.access.context import identified, identity
from harambee.access.states import Category, Outcome, SubjectKind
from harambee.kernel import clock
from harambee.kernel.errors import HarambeeError

if TYPE_CHECKING:
    from harambee.access.actors import Actor


@dataclass(frozen=True)
class Reference:
    """A subject known by its id alone (a refusal never loads the record)."""

    audit_kind: SubjectKind = SubjectKind.SYSTEM
    pk: UUID | None = None
    root_id: UUID | None = None
    audit_category: Category = Category(0)


SYSTEM = Reference()


# Without RETURNING: who may write an event may not always read it back.
_ADD = (
    "insert into access_auditevent (at, actor_id, post_id, organization_id, action, outcome, subject_kind,"
    " subject_id, root_id, category, detail) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def write_event(
    actor: "Actor | None",
    action: str,
    subject: Any,
    outcome: Outcome,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one event in the running transaction. `detail` holds codes and ids, never what a record says."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            (
                clock.now(),
                actor.user_id if actor else identity().user_id,
                actor.post_id if actor else None,
                actor.organization_id if actor else None,
                action,
                int(outcome),
                int(subject.audit_kind),
                subject.pk,
                getattr(subject, "root_id", None),
                int(getattr(subject, "audit_category", 0)),
                json.dumps(detail or {}),
            ),
        )


def record_read(actor: "Actor", action: str, subject: Any) -> None:
    """Note that `actor` opened a record about a child."""
    write_event(actor, action, subject, Outcome.READ)


def record_refusal(actor: "Actor | None", error: HarambeeError) -> None:
    """Note a refusal, in a transaction of its own, once the refused one has been rolled back.

    The error carries `action` and `subject` as the gate put them; without them the attempt is still noted.
    """
    if connection.in_atomic_block:
        return  # the outermost boundary records it, after its rollback
    action = str(getattr(error, "action", "") or "unknown")
    subject = getattr(error, "subject", None)  # a record, an identity row, or nothing at all
    reference = Reference(
        getattr(subject, "audit_kind", SubjectKind.SYSTEM),
        getattr(subject, "pk", None),
        getattr(subject, "root_id", None),
        getattr(subject, "audit_category", Category(0)),
    )
    with identified(actor.identity if actor else identity()), transaction.atomic():
        write_event(actor, action, reference, Outcome.REFUSED, {"error": error.code})


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how many events and seals were checked, and each seal whose events changed."""

    events: int
    seals: int
    unsealed: int
    broken: list[str]


def seal() -> int:
    """Seal every committed event that no seal covers yet. Returns how many were sealed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select sec.seal_audit()")
        return int(cursor.fetchone()[0])


def verify() -> Verdict:
    """Recompute every seal from its events and its predecessor; names each row that fits no longer.

    The comparison runs in the database (`sec.verify_audit`), which reads all events whoever asks.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select problem from sec.verify_audit()")
        broken = [row[0] for row in cursor.fetchall()]
        cursor.execute("select events, seals, unsealed from sec.audit_counts()")
        events, seals, unsealed = cursor.fetchone()
    return Verdict(events, seals, unsealed, broken)
