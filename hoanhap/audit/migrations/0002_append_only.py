"""Rows of the log are added and never changed: the database refuses UPDATE, DELETE and TRUNCATE, whoever asks.

`refuse_change()` serves every append-only table (cases and documents attach it in their own migrations).
"""

from django.db import migrations

FUNCTION = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only added, never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;
"""
TRIGGERS = """
create trigger append_only before update or delete on audit_auditentry for each row execute function refuse_change();
create trigger append_only_whole before truncate on audit_auditentry for each statement execute function refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function refuse_change()"),
        migrations.RunSQL(TRIGGERS, "drop trigger append_only on audit_auditentry; drop trigger append_only_whole on audit_auditentry"),
    ]
