"""Tasks and the other parts of a plan on screen: typed, read from a paragraph, opened and saved without loss."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.plans import services
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Deadline, PlanDoc, PlanStatus, Proof, Recurrence, TaskKind, read_paragraph
from tests.cast import Cast
from tests.plans.sent import sent
from tests.plans.whole import whole

PARAGRAPH = """- Chủ trì phối hợp với Công an quận tổ chức mít tinh (yêu cầu treo 01 băng rôn; chụp ảnh).
- Phát 2.000 tờ rơi tại
các khu chung cư; báo cáo kết quả trước ngày 02/7."""


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.steering)
    return client


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A draft with something in every field."""
    return services.create_plan(replace(whole(), status=PlanStatus.DRAFT), by=cast.steering)


def doc(plan: Plan) -> PlanDoc:
    return services.read(Plan.objects.get(pk=plan.pk))


# A pasted paragraph


def test_a_paragraph_falls_into_deliverables_with_their_number_and_proof() -> None:
    found = read_paragraph(PARAGRAPH, 2021)
    assert [(item.code, item.quantity, item.unit, item.proof) for item in found.deliverables] == [
        ("a", Decimal(1), "băng rôn", Proof.PHOTO),
        ("b", Decimal(2000), "tờ rơi", Proof.PHOTO),
        ("c", None, "", Proof.DOCUMENT),
    ]
    assert found.deliverables[1].text == "Phát 2.000 tờ rơi tại các khu chung cư"
    assert (found.due, found.coordinating) == (Deadline(date(2021, 7, 2), exclusive=True), ("Công an quận",))


@pytest.mark.parametrize(
    ("text", "due", "due_text", "recurrence", "kind"),
    [
        ("Báo cáo trước ngày 02/7/2021.", Deadline(date(2021, 7, 2), exclusive=True), "", Recurrence.ONCE, TaskKind.ORDER),
        ("Hoàn thành xong trước ngày 15/6", Deadline(date(2021, 6, 15), exclusive=True), "", Recurrence.ONCE, TaskKind.ORDER),
        ("Chậm nhất ngày 30/6 gửi danh sách", Deadline(date(2021, 6, 30)), "", Recurrence.ONCE, TaskKind.ORDER),
        ("Sơ kết trước ngày 31/6/2021", None, "", Recurrence.ONCE, TaskKind.ORDER),
        ("Đánh giá kết quả cuối năm", None, "cuối năm", Recurrence.ONCE, TaskKind.ORDER),
        ("Đề nghị Đoàn Thanh niên thường xuyên rà soát", None, "", Recurrence.REGULAR, TaskKind.REQUEST),
        ("Hằng tháng báo cáo theo Nghị định số 111/2013/NĐ-CP", None, "", Recurrence.MONTHLY, TaskKind.ORDER),
    ],
)
def test_days_and_rhythms_are_read_only_where_the_words_say_them(
    text: str, due: Deadline | None, due_text: str, recurrence: Recurrence, kind: TaskKind
) -> None:
    found = read_paragraph(text, 2021)
    assert (found.due, found.due_text, found.recurrence, found.kind) == (due, due_text, recurrence, kind)


def test_several_days_stay_with_their_deliverables() -> None:
    found = read_paragraph("Lập danh sách trước ngày 10/6; tổng kết trước ngày 30/6", 2021)
    assert found.due is None
    assert [item.due and item.due.on.day for item in found.deliverables] == [10, 30]


@pytest.mark.parametrize("text", ["", " \n ", "…", "- ", "(((", "; ; ;", "1.", "ngày 99/99"])
def test_an_empty_paragraph_gives_nothing_and_breaks_nothing(text: str) -> None:
    assert len(read_paragraph(text, 2021).deliverables) <= 1


def test_numbers_of_laws_days_and_months_are_no_quantities() -> None:
    clauses = "theo Nghị định số 94/2010/NĐ-CP; trong 6 tháng; ngày 26 tháng 6; Điều 33 khoản 1 Luật; năm 2021 tiếp tục"
    assert [item.quantity for item in read_paragraph(clauses, 2021).deliverables] == [None] * 5


# Pages


@pytest.mark.django_db
def test_a_task_is_read_from_a_paragraph_edited_and_saved(office: Client, plan: Plan) -> None:
    address = reverse("plan_task_new", args=[plan.pk])
    typed = sent(office.get(address)) | {"paragraph": PARAGRAPH, "agency": "Phòng Y tế", "where": "mục IV.3", "act": "split"}
    proposal = office.post(address, typed)
    assert proposal.status_code == 200
    assert len(doc(plan).tasks) == 2, "nothing is saved yet"
    fields = sent(proposal)
    assert (fields["agency"], fields["due_on"], fields["coordinating"]) == ("Phòng Y tế", "02/07/2021", "Công an quận")
    fields |= {"deliverables-1-text": "Phát 2.000 tờ rơi song ngữ", "deliverables-0-code": "", "deliverables-0-text": ""}
    fields |= {name: "" for name in fields if name.startswith("deliverables-0-") and name != "deliverables-0-proof"}
    answer = office.post(address, fields | {"deliverables-0-proof": "none", "act": "save"})
    assert answer.status_code == 302
    task = doc(plan).tasks[-1]
    assert (task.code, task.agency, task.due) == ("NV03", "Phòng Y tế", Deadline(date(2021, 7, 2), exclusive=True))
    assert [item.text for item in task.deliverables] == ["Phát 2.000 tờ rơi song ngữ", "báo cáo kết quả trước ngày 02/7"]


