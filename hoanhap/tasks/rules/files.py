"""Which files may be kept as proof, told by their content and never by their name?"""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.photos import small_photo

MOST_PHOTO = 15
MOST_DOCUMENT = 10
MOST_FILES = 6
"""Megabytes of a picture and of a document as sent; files of one report."""
PHOTO_SIZE = (1600, 1600)
"""Pixels of a kept picture, at most: enough to read a banner."""
_MB = 1024 * 1024
_UNPACKED = 60 * _MB


class FileKind(Labelled):
    """What a file is."""

    PHOTO = "photo", N_("ảnh")
    PDF = "pdf", N_("văn bản .pdf")
    DOCX = "docx", N_("văn bản .docx")

    @property
    def media_type(self) -> str:
        """The media type for the download."""
        return {
            FileKind.PHOTO: "image/jpeg",
            FileKind.PDF: "application/pdf",
            FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }[self]

    @property
    def ending(self) -> str:
        """The end of its name."""
        return "jpg" if self is FileKind.PHOTO else self.value


@dataclass(frozen=True)
class Proof:
    """A file as it is kept."""

    kind: FileKind
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def proof_of(name: str, data: bytes) -> Proof:
    """The file as it may be kept: a picture made anew without place, camera and hidden parts; a document as it is.

    Raises Refused: empty, too large, none of the kinds, broken, locked, or a document with a program in it.
    """
    if not data:
        raise _refused("proof_empty", N_("Tệp “%(name)s” rỗng."), name)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")):
        return Proof(FileKind.PHOTO, _name(name, FileKind.PHOTO), _picture(name, data))
    if len(data) > MOST_DOCUMENT * _MB:
        raise _refused("proof_too_big", N_("Tệp “%(name)s” lớn hơn 10 MB."), name)
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise _refused("proof_broken", N_("Tệp “%(name)s” bị cắt mất phần cuối."), name)
        if b"/Encrypt" in data[-4096:]:
            raise _refused("proof_locked", N_("Tệp “%(name)s” có mật khẩu."), name)
        return Proof(FileKind.PDF, _name(name, FileKind.PDF), data)
    if data.startswith(b"PK\x03\x04"):
        _check_docx(name, data)
        return Proof(FileKind.DOCX, _name(name, FileKind.DOCX), data)
    raise _refused("proof_kind", N_("Tệp “%(name)s” không phải ảnh, .pdf hay .docx (xét theo nội dung, không theo đuôi tên)."), name)


def _picture(name: str, data: bytes) -> bytes:
    if len(data) > MOST_PHOTO * _MB:
        raise _refused("proof_too_big", N_("Ảnh “%(name)s” lớn hơn 15 MB."), name)
    try:
        return small_photo(data, size=PHOTO_SIZE, most=MOST_PHOTO * _MB)
    except Refused:
        raise _refused("proof_broken", N_("Không đọc được ảnh “%(name)s”, hoặc ảnh có quá nhiều điểm ảnh."), name) from None


def _check_docx(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise _refused("proof_kind", N_("Tệp “%(name)s” là tệp nén, không phải văn bản .docx."), name)
            if any(part.flag_bits & 1 for part in parts) or sum(part.file_size for part in parts) > _UNPACKED:
                raise _refused("proof_locked", N_("Tệp “%(name)s” có mật khẩu hoặc nén quá mức."), name)
            if any(part.lower().endswith("vbaproject.bin") for part in names):
                raise _refused("proof_program", N_("Tệp “%(name)s” chứa chương trình (macro)."), name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _refused("proof_broken", N_("Không đọc được tệp “%(name)s”."), name) from None


def _name(name: str, kind: FileKind) -> str:
    """A name without path, controls and the letters that systems use for themselves, with the ending of what it is."""
    stem = PurePath(name.replace("\\", "/")).stem
    plain = "".join(char for char in unicodedata.normalize("NFC", stem) if unicodedata.category(char)[0] != "C")
    plain = re.sub(r'[<>:"/|?*]+', "-", plain).strip(" .")[:100]
    return f"{plain or 'tep'}.{kind.ending}"


def _refused(code: str, what: str, name: str) -> Refused:
    remedy = N_("Chọn ảnh JPEG, PNG, WebP (đến 15 MB) hoặc văn bản .pdf, .docx (đến 10 MB).")
    return Refused([Problem(code, what, remedy=remedy, field="proofs", params={"name": name[:80]})])
