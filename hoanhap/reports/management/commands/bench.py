"""`hoanhap bench`: measure the main operations over HTTP, each beside its floor in bare SQL, and write docs/bench.md.

It makes an installation of its own (its own embedded cluster, or a database beside that of HOANHAP_DATABASE_URL) with demonstration
data, keeps it for the next run, and starts the real web server on a free port of 127.0.0.1. The number of requests is bounded.
"""

import hashlib
import json
import os
import platform
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hoanhap.cases.queries.lists import BULK_LIMIT
from hoanhap.kit.dates import now
from hoanhap.reports.bench import law, lists, loading, operations, searching, selection
from hoanhap.reports.bench.client import Unexpected, percentile, round_of
from hoanhap.reports.bench.linkage import measure, report
from hoanhap.reports.bench.registers import make_register

SAMPLES = {1: 60, 8: 240}
"""Requests of one operation, by clients."""
WARM_UP = 6


class Command(BaseCommand):
    help = "Đo các thao tác chính bên cạnh mức sàn của SQL, viết docs/bench.md (measure)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--measure` is the second half, run by the first with the database of the measurement."""
        parser.add_argument("--people", type=int, default=17_000, help="số người: 17000, hoặc 300000 (cả nước)")
        parser.add_argument("--clients", default="1,8", help="số máy khách cùng lúc, ví dụ 1,8")
        parser.add_argument("--output", type=Path, default=None, help="tệp kết quả (mặc định docs/bench.md của bản nguồn)")
        parser.add_argument("--search", action="store_true", help="chỉ đo tìm kiếm: chỉ dựng người, không có thủ tục (tới 1.000.000 người)")
        parser.add_argument("--rebuild", action="store_true", help="dựng lại cơ sở dữ liệu đo")
        parser.add_argument("--fill", type=int, default=0, help="(nội bộ) chỉ dựng người để tìm")
        parser.add_argument("--measure", type=Path, default=None, metavar="FACTS", help="(nội bộ) chỉ đo")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then measure in a process that is connected to the database of the measurement."""
        try:
            clients = sorted({int(part) for part in options["clients"].split(",")})
        except ValueError:
            raise CommandError("--clients: các số cách nhau bằng dấu phẩy, ví dụ 1,8") from None
        if not clients or clients[0] < 1 or clients[-1] > 16:
            raise CommandError("--clients: từ 1 đến 16")
        if options["fill"]:
            searching.fill(options["fill"])
            return
        if options["measure"]:
            try:
                (self._measure_search if options["search"] else self._measure)(options["measure"], clients)
            except Unexpected as error:
                raise CommandError(str(error)) from None
            return
        if options["people"] < 2_000:
            raise CommandError("--people: từ 2.000")
        name = f"{'search_' if options['search'] else ''}{options['people']}"
        home = Path(settings.STATE_DIR) / f"bench-{name}"
        environment = self._environment(home, name)
        facts = self._prepare(home, environment, name, options)
        output = options["output"] or Path(settings.BASE_DIR).parent / "docs" / "bench.md"
        only = ["--search"] if options["search"] else []
        command = " ".join(["hoanhap bench", *only, f"--people {options['people']} --clients {options['clients']}"])
        facts |= {"people": options["people"], "output": str(output), "command": command}
        (home / "facts.json").write_text(json.dumps(facts))
        try:
            self._run(environment, "bench", "--measure", str(home / "facts.json"), "--clients", options["clients"], *only)
        finally:
            if "HOANHAP_DATABASE_URL" not in environment:
                subprocess.run([sys.executable, "-m", "hoanhap", "stop"], env=environment, check=False, stdout=subprocess.DEVNULL)
        self.stdout.write(f"Kết quả (result): {output}")

    # --- preparing -----------------------------------------------------------------------------------------------------------

    def _environment(self, home: Path, name: str) -> dict[str, str]:
        """The variables of an installation of its own; on an external server a database of its own."""
        environment = {name: value for name, value in os.environ.items() if name not in {"HOANHAP_WEB_DATABASE_URL", "HOANHAP_DB_ROLE"}}
        environment |= {"HOANHAP_STATE": str(home)}
        if "HOANHAP_DATABASE_URL" in environment:
            own = f"{connection.settings_dict['NAME']}_bench_{name}"
            environment["HOANHAP_DATABASE_URL"] = make_conninfo(**_owner() | {"dbname": own})
        return environment

    def _prepare(self, home: Path, environment: dict[str, str], name: str, options: dict[str, Any]) -> dict[str, Any]:
        """Tables and demonstration data (or people alone), unless they are there; how long the load took, beside COPY alone."""
        people = options["people"]
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = home / "load.json"
        facts: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
        anew = options["rebuild"] or facts.get("made_by") != _made_by()
        if "HOANHAP_DATABASE_URL" in environment:
            self._own_database(f"{connection.settings_dict['NAME']}_bench_{name}", anew=anew)
        elif anew:
            subprocess.run([sys.executable, "-m", "hoanhap", "reset", "--force"], env=environment, check=False, stdout=subprocess.DEVNULL)
        if anew:
            kept.unlink(missing_ok=True)
            self._say("Bảng và đơn vị hành chính (tables, units)")
            self._run(environment, "migrate", "-v0")
            self._run(environment, "units", "load")
            self._say(f"Dữ liệu minh họa: {people} người (demonstration data)")
            begun = time.monotonic()
            if options["search"]:
                self._run(environment, "bench", "--search", "--fill", str(people))
            else:
                country = ["--country"] if people > 60_000 else []
                self._run(environment, "demo", "--people", str(people), "--seed", "1", "--quiet", *country)
            facts = {"load_seconds": round(time.monotonic() - begun, 1), "made_by": _made_by()}
            kept.write_text(json.dumps(facts))
        self._run(environment, "collectstatic", "--noinput", "-v0")
        return facts

    def _own_database(self, name: str, *, anew: bool) -> None:
        """Create the database of the measurement; an existing one is dropped only when this command had made it."""
        with psycopg.connect(**_owner(), autocommit=True) as owner:
            mark = "hoanhap bench"
            found = owner.execute("select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]).fetchone()
            if found is not None and found[0] != mark:
                raise CommandError(f"Cơ sở dữ liệu {name} không phải do lệnh này tạo, nên không xóa (not made by this command).")
            if found is not None and anew:
                owner.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
            if found is None or anew:
                owner.execute(sql.SQL("create database {} template template0 locale 'C.UTF-8'").format(sql.Identifier(name)))
                owner.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(mark)))

    def _run(self, environment: dict[str, str], *arguments: str) -> None:
        done = subprocess.run([sys.executable, "-m", "hoanhap", *arguments], env=environment, check=False)
        if done.returncode:
            raise CommandError(f"`hoanhap {' '.join(arguments)}`: mã {done.returncode} (failed)")

    def _say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()

    # --- measuring -----------------------------------------------------------------------------------------------------------

    def _measure(self, facts_file: Path, clients: list[int]) -> None:
        facts = json.loads(facts_file.read_text())
        busy = psutil.getloadavg()[0]
        if "copy_seconds" not in facts:
            self._say("Mức sàn của việc nạp: COPY (floor of the load)")
            facts["copy_seconds"] = round(loading.copy_floor(), 1)
            kept = facts_file.with_name("load.json")
            kept.write_text(json.dumps({name: facts[name] for name in ("load_seconds", "copy_seconds", "made_by")}))
        lines: list[dict[str, Any]] = []
        operations.prepare_floors()
        try:
            with _server() as (port, server):
                for operation in operations.operations():
                    sessions = operations.sign_in(port, operation.username, max(clients))
                    lines += [self._line(operation, sessions, count, server) for count in clients]
        finally:
            operations.drop_floors()
        self._say("Việc trên một lựa chọn (acts on a selection)")
        facts["selection"] = selection.assigning(BULK_LIMIT)
        self._say(f"Nhập danh sách: đọc tệp, kiểm tra, tìm trùng, ghi {lists.ROWS} dòng (import)")
        facts["list"] = lists.report(lists.measure())
        _write(facts, lines, busy)
        self._say("Sổ luật: tính hạn, lệnh hỏi nguội (law book)")
        _write_law(facts, law.report(), busy)
        self._say("So mọi cặp trong một sổ giả lập biết trước đáp án (duplicates)")
        _write_duplicates(facts, report(measure(make_register(facts["people"], seed=2))), busy)

    def _measure_search(self, facts_file: Path, clients: list[int]) -> None:
        facts = json.loads(facts_file.read_text())
        busy = psutil.getloadavg()[0]
        lines: list[dict[str, Any]] = []
        with _server() as (port, server):
            for search in searching.searches():
                sessions = operations.sign_in(port, search.username, max(clients))
                for count in clients:
                    search.found.clear()
                    lines.append(self._line(search, sessions, count, server))
                    lines[-1]["found"] = sum(search.found) / len(search.found)
        _write_search(facts, lines, busy)

    def _line(self, operation: operations.Operation, sessions: list[Any], clients: int, server: psutil.Process) -> dict[str, Any]:
        samples = SAMPLES.get(clients, 30 * clients)
        step = operations.whole_step(operation, sessions)
        round_of(step, clients=clients, samples=WARM_UP * clients)
        before = _cpu(server)
        whole = round_of(step, clients=clients, samples=samples)
        cpu = (_cpu(server) - before) / len(whole)
        floor = round_of(operations.floor_step(operation), clients=clients, samples=samples)
        line: dict[str, Any] = {
            "name": operation.name,
            "clients": clients,
            "samples": len(whole),
            "whole": [percentile(whole, 0.5), percentile(whole, 0.95)],
            "floor": [percentile(floor, 0.5), percentile(floor, 0.95)],
            "cpu": cpu,
            "budget": dict(zip((1, 8), operation.budget, strict=True)).get(clients),
        }
        self._say(f"{operation.name}, {clients}: {_ms(line['whole'][0])} / {_ms(line['whole'][1])} ms, sàn {_ms(line['floor'][0])} ms")
        return line


def _owner() -> dict[str, Any]:
    """How libpq connects as the owner of this installation."""
    found = connection.get_connection_params()
    return {name: value for name, value in found.items() if name in {"host", "port", "user", "password", "dbname"} and value}


def _made_by() -> str:
    """A mark of the tables and stories that a database was made with: with others it is made anew."""
    package = Path(settings.BASE_DIR)
    files = sorted([*package.glob("*/migrations/*.py"), *package.glob("reports/demo/*.py"), *package.glob("cases/rules/*.py")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _cpu(server: psutil.Process) -> float:
    """Processor seconds of the web server's processes so far."""
    return float(sum(sum(process.cpu_times()[:2]) for process in [server, *server.children(recursive=True)]))


