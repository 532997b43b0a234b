"""Plans of several years and places held against each other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hoanhap.plans import services
from hoanhap.plans.rules import Comparator, Kind, PlanDoc, Span
from hoanhap.plans.rules.indicators import indicator_name, indicators
from hoanhap.progress.queries import comparing
from hoanhap.progress.rules.comparing import Differs, Subject, differences, is_comparable, measure_key, step
from tests.cast import Cast
from tests.plans.conftest import example, target

Y2023, Y2024 = Span(date(2023, 1, 1), date(2024, 1, 1)), Span(date(2024, 1, 1), date(2025, 1, 1))


def test_a_leap_year_is_a_year_and_equals_do_not_differ() -> None:
    assert differences(Subject(target("A", 5), Y2023), Subject(target("B", 9), Y2024)) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"unit": "hồ sơ"}, Differs.UNIT),
        ({"population": "người nghiện"}, Differs.POPULATION),
        ({"aspect": "người dưới 18 tuổi"}, Differs.ASPECT),
        ({"comparator": Comparator.MORE}, Differs.COMPARATOR),
    ],
)
def test_what_differs_is_named(changed: dict[str, Any], expected: Differs) -> None:
    found = differences(Subject(target("A", 5), Y2023), Subject(target("A", 5, **changed), Y2024))
    assert found == (expected,)
    assert is_comparable(found) is (expected is Differs.COMPARATOR)


def test_a_month_is_not_held_against_a_year() -> None:
    month = Span(date(2024, 6, 1), date(2024, 7, 1))
    assert Differs.LENGTH in differences(Subject(target("A", 5), Y2023), Subject(target("A", 5), month))
    assert step(Subject(target("A", 5), Y2023), Subject(target("A", 9), month)) is None


def test_a_count_grows_in_percent_and_a_share_in_points() -> None:
    grown = step(Subject(target("A", 1200), Y2023), Subject(target("A", 1700), Y2024))
    assert grown is not None
    assert (grown.by, round(grown.percent or 0, 1)) == (Decimal(500), Decimal("41.7"))
    share = step(Subject(target("A", 80, Kind.PERCENT), Y2023), Subject(target("A", 85, Kind.PERCENT), Y2024))
    assert share is not None
    assert (share.by, share.percent, share.in_points) == (Decimal(5), None, True)


def test_from_nothing_there_is_no_percentage() -> None:
    grown = step(Subject(target("A", 0), Y2023), Subject(target("A", 3), Y2024))
    assert grown is not None
    assert (grown.by, grown.percent) == (Decimal(3), None)


def test_new_indicators_of_one_name_are_one() -> None:
    one, other = target("A", 1, measure_name="Mô hình Hiệu quả"), target("B", 2, measure_name="mô hình hiệu quả")
    assert measure_key(one) == measure_key(other) != ""
    assert measure_key(target("C", 1, indicator="RB01", measure_name="khác")) == "RB01"
    assert measure_key(target("D", 1)) == ""


def test_the_catalogue_of_indicators_is_whole() -> None:
    assert len(indicators()) == 79
    assert indicator_name("RB01") == "Số hồ sơ đề nghị Tòa án áp dụng biện pháp đưa vào cơ sở cai nghiện bắt buộc"
    assert indicator_name("RB01", english=True) == "Dossiers proposing court-ordered compulsory rehab"
    assert indicator_name("XX99") == "XX99"


@pytest.fixture
def two_years(cast: Cast) -> tuple[PlanDoc, PlanDoc]:
    docs = example("hanoi-2023"), example("hanoi-2024")
    for doc in docs:
        services.create_plan(doc, by=cast.steering)
    return docs


@pytest.mark.django_db
def test_1200_dossiers_of_2023_stand_beside_1700_of_2024(cast: Cast, two_years: tuple[PlanDoc, PlanDoc]) -> None:
    found = comparing.compare(cast.steering, "RB01")
    assert found is not None
    values = {row.plan.since.year: row.target.value for row in found.rows if not row.target.parent}
    assert values[2023] == 1200
    assert values[2024] == 1700
    later = next(row for row in found.rows if row.plan.since.year == 2024 and row.target.value == 1700)
    assert later.before is not None
    assert later.before[0].since.year == 2023
    assert later.published is not None, "the half-year result of June 2024 is part of the plan file"
    assert later.published.value == 1300


@pytest.mark.django_db
def test_years_narrow_and_an_indicator_that_nobody_uses_is_none(cast: Cast, two_years: tuple[PlanDoc, PlanDoc]) -> None:
    found = comparing.compare(cast.steering, "RB01", years=range(2024, 2025))
    assert found is not None
    assert {row.plan.since.year for row in found.rows} == {2024}
    assert comparing.compare(cast.steering, "ZZ99") is None


@pytest.mark.django_db
def test_the_pages_of_an_indicator_and_of_a_place(client: Client, cast: Cast, two_years: tuple[PlanDoc, PlanDoc]) -> None:
    client.force_login(cast.steering)
    front = client.get("/so-sanh/").content.decode()
    assert "?chi_so=RB01" in front
    one = client.get("/so-sanh/?chi_so=RB01").content.decode()
    assert "1.200" in one
    assert "1.700" in one
    place = comparing.places(cast.steering)[0][0]
    assert "1.700" in client.get(f"/so-sanh/?noi={place}").content.decode()
    assert client.get("/so-sanh/?chi_so=RB01&tu=2025&den=2024").status_code == 422
    assert client.get("/so-sanh/?chi_so=%3Cscript%3E").status_code == 422


@pytest.mark.django_db
def test_more_plans_cost_no_more_statements_without_records(client: Client, cast: Cast, two_years: tuple[PlanDoc, PlanDoc]) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            comparing.compare(cast.steering, "RB01")
        return len(seen)

    before = count()
    for number in range(4):
        services.create_plan(replace(two_years[0], number=str(900 + number)), by=cast.steering)
    assert count() <= before + 4  # the area of a plan is read once for each plan
