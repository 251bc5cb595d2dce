"""The functions that row security asks, the locks on access's own tables, and the audit's seal."""

from django.db import migrations

IDENTITY = """
create schema if not exists sec;
grant usage on schema sec to harambee_app;

create function sec.user_id() returns uuid language sql stable parallel safe set search_path = pg_catalog as
$$ select nullif(current_setting('app.user_id', true), '')::uuid $$;

create function sec.post_id() returns uuid language sql stable parallel safe set search_path = pg_catalog as
$$ select nullif(current_setting('app.post_id', true), '')::uuid $$;

-- Functions that run as the owner name pg_temp last: unnamed it comes first, and a session's own temporary table
-- would stand in for ours.
-- The post that the session acts in, if it is the user's and counts today, and the desks of its duties.
create function sec.principals() returns uuid[] language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  with post as (
    select p.id, p.organization_id from access_post p join access_user u on u.id = p.user_id
    where p.id = sec.post_id() and p.user_id = sec.user_id() and u.is_active
      and p.starts <= statement_timestamp() and (p.until is null or p.until > statement_timestamp()))
  select coalesce(array_agg(principal), '{}') from (
    select id as principal from post
    union all
    select d.id from post p
      join access_postduty h on h.post_id = p.id and h.starts <= statement_timestamp() and (h.until is null or h.until > statement_timestamp())
      join access_desk d on d.organization_id = p.organization_id and d.duty_id = h.duty_id) found
$$;

-- Whether a duty of the session's post carries a permission.
create function sec.may(action text) returns boolean language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select 1 from access_post p
      join access_user u on u.id = p.user_id and u.is_active
      join access_postduty h on h.post_id = p.id and h.starts <= statement_timestamp() and (h.until is null or h.until > statement_timestamp())
      join access_duty d on d.id = h.duty_id
    where p.id = sec.post_id() and p.user_id = sec.user_id() and p.starts <= statement_timestamp()
      and (p.until is null or p.until > statement_timestamp()) and action = any(d.permissions))
$$;

-- Says who acts, for this transaction only, and works out once what every policy asks: the session's principals, and
-- the roots that its user is barred from, whatever else grants them.
create function sec.identify(who text, post text) returns void language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
  perform set_config('app.user_id', who, true), set_config('app.post_id', post, true);
  perform set_config('app.principals', sec.principals()::text, true),
    set_config('app.excluded', (select coalesce(array_agg(root_id), '{}')::text from access_exclusion
                                where user_id = sec.user_id()), true);
end $$;

create function sec.mine() returns uuid[] language sql stable parallel safe set search_path = pg_catalog as
$$ select coalesce(nullif(current_setting('app.principals', true), ''), '{}')::uuid[] $$;

create function sec.excluded() returns uuid[] language sql stable parallel safe set search_path = pg_catalog as
$$ select coalesce(nullif(current_setting('app.excluded', true), ''), '{}')::uuid[] $$;

-- The grants in force of the session's principals. The view reads as its owner, so that a policy that asks it is not
-- held up by the grants' own policy.
create view sec.sight as
  select subject_id, categories, level from access_grant
  where principal = any((select sec.mine())::uuid[]) and ended_at is null and starts <= statement_timestamp()
    and (until is null or until > statement_timestamp()) and root_id <> all((select sec.excluded())::uuid[]);

-- Whether the session reads this subject. Asked row by row, so only of the few rows that an index found.
create function sec.reads(subject uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from sec.sight where subject_id = subject and level >= 2)
$$;
"""

LOCKS = """
-- The owner may read the lock tables, for the functions above, and nothing else about a child.
alter table access_grant enable row level security; alter table access_grant force row level security;
create policy owner_read on access_grant for select to harambee_owner using (true);
create policy app_read on access_grant for select to harambee_app using (
  root_id <> all((select sec.excluded())::uuid[])
  and (principal = any((select sec.mine())::uuid[]) or sec.reads(root_id) or sec.reads(subject_id)));
create policy app_add on access_grant for insert to harambee_app with check (granted_by_id = (select sec.user_id()));
create policy app_end on access_grant for update to harambee_app using (true) with check (ended_by_id = (select sec.user_id()));
revoke update, delete, truncate on access_grant from harambee_app;
grant update (ended_at, ended_by_id, end_reason) on access_grant to harambee_app;

alter table access_worklistrow enable row level security; alter table access_worklistrow force row level security;
create policy owner_keeps on access_worklistrow for all to harambee_owner using (true) with check (true);
create policy app_read on access_worklistrow for select to harambee_app using (
  root_id <> all((select sec.excluded())::uuid[])
  and (principal = any((select sec.mine())::uuid[]) or sec.reads(root_id) or sec.reads(subject_id)));
revoke insert, update, delete, truncate on access_worklistrow from harambee_app;

-- The projection is kept by these three alone, from commands that write or end grants. Someone may open to others
-- what they do not see themselves (a public report), which is why no policy on the rows could do it.
create function sec.worklist_add(principals uuid[], kinds int[], statuses int[], dues timestamptz[], subjects uuid[],
  roots uuid[], untils timestamptz[]) returns void language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
  insert into access_worklistrow (id, principal, kind, status, due, subject_id, root_id, until)
  select uuidv7(), * from unnest(principals, kinds, statuses, dues, subjects, roots, untils)
  where sec.user_id() is not null
  on conflict (principal, subject_id) do update
    set status = excluded.status, due = excluded.due, until = greatest(access_worklistrow.until, excluded.until)
$$;
create function sec.worklist_move(subject uuid, new_status int, new_due timestamptz) returns void language sql
security definer set search_path = pg_catalog, public, pg_temp as $$
  update access_worklistrow set status = new_status, due = new_due
  where subject_id = subject and sec.user_id() is not null
$$;
-- Drops the rows of principals whom no grant gives sight of the subject any more.
create function sec.worklist_drop(subjects uuid[]) returns void language sql security definer
set search_path = pg_catalog, public, pg_temp as $$
  delete from access_worklistrow w where w.subject_id = any(subjects) and sec.user_id() is not null and not exists (
    select 1 from access_grant g where g.subject_id = w.subject_id and g.principal = w.principal and g.level >= 2
      and g.ended_at is null and (g.until is null or g.until > statement_timestamp()))
$$;

alter table access_exclusion enable row level security; alter table access_exclusion force row level security;
create policy owner_read on access_exclusion for select to harambee_owner using (true);
create policy app_read on access_exclusion for select to harambee_app using (
  user_id = (select sec.user_id()) or sec.reads(root_id));
create policy app_add on access_exclusion for insert to harambee_app with check (excluded_by_id = (select sec.user_id()));
revoke update, delete, truncate on access_exclusion from harambee_app;

alter table access_notice enable row level security; alter table access_notice force row level security;
create policy app_read on access_notice for select to harambee_app using (principal = any((select sec.mine())::uuid[]));
create policy app_add on access_notice for insert to harambee_app with check ((select sec.user_id()) is not null);
create policy app_change on access_notice for update to harambee_app
  using (principal = any((select sec.mine())::uuid[])) with check (principal = any((select sec.mine())::uuid[]));
revoke update, delete, truncate on access_notice from harambee_app;
grant update (seen_at, seen_by_id) on access_notice to harambee_app;
"""