@contextmanager
def _server() -> Iterator[tuple[int, psutil.Process]]:
    """The web server as `hoanhap run` starts it, on a free port; gives the port and the process. Raises Unexpected when no page answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "hoanhap.config.wsgi:application", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen(command, env=os.environ | {"HOANHAP_DB_ROLE": "web"})
    try:
        here = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + 60
        while True:
            try:
                here.open(f"http://127.0.0.1:{port}/", timeout=10).close()
                break
            except urllib.error.HTTPError as error:
                raise Unexpected(f"trang chủ trả lời {error.code} (the home page fails)") from None
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise Unexpected("máy chủ web không chạy được (the web server does not start)") from None
                time.sleep(0.1)
        yield port, psutil.Process(server.pid)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


# --- the report --------------------------------------------------------------------------------------------------------------


def _ms(seconds: float) -> str:
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f}" if milliseconds < 10 else f"{milliseconds:.0f}"


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _write(facts: dict[str, Any], lines: list[dict[str, Any]], busy: float) -> None:
    """The section of this size in the file; the sections of other sizes stay."""
    people, events = operations.counts()
    title = f"## {_spaced(facts['people'])} people"
    ratio = facts["load_seconds"] / facts["copy_seconds"] if facts["copy_seconds"] else 0
    text = [
        title,
        "",
        f"{now():%Y-%m-%d %H:%M}, commit {_commit()}, `{facts['command']}`. {_spaced(people)} people, {_spaced(events)} events.",
        f"{_machine()}; PostgreSQL {loading.server_version()}, Python {platform.python_version()}; load average before the start {busy:.1f}"
        + (" (**other work was running: read the ratios, not the times**)." if busy > 0.7 else "."),
        "",
        "| Operation | clients | requests | p50 ms | p95 ms | budget p95 | web CPU ms | floor p50 | floor p95 | p50 / floor |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for line in lines:
        whole, floor, budget = line["whole"], line["floor"], line["budget"]
        mark = "–" if budget is None else f"{budget}" if whole[1] * 1000 <= budget else f"**{budget}, missed**"
        text.append(
            f"| {line['name']} | {line['clients']} | {line['samples']} | {_ms(whole[0])} | {_ms(whole[1])} | {mark} | {_ms(line['cpu'])} | "
            f"{_ms(floor[0])} | "
            f"{_ms(floor[1])} | {whole[0] / floor[0]:.0f} × |"
        )
    budget = 25 if facts["people"] <= 20_000 else 300
    count, planned, done = facts["selection"]
    text += [
        "",
        f"Acts on a selection: an officer assigned to {_spaced(count)} people in {done:.1f} s (budget {selection.BUDGET:.0f} s), "
        f"after a plan shown in {planned:.1f} s.",
        "",
        *facts["list"],
        f"Demonstration data: loaded in {facts['load_seconds']} s (budget {budget} s); "
        f"COPY alone {facts['copy_seconds']} s: {ratio:.1f} ×.",
        "",
    ]
    _put(Path(facts["output"]), title, text)


def _write_search(facts: dict[str, Any], lines: list[dict[str, Any]], busy: float) -> None:
    """The section of the search alone in a register of this size."""
    title = f"## Search, {_spaced(facts['people'])} people"
    text = [
        title,
        "",
        f"{now():%Y-%m-%d %H:%M}, commit {_commit()}, `{facts['command']}`: people and search rows of the whole country, no cases. "
        f"{_machine()}; PostgreSQL {loading.server_version()}, Python {platform.python_version()}; load average before the start {busy:.1f}"
        + (" (**other work was running: read the ratios, not the times**)." if busy > 0.7 else "."),
        "",
        *searching.report(lines, _ms),
    ]
    _put(Path(facts["output"]), title, text)


def _write_law(facts: dict[str, Any], lines: Sequence[str], busy: float) -> None:
    """The section about the law, which is the same for every size of the register."""
    title = "## Law"
    measured = f"{now():%Y-%m-%d %H:%M}, commit {_commit()}. {_machine()}; Python {platform.python_version()}; load average {busy:.1f}."
    how = (
        "One evaluation: an entry of the book and a moment in, the end of the period out (`law.clocks.clock`), best of seven rounds of "
        "20 000 on one core. The addition adds a `timedelta` of about the same length to the same moment."
    )
    _put(Path(facts["output"]), title, [title, "", measured, how, "", *lines])


def _write_duplicates(facts: dict[str, Any], lines: Sequence[str], busy: float) -> None:
    """The section about duplicates in a made-up register of this size."""
    title = f"## Duplicates, {_spaced(facts['people'])} records"
    text = [
        title,
        "",
        f"{now():%Y-%m-%d %H:%M}, commit {_commit()}. Every pair of a made-up register whose truth is known, its errors told in "
        "`hoanhap/reports/bench/registers.py`, compared in memory as `hoanhap people duplicates` does; budget ten minutes for 300 000. "
        f"{_machine()}; load average before the start {busy:.1f}"
        + (" (**other work was running: read the processor time**)." if busy > 0.7 else "."),
        "",
        *lines,
        "",
    ]
    _put(Path(facts["output"]), title, text)


def _put(output: Path, title: str, text: Sequence[str]) -> None:
    """Write a section of the report in the place of the one with that title, or behind the last."""
    kept = output.read_text(encoding="utf-8") if output.exists() else _PREFACE
    before, _, rest = kept.partition(title + "\n")
    after = rest[rest.index("\n## ") + 1 :] if "\n## " in rest else ""
    output.write_text(before.rstrip() + "\n\n" + "\n".join(text) + ("\n" + after if after else ""), encoding="utf-8")


_PREFACE = """# Bench

Written by `make bench` (`hoanhap bench --people 17000|300000 --clients 1,8`). Every line is measured over HTTP on the real web server
(granian, two workers of two threads) by signed-in sessions on the same machine: session, rights, scope, read log, template included.
Its floor is the bare SQL that the operation cannot do without, run in the same minute on a connection of its own; for writes on scratch
tables with the same indexes. Milliseconds; n clients ask in a closed loop. “Web CPU” is the processor time of the web server per request
(recording an event: with the page of its form, whose time is not counted). Budgets are those of the design (p95, on two idle cores).
"""


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if git("status", "--porcelain", "--", "hoanhap") else "")


def _machine() -> str:
    cpu = platform.processor() or platform.machine()
    try:
        found = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        cpu = found[0] if found else cpu
    except OSError:
        pass
    return f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB, {cpu}"
