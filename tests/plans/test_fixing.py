"""The button of a finding: after it the finding is gone, the plan keeps its shape, and nothing heavier has come in its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from hoanhap.plans.rules import (
    Baseline,
    Comparator,
    DayOff,
    Deadline,
    Facts,
    Finding,
    Fix,
    Kind,
    KnownUnit,
    Level,
    PlanDoc,
    Section,
    Severity,
    TaskDoc,
    TaskKind,
    Unfit,
    UnitFacts,
    Words,
    apply_fix,
    judge,
    misshapes,
)
from hoanhap.plans.rules.fixing import FIXES
from tests.plans.conftest import FOUNDING, example, table, target
from tests.plans.strategies import plans

type Build = Callable[..., PlanDoc]

DUE = date(2025, 1, 15)
FACTS = Facts(
    units=UnitFacts(
        {
            "Phường A": (KnownUnit("Phường A", "a", None, date(9999, 12, 31)),),
            "Phường Gia Lâm": (),
            "Phường Gia Lâm Mới": (KnownUnit("Phường Gia Lâm Mới", "g", None, date(9999, 12, 31)),),
            "Phường Cũ": (KnownUnit("Phường Cũ", "c", None, date(2023, 7, 1), ("Phường Nay",)),),
        },
        (KnownUnit("Phường A", "a", None, date(9999, 12, 31)), KnownUnit("Phường Gia Lâm Mới", "g", None, date(9999, 12, 31))),
    ),
    days_off={DUE: DayOff("Tết", date(2025, 1, 14), date(2025, 1, 16))},
)


def named(doc: PlanDoc, *names: str) -> PlanDoc:
    """The rows of the table called otherwise."""
    (own,) = doc.tables
    return replace(doc, tables=(replace(own, rows=tuple(replace(row, name=name) for row, name in zip(own.rows, names, strict=True))),))


def percent(**fields: object) -> dict[str, object]:
    return {"targets": (target("CT01", 80, Kind.PERCENT, **fields),), "tables": ()}


def faulty(plan: Build) -> dict[str, PlanDoc]:
    """Kind of a fix → a plan with a finding that offers it."""
    doc = plan()
    (own,) = doc.tables
    base = Baseline("năm 2023", Decimal(30), source="báo cáo")
    wide = target("CT01", 1700, text="Lập hồ sơ đưa vào cơ sở cai nghiện", unit="hồ sơ")
    narrow = target("CT02", None, Kind.QUALITATIVE, text="Lập hồ sơ với người từ đủ 12 đến dưới 18 tuổi", unit="hồ sơ", counted="")
    return {
        "allocate": plan(tables=(table([("04",), ("03",)], ("CT01",), ("07",)),)),
        "value": plan(targets=(target("CT01", 10, quote="vào sổ 10 người"),), tables=(table([("4",), ("3",)], ("CT01",)),)),
        "strive": plan(targets=(target("CT01", 60, Kind.PERCENT, indicator="CR02"),
                                target("CT02", 100, Kind.PERCENT, indicator="CR02", level=Level.STRIVED)), tables=()),
        "title_year": plan(title="Kế hoạch năm 2020"),
        "total": plan(tables=(table([("04",), ("06",)], ("CT01",), ("12",)),)),
        "dash_blanks": plan(tables=(table([("10",), ("",), ("0",)], ("CT01",)),)),
        "part_column": plan(targets=(target("CT01", 10), target("CT02", 50, Kind.PERCENT, parent="CT01", text="nữ"))),
        "comparator": plan(targets=(target("CT01", 10, comparator=Comparator.UNSTATED),)),
        "change_in": plan(targets=(target("CT01", -1, Kind.CHANGE, baseline=base),), tables=()),
        "replace_text": plan(sections=(Section("mục I", text="phần đầu 100%; nơi khác Phần đầu giảm"),)),
        "rejoin": plan(sections=(Section("mục I", text="Phát hiện và kịp\n\n\nthời biểu dương\n- Mục sau"),)),
        "request": plan(tasks=(TaskDoc("NV01", "Tòa án nhân dân quận", "Xét xử", "mục IV", due=Deadline(date(2024, 6, 3))),)),
        "bind_annex": replace(doc, tables=(replace(own, caption=""),)),
        "move_due": doc,
        "add_rows": doc,
        "rename_row": named(doc, "Phường A", "Phường Cũ"),
        "nest": plan(targets=(wide, narrow), tables=()),
    }  # fmt: skip


def about(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.title.say()


@pytest.mark.parametrize("kind", FIXES)
def test_after_the_button_the_finding_is_gone(plan: Build, kind: str) -> None:
    doc = faulty(plan)[kind]
    before = judge(doc, FACTS)
    offered = [(finding, fix) for finding in before for fix in finding.fixes if fix.kind == kind]
    assert offered
    for finding, fix in offered:
        after = apply_fix(doc, fix)
        assert after != doc
        assert not list(misshapes(after))
        left = judge(after, FACTS)
        assert about(finding) not in {about(item) for item in left}
        heavier = {item.code for item in left if item.severity is Severity.MUST} - {item.code for item in before}
        assert not heavier


@pytest.mark.parametrize("name", FOUNDING)
def test_every_button_of_the_founding_plans_does_what_it_says(name: str) -> None:
    doc = example(name)
    for finding in judge(doc):
        for fix in finding.fixes:
            after = judge(apply_fix(doc, fix))
            assert all(fix not in item.fixes for item in after), fix
            assert about(finding) not in {about(item) for item in after}


def test_five_left_go_to_the_first_wards_as_printed_and_the_total_follows(caugiay: PlanDoc) -> None:
    (finding,) = [item for item in judge(caugiay) if item.code == "TT01"]
    share, text = finding.fixes
    assert (share.label.say(), text.label.say()) == ("Phân bổ 5 còn lại", "Sửa mục II thành 8")
    (own,) = apply_fix(caugiay, share).tables
    assert [row.cells[4] for row in own.rows] == ["02"] * 5 + ["01"] * 3 + [""]
    assert own.totals[4] == "13"


def test_the_rest_goes_by_the_people_registered_where_that_is_known(plan: Build) -> None:
    doc = plan(targets=(target("CT01", 20),), tables=(table([("5",), ("5",)], ("CT01",)),))
    (finding,) = [item for item in judge(doc, Facts(sizes={"Phường A": 400, "Phường B": 100})) if item.code == "TT01"]
    (own,) = apply_fix(doc, finding.fixes[0]).tables
    assert [row.cells[0] for row in own.rows] == ["13", "7"]


def test_mending_the_number_mends_the_sentence_it_stands_in(caugiay: PlanDoc) -> None:
    (finding,) = [item for item in judge(caugiay) if item.code == "TT01"]
    after = apply_fix(caugiay, finding.fixes[1])
    changed = after.target("ST036")
    assert changed is not None
    assert (changed.value, changed.printed) == (8, "8")
    assert "vận động 8 người nghiện đi cai nghiện tự nguyện" in changed.quote
    assert any("vận động 8 người nghiện" in part.text for part in after.sections)
    assert not any("vận động 13 người nghiện" in part.text for part in after.sections)


def test_writing_a_word_right_leaves_codes_cells_and_figures_alone(plan: Build) -> None:
    doc = plan(sections=(Section("mục I", text="phần đầu 10"),), targets=(target("CT01", 10, note="phần đầu"),))
    after = apply_fix(doc, Fix("replace_text", Words("x"), {"old": "phần đầu", "new": "phấn đấu"}))
    assert (after.sections[0].text, after.targets[0].note) == ("phấn đấu 10", "phấn đấu")
    assert replace(after, sections=doc.sections, targets=doc.targets) == doc


def test_a_part_column_says_in_which_once(plan: Build) -> None:
    doc = plan(targets=(target("CT01", 10), target("CT02", 50, Kind.PERCENT, parent="CT01", text="Trong đó nữ")))
    (finding,) = [item for item in judge(doc) if item.code == "TT05"]
    assert finding.remedy.say() == "Thêm cột “trong đó: nữ”."
    (own,) = apply_fix(doc, finding.fixes[0]).tables
    assert [column.header for column in own.columns] == [("Cột CT01",), ("Cột CT01", "trong đó: nữ")]
    assert ([row.cells for row in own.rows], own.totals) == ([("4", "–"), ("6", "–")], ("10", "–"))


def test_a_request_is_neither_late_nor_blamed(plan: Build) -> None:
    doc = faulty(plan)["request"]
    (finding,) = [item for item in judge(doc) if item.code == "TT16"]
    (task,) = apply_fix(doc, finding.fixes[0]).tasks
    assert task.kind is TaskKind.REQUEST


@pytest.mark.parametrize(
    "fix",
    [
        Fix("strive", Words("x"), {"target": "CT01", "beyond": "gone"}),
        Fix("value", Words("x"), {"target": "gone", "value": Decimal(1)}),
        Fix("allocate", Words("x"), {"table": 9, "column": 0, "shares": {"0": 1}}),
        Fix("request", Words("x"), {"task": "gone"}),
        Fix("rename_row", Words("x"), {"old": "gone", "new": "Phường B"}),
        Fix("replace_text", Words("x"), {"old": "gone", "new": "x"}),
        Fix("unheard of", Words("x"), {}),
    ],
)
def test_what_no_longer_fits_changes_nothing(plan: Build, fix: Fix) -> None:
    with pytest.raises(Unfit):
        apply_fix(plan(), fix)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_a_word_replaced_in_any_plan_keeps_its_shape(doc: PlanDoc) -> None:
    try:
        after = apply_fix(doc, Fix("replace_text", Words("x"), {"old": "hiệu quả", "new": "đạt yêu cầu"}))
    except Unfit:
        return
    assert [item.path for item in misshapes(after)] == [item.path for item in misshapes(doc)]
    assert [row.cells for each in after.tables for row in each.rows] == [row.cells for each in doc.tables for row in each.rows]
