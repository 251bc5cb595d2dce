"""Back-ups: everything comes back, half a back-up is refused, and what is there stays until the end."""

import json
import os
import tarfile
from pathlib import Path

import psycopg
import pytest

from harambee.cli import archive, serving
from harambee.cli.commands import backups
from harambee.cli.errors import CliError
from harambee.cli.roles import Role
from harambee.cli.serving import Door
from harambee.cli.tests.conftest import Run


def owner() -> psycopg.Connection:
    return psycopg.connect(os.environ[Role.OWNER.variable], autocommit=True)


@pytest.fixture
def file(installed: Path, tmp_path: Path) -> Path:
    """A back-up of the installation, with one upload."""
    upload = installed / "uploads" / "one" / "plan.pdf"
    upload.parent.mkdir(parents=True, exist_ok=True)
    upload.write_text("plan")
    backups.backup(tmp_path / "backups" / "county.backup")
    return tmp_path / "backups" / "county.backup"


def test_a_back_up_brings_everything_back(installed: Path, file: Path, harambee: Run) -> None:
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == ["county.backup"]
    with owner() as connection:
        connection.execute("update access_user set name = 'changed'")
    (installed / "uploads" / "one" / "plan.pdf").write_text("changed")
    restored = harambee("restore", str(file), "--replace")
    assert restored.returncode == 0, restored.stderr
    with owner() as connection:
        row = connection.execute("select name from access_user where email = 'ada@example.org'").fetchone()
        left = connection.execute(
            "select count(*) from pg_database where datname ~ '^harambee_re'"
        ).fetchone()
    assert row == ("Ada",)
    assert left == (0,)
    assert (installed / "uploads" / "one" / "plan.pdf").read_text() == "plan"


def test_nobody_else_reads_along_while_the_back_up_is_made(installed: Path, tmp_path: Path) -> None:
    modes: dict[str, int] = {}

    def look(step: str) -> None:
        modes.update({path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()})

    before = os.umask(0o022)
    try:
        archive.write(tmp_path / "county.backup", installed / "uploads", look)
    finally:
        os.umask(before)
    assert "county.backup.dump" in modes
    assert set(modes.values()) == {0}


def test_nothing_is_overwritten_unasked(file: Path) -> None:
    with pytest.raises(CliError, match="--force"):
        backups.backup(file)
    with pytest.raises(CliError, match="--replace"):
        backups.restore(file)


def test_nobody_restores_under_a_running_system(installed: Path, file: Path) -> None:
    with (
        serving.only_one(installed, Door("127.0.0.1", 1, os.getpid())),
        pytest.raises(CliError, match="Stop harambee serve first"),
    ):
        backups.restore(file, replace=True)


def test_a_used_database_is_not_swapped(installed: Path, file: Path) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as somebody:
        somebody.execute("select 1")
        with pytest.raises(CliError, match="Somebody still uses the database"):
            archive.restore(file, installed / "uploads", lambda _: None)
        assert somebody.execute("select count(*) from access_user where kind = 'human'").fetchone() == (1,)


def test_a_back_up_with_rows_missing_is_refused(installed: Path, file: Path, tmp_path: Path) -> None:
    with tarfile.open(file) as whole:
        whole.extractall(tmp_path / "unpacked", filter="data")
    manifest = json.loads((tmp_path / "unpacked" / "manifest.json").read_text())
    manifest["counts"]["access_user"] += 1
    (tmp_path / "unpacked" / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(file, "w") as damaged:
        for path in (tmp_path / "unpacked").iterdir():
            damaged.add(path, path.name)
    with pytest.raises(CliError, match="nothing was changed: rows are missing in access_user"):
        archive.restore(file, installed / "uploads", lambda _: None)
    assert (installed / "uploads" / "one" / "plan.pdf").read_text() == "plan"


def test_half_a_file_is_refused(installed: Path, file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CliError, match="is damaged"):
        archive.restore(file, installed / "uploads", lambda _: None)


def test_something_else_is_not_a_back_up(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague")
    with pytest.raises(CliError, match="not a back-up of Harambee"):
        archive.Manifest.read(tmp_path / "letter.txt")
