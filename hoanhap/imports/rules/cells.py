"""What does one cell of a list say: a day as far as it is known, a sex, a number that a spreadsheet may have spoiled?

A cell is a text, a number or a day; the readers below never raise anything but `Bad` and never guess silently: what was restored is said.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules import BirthPrecision, Sex, name_key

type Cell = str | int | float | bool | date | datetime | None

YOUNGEST = 6
"""Years. A birth year of two digits is read so that the person is at least this old: no list of this field names younger people."""
_SEEN = 16_384
"""Texts of cells of which the reading is remembered: days, sexes, places and occupations repeat all down a list."""
_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's day numbers, as they are after the leap day that 1900 did not have."""


class Bad(ValueError):
    """A cell that cannot be read. `message` is a message id with `%(typed)s`."""

    def __init__(self, message: str, typed: str) -> None:
        self.message = message
        self.typed = typed
        super().__init__(message)


def text_of(cell: Cell) -> str:
    """The cell as one line of text in composed Unicode, without the apostrophe that marks text in spreadsheets."""
    match cell:
        case str():
            return _line(cell)
        case None:
            return ""
        case bool():
            return "x" if cell else ""
        case float() if cell.is_integer() and abs(cell) < 1e16:
            return str(int(cell))
        case datetime() | date():
            return f"{cell:%d/%m/%Y}"
    return _line(str(cell))


@lru_cache(maxsize=_SEEN)
def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split()).removeprefix("'")


def read_day(cell: Cell, *, today: date, is_birth: bool = False) -> tuple[date | None, str]:
    """A day and how much of it is known (BirthPrecision); (None, unknown) for an empty cell.

    Reads `01/8/ 2021`, `1-8-85`, `1.8.1985`, `01081985`, `ngày 1 tháng 8 năm 1985`, `8/1985`, `1985`, `00/00/1985`, ISO, and day numbers of
    spreadsheets. Two digits are a year of this century up to today (a birth: of a person of `YOUNGEST` at least). Raises Bad.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell, BirthPrecision.DAY.value
    typed = text_of(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _day_of_number(float(cell), typed, today)
    return _day_of_text(typed, today, is_birth=is_birth)


@lru_cache(maxsize=_SEEN)
def _day_of_text(typed: str, today: date, *, is_birth: bool) -> tuple[date | None, str]:
    if not typed or typed in {"-", "–", "/", "?", "x"} or name_key(typed) in {"khong", "khong ro", "chua ro", "k ro"}:
        return None, BirthPrecision.UNKNOWN.value
    plain = re.sub(r"[T ]\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?$", "", typed)
    plain = re.sub(r"(?i)\b(sinh|ngày|ngay|tháng|thang|năm|nam)\b", " ", plain)
    plain = re.sub(r"\s*[/.\-–,\\]\s*", "/", plain.strip()).replace(" ", "/").strip("/")
    if match := re.fullmatch(r"(\d{2})(\d{2})(\d{4})", plain):
        plain = "/".join(match.groups())
    parts = [int(part) if part.isdecimal() else -1 for part in re.split(r"/+", plain)]
    if -1 in parts or len(parts) > 3 or not plain:
        raise Bad(N_("“%(typed)s” chưa phải là ngày."), typed)
    if len(parts) == 3 and parts[0] > 999:
        parts.reverse()
    if len(parts) == 2 and parts[1] < 1000:
        raise Bad(N_("“%(typed)s” thiếu năm hoặc thiếu ngày."), typed)
    if len(parts) == 1 and parts[0] > 9999:
        return _day_of_number(float(parts[0]), typed, today)
    year = _year(parts[-1], today, is_birth=is_birth)
    day, month = ([0, 0, *parts[:-1]])[-2:]
    try:
        if month == 0:
            return date(year, 1, 1), BirthPrecision.YEAR.value
        if day == 0:
            return date(year, month, 1), BirthPrecision.MONTH.value
        return date(year, month, day), BirthPrecision.DAY.value
    except ValueError:
        raise Bad(N_("Không có ngày “%(typed)s”; ghi theo ngày/tháng/năm."), typed) from None


def _year(number: int, today: date, *, is_birth: bool) -> int:
    if number > 99:
        return number
    return 2000 + number if 2000 + number <= today.year - (YOUNGEST if is_birth else 0) else 1900 + number


def _day_of_number(number: float, typed: str, today: date) -> tuple[date | None, str]:
    """1985 is a year; 31260 is a spreadsheet's number of 01/08/1985."""
    if not number.is_integer() and number > 3000:
        number = float(int(number))  # a day with a time of day
    if 1800 <= number <= today.year + 1 and number.is_integer():
        return date(int(number), 1, 1), BirthPrecision.YEAR.value
    if 3000 < number <= (today - _EPOCH).days + 366 and number.is_integer():
        return _EPOCH + timedelta(days=int(number)), BirthPrecision.DAY.value
    if number.is_integer() and (match := re.fullmatch(r"(\d{1,2})(\d{2})((?:19|20)\d{2})", str(int(number)))):
        try:  # 01081985 that lost its zero
            return date(int(match[3]), int(match[2]), int(match[1])), BirthPrecision.DAY.value
        except ValueError:
            pass
    raise Bad(N_("“%(typed)s” chưa phải là ngày."), typed)


