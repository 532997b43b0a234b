"""When is a period over, and how was that counted?

Hours run from the exact moment through nights, weekends and holidays. Days, working days, months and years follow the Civil
Code 2015, Articles 144-148: the day of the event is not counted, a month or year ends on the corresponding day (or the last day
of the month), the last day ends at 24:00, and a last day on a rest day moves to the next working day when it is an *act* that is
due. A measure on a person never moves (`roll=False`, PAR-035). Units are never converted into one another.

"At least N before" counts backwards in the same way. The law does not say what a rest day does to such a deadline; the earlier
day is the safe one for the person, so an act moves to the working day before, and the deadline carries the assumption.

No Django here. Days and times are naive local values of Viet Nam, which has no summer time. Pauses, restarts and double readings
are in `law.readings`.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as Time
from enum import StrEnum
from typing import TYPE_CHECKING

from hoanhap.law.book import Duration, DurationRange, Entry, Immediately, NotAPeriod, Unit, in_words, pin, unpin
from hoanhap.law.errors import TimeMissing
from hoanhap.law.workdays import Calendar, CalendarUnknown, DayKind, calendar

if TYPE_CHECKING:
    from hoanhap.law.book import Runs

__all__ = [
    "Assumption",
    "Calendar",
    "CalendarUnknown",
    "Clock",
    "DayKind",
    "Due",
    "Moment",
    "NotAPeriod",
    "Step",
    "TimeMissing",
    "calendar",
    "clock",
    "due",
    "earliest",
    "pin",
    "unpin",
]

MIDNIGHT = Time(0, 0)
_FIRST_YEAR = 1900
_END_OF_TIME = 9900
"""No period is counted before 1900 or from this year on: Python's days end in 9999."""
_ONE_DAY = timedelta(days=1)


# --- moments and results ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: a legal day and, where known, the time. An unknown time counts as the end of that day."""

    day: date
    time: Time | None = None

    def instant(self) -> datetime:
        """The moment as a naive local datetime; an unknown time is the next midnight."""
        if self.time is None:
            return datetime.combine(self.day, MIDNIGHT) + _ONE_DAY
        return datetime.combine(self.day, self.time)

    def __lt__(self, other: "Moment") -> bool:
        return self.instant() < other.instant()


def earliest(moments: Sequence[Moment]) -> Moment:
    """The first of several moments (`choose: earliest`); `max` gives the latest."""
    return min(moments)


class Assumption(StrEnum):
    """What was taken for granted in counting; each is shown with the deadline."""

    TIME_UNKNOWN = "time_unknown"
    """The time of the anchor is unknown: hours run from the end of that day, or back from its beginning."""
    CALENDAR_UNCONFIRMED = "calendar_unconfirmed"
    """The days off of a year in the count are not decided yet; the general rules were used."""
    PROPOSED_SWAP = "proposed_swap"
    """A proposed, undecided swap of working days lies inside the count; it was not applied."""
    COUNTED_BACK = "counted_back"
    """Days were counted backwards; that a rest day then moves to the working day before is a reading for safety."""


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the count, as the rule page draws it. `number` counts the days that count, from 1, away from the anchor."""

    day: date
    kind: DayKind
    counted: bool
    number: int
    is_anchor: bool
    is_due: bool
    name: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a period. `time` None means the end of `day` (24:00).

    `plain` is the end before it moved off rest days; `paused` are days that did not count, each pair [first, day after the last).
    """

    day: date
    time: Time | None
    rolled: bool
    assumptions: tuple[Assumption, ...]
    anchor: Moment
    duration: Duration | Immediately
    _calendar: Calendar = field(compare=False, repr=False)
    plain: date
    paused: tuple[tuple[date, date], ...] = ()

    def instant(self) -> datetime:
        """The end as a naive local datetime; the end of a day is the next midnight. Order deadlines by it."""
        return Moment(self.day, self.time).instant()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The count day by day, from the anchor's day to the day it is due, or back to it; computed when asked for."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        number = 0
        start, end = self.anchor.day.toordinal(), self.day.toordinal()
        last, way = self.plain.toordinal(), -1 if end < start else 1
        in_working_days = isinstance(self.duration, Duration) and self.duration.unit is Unit.WORKING_DAY
        for position in range(start, end + way, way):
            day = date.fromordinal(position)
            kind = self._calendar.kind(day)
            counted = (
                position != start
                and (last - position) * way >= 0
                and (not in_working_days or kind in (DayKind.WORKING, DayKind.WORKED_SATURDAY))
                and not any(first <= day < until for first, until in self.paused)
            )
            number += counted
            yield Step(day, kind, counted, number if counted else 0, position == start, position == end, self._calendar.name(day))


# --- counting a period ------------------------------------------------------------------------------------------------------


def due(anchor: Moment, duration: Duration | Immediately, *, calendar: Calendar, roll: bool = True, runs: "Runs" = "after") -> Due:
    """The end of a period that runs from a moment, or, with `runs="before"`, the last moment for what is owed so long before it.

    `roll` moves a last day on a rest day to the next working day (Civil Code, Article 148 clause 5), when counting backwards to the
    one before: right for acts, wrong for measures on a person. Hours never roll. With `runs="window_before"` the anchor itself is due.
    Raises CalendarUnknown only when the answer depends on a year without any calendar.
    """
    if anchor.day.year < _FIRST_YEAR or anchor.day.year >= _END_OF_TIME:
        raise CalendarUnknown(anchor.day.year)
    if isinstance(duration, Immediately) or runs == "window_before":
        return Due(anchor.day, anchor.time, False, (), anchor, duration, calendar, anchor.day)
    if runs == "before":
        return _due_before(anchor, duration, calendar, roll)
    if duration.unit is Unit.HOUR:
        return _due_in_hours(anchor, duration, calendar)
    if duration.unit is Unit.WORKING_DAY:
        day = calendar.add_working_days(anchor.day, duration.amount)
        return Due(day, None, False, assumptions(calendar, anchor.day, day), anchor, duration, calendar, day)
    plain = plain_end(anchor.day, duration)
    if not roll:
        return Due(plain, None, False, (), anchor, duration, calendar, plain)
    day = calendar.next_working_day(plain)
    return Due(day, None, day != plain, assumptions(calendar, plain, day), anchor, duration, calendar, plain)


