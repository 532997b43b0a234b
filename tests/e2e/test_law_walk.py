"""A legal officer confirms an entry of the law book and takes it back; a province enters a value and marks remote communes."""

from typing import Any

from tests.e2e.conftest import LAWYER, OFFICER, PROVINCE, Pages, assert_readable

BANNER = "Người xác nhận: cán bộ pháp chế được giao."
WIDTHS = (1440, 360)


def readable(page: Any) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_readable(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_confirmation_is_given_and_taken_back(pages: Pages) -> None:
    page = pages.open(LAWYER, path="/so-luat/transition-rehabilitation-count/")
    assert page.get_by_text(BANNER).is_visible()
    page.get_by_role("link", name="Xác nhận, nêu văn bản").click()
    readable(page)

    # The article is missing: refused, and what was typed stays.
    pages.watch.expected = ("status of 422",)
    page.get_by_label("đếm cả các lần cai nghiện trước ngày 01/07/2026").check()
    page.get_by_label("Văn bản nói gì").fill("Mọi lần cai nghiện trước đây đều được tính.")
    page.get_by_role("button", name="Xác nhận mục này").click()
    page.get_by_text("Chưa lưu được").wait_for()
    assert page.get_by_label("Văn bản nói gì").input_value() == "Mọi lần cai nghiện trước đây đều được tính."
    readable(page)
    page.get_by_label("Điều, khoản, điểm").fill("Điều 29 khoản 1")
    page.get_by_role("button", name="Xác nhận mục này").click()
    page.wait_for_url("**/transition-rehabilitation-count/**")
    assert not page.get_by_text(BANNER).is_visible()
    assert page.get_by_text("Bùi Thị Nhàn xác nhận").first.is_visible()
    assert page.get_by_text("“Mọi lần cai nghiện trước đây đều được tính.”").is_visible()
    readable(page)

    # Everybody reads who confirmed; the count of the second time has one outcome now.
    officer = pages.open(OFFICER, path="/so-luat/lan-thu-hai/?ngay=22/11/2026&lan=10/03/2023")
    assert officer.get_by_text("Mọi cách đếm cho cùng kết quả: 36 tháng").is_visible()
    assert not officer.get_by_text("24 tháng").is_visible()

    page.get_by_role("link", name="Rút lại xác nhận").click()
    readable(page)
    page.get_by_role("textbox", name="Lý do rút lại").fill("Văn bản này không nói về lần trước.")
    page.get_by_role("button", name="Rút lại").click()
    page.wait_for_url("**/transition-rehabilitation-count/**")
    assert page.get_by_text(BANNER).is_visible()
    assert page.get_by_text("Văn bản này không nói về lần trước.").is_visible()
    officer.reload()
    assert officer.get_by_text("Các cách đếm cho kết quả khác nhau.").is_visible()


def test_a_province_enters_a_value_and_marks_communes(pages: Pages) -> None:
    page = pages.open(PROVINCE, path="/so-luat/dia-phuong/")
    page.get_by_role("link", name="Thành phố Hà Nội").first.click()
    page.get_by_role("link", name="Thêm Thù lao người tư vấn cấp xã mỗi tháng").click()
    page.get_by_label("Áp dụng từ ngày").fill("01/09/2026")
    page.get_by_label("Mức", exact=True).fill("0,9")
    page.get_by_label("Số quyết định, nghị quyết").fill("15/2026/NQ-HĐND")
    page.get_by_label("Ngày ban hành").fill("20/08/2026")
    page.get_by_label("Cơ quan ban hành").fill("Hội đồng nhân dân thành phố Hà Nội")
    pages.watch.expected = ("status of 422",)
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Mức này vượt khung của quy định chung.").first.wait_for()
    readable(page)
    page.get_by_label("Mức", exact=True).fill("0,5")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url("**/dia-phuong/100001/")
    assert page.get_by_text("0,5 lần mức lương cơ sở").first.is_visible()
    readable(page)
    page.get_by_role("link", name="Rút lại Thù lao").click()
    readable(page)
    page.get_by_role("textbox", name="Lý do rút lại").fill("Ghi nhầm nghị quyết.")
    page.get_by_role("button", name="Rút lại").click()
    page.wait_for_url("**/dia-phuong/100001/")
    assert page.get_by_text("Ghi nhầm nghị quyết.").is_visible()

    page.get_by_role("link", name="Ghi theo quyết định").click()
    page.get_by_label("Áp dụng từ ngày").fill("01/09/2026")
    page.get_by_label("Có", exact=True).check()
    page.get_by_label("Số quyết định, nghị quyết").fill("1201/QĐ-UBND")
    page.get_by_label("Ngày ban hành").fill("20/08/2026")
    page.get_by_label("Cơ quan ban hành").fill("Ủy ban nhân dân thành phố Hà Nội")
    page.get_by_label("Xã Ba Vì", exact=True).check()
    readable(page)
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url("**/dia-phuong/100001/")
    assert page.get_by_text("1 xã vùng xa").is_visible()
