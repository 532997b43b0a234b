"""The main job in a real browser against the real program: from the clock wall to the moved target, and what must not go wrong.

With `HOANHAP_SHOTS` naming a folder the walk also takes the screenshots of the README (`make shots`).
"""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import docx
import pytest
from pypdf import PdfReader

from tests.e2e.conftest import NEIGHBOUR, OFFICER, PROVINCE, STEERING, Pages, assert_readable

type Shoot = Callable[..., None]

REFUSED = "status of 422"
"""What the browser's console says when a form is refused."""


def register(page: Any, name: str, birth: str, street: str, sex: str = "Nam") -> str:
    """Search for somebody who is not there, register them from the search, and return their code; the person page is open then."""
    page.goto(urljoin(page.url, "/nguoi/"))
    box = page.locator("main input[name=q]")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/nguoi/")):
        box.fill(f"{name} {birth[-4:]}")
    page.locator(f'#dang-ky input[name=full_name][value="{name}"]').wait_for()
    page.get_by_label(sex, exact=True).check()
    page.get_by_label("Ngày sinh").fill(birth)
    page.get_by_label("Số nhà, đường, tổ", exact=True).fill(street)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/ho-so/nguoi/**")
    return str(urlsplit(page.url).path.rstrip("/").rpartition("/")[2])


def save(page: Any) -> None:
    """Save the form that holds the focus and wait for the page that answers."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def positive_test(page: Any, supervisor: str = "Nam") -> None:
    """Fill the form of a positive test of yesterday evening, with the result now."""
    page.get_by_label("Lấy mẫu lúc", exact=True).fill("-1")
    page.get_by_label("Lấy mẫu lúc: giờ").fill("20:15")
    page.get_by_label("Người giám sát lấy mẫu").fill("Trần Văn Đạt")
    page.get_by_role("group", name="Giới tính người giám sát").get_by_label(supervisor, exact=True).check()
    page.get_by_label("Methamphetamine", exact=True).check()
    page.get_by_label("Số phiếu kết quả").fill("118/PKQ")


def events(page: Any) -> list[str]:
    """Titles of the timeline, newest first."""
    return [text.strip() for text in page.locator(".hn-line-area li > div > b").all_inner_texts()]


@pytest.fixture
def figure(pages: Pages) -> Callable[[str, str], int]:
    """The figure of a target of this year's plan of phường Cầu Giấy as the steering office reads it."""

    def read(code: str, label: str) -> int:
        page = pages.open(STEERING, path="/ke-hoach/")
        page.get_by_role("link", name=re.compile("Quản lý người sử dụng trái phép, phường Cầu Giấy")).click()
        row = page.locator(f"tr#{code}")
        assert label in row.inner_text()
        return int(row.locator('td[data-l="Thực hiện:"]').inner_text().replace(".", ""))

    return read


def test_from_a_positive_test_to_the_moved_target(pages: Pages, shoot: Shoot, figure: Callable[[str, str], int]) -> None:
    pages.watch.expected = (REFUSED,)
    before = {code: figure(code, label) for code, label in (("CT01", "lập hồ sơ"), ("CT02", "có hồ sơ quản lý"))}

    # The clock wall: who, what, by when, under which article.
    page = pages.visitor()
    pages.sign_in(page, OFFICER)
    assert page.get_by_role("heading", name="Việc hôm nay", level=1).is_visible()
    first = page.locator(".hn-wall tr.is-danger:has(.hn-due)").first
    assert "quá" in first.locator(".hn-due").inner_text()
    assert re.search(r"Điều \d+", first.locator(".hn-what").inner_text())
    shoot(page, "clock-wall")

    # Nobody of that name: register; a second similar person is compared first.
    code = register(page, "Vũ Đăng Khoa", "17/08/1994", "Số 12, ngõ 79 phố Dịch Vọng, tổ 14")
    assert page.get_by_role("heading", name="Vũ Đăng Khoa", level=1).is_visible()
    page.goto(f"{pages.address}/nguoi/")
    page.locator("main input[name=q]").fill("vu dang khoa 94")
    page.locator("#dang-ky input[name=full_name]:not([value])").wait_for()  # a name without accents is a search, not a name
    assert page.locator("[data-list] a").filter(has_text="Vũ Đăng Khoa").is_visible()
    page.get_by_label("Họ và tên").fill("Vũ Đăng Khoa")
    page.get_by_label("Nam", exact=True).check()
    page.get_by_label("Ngày sinh").fill("17/08/1994")
    page.get_by_label("Số nhà, đường, tổ", exact=True).fill("Ngõ 79 phố Dịch Vọng, tổ 14")
    page.keyboard.press("Tab")
    page.locator("#trung td", has_text="Ngõ 79 phố Dịch Vọng, tổ 14").first.wait_for()
    assert page.get_by_text("Rất có thể đã có hồ sơ").is_visible()
    assert code in page.locator("#trung").inner_text()
    shoot(page, "search", height=1000)
    page.get_by_role("link", name="Đúng người này, mở hồ sơ").first.click()
    page.wait_for_url(f"**/{code}/**")

    # A positive test, first with a supervisor of the other sex.
    page.keyboard.press("n")
    page.wait_for_url("**/positive_test/")
    positive_test(page, supervisor="Nữ")
    save(page)
    refusal = page.locator("fieldset", has_text="Giới tính người giám sát")
    assert "Phải cùng giới với người được lấy mẫu." in refusal.inner_text()
    assert "Điều 56 NĐ 163/2026" in refusal.inner_text()
    assert page.get_by_label("Người giám sát lấy mẫu").input_value() == "Trần Văn Đạt"
    assert page.get_by_label("Methamphetamine", exact=True).is_checked()
    shoot(page, "record-event-error")
    refusal.get_by_label("Nam", exact=True).check()
    preview = page.locator("#preview")
    preview.get_by_text("Hạn sẽ chạy").wait_for()
    assert "24 giờ" in preview.inner_text()
    assert "Điều 24 khoản 4a Luật 120/2025" in preview.inner_text()
    refusal.get_by_label("Nam", exact=True).focus()
    save(page)
    clocks = page.locator("section", has=page.get_by_role("heading", name="Hạn đang chạy"))
    assert "Ra quyết định áp dụng biện pháp quản lý" in clocks.inner_text()
    assert "Điều 24 khoản 4a Luật 120/2025" in clocks.inner_text()
    assert page.get_by_text("Chưa được: Phải xác minh nơi cư trú trước khi gửi thông báo.").is_visible()

    # How a deadline was counted, and the rule behind it.
    clocks.get_by_role("link", name="Cách tính").last.click()
    assert "24 giờ" in page.locator("main").inner_text()
    page.go_back()
    clocks.get_by_role("link", name=re.compile("Điều 24 khoản 4a")).click()
    page.locator("h1").wait_for()
    assert "Điều 24" in page.locator("main").inner_text()
    shoot(page, "law")
    page.go_back()

    # Residence, notice and its paper, decision and its paper: each is the next thing the person page offers.
    page.keyboard.press("n")
    page.wait_for_url("**/residence_check/")
    page.get_by_label("Có nơi cư trú ổn định", exact=True).check()
    save(page)
    page.keyboard.press("n")
    page.wait_for_url("**/notice/")
    page.get_by_label("Người ký", exact=True).fill("Nguyễn Quang Vinh")
    page.get_by_label("Chức vụ người ký").fill("Trưởng Công an phường Cầu Giấy")
    save(page)
    notice = issue(page)
    assert notice.endswith("CAP") or "/" in notice
    page.goto(f"{pages.address}/ho-so/nguoi/{code}/")
    page.keyboard.press("n")
    page.wait_for_url("**/decide/")
    assert page.get_by_label("Người ký", exact=True).input_value() == "Nguyễn Quang Vinh"
    page.get_by_label("Người, tổ chức được phân công giúp đỡ").fill("Hội Phụ nữ phường Cầu Giấy")
    page.locator("#preview").get_by_text("Giấy tờ sẽ soạn sẵn").wait_for()
    shoot(page, "record-event")
    page.get_by_label("Người ký", exact=True).focus()
    save(page)
    decision = issue(page)
    shoot(page, "paper", height=1000)

    # The paper in both files, and its public check without signing in.
    pdf, word = download(page, "Tải .pdf"), download(page, "Tải .docx")
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages).split())
    assert decision in text
    assert "VŨ ĐĂNG KHOA" in text.upper(), text
    words = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(word)).paragraphs)
    assert "VŨ ĐĂNG KHOA" in words.upper(), words
    check = urlsplit(page.get_by_role("link", name="Trang kiểm tra công khai").get_attribute("href")).path
    public = pages.visitor(path=check)
    assert "dang-nhap" not in public.url
    assert decision in public.locator("main").inner_text()
    assert "Vũ Đăng Khoa" not in public.locator("body").inner_text()

    # The person page says what was done, the wall shows it as done.
    page.goto(f"{pages.address}/ho-so/nguoi/{code}/")
    timeline = page.locator(".hn-line-area").inner_text()
    assert timeline.index("Quyết định áp dụng") < timeline.index("Thông báo hành vi") < timeline.index("Xét nghiệm dương tính")
    assert "đúng hạn" in timeline
    shoot(page, "person", height=1000)
    page.set_viewport_size({"width": 360, "height": 780})
    shoot(page, "person", height=780)
    page.goto(f"{pages.address}/")
    shoot(page, "clock-wall", height=780)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{pages.address}/")
    done = page.locator("tr.is-ok", has_text="Vũ Đăng Khoa")
    assert "Ra quyết định áp dụng biện pháp quản lý" in " ".join(done.all_inner_texts())

    # The figure moved by exactly one, and the list behind it holds this person.
    assert figure("CT01", "lập hồ sơ") == before["CT01"] + 1
    assert figure("CT02", "có hồ sơ quản lý") == before["CT02"] + 1
    reader = pages.open(PROVINCE, path="/ke-hoach/")
    reader.get_by_role("link", name=re.compile("Quản lý người sử dụng trái phép, phường Cầu Giấy")).click()
    shoot(reader, "plan")
    opened = reader.locator("tr#CT02 a.hn-open")
    assert int(opened.inner_text()) == before["CT02"] + 1
    opened.click()
    reader.wait_for_url("**/so-lieu/PR04/**")
    found = reader.get_by_role("link", name="Vũ Đăng Khoa")
    while not found.count() and (more := reader.get_by_role("link", name=re.compile("^(Trang )?(sau|kế)", re.I))).count():
        more.first.click()
    assert found.count() == 1


