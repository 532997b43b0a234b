"""Do the rules of progress say what a figure means, and no more: denominators, bases, paces, intervals, lights, places, words?"""

import math
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoanhap.kit.errors import Refused
from hoanhap.plans.rules import Baseline, CellState, ChangeIn, Comparator, Deadline, Kind, Milestone, Span, TargetDoc
from hoanhap.progress.rules import (
    Attainment,
    Counts,
    Forecast,
    Light,
    Move,
    Result,
    Source,
    Standing,
    Told,
    UnitCell,
    attain,
    by_name,
    complying,
    forecast_count,
    forecast_share,
    goal_on,
    joined,
    light,
    meets,
    pace,
    period_on,
    places,
    reads_as_at_least,
    rounded,
    scatter,
    score,
    subtotals,
    summed,
    unit_report,
)
from hoanhap.progress.rules.evidence import examine
from hoanhap.progress.rules.mapping import sheet
from hoanhap.progress.rules.telling import Before, Telling, problems_of

YEAR = Span(date(2026, 1, 1), date(2027, 1, 1))
HALF = date(2026, 7, 1)


def target(kind: Kind = Kind.COUNT, value: int | str | None = 10, **fields: object) -> TargetDoc:
    """A target of the year in people."""
    plain: dict[str, object] = {"unit": "%" if kind in {Kind.PERCENT, Kind.CHANGE} else "người", "where": "mục II", "text": "Chỉ tiêu"}
    return TargetDoc(code="CT01", kind=kind, value=None if value is None else Decimal(value), **(plain | fields))  # type: ignore[arg-type]


def result(value: int | str, whole: int | None = None, **fields: object) -> Result:
    """A figure told in the middle of the year."""
    plain: dict[str, object] = {"as_of": HALF, "source": Source.ENTERED, "unit": "người"}
    return Result(value=Decimal(value), whole=None if whole is None else Decimal(whole), **(plain | fields))  # type: ignore[arg-type]


def said(found: Attainment) -> list[str]:
    """«46.2 của 13 (mục II)», one for each share."""
    return [f"{share.percent:.1f} {share.of}" for share in found.shares]


# --- what a figure means -----------------------------------------------------------------------------------------------------


def test_a_percentage_of_plan_names_text_and_table_where_they_differ() -> None:
    assert said(attain(target(value=13), result(6), split=Decimal(8))) == ["46.2 của 13 (mục II)", "75.0 của 8 (biểu)"]
    assert said(attain(target(value=10, unit="vụ"), result(7))) == ["70.0 của 10 vụ được giao"]


def test_of_which_takes_the_target_above_as_its_denominator() -> None:
    part = target(Kind.PERCENT, 60, parent="CT00", population="vụ đã xử lý")
    found = attain(part, result(5), parent=result(7))
    assert (said(found), found.tick, found.met) == (["71.4 của 7 vụ đã xử lý"], Decimal(60), True)
    assert str(attain(part, result(5)).lacking) == "thiếu mẫu số: chưa biết có tất cả bao nhiêu"


def test_a_share_of_nobody_is_no_percentage() -> None:
    found = attain(target(Kind.PERCENT, 100, population="người được phát hiện"), result(0, 0))
    assert (found.shares, found.met) == ((), None)
    assert str(found.lacking) == "trong kỳ chưa có người được phát hiện nào, nên chưa có mẫu số"


def test_a_change_without_its_base_is_refused() -> None:
    for change_in in ChangeIn:
        found = attain(target(Kind.CHANGE, -5, change_in=change_in, baseline=Baseline("năm 2025")), result(40))
        assert (found.met, found.measured, str(found.lacking)) == (None, None, "thiếu mốc gốc: kế hoạch không cho số của năm 2025")
    assert attain(target(Kind.CHANGE, 5, change_in=ChangeIn.RELATIVE, baseline=Baseline("năm trước", Decimal(0))), result(4)).met is None


