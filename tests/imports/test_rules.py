"""How cells, headings and encodings of lists are read: pure, no database."""

import unicodedata
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.imports.files.writing import TEMPLATE
from hoanhap.imports.rules import (
    Bad,
    Encoding,
    Field,
    ListKind,
    PlaceFound,
    Setting,
    Verdict,
    detect,
    field_of_heading,
    find_table,
    from_unicode,
    guess,
    is_outside_table,
    is_syllable,
    place_text,
    read_day,
    read_id_number,
    read_row,
    read_sex,
    read_substances,
    reason_of,
    split_address,
    to_unicode,
    verdict_of,
)
from hoanhap.imports.rules.checking import Weight

TODAY = date(2026, 11, 22)
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = [
    letter
    for base in "aăâeêioôơuưy"
    for tone in TONES
    if not (letter := unicodedata.normalize("NFC", base + tone)).isascii()
] + ["đ"]  # fmt: skip
SYLLABLES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Thị",
    "Văn",
    "Đức",
    "Quỳnh",
    "Thắng",
    "Hường",
    "Nghĩa",
    "Tuấn",
    "Bảo",
    "Khuê",
    "Oanh",
]


def test_there_are_67_accented_letters() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 67


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back(encoding: Encoding, letter: str) -> None:
    stored = from_unicode(letter, encoding)
    assert stored != letter or letter in "íìóòúùéèýãõâêôñ" or encoding is Encoding.VNI
    assert all(ord(character) < 256 for character in stored), "one byte each"
    assert to_unicode(stored, encoding) == letter
    capital = letter.upper()
    back = to_unicode(from_unicode(capital, encoding), encoding)
    assert back == (capital if encoding is Encoding.VNI or letter in "ăâêôơưđ" else letter)


@pytest.mark.parametrize(
    ("stored", "encoding"),
    [("NguyÔn ThÞ H­êng, ph­êng NghÜa §«", Encoding.TCVN3), ("Nguyeãn Thò Höôøng, phöôøng Nghóa Ñoâ", Encoding.VNI)],
)
def test_real_old_text(stored: str, encoding: Encoding) -> None:
    assert detect([stored]) is encoding
    assert to_unicode(stored, encoding) == "Nguyễn Thị Hường, phường Nghĩa Đô"


@given(st.lists(st.sampled_from(SYLLABLES), min_size=3, max_size=40), st.sampled_from(Encoding))
def test_encoded_text_is_recognised_and_comes_back(words: list[str], encoding: Encoding) -> None:
    text = " ".join(words)
    stored = from_unicode(text, encoding)
    assert to_unicode(stored, encoding).lower() == text.lower()
    accented = {letter for word in words for letter in word.lower() if not letter.isascii()}
    if len({word for word in words if not word.isascii()}) >= 3 and len(accented) >= 8:  # three short words can be good in two encodings
        found = detect([stored])
        assert to_unicode(stored, found).lower() == text.lower()


@given(st.text(alphabet=[*LETTERS, *(letter.upper() for letter in LETTERS), *"abcdeghiklmnopqrstuvxy ABC0123456789,./-"]))
def test_vni_comes_back_whatever_it_says(text: str) -> None:
    assert to_unicode(from_unicode(text, Encoding.VNI), Encoding.VNI) == text


@given(st.text())
def test_unicode_of_any_composition_is_composed(text: str) -> None:
    assert to_unicode(unicodedata.normalize("NFD", text), Encoding.UNICODE) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=60))
def test_any_text_is_detected_and_decoded_without_error(text: str) -> None:
    for encoding in Encoding:
        to_unicode(text, encoding)
    assert detect([text]) in Encoding


