"""`hoanhap law` where it needs the database: a commune's own period, and which open deadlines a change of law would move.

Questions that need no database are answered by hoanhap.law.command before Django starts (config.cli); this command answers them too.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from hoanhap.cases.queries.impact import Counted, Moved, moved_deadlines, open_cases
from hoanhap.law import command
from hoanhap.law.book import Book
from hoanhap.rulebook.queries import is_remote
from hoanhap.units.queries import resolve
from hoanhap.units.rules import Level


class Command(BaseCommand):
    help = "Hỏi sổ luật: value, clock, diff, unconfirmed, impact (ask the law book)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """All words belong to the question; hoanhap.law.command reads them."""
        parser.add_argument("words", nargs=argparse.REMAINDER)

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        """Answer, and leave with the exit code where it is not 0."""
        if code := command.main(words, _Register()):
            sys.exit(code)


class _Register:
    """What the database knows."""

    def commune(self, place: str, on: date) -> int:
        """The commune of that name. Raises Refusal."""
        found = resolve(place, on, level=Level.COMMUNE)
        if len(found.matches) != 1:
            seen = "; ".join(match.label for match in (*found.matches, *found.other_times)[:6])
            raise command.Refusal(
                "UnknownPlace",
                f"Ngày {on:%d/%m/%Y} không có đúng một xã, phường tên “{place}”. Gõ cả tỉnh, ví dụ “Phường Nghĩa Đô, Hà Nội”."
                + (f" Gần đúng: {seen}." if seen else ""),
                command.MISUSE,
            )
        return found.matches[0].unit.pk

    def is_remote(self, commune: int, on: date) -> bool:
        """Whether it was marked remote by that day. Raises RemoteUnknown."""
        return is_remote(commune, on)

    def impact(self, law: Book) -> command.Answer:
        """Every open deadline that the book given would move, without personal data, and how many for each rule."""
        cases = open_cases()
        with tqdm(total=len(cases), unit=" hồ sơ", file=sys.stderr, disable=None) as bar:
            moved = list(moved_deadlines(law, cases, done=bar.update))
        totals = Counter(found.rule for found in moved)
        document = {
            "cases": len(cases),
            "moved": [
                {
                    "case": found.case,
                    "unit": found.unit,
                    "clock": found.clock,
                    "rule": found.rule,
                    "old": _described(found.old),
                    "new": _described(found.new),
                }
                for found in moved
            ],
            "totals": dict(sorted(totals.items())),
        }
        return document, _lines(len(cases), moved, totals)


def _described(counted: Counted | None) -> dict[str, Any] | None:
    if counted is None:
        return None
    return {"rule_id": counted.entry, "due": command.day_and_time(counted.due)}


def _lines(cases: int, moved: list[Moved], totals: Counter[str]) -> Iterator[str]:
    for rule, count in sorted(totals.items()):
        yield f"{rule}: {count} hạn"
        for found in moved:
            if found.rule == rule:
                yield f"  hồ sơ {found.case} · {found.unit} · {_told(found.old)} → {_told(found.new)}"
    yield f"Đã tính lại {cases} hồ sơ; {len(moved)} hạn đang chạy sẽ dời. Không có gì bị đổi."


def _told(counted: Counted | None) -> str:
    return f"{command.until(counted.due)} ({counted.entry})" if counted is not None else "không có hạn"
