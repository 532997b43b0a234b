from datetime import date

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from hoanhap.units import queries
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_units")]

THEN, NOW = date(2021, 6, 1), date(2026, 11, 21)


def labels(typed: str, on: date, level: Level | None = None) -> list[str]:
    return [match.label for match in queries.resolve(typed, on, level=level).matches]


def names(units: object) -> set[str]:
    return {unit.full_name for unit in units}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "on", "first"),
    [
        ("Quan Hoa", THEN, "Phường Quan Hoa, quận Cầu Giấy, Hà Nội"),
        ("P. Dịch Vọng Hậu", THEN, "Phường Dịch Vọng Hậu, quận Cầu Giấy, Hà Nội"),
        ("dich vong hau", THEN, "Phường Dịch Vọng Hậu, quận Cầu Giấy, Hà Nội"),
        ("cau giay", THEN, "Quận Cầu Giấy, Hà Nội"),
        ("cau giay", NOW, "Phường Cầu Giấy, Hà Nội"),
        ("phuong cau giay", NOW, "Phường Cầu Giấy, Hà Nội"),
        ("Yên Hoà, Hà Nội", NOW, "Phường Yên Hòa, Hà Nội"),
        ("p14, q bình thạnh", THEN, "Phường 14, quận Bình Thạnh, Hồ Chí Minh"),
        ("Văn Miếu Quốc Tử Giám", THEN, "Phường Văn Miếu - Quốc Tử Giám, quận Đống Đa, Hà Nội"),
        ("Hà Nội", THEN, "Thành phố Hà Nội"),
        ("Thừa Thiên Huế", THEN, "Tỉnh Thừa Thiên Huế"),
        ("Huế", date(2025, 1, 1), "Thành phố Huế"),
        ("Tỉnh Bắc Ninh", date(2026, 9, 19), "Tỉnh Bắc Ninh"),
        ("Thành phố Bắc Ninh", date(2026, 9, 20), "Thành phố Bắc Ninh"),
        ("xã Yên Phong, Bắc Ninh", date(2026, 9, 19), "Xã Yên Phong, Bắc Ninh"),
        ("phường Yên Phong, Bắc Ninh", NOW, "Phường Yên Phong, Bắc Ninh"),
        ("bac giang", THEN, "Tỉnh Bắc Giang"),
    ],
)
def test_a_typed_name_means_the_unit_of_that_day(typed: str, on: date, first: str) -> None:
    assert labels(typed, on)[0] == first


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("Quan Hoa, Cầu Giấy", NOW),
        ("Quận Cầu Giấy", NOW),
        ("Phường Cầu Giấy", THEN),
        ("Tỉnh Bắc Ninh", NOW),
        ("Quan Hoa, Đống Đa", THEN),
        ("Tỉnh Thừa Thiên Huế", date(2025, 1, 1)),
        ("Không Có Tên Này", THEN),
        ("", THEN),
        (",", THEN),
    ],
)
def test_a_name_of_another_time_or_place_means_nothing_on_that_day(typed: str, on: date) -> None:
    assert labels(typed, on) == []


def test_a_unit_that_no_longer_exists_is_named_with_its_time() -> None:
    found = queries.resolve("phường Quan Hoa", NOW)
    assert found.matches == ()
    assert [(match.label, match.unit.until) for match in found.other_times] == [
        ("Phường Quan Hoa, quận Cầu Giấy, Hà Nội", date(2025, 7, 1))
    ]


def test_accents_decide_between_names_that_are_the_same_without_them() -> None:
    found = queries.resolve("Quan Hoa", THEN)
    assert [match.title for match in found.matches] == ["Phường Quan Hoa", "Huyện Quan Hóa"]
    assert found.only is not None
    assert found.only.pk == 200_169
    assert queries.resolve("quan hoa", THEN, level=Level.COMMUNE).only == found.only
    assert queries.resolve("Tân Lập", THEN).only is None


def test_every_label_means_its_unit_again() -> None:
    """What the list under an input offers must be understood when it is sent back."""
    for unit in Unit.objects.filter(province=100_001, level="commune").select_related("parent", "province").order_by("pk")[::16]:
        day = THEN if unit.exists_on(THEN) else NOW
        assert unit.pk in {found.pk for found in queries.as_then(queries.label_of(unit, day), day, level=Level.COMMUNE)}


def test_suggestions_begin_with_what_was_typed_and_are_few() -> None:
    found = [match.label for match in queries.options("yên h", NOW, level=Level.COMMUNE)]
    assert found[0] in {"Xã Yên Hoa, Tuyên Quang", "Phường Yên Hòa, Hà Nội"}
    assert "Phường Yên Hòa, Hà Nội" in found
    assert [match.label for match in queries.options("yen hoa", NOW, province=100_001)] == ["Phường Yên Hòa, Hà Nội"]
    assert len(queries.options("t", NOW)) == 12
    assert queries.options("", NOW) == ()


