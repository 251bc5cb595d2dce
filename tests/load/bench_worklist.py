"""50 cases by due date out of a million, policies on.

Rivals in the same run, on the same rows: the join of access rows, cases and names as one would write it by
hand, asked by a role that no policy binds; and the obvious policy, a function asked for every row. For
comparison only: a table of cases that one worker alone may see, with an index made for that.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, LiteralString

from tests.load.place import finish, open_home

ROUNDS = 300
BY_HAND: LiteralString = """
select c.id, c.reference, c.state, c.risk, c.review_due, c.lead_organization_id, n.text
from (select a.due, a.subject_id from access_worklistrow a
      where a.principal = %s and a.kind = 2 and a.status = any(%s) order by a.due, a.subject_id limit 50) w
  join cases_case c on c.id = w.subject_id
  join people_personname n on n.person_id = c.child_id and n.position = 0
order by w.due, w.subject_id"""
ALONE: LiteralString = """
select c.id, c.reference, c.state, c.risk, c.review_due, c.lead_organization_id, n.text
from plain_case c join people_personname n on n.person_id = c.child_id and n.position = 0
where c.lead_id = %s and c.state = any(%s) order by c.review_due, c.id limit 50"""
OURS: LiteralString = """
select c.id, c.reference, c.state, c.risk, c.review_due, c.lead_organization_id, n.text
from cases_case c join people_personname n on n.person_id = c.child_id and n.position = 0
where c.id = any(%s)"""
NAIVE: LiteralString = """
create or replace function bench_may_see(one uuid) returns boolean language plpgsql stable security definer
as $$
begin
  return exists (select 1 from access_grant g where g.subject_id = one and g.ended_at is null
    and g.principal = any(sec.principals()) and g.level >= 2);
end $$;
alter table plain_case enable row level security;
drop policy if exists naive on plain_case;
create policy naive on plain_case for select to harambee_app using (bench_may_see(id));
grant select on plain_case to harambee_app;
grant execute on function bench_may_see to harambee_app;
"""
NAIVE_QUERY: LiteralString = """
select id, reference, state, risk, review_due from plain_case
where state = any(%s) order by review_due, id limit 50"""
PLAIN: LiteralString = """
create table plain_case as select * from cases_case;
create index on plain_case (lead_id, review_due, id) where state <> 7;
create index on plain_case (review_due, id) where state <> 7;
alter table plain_case add primary key (id);
grant select on plain_case to harambee_dump;
analyze plain_case;
"""


def run() -> int:
    """Prepare a million cases where they are missing, measure, print the ratios."""
    open_home("bench")
    _prepare()
    import psycopg

    from harambee.access.actors import actor_for
    from harambee.access.models import User

    supervisor = actor_for(User.objects.get(email="ward-0@bulk.invalid"))
    worker = actor_for(User.objects.get(email="ward-1@bulk.invalid"))
    states = [2, 3, 4, 5]
    bars: list[tuple[str, bool]] = []
    with (
        psycopg.connect(os.environ["DATABASE_URL"], prepare_threshold=None) as app,
        psycopg.connect(os.environ["DATABASE_DUMP_URL"], prepare_threshold=None) as plain,
    ):
        for label, actor in (
            ("case worker, about 1,000 cases", worker),
            ("supervisor's desk, about 5,000 cases", supervisor),
        ):
            _identify(app, actor)
            by_hand, ours = _pair(
                partial(_by_hand, plain, actor.principals[-1], states), partial(_worklist, app, actor, states)
            )
            ratio = ours / by_hand
            _say(f"{label}: by hand {by_hand:.3f} ms, with policies {ours:.3f} ms, ratio {ratio:.2f} (p50)")
            bars.append((f"worklist, {label}: {ratio:.2f} times the SQL by hand, at most 1.5", ratio <= 1.5))
        _identify(app, worker)
        assert worker.post
        alone, ours = _pair(
            partial(_alone, plain, worker.post.pk, states), partial(_worklist, app, worker, states)
        )
        _say(
            f"for comparison, a table that only one worker may see: {alone:.3f} ms, ratio {ours / alone:.2f}"
        )
        _say(f"saying who acts, once a transaction: {_median_any(partial(_identify, app, worker)):.3f} ms")
        plain.rollback()  # its locks would keep the naive policy off the table
        _identify(app, worker)
        naive = _naive(app, worker, states)
        _identify(app, worker)
        ours = _median(lambda: _worklist(app, worker, states), 30)
        _say(f"naive policy {naive:.0f} ms, ours {ours:.3f} ms, {naive / ours:.0f} times faster")
        times = naive / ours
        bars.append((f"worklist: {times:.0f} times faster than the naive policy, at least 15", times >= 15))
    _say(f"the whole query function, objects included: {_through_the_house(worker):.2f} ms (p50)")
    return finish(bars)


def _prepare() -> None:
    import psycopg

    from harambee.cli.demo import bulk

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        if not owner.execute("select 1 from access_area").fetchone():
            owner.execute(
                "insert into access_area (id, name, code, level)"
                " select gen_random_uuid(), 'Ward ' || n, 'W' || n, 2"
                " from generate_series(1, 40) n"
            )
        if not owner.execute("select 1 from access_user where email = 'ward-0@bulk.invalid'").fetchone():
            began = time.perf_counter()
            bulk.load(
                "large", lambda number: _say(f"  {number} more cases, {time.perf_counter() - began:.0f} s")
            )
            _say(f"A million cases made in {time.perf_counter() - began:.0f} s")
    with psycopg.connect(bootstrap(), autocommit=True) as owner:
        if not owner.execute("select to_regclass('plain_case')").fetchone()[0]:  # type: ignore[index]
            owner.execute(PLAIN)


def bootstrap() -> str:
    """The embedded server's superuser: only a bench may copy the cases into a table without locks."""
    from harambee.cli import roles
    from harambee.cli.database import home
    from harambee.cli.postgres import BOOTSTRAP_ROLE, PostgresServer

    server = PostgresServer(home())
    address = server.address()
    place = {"host": str(address.socket_folder), "port": address.port}
    return roles.url(place, BOOTSTRAP_ROLE, server.bootstrap_password, roles.DATABASE)


