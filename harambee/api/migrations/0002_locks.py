"""The second lock on kept answers: each user has their own; once its day is over, anybody's request may clear one away."""

from django.db import migrations

LOCK = """
alter table api_keptanswer enable row level security; alter table api_keptanswer force row level security;
create policy app_read on api_keptanswer for select to harambee_app using (
  user_id = (select sec.user_id()) or until < now());
create policy app_add on api_keptanswer for insert to harambee_app with check (user_id = (select sec.user_id()));
create policy app_change on api_keptanswer for update to harambee_app
  using (user_id = (select sec.user_id()) or until < now()) with check (user_id = (select sec.user_id()));
create policy app_remove on api_keptanswer for delete to harambee_app using (until < now());
revoke delete, truncate on api_apitoken from harambee_app;
"""

UNDO = """
drop policy app_read on api_keptanswer; drop policy app_add on api_keptanswer;
drop policy app_change on api_keptanswer; drop policy app_remove on api_keptanswer;
alter table api_keptanswer no force row level security; alter table api_keptanswer disable row level security;
grant delete on api_apitoken to harambee_app;
"""


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("access", "0002_locks")]

    operations = [migrations.RunSQL(LOCK, UNDO)]
