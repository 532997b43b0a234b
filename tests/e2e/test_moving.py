"""Two communes and the province in real browsers: a move that is contested, settled and received; a review of the list by keyboard."""

import re
from collections.abc import Callable
from typing import Any

from tests.e2e.conftest import NEIGHBOUR, OFFICER, PROVINCE, Pages, assert_readable
from tests.e2e.test_walk import register, save

type Shoot = Callable[..., None]
WIDTHS = (1440, 360)


def readable(page: Any) -> None:
    """On a screen and on a phone."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_readable(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_move_with_receipt_is_contested_settled_and_received(pages: Pages, shoot: Shoot) -> None:
    pages.watch.expected = ("status of 404",)
    old, new, province = pages.open(OFFICER), pages.open(NEIGHBOUR), pages.open(PROVINCE)

    # The old commune tells of the move; saving is the sending.
    code = register(old, "Vũ Mạnh Trường", "03/02/1991", "Số 4, tổ 6")
    old.get_by_role("link", name="Chuyển nơi cư trú", exact=True).click()
    readable(old)
    old.get_by_label("Rời xã, phường lúc", exact=True).fill("h")
    old.get_by_label("Chuyển đến", exact=True).fill("Phường Nghĩa Đô, Hà Nội")
    old.get_by_label("Địa chỉ nơi đến").fill("Tổ 21")
    old.get_by_label("Người nghiện ma túy", exact=True).check()
    save(old)
    heading = old.get_by_role("heading", level=1).inner_text()
    number = re.search(r"\d+/\d{4}/BG", heading)
    assert number
    assert "Điều 27 Luật 120/2025" in old.locator("main").inner_text()
    receipt = old.url

    # The new commune finds it on its wall and does not know the person.
    new.goto(f"{pages.address}/")
    new.get_by_role("link", name=re.compile("Vũ Mạnh Trường")).first.click()
    assert number[0] in new.get_by_role("heading", level=1).inner_text()
    readable(new)
    shoot(new, "people-7-transfer", height=1000)
    new.get_by_label("Không có người này ở địa bàn").check()
    new.get_by_label("Ghi thêm").fill("Tổ 21 không có số nhà này.")
    new.get_by_role("button", name="Trả lời không nhận").click()
    new.get_by_text("Đã trả lời không nhận.").wait_for()

    # It stands on the wall of the province, which names the commune.
    province.goto(f"{pages.address}/")
    assert province.get_by_role("heading", name=re.compile("Bàn giao chờ cấp tỉnh giải quyết")).is_visible()
    province.goto(f"{pages.address}/ho-so/ban-giao/?muc=khong-nhan")
    readable(province)
    shoot(province, "people-7-transfers")
    province.get_by_role("link", name=re.compile("Vũ Mạnh Trường")).click()
    province.get_by_label("Giao xã, phường tiếp nhận").check()
    province.get_by_label("Xã, phường tiếp nhận", exact=True).fill("Phường Nghĩa Đô, Hà Nội")
    province.get_by_label("Căn cứ, ý kiến").fill("Chủ nhà trọ tổ 21 xác nhận.")
    readable(province)
    province.get_by_role("button", name="Giải quyết").click()
    province.get_by_text("Đã giải quyết.").wait_for()

    # The commune named accepts; both sides keep the receipt, the old one reads the person no more.
    new.goto(f"{pages.address}/")
    new.get_by_role("link", name=re.compile("Vũ Mạnh Trường")).first.click()
    assert new.get_by_role("button", name="Trả lời không nhận").count() == 0
    new.get_by_role("button", name="Nhận người này").click()
    new.get_by_text("Đã tiếp nhận.").wait_for()
    second = new.url
    new.get_by_role("link", name="Mở trang người này").click()
    assert new.get_by_role("heading", name="Vũ Mạnh Trường", level=1).is_visible()
    for address in (receipt, second):
        old.goto(address)
        assert "Vũ Mạnh Trường" in old.locator("main").inner_text()
    readable(old)
    assert old.goto(f"{pages.address}/ho-so/nguoi/{code}/").status == 404


def test_a_list_is_reviewed_by_keyboard(pages: Pages, shoot: Shoot) -> None:
    province = pages.open(PROVINCE, path="/ra-soat/mo/")
    province.get_by_label("Tên đợt").fill("Rà soát cuối năm")
    province.get_by_label("Văn bản tổ chức").fill("Kế hoạch 45/KH-CAT ngày 01/11/2026")
    save(province)
    assert province.get_by_role("heading", name="Rà soát cuối năm", level=1).is_visible()
    readable(province)

    page = pages.open(OFFICER, path="/")
    page.get_by_role("link", name="Rà soát cuối năm").first.click()
    page.get_by_role("link", name="Phường Cầu Giấy").click()
    readable(page)
    rows = page.locator("[data-row]")
    people = rows.count()
    assert people > 5
    page.get_by_label(re.compile("ghi luôn kiểm tra cư trú tháng")).check()
    page.keyboard.press("ArrowDown")  # from outside: the first row
    for key, done in (("1", 1), ("6", 2), ("2", 3)):
        page.locator("[data-row]:focus, [data-row] :focus").first.wait_for(state="attached")  # the focus comes after the answer
        page.wait_for_load_state("networkidle")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press(key)
        page.get_by_text(f"Đã rà soát {done} trong {people} người").wait_for()
    first, second, third = (rows.nth(place) for place in range(3))
    assert "kiểm tra cư trú" in first.inner_text()
    assert second.get_by_role("link", name="Ghi kiểm tra cư trú: vắng").is_visible()
    page.wait_for_function("document.activeElement.name === 'moved_to'")
    page.keyboard.type("Phường Nghĩa Đô")
    page.keyboard.press("Enter")
    third.get_by_text("Đã chuyển đi: Phường Nghĩa Đô").wait_for()
    assert third.get_by_role("link", name="Ghi chuyển nơi cư trú").is_visible()
    shoot(page, "people-8-round", height=1000)
    assert_readable(page)

    # The province sees who has done how many, closes, and the figures stay.
    province.reload()
    assert f"3 / {people}" in province.locator("tr", has_text="Phường Cầu Giấy").inner_text()
    assert "Lê Thu Hà (3)" in province.locator("main").inner_text()
    shoot(province, "people-8-progress")
    province.get_by_role("button", name="Đóng đợt").click()
    province.get_by_text("Đã đóng đợt rà soát").wait_for()
    readable(province)
    page.reload()
    assert page.locator("[data-finding]").count() == 0
    province.get_by_label("Ghi chú, lý do").fill("Bỏ sót hai tổ")
    province.get_by_role("button", name="Mở lại").click()
    province.get_by_text("Đã mở lại đợt rà soát.").wait_for()