AUDIT = """
alter table access_auditevent enable row level security; alter table access_auditevent force row level security;
create policy owner_read on access_auditevent for select to harambee_owner using (true);
create policy app_read on access_auditevent for select to harambee_app using (
  (select sec.may('audit.read'))
  or (select true from sec.sight g where g.subject_id = any(array[access_auditevent.root_id, access_auditevent.subject_id])
      and g.level >= 2 and (g.categories & access_auditevent.category) <> 0 limit 1));
create policy app_add on access_auditevent for insert to harambee_app with check (
  actor_id is not distinct from (select sec.user_id()));
revoke update, delete, truncate on access_auditevent from harambee_app;
revoke insert, update, delete, truncate on access_auditseal, access_auditprint from harambee_app;

-- One text per event, the same on every machine; the hash is taken over its bytes.
create function sec.audit_print(e access_auditevent) returns bytea language sql stable
set search_path = pg_catalog set timezone = 'UTC' set datestyle = 'ISO, YMD' set bytea_output = 'hex' as
$$ select sha256(convert_to(e::text, 'UTF8')) $$;

-- Seals every committed event that no seal covers yet. The look-back bounds the cost: an event of a transaction
-- during which a million others were recorded would be reported by verify as not sealed.
create function sec.seal_audit() returns integer language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  last access_auditseal;
  batch record;
  sealed bigint;
begin
  perform pg_advisory_xact_lock(72114001);
  select * into last from access_auditseal order by id desc limit 1;
  create temporary table pg_temp.sealing on commit drop as
    select e.id, sec.audit_print(e) as digest from access_auditevent e
    where e.id > coalesce(last.last_event, 0) - 1000000
      and not exists (select 1 from access_auditprint p where p.event_id = e.id);
  select count(*) as n, min(id) as first, max(id) as last, string_agg(digest, ''::bytea order by id) as prints
    into batch from pg_temp.sealing;
  if batch.n > 0 then
    insert into access_auditseal (first_event, last_event, count, previous, digest)
      values (batch.first, batch.last, batch.n, coalesce(last.digest, ''),
              sha256(coalesce(last.digest, ''::bytea) || batch.prints)) returning id into sealed;
    insert into access_auditprint (event_id, seal_id, digest) select id, sealed, digest from pg_temp.sealing;
  end if;
  drop table pg_temp.sealing;
  return batch.n;
end $$;

create function sec.verify_audit() returns table (problem text) language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select case when e.id is null then 'event ' || p.event_id || ' was removed after seal ' || p.seal_id
              else 'event ' || e.id || ' (' || e.action || ', ' || to_char(e.logged at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
                   || ' UTC) was changed after seal ' || p.seal_id end
  from access_auditprint p left join access_auditevent e on e.id = p.event_id
  where e.id is null or sec.audit_print(e) <> p.digest
  union all
  select 'seal ' || s.id || ' does not fit its events'
  from (select s.*, lag(digest, 1, ''::bytea) over (order by id) as expected from access_auditseal s) s
    left join lateral (select count(*) as n, string_agg(p.digest, ''::bytea order by p.event_id) as prints
                       from access_auditprint p where p.seal_id = s.id) b on true
  where s.previous <> s.expected or s.count <> b.n or s.digest <> sha256(s.previous || coalesce(b.prints, ''::bytea))
$$;

create function sec.audit_counts() returns table (events bigint, seals bigint, unsealed bigint) language sql stable
security definer set search_path = pg_catalog, public, pg_temp as $$
  select (select count(*) from access_auditevent), (select count(*) from access_auditseal),
    (select count(*) from access_auditevent e where not exists (select 1 from access_auditprint p where p.event_id = e.id))
$$;

revoke all on all functions in schema sec from public;
grant execute on all functions in schema sec to harambee_app;
revoke all on sec.sight from harambee_app;
grant select on sec.sight to harambee_app;
"""

CACHE = """
create table access_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index access_cache_expires on access_cache (expires);
"""

UNDO = """
drop schema sec cascade;
drop table if exists access_cache;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunSQL(IDENTITY + LOCKS + AUDIT + CACHE, UNDO)]
