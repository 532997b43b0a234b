"""How fast is the law: one deadline counted, beside a bare addition of the same period; and one question asked from a cold start?

No database and no web server: these lines are measured in a process of their own.
"""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Time

from hoanhap.law.book import Duration, Entry, Unit, book
from hoanhap.law.clocks import Moment, calendar, clock
from hoanhap.reports.bench.client import percentile

CALLS, ROUNDS = 20_000, 7
COLD_STARTS = 15
PER_SECOND, COLD_MS = 100_000, 300
"""Budgets: evaluations a second on one core, warm; milliseconds of a cold command."""
_HOURS = {Unit.HOUR: 1, Unit.DAY: 24, Unit.WORKING_DAY: 24, Unit.MONTH: 730, Unit.YEAR: 8766}
"""Only for the bare addition, which needs some length: the law never converts units."""


@dataclass(frozen=True)
class Line:
    """Microseconds of one evaluation: the best of the rounds, and of the bare addition beside it."""

    name: str
    whole: float
    floor: float

    @property
    def per_second(self) -> int:
        """Evaluations a second."""
        return round(1_000_000 / self.whole)


def clocks() -> list[Line]:
    """One line for each unit of the law in which something is due today, and one over all of them in turn."""
    today = date(2026, 11, 20)
    entries = [entry for rule in book().rules if (entry := rule.at(today)) is not None and entry.is_clock]
    entries = [entry for entry in entries if isinstance(entry.value, Duration) and entry.runs == "after"]
    by_unit = {unit: [entry for entry in entries if isinstance(entry.value, Duration) and entry.value.unit is unit] for unit in Unit}
    lines = [_line(f"Tính một hạn, đơn vị {unit.value}", found) for unit, found in by_unit.items() if found]
    return [*lines, _line(f"Tính một hạn, {len(entries)} thời hạn của sổ luật lần lượt", entries)]


def _line(name: str, entries: Sequence[Entry]) -> Line:
    moments = [Moment(date(2026, 1, 1) + timedelta(days=number), Time(23, 30)) for number in range(365)]
    cases = [(entries[number % len(entries)], moments[number % 365]) for number in range(CALLS)]
    lengths = [_bare(entry) for entry, _ in cases]
    instants = [datetime.combine(moment.day, moment.time or Time()) for _, moment in cases]
    days = calendar()

    def whole() -> None:
        for entry, moment in cases:
            clock(entry, moment, calendar=days)

    def floor() -> None:
        for instant, length in zip(instants, lengths, strict=True):
            instant + length

    return Line(name, _best(whole), _best(floor))


def _bare(entry: Entry) -> timedelta:
    assert isinstance(entry.value, Duration)
    return timedelta(hours=entry.value.amount * _HOURS[entry.value.unit])


def _best(work: Callable[[], None]) -> float:
    """Microseconds of one call in the best round, after one to warm up, without pauses of the collector."""
    work()
    taken = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            work()
            taken.append(time.perf_counter() - begun)
    finally:
        gc.enable()
    return min(taken) / CALLS * 1_000_000


def cold_command() -> tuple[Sequence[float], Sequence[float]]:
    """Milliseconds of `hoanhap law value` in a new process, and of an interpreter that does nothing; sorted."""
    ask = [sys.executable, "-m", "hoanhap", "law", "value", "MGT-203", "--on", "2026-11-21"]
    nothing = [sys.executable, "-c", "pass"]
    subprocess.run(ask, check=True, stdout=subprocess.DEVNULL)  # leaves the compiled copy of the book
    return _starts(ask), _starts(nothing)


def _starts(command: Sequence[str]) -> list[float]:
    taken = []
    for _ in range(COLD_STARTS):
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


def report() -> list[str]:
    """The section of docs/bench.md about the law."""
    lines = clocks()
    cold, bare = cold_command()
    text = [
        "| Operation | one evaluation, µs | per second and core | budget | bare `timedelta` addition, µs | ratio |",
        "|---|---|---|---|---|---|",
    ]
    for line in lines:
        budget = f"{PER_SECOND:,}".replace(",", " ")
        mark = budget if line.per_second >= PER_SECOND else f"**{budget}, missed**"
        rate = f"{line.per_second:,}".replace(",", " ")
        text.append(f"| {line.name} | {line.whole:.2f} | {rate} | {mark} | {line.floor:.3f} | {line.whole / line.floor:.0f} × |")
    middle, slow = percentile(cold, 0.5), percentile(cold, 0.95)
    mark = f"{COLD_MS} ms" if slow <= COLD_MS else f"**{COLD_MS} ms, missed**"
    return [
        *text,
        "",
        f"`hoanhap law value` as a cold command: {middle:.0f} ms (p95 {slow:.0f} ms; budget {mark}); "
        f"an interpreter that does nothing: {percentile(bare, 0.5):.0f} ms.",
        "",
    ]
