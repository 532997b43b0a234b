"""Is a file what it says, and may it be kept as evidence?"""

import io
import zipfile
from dataclasses import dataclass
from hashlib import sha256

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 200 * 2**20
"""A document that grows beyond this when unpacked is a trap."""

MEDIA = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    """A file that was looked into."""

    content: bytes
    form: str
    """`pdf`, `jpg`, `png`, `docx`, `xlsx`: what its first bytes say, whatever it is called."""

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal."""
        return sha256(self.content).hexdigest()


_WHAT = N_("Tệp minh chứng không phải PDF, ảnh JPG hoặc PNG, Word (.docx) hay Excel (.xlsx).")
_WHY = N_("Loại tệp được đọc từ nội dung, không theo tên tệp.")
_REMEDY = N_("Chụp hoặc quét văn bản thành PDF hay ảnh rồi chọn lại.")


def examine(content: bytes) -> File:
    """The file with its form, told from its signature. Raises Refused for any other form, an empty one, one too large, one with macros."""
    if not content:
        raise Refused([Problem("evidence_empty", N_("Tệp minh chứng trống."), remedy=N_("Chọn lại tệp."), field="evidence")])
    if len(content) > MOST_BYTES:
        what = N_("Tệp minh chứng lớn hơn 10 MB.")
        raise Refused([Problem("evidence_large", what, remedy=N_("Quét ở độ phân giải thấp hơn, hoặc tách tệp."), field="evidence")])
    form = _form(content)
    if form is None:
        raise Refused([Problem("evidence_form", _WHAT, _WHY, _REMEDY, field="evidence")])
    return File(content, form)


def _form(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                return None
    except (zipfile.BadZipFile, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
