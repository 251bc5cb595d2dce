"""The command line as people meet it: its help, its sentences, who acts, its checks."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from harambee.access.models import AuditEvent, User
from harambee.access.tests.world import World
from harambee.cli import archive, database, health, main, project
from harambee.cli.database import Database
from harambee.cli.roles import Role
from harambee.cli.tests.conftest import Run

ORDER = [
    "serve",
    "demo",
    "user",
    "import",
    "export",
    "match",
    "audit",
    "backup",
    "restore",
    "check",
    "worker",
]
type Invoke = Callable[..., Result]


def owner() -> psycopg.Connection:
    return psycopg.connect(os.environ[Role.OWNER.variable], autocommit=True)


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, db: None) -> Invoke:
    """Run a command in this process, on the tests' database; `stderr` ends with what a person would read."""
    monkeypatch.setattr(project, "ready", lambda: Database())
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main.cli, arguments)

    return run


def sentence(result: Result) -> str:
    """What a person reads where a command could not go on."""
    assert isinstance(result.exception, Exception), result.output
    return main._sentence(result.exception)


def test_help_is_short_and_in_the_order_of_need(invoke: Invoke) -> None:
    shown = invoke("--help").output
    commands = re.findall(r"^  (\w+)  ", shown.split("Commands:")[1], re.MULTILINE)
    assert commands == [name for name in ORDER if name in commands]
    assert {"serve", "demo", "user", "import", "audit", "backup", "restore", "check", "worker"} == set(
        commands
    )
    assert "..." not in shown.split("Commands:")[1]


def test_an_error_is_one_sentence_and_debugging_shows_where(tmp_path: Path, harambee: Run) -> None:
    wrong = {"PG_BIN": str(tmp_path), "HARAMBEE_HOME": str(tmp_path), "DATABASE_URL": ""}
    failed = harambee("check", **wrong)
    assert failed.returncode == 1
    assert failed.stderr.startswith("PG_BIN is ")
    assert "Traceback" not in failed.stderr
    assert "Traceback" in harambee("check", **wrong, HARAMBEE_DEBUG="1").stderr


def test_tables_of_another_release_are_one_sentence(home: Path, harambee: Run) -> None:
    used = database.ensure()
    failed = harambee("audit", "verify")
    used.release()
    assert failed.returncode == 1
    assert failed.stderr.strip().startswith("The tables are not those of this release")


def test_everything_acts_as_someone(invoke: Invoke, world: World) -> None:
    assert "Say in whose name" in sentence(invoke("user", "list"))
    assert "Nobody signs in as x@example.org" in sentence(invoke("user", "list", "--as", "x@example.org"))
    listed = invoke("user", "list", "--as", world.admin.user.email)
    assert world.admin.user.email in listed.output


def test_people_are_added_given_a_password_and_closed(invoke: Invoke, world: World) -> None:
    bo = ("bo@example.org", "--as", world.admin.user.email)
    home = world.agencies["children_office"].name
    added = invoke(
        "user", "add", *bo, "--name", "Bo", "--organization", home.upper(), "--duty", "case_worker"
    )
    assert "can sign in" in added.output, added.exception
    person = User.objects.get(email="bo@example.org")
    assert [duty.duty.code for post in person.posts.all() for duty in post.duties.all()] == ["case_worker"]
    assert person.check_password(added.output.split()[-1])
    reset = invoke("user", "reset-password", *bo)
    person.refresh_from_db()
    assert person.check_password(reset.output.split()[-1])
    assert not person.check_password(added.output.split()[-1])
    invoke("user", "disable", *bo, "--reason", "left")
    person.refresh_from_db()
    assert not person.is_active


def test_who_is_no_administrator_adds_nobody(invoke: Invoke, world: World) -> None:
    other = world.worker
    home = world.agencies["children_office"].name
    refused = invoke(
        *("user", "add", "bo@example.org", "--as", other.user.email, "--name", "Bo"),
        *("--organization", home, "--duty", "case_worker"),
    )
    assert "not allowed" in sentence(refused)
    assert not User.objects.filter(email="bo@example.org").exists()


def test_unknown_organizations_are_told_with_their_neighbours(invoke: Invoke, world: World) -> None:
    home = world.agencies["children_office"].name
    failed = invoke(
        *("user", "add", "c@example.org", "--name", "C", "--organization", home[:-1]),
        *("--duty", "case_worker", "--as", world.admin.user.email),
    )
    assert f"Near: {home}" in sentence(failed) or home in sentence(failed)


def test_a_changed_audit_trail_is_told(invoke: Invoke, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from harambee.access import audit

    assert "The audit trail is whole" in invoke("audit", "verify").output
    assert AuditEvent.objects.model is not None
    monkeypatch.setattr(audit, "verify", lambda: audit.Verdict(3, 1, 0, ["event 2 was changed"]))
    told = invoke("audit", "verify")
    assert told.exit_code == 1
    assert "event 2 was changed" in told.output


def test_check_is_content_but_for_https(installed: Path, harambee: Run) -> None:
    checked = harambee("check", "--deploy")
    lines = checked.stdout.splitlines()
    wrong = [line for line in lines if "✗" in line]
    advice = ("HARAMBEE_HTTPS=1", "HARAMBEE_EMAIL_BACKEND")
    assert wrong
    assert [line for line in wrong if not any(words in line for words in advice)] == []
    for script in ("Arabic", "Amharic", "Khmer"):
        assert f"Letters: {script}" in checked.stdout


def test_check_names_what_is_wrong_and_what_to_do(installed: Path) -> None:
    secret = installed / "secrets" / "postgres-app"
    secret.chmod(0o644)
    with owner() as connection:
        connection.execute("grant update on access_auditevent to harambee_app")
        connection.execute("grant create on schema public to harambee_app")
        found = [*health.roles(connection), *health.append_only(connection), *health.secret_files(installed)]
        connection.execute("revoke update on access_auditevent from harambee_app")
        connection.execute("revoke create on schema public from harambee_app")
        secret.chmod(0o600)
        mended = [*health.roles(connection), *health.append_only(connection), *health.secret_files(installed)]
    wrong = {one.subject: one for one in found if not one.is_good}
    assert set(wrong) == {"Tables are made by the owner only", "Append-only: access_auditevent", "Secrets"}
    assert wrong["Secrets"].state == "others can read postgres-app"
    assert "REVOKE UPDATE" in wrong["Append-only: access_auditevent"].remedy
    assert all(one.is_good for one in mended)


def test_check_tells_letters_that_the_database_does_not_know(installed: Path) -> None:
    with owner() as connection:
        connection.execute("drop database if exists harambee_ascii")
        connection.execute(
            "create database harambee_ascii template template0 encoding 'UTF8' "
            "locale_provider libc lc_collate 'C' lc_ctype 'C'"
        )
        with psycopg.connect(archive._address(Role.OWNER, "harambee_ascii")) as ascii_only:
            findings = list(health.character_rules(ascii_only))
        connection.execute("drop database harambee_ascii")
    wrong = [one.subject for one in findings if not one.is_good]
    assert wrong == ["Letters: Arabic", "Letters: Amharic", "Letters: Khmer", "Letters: accented Latin"]


def test_what_cannot_be_looked_at_is_a_finding(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "row_security", lambda: iter([1 / 0]))
    found = {one.subject: one for one in health.everything(installed, deploy=False)}
    assert "could not be checked" in found["Row security"].state
