"""An officer finds a person from what is at hand, within the scope, and reads why."""

import unicodedata
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from hoanhap.accounts.models import User
from hoanhap.people import queries, services
from hoanhap.people.models import Person
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PEOPLE = [  # name, birth, precision, number, other name
    ("Khương Văn Tuấn", date(1985, 6, 12), "day", "001085993172", ""),
    ("Khương Viết Tuân", date(1985, 2, 3), "day", "", ""),
    ("Khương Văn Tuấn", date(1986, 1, 1), "year", "", ""),
    ("Lý Tuấn Khương", date(1985, 1, 1), "year", "001085441985", ""),
    ("Đặng Thị Hường", date(1990, 4, 30), "day", "001190111222", "Hường Béo"),
    ("Vũ Đức Vui", None, "unknown", "", ""),
]


@pytest.fixture
def officer(cast: Cast) -> User:
    """The officer of Cầu Giấy, with six people."""
    for name, birth, precision, number, other in PEOPLE:
        make.person(
            cast.commune_a, name, birth_date=birth, birth_precision=precision, id_number=number, other_name=other,
            sex="female" if "Thị" in name else "male",
        )  # fmt: skip
    return cast.commune_a


def names(user: User, text: str) -> list[str]:
    return [f"{hit.person.full_name} {hit.person.birth_text[-4:]}".strip() for hit in queries.search(user, text).hits]


HUONG, TUAN, VUI = "Đặng Thị Hường 1990", "Khương Văn Tuấn 1985", "Vũ Đức Vui"


@pytest.mark.parametrize(("typed", "first"), [
    ("Khương Văn Tuấn", TUAN), ("khuong van tuan", TUAN), ("KHUONG VAN TUAN 1985", TUAN), ("tuan van khuong 85", TUAN),
    ("khuong v tuan 85", TUAN),
    ("khuong v tuna 85", TUAN), ("khuongg van tuan 85", TUAN), ("kuong van tuan 85", TUAN), ("khuong van taun 12/06/1985", TUAN),
    ("dang thi huong", HUONG), ("Đặng Thị Hường", HUONG), (unicodedata.normalize("NFD", "đặng thị hường"), HUONG), ("đặng", HUONG),
    ("d h 90", HUONG),
    ("huong beo", HUONG), ("vu duc vu", VUI), ("vu duc vuui", VUI), ("vui", VUI),
    ("001085993172", TUAN), ("001 085 993 172", TUAN), ("993172", TUAN), ("tuan 993172", TUAN), ("9931", TUAN), ("1222", HUONG),
])  # fmt: skip
def test_finds_the_person_first(officer: User, typed: str, first: str) -> None:
    assert names(officer, typed)[:1] == [first]


def test_four_digits_are_a_year_and_a_part_of_a_number(officer: User) -> None:
    assert set(names(officer, "1985")) == {"Khương Văn Tuấn 1985", "Khương Viết Tuân 1985", "Lý Tuấn Khương 1985"}
    assert names(officer, "ly 1985") == ["Lý Tuấn Khương 1985"]
    assert names(officer, "441985") == ["Lý Tuấn Khương 1985"]


def test_a_year_beside_is_shown_when_few_fit(officer: User) -> None:
    hits = queries.search(officer, "khuong van tuan 1987").hits
    assert [hit.person.birth_text for hit in hits] == ["1986"]
    assert "năm sinh lệch 01 năm" in hits[0].why


@pytest.mark.parametrize("typed", ["", "   ", "7", "zzzz", "nguyen thi khong co", "001085993179", "HN-26-999999", "%", "c166", "y1985"])
def test_finds_nobody_where_nobody_fits(officer: User, typed: str) -> None:
    assert names(officer, typed) == []


def test_finds_by_register_code(officer: User) -> None:
    person = Person.objects.get(full_name="Vũ Đức Vui")
    assert names(officer, person.code) == [VUI]
    assert names(officer, person.code.lower().replace("-", "")) == [VUI]


@pytest.mark.parametrize(("typed", "why"), [
    ("khương văn tuấn 1985", "Khớp cả họ tên; khớp năm sinh"),
    ("khuong van tuan 12/06/1985", "Khớp họ tên, khác hoặc không dấu; khớp ngày sinh"),
    ("tuan khuong van 85", "Khớp các chữ, khác thứ tự; khớp năm sinh"), ("khuong v tuan 85", "Khớp họ tên, có chữ viết tắt; khớp năm sinh"),
    ("khuong van tuna 85", "Khớp 2 chữ trong họ tên; gần giống: “Tuấn” thay cho “tuna”; khớp năm sinh"),
    ("001085993172", "Khớp đủ số định danh"), ("993172", "Khớp 6 số cuối số định danh"), ("8599", "Khớp 4 số trong số định danh"),
    ("beo", "Khớp tên gọi khác"),
])  # fmt: skip
def test_says_why(officer: User, typed: str, why: str) -> None:
    assert queries.search(officer, typed).hits[0].why == why


