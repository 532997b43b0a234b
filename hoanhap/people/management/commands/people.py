"""`hoanhap people duplicates`: compare every two people of the register, every night, and list those who may be one human."""

import sys
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from hoanhap.people.models import PersonSearch
from hoanhap.people.services.duplicates import compare_all


class Command(BaseCommand):
    help = "So mọi hồ sơ với nhau, lập danh sách cặp có thể trùng (duplicates); chạy mỗi đêm."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Run nightly, from cron or a systemd timer; running it again changes nothing."""
        acts = parser.add_subparsers(dest="act", required=True)
        duplicates = acts.add_parser("duplicates", help="so mọi cặp; giữ nguyên kết luận của cán bộ")
        duplicates.add_argument(
            "--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="ngày ghi vào danh sách (mặc định hôm nay)"
        )
        duplicates.add_argument("--quiet", action="store_true", help="không vẽ thanh tiến độ")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and say what changed."""
        quiet = options["quiet"] or options["verbosity"] == 0
        begun = time.monotonic()
        with tqdm(total=PersonSearch.objects.count(), unit=" hồ sơ", disable=quiet, file=sys.stderr, leave=False) as bar:
            listed = compare_all(on=options["on"], progress=bar.update)
        self.stdout.write(
            f"Đã so {listed.people} hồ sơ trong {time.monotonic() - begun:.0f} giây: {listed.pairs} cặp có thể trùng, "
            f"thêm {listed.added}, bớt {listed.gone} (compared)."
        )