def test_syllables() -> None:
    assert all(is_syllable(word) for word in ["Nguyễn", "Thuý", "Thúy", "Hòa", "hoà", "Quỳnh", "Nghiêng", "Ý", "uyên", "khuỷu", "Gì"])
    assert not any(is_syllable(word) for word in ["NguyÔn", "V¨n", "Vaên", "Tuaán", "abc", "xyz", "Nguyeãn"])


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("01/8/ 2021", date(2021, 8, 1), "day"),
        ("1-8-85", date(1985, 8, 1), "day"),
        ("1.8.1985", date(1985, 8, 1), "day"),
        ("01 08 1985", date(1985, 8, 1), "day"),
        ("01081985", date(1985, 8, 1), "day"),
        (1081985, date(1985, 8, 1), "day"),
        ("'01/08/1985", date(1985, 8, 1), "day"),
        ("ngày 1 tháng 8 năm 1985", date(1985, 8, 1), "day"),
        ("Sinh năm 1985", date(1985, 1, 1), "year"),
        ("1985-08-01", date(1985, 8, 1), "day"),
        ("1985-08-01 00:00:00", date(1985, 8, 1), "day"),
        ("1/8/1985 07:30", date(1985, 8, 1), "day"),
        ("1985", date(1985, 1, 1), "year"),
        (1985, date(1985, 1, 1), "year"),
        (1985.0, date(1985, 1, 1), "year"),
        ("85", date(1985, 1, 1), "year"),
        (31260, date(1985, 8, 1), "day"),
        (31260.5, date(1985, 8, 1), "day"),
        ("31260", date(1985, 8, 1), "day"),
        (date(1985, 8, 1), date(1985, 8, 1), "day"),
        (datetime(1985, 8, 1, 9, 30), date(1985, 8, 1), "day"),
        ("08/1985", date(1985, 8, 1), "month"),
        ("00/08/1985", date(1985, 8, 1), "month"),
        ("00/00/1985", date(1985, 1, 1), "year"),
        ("5/2/08", date(2008, 2, 5), "day"),
        ("5/2/24", date(1924, 2, 5), "day"),
        ("", None, "unknown"),
        (None, None, "unknown"),
        ("không rõ", None, "unknown"),
    ],
)
def test_births_in_every_usual_way(cell: Any, day: date | None, precision: str) -> None:
    assert read_day(cell, today=TODAY, is_birth=True) == (day, precision)


def test_an_event_of_two_digits_is_of_this_century() -> None:
    assert read_day("5/2/24", today=TODAY) == (date(2024, 2, 5), "day")


@pytest.mark.parametrize("cell", ["31/02/1990", "1/13/1990", "abc", "2/8", "1/2/3/4", 5, 99999999.0, "32", "x1"])
def test_days_that_cannot_be(cell: Any) -> None:
    if cell in {"32"}:
        assert read_day(cell, today=TODAY, is_birth=True)[0] == date(1932, 1, 1)
        return
    with pytest.raises(Bad):
        read_day(cell, today=TODAY, is_birth=True)


@given(st.one_of(st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**12), 10**12), st.booleans()))
def test_no_cell_breaks_a_reader(cell: Any) -> None:
    for read in (lambda c: read_day(c, today=TODAY), read_sex):
        try:
            read(cell)
        except Bad as bad:
            bad.message % {"typed": bad.typed}
    read_id_number(cell)


@given(
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.sampled_from(["{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", "{y}-{m:02}-{d:02}", "{d:02}{m:02}{y}"]),
)
def test_a_written_day_is_read_back(day: date, pattern: str) -> None:
    assert read_day(pattern.format(d=day.day, m=day.month, y=day.year), today=TODAY, is_birth=True) == (day, "day")


@pytest.mark.parametrize(
    ("cell", "number", "restored", "is_lost"),
    [
        ("001085012345", "001085012345", 0, False),
        ("001 085 012 345", "001085012345", 0, False),
        ("CCCD: 001085012345", "001085012345", 0, False),
        (1085012345, "001085012345", 2, False),
        (31085012345.0, "031085012345", 1, False),
        (12345678, "012345678", 1, False),
        ("012345678", "012345678", 0, False),
        ("1.08E+10", "", 0, True),
        ("1,08501E+11", "", 0, True),
        ("", "", 0, False),
        ("không", "", 0, False),
        ("12", "12", 0, False),
    ],
)
def test_identity_numbers_that_a_spreadsheet_spoiled(cell: Any, number: str, restored: int, is_lost: bool) -> None:
    found = read_id_number(cell)
    assert (found.number, found.restored, found.is_lost) == (number, restored, is_lost)


def test_addresses() -> None:
    assert split_address("Số 5, tổ 9, phường Quan Hoa, quận Cầu Giấy") == ("Số 5, tổ 9", "phường Quan Hoa, quận Cầu Giấy")
    assert split_address("P. Quan Hoa, Q. Cầu Giấy") == ("", "P. Quan Hoa, Q. Cầu Giấy")
    assert split_address("12 ngõ 5 Xã Đàn") == ("12 ngõ 5 Xã Đàn", "")


def test_substances_in_the_words_of_lists() -> None:
    assert read_substances("Heroin") == ["opiate"]
    assert read_substances("hồng phiến, thuốc lắc") == ["mdma", "methamphetamine"]
    assert read_substances("Ketamine") == ["ketamine"]
    assert read_substances("chất lạ") == ["other"]
    assert read_substances("") == []


