"""`hoanhap worker`: does the background work (imports and the like) until it is told to stop. `hoanhap run` starts one by itself."""

import asyncio
import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

SHUT_DOWN_SECONDS = 8
"""A job that needs longer is given up and taken up again by the next worker."""


class Command(BaseCommand):
    help = "Làm việc nền: nhập danh sách… (run background jobs)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi thôi (end when nothing waits)")
        parser.add_argument("--attached", action="store_true", help="dừng khi tiến trình mẹ dừng (end with the parent process)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["attached"]:
            threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()):
            asyncio.run(_work(wait=not options["once"]))


async def _work(*, wait: bool) -> None:
    async with app.open_async():
        await app.run_worker_async(
            wait=wait,
            concurrency=1,
            delete_jobs="successful",
            shutdown_graceful_timeout=SHUT_DOWN_SECONDS,
            install_signal_handlers=threading.current_thread() is threading.main_thread(),
        )


def _end_with_parent(parent: int) -> None:
    """A supervisor that was killed cannot tell its worker to end."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
