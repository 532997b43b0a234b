from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from hoanhap.kit.dates import FOREVER
from hoanhap.units import gazetteer
from hoanhap.units.gazetteer import REFORM, Gazetteer, Place, agencies, problems
from hoanhap.units.rules import Level, OrganisationKind, Share


@pytest.fixture(scope="module")
def book() -> Gazetteer:
    return gazetteer.read()


@pytest.fixture(scope="module")
def places(book: Gazetteer) -> dict[int, Place]:
    return {place.id: place for place in book.places}


def became(book: Gazetteer, places: dict[int, Place], unit: int) -> dict[str, tuple[Share, bool]]:
    return {places[link.successor].name: (link.share, link.is_main) for link in book.links if link.predecessor == unit}


def test_all_units_of_today_and_of_2025_06_30_are_there(book: Gazetteer) -> None:
    today = Counter(place.level for place in book.places if place.until == FOREVER)
    then = Counter(place.level for place in book.places if place.since is None)
    assert today == {Level.PROVINCE: 34, Level.COMMUNE: 3321}
    assert then == {Level.PROVINCE: 63, Level.DISTRICT: 696, Level.COMMUNE: 10035}


def test_communes_of_today_have_the_kinds_of_2026_09_20(book: Gazetteer) -> None:
    # 687 wards and 2,621 communes on 2025-07-01; 10 + 12 communes became wards in 2026 (resolutions 237 and 388/NQ-UBTVQH16)
    kinds = Counter(place.kind for place in book.places if place.level is Level.COMMUNE and place.until == FOREVER)
    assert kinds == {"Phường": 709, "Xã": 2599, "Đặc khu": 13}
    provinces = Counter(place.kind for place in book.places if place.level is Level.PROVINCE and place.until == FOREVER)
    assert provinces == {"Tỉnh": 25, "Thành phố": 9}


def test_the_conversion_table_has_as_many_rows_as_the_official_one(book: Gazetteer, places: dict[int, Place]) -> None:
    communes = [link for link in book.links if places[link.predecessor].level is Level.COMMUNE]
    islands = [
        link
        for link in book.links
        if places[link.successor].kind == "Đặc khu" and places[link.predecessor].code in {"318", "471", "498", "536", "755"}
    ]
    assert len(communes) + len(islands) == 10_571


CAU_GIAY = {
    "Quan Hoa": {"Nghĩa Đô": (Share.PART, True), "Cầu Giấy": (Share.PART, False)},
    "Yên Hòa": {"Yên Hòa": (Share.PART, True), "Cầu Giấy": (Share.PART, False)},
    "Trung Hòa": {"Yên Hòa": (Share.PART, True), "Thanh Xuân": (Share.PART, False), "Đại Mỗ": (Share.PART, False)},
    "Mai Dịch": {"Phú Diễn": (Share.PART, True), "Nghĩa Đô": (Share.PART, False), "Từ Liêm": (Share.PART, False)},
    "Dịch Vọng": {"Cầu Giấy": (Share.PART, True), "Nghĩa Đô": (Share.PART, False)},
    "Dịch Vọng Hậu": {"Cầu Giấy": (Share.PART, True), "Nghĩa Đô": (Share.PART, False)},
    "Nghĩa Tân": {"Nghĩa Đô": (Share.WHOLE, True)},
    "Nghĩa Đô": {"Nghĩa Đô": (Share.PART, True), "Tây Hồ": (Share.PART, False), "Ngọc Hà": (Share.PART, False)},
}


def test_the_wards_of_quan_cau_giay_lead_to_wards_of_today(book: Gazetteer, places: dict[int, Place]) -> None:
    wards = {place.name: place.id for place in book.places if place.parent == 300_005}
    assert {name: became(book, places, unit) for name, unit in wards.items()} == CAU_GIAY


def test_a_district_went_to_the_communes_that_took_its_communes(book: Gazetteer, places: dict[int, Place]) -> None:
    successors = became(book, places, 300_005)
    assert set(successors) == {name for ward in CAU_GIAY.values() for name in ward}
    assert set(successors.values()) == {(Share.PART, False)}


def test_an_island_district_without_communes_became_a_special_zone(book: Gazetteer, places: dict[int, Place]) -> None:
    assert became(book, places, 300_318) == {"Bạch Long Vĩ": (Share.WHOLE, True)}


def test_slips_of_the_official_table_are_mended(book: Gazetteer, places: dict[int, Place]) -> None:
    assert became(book, places, 201_615) == {"Bế Văn Đàn": (Share.WHOLE, True)}  # Hồng Quang
    assert became(book, places, 201_651) == {"Phục Hòa": (Share.WHOLE, True)}  # Mỹ Hưng
    assert became(book, places, 200_556) == {"Thuận An": (Share.PART, True), "Phù Đổng": (Share.PART, False)}  # Đặng Xá


