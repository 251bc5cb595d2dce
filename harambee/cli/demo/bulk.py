"""Many cases at once, for benches and load trials: the database makes the rows, locks and keys included.

The commands that people use would take days for a million cases, so this writes tables directly: as the
owner, in one transaction that lifts the forced lock for itself alone and puts it back before it commits.
The rows are those that opening a case leaves: person, name, search keys, case, team member, grants, worklist.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql

from harambee.cli.errors import CliError

SIZES = {"medium": 5_000, "large": 1_000_000}
OFFICES = {"medium": 20, "large": 200}
WORKERS = 5
CHUNK = 50_000
GIVEN = [
    "Amina",
    "Zawadi",
    "Baraka",
    "Imani",
    "Neema",
    "Juma",
    "Rehema",
    "Omari",
    "Salma",
    "Hamisi",
    "Grace",
    "Peter",
    "Faith",
    "Daniel",
    "Mercy",
    "Joseph",
    "Esther",
    "Samuel",
    "Ruth",
    "David",
    "Naomi",
    "Isaac",
    "Sarah",
    "Elijah",
    "Hannah",
    "Moses",
    "Leah",
    "Simon",
    "Miriam",
    "Paul",
    "Lydia",
    "Aaron",
    "أمينة",
    "محمد",
    "فاطمة",
    "يوسف",
    "مريم",
    "علي",
    "زينب",
    "حسن",
    "አሚና",
    "ሰላም",
    "ዳዊት",
    "ሳራ",
    "ማርያም",
    "ዮሴፍ",
    "សុខា",
    "ចាន់",
    "សុភា",
    "ដារ៉ា",
    "Aïcha",
    "Élodie",
    "Kofi",
    "Ama",
]
FAMILY = [
    "Mwangi",
    "Otieno",
    "Wanjiru",
    "Kamau",
    "Achieng",
    "Njoroge",
    "Mutua",
    "Chebet",
    "Kiplagat",
    "Wafula",
    "Barasa",
    "Nyambura",
    "Karanja",
    "Odhiambo",
    "Mohamed",
    "Abdi",
    "Hassan",
    "Ali",
    "Yusuf",
    "Ibrahim",
    "Salim",
    "Bakari",
    "Juma",
    "Kassim",
    "Tesfaye",
    "Bekele",
    "Haile",
    "Girma",
    "Abebe",
    "Tadesse",
    "Sok",
    "Chan",
    "Lim",
    "Keo",
    "Diallo",
    "Traoré",
    "Koné",
    "Touré",
    "Mensah",
    "Boateng",
    "Banda",
    "Phiri",
    "Moyo",
    "Dube",
    "Nkosi",
    "Zulu",
]
TABLES = (
    "people_person",
    "people_personname",
    "people_personkey",
    "cases_case",
    "cases_teammember",
    "access_grant",
)
# A made-up id: ordered by its number as a real one is by time, the same for the same number and purpose.
_ID: LiteralString = """
create function pg_temp.made_id(purpose text, number bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex(1700000000000 + number), 12, '0') || '7' || substr(h, 1, 3)
    || '8' || substr(h, 4, 15))::uuid
  from (select md5(purpose || number) as h) hashed $$
"""
_OFFICES: LiteralString = """
create temp table bulk_office on commit drop as
  select n, pg_temp.made_id('office', n) as id, a.id as area_id
  from generate_series(0, %(offices)s - 1) n,
    lateral (select id from access_area order by level desc, code
             offset n %% (select count(*) from access_area) limit 1) a;
insert into access_organization (id, name, kind, sector, area_id, is_active)
  select id, 'Ward office ' || n, 'government', 'social_services', area_id, true from bulk_office;
create temp table bulk_post on commit drop as
  select row_number() over (order by o.n, w) - 1 as n, pg_temp.made_id('post', o.n * 100 + w) as id,
    pg_temp.made_id('user', o.n * 100 + w) as user_id, o.id as organization_id, o.area_id, w as place,
    pg_temp.made_id('desk', o.n) as desk_id
  from bulk_office o, generate_series(0, %(workers)s) w;
insert into access_user (id, email, name, kind, language, is_active, password)
  select user_id, 'ward-' || n || '@bulk.invalid', 'Ward worker ' || n, 'human', 'en', true, '!'
  from bulk_post;
