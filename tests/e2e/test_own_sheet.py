"""A person asks what is held about them: the sheet is printed, the request stands on the wall with its clock, and is answered."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from pypdf import PdfReader

from tests.e2e.conftest import OFFICER, PROVINCE, Pages, assert_readable
from tests.e2e.test_walk import REFUSED, save

type Shoot = Callable[..., None]
WIDTHS = (1440, 360)


def readable(page: Any) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_readable(page)
    page.set_viewport_size({"width": 1440, "height": 900})


def text_of(page: Any, href: str) -> str:
    """The words of a .pdf, fetched as the signed-in user."""
    answer = page.request.get(urljoin(page.url, href))
    assert answer.ok
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(answer.body())).pages)


def test_a_person_reads_what_is_held_and_has_it_corrected(pages: Pages, shoot: Shoot) -> None:
    pages.watch.expected = (REFUSED,)
    page = pages.open(OFFICER, path="/ho-so/danh-sach-nguoi/")
    page.locator("main table a[href*='/ho-so/nguoi/']").first.click()
    name = page.locator("h1").inner_text()
    person = page.url

    # The sheet: on screen, then as a page in the hand.
    page.get_by_role("link", name="Bản thông tin cho người này").click()
    assert page.get_by_role("heading", name="Thấy sai thì sửa thế nào?").is_visible()
    readable(page)
    shoot(page, "people-own-sheet", height=1100)
    told = text_of(page, page.get_by_role("link", name="In bản .pdf").get_attribute("href"))
    assert name in told
    assert "02 ngày làm việc" in told
    page.goto(person)
    assert "bản thông tin cho người này" in page.locator("section", has_text="Ai đã xem hồ sơ này").inner_text()

    # They ask for a correction: refused without what is right, then written down.
    page.get_by_role("link", name=re.compile("Ghi yêu cầu xem, đính chính")).click()
    page.get_by_label("Đính chính, bổ sung", exact=True).check()
    page.get_by_label("Nơi ở", exact=True).check()
    page.get_by_label("Nội dung, theo lời người yêu cầu").fill("Số nhà ghi sai, nhà em là số 21.")
    save(page)
    assert page.get_by_text("Chưa ghi nội dung đúng.").first.is_visible()
    readable(page)
    page.get_by_label("Nội dung đúng").fill("Số 21, ngõ 4 phố Dịch Vọng")
    save(page)
    number = page.locator("h1").inner_text()
    request = page.url
    assert re.match(r"Yêu cầu số \d+/\d{4}/YC", number)
    clocks = page.locator("section", has_text="Hạn đang chạy").last.inner_text()
    assert "Trả lời yêu cầu: đính chính" in clocks
    assert "NĐ 356/2025" in clocks
    readable(page)
    shoot(page, "people-request", height=1000)
    assert "Số 21, ngõ 4 phố Dịch Vọng" in text_of(page, page.get_by_role("link", name="Giấy tiếp nhận").get_attribute("href"))

    # It stands on the wall, and the row leads to the answer.
    page.goto(f"{pages.address}/")
    row = page.locator(".hn-wall tr", has_text=number.removeprefix("Yêu cầu số ")).filter(has_text="Trả lời yêu cầu")
    assert "02 ngày làm việc từ" in row.inner_text()
    assert_readable(page)
    row.get_by_role("link", name=re.compile("Trả lời")).click()
    page.get_by_label("Đã thực hiện", exact=True).check()
    page.get_by_label("Lời trả lời").fill("Đã sửa số nhà thành 21.")
    page.get_by_role("button", name=re.compile("Ghi trả lời")).click()
    page.get_by_text("Đã ghi trả lời.").wait_for()
    assert page.url == request
    assert "đúng hạn" in page.locator("section", has_text="Trả lời lần đầu").inner_text()
    assert "Đã sửa số nhà thành 21." in text_of(page, page.get_by_role("link", name="Giấy trả lời").get_attribute("href"))
    page.goto(f"{pages.address}/")
    assert number.removeprefix("Yêu cầu số ") in page.locator(".hn-wall tr.is-ok", has_text="Yêu cầu số").inner_text()


def test_a_period_by_a_decision_is_entered_and_taken_back(pages: Pages, shoot: Shoot) -> None:
    page = pages.open(PROVINCE, path="/yeu-cau/luu/")
    page.get_by_role("link", name="Ghi thời hạn lưu").click()
    page.get_by_label(re.compile("Số năm")).fill("1")
    page.get_by_label("Áp dụng từ ngày").fill("01/01/2020")
    page.get_by_label("Số quyết định").fill("215/QĐ-CAT")
    page.get_by_label("Ngày ban hành").fill("02/11/2026")
    page.get_by_label("Cơ quan ban hành").fill("Công an thành phố Hà Nội")
    save(page)
    period = page.locator("section[aria-labelledby=thoi-han]")
    assert "1 năm từ ngày đóng hồ sơ" in period.inner_text()
    readable(page)
    shoot(page, "people-retention", height=1000)
    chosen = page.locator("input[name=people]").first
    if chosen.count():  # somebody's year is over: propose, and the proposer alone may not approve
        chosen.check()
        page.get_by_label("Số quyết định").fill("216/QĐ-CAT")
        page.get_by_label("Ngày ban hành").fill("02/11/2026")
        page.get_by_label("Cơ quan ban hành").fill("Công an thành phố Hà Nội")
        page.get_by_role("button", name="Lập đề nghị").click()
        page.get_by_text("bạn là người đề nghị").wait_for()
        readable(page)
        page.get_by_label("Lý do").fill("Chỉ để thử.")
        page.get_by_role("button", name="Bỏ đề nghị, giữ hồ sơ").click()
        page.get_by_text("Đã ghi không duyệt.").wait_for()
        page.goto(f"{pages.address}/yeu-cau/luu/")
    page.get_by_role("link", name=re.compile("Rút lại")).click()
    readable(page)
    page.get_by_label("Lý do").fill("Nhập để thử.")
    page.get_by_role("button", name="Rút lại").click()
    page.get_by_text("Đã rút thời hạn lưu.").wait_for()
