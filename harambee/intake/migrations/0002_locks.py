"""Row security for everything a report says; a draft is open to its owner alone."""

from django.db import migrations

from harambee.access import rls

IDENTITY, CONTACT, PROTECTION, PLAN = 1, 2, 8, 256

DRAFTS = """
alter table intake_draft enable row level security; alter table intake_draft force row level security;
create policy own on intake_draft to harambee_app
  using (owner_id = (select sec.user_id())) with check (owner_id = (select sec.user_id()));
"""
DRAFTS_UNDO = """
drop policy own on intake_draft;
alter table intake_draft no force row level security; alter table intake_draft disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("access", "0002_locks")]

    operations = [
        rls.protect("intake_report", ["id", "case_id"], PROTECTION, history=True),
        rls.protect("intake_reportchild", ["report_id", "case_id"], IDENTITY, history=True),
        rls.protect("intake_reporter", ["report_id"], CONTACT, history=True),
        rls.protect("intake_screening", ["report_id"], PLAN, append_only=True),
        migrations.RunSQL(DRAFTS, DRAFTS_UNDO),
    ]
