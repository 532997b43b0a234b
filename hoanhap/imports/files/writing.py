"""How does a list come back to the officer: the copy with reasons, and the empty form?"""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from hoanhap.imports.rules import Cell

TEMPLATE = (
    ("STT", 6), ("Họ và tên", 26), ("Ngày sinh", 14), ("Giới tính", 10), ("Số định danh", 16), ("Nơi ở hiện tại", 30), ("Xã, phường", 22),
    ("Nơi thường trú", 30), ("Tên gọi khác", 16), ("Nghề nghiệp", 18), ("Họ tên người thân", 24), ("Điện thoại người thân", 16),
    ("Ngày phát hiện", 14), ("Ngày có kết quả xét nghiệm", 18), ("Chất ma túy", 16), ("Ngày xác minh nơi cư trú", 16),
    ("Ngày thông báo hành vi", 16), ("Số quyết định", 16), ("Ngày quyết định", 14), ("Cơ sở cai nghiện, điều trị", 26),
)  # fmt: skip
"""Headings of the empty form with their widths; every one is read by rules.columns."""


def _workbook(out: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )


def write_copy(grid: Sequence[Sequence[Cell]], *, header_row: int, said: Mapping[int, tuple[str, str]]) -> bytes:
    """The sheet with two columns more: verdict and reasons by row number (from 1). Every text is written as a text, never as a formula."""
    out = io.BytesIO()
    book = _workbook(out)
    sheet = book.add_worksheet("Danh sách")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EAEFEF", "border": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top"})
    width = max((len(row) for row in grid), default=0)
    for number, row in enumerate(grid):
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, head if number == header_row else top, day)
        if number == header_row:
            sheet.write_string(number, width, _("Kết quả kiểm tra"), head)
            sheet.write_string(number, width + 1, _("Lý do, cách sửa"), head)
        elif (found := said.get(number + 1)) is not None:
            sheet.write_string(number, width, found[0], wrap)
            sheet.write_string(number, width + 1, found[1], wrap)
    sheet.set_column(0, max(width - 1, 0), 16)
    sheet.set_column(width, width, 16)
    sheet.set_column(width + 1, width + 1, 70)
    sheet.freeze_panes(header_row + 1, 0)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, style: Any, day: Any) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, _("có") if cell else "", style)
        case datetime() | date() if cell.year >= 1900:
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)
        case int() | float():
            sheet.write_number(row, column, cell, style)
        case _:
            sheet.write_string(row, column, str(cell)[:32_000], style)


def write_template() -> bytes:
    """The empty form: one row of headings, all cells text, so that 001085… keeps its zeros."""
    out = io.BytesIO()
    book = _workbook(out)
    sheet = book.add_worksheet("Danh sách")
    text = book.add_format({"num_format": "@", "valign": "top"})
    head = book.add_format({"num_format": "@", "bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EAEFEF", "border": 1})
    for place, (heading, width) in enumerate(TEMPLATE):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, heading, head)
    sheet.freeze_panes(1, 2)
    book.close()
    return out.getvalue()
