"""What kinds of value can a rule have, and how are they written in words?

Values keep the law's own units and are never converted: 24 hours is not one day, 12 months and a year may differ. Each kind is a
small immutable class (or a plain bool, int or day) and turns into words, Vietnamese as in official papers or English.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Self

from hoanhap.law.citations import Document, FormRef


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


# --- words that are codes ---------------------------------------------------------------------------------------------------


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


class Definition(Item):
    """What a word of the law means."""


class _Conditional(Item):
    """A code that holds in one case only: `when_vi` says in which. Empty: always."""

    when_vi: str
    when_en: str

    def label(self, language: str = "vi") -> str:
        """The words, with the case in brackets."""
        when = self.when_en if language.startswith("en") else self.when_vi
        return f"{super().label(language)} ({when})" if when else super().label(language)


class Authority(_Conditional):
    """A body of the vocabulary that is competent, perhaps in one case only."""

    def __new__(cls, code: str, vi: str, en: str, when_vi: str = "", when_en: str = "") -> Self:
        item = super().__new__(cls, code, vi, en)
        item.when_vi = when_vi
        item.when_en = when_en
        return item


class Paper(_Conditional):
    """One paper of a dossier, with its official form where there is one."""

    form: FormRef | None

    def __new__(cls, code: str, vi: str, en: str, when_vi: str = "", when_en: str = "", form: FormRef | None = None) -> Self:
        item = super().__new__(cls, code, vi, en)
        item.when_vi = when_vi
        item.when_en = when_en
        item.form = form
        return item

    def label(self, language: str = "vi") -> str:
        """The words, with the form's number: `Mẫu 04, Phụ lục III NĐ 163/2026: quyết định`."""
        words = super().label(language)
        return f"{words} [{self.form.short(language)}]" if self.form else words


# --- time -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duration:
    """A period in the law's own unit, e.g. 24 hours or 3 working days."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class DurationRange:
    """From `low` to `high` of a unit: the decision fixes the length."""

    low: int
    high: int
    unit: Unit

    def holds(self, chosen: Duration) -> bool:
        """May a decision choose this length? Only in the law's own unit."""
        return chosen.unit is self.unit and self.low <= chosen.amount <= self.high

    @property
    def ends(self) -> tuple[Duration, Duration]:
        """The shortest and the longest length."""
        return Duration(self.low, self.unit), Duration(self.high, self.unit)


@dataclass(frozen=True, slots=True)
class Frequency:
    """So many times per unit, e.g. once a month."""

    times: int
    per: Unit


@dataclass(frozen=True, slots=True)
class Immediately:
    """The text says “ngay”: at once, without a period."""


IMMEDIATELY = Immediately()


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One day of a calendar, with what it is called."""

    day: date
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class DateSpan:
    """From a day to a day, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The time a report covers. With `cutoff` 14 it runs from the 15th before the calendar period to the 14th of its last month."""

    every: Literal["month", "quarter", "half_year", "year"]
    cutoff: int | None = None
    half: Literal["first", "last"] | None = None


# --- amounts ----------------------------------------------------------------------------------------------------------------


class Measure(StrEnum):
    """Units of quantities that are not periods."""

    STAGE = "stage"
    YEAR_OF_AGE = "year_of_age"
    COPY = "copy"
    LEVEL = "level"
    MM = "mm"
    PT = "pt"
    M2 = "m2"
    M2_PER_PERSON = "m2_per_person"
    MULTIPLE_OF_DAILY = "multiple_of_daily"
    WORKING_HOUR = "working_hour"
    HOUR_PER_DAY = "hour_per_day"
    HOUR_PER_WEEK = "hour_per_week"
    PLANT = "plant"
    MINUTE = "minute"
    TIME = "time"


class Per(StrEnum):
    """What an amount of money is paid for."""

    MONTH = "month"
    FILE = "file"
    MEETING = "meeting"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a unit, or between `low` and `high`."""

    low: Decimal
    high: Decimal
    unit: Measure


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of one hundred."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class BaseSalaries:
    """A multiple of the base salary (lương cơ sở) of the month of payment."""

    times: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole đồng, perhaps for each month, file, meeting or day."""

    amount: int
    per: Per | None = None


# --- others -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Path:
    """A change of status: each step is one or more statuses, of which one is enough."""

    steps: tuple[tuple[Item, ...], ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The law leaves it open, or no text was found. Says what is known."""

    vi: str
    en: str


