"""A plan travels down: units answer, the issuer answers back, the unit's own plan begins, and targets are split."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.rights import Role
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.plans import services
from hoanhap.plans.models import AllocationAnswer, AllocationRow, Plan
from hoanhap.plans.queries import cascade as reads
from hoanhap.plans.rules import AllocationTable, Column, PlanDoc, PlanStatus, Row, RowKind, Span
from hoanhap.plans.rules.answers import Answer, Says, Standing, given_to, standing, with_figures
from hoanhap.plans.rules.comparing import Verdict
from hoanhap.units.queries import units_in
from tests import make
from tests.cast import CAU_GIAY, NGHIA_DO, Cast
from tests.plans.conftest import example, table, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The plan of quận Cầu Giấy of 2021, adopted."""
    return services.import_plan(example("caugiay-2021"), by=None).plan


def row(plan: Plan, commune: int | None) -> AllocationRow:
    found = AllocationRow.objects.filter(table__plan=plan, scope_commune=commune).first()
    assert found is not None
    return found


def answer(plan: Plan, by: Any, says: Says, commune: int = CAU_GIAY, **more: Any) -> AllocationAnswer:
    found = row(plan, commune)
    plan.refresh_from_db()
    return services.answer_allocation(plan.pk, 0, found.position, by=by, says=says, seen_version=plan.version, **more)


def stands(plan: Plan, user: Any, commune: int = CAU_GIAY) -> Standing:
    plan.refresh_from_db()
    doc = services.read(plan)
    return next(item.standing for item in reads.cascade_rows(user, plan, doc) if item.row.scope_commune_id == commune)


# --- the rule ----------------------------------------------------------------------------------------------------------------


def test_an_answer_holds_for_the_figures_it_was_given_to() -> None:
    accepted, objected, kept = (Answer(says, (("CT01", "01"),)) for says in (Says.ACCEPT, Says.OBJECT, Says.KEEP))
    now, other = (("CT01", "01"),), (("CT01", "02"),)
    assert standing([], now) is Standing.WAITING
    assert standing([], ()) is Standing.NOTHING
    assert standing([accepted], now) is Standing.ACCEPTED
    assert standing([accepted, objected], now) is Standing.OBJECTED
    assert standing([objected, kept], now) is Standing.KEPT
    assert standing([objected, kept, accepted], now) is Standing.ACCEPTED
    assert standing([accepted], other) is Standing.CHANGED
    assert standing([objected, kept], other) is Standing.CHANGED


def test_changed_figures_keep_the_printed_total_true(plan: Plan) -> None:
    doc = services.read(plan)
    changed = with_figures(doc, ("Quan Hoa", ""), (("ST036", "03"),))
    assert given_to(changed, ("Quan Hoa", ""))[-1] == ("ST036", "03")
    assert changed.tables[0].totals[-1] == "10", "08 was the sum; 8 - 1 + 3"
    assert changed.tables[0].totals[:-1] == doc.tables[0].totals[:-1]


# --- answers -----------------------------------------------------------------------------------------------------------------


def test_a_unit_accepts_once_and_the_same_answer_twice_is_one(plan: Plan, cast: Cast) -> None:
    first = answer(plan, cast.chief_a, Says.ACCEPT)
    assert answer(plan, cast.committee_a, Says.ACCEPT).pk == first.pk
    assert stands(plan, cast.steering) is Standing.ACCEPTED
    assert dict(first.given)["ST036"] == "01"


