"""One PostgreSQL server in one data folder: made, started, found again, recovered, stopped."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import IO

from harambee.cli.postgres import processes
from harambee.cli.postgres.binaries import Binaries, find_binaries
from harambee.cli.postgres.errors import PostgresError
from harambee.cli.postgres.files import (
    PORT,
    Address,
    LockFile,
    private_folder,
    socket_folder,
    socket_path,
)
from harambee.cli.postgres.passwords import password
from harambee.cli.postgres.privileges import Identity, identity_for

BOOTSTRAP_ROLE = "harambee_bootstrap"

_RETRY_SECONDS = 0.25
_ORPHAN_SECONDS = 30.0  # backends of a killed server let go of its memory when their statement ends
_RECOVERY_SECONDS = 900.0  # replaying the log after a crash of a large database
_LOG_BYTES = 10_000_000

# In postgresql.conf, where an administrator may change them.
_INITIAL_SETTINGS = (
    "shared_buffers=256MB",
    "effective_cache_size=1GB",
    "random_page_cost=1.1",  # no rotating disks
    "jit=off",  # costs more than it gains on short statements
    "max_connections=100",
)
# Always: reachable through the socket only; no statement and no row's content in the log.
_FIXED_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "log_min_messages=warning",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
_RISKY_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=1h")


class _Health(Enum):
    READY = 0
    STARTING = 1
    DOWN = 2


class PostgresServer:
    """The server whose data lie in `home`/pgdata.

    `durable=False` is for tests: a power cut may destroy the data, in exchange for speed.
    Whoever uses the server does so between `acquire` and `release` (or in `in_use`); the last one to
    leave stops it. A user that is killed leaves too, and the next one finds the server or recovers it.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.expanduser().resolve()
        self.data = self.home / "pgdata"
        self.log = self.home / "logs" / "postgres.log"
        self.durable = durable
        self._lock_file = LockFile(self.data / "postmaster.pid")
        self._use: IO[str] | None = None

    @property
    def bootstrap_password(self) -> str:
        """The password of the superuser that only sets up roles and databases."""
        return password(self.home / "secrets" / "postgres-bootstrap")

    def address(self) -> Address:
        """Return where the server listens; raises PostgresError where it does not run."""
        address = self._lock_file.address()
        if address is None:
            raise PostgresError(f"The database in {self.data} is not running: start it with harambee serve.")
        return address

    def is_running(self) -> bool:
        """Whether the server answers now."""
        return self.data.exists() and self._health(find_binaries(), identity_for(self.data)) is _Health.READY

    def answers(self) -> bool:
        """Whether something listens on the server's socket: the quick question, to be asked often."""
        address = self._lock_file.address()
        if address is None:
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(socket_path(address.socket_folder)))
            except OSError:
                return False
        return True

    def revive(self) -> None:
        """Start the server again where it ended while in use. Raises PostgresError."""
        with self._one_at_a_time():
            self._ensure()

    @contextmanager
    def in_use(self) -> Iterator["PostgresServer"]:
        """Keep the server running for the time of the block."""
        self.acquire()
        try:
            yield self
        finally:
            self.release()

    def acquire(self) -> bool:
        """Make sure that the server runs until `release`; return whether this call started it.

        Raises PostgresError.
        """
        with self._one_at_a_time():
            self._use = (self.home / "postgres.users").open("a")
            fcntl.flock(self._use, fcntl.LOCK_SH)
            return self._ensure()

    def release(self) -> None:
        """Leave the server; the last to leave stops it."""
        if self._use is None:
            return
        with self._one_at_a_time(), self._use:
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                self._use = None
            self._stop()

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Serialize starts and stops of all processes; a killed process lets go by itself."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.home / "postgres.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _ensure(self) -> bool:
        binaries, identity = find_binaries(), identity_for(self.data)
        if identity.uid is not None:
            self.home.chmod(0o711)  # the server's own account must pass through; secrets stay 0700
        if not self.data.exists():
            self._make(binaries, identity)
        started, since = False, time.monotonic()
        while (health := self._health(binaries, identity)) is not _Health.READY:
            waited = time.monotonic() - since
            if waited > (_RECOVERY_SECONDS if health is _Health.STARTING else _ORPHAN_SECONDS):
                raise PostgresError(f"The database did not start in {waited:.0f} seconds: read {self.log}.")
            if health is _Health.DOWN:
                started = self._start(binaries, identity)
            if not started:
                time.sleep(_RETRY_SECONDS)
        return started

    def _make(self, binaries: Binaries, identity: Identity) -> None:
        """Run initdb beside the data folder and move the result there, so that half of one is never used."""
        unfinished = self.home / "pgdata.new"
        if unfinished.exists():
            subprocess.run(["rm", "-rf", str(unfinished)], check=True)
        unfinished.mkdir(mode=0o700)
        identity.give(unfinished)
        # A file: after setpriv the program may not read our standard input.
        password_file = self.home / f"initdb-password-{os.getpid()}"
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.bootstrap_password + "\n")
        identity.give(password_file)
        command = [
            *identity.prefix,
            binaries["initdb"],
            *("-D", str(unfinished), "-U", BOOTSTRAP_ROLE, "--encoding=UTF8", "--data-checksums"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            f"--lc-ctype={'C.UTF-8' if sys.platform == 'linux' else 'en_US.UTF-8'}",
            *("--auth=scram-sha-256", f"--pwfile={password_file}"),
            *(f"--set={setting}" for setting in _INITIAL_SETTINGS),
            *(() if self.durable else ("--no-sync",)),
        ]
        try:
            made = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", env=_environment()
            )
        finally:
            password_file.unlink()
        if made.returncode:
            reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise PostgresError(f"Could not make a database in {self.data}: {reason}")
        unfinished.rename(self.data)

    def _health(self, binaries: Binaries, identity: Identity) -> _Health:
        # pg_isready and not "pg_ctl status", which takes a dead server's reused number for a running one.
        address = self._lock_file.address()
        if address is None:
            return _Health.DOWN
        command = [binaries["pg_isready"], "-q", "-h", str(address.socket_folder), "-p", str(address.port)]
        answer = subprocess.run(
            [*identity.prefix, *command],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
        )
        return {0: _Health.READY, 1: _Health.STARTING}.get(answer.returncode, _Health.DOWN)

    def _start(self, binaries: Binaries, identity: Identity) -> bool:
        """Start once; return whether the server came up, False where waiting may help.

        Raises PostgresError for a failure that waiting does not heal.
        """
        sockets = private_folder(socket_folder(self.home), identity.uid or os.geteuid())
        identity.give(sockets)
        self._forget_dead_server(sockets)
        self._open_log(identity)
        before = self.log.stat().st_size
        settings = [*_FIXED_SETTINGS, f"unix_socket_directories={sockets}"]
        settings += () if self.durable else _RISKY_SETTINGS
        options = f"-p {PORT} " + " ".join(f"-c {_quoted(setting)}" for setting in settings)
        # No pipes: the server would keep them open for as long as it lives.
        ended = subprocess.run(
            [
                *(*identity.prefix, binaries["pg_ctl"], "-D", str(self.data)),
                *("-w", "-t", "60", "-l", str(self.log), "-o", options, "start"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is for us, and we stop the server in order
        )
        if ended.returncode == 0:
            return True
        with self.log.open(errors="replace") as file:
            file.seek(before)
            fatal = [line for line in file if "FATAL" in line]
        passing = ("in use", "lock file", "starting up")
        if fatal and not any(words in line for line in fatal for words in passing):
            raise PostgresError(f"The database did not start: {fatal[0].strip()} (read {self.log}).")
        return False

    def _forget_dead_server(self, sockets: Path) -> None:
        """Remove the lock files of a server that was killed, where no process of it is left.

        Orphaned backends keep the files: PostgreSQL recognizes by them that its memory is still in use.
        """
        if self._lock_file.pid() is None or not processes.can_tell() or processes.holders(self.data):
            return
        listening = socket_path(sockets)
        for path in (self._lock_file.path, listening, listening.with_name(listening.name + ".lock")):
            path.unlink(missing_ok=True)

    def _open_log(self, identity: Identity) -> None:
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        self.log.touch(mode=0o600)
        identity.give(self.log.parent)
        identity.give(self.log)

    def _stop(self) -> None:
        if self._lock_file.pid() is None:
            return
        identity = identity_for(self.data)
        command: Sequence[str] = (
            *(*identity.prefix, find_binaries()["pg_ctl"], "-D", str(self.data)),
            *("-w", "-t", "60", "-m", "fast", "stop"),
        )
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", env=_environment())


def _environment() -> dict[str, str]:
    """Return our environment without libpq's variables, which may speak of another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _quoted(setting: str) -> str:
    """Quote for the shell through which pg_ctl starts the server."""
    return "'" + setting.replace("'", "'\\''") + "'"
