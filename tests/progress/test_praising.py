"""Praise and criticism: drawn from results, decided by people, kept with the evidence."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client

from hoanhap.audit.models import AuditEntry
from hoanhap.kit.errors import Refused
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import CellState, Deadline, PlanStatus, Span
from hoanhap.progress.models import Proposal
from hoanhap.progress.queries import praising as queries
from hoanhap.progress.rules.praising import (
    Evidence,
    ProposalState,
    Side,
    SubjectKind,
    UnitResult,
    candidates,
    evidence_of,
    is_over,
)
from hoanhap.progress.rules.ranking import Standing, UnitCell
from hoanhap.progress.rules.reporting import Told, UnitReport
from hoanhap.progress.rules.telling import Telling
from hoanhap.progress.services import add_evidence, tell_figures
from hoanhap.progress.services import praising as services
from tests.cast import CAU_GIAY, Cast
from tests.plans.conftest import example

DAY = date(2021, 6, 30)


def cell(given: int | None, done: int | None) -> UnitCell:
    state = CellState.BLANK if given is None else CellState.NUMBER
    return UnitCell("", state, None if given is None else Decimal(given), None if done is None else Decimal(done))


def result(name: str, *cells: UnitCell, told: Told = Told.IN_TIME, doubts: dict[str, str] | None = None) -> UnitResult:
    named = [(f"CT{number:02}", f"Chỉ tiêu {number}", "người", each) for number, each in enumerate(cells, 1)]
    return UnitResult(name, evidence_of(named, as_of=DAY, doubts=doubts), UnitReport(told, 1, 1))


def test_who_reached_everything_in_time_is_put_forward() -> None:
    (found,) = candidates([result("A", cell(2, 2), cell(3, 5))], over=False)
    assert (found.side, found.score.reached, found.score.given, found.is_thin) == (Side.PRAISE, 2, 2, False)


def test_nobody_is_criticised_before_the_end() -> None:
    missed = result("A", cell(2, 1))
    assert candidates([missed], over=False) == ()
    (found,) = candidates([missed], over=True)
    assert found.side is Side.CRITICISM
    assert [item.standing for item in found.evidence] == [Standing.SHORT]


@pytest.mark.parametrize("told", [Told.LATE, Told.PART, Told.MISSING])
def test_a_late_report_keeps_from_praise_but_is_no_missed_target(told: Told) -> None:
    assert candidates([result("A", cell(2, 2), told=told)], over=True) == ()


def test_what_was_not_given_or_given_as_zero_counts_for_nobody() -> None:
    assert candidates([result("A", cell(None, 4), cell(0, 0))], over=True) == ()


def test_a_target_the_plan_contradicts_counts_for_nobody() -> None:
    missed = result("A", cell(2, 2), cell(3, 0), doubts={"CT02": "TT01"})
    (found,) = candidates([missed], over=True)
    assert found.side is Side.PRAISE
    assert candidates([result("A", cell(3, 0), doubts={"CT01": "TT01"})], over=True) == ()


def test_silence_is_held_against_a_unit_only_after_the_report_day() -> None:
    period, due = Span(date(2021, 6, 1), date(2021, 7, 1)), Deadline(date(2021, 7, 2), exclusive=True)
    assert not is_over(period, due, date(2021, 7, 1))
    assert is_over(period, due, date(2021, 7, 2))
    assert is_over(period, None, date(2021, 7, 1))
    (found,) = candidates([result("A", cell(1, None), told=Told.MISSING)], over=True)
    assert found.evidence[0].standing is Standing.SILENT
    assert found.is_thin


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The plan of Cầu Giấy with 13 mended to 08, so that nothing about the table must be settled."""
    caugiay = example("caugiay-2021")
    targets = tuple(replace(one, value=Decimal(8), printed="08") if one.value == 13 else one for one in caugiay.targets)
    return plans.create_plan(replace(caugiay, targets=targets, status=PlanStatus.DRAFT), by=cast.steering)


def put(side: Side = Side.PRAISE, subject: str = "Quan Hoa", **fields: object) -> services.Put:
    given: dict[str, object] = {"reason": "Đạt mọi chỉ tiêu được giao."}
    return services.Put(side, subject, **(given | fields))  # type: ignore[arg-type]