Value = (
    Duration
    | DurationRange
    | Frequency
    | Immediately
    | DateSpan
    | ReportPeriod
    | Quantity
    | Percent
    | BaseSalaries
    | Money
    | Path
    | Unknown
    | FormRef
    | bool
    | int
    | date
    | Item
    | tuple[Item, ...]
    | tuple[NamedDay, ...]
    | tuple[Document, ...]
)


# --- in words ---------------------------------------------------------------------------------------------------------------

_UNITS = {
    Unit.HOUR: ("giờ", "hour"),
    Unit.DAY: ("ngày", "day"),
    Unit.WORKING_DAY: ("ngày làm việc", "working day"),
    Unit.MONTH: ("tháng", "month"),
    Unit.YEAR: ("năm", "year"),
}
_MEASURES = {
    Measure.STAGE: ("{} giai đoạn", "{} stage", "{} stages"),
    Measure.YEAR_OF_AGE: ("{} tuổi", "{} year of age", "{} years of age"),
    Measure.COPY: ("{} bản", "{} copy", "{} copies"),
    Measure.LEVEL: ("cấp độ {}", "level {}", "level {}"),
    Measure.MM: ("{} mm", "{} mm", "{} mm"),
    Measure.PT: ("cỡ chữ {}", "{} pt", "{} pt"),
    Measure.M2: ("{} m²", "{} m²", "{} m²"),
    Measure.M2_PER_PERSON: ("{} m²/người", "{} m² per person", "{} m² per person"),
    Measure.MULTIPLE_OF_DAILY: ("{} lần mức ăn ngày thường", "{} × the daily amount", "{} × the daily amount"),
    Measure.WORKING_HOUR: ("{} giờ làm việc", "{} working hour", "{} working hours"),
    Measure.HOUR_PER_DAY: ("{} giờ mỗi ngày", "{} hour per day", "{} hours per day"),
    Measure.HOUR_PER_WEEK: ("{} giờ mỗi tuần", "{} hour per week", "{} hours per week"),
    Measure.PLANT: ("{} cây", "{} plant", "{} plants"),
    Measure.MINUTE: ("{} phút", "{} minute", "{} minutes"),
    Measure.TIME: ("{} lần", "{} time", "{} times"),
}
_PAID_PER = {
    Per.MONTH: ("mỗi tháng", "per month"),
    Per.FILE: ("mỗi hồ sơ", "per file"),
    Per.MEETING: ("mỗi buổi họp", "per meeting"),
    Per.DAY: ("mỗi ngày", "per day"),
}
_PERIODS = {
    "month": ("tháng", "month"),
    "quarter": ("quý", "quarter"),
    "half_year": ("06 tháng", "half year"),
    "year": ("năm", "year"),
}
_HALVES = {None: ("", ""), "first": (" đầu năm", ", first half"), "last": (" cuối năm", ", last half")}


def in_words(value: Value | None, language: str = "vi") -> str:
    """A value as it is written in papers and on screens: `24 giờ`, `03 ngày làm việc`, `0,25 lần mức lương cơ sở`."""
    english = language.startswith("en")
    match value:
        case None:
            return "repealed" if english else "đã bãi bỏ"
        case Duration(amount, unit):
            vi, en = _UNITS[unit]
            return f"{amount} {en}{'s' if amount != 1 else ''}" if english else f"{amount:02d} {vi}"
        case DurationRange(low, high, unit):
            vi, en = _UNITS[unit]
            return f"{low}-{high} {en}s" if english else f"từ {low:02d} đến {high:02d} {vi}"
        case Frequency(times, per):
            vi, en = _UNITS[per]
            return f"{times} per {en}" if english else f"{times:02d} lần mỗi {vi}"
        case Immediately():
            return "immediately" if english else "ngay"
        case DateSpan(first, last):
            start, end = ("from", "to") if english else ("từ", "đến")
            return " ".join([f"{word} {day:%d/%m/%Y}" for word, day in ((start, first), (end, last)) if day])
        case ReportPeriod():
            return _report_period(value, english)
        case Quantity(low, high, unit):
            size = _number(low, english) if low == high else f"{_number(low, english)}-{_number(high, english)}"
            vi, one, many = _MEASURES[unit]
            return (one if high == 1 else many).format(size) if english else vi.format(size)
        case Percent(amount):
            return f"{_number(amount, english)}%"
        case BaseSalaries(times):
            return f"{_number(times, english)} × base salary" if english else f"{_number(times, english)} lần mức lương cơ sở"
        case Money(amount, per):
            words = [f"{amount:,} VND"] if english else [f"{amount:,} đồng".replace(",", ".")]
            return " ".join([*words, _PAID_PER[per][english]] if per else words)
        case Path(steps):
            joint = " or " if english else " hoặc "
            return " → ".join(joint.join(status.label(language) for status in step) for step in steps)
        case Unknown(vi, en):
            return en if english else vi
        case FormRef():
            return value.short(language)
        case bool():
            return ("yes" if value else "no") if english else ("có" if value else "không")
        case int():
            return str(value)
        case date():
            return f"{value:%d/%m/%Y}"
        case Item():
            return value.label(language)
        case _:
            return "; ".join(_part(part, language) for part in value)


