"""The database's roles: who owns the tables, who works with them, who may copy everything.

owner   makes and changes tables; row security is forced on it too
app     reads and writes rows, within row security
dump    reads every row, for back-ups
A superuser (the embedded server's bootstrap role, or the login in DATABASE_URL) only sets these up.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, LiteralString
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from harambee.cli.errors import CliError

DATABASE = "harambee"


class Role(StrEnum):
    """A login of Harambee's; the value is HARAMBEE_DB_ROLE's, `login` the name in the database."""

    OWNER = "owner"
    APP = "app"
    DUMP = "dump"

    @property
    def login(self) -> str:
        return f"harambee_{self.value}"

    @property
    def variable(self) -> str:
        """The environment variable that holds this role's URL."""
        return "DATABASE_URL" if self is Role.APP else f"DATABASE_{self.name}_URL"


_ATTRIBUTES: dict[Role, LiteralString] = {
    Role.OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION CREATEDB",  # tests, restores
    Role.APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB",
    Role.DUMP: "LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB",
}

# What the owner makes from now on: the app role may use it, the dump role may read it.
_DEFAULT_PRIVILEGES: tuple[LiteralString, ...] = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO harambee_app",
    "GRANT USAGE, SELECT ON SEQUENCES TO harambee_app",
    "GRANT USAGE ON SCHEMAS TO harambee_app, harambee_dump",
    "GRANT SELECT ON TABLES TO harambee_dump",
    "GRANT SELECT ON SEQUENCES TO harambee_dump",
)


def url(server: Mapping[str, Any], login: str, password: str, database: str = DATABASE) -> str:
    """Return the address for a login, with host, port and options (sslmode ...) of `server` in libpq's words.

    The host may be a folder with a Unix socket.
    """
    options = {
        name: str(value)
        for name, value in server.items()
        if name not in {"user", "password", "dbname"} and value
    }
    place = ""
    if not options.get("host", "/").startswith("/"):
        place = f"{options.pop('host')}:{options.pop('port', 5432)}"
    query = f"?{urlencode(options, safe='/')}" if options else ""
    return f"postgresql://{quote(login, safe='')}:{quote(password, safe='')}@{place}/{database}{query}"


def may_set_up(admin: psycopg.Connection) -> bool:
    """Whether this login can create the roles, the one that bypasses row security included."""
    row = admin.execute(
        "select rolsuper or (rolcreaterole and rolcreatedb and rolbypassrls) "
        "from pg_roles where rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def existing(admin: psycopg.Connection) -> set[Role]:
    """Return those of our roles that the server knows."""
    rows = admin.execute(
        "select rolname from pg_roles where rolname = any(%s)", ([role.login for role in Role],)
    )
    names = {name for (name,) in rows}
    return {role for role in Role if role.login in names}


def set_up_roles(admin: psycopg.Connection, passwords: Mapping[Role, str]) -> None:
    """Create what is missing, and give every role exactly its attributes and its password."""
    known = existing(admin)
    for role in Role:
        verb = sql.SQL("ALTER ROLE" if role in known else "CREATE ROLE")
        admin.execute(
            sql.SQL("{} {} {} PASSWORD {}").format(
                verb, sql.Identifier(role.login), sql.SQL(_ATTRIBUTES[role]), sql.Literal(passwords[role])
            )
        )


def set_up_database(admin: psycopg.Connection, name: str = DATABASE) -> bool:
    """Create the database where it is missing; return whether it was.

    Its character rules are the server's built-in ones: with LC_CTYPE=C text functions take Arabic,
    Amharic and Khmer letters for nothing, and an operating system's rules differ between machines.
    """
    if admin.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
        return False
    if not _owns_or_rules(admin):
        admin.execute("GRANT harambee_owner TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")
    database = sql.Identifier(name)
    admin.execute(
        sql.SQL(
            "CREATE DATABASE {} OWNER harambee_owner TEMPLATE template0 ENCODING 'UTF8' "
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C'"
        ).format(database)
    )
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO harambee_app, harambee_dump").format(database))
    return True


def grant_defaults(owner: psycopg.Connection) -> None:
    """Let the other roles use what the owner will make in this connection's database.

    The connection is the owner's or a superuser's.
    """
    owner.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for privilege in _DEFAULT_PRIVILEGES:
        owner.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE harambee_owner {}").format(sql.SQL(privilege))
        )


def _owns_or_rules(login: psycopg.Connection) -> bool:
    row = login.execute(
        "select rolsuper or rolname = 'harambee_owner' from pg_roles where rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def require_version(connection: psycopg.Connection, minimum: int) -> None:
    """Raises CliError where the server is older than PostgreSQL `minimum`."""
    version = connection.info.server_version
    if version < minimum * 10_000:
        raise CliError(
            f"The server in DATABASE_URL is PostgreSQL {version // 10_000}; Harambee needs {minimum} "
            "or newer: upgrade it, or unset DATABASE_URL to use the built-in server."
        )
