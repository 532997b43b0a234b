"""How is a plan read from the documented spreadsheet?

Every cell that cannot be read is named (page, cell, what, what to do); then the same schema and rules as for JSON apply, and
their complaints are named by cell as well. Nothing is guessed and nothing is half-read.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from hoanhap.kit.dates import parse_day
from hoanhap.kit.errors import Problem, Refused
from hoanhap.plans.files import sheet_form as form
from hoanhap.plans.files.codec import FORMAT
from hoanhap.plans.files.json_file import MAX_PROBLEMS, read_plain
from hoanhap.plans.files.sheet_form import Entry, Sort
from hoanhap.plans.files.sheet_guard import guard
from hoanhap.plans.rules import Cell, CellState, PlanDoc

type Grid = list[list[Any]]
type Path = tuple[str | int, ...]
type Merge = tuple[tuple[int, int], tuple[int, int]]


def read_sheet(content: bytes) -> PlanDoc:
    """The plan in an .xlsx file. Raises Refused with every cell that is wrong (at most 50)."""
    guard(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = {name: _grid(book, name) for name in book.sheet_names}
            merged = {name: list(book.get_sheet_by_name(name).merged_cell_ranges or ()) for name in book.sheet_names}
    except CalamineError as error:
        what, remedy = _("Không mở được tệp."), _("Lưu lại từ Excel hoặc LibreOffice thành tệp .xlsx rồi tải lên.")
        raise Refused([Problem("file_broken", what, remedy=remedy)]) from error
    reading = _Reading(merged)
    plain = reading.plan(sheets)
    if reading.problems:
        raise Refused(reading.problems[:MAX_PROBLEMS])
    return read_plain(plain, reading.place)


def _grid(book: CalamineWorkbook, name: str) -> Grid:
    """The cells of a page from A1 on; a merged header counts for each column it spans."""
    sheet = book.get_sheet_by_name(name)
    grid: Grid = sheet.to_python(skip_empty_area=False)
    for (top, left), (_bottom, right) in sheet.merged_cell_ranges or ():
        for column in range(left + 1, right + 1):
            if top < len(grid) and column < len(grid[top]):
                grid[top][column] = grid[top][left]
    return grid


@dataclass
class _Reading:
    """One pass over a file: what was wrong, and where each value stood."""

    merged: dict[str, list[Merge]] = field(default_factory=dict)
    """Page → its merged cells: first and last cell, each (line, column)."""
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, str] = field(default_factory=dict)

    def place(self, path: Iterable[str | int]) -> str:
        """The cell of a value, or of the nearest thing around it."""
        steps = tuple(path)
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get(steps, _("trang “%(sheet)s”") % {"sheet": form.HEAD_SHEET})

    def plan(self, sheets: dict[str, Grid]) -> dict[str, Any]:
        """All pages as the values of a plan file."""
        if form.HEAD_SHEET not in sheets:
            what = _("Tệp không có trang “%(sheet)s”.") % {"sheet": form.HEAD_SHEET}
            self.problems.append(Problem("sheet_missing", what, remedy=_("Dùng tệp mẫu: hoanhap plan template, hoặc nút “Tải tệp mẫu”.")))
            return {}
        plain: dict[str, Any] = {"format": FORMAT, **self.head(sheets[form.HEAD_SHEET])}
        for sheet, key, columns in form.LISTS:
            rows = self.rows(sheet, key, columns, sheets.get(sheet, []))
            if key in form.INSIDE:
                self.put_inside(key, plain, rows)
            elif rows:
                plain[key] = rows
        for name in (name for name in sheets if name.startswith(form.TABLE_PREFIX)):
            tables = plain.setdefault("tables", [])
            table = self.table(len(tables), name, sheets[name])
            if table["columns"] or table["rows"]:
                tables.append(table)
        return {key: value for key, value in plain.items() if value != []}

    def head(self, grid: Grid) -> dict[str, Any]:
        """The page of labels and values."""
        entries = {entry.label: entry for entry in form.HEAD}
        plain: dict[str, Any] = {}
        for line, row in enumerate(grid):
            label, entry = _text(row, 0), entries.get(_text(row, 0))
            if entry is None:
                if label and line:
                    self.wrong(
                        form.HEAD_SHEET,
                        line,
                        0,
                        _("“%(label)s” không có trong mẫu.") % {"label": label},
                        _("Giữ nguyên các nhãn ở cột A của mẫu."),
                    )
                continue
            _put(plain, entry.path, self.value(form.HEAD_SHEET, line, 1, entry, row[1] if len(row) > 1 else ""))
            self.places[_path((), entry.path)] = _place(form.HEAD_SHEET, line, 1)
        return plain

    def rows(self, sheet: str, key: str, entries: Sequence[Entry], grid: Grid) -> list[dict[str, Any]]:
        """A page with one thing a row under a row of labels."""
        by_label = {entry.label: entry for entry in entries}
        columns: dict[int, Entry] = {}
        for column, label in enumerate(grid[0] if grid else []):
            if entry := by_label.get(_plain_text(label)):
                columns[column] = entry
            elif _plain_text(label):
                self.wrong(sheet, 0, column, _("cột “%(label)s” không có trong mẫu.") % {"label": label}, _("Giữ nguyên dòng đầu của mẫu."))
        for entry in entries:
            if grid and entry.is_required and entry not in columns.values():
                self.wrong(sheet, 0, 0, _("thiếu cột “%(label)s”.") % {"label": entry.label}, _("Giữ nguyên dòng đầu của mẫu."))
        self.merges(sheet, 1)
        found: list[dict[str, Any]] = []
        for line, row in enumerate(grid[1:], start=1):
            if not any(_plain_text(cell) for cell in row):
                continue
            plain: dict[str, Any] = {}
            at: Path = (key, len(found))
            self.places[at] = _place(sheet, line, 0)
            for column, entry in columns.items():
                _put(plain, entry.path, self.value(sheet, line, column, entry, row[column]))
                self.places[_path(at, entry.path)] = _place(sheet, line, column)
            self.half_percent(sheet, line, columns, row, plain)
            found.append(plain)
        return found

    def half_percent(self, sheet: str, line: int, columns: dict[int, Entry], row: list[Any], plain: dict[str, Any]) -> None:
        """Excel turns a typed 60% into the number 0.6: refuse it instead of guessing."""
        for column, entry in columns.items():
            is_share = entry.path == "percent" or (entry.path in ("value", "value_high") and plain.get("unit") == "%")
            if is_share and isinstance(row[column], float) and 0 < row[column] < 1:
                self.problems.append(_half(_place(sheet, line, column), row[column]))

    def put_inside(self, key: str, plain: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        """Put each row under the target or task whose code it names."""
        above, column, page = form.INSIDE[key]
        by_code = {thing.get("code"): (at, thing) for at, thing in enumerate(plain.get(above, []))}
        for line, row in enumerate(rows):
            code, place = row.pop(column, ""), self.places[(key, line)]
            if code not in by_code:
                what = _("%(place)s: không có mã “%(code)s”.") % {"place": place, "code": code}
                remedy = _("Ghi đúng một mã ở trang “%(page)s”.") % {"page": page}
                self.problems.append(Problem("sheet_cell", what, remedy=remedy, field=place))
                continue
            at, thing = by_code[code]
            inside = thing.setdefault(key, [])
            here: Path = (above, at, key, len(inside))
            inside.append(row)
            self.places |= {(*here, *path[2:]): text for path, text in list(self.places.items()) if path[:2] == (key, line)}
            if key == "milestones" and thing.get("unit") == "%" and 0 < row.get("value", 0) < 1:
                self.problems.append(_half(place, row["value"]))

    def merges(self, sheet: str, first: int) -> None:
        """Name every merged cell from a line on: there each cell is its own value, and a merged one would be read as a blank."""
        for (top, left), (bottom, right) in self.merged.get(sheet, ()):
            if bottom >= first:
                what = _("các ô %(first)s đến %(last)s đã gộp làm một.") % {
                    "first": xl_rowcol_to_cell(top, left),
                    "last": xl_rowcol_to_cell(bottom, right),
                }
                self.wrong(sheet, top, left, what, _("Bỏ gộp ô rồi ghi giá trị vào từng ô."))

    def table(self, at: int, sheet: str, grid: Grid) -> dict[str, Any]:
        """A page with an allocation table; its cells stay text."""
        named = {form.TABLE_TITLE: "title", form.TABLE_CAPTION: "caption", form.TABLE_WHERE: "where"}
        plain: dict[str, Any] = {"title": "", "columns": [], "rows": [], "notes": []}
        headers: list[list[Any]] = []
        targets: list[Any] = []
        rows: list[tuple[int, list[Any]]] = []
        self.places[("tables", at)] = _place(sheet, 0, 0)
        is_body = False
        for line, row in enumerate(grid):
            word = _text(row, 0)
            if word in named and not is_body:
                _put(plain, named[word], _text(row, 1))
            elif word == form.TABLE_TARGETS and not is_body:
                targets = row[form.FIRST_COLUMN :]
            elif word.startswith(form.TABLE_HEADER) and not is_body:
                headers.append(row[form.FIRST_COLUMN :])
            elif word == form.TABLE_ROWS:
                is_body = True
                self.merges(sheet, line)
            elif word == form.TABLE_NOTE:
                codes = [code for part in _text(row, 2).split(form.LIST_MARK) if (code := part.strip())]
                plain["notes"].append({"text": _text(row, 1), **({"targets": codes} if codes else {})})
            elif any(_plain_text(cell) for cell in row):
                if is_body:
                    rows.append((line, row))
                else:
                    self.wrong(
                        sheet, line, 0, _("“%(label)s” không có trong mẫu.") % {"label": word}, _("Giữ nguyên các nhãn ở cột A của mẫu.")
                    )
        width = max((len(_trimmed(part)) for part in (*headers, targets, *(row[form.FIRST_COLUMN :] for _line, row in rows))), default=0)
        for index in range(width):
            header = [_text(part, index) for part in headers]
            while len(header) > 1 and not header[-1]:
                header.pop()
            if not any(header):
                self.wrong(sheet, 0, form.FIRST_COLUMN + index, _("cột có ô mà không có đầu cột."), _("Ghi đầu cột hoặc xóa cả cột."))
            code = _text(targets, index)
            plain["columns"].append({"header": header or [""], **({"target": code} if code else {})})
            self.places[("tables", at, "columns", index)] = _place(sheet, 0, form.FIRST_COLUMN + index)
        for line, row in rows:
            cells = [_text(row, form.FIRST_COLUMN + index) for index in range(width)]
            kind, name = _text(row, 2), _text(row, 1)
            for index, text in enumerate(cells):
                if Cell.read(text).state is CellState.BROKEN:
                    what = _("“%(text)s” không phải là số.") % {"text": text[:40]}
                    self.wrong(sheet, line, form.FIRST_COLUMN + index, what, _("Ghi một số, “–” nếu không giao, hoặc để trống."))
            if kind == form.TOTAL_ROW:
                plain["totals"], plain["totals_label"] = cells, name
                continue
            if kind not in form.ROW_KINDS:
                allowed = ", ".join(filter(None, (*form.ROW_KINDS, form.TOTAL_ROW)))
                self.wrong(
                    sheet,
                    line,
                    2,
                    _("“%(kind)s” không phải loại dòng.") % {"kind": kind},
                    _("Chọn một trong: %(allowed)s.") % {"allowed": allowed},
                )
                continue
            here: Path = ("tables", at, "rows", len(plain["rows"]))
            self.places[here] = _place(sheet, line, 1)
            self.places |= {(*here, "cells", index): _place(sheet, line, form.FIRST_COLUMN + index) for index in range(width)}
            optional = {"kind": form.ROW_KINDS[kind].value, "number": _text(row, 0), "code": _text(row, 3)}
            plain["rows"].append({"name": name, "cells": cells, **{key: text for key, text in optional.items() if text}})
        return {key: value for key, value in plain.items() if value or key in ("title", "columns", "rows")}

    def value(self, sheet: str, line: int, column: int, entry: Entry, raw: Any) -> Any:
        """One cell as a value of the plan file; None when blank or wrong (then the fault is noted)."""
        text = _plain_text(raw)
        if not text:
            if entry.is_required:
                self.wrong(sheet, line, column, _("“%(label)s” để trống.") % {"label": entry.label}, _("Điền giá trị này."))
            return None
        try:
            return _read(entry, raw, text)
        except ValueError as error:
            self.wrong(sheet, line, column, str(error.args[0]), str(error.args[1]) if len(error.args) > 1 else "")
            return None

    def wrong(self, sheet: str, line: int, column: int, what: str, remedy: str) -> None:
        """Note a fault at a cell."""
        place = _place(sheet, line, column)
        self.problems.append(Problem("sheet_cell", f"{place}: {what}", remedy=remedy, field=place))


def _read(entry: Entry, raw: Any, text: str) -> Any:
    """Raises ValueError(what, remedy)."""
    if entry.choices is not None:
        known = {name.casefold(): member.value for member in entry.choices for name in (member.label, member.value)}
        if text.casefold() not in known:
            allowed = ", ".join(member.label for member in entry.choices)
            raise ValueError(
                _("“%(text)s” không có trong danh mục.") % {"text": text}, _("Chọn một trong: %(allowed)s.") % {"allowed": allowed}
            )
        return known[text.casefold()]
    match entry.sort:
        case Sort.NUMBER:
            value = Decimal(str(raw)) if isinstance(raw, int | float) else Cell.read(text).value
            if value is None:
                raise ValueError(
                    _("“%(text)s” không phải là số.") % {"text": text}, _("Phần nghìn viết bằng dấu chấm, thập phân bằng dấu phẩy.")
                )
            return int(value) if value == value.to_integral_value() else value
        case Sort.DAY | Sort.LAST_DAY:
            try:
                day = raw.date() if isinstance(raw, datetime) else raw if isinstance(raw, date) else _typed_day(text)
            except ValueError as error:
                raise ValueError(_("không có ngày “%(text)s”.") % {"text": text}, _("Ghi ngày/tháng/năm, ví dụ 31/05/2021.")) from error
            return (day + timedelta(days=1) if entry.sort is Sort.LAST_DAY else day).isoformat()
        case Sort.FLAG:
            if text.casefold() not in (form.YES, form.NO):
                raise ValueError(_("“%(text)s” không phải “có” hay “không”.") % {"text": text}, _("Ghi “có” hoặc để trống."))
            return text.casefold() == form.YES
        case Sort.LIST:
            return [part.strip() for part in text.split(form.LIST_MARK) if part.strip()]
        case Sort.LINES:
            return [part.strip() for part in text.splitlines() if part.strip()]
        case Sort.TEXT:
            return text


def _half(place: str, value: Decimal | float) -> Problem:
    what = _("ô chứa %(value)s: Excel đã đổi tỷ lệ phần trăm thành số lẻ.") % {"value": f"{value:g}".replace(".", ",")}
    return Problem("sheet_cell", f"{place}: {what}", remedy=_("Đặt định dạng ô là Văn bản và gõ 60 cho 60%."), field=place)


def _typed_day(text: str) -> date:
    """A day with its year; short forms such as `h` or `23/11` mean nothing in a file."""
    if sum(letter.isdigit() for letter in text) < 6 or not text[0].isdigit():
        raise ValueError(text)
    return parse_day(text, today=date.min)


def _put(plain: dict[str, Any], path: str, value: Any) -> None:
    """Set a dotted path; blanks and the flag «không» leave no trace, as in a written file."""
    if value is None or value is False or value in ("", []):
        return
    *above, last = path.split(".")
    for name in above:
        plain = plain.setdefault(name, {})
    plain[last] = value


def _path(start: Path, dotted: str) -> Path:
    return (*start, *dotted.split("."))


def _place(sheet: str, line: int, column: int) -> str:
    return _("trang “%(sheet)s”, ô %(cell)s") % {"sheet": sheet, "cell": xl_rowcol_to_cell(line, column)}


def _text(row: Sequence[Any], column: int) -> str:
    return _plain_text(row[column]) if column < len(row) else ""


def _plain_text(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, decimals with a comma, days as typed, text in NFC."""
    match value:
        case None:
            return ""
        case float():
            return str(int(value)) if value.is_integer() else f"{value:g}".replace(".", ",")
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return unicodedata.normalize("NFC", str(value)).strip()


def _trimmed(cells: Sequence[Any]) -> Sequence[Any]:
    return cells[: max((at + 1 for at, cell in enumerate(cells) if _plain_text(cell)), default=0)]
