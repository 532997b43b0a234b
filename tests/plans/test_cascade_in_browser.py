"""The whole way of a plan in a real browser: its table pasted, findings seen and settled, issued, given out, answered, followed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.plans import services
from hoanhap.plans.models import AllocationAnswer, Plan
from hoanhap.plans.rules import PlanStatus
from hoanhap.plans.rules.answers import Says
from hoanhap.units import queries as units
from hoanhap.units.services import load_units
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO
from tests.plans.conftest import example

pytestmark = [pytest.mark.django_db(transaction=True)]

PASTED = (Path(__file__).parent / "caugiay_2021_table.csv").read_text(encoding="utf-8").replace(",", "\t")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

type Show = Callable[..., Any]


@pytest.fixture
def cast() -> dict[str, User]:
    load_units(province=HA_NOI)
    units.forget()
    return {
        "office": make.user(Role.STEERING_OFFICER, HA_NOI, name="Lã Thị Hợi"),
        "cau_giay": make.user(Role.COMMUNE_CHIEF, CAU_GIAY, name="Quách Văn Lịch"),
        "nghia_do": make.user(Role.COMMITTEE_OFFICER, NGHIA_DO, name="Chử Thị Lành"),
    }


@pytest.fixture
def draft(cast: dict[str, User]) -> Plan:
    return services.create_plan(replace(example("caugiay-2021"), status=PlanStatus.DRAFT, tables=()), by=cast["office"])


@pytest.fixture
def show(chromium: Any, live_server: Any, cast: dict[str, User]) -> Iterator[Show]:
    contexts = []

    def open_as(who: str, address: str, width: int = 1440) -> Any:
        client = Client()
        client.force_login(cast[who])
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(live_server.url + address)
        return page

    yield open_as
    for context in contexts:
        context.close()


def test_the_plan_of_cau_giay_from_the_pasted_table_to_the_wards(show: Show, draft: Plan) -> None:
    _enter_and_issue(show, draft)
    _answer(show, draft)
    _settle_and_hand_on(show, draft)
    page = show("office", f"/ke-hoach/{draft.pk}/")
    assert page.get_by_role("heading", name="Chỉ tiêu").first.is_visible(), "and its progress is watched"
    assert "13" in page.locator("#bieu tfoot").inner_text()


def _go(page: Any, plan: Plan, part: str) -> None:
    """Open another page of a plan."""
    page.goto(f"{page.url.split('/ke-hoach/')[0]}/ke-hoach/{plan.pk}/{part}")


def _enter_and_issue(show: Show, draft: Plan) -> None:
    page = show("office", f"/ke-hoach/{draft.pk}/bieu/0/")
    page.get_by_label("Dán bảng").fill(PASTED)
    page.get_by_role("button", name="Đọc bảng vào biểu").click()
    check = page.locator("#doi-chieu")
    assert check.get_by_text("8 đơn vị khớp danh mục").is_visible()
    assert check.get_by_text("thiếu 5").is_visible()
    assert check.get_by_text("chưa gắn chỉ tiêu").count() == 1
    page.get_by_label("Cột 1, chỉ tiêu").select_option("ST030")
    check.get_by_text("chưa gắn chỉ tiêu").wait_for(state="hidden")
    page.get_by_label("Quan Hoa, cột 5").fill("09")
    check.get_by_text("tổng in sai").wait_for()
    page.get_by_label("Quan Hoa, cột 5").fill("01")
    check.get_by_text("tổng in sai").wait_for(state="hidden")
    assert not services.read(Plan.objects.get(pk=draft.pk)).tables, "nothing is saved before the button"
    page.get_by_role("button", name="Lưu biểu").click()
    page.wait_for_url("**/soan/")
    assert page.get_by_text("2 chỗ phải làm rõ").first.is_visible()
    page.get_by_role("button", name="Giao 60%, phấn đấu 100%").click()
    page.get_by_text("1 chỗ phải làm rõ").first.wait_for()
    _go(page, draft, "soan/")
    page.get_by_role("link", name="chia, đơn vị trả lời").click()
    page.get_by_role("link", name="Chia ST036").click()
    page.get_by_label("Chia đều").check()
    page.get_by_label("Đội CSĐTTP về Ma Túy, giữ số này").fill("0")
    page.locator("#chia tbody tr", has_text="Quan Hoa").get_by_text("02").wait_for()
    assert page.locator("#chia .card-header").inner_text().replace("\n", " ").endswith("13 người = 13 giao + 0 để lại")
    page.get_by_role("button", name="Ghi vào biểu").click()
    page.wait_for_url("**/giao/")
    _go(page, draft, "soan/")
    page.get_by_role("button", name="Ban hành kế hoạch").click()
    page.get_by_text("Đã ban hành").first.wait_for()
    assert Plan.objects.get(pk=draft.pk).status == PlanStatus.ADOPTED


def _answer(show: Show, draft: Plan) -> None:
    page = show("cau_giay", f"/ke-hoach/{draft.pk}/giao/")
    page.get_by_role("link", name="Trả lời Dịch Vọng", exact=True).click()
    page.get_by_label("Nhận chỉ tiêu như được giao").check()
    page.get_by_role("button", name="Gửi trả lời").click()
    page.wait_for_url("**/giao/")
    assert page.locator("tr", has_text="Dịch Vọng").first.get_by_text("đã nhận").is_visible()
    other = show("nghia_do", f"/ke-hoach/{draft.pk}/giao/", 360)
    assert other.get_by_text("Dịch Vọng").count() == 0, "another ward's rows are not shown"
    other.get_by_role("link", name="Trả lời Quan Hoa").click()
    other.get_by_label("Đề nghị điều chỉnh").check()
    other.get_by_role("button", name="Gửi trả lời").click()
    assert other.get_by_text("Đề nghị điều chỉnh phải có lý do").first.is_visible()
    other.get_by_label("Lý do, căn cứ").fill("Chỉ còn 01 người thuộc diện vận động")
    other.get_by_label("Vận động cai nghiện tự nguyện tại Trung tâm").fill("01")
    other.get_by_role("button", name="Gửi trả lời").click()
    other.wait_for_url("**/giao/")
    assert [row.says for row in AllocationAnswer.objects.order_by("pk")] == [Says.ACCEPT, Says.OBJECT]


def _settle_and_hand_on(show: Show, draft: Plan) -> None:
    page = show("office", f"/ke-hoach/{draft.pk}/giao/")
    assert page.get_by_text("1 đơn vị đề nghị điều chỉnh và chờ trả lời").is_visible()
    page.get_by_role("link", name="Trả lời ý kiến Quan Hoa").click()
    page.get_by_label("Lý do").fill("Đồng ý, chuyển 01 người sang phường khác sau")
    page.get_by_role("button", name="Điều chỉnh số giao").click()
    page.wait_for_url("**/giao/")
    row = page.locator("tr", has_text="Quan Hoa").first
    assert row.get_by_text("số đã đổi, chờ trả lời lại").is_visible()
    assert page.locator("tr", has_text="Dịch Vọng").first.get_by_text("đã nhận").is_visible(), "the other answer stands"
    assert Plan.objects.get(pk=draft.pk).status == PlanStatus.ADJUSTED
    row.get_by_role("button", name="Lập kế hoạch").click()
    page.wait_for_url("**/soan/")
    own = Plan.objects.get(issuer="UBND phường Quan Hoa")
    assert list(own.above.all()) == [draft]
    _go(page, own, "so-cap-tren/")
    assert page.get_by_text("5 bằng").is_visible()


def test_the_pages_are_accessible_and_fit_a_phone(show: Show, draft: Plan, cast: dict[str, User]) -> None:
    plan = services.import_plan(replace(example("caugiay-2021"), number="153"), by=cast["office"]).plan
    line = services.read(plan).tables[0].rows.index(next(row for row in services.read(plan).tables[0].rows if row.name == "Dịch Vọng"))
    said = services.answer_allocation(
        plan.pk, 0, line, by=cast["cau_giay"], says=Says.OBJECT, reason="Ít người", proposed={"ST036": "0"}, seen_version=plan.version
    )
    own = services.start_child(plan.pk, 0, line, by=cast["office"])
    pages = [
        ("office", f"/ke-hoach/{plan.pk}/giao/"),
        ("cau_giay", f"/ke-hoach/{plan.pk}/giao/"),
        ("office", f"/ke-hoach/{plan.pk}/chia/ST036/"),
        ("office", f"/ke-hoach/{own.pk}/chia/ST036/"),
        ("office", f"/ke-hoach/{plan.pk}/giao/y-kien/{said.pk}/"),
        ("cau_giay", f"/ke-hoach/{plan.pk}/giao/0/{line}/tra-loi/"),
        ("office", f"/ke-hoach/{own.pk}/so-cap-tren/"),
        ("office", f"/ke-hoach/{draft.pk}/bieu/0/"),
    ]
    found, wide = {}, {}
    for who, address in pages:
        for width in (1440, 360):
            page = show(who, address, width)
            if address.endswith("/bieu/0/"):
                page.get_by_label("Dán bảng").fill("Đơn vị\tSố\nNghĩa Tâm\t01/8/2021\nTổng cộng\tmười")
                page.get_by_role("button", name="Đọc bảng vào biểu").click()
                page.get_by_text("ngày tháng, không phải số").wait_for()
            for violation in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
                found[address, width, violation["id"]] = violation["nodes"][0]["html"]
            if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
                wide[address, width] = needed
            page.context.close()
    assert (found, wide) == ({}, {})
