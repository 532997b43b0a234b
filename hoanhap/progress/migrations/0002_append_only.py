"""Figures and their evidence are added and never changed: the database refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

TABLES = ("progress_enteredfigure", "progress_evidence")
MAKE = "".join(
    f"create trigger append_only before update or delete on {table} for each row execute function refuse_change();"
    f"create trigger append_only_whole before truncate on {table} for each statement execute function refuse_change();"
    for table in TABLES
)
DROP = "".join(f"drop trigger append_only on {table}; drop trigger append_only_whole on {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_figures"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(MAKE, DROP)]
