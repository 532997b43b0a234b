"""The pages of tasks: what each shows to whom, what it costs, and what bad input is answered with."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from hoanhap.accounts.models import User
from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import PlanStatus
from hoanhap.plans.rules.spans import Deadline
from hoanhap.tasks import services
from hoanhap.tasks.models import Assignment, TaskReport, Urging
from hoanhap.units.models import Organisation
from tests.cast import HA_NOI, Cast
from tests.tasks.plans import district_plan, given_out, province_plan, task
from tests.tasks.test_task_rules import picture
from tests.tasks.test_task_services import letter, owed, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The province's plan with its tasks given out."""
    return given_out(province_plan())


def page(client: Client, user: User, name: str, *args: object, **query: str) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def report(client: Client, user: User, row: Assignment, **fields: Any) -> Any:
    client.force_login(user)
    plain = {"item": "a|", "outcome": "done", "on": f"{today():%d/%m/%Y}", "request_key": str(uuid4())}
    return client.post(reverse("task_report", args=[row.pk]), {**plain, **fields})


# --- the agency's own pages -------------------------------------------------------------------------------------------------


def test_an_agency_sees_its_tasks_late_ones_first_with_one_tap_to_report(client: Client, cast: Cast, plan: Plan) -> None:
    html = page(client, cast.commune_a, "task_mine")
    assert html.index("quá 5 ngày") < html.index("còn 3 ngày")
    assert "Chụp ảnh, báo đã làm" in html
    assert "Ra quân trấn áp" not in html
    assert "style=" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)


