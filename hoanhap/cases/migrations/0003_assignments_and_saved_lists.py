"""The officer who looks after a case, and filters of the list of people that were saved under a name."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_append_only"),
        ("units", "0002_organisation_ids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField()),
                ("until", models.DateField(default=datetime.date(9999, 12, 31))),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="cases.case")),
                ("commune", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit")),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("until", datetime.date(9999, 12, 31))), fields=["officer"], name="assignment_open_by_officer"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", datetime.date(9999, 12, 31))), fields=("case",), name="one_officer_per_case"
                    ),
                    models.CheckConstraint(condition=models.Q(("since__lte", models.F("until"))), name="assignment_time_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="tên bộ lọc")),
                ("params", models.JSONField(default=dict)),
                ("columns", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list)),
                ("order", models.CharField(max_length=12)),
                ("saved_at", models.DateTimeField()),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("unit__isnull", False)), fields=["unit"], name="saved_list_by_unit")],
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="saved_list_named_once")],
            },
        ),
    ]
