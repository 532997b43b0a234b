"""How is a plan, or the empty form, written as the documented spreadsheet? All cells are text, so that `01` stays `01`."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from hoanhap.plans.files import sheet_form as form
from hoanhap.plans.files.codec import plan_to_plain
from hoanhap.plans.files.sheet_form import Entry, Sort
from hoanhap.plans.rules import PlanDoc


def write_sheet(doc: PlanDoc | None = None) -> bytes:
    """The spreadsheet of a plan, or the empty template. All cells are text, so that `01` stays `01`."""
    plain = plan_to_plain(doc) if doc else {}
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}) as book:
        _Writing(book).plan(plain)
    return buffer.getvalue()


class _Writing:
    """Writes the pages of one workbook."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"num_format": "@", "bold": True, "text_wrap": True, "bg_color": "#EAEFEF", "border": 1, "border_color": "#B7C4C7"}
        )

    def plan(self, plain: dict[str, Any]) -> None:
        """All pages, in the order of the form."""
        head = self.page(form.HEAD_SHEET, (28, 80, 60))
        self.line(head, 0, ("Mục", "Giá trị", "Cách ghi"), self.head)
        for line, entry in enumerate(form.HEAD, start=1):
            head.write_string(line, 0, entry.label + "", self.head)
            head.write_string(line, 1, _shown(plain, entry), self.text)
            head.write_string(line, 2, entry.help, self.text)
            self.choices(head, line, 1, line, entry)
        for sheet, key, entries in form.LISTS:
            self.rows(sheet, entries, _inside(plain, key) if key in form.INSIDE else plain.get(key, []))
        for at, table in enumerate(plain.get("tables", []) or [{}], start=1):
            self.table(f"{form.TABLE_PREFIX} {at}", table)
        self.guide()

    def page(self, name: str, widths: Sequence[int]) -> Any:
        page = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width, self.text)
        return page

    def line(self, page: Any, line: int, texts: Sequence[str], style: Any = None, first: int = 0) -> None:
        for column, text in enumerate(texts, start=first):
            page.write_string(line, column, text, style or self.text)

    def choices(self, page: Any, line: int, column: int, last: int, entry: Entry) -> None:
        names = [member.label for member in entry.choices] if entry.choices else [form.YES, form.NO] if entry.sort is Sort.FLAG else []
        if names:
            page.data_validation(
                line, column, last, column, {"validate": "list", "source": names, "ignore_blank": True, "error_type": "warning"}
            )

    def rows(self, sheet: str, entries: Sequence[Entry], rows: Sequence[dict[str, Any]]) -> None:
        wide = {"text", "quote", "population", "source", "title", "caption", "meaning", "agency"}
        page = self.page(sheet, [48 if entry.path in wide else 16 for entry in entries])
        self.line(page, 0, [entry.label for entry in entries], self.head)
        page.freeze_panes(1, 2 if len(entries) > 4 else 0)
        for line, row in enumerate(rows, start=1):
            self.line(page, line, [_shown(row, entry) for entry in entries])
        for column, entry in enumerate(entries):
            self.choices(page, 1, column, max(len(rows), 200), entry)

    def table(self, name: str, table: dict[str, Any]) -> None:
        columns, first = table.get("columns", []), form.FIRST_COLUMN
        page = self.page(name, (14, 30, 18, 12, *([18] * max(len(columns), 6))))
        for line, (label, key) in enumerate(((form.TABLE_TITLE, "title"), (form.TABLE_CAPTION, "caption"), (form.TABLE_WHERE, "where"))):
            self.line(page, line, (label,), self.head)
            page.write_string(line, 1, table.get(key, ""), self.text)
        self.line(page, 3, (form.TABLE_TARGETS,), self.head)
        self.line(page, 3, [column.get("target", "") for column in columns], first=first)
        depth = max((len(column["header"]) for column in columns), default=2)
        for level in range(depth):
            self.line(page, 4 + level, (f"{form.TABLE_HEADER} {level + 1}",), self.head)
            self.line(
                page, 4 + level, [column["header"][level] if level < len(column["header"]) else "" for column in columns], self.head, first
            )
        at = 4 + depth
        self.line(page, at, (form.TABLE_ROWS, "Đơn vị", "Loại dòng", "Mã đơn vị"), self.head)
        labels = {kind.value: label for label, kind in form.ROW_KINDS.items() if label}
        for row in table.get("rows", []):
            at += 1
            self.line(page, at, (row.get("number", ""), row["name"], labels[row.get("kind", "unit")], row.get("code", ""), *row["cells"]))
        if table.get("totals"):
            at += 1
            self.line(page, at, ("", table.get("totals_label", "Tổng cộng"), form.TOTAL_ROW, "", *table["totals"]), self.head)
        for note in table.get("notes", []):
            at += 1
            self.line(page, at, (form.TABLE_NOTE, note["text"], f"{form.LIST_MARK} ".join(note.get("targets", []))))

    def guide(self) -> None:
        page = self.page(form.GUIDE_SHEET, (16, 26, 12, 90))
        self.line(page, 0, ("Trang", "Cột hoặc mục", "Bắt buộc", "Cách ghi"), self.head)
        lines = [(form.HEAD_SHEET, entry) for entry in form.HEAD] + [
            (sheet, entry) for sheet, _key, entries in form.LISTS for entry in entries
        ]
        for line, (sheet, entry) in enumerate(lines, start=1):
            allowed = ", ".join(member.label for member in entry.choices) if entry.choices else entry.help
            self.line(page, line, (sheet, entry.label, form.YES if entry.is_required else "", allowed))
        notes = (
            "Mỗi biểu một trang, tên trang bắt đầu bằng “Biểu”. Từ cột E, mỗi cột là một cột của biểu.",
            "Loại dòng: Đơn vị hành chính; Đội, cơ quan; hoặc Tổng cho dòng tổng in trong biểu.",
            "Ô trống là không ghi gì, 0 là giao bằng không, – là không giao. Giữ nguyên 01, 08 như in.",
            "Không dùng công thức: chép rồi dán dưới dạng giá trị. Chỉ gộp ô ở các dòng đầu cột của biểu.",
            "Trang không dùng thì để trống. Trang Nhắc lại, Mốc năm, Việc cụ thể ghi mã của chỉ tiêu, nhiệm vụ mà dòng thuộc về.",
        )
        for line, text in enumerate(notes, start=len(lines) + 1):
            self.line(page, line, (form.TABLE_PREFIX, "", "", text))


def _inside(plain: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The rows of a list that stands inside another, each with the code of the thing it belongs to."""
    above, column, _page = form.INSIDE[key]
    return [{**row, column: thing["code"]} for thing in plain.get(above, []) for row in thing.get(key, [])]


def _shown(plain: dict[str, Any], entry: Entry) -> str:
    """A value of the plan file in people's spelling."""
    value: Any = plain
    for name in entry.path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if value is None:
        return ""
    if entry.choices is not None:
        return entry.choices(value).label
    match entry.sort:
        case Sort.DAY:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        case Sort.LAST_DAY:
            return f"{date.fromisoformat(value) - timedelta(days=1):%d/%m/%Y}"
        case Sort.FLAG:
            return form.YES if value else form.NO
        case Sort.LIST:
            return f"{form.LIST_MARK} ".join(value)
        case Sort.LINES:
            return "\n".join(value)
        case Sort.NUMBER:
            return str(value).replace(".", ",")
        case _:
            return str(value)
