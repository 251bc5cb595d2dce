"""1,000 mixed requests through pgbouncer in transaction mode, as people of many organizations: nothing leaks.

Every organization has a case whose child's name carries that organization's mark. Few connections are shared
by many threads, so that an identity that outlived its transaction would meet another organization's request.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.load.place import finish, open_home

ORGANIZATIONS = 12
REQUESTS = 1000
THREADS = 8
SERVER_CONNECTIONS = 3
MARKS = re.compile(r"Markof(\d+)x")


@dataclass(frozen=True)
class Visitor:
    """One person: their organization's number, their session's cookies, the case they may see."""

    number: int
    cookies: dict[str, str]
    case_id: str


def run() -> int:
    """Set up the organizations, send the requests through pgbouncer, count the marks of others."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        sys.stdout.write("This trial needs pgbouncer: sudo apt-get install pgbouncer\n")
        return 2
    os.environ["HARAMBEE_DB_POOL"] = "0"  # pgbouncer is the pool
    home = open_home("leak", fresh=True)
    visitors = _set_up()
    with _pgbouncer(program, home):
        answers = _visit(visitors)
    own = sum(one.own for one in answers)
    leaked = [one for one in answers if one.foreign]
    failed = [one for one in answers if one.status >= 500]
    sys.stdout.write(
        f"{len(answers)} requests by people of {ORGANIZATIONS} organizations in {THREADS} threads over"
        f" {SERVER_CONNECTIONS} connections; {own} showed the own child, {len(leaked)} showed another's\n"
    )
    return finish(
        [
            (
                f"leak: {len(leaked)} of {len(answers)} answers held something out of scope, none may",
                not leaked,
            ),
            (f"leak: {len(failed)} requests failed, none may", not failed),
            ("leak: at least a third of the answers showed the own child", own * 3 >= len(answers)),
        ]
    )


@dataclass(frozen=True)
class Answer:
    """What came back: its status, whether it held the own mark, whether it held another's."""

    status: int
    own: bool
    foreign: bool


def _set_up() -> list[Visitor]:
    from django.conf import settings
    from django.test import Client

    from harambee.access.actors import actor_for
    from harambee.access.commands import add_organization, add_user, give_post
    from harambee.access.tests.world import make_world
    from harambee.cases.commands import ChildGiven, open_case

    settings.ALLOWED_HOSTS = ["*"]
    admin = make_world().admin
    visitors = []
    for number in range(ORGANIZATIONS):
        office = add_organization(admin, name=f"Office {number}", area_code="KL01")
        user = add_user(admin, email=f"leak{number}@example.org", name=f"Worker {number}")
        give_post(admin, user.pk, organization_id=office.pk, duties=["case_worker"])
        child = ChildGiven(names=[f"Amina Markof{number}x"], sex="female", age_years=9)
        case = open_case(actor_for(user), child=child, area_code="KL01")
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        visitors.append(Visitor(number, cookies, str(case.pk)))
    return visitors


def _visit(visitors: list[Visitor]) -> list[Answer]:
    dice = random.Random(11)
    tasks = []
    for _request in range(REQUESTS):
        visitor, other = dice.choice(visitors), dice.choice(visitors)
        path = dice.choice(
            [
                "/",
                "/cases",
                f"/cases/{visitor.case_id}",
                f"/cases/{visitor.case_id}/timeline",
                f"/cases/{other.case_id}",
                "/search?q=Amina",
                "/api/v1/cases",
                f"/api/v1/cases/{other.case_id}",
            ]
        )
        tasks.append((visitor, path))
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda task: _ask(*task), tasks))


def _ask(visitor: Visitor, path: str) -> Answer:
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.cookies.load(visitor.cookies)
    response: Any = client.get(path)
    found = {int(number) for number in MARKS.findall(response.content.decode())}
    return Answer(response.status_code, visitor.number in found, bool(found - {visitor.number}))


@contextmanager
def _pgbouncer(program: str, home: Path) -> Iterator[None]:
    """Put pgbouncer between the program and the server, for every new connection of this process."""
    from django.db import connections

    url = urlsplit(os.environ["DATABASE_URL"])
    settings = connections["default"].settings_dict
    folder = home / "pgbouncer"
    folder.mkdir(exist_ok=True)
    user, password = unquote(url.username or ""), unquote(url.password or "")
    (folder / "users.txt").write_text(f'"{user}" "{password}"\n')
    (folder / "pgbouncer.ini").write_text(
        "[databases]\n"
        f"harambee = host={settings['HOST']} port={settings['PORT']} dbname={settings['NAME']}\n"
        "[pgbouncer]\n"
        "pool_mode = transaction\n"
        f"default_pool_size = {SERVER_CONNECTIONS}\n"
        "max_client_conn = 100\nauth_type = plain\n"
        f"auth_file = {folder}/users.txt\nunix_socket_dir = {folder}\nlisten_port = 6432\nlisten_addr =\n"
        f"logfile = {folder}/log\npidfile = {folder}/pid\n"
    )
    process = subprocess.Popen(
        [*_as_nobody(), program, str(folder / "pgbouncer.ini")], stderr=subprocess.DEVNULL
    )
    try:
        _wait(folder / ".s.PGSQL.6432", process)
        connections["default"].close()
        settings.update(HOST=str(folder), PORT="6432", NAME="harambee")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _as_nobody() -> list[str]:
    """pgbouncer refuses to be root; in a user namespace it is not, and still reads this home's files."""
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []


def _wait(socket: Path, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(100):
        if socket.exists():
            return
        if process.poll() is not None:
            raise SystemExit("pgbouncer did not start: see its log in the trial's home")
        time.sleep(0.1)
    raise SystemExit("pgbouncer did not open its socket in ten seconds")