def _due_in_hours(anchor: Moment, duration: Duration, calendar: Calendar) -> Due:
    end = anchor.instant() + timedelta(hours=duration.amount)
    if anchor.time is not None:
        return Due(end.date(), end.time(), False, (), anchor, duration, calendar, end.date())
    found = (Assumption.TIME_UNKNOWN,)
    if end.time() == MIDNIGHT:  # the end of the day before: say “hết ngày”, not 00:00 of the next
        day = end.date() - _ONE_DAY
        return Due(day, None, False, found, anchor, duration, calendar, day)
    return Due(end.date(), end.time(), False, found, anchor, duration, calendar, end.date())


def _due_before(anchor: Moment, duration: Duration, calendar: Calendar, roll: bool) -> Due:
    if duration.unit is Unit.HOUR:
        unknown = (Assumption.TIME_UNKNOWN,) if anchor.time is None else ()
        end = datetime.combine(anchor.day, anchor.time or MIDNIGHT) - timedelta(hours=duration.amount)
        return Due(end.date(), end.time(), False, unknown, anchor, duration, calendar, end.date())
    if duration.unit is Unit.WORKING_DAY:
        day = plain = calendar.subtract_working_days(anchor.day, duration.amount)
    else:
        plain = plain_end(anchor.day, duration, way=-1)
        day = calendar.previous_working_day(plain) if roll else plain
    found = assumptions(calendar, day, anchor.day if duration.unit is Unit.WORKING_DAY else plain)
    return Due(day, None, day != plain, (*found, Assumption.COUNTED_BACK), anchor, duration, calendar, plain)


def plain_end(day: date, duration: Duration, way: int = 1) -> date:
    """The last day by counting alone, onwards or back. Months and years end on the corresponding day, else on the month's last."""
    if duration.unit is Unit.DAY:
        return day + timedelta(days=way * duration.amount)
    months = duration.amount * (12 if duration.unit is Unit.YEAR else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + way * months, 12)
    return date(year, month + 1, day.day if day.day <= 28 else min(day.day, monthrange(year, month + 1)[1]))


def assumptions(calendar: Calendar, first: date, last: date) -> tuple[Assumption, ...]:
    """What a count over the days `first`..`last` took for granted."""
    uncertain = calendar.is_uncertain(first, last)
    if not uncertain and not calendar.proposed:
        return ()
    swapped = any(first <= day <= last for day in calendar.proposed)
    return ((Assumption.CALENDAR_UNCONFIRMED,) if uncertain else ()) + ((Assumption.PROPOSED_SWAP,) if swapped else ())


# --- clocks of the book -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """An entry's period from a moment. `opens` begins a window before the anchor; `low` is the end by the lower bound of a range."""

    entry: Entry
    anchor: Moment
    due: Due
    opens: Moment | None = None
    low: Due | None = None


def clock(entry: Entry, anchor: Moment, *, calendar: Calendar, strict: bool = False, length: Duration | None = None) -> Clock:
    """The period of an entry from a moment, counted as the entry says: direction, measure or act, a range or the `length` chosen from it.

    `strict` refuses an hour clock whose anchor has no time (TimeMissing) instead of counting from the end of that day. Raises
    NotAPeriod when nothing runs from a moment here or the length is none the law allows, and CalendarUnknown.
    """
    shortest, longest = lengths(entry, length)
    if strict:
        require_time(entry, anchor, longest)
    roll, runs = not entry.measure, entry.runs
    end = due(anchor, longest, calendar=calendar, roll=roll, runs=runs)
    low = None if shortest is longest else due(anchor, shortest, calendar=calendar, roll=roll, runs=runs)
    opens = _opens(anchor, longest, calendar) if runs == "window_before" and isinstance(longest, Duration) else None
    return Clock(entry, anchor, end, opens, low)


def require_time(entry: Entry, anchor: Moment, period: Duration | Immediately) -> None:
    """Raises TimeMissing when hours would be counted from a day without its time."""
    if anchor.time is None and isinstance(period, Duration) and period.unit is Unit.HOUR:
        raise TimeMissing(entry.rule, anchor.day)


def lengths(entry: Entry, length: Duration | None) -> tuple[Duration | Immediately, Duration | Immediately]:
    """The shortest and the longest length of an entry's period, or the one chosen. Raises NotAPeriod."""
    value = entry.value
    if entry.anchors:
        if isinstance(value, (Duration, Immediately)) and (length is None or length == value):
            return value, value
        if isinstance(value, DurationRange):
            if length is None:
                return value.ends
            if value.holds(length):
                return length, length
    raise NotAPeriod(entry.rule, entry.id, in_words(value), needs_length=entry.is_clock)


def _opens(anchor: Moment, duration: Duration, calendar: Calendar) -> Moment:
    """The first moment of "within the last N before": exactly N hours before, or the beginning of the day N days before."""
    if duration.unit is Unit.HOUR:
        start = anchor.instant() - timedelta(hours=duration.amount)
        return Moment(start.date(), start.time())
    return Moment(due(anchor, duration, calendar=calendar, roll=False, runs="before").day, MIDNIGHT)
