"""Every step of a verification is a row that the database refuses to change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from marketplace.lib.history import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_directory_edition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VerificationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("verified", "Verified"),
                            ("refused", "Not verified"),
                            ("revoked", "Taken back"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("text", models.TextField(max_length=3000, verbose_name="evidence or reason")),
                ("links", models.JSONField(blank=True, default=list, verbose_name="links")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verification",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a verification",
                "verbose_name_plural": "steps of verifications",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "number"), name="verification_steps_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["asked", "verified", "refused", "revoked"])),
                        name="verification_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="verification_step_gives_its_reason"
                    ),
                ],
            },
        ),
        AppendOnly("verificationstep"),
    ]
