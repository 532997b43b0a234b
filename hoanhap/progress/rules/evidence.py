"""May a file be kept as evidence of a figure? Told by its content, as proofs of tasks are, and workbooks besides."""

import zipfile
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.tasks.rules.files import proof_of

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 60 * 2**20
"""A workbook that grows beyond this when unpacked is a trap."""

MEDIA = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    """A file as it is kept: pictures made anew, without the place and the camera."""

    content: bytes
    form: str
    """`pdf`, `jpg`, `docx`, `xlsx`: what its content is, whatever it was called."""
    name: str

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal."""
        return sha256(self.content).hexdigest()


_WHAT = N_("Tệp minh chứng không phải PDF, ảnh, Word (.docx) hay Excel (.xlsx).")
_WHY = N_("Loại tệp được đọc từ nội dung, không theo tên tệp.")
_REMEDY = N_("Chụp hoặc quét văn bản thành PDF hay ảnh rồi chọn lại.")


def examine(content: bytes, name: str) -> File:
    """The file as it may be kept. Raises Refused for any other form, an empty one, one too large, broken, locked or with macros."""
    if len(content) > MOST_BYTES:
        what = N_("Tệp minh chứng lớn hơn 5 MB.")
        raise Refused([Problem("evidence_large", what, remedy=N_("Quét ở độ phân giải thấp hơn, hoặc tách tệp."), field="evidence")])
    if _is_workbook(content):
        return File(content, "xlsx", PurePath(name.replace("\\", "/")).stem[:100] + ".xlsx")
    try:
        proof = proof_of(name, content)
    except Refused as refused:
        if any(problem.code == "proof_kind" for problem in refused.problems):
            raise Refused([Problem("evidence_form", _WHAT, _WHY, _REMEDY, field="evidence")]) from None
        raise Refused([replace(problem, remedy=_REMEDY, field="evidence") for problem in refused.problems]) from None
    return File(proof.content, proof.kind.ending, proof.name)


def _is_workbook(content: bytes) -> bool:
    """Whether it is a workbook without macros and of a size that can be opened."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError):
        return False
    names = {part.filename for part in parts}
    macros = any(name.lower().endswith("vbaproject.bin") or name.lower().startswith("xl/macrosheets/") for name in names)
    locked = any(part.flag_bits & 1 for part in parts)
    return (
        {"[Content_Types].xml", "xl/workbook.xml"} <= names
        and not macros
        and not locked
        and sum(p.file_size for p in parts) <= MOST_UNPACKED
    )
