"""A commune's list, from the spreadsheet to the register and back, in a browser: errors, columns, copy, confirm, found, taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from hoanhap.imports.rules import Encoding
from tests.e2e.conftest import OFFICER, Pages, assert_readable
from tests.imports.lists import a_list

PEOPLE: list[tuple[Any, ...]] = [
    ("01", "Thạch Sanh Lý", "01/8/ 1985", "Nam", "", "Tổ 9, phường Dịch Vọng, quận Cầu Giấy", "12/11/2026", "heroin"),
    (2, "Tấm Thị Cám", "1-8-90", "Nữ", 10190012345, "Tổ 12", "13/11/2026", "hồng phiến"),
    ("3", "Nguyễn Văn 7", "31/02/1990", "Nam", "123", "", "", ""),
]


def settled(page: Any) -> None:
    """Wait until the background job has ended and the page came anew."""
    page.get_by_role("heading", name="Các dòng").wait_for()


def readable(page: Any) -> None:
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert_readable(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_list_enters_by_confirmation_only_and_can_be_taken_back(pages: Pages, tmp_path: Path, shoot: Callable[..., None]) -> None:
    pages.watch.expected = ("status of 422",)
    page = pages.open(OFFICER, path="/nhap-danh-sach/")

    wrong = tmp_path / "anh.xlsx"
    wrong.write_bytes(b"\x89PNG\r\n")
    page.get_by_label("Đây là danh sách").select_option("tested")
    page.get_by_label("Tệp danh sách").set_input_files(wrong)
    page.get_by_role("button", name="Tải lên, xem các cột").click()
    page.get_by_text("Đây không phải bảng tính hay tệp CSV.").first.wait_for()
    assert_readable(page)

    file = tmp_path / "danh sách phường.xlsx"
    file.write_bytes(a_list(*PEOPLE, encoding=Encoding.TCVN3))
    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Tải lên, xem các cột").click()
    page.get_by_role("heading", name="Mỗi cột là gì?").wait_for()
    assert page.get_by_label("Họ và tên", exact=True).input_value() == "1"
    assert page.get_by_text("TCVN3 (ABC, phông .Vn…)").first.is_visible()
    readable(page)
    shoot(page, "people-6-columns")

    page.get_by_role("button", name="Kiểm tra mọi dòng").click()
    settled(page)
    page.get_by_text("Họ tên có chữ số.").wait_for()
    readable(page)
    shoot(page, "people-6-result")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bản sao có lý do").click()
    copy = tmp_path / "ban-sao.xlsx"
    download.value.save_as(copy)
    assert openpyxl.load_workbook(copy).active.cell(6, 9).value == "Sai"

    page.get_by_role("link", name="Cần xem").click()
    page.get_by_label("Quyết định").select_option("as_is")
    page.get_by_role("button", name="Ghi").click()
    page.get_by_role("button", name="Lưu 2 dòng vào hồ sơ").click()
    settled(page)
    page.get_by_role("link", name="Đã lưu").click()
    page.get_by_text("Thạch Sanh Lý").wait_for()

    found = pages.open(OFFICER, path="/nguoi/")
    found.wait_for_load_state("networkidle")  # typing before the script is there is heard by nobody
    found.locator("#id_q").fill("")  # the last search of the session stands there
    found.locator("#id_q").press_sequentially("thach sanh ly")
    found.get_by_role("link", name="Thạch Sanh Lý").first.wait_for()

    page.get_by_role("link", name="Rút lại cả lần nhập").click()
    readable(page)
    page.get_by_label("Lý do rút lại").fill("Nhầm danh sách của phường khác")
    page.get_by_role("button", name="Rút lại tất cả").click()
    page.get_by_text("đã rút lại lúc").wait_for()
    assert_readable(page)

    found.goto(pages.address + "/nguoi/")
    found.locator("#id_q").fill("")  # the last search of the session stands there
    found.locator("#id_q").press_sequentially("thach sanh ly")
    found.wait_for_load_state("networkidle")
    assert found.get_by_role("link", name="Thạch Sanh Lý").count() == 0
