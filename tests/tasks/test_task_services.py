"""Who is given a task, what a report leaves behind, who may tell and take back, and how letters count."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.documents.models import NumberBook, Paper
from hoanhap.documents.rules import Format
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import PlanStatus
from hoanhap.plans.rules.kinds import Proof, Recurrence
from hoanhap.plans.rules.spans import Deadline
from hoanhap.tasks import queries, services
from hoanhap.tasks.models import Assignment, CheckNote, Evidence, TaskReport, UrgedTask, Urging
from hoanhap.tasks.queries import owed as reading
from hoanhap.tasks.rules.states import Outcome, State
from hoanhap.units.models import Organisation, Unit
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO, Cast
from tests.tasks.plans import district_plan, given_out, province_plan, task
from tests.tasks.test_task_rules import PDF, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The province's plan with its tasks given out."""
    return given_out(province_plan())


def owed(plan: Plan, code: str, name: str = "") -> Assignment:
    return Assignment.objects.select_related("plan", "task").get(plan=plan, task__code=code, name__contains=name)


def tell(row: Assignment, by: User, outcome: Outcome = Outcome.DONE, **fields: Any) -> TaskReport:
    return services.report(row.pk, **{"outcome": outcome, "on": today(), "by": by, "request_key": uuid4(), **fields})