def test_a_change_is_relative_or_in_points_and_never_guessed() -> None:
    relative = target(Kind.CHANGE, 5, change_in=ChangeIn.RELATIVE, baseline=Baseline("năm trước", Decimal(200)))
    found = attain(relative, result(212))
    assert (found.measured, found.met, str(found.says)) == (Decimal(6), True, "tăng 6% so với năm trước (200)")
    points = target(Kind.CHANGE, -2, change_in=ChangeIn.POINTS, baseline=Baseline("năm 2025", Decimal(10)))
    found = attain(points, result(9, 100))
    assert (found.measured, found.met, str(found.says)) == (Decimal(-1), False, "giảm 1 điểm phần trăm so với năm 2025 (10)")
    unsaid = target(Kind.CHANGE, -1, baseline=Baseline("năm trước", Decimal(10)))
    assert attain(unsaid, result(9, 100)).met is None
    fall = target(Kind.CHANGE, None, comparator=Comparator.LESS, baseline=Baseline("năm 2022", Decimal(12)))
    assert [attain(fall, result(n, 100)).met for n in (11, 12, 13)] == [True, False, False]


@pytest.mark.parametrize(
    ("comparator", "goal", "value", "met"),
    [
        (Comparator.UNSTATED, 10, 10, True),
        (Comparator.EQUAL, 10, 9, False),
        (Comparator.AT_LEAST, 10, 9, False),
        (Comparator.MORE, 80, 80, False),
        (Comparator.AT_MOST, 5, 5, True),
        (Comparator.LESS, 5, 5, False),
        (Comparator.BETWEEN, 5, 8, True),
        (Comparator.BETWEEN, 5, 11, False),
    ],
)
def test_a_target_is_met_as_its_comparator_says(comparator: Comparator, goal: int, value: int, met: bool) -> None:
    assert meets(target(value=goal, comparator=comparator, value_high=Decimal(10)), Decimal(value)) is met


def test_a_comparator_nobody_stated_is_read_as_at_least_and_said_so() -> None:
    assert reads_as_at_least(target())
    assert not any(reads_as_at_least(one) for one in (target(comparator=Comparator.MORE), target(value=None), target(Kind.ZERO, 0)))


def test_a_range_has_two_bounds_and_zero_tolerance_one_case_too_many() -> None:
    between = target(Kind.RANGE, 5, value_high=Decimal(10), unit="%", comparator=Comparator.BETWEEN, population="điểm")
    assert [attain(between, result(n, 100)).met for n in (4, 5, 10, 11)] == [False, True, True, False]
    nothing = target(Kind.ZERO, 0, unit="vụ")
    assert [attain(nothing, result(n)).met for n in (0, 1)] == [True, False]
    assert meets(target(Kind.ZERO, 0, comparator=Comparator.EQUAL), Decimal(1)) is False


def test_each_unit_must_have_its_own() -> None:
    each = target(Kind.PER_UNIT, 1, unit="mô hình", population="phường")
    together = complying(each, [result(1), result(0), result(3)], missing=1)
    assert together is not None
    found = attain(each, together)
    assert (together.value, together.whole, found.met) == (2, 4, False)
    assert said(found) == ["50.0 đơn vị có từ 1 mô hình trở lên, của 4 đơn vị"]
    assert complying(each, []) is None


def test_milestones_set_the_goal_of_their_year_and_words_need_proof() -> None:
    staged = target(value=900, milestones=(Milestone(2026, Decimal(600)), Milestone(2028, Decimal(900))))
    assert [goal_on(staged, date(year, 6, 1)) for year in (2025, 2026, 2027, 2028)] == [None, 600, 600, 900]
    assert said(attain(staged, result(300))) == ["50.0 của 600 người, mốc của năm"]
    assert period_on(staged, Span(date(2026, 1, 1), date(2029, 1, 1)), date(2027, 3, 1)) == Span(date(2027, 1, 1), date(2028, 1, 1))
    words = target(Kind.QUALITATIVE, None)
    assert [attain(words, result(1)).met, attain(words, result(0)).met, attain(words, result(1, proven=False)).met] == [True, False, None]


def test_groups_measured_apart_are_met_together_or_not() -> None:
    yes, no, open_ = Attainment(met=True), Attainment(met=False), Attainment()
    assert [joined(parts) for parts in ({"a": yes, "b": yes}, {"a": yes, "b": no}, {"a": yes, "b": open_}, {})] == [True, False, None, None]


# --- sums --------------------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from(["người", "hồ sơ", "vụ"]), st.none() | st.integers(0, 999).map(Decimal))))
def test_only_the_same_unit_of_measure_is_added(parts: list[tuple[str, Decimal | None]]) -> None:
    sums = subtotals(parts)
    for unit in {"người", "hồ sơ", "vụ"}:
        told = [value for one, value in parts if one == unit and value is not None]
        assert sums.get(unit) == (sum(told) if told else None)  # nothing told is not zero


