"""The unit pages in a real browser: they can be read by everyone, on a phone too, and the search follows the typing."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from hoanhap.accounts.rights import Role
from hoanhap.units.services import load_units
from tests.units.test_unit_pages import user_with

pytestmark = [pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def open_page(chromium: Any, live_server: Any, client: Client) -> Iterator[Any]:
    load_units(province=100_001)
    client.force_login(user_with(Role.PROVINCE_OFFICER, 100_001))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    contexts = []

    def show(address: str, width: int) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(live_server.url + address)
        return page

    yield show
    for context in contexts:
        context.close()


def test_pages_are_accessible_and_fit_a_phone(open_page: Any) -> None:
    for address in (
        "/don-vi/",
        "/don-vi/?q=cau+giay",
        "/don-vi/166/?ngay=01/06/2021",
        "/don-vi/200169/",
        "/don-vi/100001/",
        "/don-vi/166/to-chuc/",
    ):
        for width in (1440, 360):
            page = open_page(address, width)
            found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
            assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == [], (address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_the_search_follows_the_typing(open_page: Any) -> None:
    page = open_page("/don-vi/", 1440)
    page.get_by_label("Tên đơn vị").fill("dich vong hau")
    page.locator("#ket-qua .hn-hit").get_by_text("Phường Dịch Vọng Hậu").click()
    page.wait_for_url("**/don-vi/200167/**")
    assert page.get_by_role("heading", name="Nay là").is_visible()
    page.get_by_role("link", name="Phường Cầu Giấy").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Phường Cầu Giấy"
