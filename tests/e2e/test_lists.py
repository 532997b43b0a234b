"""The list of people walked through by hand: narrow, save, share, take away, share out the work; on a phone; by keyboard."""

from collections.abc import Callable
from io import BytesIO

import openpyxl

from tests.e2e.conftest import OFFICER, Pages, assert_readable

LIST = "/ho-so/danh-sach-nguoi/"
CHIEF = "truong.caugiay"


def test_filter_save_share_export_and_assign(pages: Pages, shoot: Callable[..., None]) -> None:
    page = pages.open(OFFICER, path=LIST)
    everybody = page.locator(".hn-people tbody tr").count()
    page.wait_for_selector("#nhom .hn-n")  # the counts of the quick views come after the page
    shoot(page, "people-5-list")
    page.get_by_role("link", name="Đang bị quản lý").click()
    page.wait_for_url(lambda url: url.endswith("?tt=under"))
    assert 0 < page.locator(".hn-people tbody tr").count() < everybody

    page.get_by_label("Hạn", exact=True).select_option(label="Đang chạy")
    page.get_by_role("button", name="Lọc").first.click()
    page.wait_for_url(lambda url: "han=open" in url and "tt=under" in url)
    page.get_by_text("Cột và thứ tự").click()
    page.get_by_label("Cán bộ phụ trách", exact=True).and_(page.locator("[type=checkbox]")).uncheck()
    page.get_by_label("Giới tính", exact=True).and_(page.locator("[type=checkbox]")).check()
    page.get_by_role("button", name="Áp dụng").click()
    page.wait_for_url(lambda url: "cot=sex" in url and "cot=officer" not in url)
    assert page.locator(".hn-people thead th").last.inner_text() == "Giới tính"

    page.get_by_text("Lưu bộ lọc này").click()
    page.get_by_label("Tên bộ lọc").fill("Đang quản lý, có hạn")
    page.get_by_label("Cả đơn vị cùng dùng").check()
    page.get_by_role("button", name="Lưu bộ lọc").click()
    page.get_by_text("Đã lưu bộ lọc “Đang quản lý, có hạn”.").wait_for()
    chief = pages.open(CHIEF, path=LIST)
    chief.get_by_role("link", name="Đang quản lý, có hạn").click()
    chief.wait_for_url(lambda url: "han=open" in url and "cot=sex" in url)
    assert chief.get_by_role("link", name="Sửa bộ lọc Đang quản lý, có hạn").count() == 0

    with page.expect_download() as saved:
        page.get_by_role("link", name="XLSX").click()
    sheet = openpyxl.load_workbook(BytesIO(saved.value.path().read_bytes())).active
    heads = [cell.value for cell in sheet[1]]
    assert heads[:2] == ["Mã hồ sơ", "Họ và tên"]
    assert "Giới tính" in heads

    page.get_by_role("link", name="Sửa bộ lọc Đang quản lý, có hạn").click()
    assert_readable(page)
    page.get_by_role("link", name="Mở bộ lọc").click()

    page.locator("[name=chon]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("[name=chon]:checked").count() == 2
    page.get_by_role("button", name="Phân công cán bộ").click()
    page.get_by_label("Cán bộ phụ trách").select_option(label="Nguyễn Quang Vinh")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_text("đổi cán bộ phụ trách").wait_for()
    assert_readable(page)
    page.get_by_role("button", name="Phân công", exact=False).first.click()
    page.get_by_text("Đã phân công 2 hồ sơ.").wait_for()
    page.goto(
        pages.address + LIST + "?tt=under&can_bo=" + page.locator("#id_can_bo option", has_text="Nguyễn Quang Vinh").get_attribute("value")
    )
    assert page.locator(".hn-people tbody tr").count() == 2
    page.locator(".hn-people .hn-name").first.click()
    page.get_by_text("Nguyễn Quang Vinh").first.wait_for()


def test_typed_names_never_stand_in_the_address(pages: Pages) -> None:
    page = pages.open(OFFICER, path=LIST)
    name = page.locator(".hn-people .hn-name").first.inner_text().split()[-1]
    page.get_by_label("Họ tên có chữ").fill(name)
    page.keyboard.press("Enter")
    page.get_by_text(f"Họ tên có chữ “{name}”.").wait_for()
    assert page.url == pages.address + LIST + "?chu=1"
    assert page.locator(".hn-people tbody tr").count() >= 1


def test_the_box_above_ticks_the_page(pages: Pages) -> None:
    page = pages.open(OFFICER, path=LIST)
    page.get_by_label("Đánh dấu cả trang").check()
    rows = page.locator("[name=chon]").count()
    assert page.locator("[name=chon]:checked").count() == rows
    page.locator("[name=chon]").first.uncheck()
    assert page.get_by_label("Đánh dấu cả trang").evaluate("box => box.indeterminate")


def test_folds_and_cards_are_readable_on_a_phone(pages: Pages) -> None:
    for width in (1440, 360):
        page = pages.open(OFFICER, width, LIST)
        for fold in page.locator(".hn-fold > summary").all():
            fold.click()
        assert_readable(page)
