"""The second lock on referrals: opened by the referral's own grants, or by those on the case's plan."""

from django.db import migrations

from harambee.access import rls

PLAN = 256


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("access", "0002_locks")]

    operations = [rls.protect("referrals_referral", ["id", "case_id"], PLAN, history=True)]
