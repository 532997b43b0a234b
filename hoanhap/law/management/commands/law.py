"""Ask the law book from the command line: a value on a day, a deadline from a moment, everything that is not confirmed.

`hoanhap law value RULE --on DAY`, `hoanhap law clock RULE --from INSTANT`, `hoanhap law unconfirmed`; each with `--json`.
RULE is a rule key (management.term) or an identifier of the catalogue (MGT-201). There is no default day.
Exit code: 0 answered, 2 misuse (unknown rule, no day, no period), 3 the law gives no answer on that day.
"""

import json
import re
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date
from datetime import time as Time
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from hoanhap.kit import formats
from hoanhap.kit.dates import parse_day, parse_time, today
from hoanhap.law.book import Confidence, Duration, Entry, Immediately, NotInForce, UnknownRule, book, in_words, pin
from hoanhap.law.clocks import CalendarUnknown, Moment, calendar, due

MISUSE, NO_ANSWER = 2, 3

type Answer = tuple[object, list[str]]
"""The JSON document and the lines of text."""


def _day(text: str) -> date:
    try:
        return parse_day(text, today=today())
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _moment(text: str) -> Moment:
    """A day, or a day and a time: `2026-11-20T23:30`, `20/11/2026 23:30`, `20/11/2026` (time unknown)."""
    day, _, at = re.sub(r"(?<=\d)T(?=\d)", " ", text.strip()).partition(" ")
    try:
        return Moment(_day(day), parse_time(at) if at else None)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


class Command(BaseCommand):
    """The three questions."""

    help = "Ask the law book: value, clock, unconfirmed"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Each question has its own arguments."""
        questions = parser.add_subparsers(dest="question", required=True)
        value = questions.add_parser("value", help="what a rule says on a day")
        value.add_argument("rule")
        value.add_argument("--on", required=True, type=_day, metavar="DAY")
        clock = questions.add_parser("clock", help="when a period is over that runs from a moment")
        clock.add_argument("rule")
        clock.add_argument("--from", required=True, type=_moment, metavar="INSTANT", dest="start")
        unconfirmed = questions.add_parser("unconfirmed", help="every entry that may not be presented as certain")
        for question in (value, clock, unconfirmed):
            question.add_argument("--json", action="store_true", help="one JSON document instead of text")

    def handle(self, *args: Any, question: str, **options: Any) -> None:
        """Answer on standard output; refusals go to standard error."""
        try:
            answers: dict[str, Callable[..., Answer]] = {"value": self._value, "clock": self._clock, "unconfirmed": self._unconfirmed}
            document, lines = answers[question](**options)
        except UnknownRule as error:
            self._refuse(str(error), MISUSE)
        except (NotInForce, CalendarUnknown) as error:
            self._refuse(str(error), NO_ANSWER)
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) if options["json"] else "\n".join(lines))

    def _refuse(self, message: str, code: int) -> NoReturn:
        self.stderr.write(message)
        sys.exit(code)

    def _entry(self, rule: str, day: date) -> Entry:
        key = rule if "." in rule else book().by_id(rule).rule
        return book().entry(key, on=day)

    def _value(self, *, rule: str, on: date, **_options: Any) -> Answer:
        entry = self._entry(rule, on)
        return _described(entry), _lines(entry)

    def _clock(self, *, rule: str, start: Moment, **_options: Any) -> Answer:
        entry = self._entry(rule, start.day)
        if not isinstance(entry.value, Duration | Immediately):
            self._refuse(f"Mục {entry.rule} ({entry.id}) không phải là thời hạn: {in_words(entry.value)}.", MISUSE)
        end = due(start, entry.value, calendar=calendar(), roll=not entry.measure)
        document = _described(entry) | {
            "anchor": {"day": start.day.isoformat(), "time": _clock_text(start.time)},
            "due": {"day": end.day.isoformat(), "time": _clock_text(end.time)},
            "rolled": end.rolled,
            "assumptions": [assumption.value for assumption in end.assumptions],
            "steps": [{"day": step.day.isoformat(), "kind": step.kind.value, "number": step.number} for step in end.steps],
        }
        lines = [*_lines(entry), f"Hạn: {formats.due_sentence(end.day, end.time)}"]
        return document, lines + [f"Giả định: {assumption.value}" for assumption in end.assumptions]

    def _unconfirmed(self, **_options: Any) -> Answer:
        entries = [entry for rule in book().rules for entry in rule.entries if entry.confidence is not Confidence.CONFIRMED or entry.doubt]
        document = [_described(entry) | {"doubt": entry.doubt, "source": entry.source} for entry in entries]
        return document, [f"{entry.id}  {entry.rule}  {entry.confidence.value}: {entry.doubt}" for entry in entries]


def _clock_text(at: Time | None) -> str | None:
    return f"{at:%H:%M}" if at else None


def _described(entry: Entry) -> dict[str, Any]:
    """The pin of an entry, plus what a reader wants beside it."""
    return pin(entry) | {"words": in_words(entry.value), "owner": entry.owner, "anchors": list(entry.anchors), "doubt": entry.doubt}


def _lines(entry: Entry) -> list[str]:
    sentence = entry.says_vi.replace("{value}", in_words(entry.value))
    lines = [sentence, f"{entry.short_basis()} · {entry.id} · {entry.confidence.value} · từ {formats.day(entry.since)}"]
    return lines + ([f"Chưa chắc chắn: {entry.doubt}"] if entry.doubt else [])
