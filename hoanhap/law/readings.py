"""When does a period end that was interrupted or begun anew, and where does the law leave two readings of its last day?

Two questions about a measure on a person have no confirmed answer: does a last day on a rest day move (PAR-035), and is an
interrupted term of months counted in months or in days, a month as 30 and a year as 365 (PAR-030)? Where they decide a day of
somebody's liberty both ends are given, and whoever must be released is released by the shorter one.

No Django here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from hoanhap.law.book import Book, Confidence, Duration, Entry, Immediately, NotAPeriod, NotInForce, Unit, in_words
from hoanhap.law.clocks import Due, Moment, assumptions, due, lengths, plain_end, require_time
from hoanhap.law.errors import ConditionUnknown, StillPaused
from hoanhap.law.workdays import Calendar

_DAYS_OF = {Unit.MONTH: 30, Unit.YEAR: 365}
"""Civil Code, Article 146 clause 1, for periods that do not run through."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time under a condition of the vocabulary, from its first moment to the moment it was over; None: it is not over."""

    condition: str
    since: Moment
    until: Moment | None


@dataclass(frozen=True, slots=True)
class Restart:
    """Something happened from which a period may start anew; `cause` is a moment of the vocabulary."""

    cause: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Counted:
    """A period after its pauses. `by_days` is its end if a month is 30 days and a year 365: only for interrupted months and years."""

    due: Due
    start: Moment
    pauses: tuple[Pause, ...]
    """Those during which time did not count."""
    by_days: Due | None = None


class Doubt(StrEnum):
    """A question without a confirmed answer, because of which a measure has two ends."""

    REST_DAY = "rest_day"
    INTERRUPTED = "interrupted"

    @property
    def rule(self) -> str:
        """The rule of the book that holds the working assumption."""
        return {Doubt.REST_DAY: "calendar.measure_on_person", Doubt.INTERRUPTED: "calendar.interrupted_terms"}[self]


@dataclass(frozen=True, slots=True)
class Readings:
    """The end of a period by the shorter and by the longer reading; `confirmed` when they are one. `why` says what makes them two."""

    shorter: Due
    longer: Due
    confirmed: bool
    why: tuple[Doubt, ...] = ()


def counted(
    entry: Entry,
    anchor: Moment,
    *,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    restarts: Iterable[Restart] = (),
    length: Duration | None = None,
    strict: bool = False,
) -> Counted:
    """The end of an entry's period with the time that does not count and the moments from which it starts anew.

    Days of a pause are those from its first day up to, not including, the day it was over; hours are exact. Raises ConditionUnknown
    when the entry does not say how a pause or a restart counts, StillPaused when the period stands still, NotAPeriod when the entry
    is no clock that runs onwards or (for a range) no length was chosen, TimeMissing if `strict`, and CalendarUnknown.
    """
    shortest, period = lengths(entry, length)
    if shortest is not period or entry.runs != "after":
        raise NotAPeriod(entry.rule, entry.id, in_words(entry.value), needs_length=entry.runs == "after")
    if strict:
        require_time(entry, anchor, period)
    start = max([anchor, *(restart.at for restart in restarts if _restarts(entry, restart))])
    roll = not entry.measure
    whole = due(start, period, calendar=calendar, roll=roll)
    stops = sorted((pause for pause in pauses if _pauses(entry, pause)), key=lambda pause: pause.since.instant())
    if isinstance(period, Immediately) or not stops:
        return Counted(whole, start, ())
    if period.unit is Unit.HOUR:
        return _with_hours(entry, start, whole, stops)
    counted_in_months = _with_days(entry, start, whole, period, stops, calendar)
    if counted_in_months.pauses and period.unit in _DAYS_OF:
        days = Duration(period.amount * _DAYS_OF[period.unit], Unit.DAY)
        by_days = _with_days(entry, start, whole, days, stops, calendar).due
        return replace(counted_in_months, by_days=replace(by_days, duration=period))
    return counted_in_months


def _restarts(entry: Entry, restart: Restart) -> bool:
    if restart.cause not in entry.restarted_by:
        raise ConditionUnknown(entry.rule, restart.cause, entry.restarted_by)
    return True


def _pauses(entry: Entry, pause: Pause) -> bool:
    """Does time not count then? Raises ConditionUnknown when the entry names the condition in neither list."""
    if pause.condition in entry.not_counted:
        return True
    if pause.condition in entry.counted:
        return False
    raise ConditionUnknown(entry.rule, pause.condition, (*entry.not_counted, *entry.counted))


