"""One write (a referral accepted) with its grants, worklist rows, history and audit, against a bare INSERT.

The rival puts the same row into a copy of the table with all its constraints and indexes, without policies
and triggers, in a transaction of its own on the same durable server.
"""

import os
import statistics
import sys
import time

import psycopg
from psycopg import sql

from tests.load.place import finish, open_home

ROUNDS = 60


def run() -> int:
    """Send referrals, then accept them one by one, in turns with the rival's inserts."""
    open_home("write", fresh=True)
    from django.db import connection, reset_queries

    from harambee.access.tests.world import make_world
    from harambee.referrals import commands
    from tests.story import tell

    story = tell(make_world())
    world = story.world
    waiting = [
        commands.send_referral(
            world.worker,
            story.case.pk,
            service_id=story.service.pk,
            need="counselling",
            urgency="urgent",
            reason="The child sleeps badly.",
            consent_id=story.consent.pk,
        ).pk
        for _round in range(ROUNDS)
    ]
    _make_copy()
    dump = psycopg.connect(os.environ["DATABASE_DUMP_URL"])
    ours: list[float] = []
    rival: list[float] = []
    for referral_id in waiting:
        rival.append(_bare_insert(dump, referral_id))
        began = time.perf_counter()
        commands.accept_referral(world.clinic_intake, referral_id, lead_post_id=world.clinic_intake.post_id)
        ours.append((time.perf_counter() - began) * 1000)
    connection.force_debug_cursor = True
    reset_queries()
    commands.decline_referral(world.clinic_intake, story.sent.pk, reason="capacity", note="Full until March")
    statements = len(connection.queries)
    ratio = statistics.median(ours) / statistics.median(rival)
    sys.stdout.write(
        f"accepted: {statistics.median(ours):.2f} ms, bare INSERT: {statistics.median(rival):.2f} ms (p50); "
        f"ratio {ratio:.1f}; declining one takes {statements} statements\n"
    )
    return finish([(f"write: {ratio:.1f} times a bare INSERT, at most 3", ratio <= 3)])


def _make_copy() -> None:
    from tests.load.bench_worklist import bootstrap

    with psycopg.connect(bootstrap(), autocommit=True) as superuser:
        superuser.execute("create table plain_referral (like referrals_referral including all)")
        superuser.execute("grant insert, select on plain_referral to harambee_dump")


def _bare_insert(connection: psycopg.Connection, referral_id: object) -> float:
    """Milliseconds of one INSERT and its commit."""
    row = connection.execute("select * from referrals_referral where id = %s", (referral_id,)).fetchone()
    assert row is not None
    connection.commit()
    statement = sql.SQL("insert into plain_referral values ({})").format(
        sql.SQL(", ").join([sql.Placeholder()] * len(row))
    )
    began = time.perf_counter()
    connection.execute(statement, row)
    connection.commit()
    return (time.perf_counter() - began) * 1000
