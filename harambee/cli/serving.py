"""What the processes that serve one home must agree on: who serves, and on which address."""

import errno
import fcntl
import http.client
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from harambee.cli.errors import CliError

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognized, not bound to


@dataclass(frozen=True)
class Door:
    """Where pages are served, and by which process."""

    host: str
    port: int
    pid: int

    @property
    def reachable(self) -> str:
        """The address by which this machine reaches it."""
        return _EVERYWHERE.get(self.host, self.host)

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        host = "localhost" if self.reachable == "127.0.0.1" else self.reachable
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def answers(self) -> bool:
        """Whether a page is served there now."""
        connection = http.client.HTTPConnection(self.reachable, self.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def await_free(self, patience: float) -> None:
        """Wait `patience` seconds for the port. Raises CliError where another program keeps it."""
        deadline = time.monotonic() + patience
        while (problem := self._cannot_bind()) is not None:
            if problem.errno != errno.EADDRINUSE:
                raise CliError(f"Cannot listen on {self.host} port {self.port}: {problem.strerror}.")
            if time.monotonic() > deadline:
                raise CliError(
                    f"Port {self.port} is used by another program: choose one, such as PORT={self.port + 1}."
                )
            time.sleep(0.25)

    def _cannot_bind(self) -> OSError | None:
        with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as problem:
                return problem
        return None


class AlreadyServed(Exception):
    """Another process serves this home; `door` says where, None where it has not said so yet."""

    def __init__(self, door: Door | None) -> None:
        super().__init__()
        self.door = door


def is_served(home: Path) -> bool:
    """Whether a process serves this home now."""
    try:
        with _lock(home):
            return False
    except BlockingIOError:
        return True


@contextmanager
def only_one(home: Path, door: Door) -> Iterator[Door | None]:
    """Be the one process that serves `home`; yields the door of one before us that was killed, if any.

    Raises AlreadyServed. The lock is the operating system's, so a killed process holds nothing.
    """
    notice = home / "serve.json"
    try:
        with _lock(home):
            killed = _read(notice)
            notice.write_text(json.dumps(asdict(door)))
            try:
                yield killed
            finally:
                notice.unlink(missing_ok=True)
    except BlockingIOError:
        raise AlreadyServed(_read(notice)) from None


@contextmanager
def _lock(home: Path) -> Iterator[None]:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(home / "serve.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _read(notice: Path) -> Door | None:
    try:
        return Door(**json.loads(notice.read_text()))
    except (OSError, ValueError, TypeError):
        return None