def _with_hours(entry: Entry, start: Moment, whole: Due, stops: Sequence[Pause]) -> Counted:
    """Each stop moves the end by the time it took from the period, overlaps counted once."""
    end, reached, effective = whole.instant(), start.instant(), []
    for stop in stops:
        begin = max(stop.since.instant(), reached)
        if begin >= end:
            break
        if stop.until is None:
            raise StillPaused(entry.rule, stop.condition, stop.since.day)
        until = stop.until.instant()
        if until > begin:
            end, reached = end + (until - begin), until
            effective.append(stop)
    moved = replace(whole, day=end.date(), time=end.time(), plain=end.date()) if effective else whole
    return Counted(moved, start, tuple(effective))


def _with_days(entry: Entry, start: Moment, whole: Due, period: Duration, stops: Sequence[Pause], calendar: Calendar) -> Counted:
    """Each stop moves the end by the days it took from the period, overlaps counted once."""
    in_working_days = period.unit is Unit.WORKING_DAY
    plain = calendar.add_working_days(start.day, period.amount) if in_working_days else plain_end(start.day, period)
    reached, paused, effective = start.day + timedelta(days=1), [], []
    for stop in stops:
        begin = max(stop.since.day, reached)
        if begin > plain:
            break
        if stop.until is None:
            raise StillPaused(entry.rule, stop.condition, stop.since.day)
        if (until := stop.until.day) <= begin:
            continue
        plain = _moved(plain, begin, until, calendar) if in_working_days else plain + (until - begin)
        reached = until
        paused.append((begin, until))
        effective.append(stop)
    if in_working_days or entry.measure:
        taken = assumptions(calendar, start.day, plain) if in_working_days else ()
        end = replace(whole, day=plain, plain=plain, rolled=False, assumptions=taken, paused=tuple(paused))
    else:
        day = calendar.next_working_day(plain)
        end = replace(whole, day=day, plain=plain, rolled=day != plain, assumptions=assumptions(calendar, plain, day), paused=tuple(paused))
    return Counted(end, start, tuple(effective))


def _moved(end: date, begin: date, until: date, calendar: Calendar) -> date:
    """The end of a count of working days after `begin`..`until` fell out of it."""
    one = timedelta(days=1)
    left = calendar.working_days_between(begin - one, end)
    return calendar.add_working_days(until - one, left)


def readings(
    entry: Entry,
    anchor: Moment,
    *,
    book: Book,
    calendar: Calendar,
    length: Duration | None = None,
    pauses: Iterable[Pause] = (),
    restarts: Iterable[Restart] = (),
    strict: bool = False,
) -> Readings:
    """The end of a period by the shorter and by the longer reading of what the law leaves open.

    Only a measure on a person has two: an act has the one end of the Civil Code. A question that the book holds as confirmed on the
    anchor's day is open no more. Raises what `counted` raises.
    """
    result = counted(entry, anchor, calendar=calendar, pauses=pauses, restarts=restarts, length=length, strict=strict)
    if not entry.measure or isinstance(result.due.duration, Immediately) or result.due.duration.unit is Unit.HOUR:
        return Readings(result.due, result.due, confirmed=True)
    ends = {Doubt.INTERRUPTED: [result.due]}
    if result.by_days is not None:
        ends[Doubt.INTERRUPTED] = _open(book, anchor.day, Doubt.INTERRUPTED, "month_is_30_days", result.by_days, result.due)
    counts = ends[Doubt.INTERRUPTED]
    both = [end for count in counts for end in _open(book, anchor.day, Doubt.REST_DAY, "does_not_move", count, _rolled(count, calendar))]
    shorter, longer = min(both, key=Due.instant), max(both, key=Due.instant)
    why = tuple(
        doubt
        for doubt, differs in (
            (Doubt.REST_DAY, len(both) > len(counts) and any(end.rolled for end in both)),
            (Doubt.INTERRUPTED, len({end.day for end in counts}) > 1),
        )
        if differs
    )
    return Readings(shorter, longer, confirmed=not why, why=why)


def _open(book: Book, day: date, doubt: Doubt, code: str, named: Due, other: Due) -> list[Due]:
    """The ends that a question leaves: both, or the one that a confirmed entry chose. `named` is the end that `code` stands for."""
    try:
        entry = book.entry(doubt.rule, on=day)
    except NotInForce:
        return [named, other]
    if entry.confidence is not Confidence.CONFIRMED:
        return [named, other]
    return [named if entry.value == code else other]


def _rolled(end: Due, calendar: Calendar) -> Due:
    """The same end if a measure moved off rest days like an act."""
    day = calendar.next_working_day(end.plain)
    return replace(end, day=day, rolled=day != end.plain, assumptions=assumptions(calendar, end.plain, day))
