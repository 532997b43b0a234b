"""Do pauses, restarts and the two readings of a measure's end come out as one would count them by hand?"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.law.book import Book, Confirmation, Duration, DurationRange, Entry, NotAPeriod, Unit, book
from hoanhap.law.clocks import Moment, TimeMissing, calendar, clock
from hoanhap.law.errors import ConditionUnknown, StillPaused
from hoanhap.law.readings import Counted, Doubt, Pause, Restart, counted, readings

CALENDAR = calendar()
TERM = book().by_id("MGT-201")
HOURS = replace(
    book().by_id("MGT-203"), not_counted=("escape",), counted=("hospital",), restarted_by=("force_majeure_over",), anchors=("received_at",)
)
WORKING = replace(HOURS, value=Duration(5, Unit.WORKING_DAY))
DAYS = replace(HOURS, value=Duration(10, Unit.DAY))
MEASURES = [entry for entry in book().entries if entry.measure and entry.is_clock]


def day(text: str) -> Moment:
    return Moment(date.fromisoformat(text))


def at(text: str) -> Moment:
    moment = datetime.fromisoformat(text)
    return Moment(moment.date(), moment.time())


def away(condition: str, since: str, until: str | None) -> Pause:
    read = at if " " in since else day
    return Pause(condition, read(since), read(until) if until else None)


def count(entry: Entry, anchor: Moment, *pauses: Pause, restarts: tuple[Restart, ...] = ()) -> Counted:
    return counted(entry, anchor, calendar=CALENDAR, pauses=pauses, restarts=restarts)


# --- pauses -----------------------------------------------------------------------------------------------------------------


def test_hours_of_a_pause_are_added_exactly_and_overlaps_once() -> None:
    start = at("2026-11-20 08:00")
    one, other = away("escape", "2026-11-20 10:00", "2026-11-20 16:30"), away("escape", "2026-11-20 16:00", "2026-11-20 18:00")
    end = count(HOURS, start, other, one).due
    assert (end.day, end.time) == (date(2026, 11, 21), time(16, 0))


def test_days_of_a_pause_are_added_and_a_rest_day_still_moves_an_act() -> None:
    end = count(DAYS, day("2026-10-01"), away("escape", "2026-10-05", "2026-10-12")).due
    assert (end.plain, end.day) == (date(2026, 10, 18), date(2026, 10, 19))
    assert sum(step.counted for step in end.steps) == 10


def test_working_days_of_a_pause_do_not_count() -> None:
    # Thu 1 Oct; 2 = Fri, then away Mon 5 - Thu 8, back Fri 9: 9, 12, 13, 14
    end = count(WORKING, day("2026-10-01"), away("escape", "2026-10-05", "2026-10-09")).due
    assert end.day == date(2026, 10, 14)
    assert [step.day.day for step in end.steps if step.counted] == [2, 9, 12, 13, 14]


def test_time_that_expressly_counts_moves_nothing() -> None:
    start = day("2026-10-01")
    assert count(DAYS, start, away("hospital", "2026-10-05", "2026-10-12")).due == count(DAYS, start).due


def test_a_pause_after_the_end_or_before_the_start_moves_nothing() -> None:
    start = day("2026-10-01")
    plain = count(DAYS, start)
    assert count(DAYS, start, away("escape", "2026-10-13", "2026-11-20")).due == plain.due
    assert count(DAYS, start, away("escape", "2026-09-01", "2026-09-20")).due == plain.due
    assert count(DAYS, start, away("escape", "2026-11-01", None)).due == plain.due


def test_what_the_entry_does_not_name_is_refused() -> None:
    with pytest.raises(ConditionUnknown, match="prison"):
        count(DAYS, day("2026-10-01"), away("prison", "2026-10-05", "2026-10-12"))
    with pytest.raises(ConditionUnknown, match="decision_signed"):
        count(DAYS, day("2026-10-01"), restarts=(Restart("decision_signed", day("2026-10-03")),))


def test_a_period_that_stands_still_has_no_end() -> None:
    for entry in (DAYS, HOURS, WORKING, TERM):
        condition = entry.not_counted[0]
        with pytest.raises(StillPaused, match="2026"):
            count(entry, at("2026-10-01 08:00"), Pause(condition, at("2026-10-01 10:00") if entry is HOURS else day("2026-10-02"), None))


def test_a_restart_begins_anew_and_an_older_one_does_nothing() -> None:
    again = Restart("force_majeure_over", day("2026-10-20"))
    old = Restart("force_majeure_over", day("2026-09-20"))
    result = count(DAYS, day("2026-10-01"), restarts=(again, old))
    assert result.start == day("2026-10-20")
    assert result.due.day == date(2026, 10, 30)


PAUSES = st.lists(
    st.builds(
        lambda start, length: Pause("escape", Moment(start), Moment(start + timedelta(days=length))),
        st.dates(date(2024, 1, 1), date(2025, 12, 1)),
        st.integers(0, 60),
    ),
    max_size=5,
)


@given(st.dates(date(2024, 1, 1), date(2025, 6, 1)), st.integers(1, 90), PAUSES)
def test_every_count_of_days_has_exactly_its_days(start: date, amount: int, pauses: list[Pause]) -> None:
    for unit in (Unit.DAY, Unit.WORKING_DAY):
        entry = replace(DAYS, value=Duration(amount, unit))
        end = counted(entry, Moment(start), calendar=CALENDAR, pauses=pauses).due
        by_hand, left = start, amount
        while left:
            by_hand += timedelta(days=1)
            is_away = any(pause.since.day <= by_hand < pause.until.day for pause in pauses if pause.until)
            left -= not is_away and (unit is Unit.DAY or CALENDAR.is_working_day(by_hand))
        assert end.plain == by_hand
        assert sum(step.counted for step in end.steps) == amount


@given(st.datetimes(datetime(2024, 1, 1), datetime(2025, 6, 1)), PAUSES)
def test_more_pauses_never_end_earlier(start: datetime, pauses: list[Pause]) -> None:
    moment = Moment(start.date(), start.time())
    for entry in (HOURS, DAYS, WORKING):
        fewer = counted(entry, moment, calendar=CALENDAR, pauses=pauses[:-1]).due
        assert fewer.instant() <= counted(entry, moment, calendar=CALENDAR, pauses=pauses).due.instant()


# --- two readings -----------------------------------------------------------------------------------------------------------


def read(entry: Entry, anchor: Moment, *pauses: Pause, law: Book | None = None, length: Duration | None = None):  # type: ignore[no-untyped-def]
    return readings(entry, anchor, book=law or book(), calendar=CALENDAR, pauses=pauses, length=length)


def test_a_measure_that_ends_on_a_rest_day_has_two_ends() -> None:
    found = read(TERM, day("2026-07-04"))  # 4 July 2027 is a Sunday
    assert (found.shorter.day, found.longer.day) == (date(2027, 7, 4), date(2027, 7, 5))
    assert found.why == (Doubt.REST_DAY,)
    assert not found.confirmed


def test_a_measure_that_ends_on_a_working_day_has_one_end() -> None:
    found = read(TERM, day("2026-07-01"))
    assert found.shorter == found.longer
    assert found.confirmed
    assert found.why == ()


def test_an_interrupted_term_of_a_year_reads_the_same_in_days_unless_a_leap_day_lies_in_it() -> None:
    same = read(TERM, day("2026-07-01"), away("unreported_absence", "2026-08-03", "2026-08-13"))
    assert same.shorter.day == same.longer.plain == date(2027, 7, 11)  # a Sunday: only the rest day is in doubt
    assert same.why == (Doubt.REST_DAY,)
    leap = read(TERM, day("2027-07-01"), away("unreported_absence", "2027-08-03", "2027-08-13"))
    assert (leap.shorter.day, leap.longer.day) == (date(2028, 7, 10), date(2028, 7, 11))
    assert leap.why == (Doubt.INTERRUPTED,)


def test_an_interrupted_term_of_months_is_shorter_in_days() -> None:
    months = replace(TERM, value=Duration(24, Unit.MONTH))
    found = read(months, day("2026-07-01"), away("unreported_absence", "2026-08-03", "2026-08-13"))
    assert found.longer.day == date(2028, 7, 11)
    assert found.shorter.day == date(2026, 7, 1) + timedelta(days=720 + 10)
    assert Doubt.INTERRUPTED in found.why


def test_a_confirmed_question_is_open_no_more() -> None:
    law = book()
    for doubt in Doubt:
        entry = law.entry(doubt.rule, on=date(2026, 7, 1))
        law = law.with_confirmations({entry.id: Confirmation("x", datetime(2026, 11, 22), "y", entry.fingerprint)})
    found = read(TERM, day("2026-07-04"), law=law)
    assert found.confirmed
    assert found.shorter.day == found.longer.day == date(2027, 7, 4)
    months = replace(TERM, value=Duration(24, Unit.MONTH))
    by_days = read(months, day("2026-07-01"), away("unreported_absence", "2026-08-03", "2026-08-13"), law=law)
    assert by_days.shorter == by_days.longer
    assert by_days.longer.day == date(2026, 7, 1) + timedelta(days=730)


def test_an_act_has_one_end_whatever_the_day() -> None:
    found = read(DAYS, day("2026-10-01"))
    assert found.shorter == found.longer
    assert found.confirmed
    assert found.shorter.rolled is (found.shorter.day != found.shorter.plain)


@given(st.sampled_from(MEASURES), st.dates(date(2022, 1, 1), date(2027, 12, 31)))
def test_release_follows_the_shorter_reading(entry: Entry, start: date) -> None:
    length = entry.value.ends[0] if isinstance(entry.value, DurationRange) else None
    found = read(entry, Moment(start, time(9)), length=length)
    assert found.shorter.instant() <= found.longer.instant()
    assert found.shorter == clock(entry, Moment(start, time(9)), calendar=CALENDAR, length=length).due
    assert found.confirmed == (found.why == ()) == (found.shorter.instant() == found.longer.instant())


# --- refusals ---------------------------------------------------------------------------------------------------------------


def test_hours_from_a_day_without_time_are_refused_when_asked_strictly() -> None:
    with pytest.raises(TimeMissing, match="01/10/2026"):
        counted(HOURS, day("2026-10-01"), calendar=CALENDAR, strict=True)
    with pytest.raises(TimeMissing):
        clock(HOURS, day("2026-10-01"), calendar=CALENDAR, strict=True)
    assert clock(DAYS, day("2026-10-01"), calendar=CALENDAR, strict=True).due.day == date(2026, 10, 12)


def test_a_range_needs_the_length_that_was_decided() -> None:
    ranged = replace(TERM, value=DurationRange(12, 24, Unit.MONTH))
    with pytest.raises(NotAPeriod, match="quyết định đã chọn"):
        counted(ranged, day("2026-07-01"), calendar=CALENDAR)
    with pytest.raises(NotAPeriod):
        clock(ranged, day("2026-07-01"), calendar=CALENDAR, length=Duration(30, Unit.MONTH))
    chosen = clock(ranged, day("2026-07-01"), calendar=CALENDAR, length=Duration(18, Unit.MONTH))
    assert chosen.due.day == date(2028, 1, 1)
    both = clock(ranged, day("2026-07-01"), calendar=CALENDAR)
    assert both.low is not None
    assert (both.low.day, both.due.day) == (date(2027, 7, 1), date(2028, 7, 1))


def test_what_runs_backwards_cannot_be_interrupted() -> None:
    with pytest.raises(NotAPeriod):
        counted(replace(DAYS, runs="before"), day("2026-10-01"), calendar=CALENDAR)
