"""How does a list enter the register, step by step, and how is it taken back?"""

from hoanhap.imports.services.checking import check, judge, registration_of, rows_of
from hoanhap.imports.services.copying import copy_of, note_shown, reasons_text
from hoanhap.imports.services.places import find_places
from hoanhap.imports.services.saving import READY, confirm_all, decide, save, start_saving
from hoanhap.imports.services.twins import Known, Twins, find_twins
from hoanhap.imports.services.undoing import KEPT_DAYS, OBSTACLES, close, forget_old, obstacles, start_undo, undo
from hoanhap.imports.services.uploading import SameFile, cancel, choose_reading, sheet_of, sheets_of, start_check, upload

__all__ = [
    "KEPT_DAYS",
    "OBSTACLES",
    "READY",
    "Known",
    "SameFile",
    "Twins",
    "cancel",
    "check",
    "choose_reading",
    "close",
    "confirm_all",
    "copy_of",
    "decide",
    "find_places",
    "find_twins",
    "forget_old",
    "judge",
    "note_shown",
    "obstacles",
    "reasons_text",
    "registration_of",
    "rows_of",
    "save",
    "sheet_of",
    "sheets_of",
    "start_check",
    "start_saving",
    "start_undo",
    "undo",
    "upload",
]
