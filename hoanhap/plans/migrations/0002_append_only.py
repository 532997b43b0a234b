"""Versions of plans are added and never changed: the database refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "create trigger append_only before update or delete on plans_planversion for each row execute function refuse_change();"
            "create trigger append_only_whole before truncate on plans_planversion for each statement execute function refuse_change();",
            "drop trigger append_only on plans_planversion; drop trigger append_only_whole on plans_planversion",
        )
    ]
