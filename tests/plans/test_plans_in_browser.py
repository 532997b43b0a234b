"""The pages of plans in a real browser: readable by everyone, on a phone too, and a contradiction is mended by hand."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from hoanhap.accounts.rights import Role
from hoanhap.plans import services
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import PlanStatus
from hoanhap.units import queries as units
from hoanhap.units.services import load_units
from tests import make
from tests.cast import HA_NOI
from tests.plans.conftest import EXAMPLES, example

pytestmark = [pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def open_page(chromium: Any, live_server: Any, client: Client) -> Iterator[Any]:
    load_units(province=HA_NOI)
    units.forget()
    officer = make.user(Role.STEERING_OFFICER, HA_NOI, name="Lã Thị Hợi")
    services.import_plan(example("hanoi-2024"), by=officer)
    services.create_plan(replace(example("caugiay-2021"), status=PlanStatus.DRAFT), by=officer)
    client.force_login(officer)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    contexts = []

    def show(address: str, width: int = 1440) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(live_server.url + address)
        return page

    yield show
    for context in contexts:
        context.close()


def test_pages_are_accessible_and_fit_a_phone(open_page: Any) -> None:
    plan, found, wide = Plan.objects.get(number="152"), {}, {}
    for address in (
        "/ke-hoach/",
        "/ke-hoach/lap/",
        "/ke-hoach/nhap/",
        f"/ke-hoach/{plan.pk}/soan/",
        f"/ke-hoach/{plan.pk}/phan-dau/",
        f"/ke-hoach/{plan.pk}/chi-tieu/",
        f"/ke-hoach/{plan.pk}/bieu/0/",
        f"/ke-hoach/{plan.pk}/trong-tai/",
        f"/ke-hoach/{plan.pk}/phien-ban/",
    ):
        for width in (1440, 360):
            page = open_page(address, width)
            for violation in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
                found[address, width, violation["id"]] = violation["nodes"][0]["html"]
            if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
                wide[address, width] = needed
            page.context.close()
    assert (found, wide) == ({}, {})


def test_the_missing_5_are_given_out_by_hand(open_page: Any) -> None:
    plan = Plan.objects.get(number="152")
    page = open_page(f"/ke-hoach/{plan.pk}/soan/")
    assert page.get_by_text("2 chỗ phải làm rõ").first.is_visible()
    page.locator("#trong-tai li").first.get_by_role("link", name="Sửa biểu").click()
    page.get_by_label("Nghĩa Đô, cột 5").fill("06")
    page.get_by_label("Tổng in, cột 5").fill("13")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/soan/")
    assert page.get_by_text("1 chỗ phải làm rõ").first.is_visible()
    assert page.get_by_text("thiếu 05").count() == 0


def test_a_file_is_checked_first_and_saved_second(open_page: Any) -> None:
    page = open_page("/ke-hoach/nhap/")
    page.get_by_label("Tệp kế hoạch").set_input_files(EXAMPLES / "hanoi-2023.json")
    page.get_by_role("button", name="Kiểm tra tệp").click()
    assert page.get_by_text("16 chỉ tiêu, 0 biểu").is_visible()
    page.get_by_role("button", name="Lưu kế hoạch này").click()
    page.wait_for_url("**/soan/")
    assert Plan.objects.get(number="43").targets.count() == 16


def test_the_list_follows_the_typing(open_page: Any) -> None:
    page = open_page("/ke-hoach/")
    assert page.locator("#ds tbody tr").count() == 2
    page.get_by_label("Tìm theo tên, số, cơ quan").press_sequentially("cau giay")
    page.wait_for_url("**?q=cau%20giay**")
    assert page.locator("#ds tbody tr").count() == 1
