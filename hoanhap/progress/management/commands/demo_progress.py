"""`hoanhap demo_progress`: a made-up plan of the city with figures told in parts, beside the demonstration data. Safe to repeat."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from hoanhap.kit.dates import today
from hoanhap.progress.demo import load_progress


class Command(BaseCommand):
    help = "Thêm kế hoạch và số liệu nhập tay minh họa (add a plan with told figures to the demonstration)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The same DAY gives the same data."""
        parser.add_argument(
            "--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="ngày “hôm nay” của dữ liệu (mặc định hôm nay)"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Load once and say how much there is."""
        figures = load_progress(options["on"] or today())
        if options["verbosity"]:
            self.stdout.write(f"Kế hoạch minh họa có {figures} số nhập tay (told figures of the demonstration).")
