"""Moderators have a permission of their own: the marketplace's queues, and nothing else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_outgoing_mails")]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [("moderate", "Can work the moderators' queues")],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
    ]
