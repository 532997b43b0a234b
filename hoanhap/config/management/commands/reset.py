"""`hoanhap reset`: deletes the embedded database with everything in it, so that the next `hoanhap run` is a first one."""

import shutil
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hoanhap.config.database import is_embedded, own_cluster
from hoanhap.config.embedded import cluster_of

YES = "xoá"


class Command(BaseCommand):
    help = "Xoá cơ sở dữ liệu đi kèm và mọi tệp sinh ra (delete the embedded database and all generated files)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="không hỏi lại")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_embedded():
            raise CommandError("Cơ sở dữ liệu ở HOANHAP_DATABASE_URL không do chương trình quản lý: hãy tự xoá (not ours to delete).")
        if not options["force"]:
            if not sys.stdin.isatty():
                raise CommandError("Không có người để hỏi: dùng `make reset FORCE=1` (nobody to ask).")
            self.stdout.write(f"Sẽ xoá toàn bộ dữ liệu trong {own_cluster().home}, không lấy lại được (this deletes all data).")
            if input(f"Gõ “{YES}” (hoặc “yes”) để tiếp tục: ").strip().casefold() not in (YES, "xóa", "xoa", "yes"):
                raise CommandError("Không xoá gì (nothing deleted).")
        call_command("stop", stdout=self.stdout)
        own_cluster().remove()
        cluster_of(settings.STATE_DIR, tests=True).remove()
        for folder in ("static", "files"):
            shutil.rmtree(settings.STATE_DIR / folder, ignore_errors=True)
        self.stdout.write("Đã xoá (deleted).")