def _by_hand(plain: Any, principal: object, states: Sequence[int]) -> list[Any]:
    return list(plain.execute(BY_HAND, (principal, list(states))).fetchall())


def _alone(plain: Any, post: object, states: Sequence[int]) -> list[Any]:
    return list(plain.execute(ALONE, (post, list(states))).fetchall())


def _worklist(app: Any, actor: Any, states: Sequence[int]) -> list[Any]:
    """The statements of `cases.queries.worklist`, as psycopg sends them; the transaction has its identity."""
    from harambee.access.queries import worklist_sql

    ids = [
        row[1]
        for row in app.execute(
            worklist_sql(),
            {
                "principals": list(actor.principals),
                "statuses": list(states),
                "kind": 2,
                "limit": 50,
                "due": "1900-01-01",
                "id": "00000000-0000-0000-0000-000000000000",
            },
        ).fetchall()
    ]
    return list(app.execute(OURS, (ids,)).fetchall())


def _identify(connection: Any, actor: Any) -> None:
    from harambee.access.context import SET_IDENTITY, parameters

    connection.execute(SET_IDENTITY, parameters(actor.identity))


def _median(task: Callable[[], Any], rounds: int) -> float:
    def fifty() -> None:
        assert len(task()) == 50

    return _median_any(fifty, rounds)


def _median_any(task: Callable[[], object], rounds: int = 100) -> float:
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        task()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _pair(rival: Callable[[], Any], ours: Callable[[], Any]) -> tuple[float, float]:
    """Medians of both, taken in turns, so that a noisy moment falls on both."""
    pairs = [(_median(rival, 1), _median(ours, 1)) for _round in range(ROUNDS)]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def _naive(app: Any, actor: Any, states: Sequence[int]) -> float:
    import psycopg

    with psycopg.connect(bootstrap(), autocommit=True) as superuser:
        superuser.execute(NAIVE)
        try:
            return _median(lambda: app.execute(NAIVE_QUERY, (list(states),)).fetchall(), 3)
        finally:
            app.rollback()
            superuser.execute("alter table plain_case disable row level security")


def _through_the_house(actor: Any) -> float:
    from django.db import transaction

    from harambee.access.actors import acting_as
    from harambee.cases import queries

    def once() -> Any:
        with acting_as(actor), transaction.atomic():
            return queries.lines(actor, queries.worklist(actor))

    return _median(once, 50)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
