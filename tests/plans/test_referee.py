"""Checks that hold for any plan: what they find, and that a sound plan is left alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.plans.rules import (
    RULES,
    Baseline,
    Cell,
    CellState,
    ChangeIn,
    Comparator,
    DateNote,
    Deadline,
    Facts,
    Kind,
    KnownUnit,
    Mention,
    PlanDoc,
    PlanKind,
    Row,
    RowKind,
    Severity,
    Span,
    TargetDoc,
    UnitFacts,
    blocking,
    judge,
    misshapes,
    number_text,
)
from tests.plans.conftest import table, target

BASE = Baseline("năm 2023", Decimal(30), source="báo cáo năm 2023")

type Build = Callable[..., PlanDoc]


def codes(doc: PlanDoc, units: UnitFacts | None = None) -> set[str]:
    return {finding.code for finding in judge(doc, Facts(units=units))}


def numbers(doc: PlanDoc, code: str) -> list[object]:
    (finding,) = [finding for finding in judge(doc) if finding.code == code]
    return [figure.value for figure in finding.figures]


def test_a_sound_plan_is_left_alone(plan: Build) -> None:
    assert judge(plan()) == ()


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("TT29", {"kind": Kind.CHANGE, "value": Decimal(5)}),
        ("TT55", {"kind": Kind.CHANGE, "value": Decimal(5), "unit": "%", "baseline": BASE}),
        ("TT49", {"kind": Kind.CHANGE, "value": Decimal(5), "baseline": replace(BASE, source="")}),
        ("TT57", {"owner": ""}),
        ("TT86", {"kind": Kind.PERCENT, "unit": "%", "value": Decimal(80), "population": ""}),
        ("TT71", {"kind": Kind.PERCENT, "unit": "%", "value": Decimal(80)}),
        ("TT87", {"kind": Kind.PERCENT, "unit": "%", "value": Decimal(120), "baseline": BASE}),
        ("TT87", {"kind": Kind.RANGE, "unit": "%", "value": Decimal(90), "value_high": Decimal(110), "baseline": BASE}),
        ("TT88", {"value": Decimal(-3)}),
        ("TT90", {"due": Deadline(date(2025, 3, 1))}),
        ("TT90", {"due": Deadline(date(2024, 1, 1), exclusive=True)}),
        ("TT92", {"period": Span(date(2023, 12, 1), date(2024, 6, 1))}),
        ("TT93", {"value": Decimal("2.5")}),
        ("TT95", {"quote": "lập hồ sơ cho 15 người"}),
        ("TT96", {"value": None}),
        ("TT96", {"kind": Kind.RANGE, "unit": "%", "value": Decimal(10), "value_high": Decimal(5), "baseline": BASE}),
        ("TT27", {"comparator": Comparator.UNSTATED}),
    ],
)
def test_one_fault_in_a_target_is_found(plan: Build, code: str, fields: dict[str, object]) -> None:
    doc = plan(targets=(replace(target("CT01", 10), **fields),), tables=())  # type: ignore[arg-type]
    assert codes(doc) == {code}


@pytest.mark.parametrize(
    "sound",
    [
        target("CT01", 80, Kind.PERCENT),
        target("CT01", 100, Kind.PERCENT),
        target("CT01", -2, Kind.CHANGE, baseline=BASE, change_in=ChangeIn.POINTS),
        target("CT01", 5, Kind.RANGE, value_high=Decimal(10)),
        target("CT01", None, Kind.QUALITATIVE, evidence="danh sách", due=Deadline(date(2024, 12, 31))),
        target("CT01", 10, quote="lập hồ sơ cho 10 người"),
        target("CT01", 10, due=Deadline(date(2025, 1, 1), exclusive=True)),
        target("CT01", 10, period=Span(date(2024, 1, 1), date(2024, 7, 1))),
    ],
)
def test_sound_targets_of_every_kind_are_left_alone(plan: Build, sound: TargetDoc) -> None:
    assert codes(plan(targets=(sound,), tables=())) == set()


def test_less_than_the_text_leaves_a_remainder_more_is_too_much(plan: Build) -> None:
    short = plan(tables=(table([("4",), ("3",)], ("CT01",)),))
    over = plan(targets=(target("CT01", 10, comparator=Comparator.EQUAL),), tables=(table([("9",), ("6",)], ("CT01",)),))
    assert numbers(short, "TT01") == [10, 7, 3]
    assert numbers(over, "TT81") == [10, 15, 5]
    assert {finding.severity for finding in judge(short) + judge(over)} == {Severity.MUST}


def test_a_reserve_above_at_least_is_only_worth_knowing(plan: Build) -> None:
    doc = plan(tables=(table([("9",), ("6",)], ("CT01",)),))
    assert [(finding.code, finding.severity) for finding in judge(doc)] == [("TT81", Severity.INFO)]


def test_a_printed_total_must_be_the_sum(plan: Build) -> None:
    assert numbers(plan(tables=(table([("4",), ("6",)], ("CT01",), ("12",)),)), "TT80") == [12, 10]


def test_a_broken_cell_stops_the_sum_and_is_named(plan: Build) -> None:
    doc = plan(tables=(table([("4",), ("l6",)], ("CT01",), ("10",)),))
    (finding,) = judge(doc)
    assert (finding.code, finding.severity, finding.units) == ("TT89", Severity.MUST, ("Phường B",))
    assert finding.where == ("biểu, cột “Cột CT01”, dòng “Phường B”",)


@pytest.mark.parametrize("text", ["-4", "2,5"])
def test_a_share_is_a_whole_number_and_not_negative(plan: Build, text: str) -> None:
    assert "TT97" in codes(plan(tables=(table([(text,), ("6",)], ("CT01",)),)))


def test_percent_columns_are_not_summed(plan: Build) -> None:
    doc = plan(targets=(target("CT01", 100, Kind.PERCENT),), tables=(table([("100",), ("90",)], ("CT01",), ("100",)),))
    assert codes(doc) == set()


def test_blank_cells_weigh_more_where_the_table_also_writes_zero(plan: Build) -> None:
    blank = plan(targets=(target("CT01", 4),), tables=(table([("4",), ("",)], ("CT01",)),))
    both = plan(targets=(target("CT01", 4),), tables=(table([("4",), ("",), ("0",)], ("CT01",)),))
    dash = plan(targets=(target("CT01", 4),), tables=(table([("4",), ("–",), ("0",)], ("CT01",)),))
    assert [finding.severity for finding in judge(blank)] == [Severity.INFO]
    assert [finding.severity for finding in judge(both)] == [Severity.WARN]
    assert codes(dash) == set()


def test_a_unit_with_two_rows_is_found_once(plan: Build) -> None:
    twice = table([("4",), ("3",), ("3",)], ("CT01",))
    rows = (twice.rows[0], replace(twice.rows[1], name="phường  a"), twice.rows[2])
    found = [finding for finding in judge(plan(tables=(replace(twice, rows=rows),))) if finding.code == "TT82"]
    assert [finding.units for finding in found] == [("Phường A",)]


def known(name: str, **fields: object) -> KnownUnit:
    given: dict[str, object] = {"name": name, "code": name[-1], "since": None, "until": date(9999, 12, 31)}
    return KnownUnit(**(given | fields))  # type: ignore[arg-type]


def test_units_left_out_unknown_gone_or_not_yet_there(plan: Build) -> None:
    doc = plan(tables=(table([("4",), ("2",), ("2",), ("2",)], ("CT01",)),))
    a, b, d = known("Phường A"), known("Phường B", until=date(2023, 7, 1), now=("Phường Mới",)), known("Phường D", since=date(2024, 9, 1))
    facts = UnitFacts({"Phường A": (a,), "Phường B": (b,), "Phường C": (), "Phường D": (d,)}, (a, known("Phường E")))
    found = {(finding.code, finding.severity, finding.units) for finding in judge(doc, Facts(units=facts))}
    assert found == {
        ("TT83", Severity.WARN, ("Phường E",)),
        ("TT84", Severity.MUST, ("Phường C",)),
        ("TT85", Severity.MUST, ("Phường B",)),
        ("TT85", Severity.MUST, ("Phường D",)),
    }
    assert "Nay là: Phường Mới." in next(item.message.say() for item in judge(doc, Facts(units=facts)) if item.units == ("Phường B",))


def test_a_unit_that_ends_within_the_period_is_a_warning_and_a_name_of_two_must_be_settled(plan: Build) -> None:
    a, b = known("Phường A", until=date(2024, 7, 1)), known("Phường B")
    facts = UnitFacts({"Phường A": (a,), "Phường B": (b, b)})
    assert [(item.code, item.severity) for item in judge(plan(), Facts(units=facts))] == [("TT84", Severity.MUST), ("TT85", Severity.WARN)]


def test_names_of_units_are_not_judged_without_the_register_nor_are_teams(plan: Build) -> None:
    doc = plan()
    team = replace(doc, tables=(replace(doc.tables[0], rows=tuple(replace(row, kind=RowKind.TEAM) for row in doc.tables[0].rows)),))
    assert codes(doc, None) == set()
    assert codes(team, UnitFacts({"Phường A": (), "Phường B": ()})) == set()


def test_a_part_is_no_larger_than_the_whole_and_counts_the_same(plan: Build) -> None:
    whole = target("CT01", 10)
    assert codes(plan(targets=(whole, target("CT02", 12, parent="CT01")), tables=())) == {"TT91"}
    assert codes(plan(targets=(whole, target("CT02", 50, Kind.PERCENT, parent="CT01", counted="hồ sơ")), tables=())) == {"TT28"}
    assert codes(plan(targets=(whole, target("CT02", 45, Kind.PERCENT, parent="CT01")), tables=())) == {"TT26"}
    assert codes(plan(targets=(whole, target("CT02", 50, Kind.PERCENT, parent="CT01")), tables=())) == set()


def test_a_column_without_target_cannot_be_followed(plan: Build) -> None:
    doc = plan()
    bare = replace(doc.tables[0], columns=(replace(doc.tables[0].columns[0], target=""),))
    assert codes(replace(doc, tables=(bare,))) == {"TT94"}


@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("Phòng, chống ma túy năm 2023", True),
        ("Chương trình 2021-2025", True),
        ("Tổng kết năm 2023, triển khai năm 2024", False),
        ("Thực hiện Nghị định 105/2021/NĐ-CP", False),
        ("Từ ngày 01/6/2024 đến ngày 30/6/2024", False),
        ("Kế hoạch số 12024", False),
    ],
)
def test_only_a_title_of_another_year_is_blamed(plan: Build, title: str, is_found: bool) -> None:
    assert ("TT04" in codes(plan(title=title))) is is_found


@pytest.mark.parametrize(("signed", "is_found"), [(date(2023, 12, 25), False), (date(2023, 12, 26), True), (date(2024, 1, 1), True)])
def test_seven_days_between_signature_and_start_are_enough(plan: Build, signed: date, is_found: bool) -> None:
    assert ("TT10" in codes(plan(issued_on=signed))) is is_found


def test_hand_and_missing_number_or_day_are_said(plan: Build) -> None:
    assert codes(plan(date_note=DateNote.HANDWRITTEN)) == {"TT10"}
    assert codes(plan(number="")) == codes(plan(issued_on=None)) == {"TT32"}
    assert codes(plan(report=None)) == {"TT59"}
    assert codes(plan(report=Deadline(date(2024, 12, 1)))) == {"TT90"}


@pytest.mark.parametrize(
    ("report", "is_found"),
    [
        (Deadline(date(2025, 1, 2), exclusive=True), True),
        (Deadline(date(2025, 1, 7), exclusive=True), True),
        (Deadline(date(2025, 1, 8), exclusive=True), False),
        (Deadline(date(2024, 12, 31)), True),
        (Deadline(date(2025, 1, 1)), True),
        (Deadline(date(2025, 1, 2)), False),
    ],
)
def test_results_due_right_after_the_period_leave_no_time_to_count(plan: Build, report: Deadline, is_found: bool) -> None:
    assert codes(plan(report=report)) == ({"TT13"} if is_found else set())


def test_two_places_with_two_values_of_one_target(plan: Build) -> None:
    other = Mention("mục V", "lập 12 hồ sơ", Decimal(12))
    assert codes(plan(targets=(target("CT01", 10, mentions=(other,)),))) == {"TT02"}
    same = Mention("mục V", "lập 10 hồ sơ", Decimal(10))
    assert codes(plan(targets=(target("CT01", 10, mentions=(same,)),))) == set()


def test_one_indicator_may_have_several_targets_of_different_aspects(plan: Build) -> None:
    men, women = target("CT01", 10, indicator="PR04"), target("CT02", 5, indicator="PR04")
    assert codes(plan(targets=(men, women), tables=())) == {"TT02"}
    assert codes(plan(targets=(men, replace(women, aspect="nữ")), tables=())) == set()


@pytest.mark.parametrize("phrase", ["hộ khẩu", "nơi cư trú ổn định"])
def test_a_denied_quality_is_a_conflict_only_with_an_affirmed_one(plan: Build, phrase: str) -> None:
    def with_quotes(*quotes: str) -> PlanDoc:
        mentions = tuple(Mention(f"mục {at}", quote) for at, quote in enumerate(quotes))
        return plan(targets=(target("CT01", 10, mentions=mentions),))

    assert codes(with_quotes(f"người có {phrase}", f"người không có {phrase}")) - {"TT11"} == {"TT03"}
    assert codes(with_quotes(f"người không có {phrase}", f"người chưa có {phrase}")) - {"TT11"} == set()


# Cells


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("01", CellState.NUMBER, 1),
        (" 08 ", CellState.NUMBER, 8),
        ("0", CellState.NUMBER, 0),
        ("2.536", CellState.NUMBER, 2536),
        ("1.141,2", CellState.NUMBER, Decimal("1141.2")),
        ("60%", CellState.NUMBER, 60),
        ("-5", CellState.NUMBER, -5),
        ("", CellState.BLANK, None),
        ("   ", CellState.BLANK, None),
        ("–", CellState.DASH, None),
        ("x", CellState.DASH, None),
        ("1.5", CellState.BROKEN, None),
        ("l2", CellState.BROKEN, None),
        ("O1", CellState.BROKEN, None),
        ("12 người", CellState.BROKEN, None),
        ("=A1+1", CellState.BROKEN, None),
        ("1,234,567", CellState.BROKEN, None),
        ("٣", CellState.BROKEN, None),
        ("12.345.678.901", CellState.NUMBER, 12345678901),
        ("001094012347", CellState.BROKEN, None),
    ],
)
def test_cells_are_read_the_vietnamese_way(text: str, state: CellState, value: Decimal | None) -> None:
    cell = Cell.read(text)
    assert (cell.text, cell.state, cell.value) == (text, state, value)


@given(st.decimals(min_value=0, max_value=10**9, places=1, allow_nan=False))
def test_a_number_written_is_the_number_read(value: Decimal) -> None:
    assert Cell.read(number_text(value)).value == value


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40), st.integers(-3, 3), st.sampled_from([Comparator.EQUAL, Comparator.UNSTATED]))
def test_text_and_table_differ_exactly_when_the_sum_does(shares: list[int], gap: int, comparator: Comparator) -> None:
    value = max(sum(shares) + gap, 0)
    cells = [(f"{share:02}",) for share in shares]
    doc = PlanDoc(
        issuer="A",
        title="B",
        kind=PlanKind.YEAR,
        period=Span(date(2024, 1, 1), date(2025, 1, 1)),
        targets=(target("CT01", value, comparator=comparator),),
        tables=(table(cells, ("CT01",), (str(sum(shares)),)),),
    )
    found = codes(doc) & {"TT01", "TT80", "TT81"}
    assert found == ({"TT01"} if value > sum(shares) else {"TT81"} if value < sum(shares) else set())
    if "TT01" in found:
        assert numbers(doc, "TT01") == [value, sum(shares), value - sum(shares)]


# Shape


def test_codes_that_lead_nowhere_or_in_a_circle_are_no_plan(plan: Build) -> None:
    a, b = target("A", 1, parent="B"), target("B", 1, parent="A")
    circle = [".".join(map(str, item.path)) for item in misshapes(plan(targets=(a, b), tables=()))]
    assert circle == ["targets.0.parent", "targets.1.parent"]
    lost = plan(targets=(target("A", 1, parent="Z"), target("A", 2, beyond="Y")), tables=())
    assert [item.path[-1] for item in misshapes(lost)] == ["parent", "code", "beyond"]


def test_rows_as_wide_as_the_header_and_periods_in_order(plan: Build) -> None:
    doc = plan()
    uneven = replace(doc.tables[0], rows=(Row("Phường A", ("1", "2")),), totals=("1", "2"))
    assert [item.path[-1] for item in misshapes(replace(doc, tables=(uneven,)))] == ["cells", "totals"]
    backwards = replace(doc, period=Span(date(2024, 2, 1), date(2024, 2, 1)))
    assert [item.path for item in misshapes(backwards)] == [("period", "until")]


# Documentation


def test_every_code_is_documented_and_avoids_letters_that_look_like_digits() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "plans.md").read_text()
    for code, rule in RULES.items():
        assert f"| {code} |" in guide, code
        assert all(f"{row}" in guide for row in rule.rows)
        assert code.startswith("TT")
        assert code[2:].isdecimal()


def test_findings_that_block_are_those_that_must_be_settled(plan: Build) -> None:
    findings = judge(plan(number="", tables=(table([("4",), ("3",)], ("CT01",)),)))
    assert [item.code for item in blocking(findings)] == ["TT01"]
