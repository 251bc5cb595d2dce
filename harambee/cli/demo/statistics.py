"""What the database's planner has to know about tables that were empty a moment ago.

A column without statistics passes for almost never null, so an index over the rows where it is null passes
for almost empty. The planner then reads that index from end to end for every row that a lock is asked about.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

# Columns that are mostly null, because most of what was granted or joined still stands.
MOSTLY_NULL = (("access_grant", "ended_at"), ("cases_teammember", "left_at"))


def expect_open_rows() -> None:
    """Tell the planner beforehand, because a load within one transaction cannot be analysed while it runs."""
    with _owner() as owner:
        for table, column in MOSTLY_NULL:
            owner.execute(
                "select pg_restore_attribute_stats('schemaname', 'public', 'relname', %s::text,"
                " 'attname', %s::text, 'inherited', false, 'null_frac', 0.95::real, 'avg_width', 8)",
                (table, column),
            )


def analyze() -> None:
    """Have everything counted, so that the first page is as fast as the thousandth."""
    with _owner() as owner:
        owner.execute("analyze")


@contextmanager
def _owner() -> Iterator[psycopg.Connection]:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        yield owner