def _part(part: Item | NamedDay | Document, language: str) -> str:
    if isinstance(part, NamedDay):
        return f"{part.day:%d/%m/%Y} ({part.en if language.startswith('en') else part.vi})"
    return part.short(language) if isinstance(part, Document) else part.label(language)


def _report_period(period: ReportPeriod, english: bool) -> str:
    name, half = _PERIODS[period.every][english], _HALVES[period.half][english]
    if period.cutoff is None:
        return f"{name}{half}: first to last day" if english else f"{name}{half}: từ ngày đầu đến ngày cuối"
    first, last = period.cutoff + 1, period.cutoff
    if period.every == "month":
        return (
            f"{name}: {first}th of the previous month to {last}th of the month"
            if english
            else f"{name}: từ ngày {first} tháng trước đến ngày {last} của tháng báo cáo"
        )
    if period.half:
        months = (12, 6) if period.half == "first" else (6, 12)
        return f"{name}{half}: {first}/{months[0]} - {last}/{months[1]}"
    if period.every == "year":
        return f"{name}: {first}/12 of the previous year - {last}/12" if english else f"{name}: {first}/12 năm trước - {last}/12"
    return (
        f"{name}: {first}th of the month before the {name} - {last}th of its last month"
        if english
        else f"{name}: từ ngày {first} của tháng trước kỳ đến ngày {last} của tháng cuối kỳ"
    )


def _number(amount: Decimal, english: bool) -> str:
    text = f"{amount.normalize():f}"
    return text if english else text.replace(".", ",")


# --- from text --------------------------------------------------------------------------------------------------------------


class NotAValue(ValueError):
    """A text that is not written like a value of its kind. `problem` and `remedy` are for the files, the message is for a form."""

    def __init__(self, text: str, what: str, example: str, more: str = "") -> None:
        self.problem = f"{text} is not {what}"
        self.remedy = f"Write it as “{example}”{more}."
        super().__init__(f"“{text}” không đúng dạng. Viết như “{example}”.")


def parse(kind: str, text: str) -> Value:
    """A value of a simple kind from its text as the files write it: `parse("duration", "6 month")`.

    Raises NotAValue (a ValueError in Vietnamese) when the text is wrong, KeyError for a kind that is not one text.
    """
    return PARSERS[kind](text.strip())


def _whole(text: str) -> int:
    """A whole number above zero in plain digits; 0 when it is not one."""
    return int(text) if text.isascii() and text.isdecimal() else 0


def _amount(text: str) -> Decimal:
    """A number above zero with a decimal point; 0 when it is not one."""
    return Decimal(text) if text.isascii() and text.replace(".", "", 1).isdecimal() and not text.endswith(".") else Decimal(0)


def _duration(text: str) -> Duration:
    amount, _, unit = text.partition(" ")
    if not _whole(amount) or unit not in set(Unit):
        raise NotAValue(text, "a period", "24 hour", f"; units: {', '.join(Unit)}")
    return Duration(_whole(amount), Unit(unit))


def _range(text: str) -> DurationRange:
    amounts, _, unit = text.partition(" ")
    low, _, high = amounts.partition("-")
    if not 0 < _whole(low) < _whole(high) or unit not in set(Unit):
        raise NotAValue(text, "a range of periods", "12-24 month", f", the lower number first; units: {', '.join(Unit)}")
    return DurationRange(_whole(low), _whole(high), Unit(unit))