def test_marks_what_matched(officer: User) -> None:
    hit = queries.search(officer, "khuong v tuan 85").hits[0]
    assert hit.name == (("Khương", True), (" ", False), ("V", True), ("ăn ", False), ("Tuấn", True))
    assert hit.birth == (("12/06/", False), ("19", False), ("85", True))


def test_stays_within_the_scope(officer: User, cast: Cast) -> None:
    for name, user in cast:
        sees = name in {"commune_a", "chief_a", "committee_a", "province", "auditor"}
        for typed in ("khuong van tuan 85", "001085993172", "993172", "1985"):
            assert bool(names(user, typed)) is sees, (name, typed)


class TestElsewhere:
    @pytest.mark.parametrize(
        ("typed", "count"),
        [
            ("001085993172", 1),
            ("khuong van tuan", 2),
            ("khuong tuan 85", 3),
            ("khuong", 0),
            ("khuong tuan", 0),
            ("1985", 0),
            ("993172", 0),
            ("k v t 85", 0),
        ],
    )
    def test_says_that_there_is_one_but_not_who(self, officer: User, cast: Cast, typed: str, count: int) -> None:
        found = queries.search(cast.elsewhere, typed)
        assert found.hits == ()
        assert found.elsewhere_count == count
        assert found.elsewhere == ("Hà Nội" if count else "")

    def test_is_said_only_to_who_may_register(self, officer: User, cast: Cast) -> None:
        for user in (cast.other_province, cast.committee_a, cast.auditor, cast.nobody):
            assert queries.search(user, "001085993172").elsewhere_count == 0

    def test_does_not_count_the_own_scope(self, officer: User) -> None:
        assert queries.search(officer, "khuong van tuan").elsewhere_count == 0


def test_many_hits_are_cut_and_said(cast: Cast) -> None:
    for number in range(23):
        make.person(cast.commune_a, "Nguyễn Văn An", birth_date=date(1970 + number, 1, 1))
    found = queries.search(cast.commune_a, "nguyen van an")
    assert (len(found.hits), found.has_more, found.is_capped) == (20, True, False)


def test_new_words_are_known_to_the_next_search(cast: Cast) -> None:
    make.person(cast.commune_a, "Ma Seo Phừ")
    assert names(cast.commune_a, "ma seo phu") == ["Ma Seo Phừ 1985"]
    make.person(cast.commune_a, "Giàng A Chớ")
    assert names(cast.commune_a, "giang a cho") == ["Giàng A Chớ 1985"]
    assert names(cast.commune_a, "giangg a cho") == ["Giàng A Chớ 1985"]


@pytest.mark.parametrize(("typed", "count"), [("001085993172", 5), ("khuong van tuan 85", 14), ("dang thi huongg", 7)])
def test_costs_few_queries(officer: User, django_assert_max_num_queries: DjangoAssertNumQueries, typed: str, count: int) -> None:
    user = User.objects.get(pk=officer.pk)
    with django_assert_max_num_queries(count):
        queries.search(user, typed)


class TestAddress:
    """A street, a group of houses, a number: the words of the address, in any order, beside names."""

    @pytest.fixture
    def neighbours(self, cast: Cast) -> User:
        make.person(cast.commune_a, "Lò Văn Pản", address_line="Số 133, ngõ 65 Trần Thái Tông")
        make.person(cast.commune_a, "Ngô Đức Trần", address_line="Tổ 12")
        return cast.commune_a

    @pytest.mark.parametrize("typed", ["ngõ 65 trần thái tông", "tran thai tong", "ngo 65", "số 133 ngõ 65", "65 ngõ"])
    def test_finds_who_lives_there_and_says_so(self, neighbours: User, typed: str) -> None:
        hits = queries.search(neighbours, typed).hits
        assert "Lò Văn Pản" in [hit.person.full_name for hit in hits]
        why = next(hit.why for hit in hits if hit.person.full_name == "Lò Văn Pản")
        assert why == "Khớp nơi ở: Số 133, ngõ 65 Trần Thái Tông"

    def test_a_name_comes_before_an_address(self, neighbours: User) -> None:
        assert [hit.person.full_name for hit in queries.search(neighbours, "tran").hits] == ["Ngô Đức Trần"]

    def test_a_move_changes_where_somebody_is_found(self, neighbours: User, cast: Cast) -> None:
        person = Person.objects.get(full_name="Lò Văn Pản")
        services.update_person(person.pk, {"address_line": "Thôn Vàng"}, by=cast.commune_a)
        assert names(neighbours, "tran thai tong") == []
        assert names(neighbours, "thon vang") == ["Lò Văn Pản 1985"]
