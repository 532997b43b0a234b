"""Does a figure count the right people in the right unit, once, and open only to those who may see them?"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.audit.models import AuditEntry
from hoanhap.cases import services as cases
from hoanhap.cases.models import Case
from hoanhap.kit.dates import today
from hoanhap.people.models import Person
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Comparator, Kind, PlanDoc, PlanKind, PlanStatus, Span, TargetDoc
from hoanhap.reports import charts, queries
from hoanhap.reports.measures import MEASURES, NOT_MEASURED, Area, Reading, people, reason_not_measured, records_begin
from hoanhap.units.models import Unit
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO, Cast
from tests.plans.conftest import EXAMPLES, example

pytestmark = pytest.mark.django_db
DICH_VONG, CAU_GIAY_DISTRICT = 200_166, 300_005
"""The former phường Dịch Vọng, today in phường Cầu Giấy, and the former quận."""


def opened(by: User, name: str = "Khương Văn Tuấn", *, on: date | None = None, person: Person | None = None) -> Case:
    """A case opened by a positive test."""
    return cases.open_case(
        (person or make.person(by, name)).pk, "management", "positive_test", on=on or today() - timedelta(days=1), by=by,
        data={"substances": ("opiate",)}, request_key=uuid4(),
    )  # fmt: skip


def add(case: Case, kind: str, by: User, on: date, **data: Any) -> None:
    """One more event."""
    version = Case.objects.get(pk=case.pk).version
    cases.record(case.pk, kind, on=on, by=by, data=data, seen_version=version, request_key=uuid4())


def decided(case: Case, by: User, on: date) -> Case:
    """The way to the decision, in one day."""
    add(case, "residence_check", by, on, result="stable")
    add(case, "notice", by, on)
    add(case, "decide", by, on, signer="Khuất Duy Tường", signer_title="Trưởng Công an phường")
    return case


def figure(code: str, area: Area, day: date | None = None) -> int:
    """The figure to the end of a day."""
    measure = MEASURES[code]
    return people(measure.rows(area, queries.period_of(measure, day or today())))


def plan_of(*targets: TargetDoc, area: tuple[str, ...] = ("Thành phố Hà Nội", "Phường Cầu Giấy"), year: int | None = None) -> Plan:
    """A plan of this year."""
    year = year or today().year
    doc = PlanDoc(
        issuer="UBND phường Cầu Giấy", title="Kế hoạch thử", kind=PlanKind.YEAR, period=Span(date(year, 1, 1), date(year + 1, 1, 1)),
        status=PlanStatus.ADOPTED, area=area, targets=targets,
    )  # fmt: skip
    return plans.create_plan(doc, by=None)


def share(code: str = "CT01", **fields: Any) -> TargetDoc:
    """100 % of those detected have a dossier."""
    plain: dict[str, Any] = {"kind": Kind.PERCENT, "comparator": Comparator.EQUAL, "value": Decimal(100), "unit": "%", "indicator": "PR02"}
    return TargetDoc(code=code, text="Lập hồ sơ", where="mục II", **{**plain, **fields})


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
def test_every_target_of_the_founding_plans_is_measured_or_says_why(name: str) -> None:
    for target in example(name).targets:
        assert (target.indicator in MEASURES) != bool(reason_not_measured(target.indicator)), target.code


def test_a_reason_never_hides_a_measure() -> None:
    assert not set(MEASURES) & set(NOT_MEASURED)
    assert records_begin() == date(2022, 1, 1)


def test_stock_flow_and_share_of_a_commune(cast: Cast) -> None:
    officer, area = cast.commune_a, Area(communes=(CAU_GIAY,))
    decided(opened(officer, "Khương Văn Một"), officer, today())
    opened(officer, "Khương Văn Hai")
    decided(opened(cast.commune_b, "Khương Văn Ba"), cast.commune_b, today())
    assert [figure(code, area) for code in ("PR04", "PR02-D", "PR02")] == [1, 2, 1]
    assert [figure(code, Area(provinces=(HA_NOI,))) for code in ("PR04", "PR02-D", "PR02")] == [2, 3, 2]
    assert figure("PR04", area, today() - timedelta(days=1)) == 0
    (shown,) = queries.figures([MEASURES["PR02"]], area, today())
    assert (shown.percent, shown.before, shown.percent_before) == (Decimal(50), 0, None)


def test_a_voided_decision_leaves_every_figure(cast: Cast) -> None:
    officer, area = cast.commune_a, Area(communes=(CAU_GIAY,))
    case = decided(opened(officer), officer, today())
    event = case.events.get(kind="decide")
    cases.void(event.pk, by=officer, reason="Ghi nhầm người.", request_key=uuid4())
    assert [figure(code, area) for code in ("PR04", "PR02-D", "PR02")] == [0, 1, 0]


def test_as_then_counts_the_ward_of_the_time_and_as_now_the_ward_of_today(cast: Cast) -> None:
    officer = cast.commune_a
    person = make.person(officer)
    person.addresses.update(unit_id=DICH_VONG)
    day = date(2024, 6, 3)
    decided(opened(officer, on=day, person=person), officer, day + timedelta(days=1))
    year = Span(date(2024, 1, 1), date(2025, 1, 1))

    def detected(unit: int, reading: Reading) -> int:
        return people(MEASURES["PR02-D"].rows(queries.area_of(Unit.objects.get(pk=unit), reading), year))

    assert detected(DICH_VONG, Reading.THEN) == 1
    assert detected(DICH_VONG, Reading.NOW) == 1  # the ward of today that answers for it
    assert detected(CAU_GIAY, Reading.THEN) == 1
    assert detected(CAU_GIAY, Reading.NOW) == 1
    assert detected(NGHIA_DO, Reading.NOW) == detected(NGHIA_DO, Reading.THEN) == 0
    assert detected(CAU_GIAY_DISTRICT, Reading.NOW) == 1
    province = queries.area_of(Unit.objects.get(pk=HA_NOI), Reading.THEN)
    assert [unit for _, unit, _, _ in queries.breakdown(MEASURES["PR02-D"], province, year)] == [DICH_VONG]
    province = queries.area_of(Unit.objects.get(pk=HA_NOI), Reading.NOW)
    assert [unit for _, unit, _, _ in queries.breakdown(MEASURES["PR02-D"], province, year)] == [CAU_GIAY]


def test_one_statement_breaks_a_figure_down_and_adds_up(cast: Cast, django_assert_num_queries: Any) -> None:
    officer = cast.commune_a
    for name, sex in (("Khương Văn Một", "male"), ("Khương Thị Hai", "female"), ("Khương Ba", "unknown")):
        person = make.person(officer, name, sex=sex)
        decided(opened(officer, on=today() - timedelta(days=40), person=person), officer, today() - timedelta(days=39))
    area, span = Area(provinces=(HA_NOI,)), Span(today() - timedelta(days=70), today() + timedelta(days=1))
    with django_assert_num_queries(1):
        flow = queries.breakdown(MEASURES["PR02-D"], area, span)
    with django_assert_num_queries(1):
        stock = queries.breakdown(MEASURES["PR04"], area, span)
    month = (today() - timedelta(days=40)).replace(day=1)
    assert sorted(flow) == sorted((month, CAU_GIAY, sex, 1) for sex in ("male", "female", "unknown"))
    ends = [end for end in queries.month_ends(span) if end >= today() - timedelta(days=39)]
    assert sorted(stock) == sorted((end.replace(day=1), CAU_GIAY, sex, 1) for end in ends for sex in ("male", "female", "unknown"))
    lines = queries.by_unit(MEASURES["PR04"], area, today())
    assert [(line.unit.pk, line.men, line.women, line.unknown, line.total) for line in lines] == [(CAU_GIAY, 1, 1, 1, 3)]


def test_months_compare_the_running_month_with_as_many_days(cast: Cast) -> None:
    day = date(2026, 11, 10)
    officer = cast.commune_a
    for name, on in (("Khương Văn Một", date(2025, 11, 9)), ("Khương Văn Hai", date(2025, 11, 12)), ("Khương Văn Ba", date(2026, 11, 3))):
        opened(officer, name, on=on)
    bars = queries.months(MEASURES["PR02-D"], Area(communes=(CAU_GIAY,)), day)
    assert [bar.month for bar in bars] == [date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 12))]
    assert (bars[-1].value, bars[-1].before, bars[-1].is_provisional, bars[-2].is_provisional) == (1, 1, True, False)
    chart = charts.month_bars(bars, law_changed=(2026, 7))
    assert chart.bars[-1].height > 0
    assert chart.bars[-1].y == chart.bars[-1].tick
    assert [bar.label for bar in chart.bars if bar.law_line] == ["07"]


def test_dates_a_year_back_and_ends_of_months() -> None:
    assert queries.year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert queries.month_ends(Span(date(2026, 1, 15), date(2026, 3, 2))) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 1)]


def test_lists_open_within_scope_and_count_the_others(cast: Cast, client: Client) -> None:
    opened(cast.commune_a, "Khương Văn Một")
    opened(cast.commune_b, "Khương Văn Hai")
    plan = plan_of(share(), area=("Thành phố Hà Nội",))
    client.force_login(cast.commune_a)
    page = client.get(reverse("figure_rows", args=["PR02-D"]), {"kh": plan.pk}).content.decode()
    assert "Khương Văn Một" in page
    assert "Khương Văn Hai" not in page
    assert "1 người nữa hiện không có trong phạm vi của bạn" in page
    entry = AuditEntry.objects.filter(subject_type="figure").latest("pk")
    assert (entry.user_id, entry.subject_id, entry.detail) == (cast.commune_a.pk, "PR02-D", {"shown": 1, "total": 2})


def test_figures_are_read_in_scope_only(cast: Cast, client: Client) -> None:
    for user, unit, status in (
        (cast.commune_a, CAU_GIAY, 200),
        (cast.commune_a, NGHIA_DO, 404),
        (cast.commune_a, HA_NOI, 404),
        (cast.commune_a, DICH_VONG, 200),
        (cast.province, NGHIA_DO, 200),
        (cast.steering, HA_NOI, 200),
        (cast.other_province, HA_NOI, 404),
        (cast.auditor, HA_NOI, 200),
        (cast.nobody, CAU_GIAY, 403),
        (cast.commune_a, 999_999, 404),
        (cast.province, CAU_GIAY_DISTRICT, 404),
    ):
        client.force_login(user)
        assert client.get(reverse("figure_list"), {"dv": unit}).status_code == status, (user, unit)
    client.force_login(cast.steering)
    assert client.get(reverse("figure_rows", args=["PR04"])).status_code == 403
    page = client.get(reverse("figure_list")).content.decode()
    assert reverse("figure_rows", args=["PR04"]) not in page
    client.force_login(cast.commune_a)
    assert client.get(reverse("figure_rows", args=["PR04"]), {"dv": NGHIA_DO}).status_code == 404
    assert client.get(reverse("figure_rows", args=["KHONG"])).status_code == 404
    assert client.get(reverse("figure_rows", args=["PR04"]), {"den": "31/02/2026"}).status_code == 404


@pytest.mark.parametrize("typed", ["32/13/2026", "01/01/2999", "hôm kia"])
def test_a_day_that_is_none_is_said_and_kept(cast: Cast, client: Client, typed: str) -> None:
    client.force_login(cast.commune_a)
    answer = client.get(reverse("figure_list"), {"den": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()


def test_a_plan_outside_scope_is_not_there(cast: Cast, client: Client) -> None:
    plan = plan_of(share())
    client.force_login(cast.other_province)
    assert client.get(reverse("plan_detail", args=[plan.pk])).status_code == 404
    assert client.get(reverse("figure_rows", args=["PR02"]), {"kh": plan.pk}).status_code == 404
    client.force_login(cast.nobody)
    assert client.get(reverse("plan_detail", args=[plan.pk])).status_code == 403