def test_every_heading_of_the_template_is_understood_and_none_twice() -> None:
    found = [field_of_heading(heading) for heading, _ in TEMPLATE if heading != "STT"]
    assert None not in found
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Họ và tên", Field.FULL_NAME), ("HỌ TÊN", Field.FULL_NAME), ("Họ, chữ đệm và tên", Field.FULL_NAME), ("Tên", Field.GIVEN_NAME),
        ("Họ và tên đệm", Field.FAMILY_NAME), ("Ngày, tháng, năm sinh", Field.BIRTH), ("NS / Nữ", None),
        ("Năm sinh / Nữ", Field.BIRTH_FEMALE),
        ("Số CMND/CCCD", Field.ID_NUMBER), ("Nơi ĐKTT", Field.PERMANENT), ("HKTT", Field.PERMANENT), ("Chỗ ở hiện nay", Field.ADDRESS),
        ("Ghi chú", None), ("STT", None), ("Họ tên cha", Field.CONTACT_NAME), ("Tên gọi khác", Field.OTHER_NAME),
        ("Phường/xã", Field.COMMUNE),
        ("Quận/huyện", Field.DISTRICT), ("Số QĐ", Field.DECISION_NUMBER), ("Ngày ra quyết định", Field.DECIDED_ON),
        ("Ngày phát hiện", Field.DETECTED_ON), ("Kết quả xét nghiệm", Field.RESULT_ON), ("Dân tộc", Field.ETHNICITY),
    ],
)  # fmt: skip
def test_headings_as_communes_write_them(heading: str, field: Field | None) -> None:
    assert field_of_heading(heading) is field


GRID = [
    ["CÔNG AN PHƯỜNG CẦU GIẤY"] * 6,
    ["DANH SÁCH NGƯỜI SỬ DỤNG TRÁI PHÉP CHẤT MA TÚY, năm 2026"] * 6,
    ["", "", "", "", "", ""],
    ["STT", "Họ và tên", "Năm sinh", "Năm sinh", "Số CCCD", "Chỗ ở hiện nay"],
    ["STT", "Họ và tên", "Nam", "Nữ", "Số CCCD", "Chỗ ở hiện nay"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ["01", "TRẦN VĂN MẠNH", "1985", "", "", "Tổ 9"],
    ["02", "TRẦN THỊ HOA", "", "1990", "", "Tổ 9"],
]


def test_titles_merged_and_numbered_headings_are_no_people() -> None:
    table = find_table(GRID)
    assert table is not None
    assert (table.header_row, table.first_row) == (3, 6)
    assert table.headings[2:4] == ("Năm sinh / Nam", "Năm sinh / Nữ")
    columns = guess(table, GRID, today=TODAY)
    setting = Setting(ListKind.TESTED, columns, 166, TODAY, ground_on=date(2026, 11, 1))
    found = [read_row(row, setting).registration for row in GRID[6:]]
    assert [(one.full_name, one.sex, one.birth_date) for one in found] == [
        ("Trần Văn Mạnh", "male", date(1985, 1, 1)),
        ("Trần Thị Hoa", "female", date(1990, 1, 1)),
    ]


def test_columns_without_telling_headings_are_known_by_content() -> None:
    grid = [
        ["TT", "Họ tên", "Năm sinh", "Mục A", "Mục B"],
        ["1", "Trần Văn Mạnh", "1985", "001085012345", "Nam"],
        ["2", "Trần Thị Hoa", "1990", "001190012345", "Nữ"],
    ]
    table = find_table(grid)
    assert table is not None
    assert guess(table, grid, today=TODAY) == {Field.FULL_NAME: 1, Field.BIRTH: 2, Field.ID_NUMBER: 3, Field.SEX: 4}


def test_a_sheet_without_headings_has_no_table() -> None:
    assert find_table([["1", "Trần Văn Mạnh", "1985"], ["2", "Trần Thị Hoa", "1990"]]) is None
    assert find_table([]) is None


COLUMNS = {
    Field.FULL_NAME: 0, Field.BIRTH: 1, Field.SEX: 2, Field.ID_NUMBER: 3, Field.ADDRESS: 4, Field.RESULT_ON: 5, Field.FAMILY_NAME: 6,
    Field.GIVEN_NAME: 7, Field.ETHNICITY: 8,
}  # fmt: skip


def judged(*cells: Any, kind: ListKind = ListKind.TESTED, **setting: Any) -> tuple[Verdict, set[str]]:
    row = [*cells, *[""] * (9 - len(cells))]
    found = read_row(row, Setting(kind, COLUMNS, 166, TODAY, **setting))
    return verdict_of(found.reasons), {reason.problem.code for reason in found.reasons}


GOOD = ("Trần Văn Mạnh", "1985", "Nam", "", "Tổ 9", "12/11/2026")


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ({}, Verdict.GOOD, None),
        ({0: ""}, Verdict.BAD, "name_missing"),
        ({0: "Nguyễn Văn 7"}, Verdict.BAD, "name_digits"),
        ({0: "Nguyễn Văn Аn"}, Verdict.BAD, "name_mixed_scripts"),
        ({0: "Nguyễn\u202e Văn"}, Verdict.BAD, "name_hidden_characters"),
        ({0: "Trần " * 60}, Verdict.BAD, "name_too_long"),
        ({1: ""}, Verdict.BAD, "too_little"),
        ({1: "2030"}, Verdict.BAD, "birth_in_future"),
        ({1: "1850"}, Verdict.BAD, "birth_too_long_ago"),
        ({1: "31/02/1990"}, Verdict.BAD, "cell_unreadable"),
        ({2: "3"}, Verdict.BAD, "cell_unreadable"),
        ({3: "123"}, Verdict.BAD, "number_length"),
        ({3: "1.08E+10"}, Verdict.DOUBTFUL, "number_lost"),
        ({3: 1085012345}, Verdict.DOUBTFUL, "number_zero_restored"),
        ({3: "001185012345"}, Verdict.DOUBTFUL, "number_sex"),
        ({3: "001090012345"}, Verdict.DOUBTFUL, "number_year"),
        ({3: "000085012345"}, Verdict.DOUBTFUL, "number_province"),
        ({4: "Tổ 9, xã Không Có"}, Verdict.BAD, "place_unknown"),
        ({5: ""}, Verdict.BAD, "no_ground"),
        ({5: "11/2026"}, Verdict.BAD, "day_incomplete"),
        ({5: "12/12/2026"}, Verdict.BAD, "day_in_future"),
        ({1: "1990", 5: "12/11/1985"}, Verdict.BAD, "before_birth"),
        ({8: "Người Sao Hỏa"}, Verdict.GOOD, "ethnicity_unknown"),
    ],
)
def test_each_reason(changes: dict[int, Any], verdict: Verdict, code: str | None) -> None:
    row = [*GOOD, "", "", ""]
    for place, cell in changes.items():
        row[place] = cell
    found, codes = judged(*row)
    assert found is verdict, codes
    assert code is None or code in codes


