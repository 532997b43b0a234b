"""A walk in a real browser: an agency reports with a picture on a telephone, the issuer sees it, urges the late ones, opens the letter."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan
from hoanhap.tasks.models import Assignment, TaskReport, Urging
from hoanhap.units import queries as units
from hoanhap.units.services import load_units
from tests import make
from tests.cast import CAU_GIAY, HA_NOI
from tests.e2e.conftest import assert_readable
from tests.tasks.plans import district_plan, given_out, province_plan
from tests.tasks.test_task_rules import picture

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1440
type Open = Callable[..., Any]


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    """The province's plan with its tasks given out, beside the district's of 2021."""
    load_units(province=HA_NOI)
    units.forget()
    given_out(district_plan())
    return given_out(province_plan())


@pytest.fixture
def open_page(chromium: Any, live_server: Any) -> Iterator[Open]:
    contexts = []

    def show(user: User, address: str, width: int = DESK) -> Any:
        client = Client()
        client.force_login(user)
        context = chromium.new_context(viewport={"width": width, "height": 800}, accept_downloads=True)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", lambda message: pytest.fail(message.text) if "Content Security Policy" in message.text else None)
        page.goto(live_server.url + address)
        return page

    yield show
    for context in contexts:
        context.close()


def shoot(page: Any, name: str) -> None:
    """Keep a picture of the page for looking at, where `HOANHAP_LOOK` names a folder."""
    if folder := os.environ.get("HOANHAP_LOOK"):
        page.screenshot(path=Path(folder) / f"tasks-{name}-{page.viewport_size['width']}.png", full_page=True)


def test_from_the_picture_on_the_telephone_to_the_letter(plan: Plan, open_page: Open, tmp_path: Path) -> None:
    police = make.user(Role.COMMUNE_OFFICER, CAU_GIAY, name="Tạ Đình Nghiêm")
    office = make.user(Role.STEERING_OFFICER, HA_NOI, name="Lã Thị Hợi")
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(picture(size=(2000, 1500)))

    phone = open_page(police, "/viec-ke-hoach/", PHONE)
    assert_readable(phone)
    shoot(phone, "mine")
    with phone.expect_navigation():
        phone.locator("input[type=file]").set_input_files(photo)  # what the telephone's camera does; nothing else is tapped
    assert phone.get_by_text("Đã ghi báo cáo làm xong.").is_visible()
    told = TaskReport.objects.get()
    assert told.evidence.get().kind == "photo"
    phone.get_by_role("link", name="Treo băng rôn", exact=True).click()
    assert phone.get_by_role("img", name="Ảnh minh chứng 1").evaluate("img => img.decode().then(() => img.naturalWidth)") == 1600
    assert_readable(phone)
    shoot(phone, "detail-done")

    desk = open_page(office, f"/viec-ke-hoach/theo-doi/?kh={plan.pk}")
    assert_readable(desk)
    shoot(desk, "list")
    line = desk.get_by_role("row").filter(has=desk.get_by_role("rowheader", name="Công an phường Cầu Giấy"))
    line.get_by_role("link", name="1", exact=True).last.click()
    assert "tt=late" in desk.url
    desk.locator("#ds").get_by_role("link", name="Treo băng rôn").click()
    assert desk.get_by_role("img", name="Ảnh minh chứng 1").is_visible()

    desk.goto(desk.url.partition("/viec-ke-hoach/")[0] + f"/viec-ke-hoach/theo-doi/?kh={plan.pk}&tt=overdue")
    desk.get_by_role("button", name="Đôn đốc cả 2 việc quá hạn").click()
    desk.get_by_label("Ký hiệu").fill("bcđ-th")
    desk.get_by_label("Người ký").fill("Nguyễn Thị Hạnh")
    desk.get_by_label("Chức vụ").fill("PHÓ TRƯỞNG BAN")
    desk.get_by_label("Ký thay, thừa lệnh").fill("KT. TRƯỞNG BAN")
    desk.get_by_role("button", name="Xem công văn").click()
    assert desk.get_by_text("V/v đôn đốc thực hiện nhiệm vụ được giao").is_visible()
    assert_readable(desk)
    shoot(desk, "urge")
    desk.get_by_role("button", name="Cấp số và lưu").click()
    assert desk.get_by_role("heading", level=1).inner_text().startswith("01/BCĐ-TH")
    assert_readable(desk)
    shoot(desk, "letter")
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="Tải .pdf").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    assert {one.assignment.task.code for one in Urging.objects.get().tasks.select_related("assignment__task")} == {"NV04", "NV05"}


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_page_is_readable_and_fits_a_phone(plan: Plan, open_page: Open, width: int) -> None:
    office = make.user(Role.STEERING_OFFICER, HA_NOI, name="Lã Thị Hợi")
    police = make.user(Role.COMMUNE_OFFICER, CAU_GIAY, name="Tạ Đình Nghiêm")
    old = Plan.objects.get(number="152")
    late = Assignment.objects.get(plan=plan, task__code="NV01")
    many = Assignment.objects.get(plan=plan, task__code="NV02", now_commune=CAU_GIAY)
    for user, address, name in (
        (police, "/viec-ke-hoach/", "mine"),
        (police, "/viec-ke-hoach/?cu=1", "mine-old"),
        (police, f"/viec-ke-hoach/{many.pk}/", "detail"),
        (office, "/viec-ke-hoach/", "mine-empty"),
        (office, "/viec-ke-hoach/theo-doi/", "list-all"),
        (office, f"/viec-ke-hoach/theo-doi/?kh={plan.pk}", "list"),
        (office, f"/viec-ke-hoach/theo-doi/?kh={old.pk}", "list-old"),
        (office, f"/viec-ke-hoach/{late.pk}/", "detail-office"),
        (office, f"/ke-hoach/{old.pk}/viec/co-quan/", "agencies"),
        (office, f"/ke-hoach/{plan.pk}/viec/so-do/", "gantt"),
        (office, f"/ke-hoach/{old.pk}/viec/so-do/", "gantt-old"),
        (office, f"/ke-hoach/{plan.pk}/viec/lich/?thang={today() - timedelta(days=5):%Y-%m}", "calendar"),
        (office, f"/ke-hoach/{plan.pk}/viec/don-doc/", "urge-start"),
    ):
        page = open_page(user, address, width)
        assert page.get_by_role("heading", level=1).count() == 1, address
        assert_readable(page)
        shoot(page, name)
        page.context.close()


def test_a_wrong_file_is_told_on_the_telephone_with_what_was_typed(plan: Plan, open_page: Open, tmp_path: Path) -> None:
    police = make.user(Role.COMMUNE_OFFICER, CAU_GIAY, name="Tạ Đình Nghiêm")
    fake = tmp_path / "anh.jpg"
    fake.write_text("đây là chữ, không phải ảnh")
    row = Assignment.objects.get(plan=plan, task__code="NV01")
    phone = open_page(police, f"/viec-ke-hoach/{row.pk}/", PHONE)
    phone.get_by_label("Nội dung, lý do").fill("Đã treo ở cổng trụ sở.")
    phone.get_by_label("Ảnh, văn bản").set_input_files(fake)
    phone.get_by_role("button", name="Gửi báo cáo").click()
    assert phone.get_by_text("không phải ảnh, .pdf hay .docx").first.is_visible()
    assert phone.get_by_label("Nội dung, lý do").input_value() == "Đã treo ở cổng trụ sở."
    assert_readable(phone)
    shoot(phone, "wrong-file")
    assert not TaskReport.objects.exists()
