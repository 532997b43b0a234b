"""What does the law book answer on the command line, with exit codes and JSON that a script can use?

`hoanhap law value RULE --on DAY`, `law clock RULE --from INSTANT [--place COMMUNE]`, `law diff DAY1 DAY2`, `law unconfirmed`,
`law impact [--data DIR]`; each with `--json`. RULE is a rule key (management.term) or an identifier of the catalogue (MGT-201). There
is no default day. Exit code: 0 answered; 2 misuse; 3 the law, or what this installation knows, gives no answer. A refusal names its
reason (`NotInForce: …`). The stable fields are described in docs/guides/law-commands.md.

No Django here: questions that need no database are answered from the files alone, in a fraction of the time Django takes to start.
What needs the database (a commune, open deadlines) comes in through `Register`.
"""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from hoanhap.kit.dates import Unreadable, parse_day, parse_time, today
from hoanhap.law.book import (
    BaseSalaries,
    Book,
    Confidence,
    DateSpan,
    Document,
    Duration,
    DurationRange,
    Entry,
    FormRef,
    Frequency,
    Immediately,
    Item,
    LawError,
    Money,
    NamedDay,
    Percent,
    Quantity,
    ReportPeriod,
    StatusPath,
    Unknown,
    Value,
    book,
    in_words,
    load,
    pin,
)
from hoanhap.law.changes import differences
from hoanhap.law.clocks import CalendarUnknown, Moment, calendar, clock
from hoanhap.law.readings import readings

ANSWERED, MISUSE, NO_ANSWER = 0, 2, 3
_CODES = {"NotInForce": NO_ANSWER, "RemoteUnknown": NO_ANSWER, "CalendarUnknown": NO_ANSWER}
"""Exit codes of refusals by their name; all others are misuse."""

type Answer = tuple[object, Iterable[str]]
"""The JSON document and the lines of text."""


class Refusal(LawError):
    """No answer. `reason` is a stable name for scripts, `code` the exit code."""

    def __init__(self, reason: str, message: str, code: int) -> None:
        self.reason = reason
        self.code = code
        super().__init__(message)


class Register(Protocol):
    """What only the database knows."""

    def commune(self, place: str, on: date) -> int:
        """The commune of that name on a day. Raises Refusal (UnknownPlace)."""

    def is_remote(self, commune: int, on: date) -> bool:
        """Whether a commune counts as remote on a day. Raises RemoteUnknown."""

    def impact(self, law: Book) -> Answer:
        """Which open deadlines would move under a book."""


