"""Somebody is found as people really type: without accents, out of order, with a slip, by a street; and opened by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import OFFICER, Pages, assert_readable
from tests.e2e.test_walk import register

TYPED = ("trieu v quoc 88", "Quốc Triệu Văn", "trieu van qouc 1988", "Triệu Văn Quốc", "ngo 165 nguyen phong sac")


@pytest.fixture
def found(pages: Pages) -> Any:
    """The search page, with a person of a rare name in the register."""
    page = pages.open(OFFICER)
    register(page, "Triệu Văn Quốc", "23/09/1988", "Số 8, ngõ 165 Nguyễn Phong Sắc")
    page.goto(f"{pages.address}/nguoi/")
    return page


def test_a_person_is_found_however_the_name_is_typed(found: Any, shoot: Callable[..., None]) -> None:
    page = found
    box = page.locator("main input[name=q]")
    for typed in TYPED:
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/nguoi/")):
            box.fill(typed)
        hit = page.locator("#kq .hn-hit", has_text="Triệu Văn Quốc").first
        hit.wait_for()
        assert page.locator("#kq .hn-hit").first.inner_text().startswith("Triệu Văn Quốc"), typed
        assert hit.locator(".hn-meta").inner_text(), typed  # why it is here
        assert page.url.endswith("/nguoi/")
    box.fill(TYPED[0])
    page.locator("#kq .hn-hit mark", has_text="88").first.wait_for()
    shoot(page, "people-2-search", height=700)
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert_readable(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Triệu Văn Quốc").wait_for()