@pytest.mark.parametrize("who", ["commune_a", "province", "auditor"])
def test_who_may_see_but_not_answer_is_refused(plan: Plan, cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        answer(plan, getattr(cast, who), Says.ACCEPT)


def test_a_unit_does_not_answer_for_another_and_the_issuer_not_for_a_unit(plan: Plan, cast: Cast) -> None:
    for user in (cast.chief_a, cast.steering):
        with pytest.raises(PermissionDenied):
            answer(plan, user, Says.ACCEPT, NGHIA_DO)
    with pytest.raises(Plan.DoesNotExist):
        answer(plan, make.user(Role.COMMUNE_CHIEF, 5977), Says.ACCEPT)


def test_a_team_without_a_commune_is_answered_for_at_the_place_of_the_plan(plan: Plan, cast: Cast) -> None:
    said = answer(plan, cast.steering, Says.ACCEPT, commune=None)  # type: ignore[arg-type]
    assert (said.row_name, said.given) == ("Đội CSĐTTP về Ma Túy", [["ST030", "02"]])


def test_an_objection_needs_a_reason_and_numbers(plan: Plan, cast: Cast) -> None:
    with pytest.raises(Refused, match="phải có lý do"):
        answer(plan, cast.chief_a, Says.OBJECT, reason="  ")
    with pytest.raises(Refused, match="không phải là số"):
        answer(plan, cast.chief_a, Says.OBJECT, reason="Ít người", proposed={"ST036": "vài"})
    with pytest.raises(Refused, match="không phải là số"):
        answer(plan, cast.chief_a, Says.OBJECT, reason="Ít người", proposed={"ST999": "1"})
    assert not AllocationAnswer.objects.exists()


def test_an_answer_to_an_old_version_is_refused(plan: Plan, cast: Cast) -> None:
    with pytest.raises(StaleState):
        services.answer_allocation(
            plan.pk, 0, row(plan, CAU_GIAY).position, by=cast.chief_a, says=Says.ACCEPT, seen_version=plan.version - 1
        )


def test_answers_are_never_changed(plan: Plan, cast: Cast) -> None:
    said = answer(plan, cast.chief_a, Says.ACCEPT)
    with pytest.raises(DatabaseError), transaction.atomic():
        AllocationAnswer.objects.filter(pk=said.pk).update(says="object", reason="khác")


def test_the_issuer_adjusts_with_a_reason_and_the_unit_is_asked_again(plan: Plan, cast: Cast) -> None:
    objection = answer(plan, cast.chief_a, Says.OBJECT, reason="Không còn ai", proposed={"ST036": "0"})
    assert stands(plan, cast.steering) is Standing.OBJECTED
    before = plan.version
    name = objection.row_name
    reply = services.settle_objection(
        objection.pk, by=cast.steering, seen_version=plan.version, reason="Đã rà soát", figures={"ST036": "0", "ST037": "01"}
    )
    plan.refresh_from_db()
    assert (plan.version, plan.status) == (before + 1, PlanStatus.ADJUSTED)
    assert plan.versions.get(number=plan.version).why == f"Theo ý kiến của {name}: Đã rà soát"
    assert (reply.says, reply.proposed) == (Says.ADJUST, [["ST036", "0"]])
    assert stands(plan, cast.steering) is Standing.CHANGED
    answer(plan, cast.chief_a, Says.ACCEPT)
    assert stands(plan, cast.steering) is Standing.ACCEPTED


def test_a_change_for_another_unit_leaves_an_answer_standing(plan: Plan, cast: Cast) -> None:
    answer(plan, cast.chief_a, Says.ACCEPT)
    other = row(plan, NGHIA_DO)
    services.add_allocation(plan.pk, "ST036", other.name, "04", by=cast.steering, seen_version=plan.version, why="Thêm")
    assert stands(plan, cast.steering) is Standing.ACCEPTED


def test_the_issuer_keeps_with_a_reason_and_only_once(plan: Plan, cast: Cast) -> None:
    objection = answer(plan, cast.chief_a, Says.OBJECT, reason="Nhiều quá")
    with pytest.raises(Refused, match="phải có lý do"):
        services.settle_objection(objection.pk, by=cast.steering, seen_version=plan.version, reason=" ")
    with pytest.raises(Refused, match="Chưa đổi số nào"):
        services.settle_objection(objection.pk, by=cast.steering, seen_version=plan.version, reason="x", figures=dict(objection.given))
    services.settle_objection(objection.pk, by=cast.steering, seen_version=plan.version, reason="Mức tối thiểu")
    assert stands(plan, cast.steering) is Standing.KEPT
    with pytest.raises(Refused, match="đã được trả lời"):
        services.settle_objection(objection.pk, by=cast.steering, seen_version=plan.version, reason="lần nữa")


def test_nobody_outside_the_issuing_office_changes_an_allocation(plan: Plan, cast: Cast) -> None:
    objection = answer(plan, cast.chief_a, Says.OBJECT, reason="Nhiều quá")
    for user in (cast.chief_a, cast.committee_a, cast.province):
        with pytest.raises(PermissionDenied):
            services.add_allocation(plan.pk, "ST036", objection.row_name, "09", by=user, seen_version=plan.version, why="tự sửa")
        with pytest.raises(PermissionDenied):
            services.settle_objection(objection.pk, by=user, seen_version=plan.version, reason="tự sửa", figures={"ST036": "0"})
    ward = make.user(Role.STEERING_OFFICER, CAU_GIAY)
    with pytest.raises(PermissionDenied):
        services.add_allocation(plan.pk, "ST036", objection.row_name, "09", by=ward, seen_version=plan.version, why="tự sửa")
    with pytest.raises(Plan.DoesNotExist):
        services.settle_objection(objection.pk, by=cast.other_province, seen_version=plan.version, reason="ngoài tỉnh")
    plan.refresh_from_db()
    assert plan.version == 1


def renamed(plan: Plan, by: Any, old: str, *new: Row) -> Plan:
    """The plan with other rows in the place of one, in every table."""

    def change(doc: PlanDoc) -> PlanDoc:
        tables = (
            replace(table, rows=tuple(one for row in table.rows for one in (new if row.name == old else (row,)))) for table in doc.tables
        )
        return replace(doc, tables=tuple(tables))

    plan.refresh_from_db()
    return services.change_plan(plan.pk, change, by=by, seen_version=plan.version, why="Sửa tên đơn vị")


def test_a_row_with_an_answer_that_holds_is_not_renamed_or_taken_out(plan: Plan, cast: Cast) -> None:
    said = answer(plan, cast.chief_a, Says.OBJECT, reason="Nhiều quá")
    line = next(line for line in services.read(plan).tables[0].rows if line.name == said.row_name)
    for rows in ((), (replace(line, name=f"Phường {line.name}"),), (replace(line, code="00166"),)):
        with pytest.raises(Refused, match="đã trả lời") as refused:
            renamed(plan, cast.steering, line.name, *rows)
        assert [problem.code for problem in refused.value.problems] == ["plan_unit_answered"]
    plan.refresh_from_db()
    assert (plan.version, stands(plan, cast.steering)) == (1, Standing.OBJECTED)
    blank = replace(line, cells=("",) * len(line.cells))
    right = replace(line, name=f"Phường {line.name}")
    renamed(plan, cast.steering, line.name, blank, right)  # the way that the refusal names
    after = renamed(plan, cast.steering, line.name)
    assert line.name not in {row.name for row in services.read(after).tables[0].rows}


def test_a_row_nobody_answered_is_renamed(plan: Plan, cast: Cast) -> None:
    line = services.read(plan).tables[0].rows[1]
    answered = answer(plan, cast.chief_a, Says.ACCEPT).row_name
    assert line.name != answered
    after = renamed(plan, cast.steering, line.name, replace(line, name="Tổ công tác"))
    assert "Tổ công tác" in {row.name for row in services.read(after).tables[0].rows}
    assert stands(plan, cast.steering) is Standing.ACCEPTED


# --- the unit's own plan -----------------------------------------------------------------------------------------------------


def child(plan: Plan, by: Any, commune: int | None = CAU_GIAY) -> Plan:
    return services.start_child(plan.pk, 0, row(plan, commune).position, by=by)


def test_a_ward_begins_its_plan_with_what_it_was_given(plan: Plan, cast: Cast) -> None:
    ward = make.user(Role.STEERING_OFFICER, CAU_GIAY)
    own = child(plan, ward)
    doc, given = services.read(own), dict(given_to(services.read(plan), (row(plan, CAU_GIAY).name, "")))
    assert own.is_draft
    assert own.scope_commune_id == CAU_GIAY
    assert list(own.above.all()) == [plan]
    assert doc.issuer == f"UBND phường {row(plan, CAU_GIAY).name}"
    assert {target.code: target.printed for target in doc.targets} == given
    assert {target.indicator for target in doc.targets} >= {"RV01", "RB04"}
    assert child(plan, ward).pk == own.pk, "begun twice, one draft"
    beside = reads.beside_parents(ward, own, doc)
    assert [told.count for told in beside[0].told if told.text == Verdict.SAME.label] == [len(given)]


def test_who_may_not_plan_for_a_unit_does_not_begin_its_plan(plan: Plan, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        child(plan, cast.chief_a)
    with pytest.raises(PermissionDenied):
        child(plan, make.user(Role.STEERING_OFFICER, NGHIA_DO))
    assert Plan.objects.count() == 1


def test_a_draft_hands_nothing_down(cast: Cast) -> None:
    draft = services.create_plan(replace(example("caugiay-2021"), status=PlanStatus.DRAFT), by=cast.steering)
    with pytest.raises(Refused, match="dự thảo"):
        child(draft, cast.steering)


def test_from_city_to_district_to_ward_before_the_reform(cast: Cast) -> None:
    year, on = Span(date(2024, 1, 1), date(2025, 1, 1)), date(2024, 1, 1)
    rows = (Row("Quận Cầu Giấy", ("8",)), Row("Quận Ba Đình", ("5-7",)))
    city = replace(
        example("hanoi-2024"),
        number="777", area=("Thành phố Hà Nội",), period=year, status=PlanStatus.ADOPTED, reported=(), tasks=(),
        targets=(target("CT01", 20, indicator="PR04"),), tables=(AllocationTable("", (Column(("Người",), "CT01"),), rows),),
    )  # fmt: skip
    top = services.import_plan(city, by=None).plan
    district = services.start_child(top.pk, 0, 0, by=cast.steering)
    assert district.unit is not None
    assert (district.issuer, district.unit.named_on(on)[1]) == ("UBND quận Cầu Giấy", "Cầu Giấy")
    ranged = services.read(services.start_child(top.pk, 0, 1, by=cast.steering)).targets[0]
    assert (ranged.value, ranged.value_high) == (5, 7)
    wards = [unit.title_on(on) for unit in units_in(district.unit.pk, on)]
    doc = services.read(district)
    split = AllocationTable("", (Column(("Người",), "CT01"),), tuple(Row(name, ("1",)) for name in wards))
    services.change_plan(
        district.pk,
        lambda _: replace(doc, number="55", symbol="KH-UBND", issued_on=date(2024, 1, 9), status=PlanStatus.ADOPTED, tables=(split,)),
        by=cast.steering,
        seen_version=district.version,
    )
    ward = services.start_child(district.pk, 0, 0, by=cast.steering)
    assert [above.pk for above in ward.above.all()] == [district.pk]
    assert ward.area == ["Thành phố Hà Nội", "Quận Cầu Giấy", wards[0]]
    assert ward.unit is not None
    assert ward.scope_commune is not None
    assert ward.scope_commune.is_current


def test_a_commune_splits_what_it_got_to_its_villages(plan: Plan, cast: Cast, client: Client) -> None:
    ward = make.user(Role.STEERING_OFFICER, CAU_GIAY)
    own = child(plan, ward)
    client.force_login(ward)
    page = reverse("target_split", args=[own.pk, "ST036"])
    names = "Tổ dân phố số 1\nTổ dân phố số 2"
    sent = {"act": "save", "method": "hand", "names": names, "version": own.version, "f-0": "1", "b-0": "", "keep_back": ""}
    assert client.post(page, sent).status_code == 302
    made = services.read(own).tables[0]
    assert [(item.name, item.cells, item.kind) for item in made.rows] == [
        ("Tổ dân phố số 1", ("01",), RowKind.VILLAGE),
        ("Tổ dân phố số 2", ("0",), RowKind.VILLAGE),
    ]
    services.change_plan(
        own.pk,
        lambda doc: replace(doc, number="1", symbol="KH", issued_on=date(2021, 6, 1), status=PlanStatus.ADOPTED),
        by=ward,
        seen_version=own.version + 1,
    )
    with pytest.raises(Refused, match="không tự ban hành"):
        services.start_child(own.pk, 0, 0, by=ward)


# --- pages -------------------------------------------------------------------------------------------------------------------


def test_the_page_of_the_issuer_shows_what_is_left_and_who_objects(plan: Plan, cast: Cast, client: Client) -> None:
    answer(plan, cast.chief_a, Says.OBJECT, reason="Địa bàn ít người")
    client.force_login(cast.steering)
    html = client.get(reverse("cascade", args=[plan.pk])).content.decode()
    assert "Địa bàn ít người" in html
    assert "1 đơn vị đề nghị điều chỉnh" in html
    left = {spread.target.code: spread.left for spread in reads.spreads(services.read(plan))}
    assert left["ST036"] == 5
    assert left["ST030"] == 0


def test_a_unit_sees_its_own_rows_only(plan: Plan, cast: Cast, client: Client) -> None:
    answer(plan, make.user(Role.COMMUNE_CHIEF, NGHIA_DO), Says.OBJECT, NGHIA_DO, reason="Chuyện của phường khác")
    client.force_login(cast.chief_a)
    html = client.get(reverse("cascade", args=[plan.pk])).content.decode()
    assert row(plan, CAU_GIAY).name in html
    assert "Chuyện của phường khác" not in html
    assert client.get(reverse("allocation_answer", args=[plan.pk, 0, row(plan, NGHIA_DO).position])).status_code == 404


def test_answering_and_replying_on_the_pages(plan: Plan, cast: Cast, client: Client) -> None:
    client.force_login(cast.chief_a)
    page = reverse("allocation_answer", args=[plan.pk, 0, row(plan, CAU_GIAY).position])
    kept = client.post(page, {"says": "object", "reason": "", "version": plan.version, "p-ST036": "vài"})
    assert kept.status_code == 422
    assert "phải có lý do" in kept.content.decode()
    assert 'value="vài"' in kept.content.decode()
    assert client.post(page, {"says": "object", "reason": "Ít người", "version": plan.version, "p-ST036": "0"}).status_code == 302
    objection = AllocationAnswer.objects.get()
    reply = reverse("objection_settle", args=[plan.pk, objection.pk])
    assert client.get(reply).status_code == 403
    client.force_login(cast.steering)
    assert "Ít người" in client.get(reply).content.decode()
    sent = {"act": "adjust", "reason": "Đồng ý", "version": plan.version} | {f"f-{code}": text for code, text in objection.given}
    assert client.post(reply, sent).status_code == 422
    assert client.post(reply, sent | {"f-ST036": "0"}).status_code == 302
    assert stands(plan, cast.steering) is Standing.CHANGED


def test_the_split_follows_while_typing_and_saves_nothing_before_the_button(plan: Plan, cast: Cast, client: Client) -> None:
    client.force_login(cast.steering)
    page = reverse("target_split", args=[plan.pk, "ST036"])
    assert client.get(page).status_code == 200
    sent: dict[str, Any] = {"method": "baseline", "source": "", "source-was": "", "version": plan.version, "keep_back": "1"}
    sent |= {f"b-{at}": str(weight) for at, weight in enumerate((30, 25, 20, 5, 0, 0, 0, 0, 0))} | {"f-8": "0"}
    html = client.post(page, sent, headers={"HX-Request": "true"}).content.decode()
    assert "<b>12</b> giao" in html
    assert "<html" not in html
    plan.refresh_from_db()
    assert plan.version == 1
    assert client.post(page, sent | {"act": "save"}).status_code == 422, "adopted: a change needs a reason"
    assert client.post(page, sent | {"act": "save", "why": "Giao lại theo số người"}).status_code == 302
    doc = services.read(Plan.objects.get(pk=plan.pk))
    cells = [item.cells[4] for item in doc.tables[0].rows]
    assert sum(int(text) for text in cells) == 12
    assert cells[:4] == ["04", "04", "03", "01"]
    assert doc.tables[0].totals[4] == "12"


def test_what_cannot_be_split_keeps_what_was_typed(plan: Plan, cast: Cast, client: Client) -> None:
    client.force_login(cast.steering)
    page = reverse("target_split", args=[plan.pk, "ST036"])
    sent = {"method": "equal", "source": "", "source-was": "", "version": plan.version, "f-0": "99", "act": "save", "why": "x"}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert "nhiều hơn 13 được chia" in answer.content.decode()
    assert 'value="99"' in answer.content.decode()
    assert client.get(reverse("target_split", args=[plan.pk, "ST031"])).status_code == 404, "a percentage is not split"


def test_baselines_come_from_the_records_and_the_plan_before(plan: Plan, cast: Cast) -> None:
    from tests.cases.test_services import decided

    decided(cast.commune_a, on=date(2026, 11, 1))
    today = replace(example("hanoi-2024"), area=("Thành phố Hà Nội",), period=Span(date(2027, 1, 1), date(2028, 1, 1)))
    names = ("Phường Cầu Giấy", "Phường Nghĩa Đô", "Tổ không có trong danh mục")
    code = today.targets[0].code
    found = reads.baseline("registered", today, code, names, date(2026, 11, 20))
    assert found == {"Phường Cầu Giấy": 1, "Phường Nghĩa Đô": 0}
    assert reads.baseline("registered", today, code, names, date(2026, 10, 1))["Phường Cầu Giấy"] == 0
    measured = replace(today, targets=(target(code, 9, indicator="PR04"),))
    assert reads.baseline("result", measured, code, names, date(2026, 11, 20)) == {"Phường Cầu Giấy": 1, "Phường Nghĩa Đô": 0}
    unmeasured = replace(today, targets=(replace(today.targets[0], indicator="CR01"),))
    assert reads.baseline("result", unmeasured, code, names, date(2026, 11, 20)) == {}
    again = replace(services.read(plan), period=Span(date(2021, 8, 1), date(2021, 9, 1)))
    before = reads.baseline("before", again, "ST035", ("Quan Hoa", "Yên Hòa"), date(2021, 8, 1))
    assert before == {"Quan Hoa": 0, "Yên Hòa": 1}


def test_a_table_for_a_target_without_one_is_made_of_the_units_below(cast: Cast, client: Client, plan: Plan) -> None:
    doc = replace(
        services.read(plan),
        number="153",
        status=PlanStatus.DRAFT,
        tasks=(),
        tables=(),
        targets=(target("CT01", 9, indicator="PR04", printed="09"),),
    )
    draft = services.create_plan(doc, by=cast.steering)
    client.force_login(cast.steering)
    page = reverse("target_split", args=[draft.pk, "CT01"])
    html = client.get(page).content.decode()
    assert "Phường Quan Hoa" in html
    assert (
        client.post(
            page, {"act": "save", "method": "equal", "source": "", "version": 1, "names": "Phường Quan Hoa\nPhường Yên Hòa"}
        ).status_code
        == 302
    )
    draft.refresh_from_db()
    made = services.read(draft).tables[0]
    assert [(item.name, item.cells) for item in made.rows] == [("Phường Quan Hoa", ("05",)), ("Phường Yên Hòa", ("04",))]
    assert [one.unit_id is not None for one in AllocationRow.objects.filter(table__plan=draft)] == [True, True]
    assert table([("1",)], ("CT01",)).rows[0].kind is RowKind.UNIT
