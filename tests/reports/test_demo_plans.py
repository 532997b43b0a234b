"""Do the made-up plans of this year hold together, and do they give the pages of tasks, cascade and progress something to show?"""

from datetime import date

import pytest

from hoanhap.plans.models import AllocationAnswer, AllocationRow, Plan
from hoanhap.plans.rules import Severity, judge
from hoanhap.plans.services import gather, read
from hoanhap.reports.demo.city import CAU_GIAY, NGHIA_DO
from hoanhap.reports.demo.load import load_demo
from hoanhap.tasks.models import Assignment, TaskReport
from hoanhap.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.db_owner]
ON = date(2026, 11, 20)


@pytest.fixture
def city(hanoi_units: None, db: None) -> Plan:
    """The plan of Hà Nội in a very small demonstration."""
    load_demo(people=60, seed=7, on=ON, processes=1)
    return Plan.objects.get(symbol="KH-MINHHOA", issuer="UBND thành phố Hà Nội")


def test_the_plans_of_this_year_are_sound_and_linked(city: Plan) -> None:
    ward, draft = Plan.objects.filter(issuer="UBND phường Cầu Giấy").order_by("number").reverse()
    assert [plan.status for plan in (city, ward, draft)] == ["adopted", "adopted", "draft"]
    assert {plan.above.get() for plan in (ward, draft)} == {city}
    for plan in (city, ward):
        doc = read(plan)
        assert [finding for finding in judge(doc, gather(doc)) if finding.severity is Severity.MUST] == []


def test_the_city_splits_its_targets_over_the_communes_of_today(city: Plan) -> None:
    (table,) = read(city).tables
    assert len(table.rows) == Unit.objects.filter(level="commune", province_id=city.unit_id, until=date(9999, 12, 31)).count()
    assert [table.total(column) for column in (0, 1)] == [target.value for target in read(city).targets if target.code in ("CT02", "CT03")]
    named = {row.name for row in table.rows}
    assert {"Phường Cầu Giấy", "Phường Nghĩa Đô", "Phường Yên Hòa"} <= named
    assert not AllocationRow.objects.filter(table__plan=city, scope_commune__isnull=True).exists()
    assert AllocationAnswer.objects.get(plan=city).scope_commune_id == CAU_GIAY


def test_tasks_are_given_out_and_agencies_have_told(city: Plan) -> None:
    rows = Assignment.objects.filter(plan=city)
    assert {row.task.code for row in rows.select_related("task")} == {f"NV{number:02}" for number in range(1, 10)}
    assert rows.filter(task__code="NV03").count() == len(read(city).tables[0].rows)
    told = TaskReport.objects.filter(assignment__plan=city).order_by("assignment__task__code", "pk")
    quarters = [("NV03", "done")] * 3
    for commune in (CAU_GIAY, NGHIA_DO):
        here = told.filter(assignment__now_commune=commune).values_list("assignment__task__code", "outcome")
        assert list(here) == [*quarters, ("NV06", "partly")]
    above = told.filter(assignment__now_commune=None).values_list("assignment__task__code", "outcome", "quantity")
    assert list(above) == [("NV01", "done", None), ("NV02", "partly", 31)]
    monthly = (
        TaskReport.objects.filter(assignment__plan__issuer="UBND phường Cầu Giấy")
        .order_by("occurrence")
        .values_list("occurrence", flat=True)
    )
    assert list(monthly) == [date(2026, month, 1) for month in range(1, 10)]  # October is late, for the page to show
