"""Does app.js do what its keys and words promise, and nothing where it should keep quiet?"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from hoanhap.kit import dates, formats
from tests.kit import mock

type Render = Callable[..., str]
type Show = Callable[..., Any]


@pytest.fixture
def wall(render: Render, show: Show) -> Any:
    """The worklist in the browser."""
    return show(render("clock_wall.html", **mock.PAGES["clock_wall"]))


@pytest.fixture
def form(render: Render, show: Show) -> Any:
    """The event form in the browser."""
    return show(render("record_event.html", form=mock.event_form(), **mock.PAGES["record_event"]))


def test_slash_goes_to_the_search_and_letters_do_nothing_while_typing(wall: Any) -> None:
    wall.keyboard.press("/")
    assert wall.evaluate("document.activeElement.name") == "q"
    wall.keyboard.type("n?")
    assert wall.locator("input[name=q]").input_value() == "n?"
    assert not wall.locator("dialog").is_visible()


def test_n_follows_the_primary_action(wall: Any) -> None:
    wall.keyboard.press("n")
    assert wall.url.endswith("#ghi")


def test_n_records_an_event_where_a_page_has_no_primary_action(form: Any) -> None:
    form.evaluate("document.activeElement.blur()")
    form.keyboard.press("n")
    form.wait_for_url("**/event_start/")


def test_question_mark_opens_the_keys_and_they_can_be_turned_off_for_good(wall: Any) -> None:
    wall.keyboard.press("?")
    assert wall.locator("dialog").is_visible()
    wall.get_by_label("Dùng phím một chữ").uncheck()
    wall.keyboard.press("Escape")
    wall.reload()
    wall.keyboard.press("?")
    assert not wall.locator("dialog").is_visible()
    wall.get_by_role("link", name="Trợ giúp: phím").click()
    assert not wall.get_by_label("Dùng phím một chữ").is_checked()


def test_menu_opens_by_keyboard_and_escape_closes_it(wall: Any) -> None:
    wall.locator("#trinh-don > summary").press("Enter")
    assert wall.get_by_role("button", name="Đăng xuất").is_visible()
    wall.keyboard.press("Escape")
    assert not wall.get_by_role("button", name="Đăng xuất").is_visible()
    assert wall.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_dock_opens_the_whole_menu_on_a_phone(render: Render, show: Show) -> None:
    page = show(render("clock_wall.html", **mock.PAGES["clock_wall"]), 360, 640)
    page.get_by_role("link", name="Thêm").click()
    for name in ("Giấy tờ", "Kế hoạch", "Sổ luật"):
        assert page.locator("#trinh-don").get_by_role("link", name=name).is_visible()


def test_focus_starts_at_the_summary_of_errors(form: Any) -> None:
    assert "Chưa lưu được" in form.evaluate("document.activeElement.textContent")


@pytest.mark.parametrize(
    ("typed", "shown", "weekday"),
    [
        ("h", "23/11/2026", "Thứ Hai"),
        ("-1", "22/11/2026", "Chủ nhật"),
        ("5/3", "05/03/2026", "Thứ Năm"),
        ("29022024", "29/02/2024", "Thứ Năm"),
    ],
)
def test_typed_days_are_read_as_the_server_reads_them(form: Any, typed: str, shown: str, weekday: str) -> None:
    field = form.locator("#id_taken_on")
    field.fill(typed)
    field.press("Tab")
    assert field.input_value() == shown
    assert form.locator("[data-weekday]").first.text_content() == weekday
    day = dates.parse_day(typed, today=mock.NOW.date())
    assert (formats.day(day), formats.weekday(day)) == (shown, weekday)


def test_an_impossible_day_stays_as_typed(form: Any) -> None:
    field = form.locator("#id_taken_on")
    field.fill("31/02/2026")
    field.press("Tab")
    assert field.input_value() == "31/02/2026"
    assert form.locator("[data-weekday]").first.text_content() == ""


def test_ctrl_enter_saves_and_sends_what_was_typed(form: Any) -> None:
    form.locator("#id_note").fill("ghi chú")
    form.locator("#id_note").press("Control+Enter")
    form.wait_for_load_state()
    posts = [data for method, _, data in form.sent if method == "POST"]
    assert len(posts) == 1
    assert "note=ghi+ch%C3%BA" in posts[0]


def test_a_form_is_sent_once_until_the_browser_comes_back_to_it(form: Any) -> None:
    """Hold the navigation back, so that the second press meets a form that is on its way."""
    form.evaluate("""() => { window.sent = 0; document.addEventListener("submit", event => {
        if (!event.defaultPrevented) window.sent += 1;
        event.preventDefault();
    }) }""")
    note = form.locator("#id_note")
    note.press("Control+Enter")
    note.press("Control+Enter")
    form.get_by_role("button", name="Lưu sự kiện").click()
    assert form.evaluate("window.sent") == 1
    assert form.get_by_role("button", name="Lưu sự kiện").get_attribute("aria-busy") == "true"
    form.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    note.press("Control+Enter")
    assert form.evaluate("window.sent") == 2


def test_arrows_walk_through_the_hits_and_back_to_the_box(render: Render, show: Show) -> None:
    page = show(render("search.html", **mock.PAGES["search"]))
    page.locator("#q").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "HN-24-001882"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_locked_action_can_be_reached_and_does_nothing(render: Render, show: Show) -> None:
    page = show(render("person.html", **mock.PAGES["person"]))
    button = page.get_by_role("button", name="Chuyển hồ sơ đến Tòa án")
    button.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "vi-sao-1"
    button.press("Enter")
    assert len(page.sent) == 1


def test_corrections_can_be_hidden(render: Render, show: Show) -> None:
    page = show(render("person.html", **mock.PAGES["person"]))
    assert page.locator(".hn-voided").is_visible()
    page.get_by_label("Hiện đính chính").uncheck()
    assert not page.locator(".hn-voided").is_visible()


MONDAY = mock.NOW.date()
AWAY = (-800, -23, -2, -1, 0, 1, 2, 3, 40, 1500)
HOURS = (None, time(0, 0), time(8, 14), time(8, 15), time(23, 59))
DUES = [(MONDAY + timedelta(days=away), at) for away in AWAY for at in HOURS]
LATER = (
    timedelta(),
    timedelta(minutes=1),
    timedelta(hours=7, minutes=31),
    timedelta(hours=15, minutes=44),
    timedelta(hours=15, minutes=45),
)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("later", LATER)
def test_times_left_are_the_same_words_in_the_browser_and_on_the_server(
    later: timedelta, language: str, render: Render, show: Show
) -> None:
    """The page is made at 08:15; later the browser must say by itself what the server would say then."""
    template = Template("{% for day, at in dues %}{% remaining day at %}|{% endfor %}")
    with translation.override(language):
        body = template.render(Context({"dues": DUES, "now": mock.NOW}))
        expected = [formats.remaining(day, at, now=mock.NOW + later) for day, at in DUES]
    page = show(render("empty.html", language=language))
    page.locator(".hn-empty").evaluate("(place, html) => { place.innerHTML = html }", body)
    page.clock.set_fixed_time(mock.NOW + later)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.locator(".hn-empty time").all_text_contents() == expected


def test_the_words_do_not_depend_on_the_machine_of_the_reader(render: Render, show: Show) -> None:
    """A wrong clock and a foreign time zone change nothing: the server's moment counts."""
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    page = show(render("clock_wall.html", **mock.PAGES["clock_wall"]), timezone_id="America/New_York", clock=wrong)
    page.clock.set_fixed_time(wrong + timedelta(minutes=1))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    words = page.locator("[data-due]").all_text_contents()
    assert words[:3] == ["quá 22 ngày", "quá 15 giờ 56 phút", "còn 3 giờ 19 phút"]