def shown(code: str = "CT01", done: int = 0) -> Evidence:
    return Evidence(code, "Chỉ tiêu", Decimal(1), Decimal(done), "vụ", DAY, Standing.SHORT)


@pytest.mark.django_db
def test_a_proposal_keeps_its_evidence_and_the_same_form_twice_is_one(cast: Cast, plan: Plan) -> None:
    key = uuid4()
    one = services.propose(plan.pk, [put(evidence=(shown(done=1),))], by=cast.steering, request_key=key)
    again = services.propose(plan.pk, [put(evidence=(shown(done=1),))], by=cast.steering, request_key=key)
    assert [item.pk for item in one] == [item.pk for item in again]
    kept = Proposal.objects.get()
    assert kept.evidence == [
        {"code": "CT01", "text": "Chỉ tiêu", "given": 1.0, "done": 1.0, "unit": "vụ", "as_of": "2021-06-30", "standing": "short"}
    ]
    assert kept.unit is not None
    assert kept.unit.name == "Quan Hoa"
    assert AuditEntry.objects.filter(subject_type="praise").count() == 1


@pytest.mark.django_db
def test_the_database_changes_no_proposal(cast: Cast, plan: Plan) -> None:
    (made,) = services.propose(plan.pk, [put()], by=cast.steering, request_key=uuid4())
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(reason="khác")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (put(subject=""), "praise_who"),
        (put(reason=" "), "praise_reason"),
        (put(subject="Phường Không Có"), "praise_unit"),
        (put(Side.CRITICISM), "criticism_evidence"),
    ],
)
def test_a_wrong_proposal_is_refused_and_nothing_is_saved(cast: Cast, plan: Plan, wrong: services.Put, code: str) -> None:
    with pytest.raises(Refused) as refused:
        services.propose(plan.pk, [put(subject="Yên Hòa"), wrong], by=cast.steering, request_key=uuid4())
    assert code in {problem.code for problem in refused.value.problems}
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_who_waits_already_is_not_put_forward_again(cast: Cast, plan: Plan) -> None:
    services.propose(plan.pk, [put()], by=cast.steering, request_key=uuid4())
    with pytest.raises(Refused, match="đang chờ"):
        services.propose(plan.pk, [put()], by=cast.steering, request_key=uuid4())


@pytest.mark.django_db
def test_another_province_neither_proposes_nor_sees(cast: Cast, plan: Plan) -> None:
    (made,) = services.propose(plan.pk, [put()], by=cast.steering, request_key=uuid4())
    with pytest.raises((Plan.DoesNotExist, PermissionDenied)):
        services.propose(plan.pk, [put(subject="Yên Hòa")], by=cast.other_province, request_key=uuid4())
    assert not services.visible_proposals(cast.other_province).filter(pk=made.pk).exists()


@pytest.mark.django_db
def test_a_unit_sees_what_was_decided_about_it_and_not_before(cast: Cast, plan: Plan) -> None:
    made = services.propose(
        plan.pk, [put(subject=name) for name in ("Dịch Vọng", "Quan Hoa", "Yên Hòa")], by=cast.steering, request_key=uuid4()
    )
    mine = [one for one in made if one.scope_commune_id == CAU_GIAY]
    assert mine, "one of these wards is phường Cầu Giấy today"
    seen = services.visible_proposals(cast.commune_a)
    assert not seen.exists()
    for one in made:
        services.settle(one.pk, ProposalState.DECIDED, by=cast.steering, on=one.on, award="Giấy khen", authority="Chủ tịch UBND quận")
    assert {one.pk for one in seen} == {one.pk for one in mine}


