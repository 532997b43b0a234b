"""`hoanhap stop`: ends the web server and then the embedded database, wherever they were started."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hoanhap.config import web
from hoanhap.config.database import is_embedded, own_cluster
from hoanhap.config.embedded import cluster_of


class Command(BaseCommand):
    help = "Dừng máy chủ web và cơ sở dữ liệu đi kèm (stop the web server and the embedded database)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = web.stop(settings.STATE_DIR)
        self.stdout.write("Máy chủ web: đã dừng (stopped)" if stopped else "Máy chủ web: không chạy (was not running)")
        if is_embedded():
            own_cluster().stop()
            self.stdout.write("Cơ sở dữ liệu: đã dừng (stopped)")
        cluster_of(settings.STATE_DIR, tests=True).stop()