def test_the_current_successors_of_a_ward_and_of_a_district() -> None:
    assert names(queries.current_successors(200_169)) == {"Phường Nghĩa Đô", "Phường Cầu Giấy"}
    assert names(queries.current_successors(166)) == {"Phường Cầu Giấy"}
    assert {"Phường Cầu Giấy", "Phường Yên Hòa", "Phường Nghĩa Đô"} < names(queries.current_successors(300_005))
    assert names(queries.current_successors(400_024)) == {"Thành phố Bắc Ninh"}


def test_predecessors_of_a_ward_and_of_a_province() -> None:
    assert {"Phường Dịch Vọng", "Phường Dịch Vọng Hậu", "Phường Quan Hoa", "Phường Yên Hòa"} < names(queries.predecessors(166))
    assert names(queries.predecessors(100_024)) == {"Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"}
    assert queries.predecessors(200_169) == ()


@pytest.mark.parametrize(
    ("unit", "now"),
    [
        (200_169, 160),
        (200_157, 160),
        (200_167, 166),
        (166, 166),
        (300_005, 100_001),
        (300_318, 11_948),
        (400_027, 100_024),
        (400_074, 100_079),
    ],
)
def test_as_now_follows_the_main_successor(unit: int, now: int) -> None:
    assert queries.as_now(unit).pk == now


def test_the_bulk_map_agrees_with_as_now() -> None:
    now = queries.now_by_id()
    assert len(now) == 3321 + 10_035
    for unit in Unit.objects.filter(parent=300_005).values_list("pk", flat=True):
        assert now[unit] == queries.as_now(unit).pk


def test_counterparts_are_the_units_of_the_other_time() -> None:
    assert "Phường Quan Hoa" in names(queries.counterparts(166, THEN))
    assert names(queries.counterparts(200_169, NOW)) == {"Phường Nghĩa Đô", "Phường Cầu Giấy"}
    assert names(queries.counterparts(200_169, THEN)) == {"Phường Quan Hoa"}
    assert "Quận Cầu Giấy" not in names(queries.counterparts(166, THEN))


def test_units_in_a_province_or_district_are_those_of_the_day() -> None:
    assert queries.units_in(100_001, NOW).count() == 126
    assert queries.units_in(100_001, date(2025, 6, 30), Level.COMMUNE).count() == 526
    assert queries.units_in(100_001, date(2025, 6, 30), Level.DISTRICT).count() == 30
    assert queries.units_in(300_005, THEN).count() == 8
    assert queries.units_in(300_005, NOW).count() == 0


def test_a_grant_covers_the_communes_and_what_counts_for_them() -> None:
    assert queries.covers(166, NOW) == {166, 200_166, 200_167}  # Dịch Vọng, Dịch Vọng Hậu; Quan Hoa counts for Nghĩa Đô
    assert 200_169 in queries.covers(160, NOW)
    hanoi = queries.covers(100_001, NOW)
    assert len(hanoi) == 126 + 526
    assert queries.covers(300_005, THEN) == set(Unit.objects.filter(parent=300_005).values_list("pk", flat=True))


def test_every_former_commune_is_covered_by_exactly_one_commune_of_today() -> None:
    seen: list[int] = []
    for unit in Unit.objects.filter(province=100_001, level="commune", until=date(9999, 12, 31)).values_list("pk", flat=True):
        seen += queries.covers(unit, NOW)
    assert len(seen) == len(set(seen)) == 126 + 526


def test_a_unit_covers_nothing_before_it_began_and_after_it_ended() -> None:
    assert queries.covers(300_005, NOW) == frozenset()
    assert queries.covers(200_169, date(2025, 7, 1)) == frozenset()
    assert queries.covers(200_169, date(2025, 6, 30)) == {200_169}
    assert queries.covers(166, date(2025, 6, 30)) == frozenset()


def test_covering_is_remembered_and_an_unknown_unit_is_not(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.forget()
    with django_assert_num_queries(3):
        queries.covers(166, NOW)
    with django_assert_num_queries(0):
        queries.covers(166, NOW)
    for _ in range(2):
        with pytest.raises(Unit.DoesNotExist):
            queries.covers(99_999, NOW)


def test_resolving_takes_the_same_few_queries_however_many_units_fit(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(4):
        assert queries.resolve("Quan Hoa", THEN).matches
    with django_assert_max_num_queries(4):
        assert len(queries.resolve("Tân Lập", THEN).matches) > 5


def test_an_unknown_unit_is_a_404() -> None:
    with pytest.raises(Http404):
        queries.unit_or_404(99_999)
