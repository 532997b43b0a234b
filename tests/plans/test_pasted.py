"""Tables come in from the clipboard, from .xlsx and from .docx as they are printed; what is too large or broken is refused."""

import io
import zipfile
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.kit.errors import Refused
from hoanhap.plans.files import sheet_guard
from hoanhap.plans.files.pasted import MAX_ROWS, as_text, read_text, tables_in
from hoanhap.plans.rules.printed import What, read_table


def book(fill: Any) -> bytes:
    made = openpyxl.Workbook()
    fill(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        tables_in(content)
    return str(refused.value.problems[0])


def test_lines_and_tabs_are_read_with_cells_of_several_lines() -> None:
    text = 'TT\tĐơn vị\t"Lập hồ sơ\nđưa CNBB"\r\n1\tQuan Hoa\t01\r\n\r\n'
    assert read_text(text) == [["TT", "Đơn vị", "Lập hồ sơ\nđưa CNBB"], ["1", "Quan Hoa", "01"]]


def test_a_single_quotation_mark_does_not_swallow_the_lines_below() -> None:
    assert read_text('Mô hình "điểm\t1\nXã Hai\t2') == [['Mô hình "điểm', "1"], ["Xã Hai", "2"]]


def test_an_html_table_keeps_its_merged_cells() -> None:
    html = (
        "<meta><style>td{x}</style><table><tr><th rowspan=2>TT<th rowspan=2>Đơn vị</th><th colspan=2>Lập hồ <br>sơ</th></tr>"
        "<tr><th>CNBB</th><th>Tự nguyện</th></tr><tr><td>1</td><td>Quan Hoa</td><td>01</td><td></td></tr></table><table><tr><td>b</table>"
    ).replace("TT<th", "TT</th><th")
    assert read_text(html) == [["TT", "Đơn vị", "Lập hồ  sơ", ""], ["", "", "CNBB", "Tự nguyện"], ["1", "Quan Hoa", "01", ""]]


def test_a_page_is_read_as_its_formats_show_it() -> None:
    def fill(made: Any) -> None:
        page = made.active
        page.title = "Biểu giao"
        page.append(["Đơn vị", "Vụ", "Tỷ lệ", "Ngày", "Tổng", "Lớn", "Chữ"])
        page.append(["Quan Hoa", 1, 0.6, date(2021, 8, 1), "=B2+C2", 1200, "01"])
        page["B2"].number_format, page["C2"].number_format, page["F2"].number_format = "00", "0%", "#,##0"
        page.merge_cells("F1:G1")
        made.create_sheet("Trống")

    (name, lines), *others = tables_in(book(fill)).items()
    assert (name, others) == ("Biểu giao", [])
    assert lines[1] == ["Quan Hoa", "01", "60%", "01/08/2021", "=B2+C2", "1.200", "01"]
    assert lines[0] == ["Đơn vị", "Vụ", "Tỷ lệ", "Ngày", "Tổng", "Lớn", ""]
    assert [doubt.what for doubt in read_table(lines).doubts] == [What.DATE, What.FORMULA]


def test_every_page_with_cells_is_offered_by_name() -> None:
    def fill(made: Any) -> None:
        made.active.title = "Phường"
        made.active.append(["Đơn vị", "A"])
        made.create_sheet("Đội").append(["Đơn vị", "B"])

    assert list(tables_in(book(fill))) == ["Phường", "Đội"]


def test_a_document_gives_its_tables_with_merged_cells_as_blanks() -> None:
    made = docx.Document()
    made.add_paragraph("Biểu giao chỉ tiêu")
    table = made.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, [["Đơn vị", "Lập hồ sơ", ""], ["", "CNBB", "Tự nguyện"], ["Quan Hoa", "01", "–"]], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    stream = io.BytesIO()
    made.save(stream)
    (name, lines), *others = tables_in(stream.getvalue()).items()
    assert (name, others) == ("Bảng 1: Đơn vị · Lập hồ sơ", [])
    assert lines == [["Đơn vị", "Lập hồ sơ", ""], ["", "CNBB", "Tự nguyện"], ["Quan Hoa", "01", "–"]]
    assert [column.header for column in read_table(lines).table.columns] == [("Lập hồ sơ", "CNBB"), ("Lập hồ sơ", "Tự nguyện")]


def test_twelve_thousand_rows_are_refused_from_the_clipboard_and_from_a_file() -> None:
    with pytest.raises(Refused, match=r"12\.000 dòng"):
        read_text("\n".join(f"Xã {at}\t1" for at in range(12_000)))

    def fill(made: Any) -> None:
        for at in range(12_000):
            made.active.append([f"Xã {at}", 1])

    assert "12.000 dòng" in refusal(book(fill))


def test_a_cell_far_away_is_refused_before_a_grid_is_built() -> None:
    def fill(made: Any) -> None:
        made.active["XFD1048576"] = 1

    assert "1.048.576 dòng" in refusal(book(fill))


def test_bombs_broken_and_empty_files_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (sheet_guard.MAX_UNPACKED + 1))
    assert "phình ra quá lớn" in refusal(stream.getvalue())
    assert "Tệp rỗng" in refusal(b"")
    assert "không phải tệp .xlsx" in refusal(b"TT\tx")
    assert "không có bảng" in refusal(book(lambda made: None))
    stream = io.BytesIO()
    docx.Document().save(stream)
    assert "không có bảng" in refusal(stream.getvalue())
    assert "hỏng" in refusal(stream.getvalue()[:900])
    with zipfile.ZipFile(whole := io.BytesIO(), "w") as archive:
        archive.writestr("word/document.xml", b"<w:document/>")
    assert "hỏng" in refusal(whole.getvalue())
    assert "lớn hơn 5 MB" in refusal(b"PK" + b"x" * sheet_guard.MAX_BYTES)


def test_an_error_of_the_sheet_is_no_blank() -> None:
    content = book(lambda made: made.active.append(["Quan Hoa", "#DIV/0!"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path = "xl/worksheets/sheet1.xml"
    assert b'r="B1" t="e"' in parts[path] or b't="e"' in parts[path]
    assert tables_in(content)["Sheet"][0] == ["Quan Hoa", "#DIV/0!"]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=1, max_size=5), max_size=8))
def test_a_table_kept_as_text_is_the_same_table(lines: list[list[str]]) -> None:
    kept = read_text(as_text(lines))
    assert len(kept) <= MAX_ROWS
    again = [[" ".join(cell.replace('"', "”").split()) for cell in line] for line in lines]
    width = max((at + 1 for line in again for at, cell in enumerate(line) if cell), default=0)
    if "<table" not in as_text(lines):
        assert kept == [line[:width] for line in again if any(line)]
