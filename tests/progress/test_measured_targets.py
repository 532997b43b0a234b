"""Does a target read its figure from the records where it can, and say why where it cannot?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.kit.dates import today
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.queries import say
from hoanhap.plans.rules import Kind, Span, TargetDoc
from hoanhap.progress.queries.lines import Line, progress_of
from hoanhap.progress.queries.table import unit_table
from hoanhap.progress.rules import Source, Standing
from tests.cast import Cast
from tests.plans.conftest import example
from tests.reports.test_measures import decided, opened, plan_of, share

pytestmark = pytest.mark.django_db


def lines(user: User, plan: Plan) -> list[Line]:
    """Every target of a plan as the user reads it."""
    return progress_of(user, plan, plans.read(plan))


def test_a_test_and_a_decision_move_the_target_of_a_plan(cast: Cast, client: Client) -> None:
    plan = plan_of(share(), TargetDoc(code="CT02", text="Có hồ sơ", where="mục II", kind=Kind.COUNT, value=Decimal(4), indicator="PR04"))
    officer = cast.commune_a

    def shown() -> list[tuple[Decimal, Decimal | None, list[Decimal], bool | None]]:
        found = [(line.result, line.found) for line in lines(officer, plan)]
        return [
            (result.value, result.whole, [one.percent for one in judged.shares], judged.met)
            for result, judged in found
            if result is not None and judged is not None
        ]

    assert shown() == [(0, 0, [], None), (0, None, [0], False)]
    case = opened(officer)
    assert shown() == [(0, 1, [0], False), (0, None, [0], False)]
    decided(case, officer, today())
    assert shown() == [(1, 1, [100], True), (1, None, [25], False)]
    client.force_login(officer)
    for name in ("plan_detail", "plan_progress"):
        page = client.get(reverse(name, args=[plan.pk])).content.decode()
        assert "100,0%</b> của 1 người được phát hiện" in page
        assert "25,0%</b> của 4" in page
    listed = client.get(reverse("figure_rows", args=["PR02"]), {"kh": plan.pk}).content.decode()
    assert "Khương Văn Tuấn" in listed


def test_targets_without_records_get_a_reason_and_no_number(cast: Cast, client: Client) -> None:
    plan = plans.import_plan(example("caugiay-2021"), by=None).plan
    found = {line.target.code: line for line in lines(cast.commune_a, plan)}
    assert all(line.reason and line.result is None and not line.opens for line in found.values())
    assert "trước 01/01/2022" in say(found["ST039"].reason)  # type: ignore[arg-type]
    client.force_login(cast.steering)
    page = client.get(reverse("plan_detail", args=[plan.pk])).content.decode()
    assert page.count("chưa đo được") == len(found)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"aspect": "nữ"}, "chưa tách được nhóm"),
        ({"value": None}, "không nêu mức"),
        ({"kind": Kind.COUNT, "unit": "người"}, "không cùng cách đếm"),
        ({"period": Span(date(2020, 1, 1), date(2021, 1, 1))}, "trước 01/01/2022"),
        ({"period": Span(date(today().year + 1, 1, 1), date(today().year + 2, 1, 1))}, "chưa bắt đầu"),
        ({"indicator": "RB01"}, "cai nghiện bắt buộc"),
        ({"indicator": ""}, "không gắn"),
    ],
)
def test_a_target_that_cannot_be_answered_says_why(cast: Cast, fields: dict[str, Any], why: str) -> None:
    (line,) = lines(cast.commune_a, plan_of(share(**fields)))
    assert line.result is None
    assert why in say(line.reason)  # type: ignore[arg-type]


def test_a_plan_of_a_unit_nobody_knows_is_not_measured_over_the_country(cast: Cast) -> None:
    opened(cast.commune_a)
    (line,) = lines(cast.province, plan_of(share(), area=("Thành phố Không Có",)))
    assert "đơn vị hành chính nào" in say(line.reason)  # type: ignore[arg-type]


def test_each_commune_counts_its_own_people(cast: Cast) -> None:
    decided(opened(cast.commune_a, "Khương Văn Một"), cast.commune_a, today())
    opened(cast.commune_a, "Khương Văn Hai")
    decided(opened(cast.commune_b, "Khương Văn Ba"), cast.commune_b, today())
    plan = plan_of(share(), area=("Thành phố Hà Nội",))
    table = unit_table(plan, plans.read(plan))
    found = {line.name: line.cells[0] for line in table.lines if line.cells[0].done is not None}
    assert {name: cell.done for name, cell in found.items()} == {"Phường Cầu Giấy": 50, "Phường Nghĩa Đô": 100}
    quiet = next(line.cells[0] for line in table.lines if line.name == "Phường Ba Đình")
    assert quiet.standing is Standing.NO_CASE  # nobody was detected there: neither reached nor short


def test_a_day_before_counts_what_had_happened_by_then(cast: Cast) -> None:
    decided(opened(cast.commune_a, on=today() - timedelta(days=1)), cast.commune_a, today())
    plan = plan_of(share())
    (now,), (then,) = lines(cast.commune_a, plan), progress_of(cast.commune_a, plan, plans.read(plan), today() - timedelta(days=3))
    assert now.result is not None and then.result is not None  # noqa: PT018
    assert (now.result.source, now.result.whole, then.result.whole) == (Source.RECORDS, 1, 0)
