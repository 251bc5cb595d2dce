"""When a user's password was set, so that what is older lets nobody in any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_locks")]

    operations = [
        migrations.AddField("user", "password_since", models.DateTimeField(editable=False, null=True)),
    ]