def test_people_and_dossiers_are_never_one_sum_and_a_silent_unit_is_no_zero() -> None:
    assert summed([result(3), result(2, unit="hồ sơ")]) is None
    assert summed([result(3), result(2, counts=Counts.STOCK)]) is None
    assert summed([], missing=3) is None
    together = summed([result(3), result(0, as_of=date(2026, 3, 1))], missing=2)
    assert together is not None
    assert (together.value, together.missing, together.provisional, together.as_of) == (3, 2, True, HALF)


# --- pace and forecast -------------------------------------------------------------------------------------------------------


def test_pace_counts_days_and_the_time_that_a_sum_covers() -> None:
    assert [pace(YEAR, day, None).days for day in (date(2025, 1, 1), date(2026, 1, 1), date(2026, 12, 31), date(2030, 1, 1))] == [
        0,
        1,
        365,
        365,
    ]
    covered = pace(YEAR, date(2026, 12, 31), Decimal("0.5"), days=(date(2026, 12, 31), date(2025, 12, 31)), missing=2)
    assert (covered.gone, covered.days, covered.ratio) == (Decimal("0.25"), 91, 2)


def test_no_forecast_below_the_stated_minimum() -> None:
    early, few = pace(YEAR, date(2026, 1, 20), None), pace(YEAR, HALF, None)
    assert "mới qua 20 ngày" in str(forecast_count(Decimal(50), early).why_not)
    assert "mới có 4" in str(forecast_count(Decimal(4), few).why_not)
    assert "mới có 9" in str(forecast_share(Decimal(5), Decimal(9), few).why_not)
    month = Span(date(2026, 6, 1), date(2026, 7, 1))
    assert not forecast_count(Decimal(50), pace(month, date(2026, 6, 6), None)).known
    assert forecast_count(Decimal(50), pace(month, date(2026, 6, 7), None)).known


def test_once_the_period_is_over_the_forecast_is_the_figure() -> None:
    over = pace(YEAR, date(2026, 12, 31), None)
    assert forecast_count(Decimal(3), over) == Forecast(Decimal(3), Decimal(3))
    assert forecast_share(Decimal(1), Decimal(4), over) == Forecast(Decimal(25), Decimal(25))


@given(st.integers(5, 200_000), st.integers(37, 364))
@settings(max_examples=60, deadline=None)
def test_a_count_never_falls_and_its_interval_surrounds_its_trend(counted: int, day: int) -> None:
    found = forecast_count(Decimal(counted), pace(YEAR, YEAR.since + timedelta(days=day - 1), None))
    assert found.low is not None and found.high is not None  # noqa: PT018
    assert counted <= found.low <= counted * 365 / day + 1
    assert found.high >= counted * 365 / day - 1


@given(st.integers(10, 5000), st.data())
@settings(max_examples=60, deadline=None)
def test_a_share_stays_between_what_nobody_and_everybody_would_make_it(whole: int, data: st.DataObject) -> None:
    part, day = data.draw(st.integers(0, whole)), data.draw(st.integers(37, 364))
    found = forecast_share(Decimal(part), Decimal(whole), pace(YEAR, YEAR.since + timedelta(days=day - 1), None))
    assert found.low is not None and found.high is not None  # noqa: PT018
    assert 0 <= found.low <= found.high <= 100
    assert found.low - 1 <= Decimal(100 * part) / whole <= found.high + 1


def poisson(draw: random.Random, mean: float) -> int:
    """A Poisson number, by waiting times."""
    count, waited = 0, draw.expovariate(1)
    while waited < mean:
        count, waited = count + 1, waited + draw.expovariate(1)
    return count


def coverage(trial: Callable[[random.Random], bool | None], trials: int = 1500) -> float:
    """The share of simulated years whose end lay in the interval told before; years without an interval do not count."""
    draw = random.Random(20261122)
    held = [kept for _ in range(trials) if (kept := trial(draw)) is not None]
    assert len(held) > trials / 2
    return sum(held) / len(held)


def whole_or(found: Forecast, end: Decimal) -> bool | None:
    """Whether the interval held the end."""
    return found.low <= end <= found.high if found.low is not None and found.high is not None else None


