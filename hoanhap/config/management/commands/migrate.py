"""`hoanhap migrate`: Django's own, and then the web role gets its rights on what is new, so that no table is ever forgotten."""

from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from hoanhap.config.database import DatabaseUnfit, grant


def append_only_tables() -> list[str]:
    """Tables whose rows are never changed or deleted: models that say `append_only = True`."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        connection = connections[options["database"]]
        connection.ensure_connection()
        made = set(connection.introspection.table_names())  # `migrate app` makes some only
        try:
            grant(connection.connection, [table for table in append_only_tables() if table in made])
        except DatabaseUnfit as error:
            raise CommandError(str(error)) from error