_SEXES = {
    **dict.fromkeys(("nam", "m", "male", "trai", "n am"), Sex.MALE),
    **dict.fromkeys(("nu", "f", "female", "gai", "nu gioi"), Sex.FEMALE),
    "nam gioi": Sex.MALE,
}


def read_sex(cell: Cell) -> str:
    """A sex in words; empty is unknown. Raises Bad."""
    return _sex_of_text(text_of(cell))


@lru_cache(maxsize=256)
def _sex_of_text(typed: str) -> str:
    key = name_key(typed)
    if not key:
        return Sex.UNKNOWN.value
    if (sex := _SEXES.get(key)) is None:
        raise Bad(N_("“%(typed)s” chưa phải là giới tính."), typed)
    return sex.value


def is_marked(cell: Cell) -> bool:
    """Whether a column of crosses is ticked here."""
    return name_key(text_of(cell)) not in {"", "0", "khong", "k", "no"}


@dataclass(frozen=True)
class IdNumber:
    """An identity number as a list has it."""

    number: str = ""
    """Digits; empty when there is none or it cannot be known any more."""
    restored: int = 0
    """How many zeros at its beginning were lost and put back."""
    is_lost: bool = False
    """Written as 1.08E+10: digits are gone."""
    typed: str = ""


def read_id_number(cell: Cell) -> IdNumber:
    """The digits of an identity number. Zeros that a spreadsheet took away are put back (12 digits; 9 of the old card) and counted.

    What has another length stays as it is for people.rules to refuse.
    """
    typed = text_of(cell)
    if not typed or name_key(typed) in {"khong", "khong co", "chua co", "chua cap", "k"}:
        return IdNumber()
    if re.fullmatch(r"\d+(?:[.,]\d+)?\s*[eE]\s*\+?\s*\d+", typed):
        return IdNumber(is_lost=True, typed=typed)
    number = re.sub(r"(?i)^(cccd|cmnd|cmt|căn cước|số)\W*|[\s.\-–,]", "", typed)
    missing = {11: 1, 10: 2, 8: 1}.get(len(number), 0) if number.isdecimal() else 0
    return IdNumber("0" * missing + number, missing, typed=typed)


_KIND_OF_PLACE = r"(?:phường|xã|thị trấn|đặc khu|p\.|x\.|tt\.)"


@lru_cache(maxsize=_SEEN)
def split_address(text: str) -> tuple[str, str]:
    """Street and place of an address in one cell: «Số 5, tổ 9, phường Quan Hoa, quận Cầu Giấy» → («Số 5, tổ 9», «phường Quan Hoa, …»).

    Where no part names a commune everything is street.
    """
    parts = [part.strip() for part in re.split(r"[,;]| [-–] ", text) if part.strip()]
    for place, part in enumerate(parts):
        if re.match(_KIND_OF_PLACE + r"\s*\S", part, re.IGNORECASE):
            return ", ".join(parts[:place]), ", ".join(parts[place:])
    return ", ".join(parts), ""
