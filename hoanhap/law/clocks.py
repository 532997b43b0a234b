"""When is a period over, and how was that counted?

Hours run from the exact moment through nights, weekends and holidays. Days, working days, months and years follow the Civil
Code 2015, Articles 144-148: the day of the event is not counted, a month or year ends on the corresponding day (or the last day
of the month), the last day ends at 24:00, and a last day on a rest day moves to the next working day when it is an *act* that is
due. A measure on a person never moves (`roll=False`, PAR-035). Units are never converted into one another.

No Django here. Days and times are naive local values of Viet Nam, which has no summer time.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as Time
from enum import StrEnum
from functools import cache, cached_property

from hoanhap.law.book import Book, Confidence, Duration, Immediately, NamedDay, Unit, book, pin, unpin

__all__ = [
    "Assumption",
    "Calendar",
    "CalendarUnknown",
    "DayKind",
    "Due",
    "Moment",
    "Step",
    "calendar",
    "due",
    "earliest",
    "pin",
    "unpin",
]

MIDNIGHT = Time(0, 0)
_FIRST_YEAR, _LAST_YEAR = 2008, 2060
"""Years for which the calendar can answer at all (the Labour Code's five Tết days and the lunar table reach that far)."""
_END_OF_TIME = 9900
"""No period is counted from this year on: Python's days end in 9999."""


# --- the calendar -----------------------------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class _Table:
    """Working days of some years as day numbers, so that adding n of them is one subtraction and one look-up."""

    first: date
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
        first = date(first_year, 1, 1)
        days = range(first.toordinal(), date(last_year, 12, 31).toordinal() + 1)
        return _Table(first, [number for number in days if self.is_working_day(date.fromordinal(number))])

    def _table(self, day: date, count: int) -> _Table:
        """The table of the years with data where it suffices, else the wide one."""
        known = self._known
        if known.first <= day and day.toordinal() + 2 * count + 40 < known.covers_to:
            return known
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise CalendarUnknown(day.year)
        return self._wide

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (which is not counted itself). Raises CalendarUnknown."""
        table = self._table(day, count)
        place = bisect_right(table.working, day.toordinal()) + count - 1
        if place >= len(table.working):
            raise CalendarUnknown(_LAST_YEAR + 1)
        return date.fromordinal(table.working[place])

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, else the next one. Raises CalendarUnknown."""
        table = self._table(day, 0)
        place = bisect_left(table.working, day.toordinal())
        if place >= len(table.working):
            raise CalendarUnknown(_LAST_YEAR + 1)
        return date.fromordinal(table.working[place])

    def working_days_between(self, after: date, to: date) -> int:
        """How many working days lie after `after`, up to and including `to`; 0 if `to` is not later."""
        table = self._table(min(after, to), max(0, (to - after).days))
        if to.year > _LAST_YEAR:
            raise CalendarUnknown(to.year)
        return max(0, bisect_right(table.working, to.toordinal()) - bisect_right(table.working, after.toordinal()))


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


# --- moments and results ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """When something happened: a legal day and, where known, the time. An unknown time counts as the end of that day."""

    day: date
    time: Time | None = None

    def instant(self) -> datetime:
        """The moment as a naive local datetime; an unknown time is the next midnight."""
        if self.time is None:
            return datetime.combine(self.day, MIDNIGHT) + timedelta(days=1)
        return datetime.combine(self.day, self.time)

    def __lt__(self, other: "Moment") -> bool:
        return self.instant() < other.instant()


def earliest(moments: Sequence[Moment]) -> Moment:
    """The first of several moments (`choose: earliest`); `max` gives the latest."""
    return min(moments)


class Assumption(StrEnum):
    """What was taken for granted in counting; each is shown with the deadline."""

    TIME_UNKNOWN = "time_unknown"
    """The time of the anchor is unknown: hours run from the end of that day."""
    CALENDAR_UNCONFIRMED = "calendar_unconfirmed"
    """The days off of a year in the count are not decided yet; the general rules were used."""
    PROPOSED_SWAP = "proposed_swap"
    """A proposed, undecided swap of working days lies inside the count; it was not applied."""


@dataclass(frozen=True)
class Step:
    """One day of the count, as the rule page draws it. `number` counts the days that count, from 1."""

    day: date
    kind: DayKind
    counted: bool
    number: int
    is_anchor: bool
    is_due: bool
    name: str | None


@dataclass(frozen=True)
class Due:
    """The end of a period. `time` None means the end of `day` (24:00)."""

    day: date
    time: Time | None
    rolled: bool
    assumptions: tuple[Assumption, ...]
    anchor: Moment
    duration: Duration | Immediately
    _calendar: Calendar = field(compare=False, repr=False)

    def instant(self) -> datetime:
        """The end as a naive local datetime; the end of a day is the next midnight. Order deadlines by it."""
        return Moment(self.day, self.time).instant()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The count day by day, from the anchor's day to the day it is due; computed when asked for."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        number = 0
        last_counted = self._last_counted
        for offset in range((self.day - self.anchor.day).days + 1):
            day = self.anchor.day + timedelta(days=offset)
            kind = self._calendar.kind(day)
            counted = offset > 0 and day <= last_counted and (not self._in_working_days or _works(kind))
            number += counted
            yield Step(day, kind, counted, number if counted else 0, offset == 0, day == self.day, self._calendar.name(day))

    @property
    def _in_working_days(self) -> bool:
        return isinstance(self.duration, Duration) and self.duration.unit is Unit.WORKING_DAY

    @property
    def _last_counted(self) -> date:
        """The last day of the period itself, before it rolled over rest days."""
        if isinstance(self.duration, Immediately) or not self.rolled:
            return self.day
        return _plain_end(self.anchor.day, self.duration)


def _works(kind: DayKind) -> bool:
    return kind in (DayKind.WORKING, DayKind.WORKED_SATURDAY)


# --- counting ---------------------------------------------------------------------------------------------------------------


def due(anchor: Moment, duration: Duration | Immediately, *, calendar: Calendar, roll: bool = True) -> Due:
    """The end of a period that runs from a moment.

    `roll` moves a last day on a rest day to the next working day (Civil Code, Article 148 clause 5): right for acts, wrong for
    measures on a person. Hours never roll. Raises CalendarUnknown only when the answer depends on a year without any calendar.
    """
    if anchor.day.year >= _END_OF_TIME:
        raise CalendarUnknown(anchor.day.year)
    if isinstance(duration, Immediately):
        return Due(anchor.day, anchor.time, False, (), anchor, duration, calendar)
    if duration.unit is Unit.HOUR:
        return _due_in_hours(anchor, duration, calendar)
    if duration.unit is Unit.WORKING_DAY:
        day = calendar.add_working_days(anchor.day, duration.amount)
        return Due(day, None, False, _assumptions(calendar, anchor.day, day), anchor, duration, calendar)
    plain = _plain_end(anchor.day, duration)
    day = calendar.next_working_day(plain) if roll else plain
    assumptions = _assumptions(calendar, plain, day) if roll else ()
    return Due(day, None, day != plain, assumptions, anchor, duration, calendar)


def _due_in_hours(anchor: Moment, duration: Duration, calendar: Calendar) -> Due:
    end = anchor.instant() + timedelta(hours=duration.amount)
    if anchor.time is not None:
        return Due(end.date(), end.time(), False, (), anchor, duration, calendar)
    assumptions = (Assumption.TIME_UNKNOWN,)
    if end.time() == MIDNIGHT:  # the end of the day before: say “hết ngày”, not 00:00 of the next
        return Due(end.date() - timedelta(days=1), None, False, assumptions, anchor, duration, calendar)
    return Due(end.date(), end.time(), False, assumptions, anchor, duration, calendar)


def _plain_end(day: date, duration: Duration) -> date:
    """The last day by counting alone. Months and years end on the corresponding day, else on the last day of that month."""
    if duration.unit is Unit.DAY:
        return day + timedelta(days=duration.amount)
    months = duration.amount * (12 if duration.unit is Unit.YEAR else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _assumptions(calendar: Calendar, first: date, last: date) -> tuple[Assumption, ...]:
    """What a count over the days `first`..`last` took for granted."""
    found = []
    if any(year not in calendar.confidences for year in range(first.year, last.year + 1)):
        found.append(Assumption.CALENDAR_UNCONFIRMED)
    if any(first <= day <= last for day in calendar.proposed):
        found.append(Assumption.PROPOSED_SWAP)
    return tuple(found)
