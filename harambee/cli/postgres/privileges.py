"""PostgreSQL runs neither as root nor as a user without an account: an identity that it accepts."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harambee.cli.postgres.errors import PostgresError


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

    Raises PostgresError where the data belongs to somebody else or there is no account to run as.
    """
    user = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if user != 0:
        if owner not in (None, user):
            raise PostgresError(
                f"{data} belongs to user {owner}: run as that user, or set HARAMBEE_HOME elsewhere."
            )
        if _is_known(user):
            return Identity()
    if owner in (None, user) and (namespace := _namespace()):
        return Identity(namespace)
    if user != 0:
        raise PostgresError(f"User {user} has no account here: add one to /etc/passwd, or set DATABASE_URL.")
    account = _account(owner)
    if account is None:
        raise PostgresError(
            "PostgreSQL does not run as root, and this machine allows no user name spaces: "
            "run harambee as an ordinary user, or create an account named postgres."
        )
    prefix = ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    return Identity(prefix, account.pw_uid, account.pw_gid)


def _is_known(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _namespace() -> tuple[str, ...]:
    """Return a prefix that gives a program another account's number in a name space of its own.

    Its files stay ours, and the other account gets no rights: initdb only wants a known user that is not
    root. Empty where the machine does not allow it.
    """
    others = (entry for entry in pwd.getpwall() if entry.pw_uid not in (0, os.geteuid()))
    borrowed = min(others, key=lambda entry: entry.pw_uid, default=None)
    if borrowed is None:
        return ()
    prefix = ("unshare", "--user", f"--map-user={borrowed.pw_uid}", f"--map-group={borrowed.pw_gid}")
    try:
        allowed = subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return ()
    return prefix if allowed else ()


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
