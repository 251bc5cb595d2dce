"""The first lock, and the only code that says yes or no.

`visible(actor, Model)` gives the rows that exist for someone; `authorize` and `can` say whether they may
do something now; `@command` is the one way to write. Each slice's `policies.py` registers rules and scopes.
"""

import functools
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from harambee.access import audit
from harambee.access.actors import Actor, acting_as, in_force
from harambee.access.models import Exclusion, Grant
from harambee.access.states import Category, Level, Outcome
from harambee.kernel.errors import HarambeeError, HouseRuleBroken, NotAllowed, NotVisible

type Verdict = bool | str | Promise
type Predicate = Callable[[Actor, Any], Verdict]
type Scope = Callable[[Actor], Q]
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Rule:
    """When `action` is allowed: the duties that carry it as shipped, and what must hold for the record."""

    action: str
    predicate: Predicate
    duties: frozenset[str]
    anyone: bool


@dataclass
class _Frame:
    action: str
    authorized: bool = False
    recorded: bool = False


RULES: dict[str, Rule] = {}
SCOPES: dict[type[models.Model], Scope] = {}
COMMANDS: dict[str, Callable[..., Any]] = {}
_frame: ContextVar[_Frame | None] = ContextVar("harambee_command", default=None)


def rule(
    action: str, *, duties: Iterable[str] = (), anyone: bool = False
) -> Callable[[Predicate], Predicate]:
    """Register the rule for `action`. The predicate answers True, or False, or the reason for a refusal.

    `duties` are the standard duties that carry the permission when the system is installed. `anyone`
    marks the few actions that need no duty (reporting a concern, answering by a link).
    """

    def register(predicate: Predicate) -> Predicate:
        if action in RULES:
            raise HouseRuleBroken(f"two rules for {action}")
        RULES[action] = Rule(action, predicate, frozenset(duties), anyone)
        return predicate

    return register


def scope(*models_: type[models.Model]) -> Callable[[Scope], Scope]:
    """Register which rows of the models exist for an actor, as a condition."""

    def register(function: Scope) -> Scope:
        for model in models_:
            SCOPES[model] = function
        return function

    return register


def granted(actor: Actor, *subjects: str, category: Category | int | str, level: Level = Level.READ) -> Q:
    """Condition: a grant in force opens the row to the actor. Grants may name the row's fields `subjects`.

    `category` is the row's category of information, or the name of the column that holds it.

    This is the same question, over the same rows, that row security asks again underneath.
    """
    opens = Q()
    for subject in subjects:
        opens |= Q(subject_id=OuterRef(subject))
    mask: Any = OuterRef(category) if isinstance(category, str) else int(category)
    # Said outright, because Django cannot tell the type of a column of the outer query.
    opened = ExpressionWrapper(F("categories").bitand(mask), models.IntegerField())
    grants = Grant.objects.alias(opened=opened).filter(
        in_force(), opens, principal__in=actor.principals, level__gte=level, opened__gt=0
    )
    excluded = Exclusion.objects.filter(user_id=actor.user_id).values("root_id")
    return Q(Exists(grants.exclude(root_id__in=excluded)))


def visible(actor: Actor | None, model: type[M]) -> QuerySet[M]:
    """The rows of `model` that exist for `actor`. Raises HouseRuleBroken without an actor or a scope."""
    if not isinstance(actor, Actor):
        raise HouseRuleBroken(f"a query on {model.__name__} without an actor")
    if model not in SCOPES:
        raise HouseRuleBroken(f"{model.__name__} has no scope in its slice's policies.py")
    return model._default_manager.filter(SCOPES[model](actor))


def one(actor: Actor, model: type[M], pk: Any, *, lock: bool = False, related: tuple[str, ...] = ()) -> M:
    """The one visible row with this id, locked for a command where `lock`. Raises NotVisible."""
    rows = visible(actor, model)
    if related:
        rows = rows.select_related(*related)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        error = NotVisible()
        kind = getattr(model, "audit_kind", audit.SYSTEM.audit_kind)
        error.action, error.subject = f"{model._meta.model_name}.see", audit.Reference(kind, pk)  # type: ignore[attr-defined]
        raise error
    return found


