"""Plan files: JSON by docs/plan.schema.json, and the documented spreadsheet. Reading refuses with the place of every fault."""

from pathlib import PurePath

from hoanhap.plans.files import sheet_guard
from hoanhap.plans.files.codec import content_hash
from hoanhap.plans.files.json_file import read_json, write_json
from hoanhap.plans.files.sheet_read import read_sheet
from hoanhap.plans.files.sheet_write import write_sheet
from hoanhap.plans.files.words import in_words
from hoanhap.plans.rules import PlanDoc

MAX_UPLOAD = sheet_guard.MAX_BYTES
"""No plan file is larger."""

__all__ = ["MAX_UPLOAD", "content_hash", "in_words", "read_file", "read_json", "read_sheet", "write_json", "write_sheet"]


def read_file(name: str, content: bytes) -> PlanDoc:
    """The plan in a file, by its content rather than its name: archives are spreadsheets, the rest is JSON. Raises Refused."""
    return read_sheet(content) if content.startswith(b"PK") or PurePath(name).suffix.lower() == ".xlsx" else read_json(content)
