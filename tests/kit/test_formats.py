"""Are days, times left, numbers and identity numbers written as the design says, in both languages?"""

import doctest
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.kit import formats
from hoanhap.kit.dates import FOREVER, VIETNAM

MONDAY = date(2026, 11, 23)


def test_examples_in_the_documentation_hold() -> None:
    with translation.override("vi"):
        result = doctest.testmod(formats)
    assert result.attempted > 20
    assert result.failed == 0


def test_a_recorded_moment_is_shown_in_viet_nam_time() -> None:
    moment = datetime(2026, 11, 22, 20, 5, tzinfo=VIETNAM).astimezone(tz=None)
    assert formats.short_moment(moment, today=MONDAY) == "22/11, 20:05"


def test_a_span_of_one_day_is_one_day() -> None:
    assert formats.period(MONDAY, MONDAY + timedelta(days=1)) == "23/11/2026"
    assert formats.period(MONDAY, FOREVER) == "từ 23/11/2026"


@pytest.mark.parametrize(
    ("on", "at", "words"),
    [
        (MONDAY, time(8, 15), "còn dưới 1 phút"),
        (MONDAY, time(8, 14), "quá 1 phút"),
        (date(2026, 11, 22), None, "quá 8 giờ 15 phút"),
        (date(2026, 11, 21), None, "quá 1 ngày"),
        (date(2026, 11, 24), time(9, 30), "còn 25 giờ 15 phút"),
        (date(2026, 11, 24), None, "còn 1 ngày"),
        (date(2028, 8, 26), None, "còn 642 ngày"),
        (date(2023, 1, 1), time(0, 0), "quá 34.136 giờ"),
    ],
)
def test_time_left_keeps_the_unit_of_the_law(on: date, at: time | None, words: str) -> None:
    assert formats.remaining(on, at, now=datetime(2026, 11, 23, 8, 15)) == words


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.none() | st.times(), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_words_and_verdict_never_disagree(on: date, at: time | None, now: datetime) -> None:
    words = formats.remaining(on, at, now=now)
    assert words.startswith("quá ") == formats.is_over(on, at, now=now)
    assert ("ngày" in words) <= (at is None)


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        (0, None, "0", "0"),
        (1_234_567, None, "1.234.567", "1,234,567"),
        (Decimal("0.05"), 1, "0,1", "0.1"),
        (Fraction(1, 3), 2, "0,33", "0.33"),
    ],
)
def test_numbers_follow_the_language(value: formats.Quantity, places: int | None, vi: str, en: str) -> None:
    for language, words in (("vi", vi), ("en", en)):
        with translation.override(language):
            assert formats.number(value, places=places) == words


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_rounded_half_up_from_the_exact_ratio(part: int, whole: int) -> None:
    exact = Fraction(part * 1000, whole) + Fraction(1, 2)
    assert formats.percent_of(part, whole).replace(".", "").replace(",", ".") == f"{exact // 1 / 10:.1f}%"


@given(st.text("0123456789", min_size=12, max_size=12))
def test_the_hidden_part_of_an_identity_number_is_not_there(identity: str) -> None:
    shown = formats.masked(identity)
    assert shown == f"{identity[:3]} {identity[3:6]} •••••{identity[-1]}"
    assert formats.grouped(identity).replace(" ", "") == identity


def test_nothing_is_shown_of_no_number() -> None:
    assert formats.masked("") == "–"