def holding(
    actor: Actor, *, subject_id: Any = None, root_id: Any = None, kind: int | None = None
) -> tuple[Category, Category]:
    """The categories that the actor's grants open, for reading and for writing.

    Asked of one subject, or of everything under a root; `kind` narrows to one kind of subject. Rules ask
    this; rows are loaded through `visible`.
    """
    named = {"subject_id": subject_id, "root_id": root_id, "subject_kind": kind}
    wanted = {key: value for key, value in named.items() if value is not None}
    if not {"subject_id", "root_id"} & set(wanted):
        raise HouseRuleBroken("holding() of nothing in particular")
    reads = writes = Category(0)
    grants = Grant.objects.filter(in_force(), principal__in=actor.principals, **wanted)
    for categories, level in grants.values_list("categories", "level"):
        reads |= Category(categories) if level >= Level.READ else Category(0)
        writes |= Category(categories) if level >= Level.WRITE else Category(0)
    return reads, writes


def refusal(actor: Actor, action: str, subject: Any = None) -> str | Promise | None:
    """Why `actor` may not do `action` to `subject` now, or None where they may."""
    if action not in RULES:
        raise HouseRuleBroken(f"no rule for {action}")
    found = RULES[action]
    if not found.anyone and not actor.may(action):
        return NotAllowed.default
    verdict = found.predicate(actor, subject)
    if verdict is True:
        return None
    return NotAllowed.default if verdict is False else verdict


def can(actor: Actor | None, action: str, subject: Any = None) -> bool:
    """Whether `actor` may do `action` to `subject` now; pages ask it to show or leave out a button."""
    return actor is not None and refusal(actor, action, subject) is None


def authorize(actor: Actor, action: str, subject: Any = None) -> None:
    """Go on only where `actor` may do `action` to `subject`. Raises NotAllowed with the reason."""
    frame = _frame.get()
    why = refusal(actor, action, subject)
    if why is not None:
        error = NotAllowed(why)
        error.action, error.subject = action, subject  # type: ignore[attr-defined]
        raise error
    if frame is not None:
        frame.authorized = True


def record(actor: Actor, action: str, subject: Any, **detail: Any) -> None:
    """Write the audit event of a command, in its transaction. `detail` holds codes and ids only."""
    audit.write_event(actor, action, subject, Outcome.DONE, detail)
    frame = _frame.get()
    if frame is not None:
        frame.recorded = True


def in_command() -> bool:
    """Whether a command is running; grants and other parts of commands refuse to run outside one."""
    return _frame.get() is not None


def command[**P, R](action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the one way to do `action`: one transaction, as the actor, asked and recorded.

    The actor is the function's first positional argument. Raises HouseRuleBroken, and rolls back, where the
    function did not both `authorize` and `record`. A refusal is recorded after the rollback by the outermost
    boundary: here, or the web or API layer above.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = args[0] if args else None
            if not isinstance(actor, Actor):
                raise HouseRuleBroken(f"{action} without an actor")
            frame = _Frame(action)
            token = _frame.set(frame)
            try:
                with acting_as(actor), transaction.atomic():
                    result = function(*args, **kwargs)
                    if not frame.authorized:
                        raise HouseRuleBroken(f"{action} changed something without asking the gate")
                    if not frame.recorded:
                        raise HouseRuleBroken(f"{action} changed something without recording it")
                    return result
            except HarambeeError as error:
                if isinstance(error, NotAllowed | NotVisible) and not connection.in_atomic_block:
                    audit.record_refusal(actor, error)
                raise
            finally:
                _frame.reset(token)

        if action in COMMANDS:
            raise HouseRuleBroken(f"two commands for {action}")
        COMMANDS[action] = run
        return run

    return wrap