@pytest.mark.django_db
def test_an_end_is_recorded_once_and_with_all_it_needs(cast: Cast, plan: Plan) -> None:
    (made,) = services.propose(plan.pk, [put()], by=cast.steering, request_key=uuid4())
    with pytest.raises(Refused) as refused:
        services.settle(made.pk, ProposalState.DECIDED, by=cast.steering, on=made.on)
    assert {problem.field for problem in refused.value.problems} == {"award", "authority"}
    with pytest.raises(Refused):
        services.settle(made.pk, ProposalState.DECLINED, by=cast.steering, on=made.on)
    decided: dict[str, Any] = {"by": cast.steering, "on": made.on, "award": "Giấy khen", "authority": "Chủ tịch"}
    first = services.settle(made.pk, ProposalState.DECIDED, **decided)
    assert services.settle(made.pk, ProposalState.DECIDED, **decided) == first
    with pytest.raises(Refused, match="đã kết thúc"):
        services.settle(made.pk, ProposalState.WITHDRAWN, by=cast.steering, on=made.on, reason="nhầm")


@pytest.mark.django_db
def test_results_told_with_evidence_put_a_unit_forward_on_the_page(client: Client, cast: Cast, plan: Plan) -> None:
    doc = plans.read(plan)
    given: dict[str, str] = {}
    for table in doc.tables:
        row = next(row for row in table.rows if row.name == "Quan Hoa")
        given |= {column.target: text for column, text in zip(table.columns, row.cells, strict=True)}
    file = add_evidence(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "bao-cao.pdf", by=cast.steering)
    drawn = queries.draw(cast.steering, plan.pk)
    codes = {code for code, text in given.items() if text not in {"", "0"} and code not in drawn.doubtful}
    assert codes
    told = [Telling(code, Decimal(1), unit_name="Quan Hoa") for code in sorted(codes)]
    tell_figures(plan.pk, told, as_of=DAY, words="Báo cáo tháng 6", evidence=file, by=cast.steering, request_key=uuid4())
    after = queries.draw(cast.steering, plan.pk)
    sides = {one.name: one.side for one in after.candidates}
    assert sides["Yên Hòa"] is Side.CRITICISM, "the period of 2021 is over and nobody told anything"
    client.force_login(cast.steering)
    page = client.get(f"/ke-hoach/{plan.pk}/khen-thuong/").content.decode()
    assert "Yên Hòa" in page
    key = str(uuid4())
    sent = client.post(
        f"/ke-hoach/{plan.pk}/khen-thuong/", {"request_key": key, "chon": ["criticism:Yên Hòa"], "wish_criticism": "nhắc nhở"}
    )
    assert sent.status_code == 302
    made = Proposal.objects.get()
    assert (made.subject, made.side, made.wish) == ("Yên Hòa", "criticism", "nhắc nhở")
    assert made.evidence
    detail = client.get(f"/khen-thuong/{made.pk}/").content.decode()
    assert "chưa có số" in detail
    wrong = client.post(f"/khen-thuong/{made.pk}/", {"state": "decided", "on": "01/01/2020", "award": "", "authority": ""})
    assert wrong.status_code == 422
    right = client.post(
        f"/khen-thuong/{made.pk}/",
        {"state": "decided", "on": f"{made.on:%d/%m/%Y}", "award": "Phê bình bằng văn bản", "authority": "Chủ tịch UBND quận"},
    )
    assert right.status_code == 302
    assert "Phê bình bằng văn bản" in client.get("/khen-thuong/").content.decode()


@pytest.mark.django_db
def test_nothing_ticked_is_said_and_nothing_saved(client: Client, cast: Cast, plan: Plan) -> None:
    client.force_login(cast.steering)
    answer = client.post(f"/ke-hoach/{plan.pk}/khen-thuong/", {"request_key": str(uuid4())})
    assert answer.status_code == 422
    assert "Chưa chọn ai" in answer.content.decode()


@pytest.mark.django_db
def test_timely_praise_of_a_person_is_put_by_hand(client: Client, cast: Cast, plan: Plan) -> None:
    client.force_login(cast.steering)
    form = {
        "request_key": str(uuid4()),
        "side": "praise",
        "subject_kind": SubjectKind.PERSON.value,
        "subject": "Trưởng nhóm tuyên truyền",
        "reason": "Vận động ba người tự nguyện đi cai.",
        "wish": "biểu dương kịp thời",
    }
    answer = client.post(f"/ke-hoach/{plan.pk}/khen-thuong/lap/", form)
    assert answer.status_code == 302
    assert Proposal.objects.get().subject_kind == "person"
