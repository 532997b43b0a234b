"""What stands in the cells of an uploaded list?"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from hoanhap.imports.files.guard import MAX_COLUMNS, MAX_LINES, FileKind, guard, refused, too_many_rows
from hoanhap.imports.rules import Cell, Encoding, Table, detect, find_table, to_unicode


@dataclass(frozen=True)
class Sheet:
    """One sheet, its texts in Unicode."""

    name: str
    grid: list[list[Cell]]
    table: Table | None
    encodings: dict[int, Encoding] = field(default_factory=dict)
    """Columns that were not Unicode."""


def read_list(content: bytes, *, encoding: Encoding | None = None) -> list[Sheet]:
    """The sheets that hold something, the one with a table first. `encoding`: of the whole file; None recognises it column by column.

    Raises Refused: empty, too large, too many rows, password, not a list, broken, nothing in it.
    """
    kind = guard(content)
    raw = _text(content) if kind is FileKind.TEXT else _workbook(content, kind)
    sheets = [_decoded(name, grid, encoding) for name, grid in raw if any(any(cell not in ("", None) for cell in row) for row in grid)]
    if not sheets:
        raise refused("file_blank", _("Tệp không có dòng nào."), _("Kiểm tra lại: có thể đã chọn nhầm tệp mẫu trống."))
    sheets.sort(key=lambda sheet: sheet.table is None)
    return sheets


def _workbook(content: bytes, kind: FileKind) -> Iterable[tuple[str, list[list[Cell]]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [(name, _grid(book, name)) for name in book.sheet_names[:30]]
    except PasswordError as error:
        raise refused("file_locked", _("Tệp có mật khẩu."), _("Bỏ mật khẩu, lưu rồi tải lên.")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise refused(
            "file_broken", _("Không mở được tệp: tệp hỏng."), _("Mở bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi tải lên.")
        ) from error


def _grid(book: CalamineWorkbook, name: str) -> list[list[Cell]]:
    """All cells from A1 on; a merged cell counts for each column it spans."""
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MAX_LINES or sheet.total_height * sheet.total_width > MAX_LINES * MAX_COLUMNS:
        raise too_many_rows()
    grid: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for (top, left), (_bottom, right) in sheet.merged_cell_ranges or ():
        for column in range(left + 1, right + 1):
            if top < len(grid) and column < len(grid[top]):
                grid[top][column] = grid[top][left]
    return grid


def _text(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    """A .csv of any separator. What is no UTF is read byte by byte, so that old encodings show."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
            if _is_1258(content, text):
                text = content.decode("cp1258", errors="replace")
    lines = text.splitlines()
    separator = max(",;\t|", key=lambda mark: sum(line.count(mark) for line in lines[:50]))
    try:
        grid: list[list[Cell]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise refused("file_broken", _("Không đọc được tệp CSV."), _("Lưu lại thành .xlsx rồi tải lên.")) from error
    if len(grid) > MAX_LINES:
        raise too_many_rows()
    if any(len(row) > MAX_COLUMNS for row in grid):
        raise refused("too_many_columns", _("Bảng có quá %(columns)s cột.") % {"columns": MAX_COLUMNS}, _("Xóa các cột thừa."))
    width = max((len(row) for row in grid), default=0)
    return [("", [[*row, *[""] * (width - len(row))] for row in grid])]


def _is_1258(content: bytes, latin: str) -> bool:
    """Windows-1258 is Unicode's letters and marks in one byte each: chosen when it makes better Vietnamese than the old fonts."""
    modern = content.decode("cp1258", errors="replace").split()
    latin_words = latin.split()
    return detect([" ".join(latin_words)]) is Encoding.UNICODE and any(not word.isascii() for word in modern)


def _decoded(name: str, grid: list[list[Cell]], chosen: Encoding | None) -> Sheet:
    """The sheet in Unicode. Headings and titles are one text, each column below another: lists are pasted together from several files."""
    width = max((len(row) for row in grid), default=0)
    top = min(len(grid), 12)
    whole = chosen or detect(cell for row in grid[:top] for cell in row if isinstance(cell, str))
    found: dict[int, Encoding] = {}
    for column in range(width):
        texts = [cell for row in grid if column < len(row) and isinstance(cell := row[column], str) and not cell.isascii()]
        old = [cell for cell in texts if not _is_unicode(cell)]
        encoding = chosen or (detect(old) if len(old) * 2 >= len(texts) else Encoding.UNICODE)
        if encoding is not Encoding.UNICODE:
            found[column] = encoding

    def text(cell: str, row: int, column: int) -> str:
        if cell.isascii():
            return cell
        if _is_unicode(cell):
            return to_unicode(cell, Encoding.UNICODE)
        own = found.get(column, Encoding.UNICODE)
        return to_unicode(cell, own if row >= top else detect([cell], among=dict.fromkeys((own, whole, Encoding.UNICODE))))

    decoded = [
        [_plain(text(cell, number, column) if isinstance(cell, str) else cell) for column, cell in enumerate(row)]
        for number, row in enumerate(grid)
    ]
    return Sheet(name, decoded, find_table(decoded), found)


def _is_unicode(text: str) -> bool:
    """Whether a text has letters that old fonts, with their one byte a letter, cannot have."""
    return any(letter > "\u00ff" and letter.isalpha() for letter in text)


def _plain(cell: Any) -> Cell:
    """Cells of kinds that lists do not have (times, spans of time) as text; texts without control characters."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else "".join(letter for letter in cell if letter >= " " or letter in "\t\n")
    if cell is None or isinstance(cell, int | float | datetime | date):
        return cell
    return str(cell)
