"""How does a table come in from the clipboard, from a page of an .xlsx file, or out of a .docx document, exactly as printed?

Every source becomes lines of texts (`rules.printed.Texts`), and those a text with tabs, which is what a page keeps between two requests.
A cell of a spreadsheet is written as its number format shows it (`01`, `60%`), because that is what was printed; a formula stays a
formula and an error an error. Files are measured before anything is built from them (files.sheet_guard).
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from python_calamine import CalamineError, CalamineWorkbook

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.formats import number
from hoanhap.plans.files.sheet_guard import MAX_BYTES, open_archive, open_parts
from hoanhap.plans.rules.printed import Texts

MAX_ROWS, MAX_COLUMNS, MAX_TABLES = 400, 60, 40
MAX_TEXT = 1_000_000
"""Characters of a pasted table; 400 rows of 60 cells take a tenth of it."""
_FAR_ROWS, _FAR_COLUMNS = 2000, 100
"""A page of a spreadsheet is not even built beyond this."""


def read_text(text: str) -> Texts:
    """The lines of a pasted table: cells between tabs, quoted where a cell has lines of its own; or an HTML table. Raises Refused."""
    if len(text) > MAX_TEXT:
        raise _refused("paste_long", _("Phần dán quá dài."), _("Chỉ chép một bảng, không chép cả tệp."))
    if re.search(r"<table[\s>]", text, re.IGNORECASE):
        parser = _Html()
        parser.feed(text)
        return _bounded(parser.lines)
    rows = text.replace("\r\n", "\n").replace("\r", "\n")
    if rows.count('"') % 2 or '"' not in rows:  # a quotation mark of the text itself, not of a cell with lines
        return _bounded([line.split("\t") for line in rows.split("\n")])
    return _bounded(list(csv.reader(io.StringIO(rows), dialect="excel-tab")))


def as_text(lines: Texts) -> str:
    """Lines of cells as pasted text; reading it again gives the same cells, with blanks for line breaks."""
    return "\n".join("\t".join(" ".join(cell.replace('"', "”").split()) for cell in line) for line in lines)


def tables_in(content: bytes) -> dict[str, Texts]:
    """The tables of a file by the names of their pages (.xlsx) or their number (.docx), in order; never empty. Raises Refused."""
    if len(content) > MAX_BYTES:
        raise _refused("file_large", _("Tệp lớn hơn 5 MB."), _("Chép riêng biểu giao chỉ tiêu sang một tệp mới."))
    is_document = b"word/document.xml" in content  # names of the parts of an archive stand in it as they are
    found = dict(_tables_of_document(content) if is_document else _pages(content))
    if not found:
        raise _refused("file_no_table", _("Tệp không có bảng nào."), _("Chọn tệp .xlsx hoặc .docx có biểu giao chỉ tiêu."))
    return found


def _bounded(lines: list[list[str]]) -> Texts:
    """Without empty lines, and not larger than an allocation table may be."""
    kept = [line for line in lines if any(cell.strip() for cell in line)]
    width = max((at + 1 for line in kept for at, cell in enumerate(line) if cell.strip()), default=0)
    if len(kept) > MAX_ROWS or width > MAX_COLUMNS:
        what = _("Bảng có %(rows)s dòng, %(columns)s cột; một biểu giao chỉ tiêu nhiều nhất %(most)s dòng, %(wide)s cột.")
        sizes = {"rows": number(len(kept)), "columns": number(width), "most": number(MAX_ROWS), "wide": number(MAX_COLUMNS)}
        raise _refused("table_large", what % sizes, _("Chép riêng phần biểu giao chỉ tiêu, hoặc tách thành nhiều biểu."))
    return [line[:width] for line in kept]


def _refused(code: str, what: str, remedy: str) -> Refused:
    return Refused([Problem(code, what, remedy=remedy)])


class _Html(HTMLParser):
    """The cells of the first HTML table; a merged cell is its text and then blanks."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[list[str]] = []
        self.hanging: dict[int, int] = {}
        """Column → how many lines below are still covered by a cell above."""
        self.cell: list[str] | None = None
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr" and not self.is_over:
            self.lines.append([])
        elif tag in ("td", "th") and self.lines and not self.is_over:
            self._skip()
            spans = {name: int(value) for name, value in attrs if value and value.isdigit()}
            self.cell = []
            self.wide, self.tall = (min(max(spans.get(name, 1), 1), MAX_ROWS) for name in ("colspan", "rowspan"))
        elif tag == "br" and self.cell is not None:
            self.cell.append(" ")

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cell is not None:
            line = self.lines[-1]
            if self.tall > 1:
                self.hanging |= dict.fromkeys(range(len(line), len(line) + self.wide), self.tall - 1)
            line += ["".join(self.cell), *[""] * (self.wide - 1)]
            self.cell = None
        elif tag == "tr" and self.lines:
            self._skip()
        elif tag == "table":
            self.is_over = bool(self.lines)

    def _skip(self) -> None:
        """Leave blanks where a cell from above reaches down."""
        line = self.lines[-1]
        while self.hanging.get(len(line)):
            self.hanging[len(line)] -= 1
            line.append("")


# --- .xlsx -------------------------------------------------------------------------------------------------------------------


