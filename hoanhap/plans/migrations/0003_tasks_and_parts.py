"""Everything a plan says has a place: tasks, obligations, recipients, bases, windows, terms, milestones; a plan may carry out several."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_append_only"),
        ("units", "0002_organisation_ids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChildNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("key", models.CharField(max_length=300)),
                ("reference", models.CharField(max_length=100)),
                ("issued_on", models.DateField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["issued_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanDeliverable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("code", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=1000)),
                ("quantity", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("unit_of_measure", models.CharField(blank=True, max_length=50)),
                (
                    "proof",
                    models.CharField(
                        choices=[("none", "không yêu cầu"), ("photo", "ảnh"), ("document", "văn bản"), ("figure", "số liệu")],
                        default="none",
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_exclusive", models.BooleanField(default=False)),
                ("due_to", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="PlanSubordinate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=300)),
                ("place", models.CharField(max_length=100)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_exclusive", models.BooleanField(default=False)),
                ("due_to", models.CharField(blank=True, max_length=300)),
                ("quote", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="PlanTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("code", models.CharField(max_length=20)),
                ("agency", models.CharField(max_length=300)),
                ("agency_key", models.CharField(max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[("order", "giao"), ("request", "đề nghị"), ("joint", "phối hợp")], default="order", max_length=20
                    ),
                ),
                ("text", models.TextField()),
                ("place", models.CharField(max_length=100)),
                (
                    "coordinating",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_exclusive", models.BooleanField(default=False)),
                ("due_to", models.CharField(blank=True, max_length=300)),
                ("due_text", models.CharField(blank=True, max_length=300)),
                (
                    "recurrence",
                    models.CharField(
                        choices=[
                            ("once", "một lần"),
                            ("weekly", "hằng tuần"),
                            ("monthly", "hằng tháng"),
                            ("quarterly", "hằng quý"),
                            ("half_yearly", "sáu tháng"),
                            ("yearly", "hằng năm"),
                            ("regular", "thường xuyên"),
                        ],
                        default="once",
                        max_length=20,
                    ),
                ),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("window", models.CharField(blank=True, max_length=300)),
                (
                    "target_codes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list),
                ),
                ("quote", models.TextField(blank=True)),
                ("note", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="plan",
            name="above",
            field=models.ManyToManyField(blank=True, related_name="below", to="plans.plan"),
        ),
        migrations.AddField(
            model_name="plan",
            name="annexes",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="plan",
            name="bases",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="plan",
            name="co_issuers",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list),
        ),
        migrations.AddField(
            model_name="plan",
            name="constraints",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="plan",
            name="recipients",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="plan",
            name="signatory",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="terms",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="plan",
            name="windows",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="target",
            name="baseline_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="target",
            name="baseline_source",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="target",
            name="baseline_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="target",
            name="evidence",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="target",
            name="groups",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list),
        ),
        migrations.AddField(
            model_name="target",
            name="measure_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="target",
            name="milestones",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="target",
            name="numerator",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="target",
            name="owner_side",
            field=models.CharField(
                choices=[("own", "ngành mình"), ("other", "ngành khác"), ("unstated", "không nêu")], default="unstated", max_length=20
            ),
        ),
        migrations.AlterField(
            model_name="plan",
            name="kind",
            field=models.CharField(
                choices=[
                    ("year", "Kế hoạch năm"),
                    ("programme", "Chương trình nhiều năm"),
                    ("campaign", "Tháng hành động, đợt"),
                    ("sector", "Kế hoạch ngành"),
                    ("joint", "Kế hoạch liên ngành"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="target",
            index=models.Index(fields=["measure_name"], name="target_by_measure_name"),
        ),
        migrations.AddField(
            model_name="childnotice",
            name="by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="childnotice",
            name="plan",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="plans.plan"),
        ),
        migrations.AddField(
            model_name="plansubordinate",
            name="plan",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="subordinates", to="plans.plan"),
        ),
        migrations.AddField(
            model_name="plantask",
            name="organisation",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.organisation"
            ),
        ),
        migrations.AddField(
            model_name="plantask",
            name="plan",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="plans.plan"),
        ),
        migrations.AddField(
            model_name="plandeliverable",
            name="task",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deliverables", to="plans.plantask"),
        ),
        migrations.AddConstraint(
            model_name="childnotice",
            constraint=models.UniqueConstraint(fields=("plan", "key"), name="one_notice_per_issuer"),
        ),
        migrations.AddConstraint(
            model_name="plansubordinate",
            constraint=models.UniqueConstraint(fields=("plan", "name", "place"), name="one_obligation_per_name_and_place"),
        ),
        migrations.AddIndex(
            model_name="plantask",
            index=models.Index(fields=["agency_key"], name="task_by_agency"),
        ),
        migrations.AddIndex(
            model_name="plantask",
            index=models.Index(fields=["due_on"], name="task_by_day"),
        ),
        migrations.AddConstraint(
            model_name="plantask",
            constraint=models.UniqueConstraint(fields=("plan", "code"), name="one_task_per_code"),
        ),
        migrations.AddConstraint(
            model_name="plantask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("since__isnull", True), ("until__isnull", True)), ("since__lt", models.F("until")), _connector="OR"
                ),
                name="task_period_in_order_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="plandeliverable",
            constraint=models.UniqueConstraint(fields=("task", "code"), name="one_deliverable_per_code"),
        ),
        migrations.RunSQL(
            "insert into plans_plan_above (from_plan_id, to_plan_id) select id, parent_id from plans_plan where parent_id is not null;"
            "set constraints all immediate; set constraints all deferred",
            "update plans_plan set parent_id = (select min(to_plan_id) from plans_plan_above where from_plan_id = plans_plan.id);"
            "set constraints all immediate; set constraints all deferred",
        ),
        migrations.RemoveField(
            model_name="plan",
            name="parent",
        ),
    ]
