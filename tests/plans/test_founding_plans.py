"""What the referee finds in the real plans: both figures of every catalogue row, and nothing once the plan is mended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce

import pytest

from hoanhap.plans.rules import (
    AllocationTable,
    Baseline,
    CellState,
    Column,
    Comparator,
    DateNote,
    Deadline,
    Finding,
    Kind,
    PlanDoc,
    Severity,
    Span,
    TargetDoc,
    judge,
)
from hoanhap.plans.rules.referee import RULES
from tests.plans.conftest import FOUNDING, example

type Mend = Callable[[PlanDoc], PlanDoc]


def found(doc: PlanDoc, code: str) -> Finding:
    """The one finding of a code."""
    (finding,) = [finding for finding in judge(doc) if finding.code == code]
    return finding


def codes(doc: PlanDoc) -> set[str]:
    return {finding.code for finding in judge(doc)}


def figures(finding: Finding) -> list[tuple[str, object]]:
    return [(item.name, item.value) for item in finding.figures]


def on_target(code: str, **fields: object) -> Mend:
    def mend(doc: PlanDoc) -> PlanDoc:
        assert doc.target(code) is not None
        changed = tuple(replace(item, **fields) if item.code == code else item for item in doc.targets)  # type: ignore[arg-type]
        return replace(doc, targets=changed)

    return mend


def on_table(change: Callable[[AllocationTable], AllocationTable]) -> Mend:
    return lambda doc: replace(doc, tables=tuple(change(table) for table in doc.tables))


def in_every_cell(old: str, new: str) -> Mend:
    def swap(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if text == old else text for text in texts)

    return on_table(lambda table: replace(table, rows=tuple(replace(row, cells=swap(row.cells)) for row in table.rows)))


def with_part_column(doc: PlanDoc) -> PlanDoc:
    (table,) = doc.tables
    rows = tuple(replace(row, cells=(row.cells[0], "–", *row.cells[1:])) for row in table.rows)
    columns = (table.columns[0], Column(("Điều tra khám phá hình sự", "Mua bán, vận chuyển"), "ST031"), *table.columns[1:])
    totals = (table.totals[0], "–", *table.totals[1:])
    return replace(doc, tables=(replace(table, columns=columns, rows=rows, totals=totals),))


def unpadded(doc: PlanDoc) -> PlanDoc:
    def plain(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text.lstrip("0") or "0" if text.isdecimal() else text for text in texts)

    return on_table(
        lambda table: replace(table, rows=tuple(replace(row, cells=plain(row.cells)) for row in table.rows), totals=plain(table.totals))
    )(doc)


def with_mentions(code: str, change: Callable[[TargetDoc], TargetDoc]) -> Mend:
    return lambda doc: replace(doc, targets=tuple(change(item) if item.code == code else item for item in doc.targets))


MENDS: dict[str, Mend] = {
    "TT01": on_target("ST036", value=Decimal(8), printed="08", quote=""),
    "TT02": on_target("ST032", beyond="ST031"),
    "TT03": with_mentions("ST035", lambda item: replace(item, mentions=())),
    "TT04": on_table(lambda table: replace(table, title=table.title.replace("2020", "2021"))),
    "TT05": with_part_column,
    "TT06": in_every_cell("", "–"),
    "TT07": unpadded,
    "TT10": lambda doc: replace(doc, issued_on=date(2021, 5, 1), date_note=DateNote.PRINTED),
    "TT13": lambda doc: replace(doc, report=Deadline(date(2021, 7, 15))),
    "TT29": on_target("ST041", baseline=Baseline("năm 2020", Decimal(30)), value=Decimal(-2)),
}
"""Code → the smallest change of the Cầu Giấy plan that settles it."""


def test_voluntary_13_in_the_text_8_in_the_table_5_unallocated(caugiay: PlanDoc) -> None:  # I01
    finding = found(caugiay, "TT01")
    assert figures(finding) == [("text", 13), ("table", 8), ("unallocated", 5)]
    assert (finding.severity, finding.targets, finding.where[0]) == (Severity.MUST, ("ST036",), "mục II")
    assert finding.figures[1].printed == "08"
    assert finding.message.say() == "5 người chưa giao cho đơn vị nào."


def test_trading_share_60_and_100(caugiay: PlanDoc) -> None:  # I02
    finding = found(caugiay, "TT02")
    assert figures(finding) == [("stated", 60), ("stated", 100), ("implied", 6), ("implied", 10)]
    assert finding.severity is Severity.MUST
    assert [figure.where.say() for figure in finding.figures[:2]] == ["mục II", "mục III.2; ghi chú biểu"]


def test_stable_residence_is_affirmed_denied_and_not_said(caugiay: PlanDoc) -> None:  # I03
    finding = found(caugiay, "TT03")
    assert finding.targets == ("ST035",)
    assert {"mục II", "mục IV.13", "ghi chú biểu"} <= {str(place) for place in finding.where}
    said = finding.message.say()
    assert said.startswith("ghi chú biểu viết “có nơi cư trú ổn định”, mục IV.13 viết “không có nơi cư trú ổn định”")
    assert "mục II, mục III.3, mục IV.1, mục IV.10 không nói rõ" in said


def test_title_of_2020_in_a_plan_of_2021(caugiay: PlanDoc) -> None:  # I04
    assert figures(found(caugiay, "TT04")) == [("title", 2020), ("period", 2021)]


def test_no_column_for_the_trading_part(caugiay: PlanDoc) -> None:  # I05
    finding = found(caugiay, "TT05")
    assert finding.targets == ("ST030", "ST031", "ST032")
    assert "Tổng số" in str(finding.where[0])


def test_four_blank_cells_are_not_the_two_zeros(caugiay: PlanDoc) -> None:  # I06
    finding = found(caugiay, "TT06")
    assert figures(finding) == [("blank_cells", 4), ("zero_cells", 2)]
    assert finding.units == ("Đội CSĐTTP về Ma Túy",)
    assert "Quan Hoa, Dịch Vọng ghi 0" in finding.message.say()


def test_01_08_and_0_are_text_first_and_numbers_second(caugiay: PlanDoc) -> None:  # I07
    assert figures(found(caugiay, "TT07")) == [("padded_cells", 43)]
    (table,) = caugiay.tables
    assert [(cell.text, cell.state, cell.value) for cell in (table.column(3)[0], table.column(3)[1], table.column(3)[8])] == [
        ("0", CellState.NUMBER, 0),
        ("01", CellState.NUMBER, 1),
        ("", CellState.BLANK, None),
    ]


def test_only_two_values_of_one_thing_are_shown_as_a_clash(caugiay: PlanDoc, hanoi_2024: PlanDoc) -> None:
    clashing = {finding.code for doc in (caugiay, hanoi_2024) for finding in judge(doc) if finding.clash}
    assert clashing == {"TT01", "TT02", "TT04", "TT08", "TT43", "TT44", "TT45"}


def test_group_totals_14_in_the_table_19_in_the_text(caugiay: PlanDoc) -> None:  # I08
    assert figures(found(caugiay, "TT08")) == [("text", 19), ("table", 14)]


def test_signed_one_day_before_the_period_by_hand(caugiay: PlanDoc) -> None:  # I10
    late, hand = [finding for finding in judge(caugiay) if finding.code == "TT10"]
    assert figures(late) == [("lead_days", 1)]
    assert "điền tay" in hand.message.say()


def test_the_year_plan_of_29_march_is_88_days_late(hanoi_2024: PlanDoc) -> None:  # I35
    assert figures(found(hanoi_2024, "TT10")) == [("lead_days", -88)]


def test_before_2_july_ends_on_1_july(caugiay: PlanDoc) -> None:  # I13
    assert figures(found(caugiay, "TT13")) == [("days_left", 1)]


def test_45_percent_of_2536_is_not_whole() -> None:  # I26
    assert figures(found(example("hanoi-2023"), "TT26")) == [("percent", 45), ("whole", 2536), ("implied", Decimal("1141.2"))]


def test_76_5_as_over_70_and_58_3_as_nearly_60(hanoi_2024: PlanDoc) -> None:  # I43
    loose, close = [finding for finding in judge(hanoi_2024) if finding.code == "TT43"]
    assert figures(loose) == [("reported", 70), ("exact", Decimal("76.5"))]
    assert figures(close) == [("reported", 60), ("exact", Decimal("58.3"))]
    assert (loose.severity, close.severity) == (Severity.WARN, Severity.INFO)


def test_58_3_of_1200_but_31_8_of_2200(hanoi_2024: PlanDoc) -> None:  # I44
    finding = found(hanoi_2024, "TT44")
    assert figures(finding) == [("exact", Decimal("58.3")), ("exact", Decimal("31.8"))]
    assert finding.message.say().startswith("Trên 1.200 là 58,3%; trên cả nhóm")


def test_dossiers_planned_people_reported(hanoi_2024: PlanDoc) -> None:  # I45
    dossiers, *models = [finding for finding in judge(hanoi_2024) if finding.code == "TT45"]
    assert figures(dossiers) == [("planned", 1700), ("reported", 1300)]
    assert [figure.unit for figure in dossiers.figures] == ["hồ sơ", "người"]
    assert [(finding.targets, *figures(finding)[1]) for finding in models] == [  # I47, I52
        (("ST026",), "reported", 470),
        (("ST026",), "reported", 69),
    ]


def test_half_year_figures_of_25_june_are_provisional(hanoi_2024: PlanDoc) -> None:  # I46, I51
    assert set(found(hanoi_2024, "TT46").targets) == {"ST025", "ST023", "ST019", "ST026", "ST029"}
    assert found(hanoi_2024, "TT51").targets == ("ST019",)


@pytest.mark.parametrize("code", MENDS)
def test_what_is_mended_is_no_longer_found_and_nothing_else_vanishes(caugiay: PlanDoc, code: str) -> None:
    before, after = codes(caugiay), codes(MENDS[code](caugiay))
    assert code in before
    assert code not in after
    carried = {"TT06", "TT08", "TT23"}  # a settled column may carry the last blank, the last gap of a group; a new deadline its receiver
    assert before - after <= {code, *carried}


def test_the_whole_clean_twin_has_nothing_to_settle(caugiay: PlanDoc) -> None:
    twin = reduce(lambda doc, mend: mend(doc), MENDS.values(), caugiay)
    assert codes(twin) & MENDS.keys() == set()
    assert not [finding for finding in judge(twin) if finding.severity is Severity.MUST]
    stated = replace(twin, targets=tuple(replace(item, comparator=Comparator.EQUAL) for item in twin.targets if item.code != "ST041"))
    assert "TT27" not in codes(stated)
    assert {"TT08", "TT09"} <= codes(stated)  # equal shares, and a group without total: worth knowing, no contradiction


CLEAN_RESULTS: dict[str, dict[str, object]] = {
    "TT43": {"percent_printed": "76,5% kế hoạch cả năm", "percent": Decimal("76.5")},
    "TT45": {"unit": "hồ sơ"},
}


@pytest.mark.parametrize("code", CLEAN_RESULTS)
def test_a_clean_report_is_not_blamed(hanoi_2024: PlanDoc, code: str) -> None:
    (first, *_rest) = hanoi_2024.reported
    clean = replace(hanoi_2024, reported=(replace(first, **CLEAN_RESULTS[code]),))  # type: ignore[arg-type]
    assert code not in codes(clean)


def test_a_named_denominator_settles_the_question(hanoi_2024: PlanDoc) -> None:
    named = tuple(replace(figure, percent_of=("ST023",)) if figure.target == "ST023" else figure for figure in hanoi_2024.reported)
    assert "TT44" not in codes(replace(hanoi_2024, reported=named))


def test_a_word_that_points_the_wrong_way_must_be_mended(hanoi_2024: PlanDoc) -> None:
    (first, *_rest) = hanoi_2024.reported
    wrong = replace(hanoi_2024, reported=(replace(first, percent_printed="gần 70%"),))
    assert found(wrong, "TT43").severity is Severity.MUST


def test_a_report_after_the_period_is_final(hanoi_2024: PlanDoc) -> None:
    final = tuple(replace(figure, as_of=date(2024, 7, 5)) for figure in hanoi_2024.reported)
    assert "TT46" not in codes(replace(hanoi_2024, reported=final))


@pytest.mark.parametrize(
    ("name", "targets", "expected"),
    [
        ("caugiay-2021", 14, "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 17 18 19 21 23 27 29 30 38 39 65 104 105"),
        ("hanoi-2023", 16, "11 19 25 26 27 28 29 30 31 32 38 39 57 59 62 71 105"),
        ("hanoi-2024", 13, "10 27 30 31 36 38 39 40 42 43 44 45 46 47 49 51 59 62 65 67 71 105"),
        ("bacgiang-2017", 15, "10 11 19 27 29 30 31 38 39 55 57 59 62 71 104 105 111"),
    ],
)
def test_each_founding_plan_has_its_targets_and_its_findings(name: str, targets: int, expected: str) -> None:
    doc = example(name)
    assert len(doc.targets) == targets
    assert {f"TT{number}" for number in expected.split()} <= codes(doc)


SHOWN_IN = {  # row of the catalogue → the plan it was seen in
    **dict.fromkeys(range(1, 25), "caugiay-2021"),
    **dict.fromkeys(range(25, 35), "hanoi-2023"),
    **dict.fromkeys(range(35, 53), "hanoi-2024"),
    **dict.fromkeys(range(53, 64), "bacgiang-2017"),
}
NOT_FROM_ONE_PLAN = {
    16: "requests are kept as requests",
    **dict.fromkeys((22, 60), "needs the law book or the register of agencies"),
    **dict.fromkeys((34, 37), "needs the other plan"),
    **dict.fromkeys((24, 41, 50), "a fault of the source that no field holds"),
    53: "both bounds are kept",
}


@pytest.mark.parametrize("row", sorted(SHOWN_IN.keys() - NOT_FROM_ONE_PLAN.keys()), ids="I{:02}".format)
def test_the_referee_finds_the_row_in_the_plan_itself(row: int) -> None:
    found = {name for finding in judge(example(SHOWN_IN[row])) for name in RULES[finding.code].rows}
    assert f"I{row:02}" in found


def test_all_58_targets_of_the_catalogue_are_in_the_examples() -> None:
    every = [target.code for name in FOUNDING for target in example(name).targets]
    assert sorted(every) == [f"ST{number:03}" for number in range(1, 59)]
    assert Span(date(2021, 6, 1), date(2021, 7, 1)) == example("caugiay-2021").period
    assert {target.kind for name in FOUNDING for target in example(name).targets} == set(Kind)