def reasons(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def letter(**fields: Any) -> services.Letter:
    plain = {"on": today(), "reply_by": today() + timedelta(days=5), "series": "BCĐ-TH"}
    signer = {"signer_name": "Nguyễn Thị Hạnh", "signer_title": "PHÓ TRƯỞNG BAN", "behalf": "KT. TRƯỞNG BAN"}
    return services.Letter(**{**plain, **signer, **fields})


# --- who is given what ------------------------------------------------------------------------------------------------------


def test_agencies_of_2021_are_found_and_bound_to_those_of_today(cast: Cast) -> None:
    plan = given_out(district_plan())
    own = owed(plan, "NV01")
    assert own.organisation is not None
    assert own.organisation.name == "Công an quận Cầu Giấy"
    assert own.holder is not None
    assert own.holder.name == "Công an thành phố Hà Nội"
    wards = Assignment.objects.filter(plan=plan, task__code="NV04")
    assert wards.count() == 8
    ward = wards.get(name="Ủy ban nhân dân phường Dịch Vọng Hậu")
    assert (ward.holder and ward.holder.name) == "Ủy ban nhân dân phường Cầu Giấy"
    assert ward.now_commune_id == CAU_GIAY
    assert {row.now_province_id for row in wards} == {HA_NOI}


def test_names_that_fit_nobody_are_questions_and_a_list_of_two_is_two(cast: Cast) -> None:
    plan = given_out(district_plan())
    assert {row.name: row.is_question for row in Assignment.objects.filter(plan=plan, task__code__in=["NV02", "NV03", "NV05"])} == {
        "Phòng Y tế": True,
        "Trung tâm Y tế quận": True,
        "Hội Cựu Chiến binh": True,
        "Hội Liên hiệp Phụ nữ quận": True,
        "Các ngành thành viên Ban Chỉ đạo quận": True,
    }


def test_everybody_means_all_that_the_plan_names_and_each_ward_once(cast: Cast) -> None:
    plan = given_out(district_plan())
    everybody = Assignment.objects.filter(plan=plan, task__code="NV06")
    assert {row.name for row in everybody} == {"Công an quận Cầu Giấy"} | {
        row.name for row in Assignment.objects.filter(plan=plan, task__code="NV04")
    }


def test_an_association_of_the_register_is_found_with_or_without_its_place(cast: Cast) -> None:
    seat = Organisation.objects.create(unit_id=300_005, kind="association", name="Hội Liên hiệp Phụ nữ quận Cầu Giấy", is_demo=True)
    plan = given_out(district_plan())
    row = owed(plan, "NV03", "Phụ nữ")
    assert (row.organisation, row.is_question) == (seat, False)


def test_giving_out_again_changes_nothing_and_a_draft_gives_out_nothing(plan: Plan) -> None:
    before = list(Assignment.objects.order_by("pk").values())
    services.distribute(plan.pk)
    services.distribute_due()
    assert list(Assignment.objects.order_by("pk").values()) == before
    draft = given_out(province_plan(number="78", status=PlanStatus.DRAFT))
    assert not draft.assignments.exists()


def test_an_adjusted_plan_takes_from_some_and_gives_to_others_but_leaves_what_an_officer_settled(cast: Cast, plan: Plan) -> None:
    question = owed(plan, "NV05")
    services.settle(question.pk, [], by=cast.steering, seen_version=question.version)
    added = services.put_on(plan.pk, owed(plan, "NV01").task_id, organisation=None, name="Hội Nông dân", by=cast.steering)

    def change(doc: Any) -> Any:
        first, second, *others = doc.tasks
        return replace(doc, tasks=(replace(first, agency="Công an phường Nghĩa Đô"), second, *others))

    plans.change_plan(plan.pk, change, by=cast.steering, seen_version=plan.version, why="Đổi cơ quan chủ trì.")
    services.distribute_due()
    active = {row.name for row in Assignment.objects.filter(plan=plan, task__code="NV01", is_active=True)}
    assert active == {"Công an phường Nghĩa Đô", "Hội Nông dân"}
    assert Assignment.objects.get(pk=added.pk).is_active
    assert not Assignment.objects.get(pk=question.pk).is_question


def test_a_question_is_answered_with_an_agency_once_and_by_the_issuer_only(cast: Cast, plan: Plan) -> None:
    question = owed(plan, "NV05")
    seat = Organisation.objects.create(unit_id=HA_NOI, kind="association", name="Hội Cựu Chiến binh thành phố (thử)")
    with pytest.raises(PermissionDenied):
        services.settle(question.pk, [seat], by=cast.province, seen_version=question.version)
    services.settle(question.pk, [seat], by=cast.steering, seen_version=question.version)
    with pytest.raises(StaleState):
        services.settle(question.pk, [seat], by=cast.steering, seen_version=question.version)
    (row,) = Assignment.objects.filter(plan=plan, task__code="NV05", is_active=True)
    assert (row.holder, row.words, row.settled_by) == (seat, "Hội Cựu Chiến binh", cast.steering)


# --- reporting --------------------------------------------------------------------------------------------------------------


def test_a_report_with_a_picture_is_kept_hashed_logged_and_counts(cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV01")
    told = tell(row, cast.commune_a, deliverable="a", uploads=[services.Upload("x.jpg", picture())])
    kept = Evidence.objects.get(report=told)
    assert kept.kind == "photo"
    assert len(kept.sha256) == 64
    assert queries.owed_of(owed(plan, "NV01")).state is State.LATE
    entry = AuditEntry.objects.filter(subject_type="task", action="record").latest("pk")
    assert (entry.subject_id, entry.detail["files"], entry.user_id) == (str(row.pk), 1, cast.commune_a.pk)


def test_the_same_report_twice_is_one(cast: Cast, plan: Plan) -> None:
    row, key = owed(plan, "NV04"), uuid4()
    first = tell(row, cast.commune_b, request_key=key)
    assert tell(row, cast.commune_b, request_key=key) == first
    assert TaskReport.objects.count() == 1
    with pytest.raises(Refused) as refused:
        tell(row, cast.commune_b)
    assert reasons(refused) == {"report_twice"}


@pytest.mark.parametrize("who", ["commune_b", "committee_a", "province", "elsewhere", "auditor", "nobody"])
def test_another_agency_reports_nothing(cast: Cast, plan: Plan, who: str) -> None:
    row = owed(plan, "NV01")
    with pytest.raises((PermissionDenied, Assignment.DoesNotExist)):
        tell(row, getattr(cast, who), deliverable="a", uploads=[services.Upload("x.jpg", picture())])
    assert not TaskReport.objects.exists()


def test_the_issuer_tells_for_an_agency_without_account_and_for_no_other(cast: Cast, plan: Plan) -> None:
    told = tell(owed(plan, "NV05"), cast.steering, Outcome.DECLINED, words="Hội không có chức năng này.")
    assert told.for_agency
    assert queries.owed_of(owed(plan, "NV05")).state is State.DECLINED
    with pytest.raises(PermissionDenied):
        tell(owed(plan, "NV04"), cast.steering)


def test_a_refused_report_leaves_nothing(cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV01")
    for uploads in ([services.Upload("anh.jpg", b"day la chu")], [services.Upload("a.pdf", PDF)], []):
        with pytest.raises(Refused):
            tell(row, cast.commune_a, deliverable="a", uploads=uploads)
    with pytest.raises(Refused):
        tell(row, cast.commune_a, deliverable="a", uploads=[services.Upload("x.jpg", picture())] * 7)
    assert not TaskReport.objects.exists()
    assert not Evidence.objects.exists()


def test_a_report_is_withdrawn_with_a_reason_once_and_both_stay(cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV04")
    told = tell(row, cast.commune_b)
    with pytest.raises(Refused):
        services.withdraw(told.pk, reason="nhầm", by=cast.commune_b, request_key=uuid4())
    with pytest.raises((PermissionDenied, TaskReport.DoesNotExist)):
        services.withdraw(told.pk, reason="Ghi nhầm sang việc khác.", by=cast.commune_a, request_key=uuid4())
    key = uuid4()
    services.withdraw(told.pk, reason="Ghi nhầm sang việc khác.", by=cast.commune_b, request_key=key)
    services.withdraw(told.pk, reason="Ghi nhầm sang việc khác.", by=cast.commune_b, request_key=key)
    with pytest.raises(StaleState):
        services.withdraw(told.pk, reason="Ghi nhầm sang việc khác.", by=cast.commune_b, request_key=uuid4())
    assert TaskReport.objects.count() == 2
    assert queries.owed_of(owed(plan, "NV04")).state is State.OVERDUE
    tell(owed(plan, "NV04"), cast.commune_b)
    assert queries.owed_of(owed(plan, "NV04")).state is State.LATE


def test_what_was_reported_cannot_be_changed_even_by_hand(cast: Cast, plan: Plan) -> None:
    told = tell(owed(plan, "NV04"), cast.commune_b)
    for rows in (TaskReport.objects.filter(pk=told.pk),):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(words="khác")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("delete from tasks_taskreport where id = %s", [told.pk])


def test_a_task_with_reports_stays_in_the_plan(cast: Cast, plan: Plan) -> None:
    tell(owed(plan, "NV04"), cast.commune_b)
    with pytest.raises(Refused):
        plans.change_plan(
            plan.pk, lambda doc: replace(doc, tasks=doc.tasks[:1]), by=cast.steering, seen_version=plan.version, why="Bỏ bớt."
        )
    plans.change_plan(plan.pk, lambda doc: replace(doc, tasks=doc.tasks[1:]), by=cast.steering, seen_version=plan.version, why="Bỏ NV01.")
    assert not Assignment.objects.filter(plan=plan, task__code="NV01").exists()


@pytest.mark.django_db(transaction=True)
def test_two_equal_reports_sent_at_once_are_one(cast: Cast) -> None:
    plan = given_out(province_plan())
    row, key = owed(plan, "NV04"), uuid4()

    def send(_turn: int) -> int:
        try:
            return tell(row, User.objects.get(pk=cast.commune_b.pk), request_key=key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(send, range(4)))
    assert len(made) == 1
    assert TaskReport.objects.count() == 1


def test_a_check_is_written_down_by_the_issuing_side_only(cast: Cast, plan: Plan) -> None:
    row, key = owed(plan, "NV04"), uuid4()
    for _turn in range(2):
        services.note_check(row.pk, on=today(), words="Đã xem sổ trực, chưa ra quân.", by=cast.steering, request_key=key)
    assert CheckNote.objects.count() == 1
    with pytest.raises(PermissionDenied):
        services.note_check(row.pk, on=today(), words="Tự kiểm tra.", by=cast.commune_b, request_key=uuid4())
    with pytest.raises(Refused):
        services.note_check(row.pk, on=today() + timedelta(days=1), words=" ", by=cast.steering, request_key=uuid4())


def test_proof_is_opened_by_the_agency_who_follows_the_plan_and_who_reads_its_unit(cast: Cast, plan: Plan, client: Client) -> None:
    told = tell(owed(plan, "NV01"), cast.commune_a, deliverable="a", uploads=[services.Upload("x.jpg", picture())])
    kept = Evidence.objects.get(report=told).pk
    users = dict(cast) | {
        "facility": make.user(Role.FACILITY_OFFICER, HA_NOI, name="Cán bộ cơ sở cai nghiện"),
        "clinic": make.user(Role.CLINIC_OFFICER, HA_NOI, name="Cán bộ cơ sở điều trị"),
        "ward_clinic": make.user(Role.CLINIC_OFFICER, CAU_GIAY, name="Cán bộ cơ sở điều trị của phường"),
        "ward_steering": make.user(Role.STEERING_OFFICER, NGHIA_DO, name="Ban Chỉ đạo phường bên"),
    }
    found = {}
    for name, user in users.items():
        client.force_login(user)
        found[name] = client.get(reverse("task_evidence", args=[kept])).status_code
    allowed = {"commune_a", "chief_a", "committee_a", "province", "steering", "auditor"}
    assert found == {name: 200 if name in allowed else 404 for name in users}
    for name, shown in (("facility", False), ("steering", True)):  # who may read the task sees no link that leads nowhere
        client.force_login(users[name])
        page = client.get(reverse("task_detail", args=[told.assignment_id]))
        assert (page.status_code, reverse("task_evidence", args=[kept]) in page.content.decode()) == (200, shown)


# --- urging -----------------------------------------------------------------------------------------------------------------


def text_of(urging: Urging, by: User) -> str:
    from io import BytesIO

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(services.letter_file(urging, Format.PDF, by=by))).pages)


def test_a_letter_takes_the_next_number_and_says_who_owes_what(cast: Cast, plan: Plan) -> None:
    late = [owed(plan, "NV01").pk, owed(plan, "NV04").pk]
    made = services.urge(plan.pk, late, letter(), by=cast.steering, request_key=uuid4())
    assert made.paper.symbol == "01/BCĐ-TH"
    assert NumberBook.objects.get(series="BCĐ-TH").last_number == 1
    text = " ".join(text_of(made, cast.steering).split())
    assert "V/v đôn đốc thực hiện nhiệm vụ được giao" in text
    assert "Kế hoạch số 77/KH-BCĐ" in text
    assert "Công an phường Cầu Giấy" in text
    assert "NV04. Ra quân trấn áp" in text
    assert "5 ngày" in text
    assert f"{today() + timedelta(days=5):%d/%m/%Y}" in text
    assert "NGUYỄN" not in text.split("PHÓ TRƯỞNG BAN")[0]
    assert {(one.assignment.task.code, one.turn) for one in UrgedTask.objects.all()} == {("NV01", 1), ("NV04", 1)}
    assert services.letter_file(made, Format.DOCX, by=cast.steering).startswith(b"PK")


def test_urging_again_counts_and_the_same_letter_twice_is_one(cast: Cast, plan: Plan) -> None:
    late, key = [owed(plan, "NV04").pk], uuid4()
    first = services.urge(plan.pk, late, letter(), by=cast.steering, request_key=key)
    assert services.urge(plan.pk, late, letter(), by=cast.steering, request_key=key) == first
    second = services.urge(plan.pk, late, letter(), by=cast.steering, request_key=uuid4())
    assert second.tasks.get().turn == 2
    assert "(lần 2)" in text_of(second, cast.steering)
    assert Paper.objects.filter(form="kh.don_doc").count() == 2


def test_what_is_done_is_not_urged_and_a_letter_to_nobody_takes_no_number(cast: Cast, plan: Plan) -> None:
    tell(owed(plan, "NV04"), cast.commune_b)
    with pytest.raises(Refused) as refused:
        services.urge(plan.pk, [owed(plan, "NV04").pk], letter(), by=cast.steering, request_key=uuid4())
    assert reasons(refused) == {"nobody_chosen"}
    with pytest.raises(Refused) as refused:
        services.urge(
            plan.pk, [owed(plan, "NV01").pk], letter(series="cv 1", reply_by=date(2020, 1, 1)), by=cast.steering, request_key=uuid4()
        )
    assert reasons(refused) == {"paper.series", "letter_reply"}
    assert not NumberBook.objects.filter(last_number__gt=0).exists()
    assert not Urging.objects.exists()


@pytest.mark.parametrize("who", ["commune_a", "province", "other_province", "auditor"])
def test_only_the_office_that_plans_urges(cast: Cast, plan: Plan, who: str) -> None:
    with pytest.raises((PermissionDenied, Plan.DoesNotExist)):
        services.urge(plan.pk, [owed(plan, "NV04").pk], letter(), by=getattr(cast, who), request_key=uuid4())


def test_an_officer_without_an_office_gets_told_so(plan: Plan) -> None:
    nation = make.user(Role.STEERING_OFFICER, None, name="Cán bộ trung ương")
    with pytest.raises(Refused) as refused:
        services.urge(plan.pk, [owed(plan, "NV04").pk], letter(), by=nation, request_key=uuid4())
    assert reasons(refused) == {"no_office"}


# --- reading ----------------------------------------------------------------------------------------------------------------


def test_each_agency_sees_what_it_owes_the_most_pressing_first(cast: Cast, plan: Plan) -> None:
    assert [(one.task.code, one.state) for one in queries.mine(cast.commune_a)] == [("NV01", State.OVERDUE), ("NV02", State.SOON)]
    assert [one.task.code for one in queries.mine(cast.commune_b)] == ["NV04", "NV02"]
    assert [(one.task.code, one.state) for one in queries.mine(cast.committee_a)] == [("NV03", State.UNCLEAR)]
    assert queries.mine(cast.elsewhere) == []
    assert queries.own_counts(cast.commune_a) == (2, 1)


def test_who_owes_nothing_costs_one_question(cast: Cast, django_assert_num_queries: Any) -> None:
    queries.own_counts(cast.commune_a)  # reads the grants once
    with django_assert_num_queries(1):
        assert queries.own_counts(cast.commune_a) == (0, 0)


def test_tasks_of_a_plan_long_over_stand_apart(cast: Cast) -> None:
    given_out(district_plan())
    assert queries.mine(cast.committee_a) == []
    assert queries.older_count(cast.committee_a) > 0
    assert {one.row.name for one in queries.mine(cast.committee_a, old=True)} >= {"Ủy ban nhân dân phường Dịch Vọng Hậu"}


def test_a_list_of_a_province_costs_the_same_however_many_communes(cast: Cast, django_assert_max_num_queries: Any) -> None:
    everywhere = task("NV01", "Công an các xã, phường", "Ra quân", recurrence=Recurrence.WEEKLY)
    plan = given_out(province_plan(everywhere, replace(everywhere, code="NV02", due=Deadline(today() - timedelta(days=3)))))
    with django_assert_max_num_queries(8):
        owed_now = queries.tracked(cast.steering, queries.Wanted(plan.pk))
    assert len(owed_now) == 2 * 126
    assert all(one.state is State.OVERDUE for one in owed_now)


def test_a_plan_given_to_all_communes_makes_no_row_of_a_model_and_stands_once_a_task(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Thousands of assignments are tuples; what a task asks for is computed once, and a standing once for all that reported the same."""
    weekly = tuple(task(f"NV{at:02}", "Công an các xã, phường", "Ra quân", recurrence=Recurrence.WEEKLY) for at in range(1, 5))
    wide = given_out(province_plan(*weekly, number="79"))
    monday = min(item.occurrence.key for item in queries.owed_of(owed(wide, "NV01", "Cầu Giấy")).stand.items if item.occurrence.key)
    tell(owed(wide, "NV01", "Cầu Giấy"), cast.commune_a, key=monday)
    withdrawn = tell(owed(wide, "NV02", "Cầu Giấy"), cast.commune_a, key=monday)
    services.withdraw(withdrawn.pk, reason="Ghi nhầm sang việc khác.", by=cast.commune_a, request_key=uuid4())

    queries.own_counts(cast.steering)  # reads the grants once

    def refuse(cls: type, /, *_args: object, **_options: object) -> None:
        raise AssertionError(f"a row of {cls.__name__} was made")

    with (
        monkeypatch.context() as patched,
        mock.patch.object(reading, "asked_for", wraps=reading.asked_for) as asked,
        django_assert_num_queries(6),
    ):
        for model in (Assignment, TaskReport, Organisation, Unit):
            patched.setattr(model, "from_db", classmethod(refuse))
        found = queries.tracked(cast.steering, queries.Wanted(wide.pk))
    assert (len(found), asked.call_count) == (4 * 126, 4)
    assert len({id(one.stand) for one in found}) == 5
    told = {one.row.pk: one.stand for one in found if one.row.name.endswith("Cầu Giấy")}
    assert told == {pk: queries.owed_of(Assignment.objects.get(pk=pk)).stand for pk in told}, "as when computed alone"
    line = queries.task_lines(found)[0]
    assert (line.done, len(line.owed), len(line.stands)) == (0, 126, 2)
    on = found[0].stand.items[0].last
    assert on is not None
    due = {row[0]: row[2:4] for week in queries.month_of(found, on.replace(day=1)) for cell in week if cell.on == on for row in cell.due}
    assert due == {"NV01": (126, 1), "NV02": (126, 0), "NV03": (126, 0), "NV04": (126, 0)}


def test_what_is_done_once_for_all_is_not_read_for_the_count(cast: Cast, plan: Plan) -> None:
    assert queries.own_counts(cast.commune_b) == (2, 1)
    told = tell(owed(plan, "NV04"), cast.commune_b)
    tell(owed(plan, "NV02", "Nghĩa Đô"), cast.commune_b, Outcome.PARTLY, deliverable="a", quantity=Decimal(20))
    with mock.patch.object(reading, "standing_of", wraps=reading.standing_of) as judged:
        assert queries.own_counts(cast.commune_b) == (0, 0)
    assert judged.call_count == 1, "the task with a part is judged, the other one not even read"
    services.withdraw(told.pk, reason="Ghi nhầm sang việc khác.", by=cast.commune_b, request_key=uuid4())
    assert queries.own_counts(cast.commune_b) == (1, 1)


def test_numbers_of_part_reports_reach_what_was_asked(cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV02", "Cầu Giấy")
    tell(row, cast.commune_a, Outcome.PARTLY, deliverable="a", quantity=Decimal(12))
    (item,) = queries.owed_of(row).stand.items
    assert (item.quantity, item.is_partly, item.deliverable and item.deliverable.proof) == (Decimal(12), True, Proof.NONE)
    tell(row, cast.commune_a, deliverable="a", quantity=Decimal(8))
    assert queries.owed_of(owed(plan, "NV02", "Cầu Giấy")).state is State.DONE
    assert queries.owed_of(owed(plan, "NV02", "Nghĩa Đô")).state is State.SOON
    assert owed(plan, "NV02", "Nghĩa Đô").now_commune_id == NGHIA_DO