@pytest.mark.django_db
def test_what_is_opened_and_saved_unchanged_changes_nothing(office: Client, plan: Plan) -> None:
    """Head, target and task with something in every field: a field that the form does not carry would be lost here."""
    before = doc(plan)
    for address in (
        reverse("plan_head_edit", args=[plan.pk]),
        reverse("target_edit", args=[plan.pk, "CT01"]),
        reverse("plan_task_edit", args=[plan.pk, "NV01"]),
    ):
        answer = office.post(address, sent(office.get(address)) | {"act": "save"})
        assert answer.status_code == 302, (address, answer.context and [str(problem) for problem in answer.context["form"].errors.items()])
        assert doc(plan) == before, address
    assert Plan.objects.get(pk=plan.pk).version == 1


@pytest.mark.django_db
def test_more_lines_keep_what_was_typed_and_judge_nothing(office: Client, plan: Plan) -> None:
    address = reverse("plan_head_edit", args=[plan.pk])
    fields = sent(office.get(address)) | {"title": "", "recipients-2-note": "để biết", "act": "add-recipients"}
    page = office.post(address, fields)
    again = sent(page)
    assert (page.status_code, again["title"], again["recipients-2-note"]) == (200, "", "để biết")
    assert again["recipients-TOTAL_FORMS"] == "8"
    assert "Ô này còn trống" not in page.content.decode()


@pytest.mark.django_db
def test_a_wrong_line_is_named_and_nothing_is_saved(office: Client, plan: Plan) -> None:
    address = reverse("plan_head_edit", args=[plan.pk])
    fields = sent(office.get(address)) | {
        "recipients-2-note": "để biết",
        "windows-1-since": "01/06/2021",
        "bases-0-text": "",
        "act": "save",
    }
    answer = office.post(address, fields | {"bases-0-text": "", "act": "save"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Nơi nhận, dòng 3, Nơi nhận: Ô này còn trống" in words
    assert "Đợt cao điểm, dòng 2, Đến hết ngày: Có ngày đầu thì phải có ngày cuối" in words
    assert "Căn cứ pháp lý, dòng 1, Căn cứ như ghi: Ô này còn trống" in words
    assert doc(plan) == replace(whole(), status=PlanStatus.DRAFT)


@pytest.mark.django_db
def test_a_line_left_blank_is_dropped(office: Client, plan: Plan) -> None:
    address = reverse("plan_head_edit", args=[plan.pk])
    fields = sent(office.get(address))
    fields |= {name: "" for name in fields if name.startswith("recipients-0-")} | {"recipients-0-by": "paper", "act": "save"}
    assert office.post(address, fields).status_code == 302
    assert [item.name for item in doc(plan).recipients] == ["Lưu: VT"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("agency", "", "Ô này còn trống"),
        ("code", "NV 9", "Mã không có dấu cách"),
        ("code", "NV02", "Mã NV02 đã dùng cho nhiệm vụ khác"),
        ("due_on", "01/8/ 2021", "01/8/ 2021"),
        ("last", "16/06/2021", "Có ngày đầu thì phải có ngày cuối"),
        ("deliverables-0-quantity", "một", "“một” không phải là số"),
        ("due_exclusive", "on", "Đã chọn “trước ngày” mà chưa có ngày"),
    ],
)
def test_a_wrong_task_is_refused_and_kept(office: Client, plan: Plan, field: str, value: str, words: str) -> None:
    address = reverse("plan_task_new", args=[plan.pk])
    typed = sent(office.get(address)) | {"agency": "Công an quận", "text": "Đôn đốc", "where": "mục IV.1", "code": "NV09"}
    typed |= {"deliverables-0-code": "a", "deliverables-0-text": "việc", field: value, "act": "save"}
    answer = office.post(address, typed)
    assert (answer.status_code, words in answer.content.decode()) == (422, True), answer.content.decode()
    assert "Đôn đốc" in answer.content.decode()
    assert len(doc(plan).tasks) == 2


@pytest.mark.django_db
def test_a_task_is_taken_out(office: Client, plan: Plan) -> None:
    address = reverse("plan_task_edit", args=[plan.pk, "NV01"])
    assert office.post(address, sent(office.get(address)) | {"act": "remove"}).status_code == 302
    assert [task.code for task in doc(plan).tasks] == ["NV02"]


@pytest.mark.django_db
def test_the_workshop_shows_tasks_and_asks_for_missing_days(office: Client, plan: Plan) -> None:
    words = office.get(reverse("plan_edit", args=[plan.pk])).content.decode()
    assert "NV02" in words
    assert "chưa nêu hạn" in words
