"""A table is read as it is printed: texts stay, headers keep their lines, what cannot be taken is named."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.plans.rules import Cell, CellState, PlanDoc, RowKind
from hoanhap.plans.rules.printed import NoTable, Printed, Texts, What, kind_of, read_table

TABLE = Path(__file__).parent / "caugiay_2021_table.csv"


def raw(text: str) -> Texts:
    """A grid as the clipboard gives it: a line each, `|` for a tab."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


PRINTED = """
BIỂU CHỈ TIÊU GIAO TRONG THÁNG HÀNH ĐỘNG NĂM 2020||||||
(Kèm theo kế hoạch số 152/KH-UBND ngày 31/5/2021 của UBND quận)||||||
TT|Đơn vị|Điều tra khám phá hình sự|Đưa vào quản lý theo NĐ111/CP|Đưa vào quản lý theo NĐ94/CP|Lập hồ sơ đưa cai nghiện ma túy|
||Tổng số|||Lập hồ sơ đưa CNBB|Cai nghiện tự nguyện tại TT
(1)|(2)|(3)|(4)|(5)|(6)|(7)
1|Quan Hoa|01|01|-|0|5-10
2|Đội CSĐTTP về Ma Túy|02||||
|Tổng cộng|03|01|mười|0|
Ghi chú: Phấn đấu 100% các vụ.||||||
"""


def read(text: str, doc: PlanDoc | None = None) -> Printed:
    return read_table(raw(text), doc)


def test_header_lines_total_row_and_notes_stand_where_they_stood() -> None:
    table = read(PRINTED).table
    assert table.title == "BIỂU CHỈ TIÊU GIAO TRONG THÁNG HÀNH ĐỘNG NĂM 2020"
    assert table.caption == "Kèm theo kế hoạch số 152/KH-UBND ngày 31/5/2021 của UBND quận"
    assert [column.header for column in table.columns] == [
        ("Điều tra khám phá hình sự", "Tổng số"),
        ("Đưa vào quản lý theo NĐ111/CP",),
        ("Đưa vào quản lý theo NĐ94/CP",),
        ("Lập hồ sơ đưa cai nghiện ma túy", "Lập hồ sơ đưa CNBB"),
        ("Lập hồ sơ đưa cai nghiện ma túy", "Cai nghiện tự nguyện tại TT"),
    ]
    assert [(row.number, row.name, row.cells) for row in table.rows] == [
        ("1", "Quan Hoa", ("01", "01", "-", "0", "5-10")),
        ("2", "Đội CSĐTTP về Ma Túy", ("02", "", "", "", "")),
    ]
    assert (table.totals_label, table.totals) == ("Tổng cộng", ("03", "01", "mười", "0", ""))
    assert [note.text for note in table.notes] == ["Phấn đấu 100% các vụ."]


def test_blank_zero_dash_range_and_01_stay_apart() -> None:
    first, second = read(PRINTED).table.rows
    states = [Cell.read(text).state for text in first.cells]
    assert states == [CellState.NUMBER, CellState.NUMBER, CellState.DASH, CellState.NUMBER, CellState.RANGE]
    assert Cell.read(second.cells[1]).state is CellState.BLANK
    assert (Cell.read("5-10").low, Cell.read("5-10").high, Cell.read("5-10").value) == (5, 10, None)


def test_a_range_sums_to_a_range_and_to_no_single_number() -> None:
    table = read("Đơn vị|A\nXã Một|5-10\nXã Hai|3\n").table
    assert table.bounds(0) == (8, 13)
    assert table.total(0) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("01/8/ 2021", What.DATE),
        ("01/8", What.DATE),
        ("=SUM(C4:C11)", What.FORMULA),
        ("mười", What.TEXT),
        ("10-5", What.TEXT),
        ("-3", What.NEGATIVE),
        ("120%", What.OVER_HUNDRED),
        ("001094012347", What.TEXT),
        ("1.200", None),
        ("76,5%", None),
        ("–", None),
        ("", None),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_and_kept(text: str, what: What | None) -> None:
    found = read_table([["Đơn vị", "Số người"], ["Xã Một", "1"], ["Xã Hai", text]])
    assert found.table.rows[1].cells == (text,)
    assert [(doubt.row, doubt.column, doubt.text, doubt.what) for doubt in found.doubts] == (
        [("Xã Hai", "Số người", text, what)] if what else []
    )


