"""Which days are working days of state agencies in Viet Nam?

No Django here. Days are naive local days of Viet Nam.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property

from hoanhap.law.book import Book, Confidence, NamedDay, book

_FIRST_YEAR, _LAST_YEAR = 2008, 2060
"""Years for which the calendar can answer at all (the Labour Code's five Tết days and the lunar table reach that far)."""
_SLACK = 40
"""More days than any row of days off: how far the next working day can lie beyond a count."""


class CalendarUnknown(LookupError):
    """The answer depends on the days off of a year that nobody can know. `year` says which."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"Chưa có lịch nghỉ của năm {year}, nên không tính được hạn. Kiểm tra lại ngày đã gõ.")


class DayKind(StrEnum):
    """What kind of day is it for a state agency?"""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    WORKED_SATURDAY = "worked_saturday"


@dataclass(frozen=True, slots=True)
class _Table:
    """Working days of some years as day numbers, so that adding n of them is one bisection and one look-up."""

    first: int
    working: Sequence[int]

    @property
    def covers_to(self) -> int:
        return self.working[-1]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Working days of state agencies in Viet Nam.

    Days off and Saturdays worked instead come from the law book, year by year. Years without data follow the general rules
    (library `holidays`, Tết by the lunar calendar) and are marked unconfirmed: whoever counts across them gets the assumption
    `calendar_unconfirmed`. A proposed swap that nobody decided is kept apart and never applied (PAR-053).
    """

    off: dict[date, NamedDay]
    worked: dict[date, NamedDay]
    proposed: dict[date, NamedDay]
    confidences: dict[int, Confidence]

    @classmethod
    def from_book(cls, law: Book) -> "Calendar":
        """Collect the yearly entries of the book."""

        def days(key: str) -> dict[date, NamedDay]:
            named: dict[date, NamedDay] = {}
            for entry in law.rule(key).entries:
                if isinstance(entry.value, tuple):
                    named |= {day.day: day for day in entry.value if isinstance(day, NamedDay)}
            return named

        return cls(
            off=days("calendar.days_off"),
            worked=days("calendar.worked_saturdays"),
            proposed=days("calendar.proposed_swap"),
            confidences={entry.since.year: entry.confidence for entry in law.rule("calendar.days_off").entries if not entry.repealed},
        )

    # -- one day

    def kind(self, day: date) -> DayKind:
        """Working day, weekend, holiday, or a Saturday worked in exchange. Raises CalendarUnknown far outside the data."""
        if day in self.worked:
            return DayKind.WORKED_SATURDAY
        if day.weekday() >= 5:
            return DayKind.WEEKEND
        return DayKind.HOLIDAY if day in self._holidays(day.year) else DayKind.WORKING

    def is_working_day(self, day: date) -> bool:
        """True on weekdays that are not days off, and on Saturdays worked in exchange."""
        return self.kind(day) in (DayKind.WORKING, DayKind.WORKED_SATURDAY)

    def name(self, day: date, language: str = "vi") -> str | None:
        """What a day is called, weekends with a feast included; None for an ordinary day."""
        named = self.worked.get(day) or (self._holidays(day.year).get(day) if _FIRST_YEAR <= day.year <= _LAST_YEAR else None)
        if named is None:
            return None
        return named.en if language.startswith("en") else named.vi

    def confidence(self, year: int) -> Confidence:
        """How sure are the days off of a year?"""
        return self.confidences.get(year, Confidence.UNCONFIRMED)

    def is_uncertain(self, first: date, last: date) -> bool:
        """Does the span `first`..`last` touch a year whose days off nobody has announced?"""
        start, end = first.year, last.year
        if start == end:
            return start not in self.confidences
        return any(year not in self.confidences for year in range(start, end + 1))

    def _holidays(self, year: int) -> dict[date, NamedDay]:
        if year in self.confidences:
            return self.off
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise CalendarUnknown(year)
        return _general_holidays(year)

    # -- arithmetic

    @cached_property
    def _known(self) -> _Table:
        return self._build(min(self.confidences), max(self.confidences))

    @cached_property
    def _wide(self) -> _Table:
        return self._build(_FIRST_YEAR, _LAST_YEAR)

    def _build(self, first_year: int, last_year: int) -> _Table:
        first = date(first_year, 1, 1).toordinal()
        days = range(first, date(last_year, 12, 31).toordinal() + 1)
        return _Table(first, [number for number in days if self.is_working_day(date.fromordinal(number))])

    def _table(self, day: date, first: int, last: int) -> _Table:
        """The table of the years with data where it reaches from day number `first` to `last`, else the wide one, if it has `day`."""
        known = self._known
        if known.first <= first and last < known.covers_to:
            return known
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise CalendarUnknown(day.year)
        return self._wide

    def _after(self, day: date, count: int, *, itself: bool) -> date:
        """The `count`-th working day after `day`, or from `day` itself on."""
        number = day.toordinal()
        table = self._table(day, number, number + 2 * count + _SLACK)
        place = (bisect_left if itself else bisect_right)(table.working, number) + count - 1
        if place >= len(table.working):
            raise CalendarUnknown(_LAST_YEAR + 1)
        return date.fromordinal(table.working[place])

    def _before(self, day: date, count: int, *, itself: bool) -> date:
        """The `count`-th working day before `day`, or from `day` itself back."""
        number = day.toordinal()
        table = self._table(day, number - 2 * count - _SLACK, number)
        place = (bisect_right if itself else bisect_left)(table.working, number) - count
        if place < 0:
            raise CalendarUnknown(_FIRST_YEAR - 1)
        return date.fromordinal(table.working[place])

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (which is not counted itself). Raises CalendarUnknown."""
        return self._after(day, count, itself=False)

    def subtract_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day before `day` (which is not counted itself). Raises CalendarUnknown."""
        return self._before(day, count, itself=False)

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, else the next one. Raises CalendarUnknown."""
        return self._after(day, 1, itself=True)

    def previous_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, else the one before. Raises CalendarUnknown."""
        return self._before(day, 1, itself=True)

    def working_days_between(self, after: date, to: date) -> int:
        """How many working days lie after `after`, up to and including `to`; 0 if `to` is not later."""
        first, last = after.toordinal(), to.toordinal()
        table = self._table(after, min(first, last), last)
        if to.year > _LAST_YEAR:
            raise CalendarUnknown(to.year)
        return max(0, bisect_right(table.working, last) - bisect_right(table.working, first))


@cache
def calendar() -> Calendar:
    """The calendar of the shipped book, built once per process."""
    return Calendar.from_book(book())


@cache
def _general_holidays(year: int) -> dict[date, NamedDay]:
    """Public holidays of a year without yearly data, by the Labour Code's general rules. The import is slow, so it is late."""
    from holidays import country_holidays

    vi, en = (country_holidays("VN", years=year, language=language) for language in ("vi", "en_US"))
    days = {day: NamedDay(day, vi[day], en[day]) for day in vi if day.year == year}
    culture_day = date(year, 11, 24)
    if culture_day >= date(2026, 7, 1):  # Resolution 28/2026/QH16; no day in lieu is provided for (PAR-043)
        days.setdefault(culture_day, NamedDay(culture_day, "Ngày Văn hóa", "Culture Day"))
    return days
