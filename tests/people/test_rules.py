"""Names, births and identity numbers as plain values."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.kit.errors import Refused
from hoanhap.people.rules import (
    Likeness,
    Sex,
    Traits,
    Vocabulary,
    age_on,
    birth_problems,
    birth_text,
    check_id_number,
    compare,
    name_key,
    person_code,
    ranges,
    read_line,
    read_name,
    read_search,
    search_row,
    sort_key,
)

TODAY = date(2026, 11, 21)
ACCENTED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
BARE = "aaaaaaaaaaaaaaaaadeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyy"


class TestNames:
    @given(st.text(max_size=40))
    def test_the_key_of_a_name_is_that_of_its_words_joined(self, text: str) -> None:
        bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
        letters = {"đ": "d", "ø": "o", "ł": "l", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
        assert name_key(text) == " ".join(re.findall(r"[a-z0-9]+", "".join(letters.get(c, c) for c in bare)))

    @given(st.text(max_size=20))
    def test_a_line_has_no_characters_that_are_not_seen(self, text: str) -> None:
        line = " ".join(unicodedata.normalize("NFC", text).split())
        if any(unicodedata.category(character).startswith("C") for character in line):
            with pytest.raises(Refused):
                read_line(text, field="x", length=200)
        else:
            assert read_line(text, field="x", length=200) == line

    def test_all_67_accented_letters_lose_their_accents_composed_or_not(self) -> None:
        assert len(ACCENTED) == 67
        for form in ("NFC", "NFD"):
            assert name_key(unicodedata.normalize(form, ACCENTED)) == BARE
            assert name_key(unicodedata.normalize(form, ACCENTED.upper())) == BARE

    @pytest.mark.parametrize(("typed", "kept"), [
        ("  khương   văn tuấn ", "Khương Văn Tuấn"),
        ("ĐẶNG THỊ HƯỜNG", "Đặng Thị Hường"),
        ("Đặng Thị Hường", "Đặng Thị Hường"),
        (unicodedata.normalize("NFD", "Lê Thị Mỹ"), "Lê Thị Mỹ"),
        ("H'Hen Niê", "H'Hen Niê"), ("Y Bhăm Êban", "Y Bhăm Êban"), ("Nguyễn thị Lan", "Nguyễn thị Lan"), ("Søren", "Søren"),
    ])  # fmt: skip
    def test_are_kept_in_one_form(self, typed: str, kept: str) -> None:
        assert read_name(typed) == kept

    @pytest.mark.parametrize(("typed", "code"), [
        ("", "name_missing"), ("   ", "name_missing"), ("Lê Văn 2", "name_digits"), ("Lê Văn ٣", "name_digits"),
        ("Lê\u202eVăn", "name_hidden_characters"), ("Lê\u200b Văn", "name_hidden_characters"), ("Lê\x00Văn", "name_hidden_characters"),
        ("Nguyễn Vаn", "name_mixed_scripts"), ("Иван", "name_other_script"), ("王明", "name_other_script"), ("Lê <b>", "name_signs"),
        ("=Lê", "name_signs"), ("Lê " * 60, "name_too_long"),
    ])  # fmt: skip
    def test_that_are_none_are_refused_with_reason_and_remedy(self, typed: str, code: str) -> None:
        with pytest.raises(Refused) as refused:
            read_name(typed)
        problem = refused.value.problems[0]
        assert (problem.code, problem.field) == (code, "full_name")
        assert problem.remedy

    @given(st.text(alphabet=ACCENTED + ACCENTED.upper() + "bcghklmnpqrstvx ", min_size=1, max_size=60).filter(str.strip))
    def test_key_does_not_depend_on_how_the_name_was_typed(self, name: str) -> None:
        assert name_key(unicodedata.normalize("NFD", name)) == name_key(read_name(name)) == name_key(name.upper())

    def test_sort_by_given_name_in_vietnamese_order(self) -> None:
        ordered = [
            "Trần Thị An", "Lê Văn Ăn", "Lê Văn Ân", "Nguyễn Bình", "Nguyễn Thị Dung", "Lê Dùng", "Lê Dũng", "Lê Đào", "Lê Thị Na", "Lê Ná",
            "Bùi Văn Tuấn", "Lê Ngọc Tuấn", "Lê Văn Tuấn", "Lý Văn Tuấn",
        ]  # fmt: skip
        assert sorted(sorted(ordered), key=sort_key) == ordered

    def test_tones_follow_the_dictionary(self) -> None:
        assert sorted(["mạ", "mã", "má", "mà", "ma", "mả"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]

    def test_marks_what_matched(self) -> None:
        assert ranges("Khương Văn Tuấn", ["khuong", "v"]) == [("Khương", True), (" ", False), ("V", True), ("ăn Tuấn", False)]
        assert "".join(text for text, _ in ranges("H'Hen Niê", ["hen"])) == "H'Hen Niê"

    def test_register_code(self) -> None:
        assert person_code(2026, 4127) == "HN-26-004127"

    def test_search_row_has_every_prefix_and_the_units(self) -> None:
        assert search_row("Vũ Đa", "Bé", 1985, 166, 100001, "Tổ 9, ngõ Trần") == (
            "vu da",
            1985,
            166,
            100001,
            ["b", "be", "d", "da", "v", "vu", "y1985", "c166", "p100001", "@to", "@9", "@ngo", "@tran"],
        )
        assert "y" not in "".join(search_row("Vũ Đa", "", None, 1, 2, "")[4])


class TestBirth:
    def test_age_is_in_full_years(self) -> None:
        assert [age_on(date(1994, 3, 14), day) for day in (date(2026, 3, 13), date(2026, 3, 14))] == [31, 32]
        assert [age_on(date(2008, 2, 29), day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [17, 18]

    def test_impossible_births_are_named(self) -> None:
        assert [problem.code for problem in birth_problems(date(2026, 11, 22), today=TODAY)] == ["birth_in_future"]
        assert [problem.code for problem in birth_problems(date(1905, 11, 20), today=TODAY)] == ["birth_too_long_ago"]
        assert birth_problems(TODAY, today=TODAY) == birth_problems(None, today=TODAY) == []

    def test_only_the_known_part_is_shown(self) -> None:
        day = date(1985, 6, 1)
        assert [birth_text(day, precision) for precision in ("day", "month", "year")] == ["01/06/1985", "06/1985", "1985"]
        assert birth_text(None, "unknown") == ""


class TestIdentityNumber:
    def test_says_province_sex_and_year(self) -> None:
        check = check_id_number("001 085 993 172", sex="male", birth_date=date(1985, 6, 12), today=TODAY)
        assert (check.number, check.province, check.sex, check.year) == ("001085993172", "Hà Nội", Sex.MALE, 1985)
        assert not check.errors
        assert not check.doubts

    @pytest.mark.parametrize(("number", "sex", "year"), [
        ("079099000001", Sex.MALE, 1999),
        ("079199000001", Sex.FEMALE, 1999), ("079204000001", Sex.MALE, 2004), ("079312000001", Sex.FEMALE, 2012),
    ])  # fmt: skip
    def test_fourth_digit_is_century_and_sex(self, number: str, sex: Sex, year: int) -> None:
        check = check_id_number(number, today=TODAY)
        assert (check.sex, check.year) == (sex, year)

    def test_former_provinces_stay_valid(self) -> None:
        assert check_id_number("033085993172", today=TODAY).province == "Hưng Yên"
        assert check_id_number("030085993172", today=TODAY).province == "Hải Dương"

    @pytest.mark.parametrize(("number", "code"), [
        ("00108599317", "number_length"), ("0010859931722", "number_length"), ("00108599317a", "number_length"),
        ("12345678", "number_length"),
        ("001230993172", "number_year_in_future"), ("001485993172", "number_year_in_future"),
    ])  # fmt: skip
    def test_that_cannot_be_is_an_error_with_the_article(self, number: str, code: str) -> None:
        problem = check_id_number(number, today=TODAY).errors[0]
        assert problem.code == code
        assert "Luật Căn cước" in problem.article
        assert "%(" not in str(problem)

    @pytest.mark.parametrize(("number", "codes"), [
        ("999085993172", ["number_province"]), ("001185993172", ["number_sex"]), ("001086993172", ["number_year"]),
        ("999186993172", ["number_province", "number_sex", "number_year"]),
    ])  # fmt: skip
    def test_that_disagrees_is_a_doubt_for_the_officer(self, number: str, codes: list[str]) -> None:
        check = check_id_number(number, sex="male", birth_date=date(1985, 6, 12), today=TODAY)
        assert [problem.code for problem in check.doubts] == codes
        assert not check.errors

    def test_nothing_disagrees_with_what_is_unknown(self) -> None:
        assert not check_id_number("001185993172", sex="unknown", today=TODAY).doubts

    def test_old_numbers_have_nine_digits(self) -> None:
        check = check_id_number("012-345-678", today=TODAY)
        assert check.is_old
        assert check.number == "012345678"
        assert check_id_number("", today=TODAY).number == ""


class TestSearchText:
    @pytest.mark.parametrize(("typed", "expected"), [
        ("khuong v tuan 85", {"tokens": ("khuong", "v", "tuan"), "years": (1985,)}),
        ("Đặng THỊ Hường", {"tokens": ("dang", "thi", "huong")}),
        ("tuan 05", {"tokens": ("tuan",), "years": (2005,)}),
        ("tuan 26", {"tokens": ("tuan",), "years": (1926,)}),
        ("1985", {"years": (1985,), "fragment": "1985"}),
        ("3172", {"fragment": "3172"}),
        ("2077", {"fragment": "2077"}),
        ("001 085 993 172", {"number": "001085993172"}),
        ("012345678", {"number": "012345678"}),
        ("993172", {"fragment": "993172"}),
        ("tuan 12/06/1985", {"tokens": ("tuan",), "years": (1985,), "birth_date": date(1985, 6, 12)}),
        ("tuan 31/02/1985", {"tokens": ("tuan",), "years": (1985,), "birth_date": None}),
        ("HN-26-004127", {"code": "HN-26-004127"}), ("hn26 4127", {"code": "HN-26-004127"}),
        ("c166", {"tokens": ()}), ("<script>", {"tokens": ("script",)}), ("12", {"years": (2012,)}), ("7", {"fragment": "", "years": ()}),
    ])  # fmt: skip
    def test_is_taken_apart(self, typed: str, expected: dict[str, object]) -> None:
        asked = read_search(typed, today=TODAY)
        assert {name: getattr(asked, name) for name in expected} == expected

    @given(st.text(max_size=300))
    def test_whatever_is_typed(self, typed: str) -> None:
        asked = read_search(typed, today=TODAY)
        assert all(token.isascii() and token.isalpha() for token in asked.tokens)
        assert len(asked.tokens) <= 8

    def test_one_typing_error_is_near(self) -> None:
        words = Vocabulary(["tuan", "tuoi", "vui", "vu", "khuong"])
        assert words.near("tuna") == ("tuan",)
        assert words.near("vu") == ("vui",)
        assert words.near("khuongg") == ("khuong",)
        assert words.near("xyz") == ()


class TestLikeness:
    kept = Traits("Khương Văn Tuấn", "male", date(1985, 6, 12), "day", "", 166, "Tổ 9", "Chử Thị Lành")

    def found(self, **changed: object) -> dict[str, Likeness]:
        plain = {field: getattr(self.kept, field) for field in self.kept.__dataclass_fields__}
        return compare(Traits(**{**plain, **changed}), self.kept)

    @pytest.mark.parametrize(("field", "value", "likeness"), [
        ("full_name", "khương văn tuấn", "same"), ("full_name", "Khương Văn Tuân", "near"), ("full_name", "Tuấn Văn Khương", "near"),
        ("full_name", "Khuơng Văn Tuna", "near"), ("full_name", "Khương Văn Hùng", "different"),
        ("birth_date", date(1985, 6, 12), "same"), ("birth_date", date(1985, 12, 6), "near"), ("birth_date", date(1985, 6, 21), "near"),
        ("birth_date", date(1986, 6, 12), "near"), ("birth_date", date(1991, 6, 21), "different"),
        ("sex", "female", "different"), ("sex", "unknown", "missing"), ("contact_name", "", "missing"),
    ])  # fmt: skip
    def test_of_each_field(self, field: str, value: object, likeness: str) -> None:
        assert self.found(**{field: value})[field] == likeness

    def test_of_a_year_with_a_day(self) -> None:
        assert self.found(birth_date=date(1985, 1, 1), birth_precision="year")["birth_date"] is Likeness.NEAR
        assert self.found(birth_date=date(1986, 1, 1), birth_precision="year")["birth_date"] is Likeness.NEAR
        assert self.found(birth_date=None, birth_precision="unknown")["birth_date"] is Likeness.MISSING

    def test_of_numbers(self) -> None:
        one = Traits("A", id_number="001085993172")
        assert compare(one, one)["id_number"] is Likeness.SAME
        assert compare(one, Traits("A", id_number="001085993127"))["id_number"] is Likeness.NEAR
        assert compare(one, Traits("A", id_number="012345678"))["id_number"] is Likeness.MISSING
