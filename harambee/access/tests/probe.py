"""Commands that break a rule of the house on purpose, for tests of the gate; and one that keeps them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from harambee.access import gate
from harambee.access.actors import Actor
from harambee.access.audit import SYSTEM, Reference
from harambee.access.commands.grants import Sight, end_basis, give_sight
from harambee.access.gate import authorize, command, record
from harambee.access.models import Desk, Grant, Post
from harambee.access.states import Basis, Category, Level, SubjectKind


@contextmanager
def planted() -> Iterator[dict[str, Any]]:
    """Register probe rules and commands for the length of a test, and take them out again."""
    rules, commands = dict(gate.RULES), dict(gate.COMMANDS)
    try:
        yield _plant()
    finally:
        gate.RULES.clear()
        gate.RULES.update(rules)
        gate.COMMANDS.clear()
        gate.COMMANDS.update(commands)


def _plant() -> dict[str, Any]:
    gate.rule("probe.open", anyone=True)(lambda actor, subject: True)
    gate.rule("probe.refused", anyone=True)(lambda actor, subject: "Not on a Sunday.")

    @command("probe.unguarded")
    def unguarded(actor: Actor) -> None:
        record(actor, "probe.unguarded", SYSTEM)

    @command("probe.unrecorded")
    def unrecorded(actor: Actor) -> None:
        authorize(actor, "probe.open")

    @command("probe.refused")
    def refused(actor: Actor) -> None:
        authorize(actor, "probe.refused", Reference(SubjectKind.CASE))

    @command("probe.open")
    def give(
        actor: Actor,
        to: Post | Desk,
        root: UUID,
        *,
        categories: Category = Category.PLAN,
        level: Level = Level.READ,
        basis_id: UUID | None = None,
        subject: UUID | None = None,
    ) -> Grant:
        """Give sight of a root (or of a subject under it)."""
        authorize(actor, "probe.open")
        sight = Sight(SubjectKind.CASE, subject or root, root, categories, level, status=1)
        grant = give_sight(actor, to, [sight], basis=Basis.TEAM, basis_id=basis_id or root)[0]
        record(actor, "probe.open", Reference(SubjectKind.CASE, root, root, Category.PLAN))
        return grant

    @command("probe.end")
    def end(actor: Actor, basis_id: UUID) -> int:
        """End all grants of a basis."""
        authorize(actor, "probe.open")
        ended = end_basis(actor, basis_id, reason="over")
        record(actor, "probe.end", SYSTEM)
        return ended

    return {"unguarded": unguarded, "unrecorded": unrecorded, "refused": refused, "give": give, "end": end}