def issue(page: Any) -> str:
    """Give the drafted paper its number; returns the number."""
    page.wait_for_url("**/giay/")
    assert page.get_by_text("chưa cấp số").first.is_visible()
    assert_readable(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Cấp số và ban hành").click()
    page.wait_for_url("**/giay-to/**")
    symbol = re.search(r"Đã cấp số (\S+) và lưu", page.locator("main").inner_text())
    assert symbol, page.locator("main").inner_text()
    return symbol[1]


def download(page: Any, name: str) -> bytes:
    """The bytes of a file, asked for by the page's own link with the page's own session."""
    address = page.get_by_role("link", name=name).get_attribute("href")
    answer = page.request.get(page.evaluate("href => new URL(href, location.href).href", address))
    assert answer.ok
    return bytes(answer.body())


def test_by_keyboard_alone(pages: Pages) -> None:
    """Sign in, search, open, record, save: no mouse, no script that clicks."""
    page = pages.open(NEIGHBOUR)
    code = register(page, "Đặng Quốc Bảo", "02/03/1997", "Số 5, ngõ 110 Hoàng Quốc Việt, tổ 8")
    page = pages.visitor()
    page.keyboard.type(NEIGHBOUR)  # the field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("hoa-nhap-minh-hoa")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "dang-nhap" not in url)
    page.keyboard.press("/")
    page.keyboard.type("dang quoc bao 97")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nguoi/")
    page.locator("[data-list] a").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{code}/**")
    page.keyboard.press("n")
    page.wait_for_url("**/positive_test/")
    typed = {
        "Lấy mẫu lúc": "-1", "Lấy mẫu lúc: giờ": "21:00", "Người giám sát lấy mẫu": "Hà Văn Lộc",
        "Nam": " ", "Methamphetamine": " ",
    }  # fmt: skip
    for _ in range(40):  # the order of the fields is the page's; a lost focus would never reach them
        label = page.evaluate(
            "() => { const e = document.activeElement; return e.labels && e.labels[0] ? e.labels[0].innerText.trim() : '' }"
        )
        if label in typed:
            page.keyboard.type(typed.pop(label))
        if not typed:
            break
        page.keyboard.press("Tab")
    assert typed == {}
    save(page)
    page.wait_for_url(f"**/nguoi/{code}/")
    assert page.get_by_text("Có kết quả dương tính, chờ xác minh nơi cư trú.").is_visible()


def test_the_second_of_two_who_save_at_once_is_told(pages: Pages) -> None:
    pages.watch.expected = (REFUSED,)
    first, second = pages.open(NEIGHBOUR), pages.open(NEIGHBOUR)
    code = register(first, "Lưu Văn Thạch", "21/09/1990", "Số 7, ngõ 165 Cầu Giấy, tổ 3")
    form = f"{pages.address}/ho-so/ghi/{code}/positive_test/"
    first.goto(form)
    positive_test(first)
    save(first)
    for page in (first, second):
        page.goto(f"{pages.address}/ho-so/ghi/{code}/residence_check/")
        page.get_by_label("Có nơi cư trú ổn định", exact=True).check()
    first.get_by_label("Nơi cư trú", exact=True).fill("Số 7, ngõ 165")
    second.get_by_label("Nơi cư trú", exact=True).fill("Số 9, ngõ 165, nhà thuê")
    save(first)
    save(second)
    assert second.get_by_label("Nơi cư trú", exact=True).input_value() == "Số 9, ngõ 165, nhà thuê"
    assert second.locator(".hn-note.is-danger").first.is_visible()
    assert "vừa được người khác ghi thêm" in second.locator("main").inner_text()
    first.goto(f"{pages.address}/ho-so/nguoi/{code}/")
    assert [title for title in events(first) if "Xác minh nơi cư trú" in title] == ["Xác minh nơi cư trú: có nơi cư trú ổn định"]
    assert "Số 7, ngõ 165" in first.locator(".hn-line-area").inner_text()


def test_a_form_sent_twice_is_one_event(pages: Pages) -> None:
    pages.watch.expected = (REFUSED,)
    page = pages.open(NEIGHBOUR)
    code = register(page, "Tô Minh Quyết", "11/11/1988", "Số 3, phố Nghĩa Tân, tổ 21")
    page.goto(f"{pages.address}/ho-so/ghi/{code}/positive_test/")
    positive_test(page)
    with page.expect_request(lambda request: request.method == "POST" and "xem-truoc" not in request.url) as sent:
        save(page)
    again = page.request.post(
        sent.value.url, data=sent.value.post_data, headers={"Content-Type": sent.value.headers["content-type"], "Referer": page.url}
    )
    assert again.ok
    page.go_back()
    if "positive_test" in page.url and page.get_by_label("Số phiếu kết quả").count():
        page.get_by_label("Số phiếu kết quả").focus()
        save(page)
    page.goto(f"{pages.address}/ho-so/nguoi/{code}/")
    assert events(page) == ["Xét nghiệm dương tính (nước tiểu)"]


def test_every_row_of_the_wall_opens(pages: Pages) -> None:
    page = pages.open(OFFICER)
    rows = page.locator(".hn-wall a[href]").evaluate_all("all => [...new Set(all.map(a => a.href))]")
    assert len(rows) > 20
    assert {address: answer.status for address in rows if (answer := page.request.get(address)).status != 200} == {}


def test_a_person_of_another_commune_is_not_there(pages: Pages) -> None:
    page = pages.open(NEIGHBOUR)
    code = register(page, "Quách Đình Sâm", "30/04/1985", "Số 1, phố Trần Cung, tổ 30")
    pages.watch.expected = ("status of 404",)
    stranger = pages.open(OFFICER)
    for path in (f"/ho-so/nguoi/{code}/", f"/ho-so/ghi/{code}/positive_test/", f"/nguoi/{code}/nhat-ky/", "/ho-so/nguoi/HN-26-999999/"):
        answer = stranger.goto(pages.address + path)
        assert answer.status == 404
        assert "Quách" not in stranger.locator("body").inner_text()
    answers = {stranger.goto(f"{pages.address}/ho-so/nguoi/{known}/").text().replace(known, "") for known in (code, "HN-26-999999")}
    tokens = {re.sub(r'(csrfmiddlewaretoken" value="|data-now=")[^"]*', "", answer) for answer in answers}
    tokens = {re.sub(r'"X-CSRFToken":\s*"[^"]*"|&quot;[A-Za-z0-9]{64}&quot;', "", answer) for answer in tokens}
    assert len(tokens) == 1  # nothing tells the hidden from the missing
