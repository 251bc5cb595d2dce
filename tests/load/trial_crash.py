"""kill -9 of the embedded server under writers, ten rounds: nothing acknowledged may be lost."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from harambee.cli.postgres import PostgresServer
from harambee.cli.postgres.processes import holders
from tests.load.place import finish, open_home

ROUNDS = 10
WRITERS = 4


def run() -> int:
    """Make a case, let four workers write to it while the server is killed and revived, then count."""
    home = open_home("crash", fresh=True)
    from harambee.access.actors import acting_as
    from harambee.access.tests.world import make_world
    from harambee.cases.commands import ChildGiven, open_case

    world = make_world()
    case = open_case(world.worker, child=ChildGiven(names=["Amina Crash"], age_years=9), area_code="KL01")
    server = PostgresServer(home)
    files = [home / f"acknowledged-{number}" for number in range(WRITERS)]
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.load.crash_writer", "worker@example.org", str(case.pk), str(file)],
            env=os.environ,
            stderr=subprocess.DEVNULL,
        )
        for file in files
    ]
    dice = random.Random(7)
    for round_ in range(1, ROUNDS + 1):
        time.sleep(2 + dice.random() * 2)
        _kill(server)
        server.revive()
        sys.stdout.write(f"round {round_}: killed, {_lines(files)} writes acknowledged so far\n")
        sys.stdout.flush()
    time.sleep(2)
    (home / "stop").touch()
    for writer in writers:
        writer.wait(timeout=60)
    from django.db import connection, transaction

    from harambee.access import audit
    from harambee.cases import queries

    connection.close()
    acknowledged = {line for file in files for line in file.read_text().split()}
    with acting_as(world.worker), transaction.atomic():
        kept = {str(note.pk) for note in queries.notes(world.worker, case.pk)}
    lost = len(acknowledged - kept)
    audit.seal()
    verdict = audit.verify()
    sys.stdout.write(
        f"{ROUNDS} kills; {len(acknowledged)} writes acknowledged, {lost} lost; "
        f"{verdict.events} audit events, {len(verdict.broken)} broken\n"
    )
    return finish(
        [
            (f"crash: {lost} of {len(acknowledged)} acknowledged writes lost, none may be", lost == 0),
            ("crash: more than a hundred writes were acknowledged", len(acknowledged) > 100),
            ("crash: every writer went on after the last kill", all(_lines([file]) > 10 for file in files)),
            ("crash: the audit trail verifies", verdict.broken == [] and verdict.events > len(acknowledged)),
        ]
    )


def _kill(server: PostgresServer) -> None:
    """Kill the postmaster and every backend at once, as a power cut would."""
    for pid in holders(server.data):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _lines(files: list[Path]) -> int:
    return sum(len(file.read_text().split()) for file in files if file.exists())
