"""A walk in a real browser: a figure is told with its file, percentages move, a ward tells its row, a correction keeps the old value."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.progress.models import EnteredFigure
from hoanhap.units import queries as units
from hoanhap.units.services import load_units
from tests import make
from tests.cast import CAU_GIAY, HA_NOI
from tests.e2e.conftest import assert_readable
from tests.progress.conftest import PDF, WARDS, plan_doc

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE, DESK = 360, 1440
type Open = Callable[..., Any]


@pytest.fixture
def city_plan(transactional_db: None) -> Plan:
    """The plan of Hà Nội with its table for two wards and a team."""
    load_units(province=HA_NOI)
    units.forget()
    return plans.create_plan(plan_doc(), by=None)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The signed report as a file."""
    file = tmp_path / "bao-cao.pdf"
    file.write_bytes(PDF)
    return file


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


def test_a_figure_told_with_its_file_moves_the_percentage(city_plan: Plan, open_page: Open, report: Path) -> None:
    steering = make.user(Role.STEERING_OFFICER, HA_NOI, name="Lã Thị Hợi")
    page = open_page(steering, "/tien-do/")
    page.get_by_role("link", name="Phòng, chống ma túy").click()
    row = page.locator("#CT03")
    assert "chưa đo được" in row.inner_text()
    row.get_by_role("link", name="Nhập số").click()
    page.get_by_label("Thực hiện").fill("6")
    page.get_by_label("Nguồn, lời trong báo cáo").fill("Báo cáo 12/BC-CAP")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Chưa có tệp minh chứng").first.wait_for()  # refused: what was typed is still there
    assert page.get_by_label("Thực hiện").input_value() == "6"
    page.get_by_label("Tệp minh chứng").set_input_files(report)
    page.get_by_role("button", name="Lưu số liệu").click()
    page.wait_for_url("**/tien-do/")
    assert "46,2% của 13 (mục II)" in row.inner_text()
    assert "75,0% của 8 (biểu)" in row.inner_text()

    # Put right the same day: the reason is asked for, the old value stays to be read, the file may be opened.
    row.get_by_role("link", name="Nhập số").click()
    page.get_by_label("Thực hiện").fill("7")
    page.get_by_label("Nguồn, lời trong báo cáo").fill("Báo cáo 14/BC-CAP")
    page.get_by_role("button", name="Lưu số liệu").click()
    page.get_by_text("ngày này đã có số khác").first.wait_for()
    page.get_by_label("Lý do đính chính").fill("Cộng thiếu một người.")
    page.get_by_role("button", name="Lưu số liệu").click()
    page.wait_for_url("**/tien-do/")
    assert "53,8% của 13" in row.inner_text()
    row.get_by_role("link", name="7", exact=True).click()
    page.get_by_text("Cộng thiếu một người.").first.wait_for()
    assert page.locator("s").inner_text() == "6"
    with page.expect_download() as download:
        page.get_by_role("link", name="minh chứng .pdf").first.click()
    assert Path(download.value.path()).read_bytes() == PDF


def test_a_ward_tells_its_own_row_on_a_phone(city_plan: Plan, open_page: Open, report: Path) -> None:
    ward = make.user(Role.COMMUNE_OFFICER, CAU_GIAY, name="Tạ Đình Nghiêm")
    page = open_page(ward, f"/ke-hoach/{city_plan.pk}/tien-do/", PHONE)
    page.get_by_role("link", name="Nhập theo bảng").click()
    assert page.get_by_text(WARDS[1]).count() == 0
    page.get_by_label(f"{WARDS[0]}, CT01").fill("3")
    page.get_by_label("Nguồn, lời trong báo cáo").fill("Báo cáo tuần")
    page.get_by_label("Tệp minh chứng").set_input_files(report)
    page.get_by_role("button", name="Lưu các số").click()
    page.wait_for_url("**/don-vi/")
    assert "3/04" in page.locator("tr", has_text=WARDS[0]).first.inner_text()
    assert EnteredFigure.objects.get().unit_name == WARDS[0]


def test_pages_are_accessible_and_fit_a_phone(city_plan: Plan, open_page: Open, report: Path) -> None:
    steering = make.user(Role.STEERING_OFFICER, HA_NOI, name="Lã Thị Hợi")
    page = open_page(steering, f"/ke-hoach/{city_plan.pk}/so-lieu/CT03/")
    page.get_by_label("Thực hiện").fill("6")
    page.get_by_label("Nguồn, lời trong báo cáo").fill("Báo cáo 12/BC-CAP")
    page.get_by_label("Tệp minh chứng").set_input_files(report)
    page.get_by_role("button", name="Lưu số liệu").click()
    page.wait_for_url("**/tien-do/")
    figure = EnteredFigure.objects.get()
    for path in ("", "tien-do/", "don-vi/", "ban-do/", "so-lieu/", "so-lieu/CT02/", "so-lieu/CT03/da-nhap/"):
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(page.url.partition("/ke-hoach/")[0] + f"/ke-hoach/{city_plan.pk}/{path}")
            assert_readable(page)
    page.goto(page.url.partition("/ke-hoach/")[0] + f"/so-lieu-nhap/{figure.pk}/rut/")
    assert_readable(page)
    page.get_by_label("Lý do rút").fill("Nhầm kế hoạch.")
    page.get_by_role("button", name="Rút số này").click()
    page.wait_for_url("**/da-nhap/")
    page.get_by_text("Nhầm kế hoạch.").first.wait_for()
