"""Do the yearly data agree with an independent list of public holidays and with the moon?"""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from holidays.calendars.gregorian import FEB, JAN

from hoanhap.law.book import Confidence
from hoanhap.law.clocks import DayKind, calendar

YEARS = range(2022, 2028)
CALENDAR = calendar()


def days_off(year: int) -> set[date]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return {day for day in days if day.year == year and CALENDAR.kind(day) is DayKind.HOLIDAY}


@pytest.mark.parametrize("year", YEARS)
def test_weekdays_off_agree_with_an_independent_list(year: int) -> None:
    independent = {day for day in country_holidays("VN", years=year) if day.weekday() < 5}
    known_gaps = {date(2026, 1, 2)}  # exchanged with 2026-01-10 by the Government's letter; the list does not have it
    assert days_off(year) == independent | {day for day in known_gaps if day.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_new_year_stands_where_the_moon_puts_it(year: int) -> None:
    names = country_holidays("VN", years=year, language="vi")
    first = next(day for day, name in names.items() if name == "Tết Nguyên Đán")
    assert first.month in (JAN, FEB)
    assert CALENDAR.name(first) == "Mùng 1"
    assert CALENDAR.name(first - timedelta(days=1)) == "Giao thừa"


@pytest.mark.parametrize(
    ("worked", "instead_of"),
    [
        (date(2024, 5, 4), date(2024, 4, 29)),
        (date(2025, 4, 26), date(2025, 5, 2)),
        (date(2026, 1, 10), date(2026, 1, 2)),
        (date(2026, 8, 22), date(2026, 8, 31)),
    ],
)
def test_every_worked_saturday_has_its_weekday_off(worked: date, instead_of: date) -> None:
    assert worked.weekday() == 5
    assert CALENDAR.kind(worked) is DayKind.WORKED_SATURDAY
    assert CALENDAR.kind(instead_of) is DayKind.HOLIDAY
    assert f"{instead_of:%d/%m}" in (CALENDAR.name(worked) or "")


def test_a_proposal_is_not_applied() -> None:
    assert CALENDAR.kind(date(2026, 11, 23)) is DayKind.WORKING
    assert CALENDAR.kind(date(2026, 11, 28)) is DayKind.WEEKEND
    assert set(CALENDAR.proposed) == {date(2026, 11, 23), date(2026, 11, 28)}


def test_culture_day_begins_in_2026() -> None:
    assert CALENDAR.is_working_day(date(2025, 11, 24))
    assert CALENDAR.kind(date(2026, 11, 24)) is DayKind.HOLIDAY
    assert CALENDAR.kind(date(2028, 11, 24)) is DayKind.HOLIDAY


def test_the_confidence_of_a_year_is_known() -> None:
    assert CALENDAR.confidence(2025) is Confidence.SINGLE
    assert CALENDAR.confidence(2026) is Confidence.CONFIRMED
    assert CALENDAR.confidence(2028) is Confidence.UNCONFIRMED


def test_feasts_on_weekends_have_names() -> None:
    assert CALENDAR.name(date(2027, 2, 6)) == "Mùng 1"
    assert CALENDAR.name(date(2023, 4, 30)) == "Chiến thắng 30/4"
    assert CALENDAR.name(date(2026, 11, 21)) is None