# --- the arguments ----------------------------------------------------------------------------------------------------------


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether a question cannot be answered from the files alone."""
    return arguments[:1] == ["impact"] or any(word.partition("=")[0] == "--place" for word in arguments)


def _day(text: str) -> date:
    """A day of the calendar; no shorthand for today, since a script that runs tomorrow shall ask the same question."""
    if not re.search(r"\d{4}", text):
        raise ArgumentTypeError(f"“{text}”: ghi đủ ngày, tháng, năm, ví dụ 2026-11-23 hoặc 23/11/2026")
    try:
        return parse_day(text, today=today())
    except Unreadable as error:
        raise ArgumentTypeError(str(error)) from None


@dataclass(frozen=True)
class Instant:
    """A typed moment. `ends_day`: 24:00 was typed, the end of the day, which is also how an unknown time counts."""

    moment: Moment
    ends_day: bool = False


def _instant(text: str) -> Instant:
    """A day, or a day and a time: `2026-11-20T23:30`, `20/11/2026 23:30`, `20/11/2026`, `2026-11-20T24:00`."""
    day, _, at = re.sub(r"(?<=\d)T(?=\d)", " ", text.strip()).partition(" ")
    at = at.strip()
    if at == "24:00":
        return Instant(Moment(_day(day)), ends_day=True)
    try:
        return Instant(Moment(_day(day), parse_time(at) if at else None))
    except Unreadable as error:
        raise ArgumentTypeError(str(error)) from None


def _parser() -> ArgumentParser:
    parser = ArgumentParser("hoanhap law", description="Hỏi sổ luật (ask the law book).", allow_abbrev=False)
    questions = parser.add_subparsers(dest="question", required=True, metavar="value | clock | diff | unconfirmed | impact")
    naming = "khóa của mục (management.term) hoặc mã trong danh mục (MGT-201)"
    value = questions.add_parser("value", help="một mục nói gì trong một ngày (what a rule says on a day)")
    value.add_argument("rule", metavar="RULE", help=naming)
    value.add_argument("--on", required=True, type=_day, metavar="DAY", help="ngày, ví dụ 2026-11-23")
    clock = questions.add_parser("clock", help="thời hạn chạy từ một mốc kết thúc lúc nào (when a period is over)")
    clock.add_argument("rule", metavar="RULE", help=naming)
    clock.add_argument("--from", required=True, type=_instant, metavar="INSTANT", dest="start", help="mốc, ví dụ 2026-11-20T23:30")
    clock.add_argument("--place", metavar="COMMUNE", help="xã, phường (tên hoặc mã): vùng xa có thời hạn riêng")
    diff = questions.add_parser("diff", help="hai ngày khác nhau ở những mục nào (what differs between two days)")
    diff.add_argument("one", type=_day, metavar="DAY1")
    diff.add_argument("other", type=_day, metavar="DAY2")
    questions.add_parser("unconfirmed", help="mọi mục chưa được coi là chắc chắn (what is not certain)")
    impact = questions.add_parser("impact", help="hạn đang chạy nào sẽ dời nếu luật đổi (which open deadlines a changed file would move)")
    impact.add_argument("--data", type=Path, metavar="DIR", help="thư mục dữ liệu luật đã sửa; bỏ trống: sổ luật của bản đang chạy")
    for question in questions.choices.values():
        question.add_argument("--json", action="store_true", help="một văn bản JSON thay cho chữ")
    return parser


# --- asking -----------------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str], register: Register | None = None) -> int:
    """Answer on standard output, refuse on standard error; gives the exit code. argparse leaves by SystemExit(2) on misuse."""
    options = _parser().parse_args(arguments)
    try:
        document, lines = _QUESTIONS[options.question](options, register)
    except (LawError, CalendarUnknown) as error:
        refusal = _named(error)
        print(f"{refusal.reason}: {refusal}", file=sys.stderr)
        if options.json:
            print(json.dumps({"reason": refusal.reason, "message": str(refusal)}, ensure_ascii=False, indent=2))
        return refusal.code
    if options.json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            print(line)
    return ANSWERED


def _named(error: LawError | CalendarUnknown) -> Refusal:
    """A refusal with the name of its class."""
    name = type(error).__name__
    return error if isinstance(error, Refusal) else Refusal(name, str(error), _CODES.get(name, MISUSE))


def _value(options: Namespace, _register: Register | None) -> Answer:
    entry = _entry(options.rule, options.on)
    return {"asked": options.rule, **described(entry)}, _lines(entry, options.rule)


def _clock(options: Namespace, register: Register | None) -> Answer:
    start: Instant = options.start
    moment = start.moment
    entry = _entry(options.rule, moment.day)
    if options.place is not None:
        assert register is not None  # `needs_database` sends this question to the command that has one
        commune = register.commune(options.place, moment.day)
        if entry.remote is not None and register.is_remote(commune, moment.day):
            entry = book().entry(entry.remote, on=moment.day)
    counted = clock(entry, moment, calendar=calendar(), strict=not start.ends_day)
    end = counted.due
    longer = None
    if entry.measure and counted.low is None and not (two := readings(entry, moment, book=book(), calendar=calendar())).confirmed:
        end, longer = two.shorter, two.longer  # a measure on a person ends by the shorter reading
    steps = [
        {"day": step.day.isoformat(), "kind": step.kind.value, "counted": step.counted, "number": step.number, "name": step.name}
        for step in end.steps
    ]
    document = {
        "asked": options.rule,
        **described(entry),
        "anchor": day_and_time(moment),
        "opens": day_and_time(counted.opens) if counted.opens else None,
        "low": day_and_time(Moment(counted.low.day, counted.low.time)) if counted.low else None,
        "due": day_and_time(Moment(end.day, end.time)),
        "longer": day_and_time(Moment(longer.day, longer.time)) if longer else None,
        "rolled": end.rolled,
        "assumptions": [assumption.value for assumption in end.assumptions],
        "steps": steps,
    }
    lines = _lines(entry, options.rule)
    if counted.opens is not None:
        lines.append(f"Làm được từ: {until(counted.opens)}")
    if counted.low is not None:
        lines.append(f"Theo mức thấp nhất: {until(Moment(counted.low.day, counted.low.time))}")
    lines.append(f"Hạn: {until(Moment(end.day, end.time))}")
    if longer is not None:
        lines.append(f"Cách hiểu dài hơn, chưa xác nhận: {until(Moment(longer.day, longer.time))}")
    if entry.remote is not None and options.place is None:
        lines.append(f"Xã vùng xa có thời hạn riêng ({entry.remote}): hỏi thêm với --place.")
    return document, lines + [f"Giả định: {assumption.value}" for assumption in end.assumptions]


def _diff(options: Namespace, _register: Register | None) -> Answer:
    changed = [(change.rule, change.before, change.after) for change in differences(book(), options.one, options.other)]
    document = [
        {"rule": rule.key, "before": described(one) if one else None, "after": described(other) if other else None}
        for rule, one, other in changed
    ]
    return document, (f"{rule.key}  {rule.label_vi}: {_brief(one)} → {_brief(other)}" for rule, one, other in changed)


def _unconfirmed(_options: Namespace, _register: Register | None) -> Answer:
    entries = [entry for rule in book().rules for entry in rule.entries if entry.confidence is not Confidence.CONFIRMED or entry.doubt]
    return [described(entry) for entry in entries], (
        f"{entry.id}  {entry.rule}  {entry.confidence.value}: {entry.doubt}" for entry in entries
    )


def _impact(options: Namespace, register: Register | None) -> Answer:
    if options.data is not None and not options.data.is_dir():
        raise Refusal("NoFolder", f"Không có thư mục {options.data}.", MISUSE)
    assert register is not None  # `needs_database` sends this question to the command that has one
    return register.impact(load(options.data) if options.data is not None else book())


_QUESTIONS: dict[str, Callable[[Namespace, Register | None], Answer]] = {
    "value": _value,
    "clock": _clock,
    "diff": _diff,
    "unconfirmed": _unconfirmed,
    "impact": _impact,
}


# --- an entry in words and in JSON --------------------------------------------------------------------------------------------


def _entry(rule: str, day: date) -> Entry:
    """The entry in force on a day of the rule that RULE names, which may be another than the one of that identifier."""
    law = book()
    return law.entry(rule if "." in rule else law.by_id(rule).rule, on=day)


def described(entry: Entry) -> dict[str, Any]:
    """The stable fields of an entry, then what a reader wants beside them."""
    pinned = pin(entry)
    value, unit = _value_and_unit(entry.value)
    return {
        "rule_id": entry.id,
        "rule": entry.rule,
        "kind": pinned["kind"],
        "value": value,
        "unit": unit,
        "from": pinned["from"],
        "basis": pinned["basis"],
        "confidence": pinned["confidence"],
        "words": in_words(entry.value),
        "citation": pinned["citation"],
        "owner": entry.owner,
        "anchors": list(entry.anchors),
        "doubt": entry.doubt,
        "source": entry.source,
    }


def _value_and_unit(value: Value | None) -> tuple[Any, str | None]:
    """A value as numbers, days and codes, in the unit of the law; its words stand beside it."""
    match value:
        case None | Unknown():
            return None, None
        case Duration(amount, unit):
            return amount, unit.value
        case DurationRange(low, high, unit):
            return [low, high], unit.value
        case Frequency(times, per):
            return times, per.value
        case Immediately():
            return True, None
        case Percent(share):
            return float(share), "percent"
        case BaseSalaries(times):
            return float(times), "base_salary"
        case Money(amount, per):
            return amount, f"VND per {per.value}" if per else "VND"
        case Quantity(low, high, unit):
            return float(low) if low == high else [float(low), float(high)], unit.value
        case DateSpan(first, last):
            return [_iso(first), _iso(last)], "date"
        case date():
            return value.isoformat(), "date"
        case ReportPeriod(every, cutoff, half):
            return {"every": every, "cutoff": cutoff, "half": half}, None
        case StatusPath(steps):
            return [[str(status) for status in step] for step in steps], None
        case FormRef(doc, annex, number):
            return {"doc": doc.number, "annex": annex, "number": number}, None
        case tuple():
            return [_part(part) for part in value], None
    return (str(value) if isinstance(value, Item) else value), None


def _part(part: Item | NamedDay | Document) -> str:
    match part:
        case NamedDay(day):
            return day.isoformat()
        case Document(number):
            return number
    return str(part)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lines(entry: Entry, asked: str) -> list[str]:
    sentence = entry.says_vi.replace("{value}", in_words(entry.value))
    lines = [sentence, f"{entry.short_basis()} · {entry.id} · {entry.confidence.value} · từ {entry.since:%d/%m/%Y}"]
    if asked not in {entry.id, entry.rule}:
        lines.append(f"Hỏi {asked}: ngày đó mục này theo {entry.id}.")
    return lines + ([f"Chưa chắc chắn: {entry.doubt}"] if entry.doubt else [])


def _brief(entry: Entry | None) -> str:
    return f"{in_words(entry.value)} ({entry.id})" if entry else "không có"


def day_and_time(moment: Moment) -> dict[str, str | None]:
    """A moment in JSON; no time is the end of the day (of a deadline) or an unknown time (of an anchor)."""
    return {"day": moment.day.isoformat(), "time": f"{moment.time:%H:%M}" if moment.time else None}


def until(moment: Moment) -> str:
    """When a deadline ends, in words."""
    return f"{moment.time:%H:%M} ngày {moment.day:%d/%m/%Y}" if moment.time else f"hết ngày {moment.day:%d/%m/%Y}"
