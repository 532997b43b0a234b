"""An officer finds a person from what is at hand, within the scope, and reads why."""

import random
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.kit.dates import now
from hoanhap.people import queries, services
from hoanhap.people.models import IdentityPaper, Person
from hoanhap.people.rules import name_key, read_search, search_row
from hoanhap.people.services.merging import merge_people
from hoanhap.reports.demo.names import full_name
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

TODAY = date(2026, 11, 22)
_rng = random.Random(7)
NAMES = [(full_name(_rng, _rng.choice(("male", "female")), year), year) for year in range(1945, 2005)]
"""Drawn from the family, middle and given names of the demonstration."""


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
    ("beo", "Khớp tên gọi khác: Hường Béo"), ("khuongvan tuan", "Khớp 1 chữ trong họ tên; gõ liền hai chữ: “khuongvan”"),
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


VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
ACCENTED = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES if vowel in "ăâêôơư" or tone] + ["đ"]


def test_there_are_67_accented_letters() -> None:
    assert len(set(ACCENTED)) == 67


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_accented_letter_is_read_composed_and_decomposed(form: str) -> None:
    for letter in ACCENTED:
        for written in (letter, letter.upper()):
            bare = name_key(letter)
            assert len(bare) == 1
            assert bare.isascii()
            word = unicodedata.normalize(form, f"L{written}n")  # type: ignore[arg-type]
            assert read_search(word, today=TODAY).tokens == (f"l{bare}n",)
            assert f"l{bare}n" in search_row(word, "", 1985, 1, 1, "")[4]


@pytest.fixture(scope="module")
def crowd(cast_units: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """An officer with one person of each of sixty drawn names, for all examples."""
    with django_db_blocker.unblock(), transaction.atomic():
        user = make.user(Role.COMMUNE_OFFICER, 166, name="Tạ Đình Nghiêm")
        for name, year in NAMES:
            make.person(user, name, birth_date=date(year, 3, 4))
        yield user
        transaction.set_rollback(True)


class TestEveryName:
    """Whatever somebody is called, they are found from their key, in any order, over one slip, and from initials with the year."""

    @given(data=st.data())
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_is_found(self, crowd: User, django_db_blocker: Any, data: st.DataObject) -> None:
        name, year = data.draw(st.sampled_from(NAMES))
        words = name_key(name).split()
        way = data.draw(st.sampled_from(["key", "order", "slip", "initials", "decomposed", "joined"]))
        if way == "key":
            typed = " ".join(words)
        elif way == "order":
            typed = " ".join(data.draw(st.permutations(words)))
        elif way == "slip":
            place = data.draw(st.integers(0, len(words) - 1))
            typed = " ".join([*words[:place], data.draw(slips(words[place])), *words[place + 1 :], str(year)])
        elif way == "initials":
            typed = f"{' '.join(word[0] for word in words)} {year % 100:02d}"
        elif way == "joined":
            typed = " ".join(["".join(words[:2]), *words[2:]])
        else:
            typed = unicodedata.normalize("NFD", name)
        with django_db_blocker.unblock():
            assert f"{name} {year}" in names(crowd, typed), typed


def slips(word: str) -> st.SearchStrategy[str]:
    """The word with one letter lost, doubled, wrong or swapped with the next."""
    places = st.integers(0, len(word) - 1)
    kinds = [places.map(lambda at: word[:at] + word[at] + word[at:]), places.map(lambda at: word[:at] + "x" + word[at + 1 :])]
    if len(word) > 2:
        kinds += [places.map(lambda at: word[:at] + word[at + 1 :])]
        kinds += [st.integers(0, len(word) - 2).map(lambda at: word[:at] + word[at + 1] + word[at] + word[at + 2 :])]
    return st.one_of(kinds)


class TestOtherNumbers:
    """A number or code that is not the record's own leads to the person, and the answer says how."""

    def test_a_passport_and_an_old_card_lead_to_their_bearer(self, officer: User) -> None:
        person = Person.objects.get(full_name="Vũ Đức Vui")
        for kind, number, typed, words in (
            ("passport", "B1234567", "b 1234567", "Khớp số giấy tờ: hộ chiếu"),
            ("old_card", "012345678", "012 345 678", "Khớp số giấy tờ: chứng minh nhân dân"),
        ):
            paper = IdentityPaper.objects.create(person=person, kind=kind, number=number, added_at=now(), added_by=officer)
            hits = queries.search(officer, typed).hits
            assert [(hit.person.pk, hit.why.startswith(words)) for hit in hits] == [(person.pk, True)]
            paper.withdrawn_at = now()
            paper.save()
            assert names(officer, typed) == []

    def test_a_merged_record_leads_to_the_kept_one_over_several_merges(self, officer: User, cast: Cast) -> None:
        first, second = Person.objects.filter(full_name="Khương Văn Tuấn").order_by("pk")
        third = Person.objects.get(full_name="Khương Viết Tuân")
        for kept, lost in ((second, first), (third, second)):
            merge_people(kept.pk, lost.pk, take=frozenset(), reason="Một người.", by=cast.chief_a, request_key=uuid4())
        for typed in (first.code, second.code):
            hits = queries.search(officer, typed).hits
            assert [(hit.person.pk, hit.why) for hit in hits] == [(third.pk, f"Khớp hồ sơ {typed}, đã nhập vào hồ sơ này")]
        assert third.pk in {hit.person.pk for hit in queries.search(officer, "001085993172").hits}
        services.reveal_number(first.pk, by=officer)
        assert "Tạ Đình Nghiêm" in [named.look.user_name for named in queries.who_looked(third).looks]

    def test_elsewhere_knows_papers_too(self, officer: User, cast: Cast) -> None:
        person = Person.objects.get(full_name="Vũ Đức Vui")
        IdentityPaper.objects.create(person=person, kind="passport", number="B7654321", added_at=now(), added_by=officer)
        found = queries.search(cast.elsewhere, "B7654321")
        assert (found.hits, found.elsewhere_count) == ((), 1)


def test_an_alias_among_several_is_found_and_named(cast: Cast) -> None:
    make.person(cast.commune_a, "Lò Văn Pản", other_name="Tuấn Còi; Bảy Sẹo")
    assert queries.search(cast.commune_a, "bay seo").hits[0].why == "Khớp tên gọi khác: Bảy Sẹo"


@pytest.mark.parametrize("typed", ["0123", "001085"])
def test_digits_are_a_part_of_a_number(cast: Cast, typed: str) -> None:
    make.person(cast.commune_a, id_number="001085012345")
    assert "số định danh" in queries.search(cast.commune_a, typed).hits[0].why
