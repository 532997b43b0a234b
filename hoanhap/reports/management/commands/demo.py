"""`hoanhap demo`: fill an empty register with a made-up city (or country) to try everything on."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.reports.demo.load import load_demo


class Command(BaseCommand):
    help = "Nạp dữ liệu minh họa vào cơ sở dữ liệu trống (load demonstration data)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The same PEOPLE, SEED and DAY give the same data."""
        parser.add_argument("--people", type=int, default=17_000, help="số người (mặc định 17.000)")
        parser.add_argument("--seed", type=int, default=1, help="hạt giống; cùng hạt giống, cùng dữ liệu")
        parser.add_argument(
            "--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="ngày “hôm nay” của dữ liệu (mặc định hôm nay)"
        )
        parser.add_argument("--country", action="store_true", help="cả nước thay vì Hà Nội")
        parser.add_argument("--processes", type=int, default=2)
        parser.add_argument("--quiet", action="store_true", help="không vẽ thanh tiến độ")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how much. Exits with the reason when the register is not empty."""
        tqdm.monitor_interval = 0  # its watching thread must not exist when workers are forked
        quiet = options["quiet"] or options["verbosity"] == 0
        with tqdm(total=options["people"], unit=" người", disable=quiet, file=sys.stderr, leave=False) as bar:
            try:
                loaded = load_demo(
                    people=options["people"],
                    seed=options["seed"],
                    on=options["on"] or today(),
                    country=options["country"],
                    processes=options["processes"],
                    progress=bar.update,
                )
            except Refused as refused:
                raise CommandError(str(refused)) from None
        if not quiet:
            self.stdout.write(
                f"Đã nạp {loaded.people} người, {loaded.cases} hồ sơ, {loaded.events} sự kiện minh họa (demonstration data loaded)."
            )