def test_a_tap_with_a_picture_reports_and_comes_back_to_the_list(client: Client, cast: Cast, plan: Plan) -> None:
    photo = SimpleUploadedFile("IMG_0001.jpg", picture(), "image/jpeg")
    answer = report(client, cast.commune_a, owed(plan, "NV01"), ve="viec", proofs=photo)
    assert (answer.status_code, answer["Location"]) == (302, reverse("task_mine"))
    told = TaskReport.objects.get()
    html = page(client, cast.commune_a, "task_detail", owed(plan, "NV01").pk)
    assert reverse("task_evidence", args=[told.evidence.get().pk]) in html
    shown = client.get(reverse("task_evidence", args=[told.evidence.get().pk]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"], shown.content[:3]) == ("image/jpeg", "nosniff", b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Chưa có ảnh."),
        ({"proofs": SimpleUploadedFile("anh.jpg", b"day la chu", "image/jpeg")}, "không phải ảnh"),
        ({"proofs": SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff" + b"0" * (16 * 1024 * 1024), "image/jpeg")}, "lớn hơn 15 MB"),
        ({"proofs": SimpleUploadedFile("anh.jpg", b"", "image/jpeg")}, "rỗng"),
        ({"on": "31/02/2026"}, "Không có ngày"),
        ({"on": "1/1/2199"}, "chưa đến"),
        ({"on": "1/1/2020"}, "trước khi việc được giao"),
        ({"item": "z|"}, "z|"),
        ({"outcome": "declined", "words": "Không thuộc chức năng của chúng tôi."}, "declined"),
        ({"outcome": "objected", "words": "ngắn"}, "Chưa nêu lý do."),
    ],
)
def test_bad_input_is_answered_on_the_page_with_what_was_typed(
    client: Client, cast: Cast, plan: Plan, fields: dict[str, Any], words: str
) -> None:
    for sent in fields.values():
        if hasattr(sent, "seek"):
            sent.seek(0)
    answer = report(client, cast.commune_a, owed(plan, "NV01"), **{"words": "Đã treo từ sáng.", **fields})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert fields.get("words", "Đã treo từ sáng.") in html
    assert not TaskReport.objects.exists()


def test_a_body_that_nobody_would_send_is_not_read(client: Client, cast: Cast, plan: Plan) -> None:
    photo = SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff" + b"0" * (27 * 1024 * 1024), "image/jpeg")
    answer = report(client, cast.commune_a, owed(plan, "NV01"), proofs=photo)
    assert answer.status_code == 413
    assert "chọn ảnh nhỏ hơn" in answer.content.decode()


def test_another_agency_cannot_report_or_look(client: Client, cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV01")
    assert report(client, cast.commune_b, row).status_code == 404
    assert report(client, cast.committee_a, row, proofs=SimpleUploadedFile("a.jpg", picture())).status_code == 403
    assert report(client, cast.province, row, proofs=SimpleUploadedFile("a.jpg", picture())).status_code == 403
    assert not TaskReport.objects.exists()


def test_a_report_is_withdrawn_on_the_page(client: Client, cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV04")
    told = tell(row, cast.commune_b)
    client.force_login(cast.commune_b)
    address = reverse("task_withdraw", args=[told.pk])
    client.post(address, {"reason": "", "request_key": str(uuid4()), "viec": str(row.pk)})
    assert not TaskReport.objects.filter(withdraws=told).exists()
    client.post(address, {"reason": "Ghi nhầm sang việc khác.", "request_key": str(uuid4()), "viec": str(row.pk)})
    html = page(client, cast.commune_b, "task_detail", row.pk)
    assert "Ghi nhầm sang việc khác." in html
    assert "hn-gone" in html


def test_nothing_to_do_says_so(client: Client, cast: Cast) -> None:
    assert "Không có việc nào kế hoạch giao" in page(client, cast.commune_a, "task_mine")


# --- the pages of the office that follows -----------------------------------------------------------------------------------


def test_the_list_counts_by_agency_and_state_and_narrows(client: Client, cast: Cast, plan: Plan) -> None:
    html = page(client, cast.steering, "task_list", kh=str(plan.pk))
    assert "Công an phường Cầu Giấy" in html
    assert "chưa rõ là cơ quan nào" in html
    assert "cuối năm" in html
    late = page(client, cast.steering, "task_list", kh=str(plan.pk), tt="overdue")
    assert "Ra quân trấn áp" in late
    assert "Hội nghị nói chuyện chuyên đề" not in late.split('id="chua-han"')[0].split('id="ds"')[1]
    assert "Đợt cao điểm" in page(client, cast.steering, "task_list", kh=str(plan.pk), dot="Đợt cao điểm")


def test_a_commune_sees_in_the_list_only_its_own(client: Client, cast: Cast, plan: Plan) -> None:
    html = page(client, cast.commune_b, "task_list", kh=str(plan.pk))
    assert "Ra quân trấn áp" in html
    assert "Hội nghị nói chuyện chuyên đề" not in html
    assert "Đôn đốc việc đã chọn" not in html
    client.force_login(cast.elsewhere)
    assert client.get(reverse("task_list"), {"kh": str(plan.pk)}).status_code == 404
    assert client.get(reverse("task_list"), {"kh": "x"}).status_code == 404
    assert client.get(reverse("task_list"), {"kh": "", "tt": "không có"}).status_code == 422


def test_a_draft_has_an_empty_list(client: Client, cast: Cast) -> None:
    draft = given_out(province_plan(status=PlanStatus.DRAFT))
    assert "Chưa có việc nào được giao" in page(client, cast.steering, "task_list", kh=str(draft.pk))
    assert "chưa giao việc cho ai" in page(client, cast.steering, "task_agencies", draft.pk)
    assert "Kế hoạch chưa giao việc nào" in page(client, cast.steering, "task_gantt", draft.pk)
    page(client, cast.steering, "task_calendar", draft.pk)
    assert "Mọi việc của kế hoạch này đã xong." in page(client, cast.steering, "task_urge", draft.pk)


def test_the_list_costs_the_same_for_a_whole_city(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    everywhere = task("NV01", "Công an các xã, phường", "Ra quân", due=Deadline(today() - timedelta(days=3)))
    plan = given_out(province_plan(everywhere, replace(everywhere, code="NV02")))
    client.force_login(cast.steering)
    with django_assert_max_num_queries(30):
        html = client.get(reverse("task_list"), {"kh": plan.pk}).content.decode()
    assert html.count("<tr class=") == 100
    with django_assert_max_num_queries(22):
        client.get(reverse("task_gantt", args=[plan.pk]))
    client.force_login(cast.commune_a)
    with django_assert_max_num_queries(18):
        client.get(reverse("task_mine"))


def test_the_issuer_urges_the_late_looks_at_the_letter_and_gives_it_a_number(client: Client, cast: Cast, plan: Plan) -> None:
    client.force_login(cast.steering)
    address = reverse("task_urge", args=[plan.pk])
    chosen = [str(owed(plan, "NV01").pk), str(owed(plan, "NV04").pk)]
    start = client.post(address, {"viec": chosen}).content.decode()
    assert set(re.findall(r'name="viec" value="(\d+)" checked', start)) == set(chosen)
    typed = {
        "viec": chosen, "request_key": str(uuid4()), "on": f"{today():%d/%m/%Y}", "reply_by": f"{today() + timedelta(days=4):%d/%m/%Y}",
        "series": "bcđ-th", "signer_name": "Nguyễn Thị Hạnh", "signer_title": "PHÓ TRƯỞNG BAN", "behalf": "KT. TRƯỞNG BAN",
    }  # fmt: skip
    look = client.post(address, {**typed, "buoc": "xem"})
    assert look.status_code == 200
    assert "V/v đôn đốc thực hiện nhiệm vụ được giao" in look.content.decode()
    assert not Urging.objects.exists()
    wrong = client.post(address, {**typed, "buoc": "cap-so", "series": "x", "signer_name": ""})
    assert wrong.status_code == 422
    assert "PHÓ TRƯỞNG BAN" in wrong.content.decode()
    for _turn in range(2):
        issued = client.post(address, {**typed, "buoc": "cap-so"})
        assert issued.status_code == 302
    urging = Urging.objects.get()
    assert "01/BCĐ-TH" in page(client, cast.steering, "task_urging", urging.pk)
    assert "01/BCĐ-TH" in page(client, cast.commune_b, "task_detail", owed(plan, "NV04").pk)
    pdf = client.get(reverse("task_letter", args=[urging.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    client.force_login(cast.elsewhere)
    assert client.get(reverse("task_urging", args=[urging.pk])).status_code == 404
    assert client.get(reverse("task_letter", args=[urging.pk, "docx"])).status_code == 404


def test_questions_are_answered_on_their_page(client: Client, cast: Cast, plan: Plan) -> None:
    seat = Organisation.objects.create(unit_id=HA_NOI, kind="association", name="Hội Cựu Chiến binh thành phố (thử)")
    assert seat.name in page(client, cast.steering, "task_agencies", plan.pk)
    row = owed(plan, "NV05")
    address = reverse("task_settle", args=[row.pk])
    assert client.post(address, {"organisation": str(seat.pk), "version": row.version}).status_code == 302
    html = page(client, cast.steering, "task_agencies", plan.pk)
    assert "Mọi tên trong kế hoạch đã rõ" in html
    stale = client.post(address, {"organisation": "", "version": row.version}, follow=True).content.decode()
    assert "vừa được người khác sửa" in stale
    wrong = client.post(address, {"organisation": "99", "version": row.version}, follow=True).content.decode()
    assert "không có trong sổ" in wrong
    added = client.post(reverse("task_agencies", args=[plan.pk]), {"task": owed(plan, "NV01").task_id, "name": "Hội Nông dân"})
    assert added.status_code == 302
    extra = owed(plan, "NV01", "Nông dân")
    client.post(reverse("task_take_off", args=[extra.pk]), {"version": extra.version})
    assert not Assignment.objects.get(pk=extra.pk).is_active


def test_a_check_is_written_on_the_page_of_the_task(client: Client, cast: Cast, plan: Plan) -> None:
    client.force_login(cast.steering)
    address = reverse("task_check", args=[owed(plan, "NV04").pk])
    bad = client.post(address, {"on": "", "words": "", "request_key": str(uuid4())})
    assert bad.status_code == 422
    client.post(address, {"on": f"{today():%d/%m/%Y}", "words": "Đã xem sổ trực.", "request_key": str(uuid4())})
    assert "Đã xem sổ trực." in page(client, cast.commune_b, "task_detail", owed(plan, "NV04").pk)


# --- over time --------------------------------------------------------------------------------------------------------------


def test_the_drawing_has_its_table_and_the_month_its_days(client: Client, cast: Cast) -> None:
    plan = given_out(district_plan())
    html = page(client, cast.steering, "task_gantt", plan.pk)
    assert html.count("<svg viewBox") == 2
    assert "0 của 8 cơ quan" in html
    assert "01/07/2021" in html
    month = page(client, cast.steering, "task_calendar", plan.pk, thang="2021-07")
    assert "NV04" in month
    assert "0 của 8 cơ quan đã làm" in month
    assert "Tháng này không có hạn nào" in page(client, cast.steering, "task_calendar", plan.pk, thang="2030-01")
    for typed in ("x", "2021-13", "0-0", "99999-1", "-"):
        page(client, cast.steering, "task_calendar", plan.pk, thang=typed)


def test_calendar_files_hold_the_deadlines_and_nobodys_name(client: Client, cast: Cast, plan: Plan) -> None:
    tell(owed(plan, "NV04"), cast.commune_b)
    client.force_login(cast.steering)
    whole = client.get(reverse("task_ical", args=[plan.pk]))
    events = Calendar.from_ical(whole.content).walk("VEVENT")
    assert whole["Content-Type"].startswith("text/calendar")
    assert len(events) == 5
    assert cast.commune_b.full_name not in whole.content.decode()
    client.force_login(cast.commune_b)
    own = Calendar.from_ical(client.get(reverse("task_mine_ical")).content).walk("VEVENT")
    assert {str(event["uid"]) for event in own} <= {str(event["uid"]) for event in events}
    assert len(own) == 2


def test_the_letter_on_paper_waits_for_nobody_else(client: Client, cast: Cast, plan: Plan) -> None:
    made = services.urge(plan.pk, [owed(plan, "NV05").pk], letter(), by=cast.steering, request_key=uuid4())
    client.force_login(cast.commune_b)
    assert client.get(reverse("task_urging", args=[made.pk])).status_code == 404
