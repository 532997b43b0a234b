"""Are periods counted as the Civil Code says, whatever the day?"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoanhap.law.book import IMMEDIATELY, Duration, DurationRange, Entry, Immediately, Unit, book
from hoanhap.law.clocks import Assumption, Calendar, CalendarUnknown, DayKind, Moment, calendar, clock, due, earliest

DAYS = st.dates(date(2012, 1, 1), date(2040, 12, 31))
KNOWN_DAYS = st.dates(date(2022, 1, 1), date(2027, 10, 31))
TIMES = st.none() | st.times().map(lambda at: at.replace(microsecond=0, tzinfo=None))
MOMENTS = st.builds(Moment, DAYS, TIMES)
DURATIONS = st.builds(Duration, st.integers(1, 60), st.sampled_from([unit for unit in Unit if unit is not Unit.YEAR])) | st.builds(
    Duration, st.integers(1, 15), st.just(Unit.YEAR)
)
PERIODS = [entry for rule in book().rules for entry in rule.entries if isinstance(entry.value, Duration | Immediately)]
CALENDAR = calendar()


@given(MOMENTS, MOMENTS, DURATIONS, st.booleans())
def test_a_later_moment_is_never_due_earlier(one: Moment, other: Moment, duration: Duration, roll: bool) -> None:
    first, second = sorted((one, other))
    assert due(first, duration, calendar=CALENDAR, roll=roll).instant() <= due(second, duration, calendar=CALENDAR, roll=roll).instant()


@given(st.sampled_from(PERIODS), MOMENTS)
def test_every_period_of_the_book_ends_after_it_begins(entry: Entry, start: Moment) -> None:
    assert isinstance(entry.value, Duration | Immediately)
    end = due(start, entry.value, calendar=CALENDAR)
    assert end.instant() >= start.instant()
    assert end.anchor == start


@given(KNOWN_DAYS, st.integers(1, 40))
def test_working_days_are_those_one_would_count_by_hand(day: date, count: int) -> None:
    by_hand, left = day, count
    while left:
        by_hand += timedelta(days=1)
        left -= CALENDAR.is_working_day(by_hand)
    assert CALENDAR.add_working_days(day, count) == by_hand
    assert CALENDAR.working_days_between(day, by_hand) == count


@given(DAYS)
def test_the_next_working_day_is_the_first_from_that_day_on(day: date) -> None:
    found = CALENDAR.next_working_day(day)
    assert CALENDAR.is_working_day(found)
    assert not any(CALENDAR.is_working_day(day + timedelta(days=step)) for step in range((found - day).days))


@given(MOMENTS, st.integers(1, 200))
def test_hours_run_through_everything_and_never_roll(start: Moment, hours: int) -> None:
    end = due(start, Duration(hours, Unit.HOUR), calendar=CALENDAR)
    assert end.instant() == start.instant() + timedelta(hours=hours)
    assert not end.rolled
    assert (Assumption.TIME_UNKNOWN in end.assumptions) == (start.time is None)


@given(DAYS, DURATIONS.filter(lambda duration: duration.unit in (Unit.DAY, Unit.MONTH, Unit.YEAR)))
def test_an_act_is_due_on_a_working_day_and_a_measure_on_its_own_day(day: date, duration: Duration) -> None:
    act = due(Moment(day), duration, calendar=CALENDAR)
    measure = due(Moment(day), duration, calendar=CALENDAR, roll=False)
    assert CALENDAR.is_working_day(act.day)
    assert act.rolled == (act.day != measure.day)
    assert not measure.rolled
    assert measure.assumptions == ()
    assert act.time is None
    if duration.unit is Unit.DAY:
        assert (measure.day - day).days == duration.amount
    else:
        months = duration.amount * (12 if duration.unit is Unit.YEAR else 1)
        assert (measure.day.year - day.year) * 12 + measure.day.month - day.month == months
        assert measure.day.day == day.day or (measure.day.day < day.day and (measure.day + timedelta(days=1)).month != measure.day.month)


@given(st.builds(Moment, KNOWN_DAYS, TIMES), st.builds(Duration, st.integers(1, 30), st.sampled_from(Unit)), st.booleans())
def test_the_steps_tell_the_whole_count(start: Moment, duration: Duration, roll: bool) -> None:
    if duration.unit is Unit.YEAR:
        duration = Duration(1, Unit.YEAR)
    end = due(start, duration, calendar=CALENDAR, roll=roll)
    steps = end.steps
    assert (steps[0].day, steps[-1].day) == (start.day, end.day)
    assert steps[0].is_anchor
    assert not steps[0].counted
    assert [step.is_due for step in steps].count(True) == 1
    counted = [step for step in steps if step.counted]
    assert [step.number for step in counted] == list(range(1, len(counted) + 1))
    if duration.unit is Unit.WORKING_DAY:
        assert len(counted) == duration.amount
        assert all(step.kind in (DayKind.WORKING, DayKind.WORKED_SATURDAY) for step in counted)
    if duration.unit is Unit.DAY:
        assert len(counted) == duration.amount


def test_an_unknown_time_is_the_end_of_the_day() -> None:
    day = date(2026, 11, 21)
    assert Moment(day).instant() == datetime(2026, 11, 22)
    assert Moment(day, time(23, 59)) < Moment(day)
    assert earliest([Moment(day), Moment(day, time(8)), Moment(day, time(9))]) == Moment(day, time(8))
    assert max(Moment(day), Moment(day, time(8))) == Moment(day)


def test_the_end_of_a_day_sorts_after_every_time_of_it() -> None:
    start = Moment(date(2026, 11, 20), time(23, 59))
    hour_clock = due(start, Duration(24, Unit.HOUR), calendar=CALENDAR)
    day_clock = due(start, Duration(1, Unit.DAY), calendar=CALENDAR, roll=False)
    assert hour_clock.day == day_clock.day
    assert hour_clock.instant() < day_clock.instant()


def test_at_once_is_the_moment_itself() -> None:
    start = Moment(date(2026, 11, 21), time(10))
    assert due(start, IMMEDIATELY, calendar=CALENDAR).instant() == start.instant()


def test_a_year_too_far_is_refused_only_when_it_matters() -> None:
    far = Moment(date(2100, 5, 3))
    with pytest.raises(CalendarUnknown, match="2100"):
        due(far, Duration(3, Unit.WORKING_DAY), calendar=CALENDAR)
    with pytest.raises(CalendarUnknown):
        due(far, Duration(1, Unit.YEAR), calendar=CALENDAR)
    assert due(far, Duration(1, Unit.YEAR), calendar=CALENDAR, roll=False).day == date(2101, 5, 3)
    assert due(far, Duration(24, Unit.HOUR), calendar=CALENDAR).day == date(2100, 5, 4)


@pytest.mark.parametrize(
    "duration", [Duration(24, Unit.HOUR), Duration(1, Unit.YEAR), Duration(3, Unit.DAY), Duration(3, Unit.WORKING_DAY)]
)
def test_the_end_of_time_is_refused_like_any_year_without_a_calendar(duration: Duration) -> None:
    with pytest.raises(CalendarUnknown, match="9999"):
        due(Moment(date(9999, 12, 31)), duration, calendar=CALENDAR, roll=False)


@settings(max_examples=200)
@given(DAYS)
def test_every_day_has_one_kind(day: date) -> None:
    kind = CALENDAR.kind(day)
    assert (kind is DayKind.WEEKEND) == (day.weekday() >= 5 and day not in CALENDAR.worked)
    assert CALENDAR.is_working_day(day) == (kind in (DayKind.WORKING, DayKind.WORKED_SATURDAY))
    if kind is DayKind.HOLIDAY:
        assert CALENDAR.name(day)
        assert CALENDAR.name(day, "en")


def test_the_table_and_the_days_agree_on_the_edge_of_the_known_years() -> None:
    for start in (date(2027, 10, 1), date(2027, 12, 31), date(2021, 12, 31), date(2022, 1, 1)):
        day, count = start, 0
        while count < 45:
            day += timedelta(days=1)
            count += CALENDAR.is_working_day(day)
            if CALENDAR.is_working_day(day):
                assert CALENDAR.add_working_days(start, count) == day


def test_a_calendar_can_be_built_from_any_book() -> None:
    assert Calendar.from_book(book()).is_working_day(date(2026, 8, 22))


# --- backwards --------------------------------------------------------------------------------------------------------------

LATE_MOMENTS = st.builds(Moment, st.dates(date(2018, 1, 1), date(2040, 12, 31)), TIMES)
"""So late that no count back leaves the calendar."""
SHORT = DURATIONS.filter(lambda duration: duration.unit is not Unit.YEAR)


@given(KNOWN_DAYS, st.integers(1, 40))
def test_working_days_back_are_those_one_would_count_by_hand(day: date, count: int) -> None:
    by_hand, left = day, count
    while left:
        by_hand -= timedelta(days=1)
        left -= CALENDAR.is_working_day(by_hand)
    assert CALENDAR.subtract_working_days(day, count) == by_hand
    assert CALENDAR.previous_working_day(by_hand) == by_hand
    assert CALENDAR.is_working_day(CALENDAR.previous_working_day(day))


@given(DAYS.filter(CALENDAR.is_working_day), st.integers(1, 40))
def test_backwards_and_onwards_are_inverse_on_working_days(day: date, count: int) -> None:
    assert CALENDAR.add_working_days(CALENDAR.subtract_working_days(day, count), count) == day
    assert CALENDAR.subtract_working_days(CALENDAR.add_working_days(day, count), count) == day


@given(LATE_MOMENTS, LATE_MOMENTS, SHORT, st.booleans())
def test_a_later_moment_is_never_due_earlier_when_counting_back(one: Moment, other: Moment, duration: Duration, roll: bool) -> None:
    def last(moment: Moment) -> datetime:
        return due(moment, duration, calendar=CALENDAR, roll=roll, runs="before").instant()

    first, second = sorted((one, other))
    if duration.unit is not Unit.HOUR or (first.time is not None and second.time is not None):
        assert last(first) <= last(second)


@given(LATE_MOMENTS, SHORT)
def test_at_least_so_long_before_never_moves_later(start: Moment, duration: Duration) -> None:
    end = due(start, duration, calendar=CALENDAR, runs="before")
    still = due(start, duration, calendar=CALENDAR, runs="before", roll=False)
    assert end.day <= still.day < start.day or duration.unit is Unit.HOUR
    assert (Assumption.COUNTED_BACK in end.assumptions) == (duration.unit is not Unit.HOUR)
    if duration.unit is Unit.HOUR:
        assert end.instant() == datetime.combine(start.day, start.time or time()) - timedelta(hours=duration.amount)
    else:
        assert CALENDAR.is_working_day(end.day)
    if duration.unit in (Unit.DAY, Unit.MONTH):
        assert due(Moment(still.day), duration, calendar=CALENDAR, roll=False).instant() <= Moment(start.day).instant()


@given(st.builds(Moment, KNOWN_DAYS), st.builds(Duration, st.integers(1, 30), st.sampled_from([Unit.DAY, Unit.WORKING_DAY])))
def test_the_steps_of_a_backward_count_lead_away_from_the_anchor(start: Moment, duration: Duration) -> None:
    steps = due(start, duration, calendar=CALENDAR, runs="before").steps
    assert steps[0].is_anchor
    assert steps[-1].is_due
    assert [step.day for step in steps] == sorted((step.day for step in steps), reverse=True)
    assert sum(step.counted for step in steps) == duration.amount


# --- clocks of the book -----------------------------------------------------------------------------------------------------

CLOCKS = [entry for entry in book().entries if entry.is_clock]


@given(st.sampled_from(CLOCKS), st.builds(Moment, DAYS, st.times().map(lambda at: at.replace(microsecond=0))))
def test_every_clock_of_the_book_can_be_counted_from_every_moment(entry: Entry, start: Moment) -> None:
    found = clock(entry, start, calendar=CALENDAR, strict=True)
    assert found.anchor == start
    assert (found.low is not None) == isinstance(entry.value, DurationRange)
    if found.low is not None:
        assert found.low.instant() <= found.due.instant()
    if entry.runs == "after":
        assert found.due.instant() >= start.instant()
    if entry.runs == "before":
        assert found.due.day <= start.day
    if entry.runs == "window_before":
        assert found.opens is not None
        assert found.opens.instant() < found.due.instant() == start.instant()
    else:
        assert found.opens is None


@given(st.sampled_from(CLOCKS), MOMENTS, MOMENTS)
def test_a_later_moment_never_gives_an_earlier_deadline_within_one_entry(entry: Entry, one: Moment, other: Moment) -> None:
    first, second = sorted((one, other))
    if entry.runs == "before" and None in (first.time, second.time):
        first, second = Moment(first.day, time()), Moment(second.day, time())
    assert clock(entry, first, calendar=CALENDAR).due.instant() <= clock(entry, second, calendar=CALENDAR).due.instant()


def test_a_window_before_an_hour_opens_so_many_hours_before() -> None:
    entry = replace(book().by_id("MGT-203"), runs="window_before")
    found = clock(entry, Moment(date(2026, 11, 20), time(23, 30)), calendar=CALENDAR)
    assert found.opens == Moment(date(2026, 11, 19), time(23, 30))
    assert (found.due.day, found.due.time) == (date(2026, 11, 20), time(23, 30))
    days = clock(replace(entry, value=Duration(30, Unit.DAY)), Moment(date(2026, 12, 31)), calendar=CALENDAR)
    assert days.opens == Moment(date(2026, 12, 1), time())
