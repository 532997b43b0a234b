"""Answers of units to what they are given, and the issuer's answers: added, never changed. Rows may name villages and groups."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ANSWERS = "plans_allocationanswer"


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0003_tasks_and_parts"),
        ("units", "0002_organisation_ids"),
        ("audit", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="allocationrow",
            name="kind",
            field=models.CharField(
                choices=[
                    ("unit", "Đơn vị hành chính"),
                    ("team", "Đội, cơ quan"),
                    ("village", "Thôn, tổ dân phố"),
                    ("group", "Cụm, nhóm đơn vị"),
                ],
                default="unit",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="AllocationAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("row_name", models.CharField(max_length=200)),
                ("row_code", models.CharField(blank=True, max_length=10)),
                (
                    "row_kind",
                    models.CharField(
                        choices=[
                            ("unit", "Đơn vị hành chính"),
                            ("team", "Đội, cơ quan"),
                            ("village", "Thôn, tổ dân phố"),
                            ("group", "Cụm, nhóm đơn vị"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given", models.JSONField(blank=True, default=list)),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("accept", "nhận chỉ tiêu"),
                            ("object", "đề nghị điều chỉnh"),
                            ("keep", "cơ quan giao giữ nguyên"),
                            ("adjust", "cơ quan giao điều chỉnh"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("proposed", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="plans.plan")),
                (
                    "scope_commune",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="plans.allocationanswer",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("says", "accept"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="objection_and_reply_have_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("says__in", ["keep", "adjust"]), ("to__isnull", False)),
                            models.Q(("says__in", ["accept", "object"]), ("to__isnull", True)),
                            _connector="OR",
                        ),
                        name="a_reply_answers_an_objection",
                    ),
                    models.UniqueConstraint(fields=("to",), name="one_reply_per_objection"),
                ],
            },
        ),
        migrations.RunSQL(
            f"create trigger append_only before update or delete on {ANSWERS} for each row execute function refuse_change();"
            f"create trigger append_only_whole before truncate on {ANSWERS} for each statement execute function refuse_change();",
            f"drop trigger append_only on {ANSWERS}; drop trigger append_only_whole on {ANSWERS}",
        ),
    ]