def _frequency(text: str) -> Frequency:
    times, per, unit = text.partition(" per ")
    if not per or not _whole(times) or unit not in set(Unit):
        raise NotAValue(text, "a frequency", "1 per month", f"; units: {', '.join(Unit)}")
    return Frequency(_whole(times), Unit(unit))


def _quantity(text: str) -> Quantity:
    amounts, _, unit = text.partition(" ")
    low, dash, high = amounts.partition("-")
    first, last = _amount(low), _amount(high if dash else low)
    if not first or not last or (dash and first >= last) or unit not in set(Measure):
        raise NotAValue(text, "a quantity", "20-25 mm", f" or “5 stage”, the lower number first; units: {', '.join(Measure)}")
    return Quantity(first, last, Measure(unit))


def _money(text: str) -> Money:
    amount, per, unit = text.partition(" per ")
    if not _whole(amount) or (per and unit not in set(Per)):
        raise NotAValue(text, "an amount of money", "1490000 per month", f", whole đồng; per: {', '.join(Per)} or nothing")
    return Money(_whole(amount), Per(unit) if per else None)


def _day(text: str) -> date:
    try:
        if len(text) != len("2026-07-01"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise NotAValue(text, "a day", "2026-07-01", ", a real day as YYYY-MM-DD") from None


def _span(text: str) -> DateSpan:
    first, dots, last = text.partition("..")
    span = DateSpan(_day(first) if first else None, _day(last) if last else None)
    if not dots or not (first or last) or (span.first and span.last and span.first > span.last):
        raise NotAValue(text, "a span of days", "2022-01-01..2026-06-30", ", the earlier day first; open: “2026-07-01..”")
    return span


def _count(text: str) -> int:
    if not _whole(text):
        raise NotAValue(text, "a whole number above zero", "9", ", the number in digits")
    return _whole(text)


def _decimal(text: str) -> Decimal:
    if not _amount(text):
        raise NotAValue(text, "a number above zero", "0.25", ", with a decimal point")
    return _amount(text)


PARSERS: dict[str, Callable[[str], Value]] = {
    "duration": _duration,
    "range": _range,
    "frequency": _frequency,
    "percent": lambda text: Percent(_decimal(text)),
    "base_salaries": lambda text: BaseSalaries(_decimal(text)),
    "count": _count,
    "quantity": _quantity,
    "money": _money,
    "date": _day,
    "span": _span,
}
"""Kinds that are written as one text."""

_KINDS: dict[type, str] = {
    Duration: "duration",
    DurationRange: "range",
    Frequency: "frequency",
    Immediately: "immediately",
    DateSpan: "span",
    ReportPeriod: "report_period",
    Quantity: "quantity",
    Percent: "percent",
    BaseSalaries: "base_salaries",
    Money: "money",
    Path: "transition",
    Unknown: "unknown",
    FormRef: "form",
    bool: "flag",
    int: "count",
    date: "date",
    Item: "text",
    Definition: "definition",
}
_KINDS_OF_LISTS: dict[type, str] = {
    Item: "list",
    NamedDay: "days",
    Document: "documents",
    Authority: "authority",
    Paper: "checklist",
}


def kind_of(value: Value | None) -> str:
    """The word of the files for the kind of a value: `duration`, `list`; `repealed` for None."""
    if value is None:
        return "repealed"
    return _KINDS_OF_LISTS[type(value[0])] if isinstance(value, tuple) else _KINDS[type(value)]


def within(national: Value, bound: Literal["at_least", "at_most"] | None, local: Value) -> bool:
    """May a unit set `local` where the nation says `national` as a floor or a ceiling? Without a bound only the same value.

    Raises TypeError when the two cannot be compared: another kind, unit or payment period.
    """
    if kind_of(national) != kind_of(local):
        raise TypeError(f"{kind_of(local)} is not {kind_of(national)}")
    (low, what), (high, other) = _size(national), _size(local)
    if what != other:
        raise TypeError(f"{other} is not {what}")
    return high >= low if bound == "at_least" else high <= low if bound == "at_most" else high == low


def _size(value: Value) -> tuple[Decimal | int, object]:
    """How much, and of what."""
    match value:
        case Duration(amount, unit):
            return amount, unit
        case Quantity(low, high, unit) if low == high:
            return low, unit
        case Percent(amount) | BaseSalaries(amount):
            return amount, None
        case Money(amount, per):
            return amount, per
        case int() if not isinstance(value, bool):
            return value, None
    raise TypeError(f"{kind_of(value)} has no single size")