insert into access_post (id, user_id, organization_id, title, starts)
  select id, user_id, organization_id, '', now() - interval '1 year' from bulk_post;
insert into access_postduty (id, post_id, duty_id, starts)
  select pg_temp.made_id('held', p.n), p.id, d.id, now() - interval '1 year' from bulk_post p
  join access_duty d on d.code = case when p.place = 0 then 'supervisor' else 'case_worker' end;
insert into access_desk (id, organization_id, duty_id)
  select pg_temp.made_id('desk', o.n), o.id, d.id
  from bulk_office o join access_duty d on d.code = 'supervisor';
create temp table bulk_lead on commit drop as
  select row_number() over (order by n) - 1 as n, id, user_id, organization_id, area_id, desk_id
  from bulk_post where place > 0;
"""
_CHUNK: LiteralString = """
create temp table bulk_child on commit drop as
  select i, pg_temp.made_id('person', i) as person_id, pg_temp.made_id('case', i) as case_id,
    l.id as lead_id, l.user_id, l.organization_id, l.area_id, l.desk_id,
    ('x' || substr(md5('given' || i), 1, 7))::bit(28)::int %% %(given)s as given,
    ('x' || substr(md5('family' || i), 1, 7))::bit(28)::int %% %(family)s as family,
    ('x' || substr(md5('state' || i), 1, 7))::bit(28)::int as dice,
    current_date - 20 + ('x' || substr(md5('due' || i), 1, 7))::bit(28)::int %% 110 as due,
    now() - make_interval(
      days => 1 + ('x' || substr(md5('opened' || i), 1, 7))::bit(28)::int %% 700) as opened
  from generate_series(%(first)s::bigint, %(last)s::bigint) i
  join bulk_lead l on l.n = i %% (select count(*) from bulk_lead);
insert into people_person (id, sex, birth, birth_precision, version)
  select person_id, case when i %% 2 = 0 then 'female' else 'male' end,
    current_date - 365 - dice %% 6000, 'exact', 1
  from bulk_child;
insert into people_personname (id, person_id, position, text, kind, script)
  select pg_temp.made_id('name', i), person_id, 0, g.word || ' ' || f.word, 'usual', 'Zyyy'
  from bulk_child c join bulk_word g on g.list = 0 and g.n = c.given
    join bulk_word f on f.list = 1 and f.n = c.family;
insert into people_personkey (person_id, key)
  select person_id, k.key from bulk_child c
    join bulk_key k on (k.list = 0 and k.n = c.given) or (k.list = 1 and k.n = c.family)
  on conflict do nothing;
insert into cases_case (id, reference, child_id, lead_organization_id, lead_id, area_id, risk, state,
    review_due, open_referrals, opened_at, opened_by_id, closed_at, closed_by_id, close_reason, version)
  select case_id, 'C-' || upper(substr(md5('reference' || i), 1, 7)) || '-0', person_id, organization_id,
    lead_id, area_id, 1 + dice %% 3, 2 + dice %% 4, due, 0, opened, user_id, null, null, '', 1
  from bulk_child;
insert into cases_teammember (id, case_id, post_id, organization_id, person_name, role, category, categories,
    level, basis, law, starts, left_reason)
  select pg_temp.made_id('member', i), case_id, lead_id, organization_id, '', 'lead', 1023, 1023, 3, 1, '',
    opened, ''
  from bulk_child;
create temp table bulk_sight on commit drop as
  select c.i, c.case_id, c.due, c.opened, c.user_id, 1 + c.dice %% 3 as risk, 2 + c.dice %% 4 as state,
    p.principal, p.kind, p.basis, s.subject_kind, s.subject_id, p.ordinal * 2 + s.ordinal as ordinal
  from bulk_child c,
    lateral (values (0, c.lead_id, 1, 1), (1, c.desk_id, 2, 4)) p(ordinal, principal, kind, basis),
    lateral (values (0, 2, c.case_id), (1, 4, c.person_id)) s(ordinal, subject_kind, subject_id);
insert into access_grant (id, principal, principal_kind, subject_kind, subject_id, root_id, categories,
    level, basis, basis_id, starts, granted_at, granted_by_id, end_reason)
  select pg_temp.made_id('grant', i * 4 + ordinal), principal, kind, subject_kind, subject_id, case_id,
    1023, 3, basis, case_id, opened, opened, user_id, '' from bulk_sight;
