"""Issued papers, their files and events are added and never changed: the database refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

TABLES = ("documents_paper", "documents_paperfile", "documents_paperevent")


def _make(table: str) -> str:
    return (
        f"create trigger append_only before update or delete on {table} for each row execute function refuse_change();"
        f"create trigger append_only_whole before truncate on {table} for each statement execute function refuse_change();"
    )


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(_make(table), f"drop trigger append_only on {table}; drop trigger append_only_whole on {table}")
        for table in TABLES
    ]
