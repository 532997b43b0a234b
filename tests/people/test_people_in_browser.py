"""Finding and registering in a real browser: by keyboard, while typing, on a phone, and readable by everyone."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe

from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.people.models import Person, PersonAccess
from hoanhap.people.services import ask_about
from hoanhap.units.services import load_units
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO

pytestmark = [pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "mot-cau-de-nho-2026"


@pytest.fixture
def sign_in(chromium: Any, live_server: Any) -> Iterator[Any]:
    """Sign an officer of Cầu Giấy (or an auditor) in through the page, at a width; returns the page and the server's address."""
    load_units(province=HA_NOI)
    users = {
        Role.COMMUNE_OFFICER: make.user(Role.COMMUNE_OFFICER, CAU_GIAY, name="Tạ Đình Nghiêm", password=PASSWORD),
        Role.AUDITOR: make.user(Role.AUDITOR, name="Phí Văn Thanh", password=PASSWORD),
    }
    officer = users[Role.COMMUNE_OFFICER]
    make.person(officer, "Khương Văn Tuấn", contact_name="Chử Thị Lành", id_number="001085993172")
    make.person(officer, "Khương Viết Tuân", birth_date=date(1985, 2, 3))
    contexts: list[Any] = []
    errors: list[str] = []

    def open_page(width: int = 1440, role: Role = Role.COMMUNE_OFFICER) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{live_server.url}/tai-khoan/dang-nhap/?next=/nguoi/")
        page.get_by_label("Tài khoản", exact=True).fill(users[role].username)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"^[^?]*/nguoi/$"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def assert_readable(page: Any, width: int) -> None:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_results_follow_the_typing_and_open_by_keyboard(sign_in: Any) -> None:
    page = sign_in()
    page.keyboard.type("khuong v tuna 85")  # the search box has the focus
    page.locator("#kq .hn-hit").first.wait_for()
    assert page.locator("#kq .hn-hit").first.locator("mark").all_inner_texts() == ["Khương", "V", "Tuấn", "85"]
    assert page.url.endswith("/nguoi/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/HN-\d\d-\d+/\?tu=search$"))
    page.go_back()
    page.locator("#kq .hn-hit").first.wait_for()
    assert page.locator("#id_q").input_value() == "khuong v tuna 85"


def test_keys_lead_into_the_list_and_back_and_the_count_is_told(sign_in: Any) -> None:
    page = sign_in()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.keyboard.type("khuong", delay=30)
    page.locator("#kq .hn-hit").first.wait_for()
    assert len(asked) <= 2  # six letters, one question: the box waits for the end of the word
    assert "khuong" not in "".join(asked)
    page.wait_for_function("document.getElementById('kq-dem').textContent.trim() === '2 người'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('#kq .hn-hit')[1]")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "id_q"
    page.locator("#id_full_name").focus()
    page.keyboard.press("Control+a")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "id_q"


def test_the_bar_searches_from_every_page_without_a_name_in_the_address(sign_in: Any) -> None:
    page = sign_in()
    page.goto(page.url.replace("/nguoi/", "/tai-khoan/"))
    page.keyboard.press("/")
    page.keyboard.type("khuong viet")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*/nguoi/$"))
    assert page.locator("#kq .hn-hit").count() == 1


def test_a_person_is_registered_by_keyboard_after_a_look_at_the_likely_duplicate(sign_in: Any) -> None:
    page = sign_in()
    page.get_by_label("Họ và tên").fill("Khương Văn Tuấn")
    page.get_by_label("Ngày sinh").fill("12/06/1985")
    page.get_by_label("Nam", exact=True).check()
    page.get_by_label("Số định danh", exact=True).fill("001 085 993 180")
    page.keyboard.press("Tab")
    page.get_by_text("Hợp lệ: Hà Nội, nam, sinh 1985").wait_for()
    page.get_by_role("table").get_by_text("Chử Thị Lành").wait_for()
    page.get_by_label("Vì sao là người khác").fill("Khác mẹ, số định danh khác.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/HN-\d\d-\d+/$"))
    assert Person.objects.filter(full_name="Khương Văn Tuấn").count() == 2


def test_the_number_is_shown_in_place(sign_in: Any, live_server: Any) -> None:
    page = sign_in()
    person = Person.objects.get(full_name="Khương Văn Tuấn")
    page.goto(f"{live_server.url}/ho-so/nguoi/{person.code}/")
    page.get_by_role("button", name="Hiện đủ số").click()
    page.get_by_text("001 085 993 172").wait_for()
    assert AuditEntry.objects.filter(action="reveal", person_id=person.pk).count() == 1


def test_a_unit_answers_another_by_keyboard(sign_in: Any, live_server: Any) -> None:
    asker = make.user(Role.COMMUNE_OFFICER, NGHIA_DO, name="Bàng Thế Lực")
    person = Person.objects.get(full_name="Khương Viết Tuân")
    [ask] = ask_about(
        [person.pk], asked_for="khuong viet tuan 85", purpose="move", explanation="Người này vừa chuyển đến.", commune=NGHIA_DO,
        by=asker, request_key=uuid4(),
    )  # fmt: skip
    for width in (1440, 360):
        page = sign_in(width)
        for address in ("/nguoi/hoi/", "/nguoi/hoi/moi/", f"/nguoi/hoi/{ask.pk}/"):
            page.goto(live_server.url + address)
            assert_readable(page, width)
    page.get_by_label("Lý do").fill("Đúng người, đã đối chiếu.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/nguoi/hoi/$"))
    assert PersonAccess.objects.filter(person=person, commune=NGHIA_DO, reason="asked").count() == 1


def test_pages_are_accessible_and_fit_a_phone(sign_in: Any, live_server: Any) -> None:
    for width in (1440, 360):
        page = sign_in(width)
        page.locator("#id_q").fill("khuong")
        page.locator("#kq .hn-hit").first.wait_for()
        assert_readable(page, width)
        page.get_by_label("Họ và tên").fill("Khương Văn Tuấn")
        page.get_by_label("Ngày sinh").fill("12/06/1985")
        page.get_by_label("Số định danh", exact=True).fill("123")
        page.keyboard.press("Tab")
        page.get_by_role("table").first.wait_for()
        assert_readable(page, width)
        page.locator("#dang-ky button[type=submit]").click()
        page.get_by_text("Chưa lưu được").wait_for()
        assert_readable(page, width)
        code = Person.objects.earliest("pk").code
        for address in (
            f"/nguoi/{code}/sua/",
            f"/nguoi/{code}/nhat-ky/",
            "/ho-so/danh-sach-nguoi/",
            "/tai-khoan/",
            "/tai-khoan/doi-mat-khau/",
            "/tai-khoan/dang-xuat/",
        ):
            page.goto(live_server.url + address)
            assert_readable(page, width)
        page = sign_in(width, Role.AUDITOR)
        page.goto(f"{live_server.url}/tai-khoan/nhat-ky/")
        assert_readable(page, width)
