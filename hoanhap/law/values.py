"""What kinds of value can a rule have, and how are they written in words?

Values keep the law's own units. Each turns into words (Vietnamese as in official papers, or English) and into JSON and back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self


class Confidence(StrEnum):
    """How sure are we of an entry? Only `confirmed` may be shown as certain."""

    CONFIRMED = "confirmed"
    """The full text of the article was read, or two independent sources agree."""
    SINGLE = "single"
    """One secondary source says so."""
    UNCONFIRMED = "unconfirmed"
    """General knowledge or a working assumption; never shown as certain."""


class Unit(StrEnum):
    """Units of time in legal texts. They are never converted into one another: 24 hours is not one day."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


class Item(str):
    """A code with its words. It *is* the code, so `"dead" in book.value("management.stop_grounds", on=day)` works."""

    vi: str
    en: str

    def __new__(cls, code: str, vi: str, en: str) -> Self:
        item = super().__new__(cls, code)
        item.vi = vi
        item.en = en
        return item

    def label(self, language: str = "vi") -> str:
        """The words in a language; Vietnamese unless English is asked for."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True)
class Duration:
    """A period in the law's own unit, e.g. 24 hours or 3 working days."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class Frequency:
    """So many times per unit, e.g. once a month."""

    times: int
    per: Unit


@dataclass(frozen=True)
class Immediately:
    """The text says “ngay”: at once, without a period."""


IMMEDIATELY = Immediately()


@dataclass(frozen=True)
class Percent:
    """A share of one hundred."""

    amount: Decimal


@dataclass(frozen=True)
class BaseSalaries:
    """A multiple of the base salary (lương cơ sở) of the month of payment."""

    times: Decimal


@dataclass(frozen=True)
class NamedDay:
    """One day of a calendar, with what it is called."""

    day: date
    vi: str
    en: str


Value = Duration | Frequency | Immediately | Percent | BaseSalaries | bool | int | Item | tuple[Item, ...] | tuple[NamedDay, ...]


_UNITS = {
    Unit.HOUR: ("giờ", "hour"),
    Unit.DAY: ("ngày", "day"),
    Unit.WORKING_DAY: ("ngày làm việc", "working day"),
    Unit.MONTH: ("tháng", "month"),
    Unit.YEAR: ("năm", "year"),
}


def in_words(value: Value | None, language: str = "vi") -> str:
    """A value as it is written in papers and on screens: `24 giờ`, `03 ngày làm việc`, `0,25 lần mức lương cơ sở`."""
    english = language.startswith("en")
    match value:
        case None:
            return "repealed" if english else "đã bãi bỏ"
        case Duration(amount, unit):
            vi, en = _UNITS[unit]
            return f"{amount} {en}{'s' if amount != 1 else ''}" if english else f"{amount:02d} {vi}"
        case Frequency(times, per):
            vi, en = _UNITS[per]
            return f"{times} per {en}" if english else f"{times:02d} lần mỗi {vi}"
        case Immediately():
            return "at once" if english else "ngay"
        case Percent(amount):
            return f"{_number(amount, english)}%"
        case BaseSalaries(times):
            return f"{_number(times, english)} × base salary" if english else f"{_number(times, english)} lần mức lương cơ sở"
        case bool():
            return ("yes" if value else "no") if english else ("có" if value else "không")
        case int():
            return str(value)
        case Item():
            return value.label(language)
        case _:
            return "; ".join(
                part.label(language) if isinstance(part, Item) else f"{part.day:%d/%m/%Y} ({part.en if english else part.vi})"
                for part in value
            )


def _number(amount: Decimal, english: bool) -> str:
    text = f"{amount.normalize():f}"
    return text if english else text.replace(".", ",")


def to_json(value: Value | None) -> tuple[str, object]:
    match value:
        case None:
            return "repealed", None
        case Duration(amount, _):
            return "duration", amount
        case Frequency(times, per):
            return "frequency", [times, per.value]
        case Immediately():
            return "immediately", True
        case Percent(amount):
            return "percent", str(amount)
        case BaseSalaries(times):
            return "base_salaries", str(times)
        case bool():
            return "flag", value
        case int():
            return "count", value
        case Item():
            return "text", [str(value), value.vi, value.en]
        case _:
            days = [[part.day.isoformat(), part.vi, part.en] for part in value if isinstance(part, NamedDay)]
            return ("days", days) if days else ("list", [[str(i), i.vi, i.en] for i in value if isinstance(i, Item)])


def from_json(kind: str, value: object, unit: object) -> Value | None:
    readers: dict[str, Callable[[], Value | None]] = {
        "repealed": lambda: None,
        "duration": lambda: Duration(int(str(value)), Unit(str(unit))),
        "frequency": lambda: Frequency(value[0], Unit(value[1])),  # type: ignore[index]
        "immediately": lambda: IMMEDIATELY,
        "percent": lambda: Percent(Decimal(str(value))),
        "base_salaries": lambda: BaseSalaries(Decimal(str(value))),
        "flag": lambda: bool(value),
        "count": lambda: int(str(value)),
        "text": lambda: Item(*value),  # type: ignore[misc]
        "list": lambda: tuple(Item(*item) for item in value),  # type: ignore[attr-defined]
        "days": lambda: tuple(NamedDay(date.fromisoformat(day), vi, en) for day, vi, en in value),  # type: ignore[attr-defined]
    }
    return readers[kind]()
