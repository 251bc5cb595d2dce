"""Where a server's files lie, and what its lock file says."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harambee.cli.postgres.errors import PostgresError

PORT = 5432
# macOS and the BSDs keep a socket's path in 104 bytes (Linux 108), a closing NUL included.
LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True)
class Address:
    """Where a running server listens: the folder of its Unix socket and the port in the socket's name."""

    socket_folder: Path
    port: int


@dataclass(frozen=True)
class LockFile:
    """postmaster.pid: who runs, or ran, on a data folder."""

    path: Path

    def pid(self) -> int | None:
        """Return the process id of the server that wrote the file, None where there is no file."""
        lines = self._lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def address(self) -> Address | None:
        """Return where that server listens, None where it has not said so yet."""
        lines = self._lines()
        if len(lines) < 5 or not lines[4].strip():
            return None
        return Address(Path(lines[4].strip()), int(lines[3]))

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text().splitlines()
        except FileNotFoundError:
            return []


def socket_path(folder: Path) -> Path:
    """Return the socket that a server makes in `folder`."""
    return folder / f".s.PGSQL.{PORT}"


def socket_folder(home: Path) -> Path:
    """Return the folder for the socket: beside the data, or a short one where that path would be too long.

    Never inside the data: a base backup would copy the socket's lock and the restored server refuse to start.
    """
    beside = home / "run"
    if len(os.fsencode(socket_path(beside))) <= LONGEST_SOCKET_PATH:
        return beside
    name = f"harambee-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:10]}"
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - made 0700 and its owner is checked
        if len(os.fsencode(socket_path(parent / name))) <= LONGEST_SOCKET_PATH:
            return parent / name
    raise PostgresError(
        "No folder with a short enough path for a socket: set HARAMBEE_HOME to a shorter one."
    )


def private_folder(path: Path, owner: int) -> Path:
    """Make `path` readable by its owner alone; raises PostgresError where somebody else got there first."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    if path.is_symlink() or status.st_uid not in (os.geteuid(), owner):
        raise PostgresError(
            f"{path} belongs to somebody else: remove it, or set HARAMBEE_HOME to a shorter path."
        )
    path.chmod(0o700)
    return path
