"""PostgreSQL refuses to run as root; this finds an identity under which it agrees."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harambee.cli.postgres.errors import PostgresError

# Root becomes user 1000 of a name space of its own: files stay root's, no second account is needed.
_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


@dataclass(frozen=True)
class Identity:
    """How to start PostgreSQL's programs, and which account its files must belong to (None: our own)."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int = -1

    def give(self, path: Path) -> None:
        """Hand `path` to the account that runs the server."""
        if self.uid is not None:
            os.chown(path, self.uid, self.gid)


def identity_for(data: Path) -> Identity:
    """Return the identity that may run a server on `data`, which need not exist yet.

    Raises PostgresError where the data belongs to somebody else or root has no way to step down.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise PostgresError(
                f"{data} belongs to user {owner}: run as that user, or set HARAMBEE_HOME elsewhere."
            )
        return Identity()
    if owner in (None, 0) and _namespace_works():
        return Identity(_NAMESPACE)
    account = _account(owner)
    if account is None:
        raise PostgresError(
            "PostgreSQL does not run as root, and this machine allows no user name spaces: "
            "run harambee as an ordinary user, or create an account named postgres."
        )
    prefix = ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    return Identity(prefix, account.pw_uid, account.pw_gid)


def _namespace_works() -> bool:
    try:
        return subprocess.run([*_NAMESPACE, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def _account(owner: int | None) -> pwd.struct_passwd | None:
    """Return the account that owns the data already, else Debian's postgres, else nobody."""
    for known in (owner or None, "postgres", "nobody"):
        if known is None:
            continue
        try:
            return pwd.getpwuid(known) if isinstance(known, int) else pwd.getpwnam(known)
        except KeyError:
            continue
    return None