def test_a_printed_total_that_is_text_is_named() -> None:
    assert [(doubt.row, doubt.text, doubt.what) for doubt in read(PRINTED).doubts] == [("Tổng cộng", "mười", What.TEXT)]


def test_a_formula_is_not_computed() -> None:
    cells = [["Đơn vị", "A"], ["Xã Một", "2"], ["Tổng cộng", "=SUM(B2:B2)"]]
    found = read_table(cells)
    assert found.table.totals == ("=SUM(B2:B2)",)
    assert [doubt.what for doubt in found.doubts] == [What.FORMULA]


def test_the_real_table_is_read_and_its_columns_find_their_targets(caugiay: PlanDoc) -> None:
    with TABLE.open(encoding="utf-8") as stream:
        found = read_table(list(csv.reader(stream)), caugiay)
    printed = caugiay.tables[0]
    assert [(row.name, row.cells, row.number, row.kind) for row in found.table.rows] == [
        (row.name, row.cells, row.number, row.kind) for row in printed.rows
    ]
    assert found.table.totals == printed.totals
    assert not found.doubts
    proposed = [column.target for column in found.table.columns]
    assert proposed == ["", *(column.target for column in printed.columns[1:])], "«Điều tra khám phá» says too little: the officer chooses"


def test_columns_keep_the_targets_they_had(caugiay: PlanDoc) -> None:
    grid = [["Đơn vị", *(column.label for column in caugiay.tables[0].columns)], ["Quan Hoa", "01", "01", "01", "0", "01"]]
    found = read_table(grid, None, caugiay.tables[0])
    assert [column.target for column in found.table.columns] == [column.target for column in caugiay.tables[0].columns]


def test_two_columns_that_read_alike_are_not_guessed(caugiay: PlanDoc) -> None:
    header = "Đơn vị|Quản lý theo NĐ111/CP|Quản lý theo NĐ111/CP"
    assert [column.target for column in read(f"{header}\nQuan Hoa|1|2\n", caugiay).table.columns] == ["", ""]


def test_a_header_of_one_word_is_bound_to_nothing(caugiay: PlanDoc) -> None:
    assert [column.target for column in read("Đơn vị|Ngày|Số\nQuan Hoa|1|2\n", caugiay).table.columns] == ["", ""]


def test_rows_without_a_header_are_read_too() -> None:
    found = read("Quan Hoa|01|02\nYên Hòa|03|04")
    assert not found.has_header
    assert [row.cells for row in found.table.rows] == [("01", "02"), ("03", "04")]


@pytest.mark.parametrize("text", ["", "một dòng chữ\nhai dòng chữ", "Đơn vị|Số\nchỉ có|chữ"])
def test_what_holds_no_table_is_refused_with_words(text: str) -> None:
    with pytest.raises(NoTable, match="Chép"):
        read(text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Tổ dân phố số 5", RowKind.VILLAGE),
        ("Thôn Đoài", RowKind.VILLAGE),
        ("Công an phường", RowKind.TEAM),
        ("Cụm thi đua số 1", RowKind.GROUP),
        ("Các phường còn lại", RowKind.GROUP),
        ("Tô Hiệu", RowKind.UNIT),
        ("Quan Hoa", RowKind.UNIT),
    ],
)
def test_the_first_words_say_what_a_row_names(name: str, kind: RowKind) -> None:
    assert kind_of(name) is kind


cells = st.one_of(
    st.sampled_from(["", "01", "0", "-", "5-10", "Tổng cộng", "TT", "Đơn vị", "Quan Hoa", "(1)", "Ghi chú: x", "=A1", "01/8/2021", "12"]),
    st.text(max_size=12),
)


@given(st.lists(st.lists(cells, max_size=8), max_size=14))
def test_any_grid_is_read_or_refused_and_nothing_read_is_invented(grid: list[list[str]]) -> None:
    try:
        table = read_table(grid).table
    except NoTable:
        return
    given_texts = {" ".join(text.split()) for line in grid for text in line} | {""}
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    assert not table.totals or len(table.totals) == len(table.columns)
    assert {row.name for row in table.rows} | {text for row in table.rows for text in row.cells} | set(table.totals) <= given_texts
