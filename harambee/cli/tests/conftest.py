"""Fixtures: an environment of one's own, and one server for the tests that only read."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harambee.cli import database, schema
from harambee.cli.postgres import PostgresServer

type Run = Callable[..., subprocess.CompletedProcess[str]]
_OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_DUMP_URL",
    "HARAMBEE_DATABASE_OF",
    "HARAMBEE_SECRET_KEY",
)


@contextmanager
def _environment_put_back() -> Iterator[None]:
    """Undo whatever is written into the environment, and start without a database in it."""
    before = dict(os.environ)
    for name in _OURS:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def own_environment() -> Iterator[None]:
    """An environment that the code under test may write into."""
    with _environment_put_back():
        yield


@pytest.fixture(scope="session")
def harambee() -> Run:
    """Run the command in a process of its own, as a terminal would."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "harambee.cli.main", *arguments],
            env=os.environ | {"COLUMNS": "200"} | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture(scope="session")
def _installation(tmp_path_factory: pytest.TempPathFactory, harambee: Run) -> Iterator[dict[str, str]]:
    """The environment of an installation with its tables and its first administrator."""
    home = tmp_path_factory.mktemp("installed")
    with PostgresServer(home, durable=False).in_use():  # quicker; the commands use it as it is
        with _environment_put_back():
            os.environ["HARAMBEE_HOME"] = str(home)
            used = database.ensure()
            schema.update()
            ada = ("user", "add", "ada@example.org", "--name", "Ada")
            added = harambee(*ada, "--organization", "County", "--duty", "administrator")
            assert added.returncode == 0, added.stderr
            environment = dict(os.environ)
            used.release()
        yield environment


@pytest.fixture
def installed(_installation: dict[str, str], own_environment: None) -> Path:
    """The data folder of an installation that is in use, and this process's own for the time of the test."""
    os.environ.update(_installation)
    return Path(_installation["HARAMBEE_HOME"])


@pytest.fixture
def home(tmp_path: Path, own_environment: None) -> Path:
    """A data folder of one's own, which is this process's HARAMBEE_HOME."""
    os.environ["HARAMBEE_HOME"] = str(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A running server."""
    with PostgresServer(tmp_path_factory.mktemp("server"), durable=False).in_use() as running:
        yield running
