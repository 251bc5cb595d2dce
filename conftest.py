"""Fixtures for every test: the owner makes and drops the test database, every test runs as the app role."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connections
from django.test import TransactionTestCase

pytest_plugins = ["harambee.access.tests.world"]


def _become(variable: str) -> None:
    url = urlsplit(os.environ[variable])
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(USER=unquote(url.username or ""), PASSWORD=unquote(url.password or ""))


def _install() -> None:
    from harambee.access.duties import install_standard

    install_standard()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The owner creates the test database and migrates it."""
    _become("DATABASE_OWNER_URL")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After migrating, every test is the app role, which row security binds; the owner drops the database."""
    with django_db_blocker.unblock():
        _install()
        _become("DATABASE_URL")
    yield
    with django_db_blocker.unblock():
        _end_left_sessions()
        _become("DATABASE_OWNER_URL")


def _end_left_sessions() -> None:
    """Threads of a live server may leave a connection behind; the database could not be dropped."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Password hashing is slow on purpose; tests of anything else need not wait for it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _flush_as_owner(self: TransactionTestCase) -> None:
    # Emptying tables is the owner's right; what is shipped is put back for the next test.
    _become("DATABASE_OWNER_URL")
    try:
        _flush(self)
        _install()
    finally:
        _become("DATABASE_URL")


TransactionTestCase._fixture_teardown = _flush_as_owner  # type: ignore[attr-defined]
