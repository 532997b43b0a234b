"""Which row of a sheet names the columns, and what does each column hold?"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hoanhap.imports.rules.cells import Bad, Cell, read_day, read_id_number, read_sex, text_of
from hoanhap.imports.rules.encodings import is_syllable
from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules import name_key

type Grid = Sequence[Sequence[Cell]]

HEADER_WITHIN = 40
"""Rows from the top in which the names of columns are looked for; above them stand titles."""


class Field(Labelled):
    """What a column may hold."""

    FULL_NAME = "full_name", N_("Họ và tên")
    FAMILY_NAME = "family_name", N_("Họ và chữ đệm (cột riêng)")
    GIVEN_NAME = "given_name", N_("Tên (cột riêng)")
    OTHER_NAME = "other_name", N_("Tên gọi khác")
    BIRTH = "birth", N_("Ngày hoặc năm sinh")
    BIRTH_MALE = "birth_male", N_("Năm sinh, cột nam")
    BIRTH_FEMALE = "birth_female", N_("Năm sinh, cột nữ")
    SEX = "sex", N_("Giới tính")
    FEMALE_MARK = "female_mark", N_("Nữ (đánh dấu x)")
    ID_NUMBER = "id_number", N_("Số định danh, căn cước, chứng minh")
    ETHNICITY = "ethnicity", N_("Dân tộc")
    OCCUPATION = "occupation", N_("Nghề nghiệp")
    ADDRESS = "address", N_("Nơi ở hiện tại")
    COMMUNE = "commune", N_("Xã, phường")
    DISTRICT = "district", N_("Quận, huyện (trước 01/07/2025)")
    PROVINCE = "province", N_("Tỉnh, thành phố")
    PERMANENT = "permanent", N_("Nơi thường trú")
    CONTACT_NAME = "contact_name", N_("Người thân")
    CONTACT_PHONE = "contact_phone", N_("Điện thoại người thân")
    DETECTED_ON = "detected_on", N_("Ngày phát hiện")
    RESULT_ON = "result_on", N_("Ngày có kết quả xét nghiệm")
    SUBSTANCE = "substance", N_("Chất ma túy")
    RESIDENCE_ON = "residence_on", N_("Ngày xác minh nơi cư trú (ổn định)")
    NOTICE_ON = "notice_on", N_("Ngày thông báo hành vi")
    DECIDED_ON = "decided_on", N_("Ngày quyết định, đăng ký hoặc bắt đầu")
    DECISION_NUMBER = "decision_number", N_("Số quyết định")
    MEASURE_PLACE = "measure_place", N_("Cơ sở cai nghiện, điều trị")


NAMES = frozenset({Field.FULL_NAME, Field.GIVEN_NAME})
"""One of these a list must have."""

_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.CONTACT_PHONE, r"dien thoai|^sdt|so dt\b"),
    (Field.CONTACT_NAME, r"than nhan|nguoi than|lien he|\b(cha|bo|me|vo|chong)\b"),
    (Field.OTHER_NAME, r"ten (goi |thuong goi )?khac|ten thuong goi|biet danh|bi danh"),
    (Field.BIRTH_MALE, r"sinh.* nam$"),
    (Field.BIRTH_FEMALE, r"sinh.* nu$"),
    (Field.FAMILY_NAME, r"^ho$|^ho (va )?(ten |chu )?(dem|lot)$|^ho va ten dem$"),
    (Field.GIVEN_NAME, r"^ten$"),
    (Field.FULL_NAME, r"^ho.* ten|^ten (doi tuong|nguoi)|^doi tuong$"),
    (Field.BIRTH, r"sinh(?! song)"),
    (Field.SEX, r"gioi tinh|^gt$|^phai$|^nam nu$"),
    (Field.FEMALE_MARK, r"^nu$"),
    (Field.ID_NUMBER, r"cccd|cmnd|\bcmt|can cuoc|dinh danh|chung minh|giay to tuy than"),
    (Field.ETHNICITY, r"dan toc"),
    (Field.OCCUPATION, r"nghe"),
    (Field.PERMANENT, r"thuong tru|ho khau|hktt|dktt"),
    (Field.RESIDENCE_ON, r"xac minh"),
    (Field.NOTICE_ON, r"thong bao"),
    (Field.DECISION_NUMBER, r"(quyet dinh|qd).* so\b|\bso (quyet dinh|qd)|^so q ?d"),
    (Field.DECIDED_ON, r"(ngay|thoi gian).*(quyet dinh|qd|dang ky|tiep nhan|bat dau|ap dung|vao)|(quyet dinh|qd).*ngay"),
    (Field.DETECTED_ON, r"phat hien"),
    (Field.RESULT_ON, r"xet nghiem|duong tinh|ngay.* ket qua|ngay test"),
    (Field.SUBSTANCE, r"(loai|chat|ten).*(ma tuy|chat)|ma tuy (su dung|da dung)"),
    (Field.MEASURE_PLACE, r"co so|noi (cai|dieu tri)"),
    (Field.COMMUNE, r"^(ten )?(xa|phuong)( |$)"),
    (Field.DISTRICT, r"quan |^quan|huyen"),
    (Field.PROVINCE, r"^tinh|^thanh pho"),
    (Field.ADDRESS, r"cho o|noi o|dia chi|cu tru|tam tru|^thon|^to |^khu pho|^to dan pho"),
)
"""Words of headings, without accents, the most telling first."""

_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in _WORDS)


def field_of_heading(heading: str) -> Field | None:
    """What a heading says the column holds; None when it says nothing that an import reads (STT, ghi chú)."""
    key = name_key(heading)
    if not key or len(key) > 80:
        return None
    return next((field for field, pattern in _PATTERNS if pattern.search(key)), None)


@dataclass(frozen=True)
class Table:
    """Where the table of a sheet lies. Positions count from 0."""

    headings: tuple[str, ...]
    header_row: int
    first_row: int
    """The first row below the headings."""

    @property
    def fingerprint(self) -> str:
        """The same for lists with the same headings in the same order: under it a mapping is remembered."""
        return hashlib.sha256("\n".join(name_key(heading) for heading in self.headings).encode()).hexdigest()


def find_table(grid: Grid) -> Table | None:
    """The row whose cells name the most columns, joined with a second row of headings below it; None when no row names two."""
    best, score = -1, 1
    for row in range(min(len(grid), HEADER_WITHIN)):
        fields = {field_of_heading(text_of(cell)) for cell in _distinct(grid[row])} - {None}
        if len(fields) > score:
            best, score = row, len(fields)
    if best < 0:
        return None
    upper = [text_of(cell) for cell in grid[best]]
    first = best + 1
    headings = upper
    if first < len(grid) and _is_second_heading(upper, grid[first]):
        headings = [_joined(above, text_of(below)) for above, below in zip(upper, grid[first], strict=False)]
        first += 1
    while first < len(grid) and _is_numbering(grid[first]):
        first += 1
    return Table(tuple(headings), best, first)


def _distinct(row: Sequence[Cell]) -> list[Cell]:
    return list(dict.fromkeys(row))


def _is_second_heading(upper: Sequence[str], row: Sequence[Cell]) -> bool:
    """A row below headings that stands under merged or empty ones, names parts of them and holds no value."""
    parts = [(above, text_of(cell)) for above, cell in zip(upper, row, strict=False)]
    below = [text for _, text in parts if text]
    if not below or any(re.search(r"\d", text) for text in below) or not all(isinstance(cell, str | None) for cell in row):
        return False
    spanned = {above for above in upper if above and list(upper).count(above) > 1}
    return all(above in spanned or not above or above == text for above, text in parts if text)


def _joined(above: str, below: str) -> str:
    return below if not above else above if not below or below == above else f"{above} / {below}"


def _is_numbering(row: Sequence[Cell]) -> bool:
    """A row (1) (2) (3) or A B 1 2 under the headings, or an empty one."""
    found = [text_of(cell) for cell in row if text_of(cell)]
    return not found or (len(found) > 2 and all(re.fullmatch(r"\(?\d{1,2}\)?|\(?[A-Za-z]\)?", text) for text in found))


def guess(table: Table, grid: Grid, *, today: date) -> dict[Field, int]:
    """What each column seems to hold: by its heading first, then, for what is missing, by its content."""
    found: dict[Field, int] = {}
    for place, heading in enumerate(table.headings):
        field = field_of_heading(heading)
        if field is not None and field not in found:
            found[field] = place
    if Field.FULL_NAME in found and Field.GIVEN_NAME in found and Field.FAMILY_NAME not in found:
        # «Họ và tên» over two columns: the first holds the family and middle names
        found[Field.FAMILY_NAME] = found.pop(Field.FULL_NAME)
    if Field.FAMILY_NAME in found and Field.GIVEN_NAME not in found:
        found[Field.FULL_NAME] = found.pop(Field.FAMILY_NAME)
    sample = grid[table.first_row : table.first_row + 60]
    free = [place for place in range(len(table.headings)) if place not in found.values()]
    named = NAMES & set(found)
    for place in free:
        cells = [row[place] for row in sample if place < len(row) and text_of(row[place])]
        if len(cells) < 2:
            continue
        if Field.ID_NUMBER not in found and _share(cells, _is_id_number) >= 0.7:
            found[Field.ID_NUMBER] = place
        elif Field.SEX not in found and _share(cells, _is_sex) >= 0.8:
            found[Field.SEX] = place
        elif not named and _share(cells, _is_name) >= 0.7:
            found[Field.FULL_NAME] = place
            named = NAMES
        elif not {Field.BIRTH, Field.BIRTH_MALE} & set(found) and _share(cells, lambda cell: _is_birth(cell, today)) >= 0.8:
            found[Field.BIRTH] = place
    return found


def _share(cells: Sequence[Cell], fits: "object") -> float:
    assert callable(fits)
    return sum(bool(fits(cell)) for cell in cells) / len(cells)


def _is_id_number(cell: Cell) -> bool:
    return len(read_id_number(cell).number) in {9, 12} and read_id_number(cell).number.isdecimal()


def _is_sex(cell: Cell) -> bool:
    try:
        return read_sex(cell) != "unknown"
    except Bad:
        return False


def _is_name(cell: Cell) -> bool:
    words = text_of(cell).split()
    return 2 <= len(words) <= 6 and all(is_syllable(word) for word in words)


def _is_birth(cell: Cell, today: date) -> bool:
    try:
        day, _ = read_day(cell, today=today, is_birth=True)
    except Bad:
        return False
    return day is not None and 6 <= today.year - day.year <= 100


def remembered(columns: Mapping[str, int], width: int) -> dict[Field, int]:
    """A kept mapping as far as it still fits a sheet of this width."""
    known = {field.value: field for field in Field}
    return {known[name]: place for name, place in columns.items() if name in known and 0 <= place < width}
