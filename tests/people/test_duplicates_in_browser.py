"""The nightly list in a real browser: two records side by side, two people noted and opened again, one human led to the merge."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hoanhap.accounts.rights import Role
from hoanhap.people.models import DuplicatePair
from hoanhap.people.services.duplicates import compare_all
from hoanhap.units.services import load_units
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO
from tests.people.test_people_in_browser import PASSWORD, assert_readable

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pairs(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A province officer at the list of two pairs, at a width."""
    load_units(province=HA_NOI)
    officer, neighbour = make.user(Role.COMMUNE_OFFICER, CAU_GIAY), make.user(Role.COMMUNE_OFFICER, NGHIA_DO)
    province = make.user(Role.PROVINCE_OFFICER, HA_NOI, name="Đoàn Thị Mây", password=PASSWORD)
    make.person(officer, "Khương Văn Tuấn", contact_name="Chử Thị Lành", id_number="001085993172", address_line="Số 12, ngõ 79, tổ 9")
    make.person(officer, "Khuong Van Tuan", birth_date=date(1985, 12, 6), contact_name="Chử Thị Lanh", address_line="12 ngõ 79")
    make.person(officer, "Nguyễn Thị Thu Hằng", sex="female", birth_date=date(1991, 4, 23), contact_name="Nguyễn Văn Sỹ")
    make.person(
        neighbour, "Nguyễn Thị Thu Hằng", sex="female", birth_date=date(1991, 1, 1), birth_precision="year", contact_name="Nguyễn Văn Sỹ",
        commune=NGHIA_DO, address_line="Số 3, ngõ 20, tổ 4",
    )  # fmt: skip
    compare_all()
    contexts: list[Any] = []
    errors: list[str] = []

    def open_page(width: int = 1440) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{live_server.url}/tai-khoan/dang-nhap/?next=/nguoi/co-the-trung/")
        page.get_by_label("Tài khoản", exact=True).fill(province.username)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"^[^?]*/nguoi/co-the-trung/$"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def test_a_pair_is_noted_as_two_people_opened_again_and_led_to_the_merge(pairs: Any) -> None:
    page = pairs()
    assert page.locator(".hn-pair").count() == 2
    first = page.locator(".hn-pair").first
    assert "Vì" in first.inner_text()
    assert " bit" not in first.inner_text()  # the weights are shown on request
    first.get_by_text("Cách chấm điểm").click()
    assert " bit" in first.inner_text()
    first.locator("summary", has_text="Là hai người").click()
    first.get_by_role("button", name=re.compile("Ghi: là hai người")).click()
    page.get_by_text("Ô này còn trống").first.wait_for()
    page.get_by_label("Vì sao là hai người").fill("Khác cha mẹ, đã đối chiếu giấy khai sinh.")
    page.get_by_role("button", name=re.compile("Ghi: là hai người")).click()
    page.wait_for_url(re.compile(r"^[^?]*/nguoi/co-the-trung/$"))
    assert page.locator(".hn-pair").count() == 1
    page.get_by_role("link", name="Đã xem, là hai người").click()
    page.get_by_role("button", name=re.compile("Mở lại")).click()
    page.wait_for_url(re.compile(r"/nguoi/co-the-trung/\d+/$"))
    assert DuplicatePair.objects.filter(state="open").count() == 2
    page.get_by_role("link", name=re.compile("Nhập làm một")).click()
    page.get_by_role("heading", level=1, name=re.compile(r"Nhập HN-\d\d-\d+ vào HN-\d\d-\d+")).wait_for()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_list_is_readable_and_fits_a_phone(pairs: Any, width: int) -> None:
    page = pairs(width)
    assert_readable(page, width)
    if folder := os.environ.get("HOANHAP_SHOTS"):
        page.screenshot(path=Path(folder) / f"people-3-duplicates-{width}.png", full_page=True)
    page.goto(f"{page.url}{DuplicatePair.objects.first().pk}/")
    page.locator("summary", has_text="Là hai người").click()
    assert_readable(page, width)
