"""A split loses nothing, is never negative, and gives no less to a unit with a larger baseline."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.plans.rules.splitting import CannotSplit, Claim, Method, Parts, split, split_range

baselines = st.integers(0, 5000).map(Fraction) | st.fractions(0, 100, max_denominator=7)
claims = st.lists(
    st.builds(Claim, baseline=baselines, fixed=st.none() | st.integers(0, 9), cap=st.none() | st.integers(0, 40)), max_size=30
)
methods = st.sampled_from(Method)


def by(*numbers: int) -> list[Claim]:
    return [Claim(Fraction(number)) for number in numbers]


@given(st.integers(0, 20_000), claims, methods, st.integers(0, 50))
def test_parts_and_rest_always_make_the_amount(amount: int, units: list[Claim], method: Method, kept: int) -> None:
    try:
        parts = split(amount, units, method, keep_back=kept)
    except CannotSplit:
        fixed = sum(unit.fixed or 0 for unit in units)
        no_baseline = method is Method.BASELINE and not any(unit.baseline for unit in units if unit.fixed is None)
        assert kept > amount or fixed > amount - kept or no_baseline
        return
    assert sum(parts.each) + parts.left == amount
    assert min(parts.each, default=0) >= 0
    assert parts.left >= kept
    for unit, part in zip(units, parts.each, strict=True):
        assert unit.fixed is None or part == unit.fixed
        assert unit.fixed is not None or unit.cap is None or part <= unit.cap


@given(st.integers(0, 20_000), st.lists(baselines, min_size=1, max_size=40), st.none() | st.integers(0, 300))
def test_a_larger_baseline_never_gets_less(amount: int, numbers: list[Fraction], cap: int | None) -> None:
    if not any(numbers):
        return
    parts = split(amount, [Claim(number, cap=cap) for number in numbers], Method.BASELINE).each
    for one, first in zip(numbers, parts, strict=True):
        for other, second in zip(numbers, parts, strict=True):
            assert one <= other or first >= second
        assert one or first == 0


@given(st.integers(0, 20_000), st.integers(1, 60))
def test_equal_parts_differ_by_one_at_most(amount: int, count: int) -> None:
    parts = split(amount, by(*[0] * count), Method.EQUAL)
    assert parts.left == 0
    assert max(parts.each) - min(parts.each) <= 1
    assert list(parts.each) == sorted(parts.each, reverse=True), "the earlier row takes the odd one"


@given(st.integers(0, 3000), st.integers(0, 3000), st.lists(st.integers(0, 500), min_size=1, max_size=20), methods)
def test_both_bounds_of_a_range_add_up(low: int, more: int, numbers: list[int], method: Method) -> None:
    if not any(numbers):
        return
    below, above = split_range(low, low + more, by(*numbers), method)
    assert sum(below.each) + below.left == low
    assert sum(above.each) + above.left == low + more
    assert all(one <= other for one, other in zip(below.each, above.each, strict=True))


def test_the_largest_rests_take_what_is_over() -> None:
    # 13 by 30, 25, 20, 5 of 80: exact 4.875, 4.0625, 3.25, 0.8125; whole parts 4 4 3 0 leave two
    assert split(13, by(30, 25, 20, 5), Method.BASELINE) == Parts((5, 4, 3, 1))


def test_of_equal_rests_the_larger_baseline_then_the_earlier_row_goes_first() -> None:
    # 3 by 3, 1, 2 of 6: 1.5, 0.5, 1.0: one over, rests 0.5 and 0.5
    assert split(3, by(3, 1, 2), Method.BASELINE).each == (2, 0, 1)
    assert split(3, by(1, 1), Method.BASELINE).each == (2, 1)


def test_a_cap_sends_the_rest_to_the_others_or_leaves_it() -> None:
    assert split(10, [Claim(Fraction(90), cap=2), Claim(Fraction(5)), Claim(Fraction(5))], Method.BASELINE) == Parts((2, 4, 4))
    assert split(10, [Claim(Fraction(1), cap=2), Claim(Fraction(1), cap=3)], Method.BASELINE) == Parts((2, 3), 5)


def test_fixed_parts_stay_and_the_rest_is_kept_back_on_purpose() -> None:
    units = [Claim(Fraction(10), fixed=4), Claim(Fraction(10)), Claim(Fraction(20))]
    assert split(13, units, Method.BASELINE, keep_back=3) == Parts((4, 2, 4), 3)
    assert split(13, [Claim(fixed=8), Claim()], Method.BY_HAND) == Parts((8, 0), 5)


@pytest.mark.parametrize(
    ("amount", "units", "method", "kept", "words"),
    [
        (5, by(0, 0), Method.BASELINE, 0, "Chưa có số gốc nào"),
        (5, [Claim(fixed=6)], Method.EQUAL, 0, "cộng lại 6, nhiều hơn 5"),
        (5, by(1), Method.EQUAL, 6, "Không thể để lại 6"),
        (-1, by(1), Method.EQUAL, 0, "không âm"),
        (5, by(-1), Method.BASELINE, 0, "không âm"),
    ],
)
def test_what_cannot_be_split_says_why(amount: int, units: list[Claim], method: Method, kept: int, words: str) -> None:
    with pytest.raises(CannotSplit, match=words):
        split(amount, units, method, keep_back=kept)


def test_a_range_that_falls_is_refused() -> None:
    with pytest.raises(CannotSplit, match="Cận trên 4 nhỏ hơn cận dưới 5"):
        split_range(5, 4, by(1), Method.EQUAL)
