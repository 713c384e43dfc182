"""The directory's edition, and PostgreSQL's trigrams for names typed with a slip."""

import secrets

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


def begin(apps, schema_editor):
    """Where there are agencies already, keeping what was counted may begin at once."""
    if apps.get_model("agencies", "Agency").objects.exists():
        apps.get_model("agencies", "DirectoryEdition").objects.create(pk=1, key=secrets.token_hex(8))


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_order_of_publishing")]

    operations = [
        migrations.CreateModel(
            name="DirectoryEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=16, verbose_name="key")),
            ],
            options={
                "verbose_name": "edition of the directory",
                "verbose_name_plural": "editions of the directory",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="directory_has_one_edition")
                ],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=True),
        TrigramExtension(),  # does nothing on SQLite
    ]