def test_names_in_two_columns_are_one_name() -> None:
    row = ["", *GOOD[1:], "Trần Văn", "Mạnh", ""]
    assert read_row(row, Setting(ListKind.TESTED, COLUMNS, 166, TODAY)).registration.full_name == "Trần Văn Mạnh"


def test_a_decision_list_needs_number_and_day() -> None:
    assert judged(*GOOD, kind=ListKind.COMPULSORY)[1] == {"no_ground", "no_decision_number"}
    assert judged(*GOOD, kind=ListKind.COMPULSORY, ground_on=date(2026, 1, 5), ground_number="3/QĐ-TA") == (Verdict.GOOD, set())


def test_places_are_looked_up_by_the_words_of_the_row() -> None:
    row = [*GOOD[:4], "Số 1, phường Quan Hoa, quận Cầu Giấy", GOOD[5]]
    place = place_text(row, COLUMNS)
    assert place == "phường Quan Hoa, quận Cầu Giấy"
    within = PlaceFound(166, is_within=True, was="Phường Quan Hoa", now="Phường Cầu Giấy")
    assert judged(*row, places={place: within}) == (Verdict.GOOD, {"place_renamed"})
    assert judged(*row, places={place: PlaceFound(160, is_within=False, now="x")}) == (Verdict.BAD, {"commune_outside_scope"})


def test_sums_and_signatures_are_no_rows() -> None:
    assert is_outside_table(["", "", "", "", "Người lập biểu"], COLUMNS)
    assert not is_outside_table(["Trần Văn Mạnh"], COLUMNS)


def test_a_reason_survives_storage() -> None:
    found = read_row(["Trần Văn Mạnh", "abc"], Setting(ListKind.TESTED, COLUMNS, 166, TODAY))
    for reason in found.reasons:
        assert reason_of(reason.plain()) == reason
    assert {reason.weight for reason in found.reasons} == {Weight.BAD}
