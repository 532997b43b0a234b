"""`hoanhap run`: from nothing to a page that answers, and quickly from the second time on.

Database, tables, rights, law book, static files, demonstration data on first start, web server; then the address and the demonstration
accounts. The steps are safe to repeat, so a start that was cut off anywhere is mended by the next one.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from hoanhap.config import web
from hoanhap.config.database import is_embedded, own_cluster, start_embedded, web_environment
from hoanhap.config.place import ClusterError
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar

READY_SECONDS = 120
WATCH_SECONDS = 3  # how often the supervisor looks after the embedded server


class Command(BaseCommand):
    help = "Chuẩn bị mọi thứ và chạy máy chủ web (prepare everything and serve)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--people", type=int, default=17_000, help="số người minh họa ở lần chạy đầu (0: không có)")
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        state: Path = settings.STATE_DIR
        try:
            with web.hold(state) as lock:
                self._require_port(options["host"], options["port"])
                self._prepare(options["people"])
                self._serve(lock, options["host"], options["port"], options["workers"])
        except web.AlreadyRunning:
            found = web.running(state)
            where = found.address if found and found.address else "(đang khởi động)"
            raise CommandError(f"Chương trình đang chạy rồi: {where}; dừng bằng `make stop` (already running).") from None

    def _step(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()

    def _require_port(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                probe.listen()
            except (OSError, OverflowError) as error:
                busy = getattr(error, "errno", None) == errno.EADDRINUSE
                why = "đang bận vì chương trình khác (busy)" if busy else f"không dùng được ({error})"
                raise CommandError(f"Cổng {port} {why}: chọn cổng khác, ví dụ `make run PORT=8123`.") from None

    def _prepare(self, people: int) -> None:
        self._step("Cơ sở dữ liệu và bảng (database, tables)")
        call_command("migrate", interactive=False, verbosity=0)
        self._step("Sổ luật (law book)")
        book(), calendar()  # refuses to load what is not well-formed and cited
        self._step("Tệp tĩnh (static files)")
        call_command("collectstatic", interactive=False, verbosity=0)
        if self._is_empty("units.Unit"):
            self._step("Đơn vị hành chính (administrative units, first start only)")
            call_command("units", "load", verbosity=0, stdout=self.stdout)
        if people and self._is_empty("people.Person"):
            self._step(f"Dữ liệu minh họa: {people} người (demonstration data, first start only)")
            call_command("demo", people=people, seed=1)
            call_command("demo_progress", verbosity=0)
        connections.close_all()

    def _is_empty(self, model: str) -> bool:
        return not apps.get_model(model)._default_manager.exists()

    def _serve(self, lock: int, host: str, port: int, workers: int) -> None:
        self._step("Máy chủ web (web server)")
        address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else f'[{host}]' if ':' in host else host}:{port}/"
        environment = {"HOANHAP_PUBLIC_URL": address} | os.environ | web_environment()
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "hoanhap.config.wsgi:application", "--interface", "wsgi"),
                *("--host", host, "--port", str(port), "--workers", str(workers)),
                *("--blocking-threads", "2"),  # each thread keeps one connection to the database; the default would allow hundreds
                *("--workers-kill-timeout", "5"),  # a worker that is still starting does not hear that it should end
                *("--no-ws", "--log-level", "warning"),
            ],
            env=environment,
            pass_fds=[lock],
            start_new_session=True,  # Ctrl+C is for us; we ask the server once, it does not end well when asked twice
        )
        web.write(lock, web.Running(os.getpid(), server.pid, address))
        worker = self._worker(environment)
        asked_to_stop: float | None = None  # when

        def end(*_: Any) -> None:
            nonlocal asked_to_stop
            if asked_to_stop is None:
                asked_to_stop = time.monotonic()
                server.terminate()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)
        if self._is_ready(server, address):
            self._announce(address)
        while server.poll() is None:
            try:
                server.wait(WATCH_SECONDS)
            except subprocess.TimeoutExpired:
                if asked_to_stop is None:
                    self._look_after_database()
                    if worker.poll() is not None:  # it does not outlive a killed database
                        worker = self._worker(environment)
                elif time.monotonic() - asked_to_stop > web.STOP_SECONDS:
                    os.killpg(server.pid, signal.SIGKILL)
        self._end(worker)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)  # workers outlive a killed server and would keep the port
        if asked_to_stop is None:
            raise CommandError(f"Máy chủ web đã dừng, mã {server.returncode} (the web server ended).")
        if is_embedded():
            own_cluster().stop(only_idle=True)
        self._step("Đã dừng (stopped)")

    def _worker(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start the process that does the background work, with the rights of the web process."""
        return subprocess.Popen([sys.executable, "-m", "hoanhap", "worker", "--attached"], env=environment, start_new_session=True)

    def _end(self, worker: subprocess.Popen[bytes]) -> None:
        """Politely, then by force: a job that was cut off is taken up again at the next start."""
        worker.terminate()
        try:
            worker.wait(web.STOP_SECONDS - 5)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()

    def _is_ready(self, server: subprocess.Popen[bytes], address: str) -> bool:
        """Wait until a page answers; False when the server ended or was asked to."""
        deadline = time.monotonic() + READY_SECONDS
        here = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through the proxy of the environment
        while server.poll() is None and time.monotonic() < deadline:
            try:
                with here.open(address, timeout=10):
                    return True
            except urllib.error.HTTPError as error:
                if error.code >= 500:
                    self.stderr.write(f"Trang chủ trả lời mã {error.code}; xem lỗi ở trên (the home page answers {error.code}).")
                return True
            except OSError:
                time.sleep(0.1)
        return False

    def _announce(self, address: str) -> None:
        self.stdout.write(f"\nHòa Nhập đang chạy (running): {address}\n")
        if "demo_accounts" in get_commands():
            call_command("demo_accounts")
            connections.close_all()
        self.stdout.write("\nDừng (stop): Ctrl+C, hoặc `make stop`\n")
        self.stdout.flush()

    def _look_after_database(self) -> None:
        """Start the embedded server again when it was killed: what it had acknowledged is recovered."""
        try:
            start_embedded()
        except ClusterError as error:
            self.stderr.write(str(error))