@pytest.mark.parametrize(("yearly", "day"), [(20, 120), (60, 180), (400, 90), (400, 300)])
def test_nine_of_ten_poisson_years_end_inside(yearly: int, day: int) -> None:
    def trial(draw: random.Random) -> bool | None:
        so_far, rest = poisson(draw, yearly * day / 365), poisson(draw, yearly * (365 - day) / 365)
        return whole_or(forecast_count(Decimal(so_far), pace(YEAR, YEAR.since + timedelta(days=day - 1), None)), Decimal(so_far + rest))

    assert 0.87 <= coverage(trial) <= 0.97


def test_years_that_scatter_more_than_chance_are_held_by_what_their_months_show() -> None:
    """Months of very different size (variance four times the mean), eight known, four to come: a plain Poisson interval is too narrow."""

    def year(draw: random.Random) -> list[int]:
        return [poisson(draw, 30 * draw.gammavariate(10, 1 / 10)) for _ in range(12)]

    def trial(draw: random.Random, *, with_steps: bool) -> bool | None:
        months = year(draw)
        steps = [(30, Decimal(count)) for count in months[:8]] if with_steps else []
        step = pace(Span(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=360)), date(2026, 1, 1) + timedelta(days=239), None)
        return whole_or(forecast_count(Decimal(sum(months[:8])), step, steps), Decimal(sum(months)))

    kept, plain = coverage(lambda draw: trial(draw, with_steps=True)), coverage(lambda draw: trial(draw, with_steps=False))
    assert plain < 0.75
    assert 0.84 <= kept <= 0.97


@pytest.mark.parametrize(("rate", "yearly", "day"), [(0.9, 200, 180), (0.5, 80, 120), (0.97, 600, 300)])
def test_nine_of_ten_shares_end_inside(rate: float, yearly: int, day: int) -> None:
    def trial(draw: random.Random) -> bool | None:
        whole, more = poisson(draw, yearly * day / 365), poisson(draw, yearly * (365 - day) / 365)
        part, added = (sum(draw.random() < rate for _ in range(n)) for n in (whole, more))
        found = forecast_share(Decimal(part), Decimal(whole), pace(YEAR, YEAR.since + timedelta(days=day - 1), None))
        return whole_or(found, Decimal(100 * (part + added)) / (whole + more)) if whole + more else None

    assert 0.85 <= coverage(trial) <= 0.98


def test_steps_that_follow_the_rate_do_not_scatter() -> None:
    assert scatter([(31, Decimal(31)), (28, Decimal(28)), (31, Decimal(31)), (30, Decimal(30))]) == 1
    assert scatter([(30, Decimal(3)), (30, Decimal(90)), (30, Decimal(1)), (30, Decimal(80))]) > 10
    assert scatter([(30, Decimal(1)), (30, Decimal(90))]) == 1  # too few to tell


# --- lights ------------------------------------------------------------------------------------------------------------------


def shown(one: TargetDoc, figure: Result, day: date, forecast: Forecast | None = None) -> Light:
    """The light of a target on a day."""
    found = attain(one, figure)
    return light(one, found, pace(YEAR, day, found.done), forecast or Forecast())


def test_a_light_follows_its_written_rule() -> None:
    end = date(2026, 12, 31)
    assert shown(target(value=10), result(10), HALF) is Light.MET
    assert [shown(target(value=100), result(n), HALF) for n in (60, 40, 10)] == [Light.ON_WAY, Light.SLOW, Light.HARD]
    assert shown(target(value=100), result(99), end) is Light.MISSED
    interval = Forecast(Decimal(90), Decimal(110))
    assert [shown(target(value=goal), result(50), HALF, interval) for goal in (80, 100, 120)] == [Light.ON_WAY, Light.SLOW, Light.HARD]
    assert [shown(target(Kind.ZERO, 0), result(n), HALF) for n in (0, 1)] == [Light.MET, Light.MISSED]
    ceiling = [target(value=goal, comparator=Comparator.AT_MOST) for goal in (120, 100, 80, 40)]
    assert [shown(one, result(50), HALF, interval) for one in ceiling] == [Light.MET, Light.SLOW, Light.HARD, Light.MISSED]
    share = target(Kind.PERCENT, 80, population="người")
    assert [shown(share, result(n, 100), HALF) for n in (80, 70, 50)] == [Light.MET, Light.SLOW, Light.HARD]
    assert shown(share, result(0, 0), HALF) is Light.UNKNOWN
    assert light(share, None, pace(YEAR, HALF, None), Forecast()) is Light.UNKNOWN


