"""A back-up: one file with the database, the uploads, and a manifest that says what must be in it.

The file is a plain tar: manifest.json, database.dump (pg_dump's custom format), uploads/. The secrets are
not in it; without them sealed words cannot be opened, so they are to be kept elsewhere.
"""

import json
import os
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from harambee import __version__
from harambee.cli import roles
from harambee.cli.errors import CliError
from harambee.cli.postgres import find_binaries
from harambee.cli.roles import Role

_FORMAT = 1
_RESTORING, _REPLACED = "harambee_restoring", "harambee_replaced"
type Tell = Callable[[str], None]


@dataclass(frozen=True)
class Manifest:
    """What a back-up holds: each table's number of rows at the moment of the back-up."""

    format: int
    version: str
    made_at: str
    counts: dict[str, int]
    uploads: int

    @classmethod
    def read(cls, file: Path) -> "Manifest":
        """Return the manifest of a back-up. Raises CliError for anything else."""
        try:
            with tarfile.open(file, "r:") as archive:
                member = archive.extractfile("manifest.json")
                found = cls(**json.load(member)) if member else None
        except (OSError, tarfile.TarError, KeyError, ValueError, TypeError) as problem:
            raise CliError(f"{file} is not a back-up of Harambee, or is damaged: {problem}.") from problem
        if found is None or found.format != _FORMAT:
            raise CliError(f"{file} was made by another release: restore it with that one, then upgrade.")
        return found


def write(file: Path, uploads: Path, tell: Tell) -> Manifest:
    """Write a back-up to `file`, which appears only when it is complete. Raises CliError."""
    partial = file.with_name(file.name + ".partial")
    dump = file.with_name(file.name + ".dump")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        manifest_file = file.with_name(file.name + ".manifest")
        for own in (partial, dump, manifest_file):
            _make_for_us_alone(own)
        counts = _dump(dump, tell)
        stored = [path for path in sorted(uploads.rglob("*")) if path.is_file()]
        manifest = Manifest(_FORMAT, __version__, datetime.now(UTC).isoformat(), counts, len(stored))
        manifest_file.write_text(json.dumps(asdict(manifest), indent=1))
        tell("Packing")
        with partial.open("wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as archive:
                archive.add(manifest_file, "manifest.json")
                archive.add(dump, "database.dump")
                for path in stored:
                    archive.add(path, f"uploads/{path.relative_to(uploads)}")
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(file)
    except OSError as problem:
        raise CliError(f"Cannot write {file}: {problem.strerror}.") from problem
    finally:
        for leftover in (partial, dump, file.with_name(file.name + ".manifest")):
            leftover.unlink(missing_ok=True)
    return manifest


def _make_for_us_alone(path: Path) -> None:
    """An empty file that nobody else may open, before anything about a child is written to it."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _dump(dump: Path, tell: Tell) -> dict[str, int]:
    """Dump the database; return the number of rows of each table in the very same snapshot."""
    address = os.environ[Role.DUMP.variable]
    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = connection.execute("select pg_export_snapshot()").fetchone()
        assert snapshot is not None
        tell("Counting")
        counts = _counts(connection)
        tell("Dumping")
        _run("pg_dump", address, "--format=custom", f"--snapshot={snapshot[0]}", f"--file={dump}")
    return counts


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = 'public' order by 1"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        counts[table] = int(row[0]) if row else 0
    return counts


def is_empty() -> bool:
    """Whether the database of this process holds no person's login, and so nothing that anybody entered."""
    with psycopg.connect(os.environ[Role.OWNER.variable]) as owner:
        made = owner.execute("select to_regclass('public.access_user') is not null").fetchone()
        if not (made and made[0]):
            return True
        used = owner.execute("select exists (select 1 from access_user where kind = 'human')").fetchone()
        return not (used and used[0])


def restore(file: Path, uploads: Path, tell: Tell) -> Manifest:
    """Restore into a new database beside the present one, check it, and only then put it in its place.

    Raises CliError; the present database is untouched until everything has been checked.
    """
    manifest = Manifest.read(file)
    unpacked = uploads.parent / "restoring"
    _forget(unpacked)
    try:
        tell("Unpacking")
        unpacked.mkdir(parents=True, mode=0o700)
        with tarfile.open(file, "r:") as archive:
            archive.extractall(unpacked, filter="data")
        with psycopg.connect(_address(Role.OWNER, "postgres"), autocommit=True) as owner:
            _drop(owner, _RESTORING)
            roles.set_up_database(owner, _RESTORING)
            tell("Restoring the database")
            target = _address(Role.OWNER, _RESTORING)
            dump = str(unpacked / "database.dump")
            _run("pg_restore", target, "--no-owner", "--exit-on-error", "--single-transaction", dump)
            tell("Checking")
            _compare(manifest)
            _swap(owner)
        _put_uploads(unpacked / "uploads", uploads)
    except (tarfile.TarError, psycopg.Error, OSError) as problem:
        raise CliError(
            f"The back-up could not be restored, nothing was changed: {str(problem).strip()}"
        ) from problem
    finally:
        _forget(unpacked)
    return manifest


def _compare(manifest: Manifest) -> None:
    with psycopg.connect(_address(Role.DUMP, _RESTORING)) as dump:
        counts = _counts(dump)
    if counts != manifest.counts:
        differing = sorted(t for t in counts | manifest.counts if counts.get(t) != manifest.counts.get(t))
        raise CliError(
            f"The back-up is not whole, nothing was changed: rows are missing in {', '.join(differing)}."
        )


def _swap(owner: psycopg.Connection) -> None:
    _drop(owner, _REPLACED)
    try:
        with owner.transaction():
            rename = "ALTER DATABASE {} RENAME TO {}"
            for old, new in ((roles.DATABASE, _REPLACED), (_RESTORING, roles.DATABASE)):
                owner.execute(sql.SQL(rename).format(sql.Identifier(old), sql.Identifier(new)))
    except psycopg.errors.ObjectInUse as problem:
        raise CliError(
            "Somebody still uses the database: stop every harambee serve and worker first."
        ) from problem
    _drop(owner, _REPLACED)


def _put_uploads(restored: Path, uploads: Path) -> None:
    replaced = uploads.with_name("uploads.replaced")
    _forget(replaced)
    if uploads.exists():
        uploads.rename(replaced)
    if restored.exists():
        restored.rename(uploads)
    _forget(replaced)


def _drop(owner: psycopg.Connection, database: str) -> None:
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))


def _forget(folder: Path) -> None:
    if folder.exists():
        subprocess.run(["rm", "-rf", str(folder)], check=True)


def _address(role: Role, database: str) -> str:
    return urlunsplit(urlsplit(os.environ[role.variable])._replace(path=f"/{database}"))


def _run(program: str, address: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, where `ps` does not show it."""
    place = conninfo_to_dict(address)
    secret = {"PGPASSWORD": str(place.pop("password", ""))}
    without_secret = make_conninfo("", **{name: str(value) for name, value in place.items()})
    command = [find_binaries()[program], f"--dbname={without_secret}", "--no-password", *arguments]
    ended = subprocess.run(
        command, env=os.environ | secret, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if ended.returncode:
        reason = (ended.stderr.strip().splitlines() or ["no reason given"])[0]
        raise CliError(f"{program} failed: {reason}")
