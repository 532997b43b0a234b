"""`hoanhap seal …`: keys of the health sheets (docs/guides/identity.md)."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hoanhap.config.secrets import add_seal_key
from hoanhap.kit.seal import Unsealable
from hoanhap.people import services


class Command(BaseCommand):
    """Add a key; seal everything anew with the newest one."""

    help = "Keys of the health sheets: «new» adds one (restart afterwards), «renew» seals all sheets with the newest."

    def add_arguments(self, parser: CommandParser) -> None:
        """One act."""
        parser.add_argument("act", choices=["new", "renew"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a sheet cannot be opened, or when the keys come from the environment and are not to be added to."""
        if options["act"] == "new":
            if os.environ.get("HOANHAP_SEAL_KEYS"):
                raise CommandError("HOANHAP_SEAL_KEYS đang giữ khóa: thêm khóa mới vào đầu biến đó (put the new key first there).")
            add_seal_key(Path(settings.STATE_DIR))
            self.stdout.write("Đã thêm khóa. Khởi động lại máy chủ rồi chạy: hoanhap seal renew")
            return
        try:
            count = services.renew_seals()
        except Unsealable as closed:
            raise CommandError(f"Có phiếu không khóa nào mở được; chưa đổi gì ({closed}).") from closed
        self.stdout.write(f"Đã niêm phong lại {count} phiếu bằng khóa mới nhất.")
