"""The second lock: row security for every table that holds anything about a child or family.

Each model says with `@protected` which of its columns a grant can name and which category its rows are;
its migration calls `protect(...)` with the same. `harambee check` and a test hold the two together.

Why the policies look as they do (each measured): the session's principals are worked out once per
transaction (`sec.identify`) and read once per statement (`(select sec.mine())` in the view `sec.sight`), the
grant is found by a scalar subquery that cannot be hashed, in an index that holds all that is asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, migrations, models

from harambee.access.states import Category, Level

M = TypeVar("M", bound=type[models.Model])
HISTORY = "event"  # the suffix of history tables


@dataclass(frozen=True)
class Protection:
    """How a table is locked: the columns that grants name; the category, or the column that holds it."""

    subjects: tuple[str, ...]
    category: int | str
    append_only: bool = False


PROTECTED: dict[type[models.Model], Protection] = {}


def protected(*subjects: str, category: Category | str, append_only: bool = False) -> Callable[[M], M]:
    """Mark a model as holding something about a child or family."""

    def mark(model: M) -> M:
        value = category if isinstance(category, str) else int(category)
        PROTECTED[model] = Protection(subjects, value, append_only)
        return model

    return mark


def opens(table: str, subjects: Sequence[str], category: int | str, level: Level) -> str:
    """SQL: a grant in force opens this row to the session's principals, at `level` or higher."""
    named = ", ".join(f'"{table}"."{one}"' for one in subjects)
    which = f"g.subject_id = {named}" if len(subjects) == 1 else f"g.subject_id = any(array[{named}])"
    mask = f'"{table}"."{category}"' if isinstance(category, str) else str(category)
    return (  # every part is a name or number from a migration, never from a person
        f"(select true from sec.sight g where {which} and g.level >= {int(level)}"
        f" and (g.categories & {mask}) <> 0 limit 1)"
    )


def protect(
    table: str,
    subjects: Sequence[str],
    category: int | str,
    *,
    history: bool = False,
    append_only: bool = False,
) -> migrations.RunSQL:
    """A migration step that locks `table`, and its history: read by a read grant, written by a write grant.

    Nobody deletes: things about a child end by state.
    """
    read = opens(table, subjects, category, Level.READ)
    write = opens(table, subjects, category, Level.WRITE)
    steps = [
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
        f'create policy app_read on "{table}" for select to harambee_app using ({read})',
        f'create policy app_add on "{table}" for insert to harambee_app with check ({write})',
        f'revoke delete, truncate on "{table}" from harambee_app',
    ]
    undo = [f'drop policy app_read on "{table}"', f'drop policy app_add on "{table}"']
    if append_only:
        steps.append(f'revoke update on "{table}" from harambee_app')
    else:
        steps.append(
            f'create policy app_change on "{table}" for update to harambee_app'
            f" using ({write}) with check ({write})"
        )
        undo.append(f'drop policy app_change on "{table}"')
    if history:
        # The trigger writes as the acting user; whoever may change the row may leave its trace.
        past = f"{table}{HISTORY}"
        past_read = opens(past, subjects, category, Level.READ)
        steps += [
            f'alter table "{past}" enable row level security',
            f'alter table "{past}" force row level security',
            f'create policy app_read on "{past}" for select to harambee_app using ({past_read})',
            f'create policy app_add on "{past}" for insert to harambee_app with check (true)',
            f'revoke update, delete, truncate on "{past}" from harambee_app',
        ]
        undo += [f'drop policy app_read on "{past}"', f'drop policy app_add on "{past}"', _off(past)]
    return migrations.RunSQL(";\n".join(steps), ";\n".join([*undo, _off(table)]))


def _off(table: str) -> str:
    return (
        f'alter table "{table}" no force row level security; alter table "{table}" disable row level security'
    )


def tables() -> dict[str, Protection]:
    """Every table that must be locked, history included, with its protection."""
    found: dict[str, Protection] = {}
    for model, protection in PROTECTED.items():
        found[model._meta.db_table] = protection
        past = f"{model._meta.db_table}{HISTORY}"
        if any(other._meta.db_table == past for other in _all_models()):
            found[past] = Protection(protection.subjects, protection.category, append_only=True)
    return found


def _all_models() -> list[type[models.Model]]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def unlocked() -> list[str]:
    """Tables that should be locked and are not: row security not forced, or a policy missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity,"
            " array(select polname from pg_policy where polrelid = c.oid)"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and c.relkind in ('r', 'p')"
        )
        state = {name: (locked, set(names)) for name, locked, names in cursor.fetchall()}
    wrong = []
    for table in tables():
        locked, names = state.get(table, (False, set()))
        if not locked or not {"app_read", "app_add"} <= names:
            wrong.append(table)
    return sorted(wrong)
