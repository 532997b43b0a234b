"""Confirmations, local values and withdrawals are added and never changed: the database refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

TABLES = ("rulebook_confirmation", "rulebook_localvalue", "rulebook_withdrawal")


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            f"create trigger append_only before update or delete on {table} for each row execute function refuse_change();"
            f"create trigger append_only_whole before truncate on {table} for each statement execute function refuse_change();",
            f"drop trigger append_only on {table}; drop trigger append_only_whole on {table}",
        )
        for table in TABLES
    ]
