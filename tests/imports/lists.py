"""Lists as communes keep them, made for tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from hoanhap.imports import services
from hoanhap.imports.rules import Encoding, Field, ListKind, from_unicode
from tests.cast import CAU_GIAY, Cast

HEADINGS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Chỗ ở hiện nay", "Ngày có kết quả xét nghiệm", "Loại ma túy")
PEOPLE: list[tuple[Any, ...]] = [
    ("01", "Nguyễn Đức Thắng", "01/8/ 1985", "Nam", "", "Tổ 9, phường Cầu Giấy, Hà Nội", "12/11/2026", "heroin"),
    (2, "TRẦN THỊ HƯỜNG", "1-8-90", "Nữ", "", "Tổ 12", "13/11/2026", "hồng phiến"),
    ("3", "Lê Quang Đạo", 1979, "nam", "", "Số 4 ngõ 5", "13.11.2026", ""),
]


def workbook(rows: Sequence[Sequence[Any]], *, titles: Sequence[str] = (), encoding: Encoding = Encoding.UNICODE) -> bytes:
    """An .xlsx with title rows merged over the table. Numbers stay numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Danh sách")
    width = max(len(row) for row in rows) if rows else 2
    for number, title in enumerate(titles):
        sheet.merge_range(number, 0, number, width - 1, from_unicode(title, encoding))
    for number, row in enumerate(rows, start=len(titles)):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, from_unicode(cell, encoding))
            elif cell is not None:
                sheet.write(number, place, cell)
    book.close()
    return out.getvalue()


def a_list(*people: Sequence[Any], headings: Sequence[str] = HEADINGS, encoding: Encoding = Encoding.UNICODE) -> bytes:
    """A list with titles, headings and the given people (all of PEOPLE without any)."""
    titles = ("CÔNG AN PHƯỜNG CẦU GIẤY", "DANH SÁCH NGƯỜI CÓ KẾT QUẢ XÉT NGHIỆM DƯƠNG TÍNH")
    return workbook([headings, *(people or PEOPLE)], titles=titles, encoding=encoding)


def a_checked_list(cast: Cast) -> int:
    """The id of a list of commune A that waits for the officer: good, doubtful and bad rows, nothing saved."""
    content = a_list(
        *PEOPLE,
        ("4", "Nguyễn Văn 7", "31/02/1990", "Nam", "123", "", "", ""),
        ("5", "Đỗ Văn Khôi", "1970", "Nam", 1070012345, "", "12/11/2026", ""),
    )
    source = services.upload(content, name="ds.xlsx", kind=ListKind.TESTED, commune=CAU_GIAY, by=cast.commune_a)
    columns = {Field(name): place for name, place in source.columns.items()}
    services.start_check(source.pk, columns, kind=ListKind.TESTED, ground_on=None, ground_number="", by=cast.commune_a)
    services.check(source.pk)
    return source.pk
