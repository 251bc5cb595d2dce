"""What must be so for Harambee to be safe and to work, each with what to do where it is not."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from harambee.cli.roles import Role

_FREE_BYTES = 1_000_000_000
_SAMPLES = {"Arabic": "محمد", "Amharic": "ሰላም", "Khmer": "សុខ"}

_HTTPS = "Serve by HTTPS only, and set HARAMBEE_HTTPS=1."
_DEPLOYMENT_REMEDIES = {
    **dict.fromkeys(("security.W004", "security.W012", "security.W016"), _HTTPS),
    "mail.E001": "Set HARAMBEE_SMTP_URL, or HARAMBEE_EMAIL_BACKEND to one that sends.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` says what to do and is empty where all is well."""

    subject: str
    state: str
    remedy: str = ""

    @property
    def is_good(self) -> bool:
        return not self.remedy


def character_rules(owner: psycopg.Connection) -> Iterator[Finding]:
    """Encoding and character classes, tried with words of three scripts."""
    remedy = "Make the database anew with harambee backup and harambee restore --replace."
    encoding = _one(owner, "show server_encoding")
    yield Finding("Encoding", str(encoding), "" if encoding == "UTF8" else remedy)
    ctype = _one(owner, "select datctype from pg_database where datname = current_database()")
    wrong = [
        script
        for script, word in _SAMPLES.items()
        if not _one(
            owner,
            "select %(word)s ~ '^\\w+$' and lower(%(word)s) = %(word)s and length(%(word)s) = %(length)s",
            {"word": word, "length": len(word)},
        )
    ]
    if not _one(owner, "select lower('ÉÇ') = 'éç' and 'É' ~* 'é'"):
        wrong.append("accented Latin")
    for script in [*_SAMPLES, "accented Latin"]:
        bad = script in wrong
        yield Finding(
            f"Letters: {script}", f"unknown to LC_CTYPE {ctype}" if bad else "known", remedy if bad else ""
        )


def roles(owner: psycopg.Connection) -> Iterator[Finding]:
    """That no role may more than it should."""
    wanted = {
        Role.OWNER: (False, False, True),
        Role.APP: (False, False, False),
        Role.DUMP: (False, True, False),
    }
    attributes = "select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = %s"
    for role, wants in wanted.items():
        with psycopg.connect(os.environ[role.variable]) as own:
            login = str(_one(own, "select current_user"))
        found = owner.execute(attributes, (login,)).fetchone()
        good = found is not None and (tuple(found)[:2] == wants[:2])
        state = "as it should be" if good else f"superuser, bypass row security, create databases: {found}"
        fix = f"ALTER ROLE {login} NOSUPERUSER {'' if wants[1] else 'NO'}BYPASSRLS"
        yield Finding(f"Role {login}", state, "" if good else f"As the database's administrator: {fix}")
    app = _one(owner, "select has_schema_privilege('harambee_app', 'public', 'CREATE')")
    yield Finding(
        "Tables are made by the owner only",
        "no" if app else "yes",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, harambee_app" if app else "",
    )


def append_only(owner: psycopg.Connection) -> Iterator[Finding]:
    """That the audit trail can only grow."""
    for table in ("access_auditevent", "access_auditseal"):
        loose = _one(
            owner, "select has_table_privilege('harambee_app', %s, 'UPDATE, DELETE, TRUNCATE')", (table,)
        )
        remedy = f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM harambee_app" if loose else ""
        yield Finding(f"Append-only: {table}", "can be changed" if loose else "yes", remedy)


def row_security() -> Iterator[Finding]:
    """That every table about a child or family is locked (Django must be ready)."""
    from harambee.access import rls

    open_tables = rls.unlocked()
    state = f"missing on {', '.join(open_tables)}" if open_tables else f"forced on {len(rls.tables())} tables"
    yield Finding(
        "Row security",
        state,
        "Apply the migrations: restart harambee serve; report it if it stays." if open_tables else "",
    )


def migrations() -> Iterator[Finding]:
    """That the tables are those of this release (Django must be ready)."""
    from harambee.cli import schema

    missing = schema.pending()
    yield Finding(
        "Tables",
        f"{len(missing)} steps behind" if missing else "of this release",
        "Restart harambee serve." if missing else "",
    )


def disk(home: Path) -> Iterator[Finding]:
    """That the disk has room."""
    free = shutil.disk_usage(home).free
    good = free >= _FREE_BYTES
    yield Finding("Disk", f"{free / 1e9:.1f} GB free", "" if good else f"Free space on the disk of {home}.")


def secret_files(home: Path) -> Iterator[Finding]:
    """That only their owner can read the secrets."""
    folder = home / "secrets"
    loose = [
        path
        for path in [folder, *sorted(folder.glob("*"))]
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    remedy = f"chmod -R go= {folder}" if loose else ""
    state = (
        f"others can read {', '.join(path.name for path in loose)}"
        if loose
        else "readable by their owner only"
    )
    yield Finding("Secrets", state, remedy)


def deployment() -> Iterator[Finding]:
    """Django's own advice for a system that others can reach (Django must be ready)."""
    from django.core import checks

    for message in checks.run_checks(include_deployment_checks=True):
        # Redirecting to HTTPS is left to the server in front (W008).
        if message.level >= checks.WARNING and message.id != "security.W008":
            remedy = _DEPLOYMENT_REMEDIES.get(str(message.id)) or message.hint or "Read Django's advice."
            yield Finding(str(message.id), str(message.msg).split(". ")[0], str(remedy))


def everything(home: Path, *, deploy: bool) -> Iterator[Finding]:
    """Look at everything, one thing after the other; what cannot be looked at is a finding too."""
    with psycopg.connect(os.environ[Role.OWNER.variable], autocommit=True) as owner:
        looks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
            ("Characters", lambda: character_rules(owner)),
            ("Roles", lambda: roles(owner)),
            ("Tables", migrations),
            ("Row security", row_security),
            ("Append-only", lambda: append_only(owner)),
            ("Disk", lambda: disk(home)),
            ("Secrets", lambda: secret_files(home)),
        ]
        if deploy:
            looks.append(("Deployment", deployment))
        for name, look in looks:
            try:
                yield from look()
            except Exception as problem:
                yield Finding(name, f"could not be checked: {problem}".splitlines()[0], "Mend this first.")


def _one(connection: psycopg.Connection, query: str, values: object = None) -> object:
    row = connection.execute(query, values).fetchone()  # type: ignore[call-overload]
    return row[0] if row else None