@given(
    st.sampled_from(list(Kind)), st.sampled_from(list(Comparator)), st.integers(0, 50), st.integers(0, 60), st.none() | st.integers(0, 60)
)
def test_every_figure_has_a_light(kind: Kind, comparator: Comparator, goal: int, value: int, whole: int | None) -> None:
    one = target(kind, goal, comparator=comparator, value_high=Decimal(goal + 5), baseline=Baseline("gốc", Decimal(7)))
    found = attain(one, result(value, whole))
    step = pace(YEAR, HALF, found.done)
    for forecast in (Forecast(), Forecast(Decimal(value), Decimal(value + 9))):
        assert isinstance(light(one, found, step, forecast if found.goal is not None else Forecast()), Light)


# --- units -------------------------------------------------------------------------------------------------------------------


@given(st.lists(st.none() | st.integers(0, 5).map(Decimal), max_size=30))
def test_equals_share_a_place_and_nobody_without_a_figure_has_one(values: list[Decimal | None]) -> None:
    placed = places(values, lambda value: value)
    assert sorted(map(str, values)) == sorted(str(value) for _place, value in placed)
    for place, value in placed:
        better = sum(other is not None and value is not None and other > value for other in values)
        assert place == (better + 1 if value is not None else None)


def test_blank_is_not_zero() -> None:
    blank = UnitCell("", CellState.BLANK, None, Decimal(2))
    nought = UnitCell("0", CellState.NUMBER, Decimal(0), Decimal(0))
    silent, short, reached = (UnitCell("02", CellState.NUMBER, Decimal(2), None if n is None else Decimal(n)) for n in (None, 1, 2))
    assert [cell.standing for cell in (blank, nought, silent, short, reached)] == [
        Standing.NOT_GIVEN, Standing.NOTHING, Standing.SILENT, Standing.SHORT, Standing.REACHED,
    ]  # fmt: skip
    assert [cell.percent for cell in (blank, nought, silent, short)] == [None, None, None, 50]
    found = score([blank, nought, silent, short, reached])
    assert (found.reached, found.given, found.silent) == (1, 3, 1)
    assert score([blank]).percent is None


def test_names_follow_the_vietnamese_alphabet_without_their_kind() -> None:
    names = ["Xã Đại Thanh", "Phường Dương Nội", "Xã An Khánh", "Phường Ô Chợ Dừa", "Phường Ba Đình"]
    assert sorted(names, key=by_name) == ["Xã An Khánh", "Phường Ba Đình", "Phường Dương Nội", "Xã Đại Thanh", "Phường Ô Chợ Dừa"]


def test_a_report_is_late_from_the_day_the_plan_names() -> None:
    due = Deadline(date(2021, 7, 2), exclusive=True)
    both = frozenset({"a", "b"})

    def told(day: date, **days: int) -> tuple[Told, int]:
        found = unit_report(both, {code: date(2021, 7, on) for code, on in days.items()}, due, day)
        return found.told, found.days_late

    assert told(date(2021, 7, 1), a=1, b=1) == (Told.IN_TIME, 0)
    assert told(date(2021, 7, 9), a=1, b=2) == (Told.LATE, 1)
    assert told(date(2021, 7, 1)) == (Told.WAITING, 0)
    assert told(date(2021, 7, 4)) == (Told.MISSING, 3)
    assert told(date(2021, 7, 4), a=1) == (Told.PART, 3)
    assert unit_report(both, {}, None, date(2030, 1, 1)).told is Told.WAITING  # a plan without a day has no late reports
    assert unit_report(frozenset(), {}, due, date(2030, 1, 1)).told is Told.NOTHING_DUE


def test_what_happened_and_what_was_learnt_late_are_apart() -> None:
    move = Move(before_then=Decimal(10), before=Decimal(13), after=Decimal(15))
    assert (move.happened, move.late, move.anything) == (2, 3, True)
    assert Move(None, None, Decimal(5)).happened is None
    assert not Move(Decimal(5), Decimal(5), Decimal(5)).anything


