"""Is it told how likely two records are one human: by which agreement, how much, the same both ways, and never against reason?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoanhap.people.rules import Match, Strength, Traits
from hoanhap.people.rules.linkage import LEVELS, Names, levels, parameters, read_parameters, score
from hoanhap.people.rules.linkage_blocks import Register, is_number_near, name_variants, number_parts, parts_of_slips
from hoanhap.people.rules.linkage_records import Record
from hoanhap.people.rules.searching import Vocabulary

KEPT = Traits(
    "Nguyễn Văn Tuấn", "male", date(1985, 6, 12), "day", "001085993172", 166, "Số 12, ngõ 79, tổ 9", "Chử Thị Lành", 100_001, "Tuấn Đen"
)
COUNTS = Names({"nguyen van tuan": 900, "khuong van tuan": 1, "nguyen tuan": 40}, 300_000)


def level(field: str, **changed: Any) -> str:
    """The level of a field between the kept record and a changed copy; the same both ways."""
    one, other = Record(KEPT), Record(replace(KEPT, **changed))
    assert levels(one, other) == levels(other, one)
    return levels(one, other).get(field, "")


def bits(one: Traits, other: Traits, names: Names = COUNTS) -> float:
    return score(Record(one), Record(other), names)[0]


@pytest.mark.parametrize(("name", "expected"), [
    ("Nguyễn Văn Tuấn", "same"), ("NGUYỄN VĂN TUẤN", "same"), ("nguyen van tuan", "unaccented"), ("Nguyen Văn Tuan", "unaccented"),
    ("Nguyễn Văn Tuân", "accents"), ("Tuấn Nguyễn Văn", "swapped"), ("Tuấn Văn Nguyễn", "swapped"), ("Nguyễn Văn Tuna", "slip"),
    ("Nguyễn Van Tuấnn", "slip"), ("Nguyễn VănTuấn", "slip"), ("Nguyễn Tuấn", "shortened"), ("Nguyễn V Tuấn", "shortened"),
    ("N V Tuấn", "shortened"), ("Nguyễn Văn Đen", "alias"), ("Lê Minh Tuấn", "given"), ("Nguyễn Văn Hùng", "different"),
])  # fmt: skip
def test_names_agree_as_vietnamese_names_do(name: str, expected: str) -> None:
    assert level("name", full_name=name, other_name="") == expected


def test_the_place_of_a_tone_mark_is_no_difference() -> None:
    one, other = (Record(replace(KEPT, full_name=name)) for name in ("Lê Thị Hòa", "Lê Thị Hoà"))
    assert levels(one, other)["name"] == "same"


@pytest.mark.parametrize(("born", "precision", "expected"), [
    (date(1985, 6, 12), "day", "same"), (date(1985, 12, 6), "day", "swapped"), (date(1985, 6, 21), "day", "slip"),
    (date(1986, 6, 12), "day", "slip"), (date(1958, 6, 12), "day", "slip"), (date(1985, 1, 1), "year", "part"),
    (date(1985, 6, 1), "month", "part"), (date(1985, 7, 1), "month", "year"), (date(1986, 1, 1), "year", "beside"),
    (date(1985, 3, 4), "day", "year"), (date(1970, 3, 4), "day", "different"), (date(1988, 1, 1), "year", "different"),
    (None, "unknown", ""), (date(1985, 1, 1), "day", "part"),
])  # fmt: skip
def test_births_agree_as_far_as_they_are_known(born: date | None, precision: str, expected: str) -> None:
    assert level("birth", birth_date=born, birth_precision=precision) == expected


@pytest.mark.parametrize(("number", "papers", "expected"), [
    ("001085993172", (), "same"), ("001085993127", (), "slip"), ("001085993179", (), "slip"), ("001085111111", (), "different"),
    ("012345678", (), ""), ("", (), ""), ("012345678", ("001085993172",), "same"),
])  # fmt: skip
def test_numbers_of_one_length_are_compared(number: str, papers: tuple[str, ...], expected: str) -> None:
    assert level("number", id_number=number, numbers=papers) == expected


@pytest.mark.parametrize(("field", "changed", "expected"), [
    ("sex", {"sex": "female"}, "different"), ("sex", {"sex": "unknown"}, ""),
    ("place", {}, "commune"), ("place", {"commune_id": 160}, "province"), ("place", {"commune_id": 9, "province_id": 8}, "different"),
    ("place", {"commune_id": 9, "province_id": None}, ""),
    ("address", {}, "same"), ("address", {"address_line": "12/79 tổ 9"}, "similar"),
    ("address", {"address_line": "Số 3, ngõ 79"}, "different"),
    ("address", {"address_line": "12, ngõ 79, TDP 9"}, "similar"),
    ("address", {"address_line": "Tổ 9"}, "group"), ("address", {"address_line": "Tổ 4"}, ""), ("address", {"address_line": ""}, ""),
    ("address", {"commune_id": 160}, ""),
    ("relative", {}, "same"), ("relative", {"contact_name": "Chử Thị Lànhh"}, "slip"), ("relative", {"contact_name": "Lê Na"}, "different"),
    ("relative", {"contact_name": "", "relatives": ("chử thị lành",)}, "same"), ("relative", {"contact_name": ""}, ""),
])  # fmt: skip
def test_other_fields(field: str, changed: dict[str, Any], expected: str) -> None:
    assert level(field, **changed) == expected


def test_a_rare_name_weighs_more_than_a_common_one() -> None:
    rare = replace(KEPT, full_name="Khương Văn Tuấn")
    assert 8 < bits(rare, rare) - bits(KEPT, KEPT) < 11  # one in 300,000 beside nine hundred


def test_a_small_register_takes_family_names_from_the_data() -> None:
    alone = Names({}, 1)
    assert alone.adjustment("khuong van tuan") > alone.adjustment("nguyen van tuan") + 5


def test_brothers_with_neighbouring_numbers_are_not_asked_about() -> None:
    brother = replace(KEPT, full_name="Nguyễn Văn Hùng", id_number="001085993173", other_name="")
    assert bits(KEPT, brother) < parameters().ask
    assert bits(KEPT, replace(brother, id_number=KEPT.id_number)) > parameters().certain


def test_what_is_missing_weighs_nothing() -> None:
    empty = Traits("Nguyễn Văn Tuấn")
    total, evidence = score(Record(KEPT), Record(empty), COUNTS)
    assert [each.field for each in evidence] == ["name"]
    assert total == pytest.approx(evidence[0].bits, abs=0.01)


def test_reasons_are_words_with_the_weightiest_first() -> None:
    match = Register([(7, KEPT)]).matches(replace(KEPT, full_name="nguyen van tuan", id_number="", contact_name="Lê Na"))[0]
    assert match.key == 7
    assert match.strength is Strength.CERTAIN
    assert match.reasons()[:2] == ["họ tên trùng, một bên viết không dấu", "trùng ngày sinh"] or match.reasons()[0] == "trùng ngày sinh"
    assert match.doubts() == ["tên người thân khác"]
    assert "cùng giới tính" not in match.reasons()  # a name tells the sex: no news


def test_every_level_has_words_and_probabilities() -> None:
    found = parameters()
    for field, names in LEVELS.items():
        weights = [found.bits[field][name] for name in names]
        assert weights == sorted(weights, reverse=True)
        assert sum(found.m[field].values()) == pytest.approx(1, abs=0.02)
        assert weights[0] > 0 > weights[-1]
    with pytest.raises(KeyError):
        read_parameters({"levels": {}, "names": {}, "thresholds": {}})


# --- properties --------------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["Nguyễn", "Văn", "Tuấn", "Tuân", "Tuan", "Hoà", "Hòa", "Thị", "Lê", "V", "Khương", "nguyen", "Đen"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
TRAITS = st.builds(
    lambda name, sex, born, number, place, address, relative, other: Traits(
        name, sex, born[0], born[1], number, place, address, relative, 1, other
    ),
    NAMES,
    st.sampled_from(["male", "female", "unknown"]),
    st.one_of(
        st.just((None, "unknown")),
        st.tuples(st.dates(date(1984, 1, 1), date(1986, 12, 31)), st.just("day")),
        st.sampled_from([1984, 1985, 1986]).map(lambda year: (date(year, 1, 1), "year")),
        st.sampled_from([1, 6, 12]).map(lambda month: (date(1985, month, 1), "month")),
    ),
    st.sampled_from(["", "001085993172", "001085993127", "001185000001", "012345678"]),
    st.sampled_from([1, 2]),
    st.sampled_from(["", "Tổ 9", "Số 12, ngõ 79, tổ 9", "12 ngõ 79", "Xóm Bắc"]),
    st.one_of(st.just(""), NAMES),
    st.sampled_from(["", "Tuấn Đen", "Hòa"]),
)
SMALL = Names({"nguyen van tuan": 3}, 40)
TOGETHER = (
    ("full_name", "other_name"), ("sex",), ("birth_date", "birth_precision"), ("id_number",), ("contact_name",),
    ("commune_id", "address_line"),
)  # fmt: skip


@given(TRAITS, TRAITS)
@settings(max_examples=400, deadline=None)
def test_the_score_is_the_same_both_ways(one: Traits, other: Traits) -> None:
    assert score(Record(one), Record(other), SMALL) == score(Record(other), Record(one), SMALL)


@given(TRAITS, TRAITS, st.sampled_from(TOGETHER))
@settings(max_examples=600, deadline=None)
def test_more_agreement_never_lowers_the_score(one: Traits, other: Traits, fields: tuple[str, ...]) -> None:
    nearer = replace(other, **{field: getattr(one, field) for field in fields})
    assert bits(one, nearer, SMALL) >= bits(one, other, SMALL) - 1e-9


@given(TRAITS, TRAITS)
@settings(max_examples=400, deadline=None)
def test_nobody_is_more_like_a_record_than_itself(one: Traits, other: Traits) -> None:
    assert bits(one, one, SMALL) >= bits(one, other, SMALL) - 1e-9


@given(st.lists(TRAITS, max_size=12))
@settings(max_examples=100, deadline=None)
def test_all_pairs_are_what_each_record_finds(records: list[Traits]) -> None:
    register = Register(enumerate(records))
    pairs = {(one, match.key): match.score for one, match in register.pairs(floor=-5)}
    found: dict[tuple[int, int], float] = {}
    for number, traits in enumerate(records):
        for match in register.matches(traits, floor=-5):
            if match.key != number:
                found[min(number, match.key), max(number, match.key)] = match.score
    assert pairs == found


@given(TRAITS)
@settings(max_examples=100, deadline=None)
def test_a_copy_is_found_when_anything_tells_it(one: Traits) -> None:
    if len(one.full_name.split()) > 1:
        assert 1 in {match.key for match in Register([(1, one)]).matches(one, floor=-50)}


def slips(number: str) -> set[str]:
    """Every number one wrong digit or two swapped neighbours away."""
    wrong = {number[:at] + digit + number[at + 1 :] for at in range(len(number)) for digit in "0123456789"}
    swapped = {number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in range(len(number) - 1)}
    return wrong | swapped


@given(st.integers(7, 12).flatmap(lambda length: st.text("0123456789", min_size=length, max_size=length)))
@settings(max_examples=50, deadline=None)
def test_a_number_and_each_of_its_slips_share_a_part(number: str) -> None:
    asked = [set(enumerate(parts)) for parts in parts_of_slips(number)]
    for slip in slips(number):
        assert any(parts & set(enumerate(number_parts(slip))) for parts in asked), slip
        assert is_number_near(number, [slip])


def test_a_number_is_near_to_nothing_but_its_slips() -> None:
    assert not is_number_near("001085993172", ["001085993100", "01085993172", "001085931721", ""])
    stranger = Traits("Lê Na", id_number="111111993172")  # the last six alone
    assert not Register([(1, stranger)]).candidates(Record(KEPT))


def test_words_typed_together_and_apart_are_variants() -> None:
    known = Vocabulary(["nguyen", "van", "tuan", "tun"])
    assert ("nguyen", "van", "tuan") in name_variants(("nguyen", "vantuan"), known)
    assert ("nguyen", "vantuan") in name_variants(("nguyen", "van", "tuan"), known)
    assert ("nguyen", "van", "tun") in name_variants(("nguyen", "van", "tuan"), known)


@given(TRAITS, TRAITS, st.floats(-20, 40))
@settings(max_examples=400, deadline=None)
def test_what_cannot_reach_a_score_may_stay_unfinished_but_nothing_else(one: Traits, other: Traits, least: float) -> None:
    a, b = Record(one), Record(other)
    whole, cut = score(a, b, SMALL), score(a, b, SMALL, least=least)
    assert cut == whole if whole[0] >= least else cut[0] < least


@given(TRAITS, TRAITS)
@settings(max_examples=300, deadline=None)
def test_earlier_records_are_those_of_smaller_keys(one: Traits, other: Traits) -> None:
    register = Register([(1, one), (2, other)])
    assert {match.key for match in register.matches(register.records[2], floor=-50, before=2)} <= {1}
    every = register.matches(other, floor=-50)
    assert [match for match in every if match.key < 2] == list(register.matches(other, floor=-50, before=2))


def test_a_match_is_plain_data() -> None:
    assert Match(1, 12.0, ()).strength is Strength.POSSIBLE