insert into access_worklistrow (id, principal, kind, status, due, subject_id, root_id, until)
  select pg_temp.made_id('work', i * 4 + ordinal), principal, 2, state,
    due::timestamp at time zone current_setting('timezone'), case_id, case_id, '9999-01-01'
  from bulk_sight where subject_kind = 2;
drop table bulk_child, bulk_sight
"""


def load(size: str, advance: Callable[[int], None] = lambda _number: None) -> int:
    """Add the cases of `size` and return how many; `advance` hears of each chunk.

    Raises CliError for an unknown size, without areas, or where they have been added already.
    """
    if size not in SIZES:
        raise CliError(f"The sizes are small, {' and '.join(SIZES)}.")
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner, _unlocked(owner):
        if not owner.execute("select 1 from access_area").fetchone():
            raise CliError("Load the demonstration county first: harambee demo")
        if owner.execute("select 1 from access_user where email like 'ward-%@bulk.invalid'").fetchone():
            raise CliError("These cases are here already.")
        owner.execute(_ID)
        _words(owner)
        _run(owner, _OFFICES, {"offices": OFFICES[size], "workers": WORKERS})
        total = SIZES[size]
        for first in range(0, total, CHUNK):
            last = min(first + CHUNK, total) - 1
            values = {"first": first, "last": last, "given": len(GIVEN), "family": len(FAMILY)}
            _run(owner, _CHUNK, values)
            advance(last - first + 1)
    _analyze()
    return total


def _run(owner: psycopg.Connection, statements: LiteralString, values: dict[str, int]) -> None:
    with psycopg.ClientCursor(owner) as cursor:  # several statements with values: filled in on this side
        cursor.execute(statements, values)


def _words(owner: psycopg.Connection) -> None:
    """The names' words with their search keys, which only this program can compute."""
    from harambee.people.keys import of_names

    owner.execute("create temp table bulk_word (list int, n int, word text) on commit drop")
    owner.execute("create temp table bulk_key (list int, n int, key bigint) on commit drop")
    with owner.cursor() as cursor:
        with cursor.copy("copy bulk_word from stdin") as copy:
            for number, words in enumerate((GIVEN, FAMILY)):
                for n, word in enumerate(words):
                    copy.write_row((number, n, word))
        with cursor.copy("copy bulk_key from stdin") as copy:
            for number, words in enumerate((GIVEN, FAMILY)):
                for n, word in enumerate(words):
                    for key in of_names([word]):
                        copy.write_row((number, n, key))


@contextmanager
def _unlocked(owner: psycopg.Connection) -> Iterator[None]:
    """Lift the forced locks and the history for this transaction; an error undoes that with the rest.

    Foreign keys and secondary indexes go too and come back at the end, where each is one pass over the
    table in place of a look-up for every row.
    """
    each = [*TABLES, "access_worklistrow"]
    keys = owner.execute(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
        " where contype = 'f' and conrelid::regclass::text = any(%s)",
        (each,),
    ).fetchall()
    indexes = owner.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index"
        " where indrelid::regclass::text = any(%s) and not indisunique",
        (each,),
    ).fetchall()
    for table in each:
        name = sql.Identifier(table)
        owner.execute(
            sql.SQL("alter table {} no force row level security, disable trigger user").format(name)
        )
    for table, constraint, _definition in keys:
        owner.execute(
            sql.SQL("alter table {} drop constraint {}").format(
                sql.Identifier(table), sql.Identifier(constraint)
            )
        )
    for index, _definition in indexes:
        owner.execute(sql.SQL("drop index {}").format(sql.Identifier(index)))
    yield
    for _index, definition in indexes:
        owner.execute(sql.SQL(definition))
    for table, constraint, definition in keys:
        owner.execute(
            sql.SQL("alter table {} add constraint {} {}").format(
                sql.Identifier(table), sql.Identifier(constraint), sql.SQL(definition)
            )
        )
    for table in each:
        name = sql.Identifier(table)
        owner.execute(sql.SQL("alter table {} force row level security, enable trigger user").format(name))


def _analyze() -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for table in (*TABLES, "access_worklistrow"):
            owner.execute(sql.SQL("vacuum analyze {}").format(sql.Identifier(table)))