# --- telling -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "telling", "as_of", "code"),
    [
        (target(), Telling("CT01", Decimal(-1)), HALF, "figure_negative"),
        (target(), Telling("CT01", Decimal("1.5")), HALF, "figure_part"),
        (target(), Telling("CT01", Decimal(10**12)), HALF, "figure_huge"),
        (target(), Telling("CT01", Decimal(1)), date(2026, 11, 23), "figure_future"),
        (target(), Telling("CT01", Decimal(1)), date(2025, 12, 31), "figure_outside"),
        (target(Kind.PERCENT, 80), Telling("CT01", Decimal(1)), HALF, "figure_no_whole"),
        (target(Kind.PERCENT, 80), Telling("CT01", Decimal(9), Decimal(8)), HALF, "figure_above_whole"),
        (target(Kind.QUALITATIVE, None), Telling("CT01", Decimal(7)), HALF, "figure_word"),
        (target(), Telling("CT01", Decimal(4)), HALF, "figure_falls"),
    ],
)
def test_a_wrong_figure_is_refused_with_what_to_do(one: TargetDoc, telling: Telling, as_of: date, code: str) -> None:
    before = [Before(date(2026, 3, 1), Decimal(5))]
    found = problems_of(one, telling, YEAR, as_of, before, today=date(2026, 11, 22))
    assert [problem.code for problem in found] == [code]
    assert all(problem.remedy and str(problem) for problem in found)


def test_parts_of_hectares_shares_and_later_figures_may_be_told() -> None:
    fine = [
        (target(unit="ha"), Telling("CT01", Decimal("7.5"))),
        (target(Kind.PERCENT, 80, parent="CT00"), Telling("CT01", Decimal(1))),
        (target(Kind.CHANGE, -5), Telling("CT01", Decimal("-2.5"))),
        (target(), Telling("CT01", Decimal(0), counts=Counts.STOCK)),
        (target(), Telling("CT01", Decimal(5))),
    ]
    for one, telling in fine:
        assert problems_of(one, telling, YEAR, HALF, [Before(date(2026, 3, 1), Decimal(5))], today=date(2026, 11, 22)) == []


def test_evidence_is_judged_by_what_it_is() -> None:
    assert examine(b"%PDF-1.7\n...\n%%EOF", "bao-cao.exe").form == "pdf"
    for content, name in ((b"", "a.pdf"), (b"MZ\x90", "a.pdf"), (b"PK\x03\x04broken", "a.xlsx"), (b"%PDF-" + b"0" * (6 * 2**20), "a.pdf")):
        with pytest.raises(Refused) as refused:
            examine(content, name)
        assert all(problem.field == "evidence" and problem.remedy for problem in refused.value.problems)


# --- words and places --------------------------------------------------------------------------------------------------------


@given(st.integers(1, 10**7).map(Decimal), st.booleans())
def test_rounding_words_never_lie(value: Decimal, percent: bool) -> None:
    words = str(rounded(value if not percent else value % 100 + 1, percent=percent))
    exact = value if not percent else value % 100 + 1
    number = Decimal(words.removesuffix("%").split()[-1].replace(".", "").replace(",", "."))
    assert number > exact if words.startswith("gần") else number < exact if words.startswith("hơn") else number == exact
    assert abs(number - exact) <= exact * Decimal("0.5")


def test_the_words_of_the_2024_report() -> None:
    assert str(rounded(Decimal("76.47"), percent=True)) == "hơn 70%"
    assert str(rounded(Decimal("58.33"), percent=True)) == "gần 60%"
    assert str(rounded(Decimal(17248), above="trên {n}")) == "trên 17.000"


@given(st.dictionaries(st.integers(1, 99), st.tuples(st.floats(8, 23.5), st.floats(102, 110)), max_size=20))
def test_a_map_keeps_north_up_and_everything_on_the_sheet(points: dict[int, tuple[float, float]]) -> None:
    drawn = sheet(points)
    for unit, (x, y) in drawn.places.items():
        assert 0 <= x <= drawn.width
        assert 0 <= y <= drawn.height
        for other, (east, south) in drawn.places.items():
            assert not (points[unit][0] > points[other][0] and y > south)
            assert not (points[unit][1] < points[other][1] and x > east)
    assert not any(math.isnan(x) for x, _ in drawn.places.values())
