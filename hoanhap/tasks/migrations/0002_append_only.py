"""Reports, evidence, urgings and notes of checks are added and never changed: the database refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

TABLES = ("taskreport", "evidence", "urging", "urgedtask", "checknote")
MAKE = "".join(
    f"create trigger append_only before update or delete on tasks_{table} for each row execute function refuse_change();"
    f"create trigger append_only_whole before truncate on tasks_{table} for each statement execute function refuse_change();"
    for table in TABLES
)
DROP = "".join(f"drop trigger append_only on tasks_{table}; drop trigger append_only_whole on tasks_{table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(MAKE, DROP)]
