"""The database that this process works with: ours, started now, or the one named in DATABASE_URL.

`ensure` and `ensure_for_tests` set DATABASE_URL, DATABASE_OWNER_URL and DATABASE_DUMP_URL in the environment,
so they come before Django reads its settings; child processes inherit them.
"""

import atexit
import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from harambee.cli import roles
from harambee.cli.console import err
from harambee.cli.errors import CliError
from harambee.cli.postgres import BOOTSTRAP_ROLE, MINIMUM_MAJOR, PostgresError, PostgresServer, password
from harambee.cli.roles import Role

_MOST_TEST_SERVERS = 16
# Says that the addresses in the environment were made by a parent process for this home.
_PREPARED = "HARAMBEE_DATABASE_OF"


def home() -> Path:
    """Return the folder of this installation's data: HARAMBEE_HOME, else the user's data folder."""
    if chosen := os.environ.get("HARAMBEE_HOME"):
        return Path(chosen).expanduser().resolve()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().resolve() / "harambee"


class Database:
    """A database in use: the embedded server runs until `release`, or until this process ends."""

    def __init__(self, server: PostgresServer | None = None) -> None:
        self.server = server
        atexit.register(self.release)

    def revive(self) -> None:
        """Start the embedded server again where it was killed; what it had confirmed is still there."""
        if self.server is None or self.server.answers():
            return
        try:
            self.server.revive()
        except PostgresError as problem:
            err.print(str(problem), style="red", markup=False)
        else:
            err.print("[yellow]The database had ended and was started again.")

    def release(self) -> None:
        """Leave the database; the last process to leave stops the embedded server."""
        if self.server is not None:
            self.server.release()
            self.server = None
        atexit.unregister(self.release)


def ensure() -> Database:
    """Make the database ready to connect to and set the environment for it.

    Raises CliError or PostgresError.
    """
    place = home()
    os.environ["HARAMBEE_HOME"] = str(place)
    prepared = os.environ.get(_PREPARED) == str(place)
    if os.environ.get("DATABASE_URL") and not prepared:
        _use_given_server(place)
        os.environ[_PREPARED] = str(place)
        return Database()
    if prepared and not (place / "pgdata").exists():
        return Database()
    database = Database(PostgresServer(place))
    assert database.server is not None
    database.server.acquire()
    _use_own_server(database.server)
    os.environ[_PREPARED] = str(place)
    return database


def ensure_for_tests() -> Database:
    """Start a server for one run of the tests and set the environment for it; call it before Django's set-up.

    Runs at the same time each take a server of their own, so all may call their database test_harambee.
    The servers' data stay for the next run, in HARAMBEE_TEST_HOME or .home/test; they need no care and
    may be deleted. Raises CliError or PostgresError.
    """
    default = Path(__file__).parents[2] / ".home" / "test"
    folder = Path(os.environ.get("HARAMBEE_TEST_HOME") or default).resolve()
    place = _free_place(folder)
    server = PostgresServer(place, durable=False)
    server.acquire()
    os.environ["HARAMBEE_HOME"] = str(place)
    _use_own_server(server)
    return Database(server)


def _free_place(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_MOST_TEST_SERVERS):
        # Left open: the lock is ours for as long as this process lives.
        lock = os.open(folder / f"{number}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return folder / str(number)
    raise CliError(f"{_MOST_TEST_SERVERS} runs of the tests use {folder} already: wait for one to end.")


def _use_own_server(server: PostgresServer) -> None:
    """Set up what is missing on the embedded server and point the environment there."""
    address = server.address()
    place = {"host": str(address.socket_folder), "port": address.port}
    passwords = _passwords(server.home)

    def superuser(name: str) -> psycopg.Connection:
        login = roles.url(place, BOOTSTRAP_ROLE, server.bootstrap_password, name)
        return psycopg.connect(login, autocommit=True)

    # The template too, so that databases made by tests start with the same privileges.
    with superuser("template1") as template:
        roles.set_up_roles(template, passwords)
        roles.grant_defaults(template)
    with superuser("postgres") as admin:
        made = roles.set_up_database(admin)
    if made:
        with superuser(roles.DATABASE) as database:
            roles.grant_defaults(database)
    _set_environment(place, passwords)


def _use_given_server(place: Path) -> None:
    """Check the server in DATABASE_URL and, where its login may, set up our roles and database there."""
    given = os.environ["DATABASE_URL"]
    try:
        server = conninfo_to_dict(given)
        with psycopg.connect(given, autocommit=True) as admin:
            roles.require_version(admin, MINIMUM_MAJOR)
            if roles.may_set_up(admin):
                _set_up_given_server(admin, server, place)
                return
    except psycopg.Error as problem:
        raise CliError(f"Cannot use the server in DATABASE_URL: {str(problem).strip()}") from problem
    missing = [role.variable for role in Role if not os.environ.get(role.variable)]
    if missing:
        raise CliError(
            f"The login in DATABASE_URL may not create roles, so set {' and '.join(missing)} too: create "
            "harambee_app, harambee_owner (owner of the database) and harambee_dump (BYPASSRLS), one address "
            "for each; or give DATABASE_URL a login with CREATEROLE, CREATEDB and BYPASSRLS."
        )


def _set_up_given_server(admin: psycopg.Connection, server: Mapping[str, Any], place: Path) -> None:
    secrets = place / "secrets"
    known = roles.existing(admin)
    if known and not (secrets / f"postgres-{Role.OWNER.value}").exists():
        raise CliError(
            "The server in DATABASE_URL has Harambee's roles already, but their passwords are not in "
            f"{secrets}: copy that folder from the machine that set them up, or set "
            "DATABASE_URL, DATABASE_OWNER_URL and DATABASE_DUMP_URL to those logins."
        )
    passwords = _passwords(place)
    if known != set(Role):
        roles.set_up_roles(admin, passwords)
    roles.set_up_database(admin)
    _set_environment(server, passwords)
    with psycopg.connect(os.environ[Role.OWNER.variable], autocommit=True) as owner:
        roles.grant_defaults(owner)


def _passwords(place: Path) -> dict[Role, str]:
    return {role: password(place / "secrets" / f"postgres-{role.value}") for role in Role}


def _set_environment(server: Mapping[str, Any], passwords: Mapping[Role, str]) -> None:
    for role in Role:
        os.environ[role.variable] = roles.url(server, role.login, passwords[role])
