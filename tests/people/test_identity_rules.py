"""Identity papers, addresses, relatives, pasts, pictures, lists and names are read and judged before anything is saved."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hoanhap.kit.dates import FOREVER
from hoanhap.kit.errors import Refused
from hoanhap.people.rules import (
    AddressData,
    BackgroundData,
    Bearer,
    PaperData,
    PastMeasureData,
    Registration,
    RelativeData,
    Substance,
    checked,
    checked_address,
    checked_background,
    checked_paper,
    checked_past_measure,
    checked_relative,
    countries,
    ethnic_code,
    ethnic_code_from_1979,
    ethnic_groups,
    name_key,
    needs_representative,
    overlap,
    read_line,
    read_name,
    read_names,
    read_phone,
    sort_key,
    street_names,
    substance_called,
)
from hoanhap.people.rules.health import HealthData, checked_health
from hoanhap.people.rules.photos import MOST_BYTES, SIZE, small_photo

TODAY = date(2026, 11, 22)
MAN = Bearer("male", date(1985, 6, 12))
ACCENTED = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
"""The 67 letters that Vietnamese adds to the 26 of the Latin alphabet (lower case)."""


class TestNames:
    def test_there_are_67_accented_letters(self) -> None:
        assert len(set(ACCENTED)) == 67

    @pytest.mark.parametrize("letter", ACCENTED + ACCENTED.upper())
    def test_each_is_kept_composed_and_found_without_accent(self, letter: str) -> None:
        name = f"Lê {letter.upper()}n"
        decomposed = unicodedata.normalize("NFD", name)
        assert read_name(name) == read_name(decomposed) == unicodedata.normalize("NFC", name)
        assert name_key(decomposed) == name_key(name)
        assert name_key(name).isascii()

    @given(st.lists(st.text(st.sampled_from("abcdeghiklmnopqrstuvxy" + ACCENTED), min_size=1, max_size=7), min_size=1, max_size=6))
    def test_spelling_of_the_bytes_never_matters(self, words: list[str]) -> None:
        name = " ".join(words)
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            typed = unicodedata.normalize(form, f"  {name.replace(' ', '   ')} ")
            assert read_name(typed) == read_name(name)
            assert name_key(typed) == name_key(name)
            assert sort_key(read_name(typed)) == sort_key(read_name(name))
        assert read_name(read_name(name)) == read_name(name)

    @pytest.mark.parametrize(("typed", "code"), [
        ("Lê Văn 2", "name_digits"), ("Lê Vаn", "name_mixed_scripts"), ("Лев", "name_other_script"),
        ("Lê \u202eVăn", "name_hidden_characters"),
        ("Lê\u200bVăn", "name_hidden_characters"), ("L" * 300, "name_too_long"), ("Lê <b>", "name_signs"), (" ", "name_missing"),
    ])  # fmt: skip
    def test_what_is_no_name_is_refused(self, typed: str, code: str) -> None:
        with pytest.raises(Refused) as refused:
            read_name(typed)
        assert refused.value.problems[0].code == code

    def test_other_names_are_read_one_by_one(self) -> None:
        assert read_names("tuấn đen ; Bảy  Lùn;;tuấn đen") == "Tuấn Đen; Bảy Lùn"
        assert read_names("") == ""
        with pytest.raises(Refused, match="chữ số"):
            read_names("Tuấn Đen; Tuấn 3")


class TestRegistration:
    def test_texts_and_codes_are_checked(self) -> None:
        data = Registration(
            "Lê Na", 1, religion=" Phật  giáo ", phone="0912 345.678", nationality="LA", ethnicity="08", workplace="Chợ\u202e"
        )
        clean, problems = checked(data, today=TODAY)
        assert (clean.religion, clean.phone) == ("Phật giáo", "0912345678")
        assert [(problem.code, problem.field) for problem in problems] == [("hidden_characters", "workplace")]
        _, problems = checked(replace(data, workplace="", nationality="XX", ethnicity="77", phone="09a", religion="x" * 61), today=TODAY)
        assert {(problem.code, problem.field) for problem in problems} == {
            ("unknown_code", "nationality"), ("unknown_code", "ethnicity"), ("phone_shape", "phone"), ("too_long", "religion"),
        }  # fmt: skip

    def test_the_reason_of_a_doubtful_number_is_kept_only_while_there_is_a_doubt(self) -> None:
        data = Registration("Lê Na", 1, sex="female", id_number="001085993172", number_confirmed=True, number_reason="Đã xem thẻ")
        assert checked(data, today=TODAY)[0].number_reason == "Đã xem thẻ"
        assert checked(replace(data, sex="male"), today=TODAY)[0].number_reason == ""

    @pytest.mark.parametrize(("typed", "kept"), [("+84 912-345-678", "+84912345678"), ("", ""), ("０９１２３４５６７８", "0912345678")])
    def test_phones(self, typed: str, kept: str) -> None:
        assert read_phone(typed) == kept

    def test_lines(self) -> None:
        assert read_line(unicodedata.normalize("NFD", " Tổ   9 "), field="line", length=10) == "Tổ 9"


class TestLists:
    def test_54_groups_with_codes_both_ways(self) -> None:
        assert list(ethnic_groups()) == [f"{number:02}" for number in range(1, 55)]
        assert [ethnic_groups()[code] for code in ("01", "04", "05", "06", "08")] == ["Kinh", "Mường", "Khơ-me", "Hoa", "Mông"]
        assert [ethnic_groups()[ethnic_code_from_1979(code)] for code in ("04", "05", "6", "11")] == ["Hoa", "Khơ-me", "Mường", "Ngái"]
        assert {ethnic_code_from_1979(f"{number:02}") for number in range(1, 55)} == set(ethnic_groups())
        assert ethnic_code_from_1979("55") == ""
        with pytest.raises(KeyError):
            ethnic_code_from_1979("56")

    @pytest.mark.parametrize(
        ("typed", "code"), [("e de", "11"), ("Ê-Đê", "11"), ("ÊĐÊ", "11"), ("7", "07"), ("Kinh", "01"), ("Xyz", ""), ("99", ""), ("", "")]
    )
    def test_a_group_is_found_by_name_or_code(self, typed: str, code: str) -> None:
        assert ethnic_code(typed) == code

    def test_countries(self) -> None:
        assert len(countries()) == 249
        assert next(iter(countries())) == "VN"
        assert (countries()["LA"], countries("en")["VN"]) == ("Lào", "Vietnam")

    @pytest.mark.parametrize(("typed", "group"), [
        ("ma túy đá", "methamphetamine"), ("Hàng đá", "methamphetamine"), ("thuoc lac", "mdma"), ("cỏ Mỹ", "other"), ("tem giấy", "other"),
        ("bùa lưỡi", "other"), ("bóng cười", "other"), ("Khat", "other"), ("bồ đà", "cannabis"), (" KẸO ", "mdma"),
    ])  # fmt: skip
    def test_street_names(self, typed: str, group: str) -> None:
        found = substance_called(typed)
        assert found is not None
        assert found.substance is Substance(group)
        assert found.means or found.substance is not Substance.OTHER

    def test_a_street_name_means_one_thing(self) -> None:
        words = [name.word.lower() for name in street_names()]
        assert len(set(words)) == len(words)
        assert substance_called("kèo") is None
        assert substance_called("") is None


def paper(kind: str = "citizen_card", number: str = "001085993172", **fields: object) -> PaperData:
    return PaperData(kind, number, **fields)  # type: ignore[arg-type]


class TestPapers:
    @pytest.mark.parametrize(("kind", "typed", "kept"), [
        ("citizen_card", "001 085 993 172", "001085993172"), ("old_card", "011.234.567", "011234567"),
        ("passport", "p01234567", "P01234567"),
        ("birth_certificate", "12/2010", "12/2010"), ("other", "ab-1", "AB-1"), ("certificate", "001085993172", "001085993172"),
    ])  # fmt: skip
    def test_numbers_are_kept_as_the_kind_writes_them(self, kind: str, typed: str, kept: str) -> None:
        data, wrong, doubts = checked_paper(paper(kind, typed), MAN, today=TODAY)
        assert (data.number, wrong, doubts) == (kept, [], [])

    @pytest.mark.parametrize(("data", "code"), [
        (paper("citizen_card", "011234567"), "paper_number_length"), (paper("old_card"), "paper_number_length"),
        (paper("identity_card", "12"), "number_length"), (paper("identity_card", "001299993172"), "number_year_in_future"),
        (paper("passport", "P1"), "paper_number_shape"), (paper("passport", "АБВГД123"), "paper_number_shape"),
        (paper("other", "a<b>1"), "paper_number_shape"),
        (paper(issued_on=TODAY + timedelta(days=1)), "future"), (paper(issued_on=date(1980, 1, 1)), "issued_before_birth"),
        (paper(issued_on=date(2021, 1, 2), expires_on=date(2021, 1, 1)), "disorder"), (paper(issued_by="Cục\u202e"), "hidden_characters"),
    ])  # fmt: skip
    def test_what_cannot_be_is_refused(self, data: PaperData, code: str) -> None:
        assert [problem.code for problem in checked_paper(data, MAN, today=TODAY)[1]] == [code]

    @pytest.mark.parametrize(
        ("number", "code"), [("001185993172", "number_sex"), ("001090993172", "number_year"), ("999085993172", "number_province")]
    )
    def test_another_sex_year_or_province_is_a_doubt_that_a_reason_settles(self, number: str, code: str) -> None:
        data = paper(number=number)
        _, wrong, doubts = checked_paper(data, MAN, today=TODAY)
        assert (wrong, [problem.code for problem in doubts]) == ([], [code])
        assert checked_paper(replace(data, doubt_reason="Thẻ ghi đúng số này."), MAN, today=TODAY)[1:] == ([], [])


class TestAddresses:
    def test_the_ground_decides_whether_it_is_stable(self) -> None:
        for ground, stable in (
            ("registered", True),
            ("confirmed_30_days", True),
            ("under_30_days", False),
            ("untraceable", False),
            ("", None),
        ):
            assert AddressData("actual", 1, ground=ground).is_stable is stable

    @pytest.mark.parametrize(("fields", "codes"), [
        ({}, []), ({"since": date(2026, 1, 1), "ground": "registered", "verified_on": date(2026, 2, 1)}, []),
        ({"since": TODAY + timedelta(days=1)}, ["future"]), ({"since": date(2026, 5, 1), "until": date(2026, 5, 1)}, ["disorder"]),
        ({"until": TODAY + timedelta(days=1)}, ["future"]), ({"since": date(1980, 1, 1)}, ["disorder"]),
        ({"verified_on": TODAY}, ["ground_missing"]), ({"ground": "registered"}, ["verified_missing"]),
        ({"kind": "permanent", "ground": "registered", "verified_on": TODAY}, ["ground_of_actual"]),
        ({"since": date(2026, 11, 1), "ground": "confirmed_30_days", "verified_on": date(2026, 11, 30)}, ["future", "days_at_place"]),
        ({"since": date(2026, 10, 1), "ground": "confirmed_30_days", "verified_on": date(2026, 10, 30)}, ["days_at_place"]),
        ({"since": date(2026, 10, 1), "ground": "confirmed_30_days", "verified_on": date(2026, 10, 31)}, []),
        ({"since": date(2026, 10, 1), "ground": "under_30_days", "verified_on": date(2026, 10, 31)}, ["days_at_place"]),
        ({"since": date(2026, 10, 1), "ground": "registered", "verified_on": date(2026, 9, 1)}, ["disorder"]),
    ])  # fmt: skip
    def test_days_and_grounds_must_fit(self, fields: dict[str, object], codes: list[str]) -> None:
        data = AddressData(**{"kind": "actual", "unit_id": 1} | fields)  # type: ignore[arg-type]
        assert [problem.code for problem in checked_address(data, [], birth_date=MAN.birth_date, today=TODAY)[1]] == codes

    @given(*[st.tuples(st.none() | st.dates(), st.dates()) for _ in range(2)])
    def test_times_overlap_when_they_share_a_day(self, one: tuple[date | None, date], other: tuple[date | None, date]) -> None:
        first, second = (one[0] or date.min), (other[0] or date.min)
        shared = max(first, second) < min(one[1], other[1])
        if first < one[1] and second < other[1]:
            assert overlap(one, other) is overlap(other, one) is shared

    def test_an_overlap_is_refused(self) -> None:
        data = AddressData("permanent", 1, since=date(2020, 1, 1))
        refused = checked_address(data, [(date(2019, 1, 1), FOREVER)], birth_date=None, today=TODAY)[1]
        assert [problem.code for problem in refused] == ["address_overlap"]
        assert checked_address(data, [(None, date(2020, 1, 1))], birth_date=None, today=TODAY)[1] == []


class TestFamily:
    @pytest.mark.parametrize(("birth", "precision", "on", "needed"), [
        (date(2010, 11, 22), "day", date(2022, 11, 21), False), (date(2010, 11, 22), "day", date(2022, 11, 22), True),
        (date(2010, 11, 22), "day", date(2028, 11, 21), True), (date(2010, 11, 22), "day", date(2028, 11, 22), False),
        (date(2010, 1, 1), "year", date(2028, 12, 30), True), (date(2010, 1, 1), "year", date(2028, 12, 31), False),
        (date(2010, 2, 1), "month", date(2028, 2, 27), True), (date(2010, 2, 1), "month", date(2028, 2, 28), False),
        (date(2010, 12, 1), "month", date(2028, 12, 30), True), (date(2010, 12, 1), "month", date(2028, 12, 31), False),
        (None, "unknown", TODAY, False),
    ])  # fmt: skip
    def test_somebody_must_stand_for_those_of_12_to_under_18(self, birth: date | None, precision: str, on: date, needed: bool) -> None:
        assert needs_representative(birth, precision, on=on) is needed

    @pytest.mark.parametrize(("fields", "codes"), [
        ({}, []), ({"stands_for": True}, []), ({"stands_for": True, "relation": "spouse"}, ["cannot_stand_for"]),
        ({"stands_for": True, "birth_year": 2010}, ["representative_is_minor"]), ({"full_name": "Mẹ 2"}, ["name_digits"]),
        ({"phone": "hôm nay"}, ["phone_shape"]), ({"birth_year": 1850}, ["birth_too_long_ago"]),
        ({"since": TODAY + timedelta(days=1)}, ["future"]),
        ({"since": date(2026, 1, 2), "until": date(2026, 1, 1)}, ["disorder"]), ({"occupation": "x\u200b"}, ["hidden_characters"]),
    ])  # fmt: skip
    def test_what_is_wrong_with_a_relative(self, fields: dict[str, object], codes: list[str]) -> None:
        data = RelativeData(**{"relation": "mother", "full_name": "Chử Thị Lành"} | fields)  # type: ignore[arg-type]
        assert [problem.code for problem in checked_relative(data, today=TODAY)[1]] == codes


class TestPast:
    @pytest.mark.parametrize(("fields", "codes"), [
        ({}, []), ({"first_use": date(1985, 1, 1), "first_use_precision": "year"}, []),
        ({"first_use": date(1984, 1, 1), "first_use_precision": "year"}, ["disorder"]),
        ({"first_use": date(2027, 1, 1), "first_use_precision": "year"}, ["future"]),
        ({"first_use": date(2020, 1, 1), "first_use_precision": "year", "first_detected_on": date(2019, 1, 1)}, ["disorder"]),
        ({"criminal_record": "x" * 401}, ["too_long"]),
    ])  # fmt: skip
    def test_first_use_lies_between_birth_and_today(self, fields: dict[str, object], codes: list[str]) -> None:
        data = BackgroundData(**fields)  # type: ignore[arg-type]
        assert [problem.code for problem in checked_background(data, birth_date=MAN.birth_date, today=TODAY)[1]] == codes

    def test_past_measures_lie_in_the_past(self) -> None:
        data = PastMeasureData("voluntary", " Nhà ", date(2020, 1, 1), date(2019, 1, 1))
        clean, wrong = checked_past_measure(data, birth_date=None, today=TODAY)
        assert (clean.place, [problem.code for problem in wrong]) == ("Nhà", ["disorder"])
        wrong = checked_past_measure(PastMeasureData("voluntary", "", date(2027, 1, 1), date(2027, 2, 1)), birth_date=None, today=TODAY)[1]
        assert [problem.code for problem in wrong] == ["future", "future"]

    def test_a_health_sheet_survives_its_plain_form(self) -> None:
        sheet = HealthData(
            ("hiv", "liver"), "gan B", weight_kg=Decimal("56.5"), pulse=72, pressure_high=120, pressure_low=80, needs_support=True
        )
        assert HealthData.from_plain({**sheet.plain(), "of_another_version": 1}, needs_support=True) == sheet
        assert "needs_support" not in sheet.plain()

    def test_blood_pressure_has_two_numbers_in_order(self) -> None:
        assert [problem.code for problem in checked_health(HealthData(pressure_high=120))[1]] == ["pressure_half"]
        assert [problem.code for problem in checked_health(HealthData(pressure_high=80, pressure_low=120))[1]] == ["pressure_order"]
        with pytest.raises(ValueError, match="flu"):
            checked_health(HealthData(("flu",)))


def picture(size: tuple[int, int] = (1200, 900), kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **options)
    return out.getvalue()


class TestPhotos:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_become_small_plain_jpegs(self, kind: str) -> None:
        with Image.open(BytesIO(small_photo(picture(kind=kind)))) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
            assert image.width <= SIZE[0]
            assert image.height <= SIZE[1]

    def test_lose_what_the_camera_wrote_and_stand_upright(self) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "Máy ảnh"  # turned by 90 degrees; the maker
        exif.get_ifd(0x8825)[1] = "N"
        with Image.open(BytesIO(small_photo(picture((800, 400), exif=exif)))) as image:
            assert dict(image.getexif()) == {}
            assert image.height == 2 * image.width
        assert "Máy ảnh".encode() not in small_photo(picture(exif=exif))

    def test_see_through_parts_are_white(self) -> None:
        out = BytesIO()
        Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
        with Image.open(BytesIO(small_photo(out.getvalue()))) as image:
            assert image.getextrema() == ((255, 255), (255, 255), (255, 255))

    @pytest.mark.parametrize(("data", "code"), [
        (b"", "photo_empty"), (b"x" * (MOST_BYTES + 1), "photo_too_big"), (b"GIF89a" + b"\0" * 50, "photo_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_unreadable"), (picture()[:200], "photo_unreadable"),
        (picture(kind="BMP"), "photo_unreadable"), (picture((9000, 9000), "PNG", "1"), "photo_too_many_pixels"),
        (picture((20000, 20000), "PNG", "1"), "photo_unreadable"),
    ])  # fmt: skip
    def test_bad_ones_are_refused(self, data: bytes, code: str) -> None:
        with pytest.raises(Refused) as refused:
            small_photo(data)
        assert [problem.code for problem in refused.value.problems] == [code]
