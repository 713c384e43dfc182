"""Memberships get a public code, organisations a purpose; people say when they accepted the terms."""

from typing import Any

from django.db import migrations, models

import marketplace.lib.codes


def give_codes(apps: Any, schema_editor: Any) -> None:
    memberships = apps.get_model("accounts", "Membership").objects
    for membership in memberships.filter(code__isnull=True).iterator():
        memberships.filter(pk=membership.pk).update(code=marketplace.lib.codes.project_code())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_append_only")]

    operations = [
        migrations.AddField(
            "organisation",
            "purpose",
            models.CharField(
                choices=[("post", "Post briefs"), ("answer", "Answer briefs")],
                default="post",
                max_length=6,
                verbose_name="here to",
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                condition=models.Q(("purpose__in", ["post", "answer"])), name="organisation_purpose_is_known"
            ),
        ),
        migrations.AddField(
            "user",
            "terms_accepted_at",
            models.DateTimeField(blank=True, null=True, verbose_name="terms accepted"),
        ),
        migrations.AddField("membership", "code", models.CharField(max_length=16, null=True, editable=False)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "membership",
            "code",
            models.CharField(
                default=marketplace.lib.codes.project_code,
                editable=False,
                max_length=16,
                unique=True,
                verbose_name="code",
            ),
        ),
    ]
