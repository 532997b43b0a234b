"""Proposals of praise and criticism and what became of them; both are added and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = ("progress_proposal", "progress_proposalevent")
MAKE = "".join(
    f"create trigger append_only before update or delete on {table} for each row execute function refuse_change();"
    f"create trigger append_only_whole before truncate on {table} for each statement execute function refuse_change();"
    for table in TABLES
)
DROP = "".join(f"drop trigger append_only on {table}; drop trigger append_only_whole on {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_answers"),
        ("progress", "0002_append_only"),
        ("units", "0002_organisation_ids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("praise", "Khen thưởng"), ("criticism", "Phê bình")], max_length=10)),
                (
                    "subject_kind",
                    models.CharField(
                        choices=[("unit", "đơn vị"), ("collective", "tập thể"), ("person", "cá nhân")], default="unit", max_length=10
                    ),
                ),
                ("subject", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=1000)),
                ("wish", models.CharField(blank=True, max_length=200)),
                ("evidence", models.JSONField(blank=True, default=list)),
                ("on", models.DateField()),
                ("request_key", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"
                    ),
                ),
                (
                    "scope_commune",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "scope_province",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProposalEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Đã đề xuất"),
                            ("decided", "Đã quyết định"),
                            ("declined", "Không thông qua"),
                            ("withdrawn", "Đã rút"),
                        ],
                        max_length=10,
                    ),
                ),
                ("award", models.CharField(blank=True, max_length=200)),
                ("authority", models.CharField(blank=True, max_length=300)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="event", to="progress.proposal"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["scope_province", "-on"], name="proposal_by_province"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(fields=("request_key", "subject", "side"), name="one_proposal_per_request"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="proposal_has_a_reason"),
        ),
        migrations.AddConstraint(
            model_name="proposalevent",
            constraint=models.CheckConstraint(condition=models.Q(("state", "proposed"), _negated=True), name="proposal_event_is_an_end"),
        ),
        migrations.AddConstraint(
            model_name="proposalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "decided"), _negated=True),
                    models.Q(models.Q(("award", ""), _negated=True), models.Q(("authority", ""), _negated=True)),
                    _connector="OR",
                ),
                name="decision_names_award_and_authority",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "decided"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="refusal_has_a_reason",
            ),
        ),
        migrations.RunSQL(MAKE, DROP),
    ]
