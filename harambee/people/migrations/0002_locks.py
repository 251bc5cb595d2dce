"""The second lock on people: open to whom a grant on the person opens the identity category."""

from django.db import migrations

from harambee.access import rls

IDENTITY = 1


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0002_locks")]

    operations = [
        rls.protect("people_person", ["id"], IDENTITY, history=True),
        rls.protect("people_personname", ["person_id"], IDENTITY),
        rls.protect("people_personkey", ["person_id"], IDENTITY, append_only=True),
    ]