@dataclass
class _Marks:
    """What a worksheet part says of its cells besides their values: formulas, errors, formats; and how far it reaches."""

    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    _at: tuple[int, int] = (-1, -1)
    _is_error: bool = False
    _text: dict[tuple[int, int], str] | None = None

    @classmethod
    def of(cls, part: bytes) -> "_Marks":
        marks, parser = cls(), expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = marks._start, marks._end, marks._data
        parser.buffer_text = True
        parser.Parse(part, True)
        return marks

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self._at = (int(attributes.get("r", self._at[0] + 2)) - 1, -1)
            case "c":
                row, column = self._at[0], self._at[1] + 1
                if ref := re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", attributes.get("r", "")):
                    row, column = int(ref[2]) - 1, _letters(ref[1]) - 1
                self._at = (row, column)
                self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
                self.styles[self._at] = int(attributes.get("s", 0))
                self._is_error = attributes.get("t") == "e"
            case "f":
                self.formulas[self._at], self._text = "", self.formulas
            case "v" if self._is_error:
                self.errors[self._at], self._text = "", self.errors

    def _data(self, data: str) -> None:
        if self._text is not None:
            self._text[self._at] += data

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] in ("f", "v"):
            self._text = None


def _letters(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 26 + ord(letter) - 64
    return value


def _pages(content: bytes) -> Iterator[tuple[str, Texts]]:
    """The pages of a spreadsheet that hold anything."""
    parts, names = open_parts(content)
    try:
        formats = _formats(parts.get("xl/styles.xml", b""))
        marks = {name: _Marks.of(parts[path]) for name, path in names.items() if path in parts}
        for name, mark in marks.items():
            if mark.rows > _FAR_ROWS or mark.columns > _FAR_COLUMNS:
                what = _("Trang “%(sheet)s” dài %(rows)s dòng, %(columns)s cột; một biểu giao chỉ tiêu nhiều nhất %(most)s dòng.")
                sizes = {"sheet": name, "rows": number(mark.rows), "columns": number(mark.columns), "most": number(MAX_ROWS)}
                raise _refused("table_large", what % sizes, _("Chép riêng biểu giao chỉ tiêu sang một trang mới, xóa dòng và cột thừa."))
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in (name for name in book.sheet_names if name in marks):
                values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                lines = [
                    [_shown(value, (row, column), marks[name], formats) for column, value in enumerate(line)]
                    for row, line in enumerate(values)
                ]
                if any(any(line) for line in lines):
                    yield name, _bounded(lines)
    except (CalamineError, expat.ExpatError, ElementTree.ParseError, ValueError) as error:
        raise _refused("file_broken", _("Không mở được tệp: tệp hỏng."), _("Lưu lại từ Excel hoặc LibreOffice rồi tải lên.")) from error


_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
"""Number formats that a file names by number only (ECMA-376 part 1, 18.8.30)."""


def _formats(styles: bytes) -> list[str]:
    """The number format of each cell style."""
    if not styles:
        return []
    root = ElementTree.fromstring(styles)
    own = {int(item.get("numFmtId", 0)): item.get("formatCode", "") for item in root.iter() if item.tag.endswith("}numFmt")}
    styled = next((part for part in root.iter() if part.tag.endswith("}cellXfs")), ())
    return [({**_BUILT_IN, **own}).get(int(style.get("numFmtId", 0)), "") for style in styled]


def _shown(value: Any, at: tuple[int, int], marks: _Marks, formats: list[str]) -> str:
    """A cell as the sheet shows it, the Vietnamese way."""
    if at in marks.formulas:
        return f"={marks.formulas[at]}"
    if at in marks.errors:
        return marks.errors[at]
    style = marks.styles.get(at, 0)
    code = formats[style] if style < len(formats) else ""
    match value:
        case None | "":
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return _number_shown(float(value), code)
        case date():
            return f"{value:%d/%m/%Y}"
        case time() | timedelta():
            return str(value)
        case _:
            return str(value).strip()


def _number_shown(value: float, code: str) -> str:
    pattern = code.split(";")[0].replace('"', "").replace("\\", "")
    if pattern.endswith("%"):
        shown = f"{value * 100:.{len(pattern.rstrip('%').partition('.')[2])}f}"
        return shown.replace(".", ",") + "%"
    if re.fullmatch(r"0+", pattern):
        return f"{value:.0f}".zfill(len(pattern))
    text = f"{value:,.0f}" if pattern.startswith("#,##0") and value.is_integer() else f"{value:.10g}"
    return text.translate(str.maketrans(",.", ".,"))


# --- .docx -------------------------------------------------------------------------------------------------------------------


def _tables_of_document(content: bytes) -> Iterator[tuple[str, Texts]]:
    """The tables of a document in its order, each with the beginning of its first cells as a name."""
    open_archive(content, ".docx")
    try:
        tables = Document(io.BytesIO(content)).tables[:MAX_TABLES]
        read = [[list(_line(row)) for row in table._tbl.tr_lst] for table in tables]
    except (PackageNotFoundError, KeyError, ValueError, ElementTree.ParseError) as error:
        raise _refused("file_broken", _("Không mở được tệp: tệp hỏng."), _("Lưu lại từ Word hoặc LibreOffice rồi tải lên.")) from error
    for at, lines in enumerate(read, start=1):
        if any(any(line) for line in lines):
            first = " · ".join(dict.fromkeys(filter(None, lines[0])))[:60]
            yield _("Bảng %(n)s: %(first)s") % {"n": at, "first": first}, _bounded(lines)


def _line(row: Any) -> Iterator[str]:
    """The cells of a row; what continues a merged cell is blank."""
    yield from [""] * (row.grid_before or 0)
    for cell in row.tc_lst:
        text = " ".join("".join(part.text or "" for part in paragraph.iter() if part.tag.endswith("}t")) for paragraph in cell.p_lst)
        yield "" if cell.vMerge == "continue" else " ".join(text.split())
        yield from [""] * (cell.grid_span - 1)
