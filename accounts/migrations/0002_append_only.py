"""The database refuses to change history."""

from django.db import migrations

from marketplace.lib.history import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [AppendOnly("organisationevent")]
