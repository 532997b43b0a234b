"""A unit's plan is held against what the plan above hands down, target by target."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hoanhap.plans.rules import ChangeIn, Comparator, Kind, PlanDoc, Row, RowKind
from hoanhap.plans.rules.comparing import Match, Verdict, compare, handed_to, likeness, tally
from tests.plans.conftest import table, target


def above(*targets: object, cells: tuple[str, ...] = ("4",), codes: tuple[str, ...] = ("CT01",), doc: PlanDoc) -> PlanDoc:
    return replace(doc, targets=targets, tables=(table([cells, ("9",) * len(cells)], codes),))  # type: ignore[arg-type]


def verdicts(parent: PlanDoc, child: PlanDoc, name: str = "Phường A") -> list[tuple[str, str, Verdict, Match]]:
    lines = compare(handed_to(parent, name), child.targets)
    return [
        (line.above.target.code if line.above else "", line.below.code if line.below else "", line.verdict, line.match) for line in lines
    ]


@pytest.fixture
def doc(plan) -> PlanDoc:  # type: ignore[no-untyped-def]
    return plan()  # type: ignore[no-any-return]


@pytest.mark.parametrize(("own", "verdict"), [(4, Verdict.SAME), (5, Verdict.HIGHER), (3, Verdict.LOWER), (None, Verdict.UNKNOWN)])
def test_the_cell_of_the_unit_is_the_measure_not_the_whole(doc: PlanDoc, own: int | None, verdict: Verdict) -> None:
    parent = above(target("CT01", 10, indicator="PR04"), doc=doc)
    child = replace(doc, targets=(target("X1", own, indicator="PR04"),), tables=())
    assert verdicts(parent, child) == [("CT01", "X1", verdict, Match.INDICATOR)]


def test_missing_and_new_targets_are_named(doc: PlanDoc) -> None:
    parent = above(target("CT01", 10, indicator="PR04"), doc=doc)
    child = replace(doc, targets=(target("X9", 2, indicator="RV01", text="Điều khác"),), tables=())
    assert verdicts(parent, child) == [("CT01", "", Verdict.MISSING, Match.NONE), ("", "X9", Verdict.NEW, Match.NONE)]
    assert dict(tally(compare(handed_to(parent, "Phường A"), child.targets))) == {Verdict.MISSING: 1, Verdict.NEW: 1}


def test_the_aspect_tells_two_targets_of_one_indicator_apart(doc: PlanDoc) -> None:
    parent = above(
        target("CT01", 10, indicator="PR04", aspect="nam"), target("CT02", 6, indicator="PR04", aspect="nữ"),
        cells=("4", "3"), codes=("CT01", "CT02"), doc=doc,
    )  # fmt: skip
    child = replace(doc, targets=(target("X1", 3, indicator="PR04", aspect="Nữ"),), tables=())
    assert verdicts(parent, child) == [("CT01", "", Verdict.MISSING, Match.NONE), ("CT02", "X1", Verdict.SAME, Match.INDICATOR)]


def test_without_an_indicator_words_decide_and_the_answer_says_so(doc: PlanDoc) -> None:
    parent = above(target("CT01", 10, text="Vận động cai nghiện tự nguyện tại Trung tâm"), doc=doc)
    child = replace(doc, targets=(target("X1", 4, text="Vận động cai nghiện tự nguyện tại trung tâm"),), tables=())
    assert verdicts(parent, child) == [("CT01", "X1", Verdict.SAME, Match.WORDS)]


def test_a_percentage_holds_for_every_unit_and_a_count_only_where_it_is_given(doc: PlanDoc) -> None:
    parent = replace(doc, targets=(target("CT01", 10), target("CT02", 80, Kind.PERCENT, indicator="PR02")), tables=())
    assert [handed.target.code for handed in handed_to(parent, "Phường A")] == ["CT02"]
    child = replace(doc, targets=(target("X1", 85, Kind.PERCENT, indicator="PR02"),), tables=())
    assert verdicts(parent, child) == [("CT02", "X1", Verdict.HIGHER, Match.INDICATOR)]


@pytest.mark.parametrize("fields", [{"comparator": Comparator.AT_MOST}, {"kind": Kind.CHANGE, "change_in": ChangeIn.RELATIVE}])
def test_where_less_is_asked_for_the_smaller_figure_asks_more(doc: PlanDoc, fields: dict[str, object]) -> None:
    value = -5 if "kind" in fields else 5
    parent = replace(doc, targets=(replace(target("CT01", value, Kind.PERCENT, indicator="CR01"), **fields),), tables=())  # type: ignore[arg-type]
    own = replace(parent.targets[0], value=Decimal(value - 2))
    assert verdicts(parent, replace(doc, targets=(own,), tables=()))[0][2] is Verdict.HIGHER
    own = replace(parent.targets[0], value=Decimal(value + 2))
    assert verdicts(parent, replace(doc, targets=(own,), tables=()))[0][2] is Verdict.LOWER


def test_blank_and_dash_hand_nothing_down_and_zero_does(doc: PlanDoc) -> None:
    codes = ("CT01", "CT02", "CT03", "CT04")
    parent = above(*(target(code, 9) for code in codes), cells=("", "–", "0", "5-10"), codes=codes, doc=doc)
    assert [(handed.target.code, handed.low, handed.high) for handed in handed_to(parent, "Phường A")] == [("CT03", 0, 0), ("CT04", 5, 10)]


def test_a_team_is_handed_its_own_cells_only(caugiay: PlanDoc) -> None:
    given = {handed.target.code: handed.printed for handed in handed_to(caugiay, "Đội CSĐTTP về Ma Túy") if handed.is_allocated}
    assert given == {"ST030": "02"}
    assert caugiay.tables[0].rows[-1].kind is RowKind.TEAM


def test_two_rows_of_one_name_are_told_apart_by_code(doc: PlanDoc) -> None:
    split = table([("4",)], ("CT01",))
    parent = replace(doc, tables=(replace(split, rows=(Row("Đông", ("1",), code="1"), Row("Đông", ("2",), code="2"))),))
    assert [handed.printed for handed in handed_to(parent, "Đông", "2")] == ["2"]


def test_likeness_counts_words_not_accents_or_order() -> None:
    assert likeness("Lập hồ sơ đưa CNBB", "Lập hồ sơ, đưa vào lưu trú tạm thời để cai nghiện bắt buộc") == 1
    assert likeness("Theo NĐ 94/CP", "Quản lý giáo dục tại phường theo NĐ 111/2013") < 0.5
    assert likeness("", "bất kỳ") == 0
