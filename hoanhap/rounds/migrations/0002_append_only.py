"""Steps of a round, with the figures of its closing, are added and never changed: the database refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

MAKE = (
    "create trigger append_only before update or delete on rounds_roundstep for each row execute function refuse_change();"
    "create trigger append_only_whole before truncate on rounds_roundstep for each statement execute function refuse_change();"
)
DROP = "drop trigger append_only on rounds_roundstep; drop trigger append_only_whole on rounds_roundstep"


class Migration(migrations.Migration):
    dependencies = [("rounds", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunSQL(MAKE, DROP)]
