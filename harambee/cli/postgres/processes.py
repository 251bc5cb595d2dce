"""Which processes still hold a data folder, as Linux's /proc tells.

Elsewhere PostgreSQL's own checks must do.
"""

import os
from pathlib import Path

_PROC = Path("/proc")


def can_tell() -> bool:
    """Whether this machine's /proc answers."""
    return (_PROC / "self" / "stat").exists()


def holders(data: Path) -> list[int]:
    """Return the live processes whose working folder is `data`: a server and its backends, orphans included.

    Zombies do not count. PostgreSQL takes a zombie, or any process that got a dead server's number, for a
    running server and refuses to start; that happens after every crash in a container whose first
    process does not reap.
    """
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and _works_in(entry, data):
            found.append(int(entry.name))
    return found


def _works_in(process: Path, data: Path) -> bool:
    try:
        if os.readlink(process / "cwd") != str(data):
            return False
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and (process / "comm").read_text().startswith("postgres")
    except OSError:
        return False
