"""Do the component templates make pages that are right, reachable and quiet under the policy, wide and narrow?"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms

from tests.kit import mock

GATE = ("account/login.html", "404.html", "429.html")
WIDTHS = (1440, 768, 360, 320)
AXE_WIDTHS = (1440, 360)
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class SignIn(forms.Form):
    """allauth's sign-in form as its template sees it."""

    login = forms.CharField(label="Tài khoản")
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)


def context(name: str) -> dict[str, Any]:
    """What the page needs; forms are made anew, because they are bound."""
    if name == "record_event":
        return mock.PAGES[name] | {"form": mock.event_form()}
    return {"form": SignIn({})} if name.startswith("account/") else mock.PAGES.get(name, {})


def html_of(render: Callable[..., str], name: str, **more: Any) -> str:
    """A mock page, or one of the templates that are shipped."""
    if name in mock.PAGES:
        return render(f"{name}.html", **context(name), **more)
    return render(name, **context(name), **more)


CASES = [pytest.param(name, False, id=name) for name in mock.PAGES] + [pytest.param(name, True, id=name) for name in GATE]
CASES += [pytest.param(name, False, id=f"{name}-signed-in") for name in ("404.html", "403.html", "kit/csrf_failure.html")]


@pytest.mark.parametrize(("name", "visitor"), CASES)
def test_page_is_accessible_and_quiet(name: str, visitor: bool, render: Callable[..., str], show: Callable[..., Any]) -> None:
    html = html_of(render, name, visitor=visitor)
    page = show(html)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if width in AXE_WIDTHS:
            found = Axe().run(page, options={"runOnly": AXE_RULES})
            assert found.violations_count == 0, f"{name} at {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width} scrolls sideways"
        assert page.locator("h1").count() == 1
        assert page.refused == []
        if folder := os.environ.get("HOANHAP_SHOTS"):
            page.screenshot(path=Path(folder) / f"{name.replace('/', '-')}-{width}.png", full_page=True)


@pytest.mark.parametrize("name", [*mock.PAGES, "account/login.html"])
def test_targets_on_a_phone_are_large_enough(name: str, render: Callable[..., str], show: Callable[..., Any]) -> None:
    page = show(html_of(render, name, visitor=name.startswith("account")), 360)
    small = page.evaluate(
        """selector => [...document.querySelectorAll(selector)]
             .filter(e => e.offsetParent && !e.closest("label, .hn-span, .hn-more"))
             .map(e => [e.textContent.trim() || e.id, Math.round(e.getBoundingClientRect().height)])
             .filter(([, height]) => height < 44)""",
        ".btn:not([aria-disabled]), .hn-dock a, .hn-icon-btn, summary, input:not([type=hidden]), select",
    )
    assert small == []


def test_no_page_uses_inline_style_or_script(render: Callable[..., str]) -> None:
    for name in (*mock.PAGES, *GATE):
        html = html_of(render, name)
        assert " style=" not in html
        assert " onclick=" not in html
        assert "<script>" not in html


def test_print_leaves_the_paper_alone(render: Callable[..., str], show: Callable[..., Any]) -> None:
    page = show(html_of(render, "paper"))
    page.emulate_media(media="print")
    assert page.locator(".hn-sheet").is_visible()
    for part in (".hn-bar", ".hn-demo", ".hn-steps", ".hn-head", ".hn-foot", ".hn-dock"):
        assert not page.locator(part).first.is_visible(), part


def test_print_of_the_worklist_drops_buttons_and_says_who_printed(render: Callable[..., str], show: Callable[..., Any]) -> None:
    page = show(html_of(render, "clock_wall"))
    page.emulate_media(media="print")
    assert not page.locator(".hn-do .btn").first.is_visible()
    assert page.get_by_text("người in: Tạ Đình Nghiêm").is_visible()


def test_forced_colours_keep_progress_visible(render: Callable[..., str], show: Callable[..., Any]) -> None:
    page = show(html_of(render, "plan"))
    page.emulate_media(forced_colors="active")
    assert page.locator(".hn-track").first.evaluate("e => getComputedStyle(e).borderTopWidth") == "1px"
