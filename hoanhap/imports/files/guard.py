"""Is an uploaded list safe to open?

What a file claims is not believed: its kind is told from its first bytes, archives are measured while they unpack (zip bombs), document
types are refused (entity bombs), and cells far away are refused before a reader builds a dense grid of them. Formulas are not refused: the
reader never runs one, it sees the value that was last shown.
"""

import io
import re
import struct
import zipfile
from enum import StrEnum
from xml.parsers import expat

from django.utils.translation import gettext as _

from hoanhap.kit.errors import Problem, Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 500
MAX_ROWS = 20_000
"""Rows of people in one list. The largest commune has some hundreds; a district of old had some thousands."""
MAX_LINES = MAX_ROWS + 500
"""Rows of a sheet: titles, heads of groups and signatures come on top."""
MAX_COLUMNS = 256


class FileKind(StrEnum):
    """What a file is by its content."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "csv"


def refused(code: str, what: str, remedy: str = "", why: str = "") -> Refused:
    """A file that is not read, and what to do."""
    return Refused([Problem(code, what, why, remedy, field="file")])


def too_many_rows() -> Refused:
    """More rows than one import takes."""
    return refused(
        "too_many_rows",
        _("Danh sách có quá %(rows)s dòng.") % {"rows": f"{MAX_ROWS:,}".replace(",", ".")},
        _("Chia thành nhiều tệp, mỗi tệp một xã hoặc một tổ; xóa các dòng, cột trống ở xa."),
    )


def _broken() -> Refused:
    return refused("file_broken", _("Không mở được tệp: tệp hỏng."), _("Mở bằng Excel hoặc LibreOffice, lưu lại rồi tải lên."))


def guard(content: bytes) -> FileKind:
    """The kind of a file that may be opened. Raises Refused for any other, saying why."""
    if not content:
        raise refused("file_empty", _("Tệp rỗng (0 byte)."), _("Chọn lại tệp; có thể tệp chưa chép xong."))
    if len(content) > MAX_BYTES:
        raise refused("file_large", _("Tệp lớn hơn 5 MB."), _("Bỏ ảnh, trang không dùng, hoặc chia thành nhiều tệp."))
    if content.startswith(b"PK"):
        try:
            return _archive(content)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, expat.ExpatError, ValueError) as error:
            raise _broken() from error
        except RuntimeError as error:  # zipfile: the parts are encrypted
            raise _locked() from error
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content or _has_filepass(content):
            raise _locked()
        if "WordDocument".encode("utf-16-le") in content:
            raise _not_a_list()
        return FileKind.XLS
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"MZ")):
        raise _not_a_list()
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_a_list()
    return FileKind.TEXT


_GLOBALS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
"""The record that begins the stream of an .xls (BOF of the workbook globals, BIFF5 and BIFF8; [MS-XLS] 2.4.21)."""
_FILEPASS = 0x2F


def _has_filepass(content: bytes) -> bool:
    """Whether an .xls is encrypted: one of its first records names the cipher ([MS-XLS] 2.4.117). Its reader would say «broken»."""
    found = _GLOBALS.search(content)
    at, kinds = found.start() if found else len(content), list[int]()
    while len(kinds) < 4 and at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        kinds.append(kind)
        at += 4 + length
    return _FILEPASS in kinds


def _locked() -> Refused:
    return refused(
        "file_locked", _("Tệp có mật khẩu."), _("Mở tệp bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu rồi tải lên.")
    )


def _not_a_list() -> Refused:
    return refused(
        "file_kind", _("Đây không phải bảng tính hay tệp CSV."), _("Lưu danh sách thành .xlsx, .xls, .ods hoặc .csv rồi tải lên.")
    )


def _archive(content: bytes) -> FileKind:
    """Walk the parts of a .xlsx or .ods, no further than allowed whatever their headers claim."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if len(parts) > MAX_PARTS:
            raise refused("file_large", _("Tệp có quá nhiều phần."), _("Chỉ giữ trang có danh sách rồi lưu lại."))
        if any(part.flag_bits & 1 for part in parts):
            raise _locked()
        if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
            kind = FileKind.XLSX
        elif "content.xml" in names:
            kind = FileKind.ODS
        else:
            raise _not_a_list()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _bomb()
        left = MAX_UNPACKED
        for part in parts:
            with archive.open(part) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            if left < 0:
                raise _bomb()
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data[:2048].upper():
                raise _broken()
            if kind is FileKind.XLSX and part.filename.startswith("xl/worksheets/"):
                _near_enough(data)
            elif kind is FileKind.ODS and part.filename == "content.xml":
                _Repeats().parse(data)
            elif part.filename == "META-INF/manifest.xml" and b"encryption-data" in data:
                raise _locked()
    return kind


def _bomb() -> Refused:
    return refused("file_bomb", _("Tệp phình ra quá lớn khi mở."), _("Chỉ giữ trang có danh sách, lưu lại rồi tải lên."))


_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([^\"']*)[\"']")
_REF = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")


def _near_enough(data: bytes) -> None:
    """Raises Refused when a cell of the worksheet lies beyond the rows and columns of a list."""
    for number, found in enumerate(_CELL.finditer(data)):
        ref = _REF.fullmatch(found[1])
        if ref is None:
            raise _broken()
        if int(ref[2]) > MAX_LINES or number > MAX_LINES * MAX_COLUMNS:
            raise too_many_rows()
        if len(ref[1]) > 2 or (len(ref[1]) == 2 and ref[1] > b"IV"):
            raise refused(
                "too_many_columns",
                _("Bảng có quá %(columns)s cột.") % {"columns": MAX_COLUMNS},
                _("Xóa các cột thừa ở xa bên phải rồi lưu lại."),
            )


class _Repeats:
    """Counts the rows of an .ods with something in them: one element may stand for a million rows or columns."""

    def __init__(self) -> None:
        self.rows = 0
        self.repeat = 1
        self.has_value = False

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.rows = 0
        elif name == "table:table-row":
            self.repeat = int(attributes.get("table:number-rows-repeated", "1"))
            self.has_value = False
        elif name == "table:table-cell" and "office:value-type" in attributes:
            self.has_value = True
            if int(attributes.get("table:number-columns-repeated", "1")) > MAX_COLUMNS:
                raise too_many_rows()

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            if self.has_value or self.repeat <= MAX_LINES:
                self.rows += self.repeat
            if self.rows > MAX_LINES:
                raise too_many_rows()