def test_the_part_called_the_rest_is_the_main_one(book: Gazetteer, places: dict[int, Place]) -> None:
    # thị trấn Tây Đằng: the official table calls Quảng Oai the rest; vietnamadminunits would follow the island Minh Châu
    assert became(book, places, 209_619) == {"Quảng Oai": (Share.PART, True), "Minh Châu": (Share.PART, False)}


def test_merged_provinces_ended_and_the_others_went_on(book: Gazetteer, places: dict[int, Place]) -> None:
    assert places[100_001].since is None
    assert became(book, places, 400_024) == {"Bắc Ninh": (Share.WHOLE, True)}  # Bắc Giang
    assert became(book, places, 400_027) == {"Bắc Ninh": (Share.WHOLE, True)}
    assert (places[100_024].since, places[400_024].until) == (REFORM, REFORM)


def test_former_titles_carry_day_and_resolution(book: Gazetteer) -> None:
    titles = {title.unit: title for title in book.titles}
    assert len(titles) == 4 + 22
    assert (titles[100_046].kind, titles[100_046].name, titles[100_046].until) == ("Tỉnh", "Thừa Thiên Huế", date(2025, 1, 1))
    assert (titles[9_193].kind, titles[9_193].basis) == ("Xã", "Nghị quyết 388/NQ-UBTVQH16")


def test_one_province_can_be_taken_alone(book: Gazetteer) -> None:
    hanoi = book.within(100_001)
    assert Counter(place.level for place in hanoi.places) == {Level.PROVINCE: 1, Level.DISTRICT: 30, Level.COMMUNE: 126 + 526}
    merged = book.within(100_024)
    assert {400_024, 400_027} <= {place.id for place in merged.places}
    with pytest.raises(KeyError):
        book.within(100_999)


def test_every_commune_of_every_time_has_police_committee_and_health_station(book: Gazetteer) -> None:
    kinds: dict[int, set[OrganisationKind]] = {}
    for agency in agencies(book):
        kinds.setdefault(agency.unit, set()).add(agency.kind)
    expected = {OrganisationKind.COMMUNE_POLICE, OrganisationKind.PEOPLE_COMMITTEE, OrganisationKind.HEALTH_STATION}
    assert all(kinds[place.id] == expected for place in book.places if place.level is Level.COMMUNE)


def test_agencies_live_as_long_as_their_unit_has_its_title(book: Gazetteer) -> None:
    found = [(a.name, a.since, a.until) for a in agencies(book) if a.unit == 9_193 and a.kind is OrganisationKind.COMMUNE_POLICE]
    changed = date(2026, 9, 20)
    assert found == [("Công an xã Yên Phong", REFORM, changed), ("Công an phường Yên Phong", changed, FOREVER)]
    police = {a.name: a.until for a in agencies(book) if a.kind is OrganisationKind.DISTRICT_POLICE}
    assert len(police) > 600
    assert set(police.values()) == {date(2025, 3, 1)}  # decree 02/2025/NĐ-CP


def test_agency_ids_are_unique_and_below_those_of_entered_organisations(book: Gazetteer) -> None:
    ids = [agency.id for agency in agencies(book)]
    assert len(ids) == len(set(ids)) > 40_000
    assert max(ids) < 1_000_000_000


def test_the_checks_notice_what_a_new_package_could_break(book: Gazetteer) -> None:
    assert problems(book) == []
    quan_hoa = 200_169
    no_links = replace(book, links=tuple(link for link in book.links if link.predecessor != quan_hoa))
    assert problems(no_links) == [
        "Phường Quan Hoa (200169) ended without successor",
        "Phường Quan Hoa (200169) has 0 main successors",
    ]
    lost = replace(book, places=tuple(place for place in book.places if place.id != 166))
    assert "3320 units of kind “commune”, expected 3321" in problems(lost)
    assert "200167 → 166 names an unknown unit" in problems(lost)
    twice = replace(book, places=(*book.places, replace(book.places[-1], id=999_999)))
    assert f"code commune {book.places[-1].code} used twice until 2025-07-01" in problems(twice)
    assert any(
        "lies nowhere" in text
        for text in problems(replace(book, places=tuple(replace(p, parent=1) if p.id == 166 else p for p in book.places if p.id != 1)))
    )
    late = replace(book, links=tuple(replace(link, on=date(2026, 1, 1)) if link.predecessor == quan_hoa else link for link in book.links))
    assert "200169 → 160 is not dated by their end and start" in problems(late)
    unborn = replace(book, links=tuple(link for link in book.links if link.successor != 166))
    assert "Phường Cầu Giấy (166) began without predecessor" in problems(unborn)
