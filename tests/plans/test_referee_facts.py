"""What the program adds to a plan before it is judged: from the law book, the calendar, the units, other plans, the register of people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoanhap.cases import services as cases
from hoanhap.kit.dates import today
from hoanhap.plans import services
from hoanhap.plans.rules import (
    Deadline,
    Facts,
    LegalBasis,
    Past,
    PlanDoc,
    ReportedFigure,
    Row,
    Section,
    Severity,
    Span,
    TargetDoc,
    judge,
)
from hoanhap.plans.services.facts import gather, known_laws
from hoanhap.plans.services.places import STRANGERS
from tests import make
from tests.cast import Cast
from tests.plans.conftest import example, table, target

type Build = Callable[..., PlanDoc]


def codes(doc: PlanDoc, facts: Facts | None = None) -> set[str]:
    return {item.code for item in judge(doc, facts)}


# Law book: nothing is said beyond what it holds


def test_the_law_book_says_from_when_it_rests_on_another_text() -> None:
    laws = {law.number: law for law in known_laws()}
    assert laws["73/2021/QH14"].until == date(2026, 7, 1)
    assert laws["73/2021/QH14"].instead == ("Luật 120/2025",)
    assert laws["23/2000/QH10"].until == date(2022, 1, 1)
    assert laws["120/2025/QH15"].until is None
    assert laws["111/2013/NĐ-CP"].until == date(2022, 1, 1)  # NĐ 120/2021 has its title, issuer and a later day of force
    assert laws["111/2013/NĐ-CP"].instead == ("NĐ 120/2021",)


@pytest.mark.django_db
def test_old_laws_in_a_plan_of_their_time_are_left_alone_later_they_are_named() -> None:
    cites = (Section("mục II", text="theo Nghị định số 111/2013/NĐ-CP"),)
    then = replace(example("caugiay-2021"), sections=cites, bases=())
    assert not [item for item in judge(then, gather(then)) if item.code == "TT12" and item.severity is not Severity.INFO]
    later = replace(then, issued_on=date(2024, 5, 1), period=Span(date(2024, 6, 1), date(2024, 7, 1)))
    assert [item for item in judge(later, gather(later)) if item.code == "TT12" and "NĐ 120/2021" in item.message.say()]


# Calendar


@pytest.mark.django_db
def test_a_deadline_on_national_day_is_named_with_the_working_days_around(plan: Build) -> None:
    doc = plan(report=Deadline(date(2024, 9, 2), to="UBND quận"), period=Span(date(2024, 1, 1), date(2024, 8, 1)))
    (found,) = [item for item in judge(doc, gather(doc)) if item.code == "TT98"]
    assert [fix.arguments["on"] for fix in found.fixes] == ["2024-08-30", "2024-09-04"]
    working = replace(doc, report=Deadline(date(2024, 9, 5), to="UBND quận"))
    assert "TT98" not in codes(working, gather(working))


@pytest.mark.django_db
def test_a_day_beyond_every_calendar_is_not_judged(plan: Build) -> None:
    doc = plan(report=Deadline(date(2199, 1, 1), to="UBND quận"))
    assert gather(doc).days_off == {}


# Other plans, published results


@pytest.mark.django_db
@pytest.mark.usefixtures("hanoi_units")
def test_populations_and_results_of_the_other_year_are_at_hand() -> None:
    before = example("hanoi-2023")
    whole = Span(date(2023, 1, 1), date(2024, 1, 1))
    result = ReportedFigure("ST001", "báo cáo năm", date(2024, 1, 10), whole, "3.000 vụ", Decimal(3000), "vụ")
    services.import_plan(replace(before, reported=(result,)), by=None)
    doc = example("hanoi-2024")
    more = TargetDoc("ST999", "Khám phá vụ án", target("x", 1).kind, "mục II", value=Decimal(2000), unit="vụ", indicator="CR01")
    doc = replace(doc, targets=(*doc.targets, more))
    facts = gather(doc)
    assert "43/KH-UBND" in facts.elsewhere[0].plan
    assert [(past.indicator, past.value) for past in facts.past] == [("CR01", 3000)]
    assert {"TT34", "TT37", "TT102"} <= codes(doc, facts)


@pytest.mark.django_db
@pytest.mark.usefixtures("hanoi_units")
def test_a_plan_is_not_compared_with_itself() -> None:
    doc = example("hanoi-2024")
    services.import_plan(doc, by=None)
    assert gather(doc).elsewhere == ()
    assert gather(replace(doc, theme="khác")).elsewhere == ()  # the same plan, being changed


@pytest.mark.django_db
@pytest.mark.usefixtures("hanoi_units")
def test_the_same_number_on_another_day_of_the_year_is_a_twin() -> None:
    doc = example("hanoi-2024")
    services.import_plan(doc, by=None)
    other = replace(doc, issued_on=date(2024, 4, 2))
    assert gather(other).twins == ("96/KH-UBND, 29/03/2024",)
    assert "TT70" in codes(other, gather(other))


# Units and agencies


@pytest.mark.django_db
@pytest.mark.usefixtures("hanoi_units")
def test_agencies_are_known_with_their_time() -> None:
    doc = example("caugiay-2021")
    known = gather(doc).agencies
    assert known["Công an quận"][0].name == "Công an quận Cầu Giấy"
    assert "TT60" not in codes(doc, gather(doc))
    later = replace(doc, period=Span(date(2026, 1, 1), date(2027, 1, 1)), issued_on=date(2025, 12, 1))
    assert "TT60" in codes(later, gather(later))


# How many questions the database gets


@pytest.mark.django_db
@pytest.mark.usefixtures("hanoi_units")
def test_the_number_of_queries_does_not_grow_with_the_plan() -> None:
    doc = example("caugiay-2021")
    gather(doc)
    with CaptureQueriesContext(
        connection,
    ) as small:
        gather(doc)
    more = tuple(replace(item, code=f"{item.code}-{at}") for at in range(20) for item in doc.targets)
    (own,) = doc.tables
    rows = (*own.rows, *own.rows)
    large = replace(doc, targets=(*doc.targets, *more), tables=(replace(own, rows=rows),) * 3)
    with CaptureQueriesContext(connection) as big:
        gather(large)
    assert len(big) == len(small) <= 15


def test_results_that_only_a_layer_above_can_compute_are_taken_in() -> None:
    assert Facts(past=(Past("PR04", Decimal(1), "hồ sơ", "Phường A"),)).past[0].unit == "Phường A"


def test_the_bases_of_a_plan_are_read_with_the_text(plan: Build) -> None:
    doc = plan(bases=(LegalBasis("Nghị định số 111/2013/NĐ-CP", "căn cứ"),))
    assert "TT12" in codes(doc, Facts(laws=known_laws()))


@pytest.mark.django_db
@pytest.mark.usefixtures("hanoi_units")
def test_many_misspelt_or_ended_units_cost_few_queries() -> None:
    doc = example("caugiay-2021")
    (own,) = doc.tables
    lost = replace(own, rows=tuple(Row(f"Phường Lạc {at}", ("1",) * len(own.columns)) for at in range(300)))
    with CaptureQueriesContext(connection) as asked:
        facts = gather(replace(doc, tables=(lost,)))
    assert facts.units is not None
    assert set(facts.units.rows.values()) == {()}
    assert len(asked) <= 15 + 2 * STRANGERS
    later = replace(doc, period=Span(date(2025, 6, 1), date(2025, 8, 1)), issued_on=date(2025, 5, 1))
    with CaptureQueriesContext(connection) as ended:
        units = gather(later).units
    assert units is not None
    assert any(known.now for found in units.rows.values() for known in found)
    assert len(ended) <= 20


@pytest.mark.django_db
def test_a_ward_is_not_asked_for_more_people_than_are_registered_there(cast: Cast, plan: Build) -> None:
    for name in ("Khương Văn Tuấn", "Mạc Văn Khải"):
        person = make.person(cast.commune_a, name)
        cases.open_case(
            person.pk, "management", "positive_test", on=today() - timedelta(days=1), by=cast.commune_a,
            data={"substances": ("opiate",)}, request_key=uuid4(),
        )  # fmt: skip
    year = Span(date(today().year + 1, 1, 1), date(today().year + 2, 1, 1))
    doc = plan(
        area=("Thành phố Hà Nội",), period=year, issued_on=today(), title="Kế hoạch", report=None,
        targets=(target("CT01", 5, text="Đưa người đi cai nghiện"),), tables=(replace(table([("3",), ("2",)], ("CT01",)), title="Biểu"),),
    )  # fmt: skip
    (own,) = doc.tables
    wards = (replace(own.rows[0], name="Phường Cầu Giấy"), replace(own.rows[1], name="Phường Nghĩa Đô"))
    doc = replace(doc, tables=(replace(own, rows=wards),))
    facts = gather(doc)
    assert facts.sizes == {"Phường Cầu Giấy": 2}
    (found,) = [item for item in judge(doc, facts) if item.code == "TT103"]
    assert [item.value for item in found.figures] == [3, 2]
    assert found.units == ("Phường Cầu Giấy",)
    finding_new = replace(doc, targets=(replace(doc.targets[0], text="Phát hiện người sử dụng"),))
    assert "TT103" not in codes(finding_new, facts)
