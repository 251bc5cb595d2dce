"""Which database a process gets, and what each of its logins may do."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import psycopg
import pytest

from harambee.cli import database, roles
from harambee.cli.errors import CliError
from harambee.cli.postgres import BOOTSTRAP_ROLE, PostgresServer
from harambee.cli.roles import Role


def own_url(server: PostgresServer, login: str = BOOTSTRAP_ROLE, password: str = "") -> str:
    place = {"host": str(server.address().socket_folder), "port": server.address().port}
    return roles.url(place, login, password or server.bootstrap_password, "postgres")


@pytest.fixture
def given(server: PostgresServer, own_environment: None, tmp_path: Path) -> Iterator[str]:
    """The address of somebody's server, without anything of ours on it."""
    os.environ["HARAMBEE_HOME"] = str(tmp_path)
    yield own_url(server)
    with psycopg.connect(own_url(server), autocommit=True) as admin:
        admin.execute("drop database if exists harambee")
        for role in Role:
            admin.execute(f"drop role if exists {role.login}")
        admin.execute("drop role if exists setter")


def connect(role: Role) -> psycopg.Connection:
    return psycopg.connect(os.environ[role.variable], autocommit=True)


def test_each_role_may_what_it_should(home: Path) -> None:
    used = database.ensure()
    try:
        with connect(Role.OWNER) as owner:
            owner.execute("create schema inner_part")
            owner.execute("create table child (id int)")
            owner.execute(
                "alter table child enable row level security; alter table child force row level security"
            )
            attributes = owner.execute(
                "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles "
                "where starts_with(rolname, 'harambee') and rolname <> %s order by 1",
                (BOOTSTRAP_ROLE,),
            ).fetchall()
        assert attributes == [
            ("harambee_app", False, False, False, False),
            ("harambee_dump", False, True, False, False),
            ("harambee_owner", False, False, True, False),
        ]
        with connect(Role.APP) as app:
            assert app.execute("select count(*) from child").fetchone() == (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("insert into child values (1)")  # no policy lets a row in
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("create table mine (id int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("create temporary table mine (id int)")
        with connect(Role.DUMP) as dump:
            dump.execute("select * from child")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                dump.execute("insert into child values (1)")
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (home / "secrets").iterdir()}
        assert modes == {0o600}
    finally:
        used.release()


def test_a_child_process_uses_what_its_parent_prepared(home: Path) -> None:
    used = database.ensure()
    address = os.environ["DATABASE_URL"]
    again = database.ensure()
    assert os.environ["DATABASE_URL"] == address
    used.release()
    with connect(Role.APP):
        pass  # the second user keeps the server
    again.release()


def test_a_given_server_is_set_up_by_a_login_that_may(given: str, tmp_path: Path) -> None:
    os.environ["DATABASE_URL"] = given
    database.ensure()
    for role in Role:
        assert urlsplit(os.environ[role.variable]).username == role.login
        with connect(role) as connection:
            assert connection.info.dbname == "harambee"
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == {f"postgres-{role}" for role in Role}
    assert not (tmp_path / "pgdata").exists()


def test_a_given_server_needs_no_superuser(given: str) -> None:
    with psycopg.connect(given, autocommit=True) as admin:
        admin.execute("create role setter login createrole createdb bypassrls password 'pw'")
    os.environ["DATABASE_URL"] = given.replace(given[given.index("//") + 2 : given.index("@")], "setter:pw")
    database.ensure()
    with connect(Role.OWNER) as owner:
        owner.execute("create table made (id int)")
    with connect(Role.APP) as app:
        app.execute("insert into made values (1)")


def test_a_login_that_may_not_set_up_is_told_what_to_do(given: str) -> None:
    with psycopg.connect(given, autocommit=True) as admin:
        admin.execute("create role setter login password 'pw'")
    os.environ["DATABASE_URL"] = given.replace(given[given.index("//") + 2 : given.index("@")], "setter:pw")
    with pytest.raises(CliError, match="set DATABASE_OWNER_URL and DATABASE_DUMP_URL too"):
        database.ensure()
    os.environ["DATABASE_OWNER_URL"] = os.environ["DATABASE_DUMP_URL"] = os.environ["DATABASE_URL"]
    database.ensure()


def test_a_second_machine_is_told_to_copy_the_passwords(given: str, tmp_path: Path) -> None:
    os.environ["DATABASE_URL"] = given
    database.ensure()
    os.environ["DATABASE_URL"] = given
    os.environ["HARAMBEE_HOME"] = str(tmp_path / "other")
    with pytest.raises(CliError, match="copy that folder"):
        database.ensure()


def test_an_old_server_is_refused() -> None:
    old = cast("Any", SimpleNamespace(info=SimpleNamespace(server_version=150004)))
    with pytest.raises(CliError, match="PostgreSQL 15; Harambee needs 18 or newer"):
        roles.require_version(old, 18)


def test_an_unreachable_server_is_one_sentence(own_environment: None, tmp_path: Path) -> None:
    os.environ["HARAMBEE_HOME"] = str(tmp_path)
    os.environ["DATABASE_URL"] = f"postgresql://x:y@/z?host={tmp_path}"
    with pytest.raises(CliError, match="Cannot use the server in DATABASE_URL"):
        database.ensure()


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ({"host": "/run/pg", "port": 5432}, "postgresql://a:p%40@/harambee?host=/run/pg&port=5432"),
        ({"host": "db.local", "port": "6432"}, "postgresql://a:p%40@db.local:6432/harambee"),
        (
            {"host": "db", "user": "x", "sslmode": "require"},
            "postgresql://a:p%40@db:5432/harambee?sslmode=require",
        ),
    ],
)
def test_addresses(server: dict[str, Any], address: str) -> None:
    assert roles.url(server, "a", "p@") == address


def test_two_runs_of_the_tests_get_a_server_each(own_environment: None, tmp_path: Path) -> None:
    os.environ["HARAMBEE_TEST_HOME"] = str(tmp_path)
    one, other = database._free_place(tmp_path), database._free_place(tmp_path)
    assert one != other
