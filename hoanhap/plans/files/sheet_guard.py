"""Is an uploaded spreadsheet safe to open, and does it hold only typed values?

The parts of the archive are measured while they unpack (zip bombs), document types are refused (entity bombs), far-away cells
are refused (the reader builds a dense grid), and every formula is named: a plan is typed or pasted as values, never calculated.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext as _

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.formats import number

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 300
MAX_ROWS, MAX_COLUMNS = 2000, 100
MAX_NAMED = 50

_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class _Seen:
    """What a worksheet part holds besides typed values."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    row: int = 0
    column: int = 0
    ref: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """One opening tag; a cell without a reference follows the one before it."""
        match name.rpartition(":")[2]:
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            case "c":
                self.ref = attributes.get("r", "")
                if ref := _REF.fullmatch(self.ref):
                    self.row, self.column = int(ref[2]), _letters(ref[1])
                else:
                    self.column += 1
                self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
                if attributes.get("t") == "e":
                    self.errors.append(self.ref)
            case "f":
                self.formulas.append(self.ref)


def _refused(code: str, what: str, remedy: str, why: str = "") -> Refused:
    return Refused([Problem(code, what, why=why, remedy=remedy)])


def open_parts(content: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    """The XML parts of an .xlsx file, measured while they unpack, and page names to the parts that hold them. Raises Refused."""
    parts = open_archive(content, ".xlsx")
    try:
        return parts, _sheet_names(parts)
    except (KeyError, ElementTree.ParseError) as error:
        raise _broken() from error


def open_archive(content: bytes, ending: str) -> dict[str, bytes]:
    """The XML parts of an Office file (`.xlsx`, `.docx`) that is neither too large nor broken. Raises Refused."""
    if not content:
        raise _refused("file_empty", _("Tệp rỗng."), _("Chọn lại tệp kế hoạch."))
    if len(content) > MAX_BYTES:
        raise _refused("file_large", _("Tệp lớn hơn 5 MB."), _("Một kế hoạch không lớn như vậy: kiểm tra lại tệp."))
    if not content.startswith(b"PK"):
        raise _refused("file_kind", _("Đây không phải tệp %(ending)s.") % {"ending": ending}, _again(ending))
    try:
        return dict(_unpack(content))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, expat.ExpatError) as error:
        raise _broken(ending) from error


def _again(ending: str) -> str:
    if ending == ".docx":
        return _("Lưu lại từ Word hoặc LibreOffice thành tệp .docx rồi tải lên.")
    return _("Lưu lại từ Excel hoặc LibreOffice thành tệp .xlsx rồi tải lên.")


def _broken(ending: str = ".xlsx") -> Refused:
    return _refused("file_broken", _("Không mở được tệp: tệp hỏng hoặc có mật khẩu."), _again(ending))


def guard(content: bytes) -> None:
    """Pass a clean .xlsx file or raise Refused, naming each formula by page and cell."""
    parts, names = open_parts(content)
    try:
        seen = {name: _scan(parts[path]) for name, path in names.items()}
    except (KeyError, expat.ExpatError) as error:
        raise _broken() from error
    problems = [
        Problem(
            "sheet_formula",
            _("Trang “%(sheet)s”, ô %(cell)s có công thức.") % {"sheet": name, "cell": cell},
            why=_("Số của công thức đổi theo tệp khác và không kiểm được."),
            remedy=_("Chép ô rồi dán lại dưới dạng giá trị."),
            field=f"{name}!{cell}",
        )
        for name, sheet in seen.items()
        for cell in sheet.formulas
    ]
    problems += [
        Problem(
            "sheet_error",
            _("Trang “%(sheet)s”, ô %(cell)s báo lỗi của Excel.") % {"sheet": name, "cell": cell},
            remedy=_("Gõ lại giá trị của ô."),
            field=f"{name}!{cell}",
        )
        for name, sheet in seen.items()
        for cell in sheet.errors
        if cell not in sheet.formulas
    ]
    problems += [
        Problem(
            "sheet_far",
            _("Trang “%(sheet)s” dài %(rows)s dòng, %(columns)s cột; nhiều nhất là %(most)s dòng, %(wide)s cột.")
            % {
                "sheet": name,
                "rows": number(sheet.rows),
                "columns": number(sheet.columns),
                "most": number(MAX_ROWS),
                "wide": number(MAX_COLUMNS),
            },
            remedy=_("Xóa các dòng, cột thừa ở xa rồi lưu lại; danh sách dài hơn thì không phải một biểu giao chỉ tiêu."),
            field=name,
        )
        for name, sheet in seen.items()
        if sheet.rows > MAX_ROWS or sheet.columns > MAX_COLUMNS
    ]
    if problems:
        raise Refused(problems[:MAX_NAMED])


def _unpack(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The XML parts of the archive, read no further than allowed whatever their headers claim."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        left = MAX_UNPACKED
        if len(archive.infolist()) > MAX_PARTS:
            raise _refused("file_large", _("Tệp có quá nhiều phần."), _("Lưu lại tệp chỉ với các trang của mẫu."))
        for part in archive.infolist():
            with archive.open(part) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            if left < 0:
                raise _refused("file_large", _("Tệp phình ra quá lớn khi mở."), _("Lưu lại tệp chỉ với các trang của mẫu."))
            if part.filename.endswith((".xml", ".rels")):
                _no_doctype(data)
                yield part.filename, data


class _Stop(Exception):
    """Enough has been read."""


def _no_doctype(data: bytes) -> None:
    def refuse(*_arguments: object) -> None:
        raise _refused(
            "file_broken", _("Tệp có khai báo không được phép."), _("Lưu lại từ Excel hoặc LibreOffice thành tệp .xlsx rồi tải lên.")
        )

    def stop(*_arguments: object) -> None:
        raise _Stop

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(data, True)
    except _Stop:
        return


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """Page names to the parts that hold them."""
    targets = {item.get("Id"): item.get("Target", "") for item in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    found: dict[str, str] = {}
    for element in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets[link]
            found[element.get("name", "")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return found


def _scan(data: bytes) -> _Seen:
    """Walk a worksheet without building it."""
    seen = _Seen()
    parser = expat.ParserCreate()
    parser.StartElementHandler = seen.start
    parser.Parse(data, True)
    return seen


def _letters(text: str) -> int:
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number
