"""Do the pages of the law book say what holds on the day asked, refuse what is not in force, and count in the open?"""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from hoanhap.accounts import services as accounts
from hoanhap.law.book import book
from tests.cast import Cast

pytestmark = pytest.mark.django_db

RULE = "/so-luat/management-decision-deadline/"


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(accounts.create_user("nguoi-doc", full_name="Lê Thị Đọc", password=None))
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("address", ["/so-luat/", RULE])
def test_the_book_needs_a_sign_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302


SIDES = (date(2021, 12, 31), date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 22))


@pytest.mark.parametrize("side", range(len(SIDES)))
def test_every_rule_has_a_page_and_every_fourth_on_each_side_of_the_law(reader: Client, side: int) -> None:
    for number, rule in enumerate(book().rules):
        if number % len(SIDES) != side:
            continue
        day = SIDES[(number // len(SIDES)) % len(SIDES)]
        text = page(reader, f"/so-luat/{rule.slug}/?ngay={day:%d/%m/%Y}")
        entry = rule.at(day)
        if entry is None or entry.repealed:
            assert "Hệ thống từ chối tính, không lấy số mặc định." in text, rule.key
        else:
            assert entry.id in text, rule.key
            assert all(basis.full() in text for basis in entry.basis), rule.key
        assert all(f"từ {held.since:%d/%m/%Y}" in text for held in rule.entries), rule.key


def test_the_day_selects_the_law(reader: Client) -> None:
    old, new = (page(reader, f"{RULE}?ngay={day}") for day in ("30/06/2026", "01/07/2026"))
    assert "Chủ tịch Ủy ban nhân dân cấp xã ra quyết định trong <b>03 ngày làm việc</b>" in old
    assert "Trưởng Công an cấp xã ra quyết định trong <b>24 giờ</b>" in new
    assert "Điều 24 khoản 4 điểm a Luật 120/2025/QH15" in new


def test_a_deadline_is_counted_day_by_day_over_tet(reader: Client) -> None:
    text = page(reader, f"{RULE}?moc=12/02/2026")
    assert "9 ngày nghỉ, trong đó 5 ngày nghỉ lễ, không tính. Hạn: hết ngày 24/02/2026, sau 12 ngày." in text
    assert "Mùng 1" in text
    assert "Điều 42 khoản 1 NĐ 105/2021" in text


def test_hours_are_drawn_across_midnight(reader: Client) -> None:
    text = page(reader, f"{RULE}?moc=20/11/2026&gio=23:30")
    assert "24 giờ chạy liền từ 23:30, 20/11/2026 đến 23:30 ngày 21/11/2026" in text
    assert 'width="2.08%"' in text


def test_an_unknown_time_and_a_proposed_swap_are_told(reader: Client) -> None:
    assert "Chưa rõ giờ của mốc" in page(reader, f"{RULE}?moc=20/11/2026")
    measure = page(reader, "/so-luat/management-term/?moc=22/11/2025")
    assert "Hết thời hạn: hết ngày 22/11/2026" in measure
    assert "Chưa xác nhận: biện pháp đối với người kết thúc đúng ngày nghỉ, không kéo dài." in measure


def test_a_moment_before_the_law_is_refused_in_words(reader: Client) -> None:
    text = page(reader, f"{RULE}?moc=31/12/2021")
    assert "Ngày 31/12/2021 chưa có quy định này: có từ 01/01/2022." in text
    ended = page(reader, "/so-luat/management-list-notice-deadline/?moc=01/07/2026")
    assert "Ngày 01/07/2026 không còn quy định này: đã bị bãi bỏ từ 01/07/2026." in ended
    far = page(reader, "/so-luat/management-list-notice-deadline/?moc=31/12/2025&ngay=01/01/2100")
    assert "Hạn: hết ngày 09/01/2026" in far


def test_what_is_not_confirmed_is_said_where_it_stands(reader: Client) -> None:
    text = page(reader, "/so-luat/transition-running-management-decisions/")
    assert "chưa xác nhận" in text
    assert "Người xác nhận: cán bộ pháp chế được giao." in text


def test_a_confirmed_entry_with_a_doubt_is_not_shown_as_certain(reader: Client) -> None:
    text = page(reader, "/so-luat/compulsory-term-repeat/")
    assert "Còn điểm chưa chắc: bản tổng hợp quy định không ghi thời hạn tính từ ngày nào" in text
    assert "có điểm chưa chắc" in text
    assert "Chưa xác nhận: bản tổng hợp" not in text
    assert "Đã xác nhận" not in text
    assert "Đã xác nhận" in page(reader, "/so-luat/management-term/")


def test_every_source_is_a_link_of_its_own(reader: Client) -> None:
    text = page(reader, "/so-luat/court-return-file/")
    for number, source in enumerate(book().by_id("CRT-101").sources, start=1):
        assert f'<a href="{escape(source)}" rel="noreferrer noopener">Mở nguồn {number}</a>' in text
    assert " ; http" not in text


def test_two_days_stand_side_by_side(reader: Client) -> None:
    text = page(reader, f"{RULE}?mot=01/03/2025&hai=01/08/2026")
    assert '<th scope="row">Hạn</th><td>03 ngày làm việc</td><td>24 giờ</td>' in text


def test_officers_get_their_own_deadlines_beside_a_rule_that_someone_must_follow(client: Client, cast: Cast) -> None:
    panel = 'hx-get="/ho-so/luat/management-decision-deadline/"'
    for officer, sees in ((cast.commune_a, True), (cast.auditor, True), (cast.steering, False), (cast.nobody, False)):
        client.force_login(officer)
        assert (panel in page(client, RULE)) is sees
    client.force_login(cast.commune_a)
    assert "Không có hạn nào đang chạy" in page(client, "/ho-so/luat/management-decision-deadline/")
    assert "hx-get=" not in page(client, "/so-luat/calendar-days-off/").partition("<main")[2]


@pytest.mark.parametrize(
    "query", ["ngay=31/02/2026", "ngay=01/01/0001", "moc=31/12/9999", "moc=abc", "moc=01/08/2026&gio=25:00", "mot=99/99/9999"]
)
def test_a_wrong_day_is_refused_and_kept(reader: Client, query: str) -> None:
    text = page(reader, f"{RULE}?{query}", status=422)
    assert "hn-error" in text
    name, _, typed = query.rpartition("&")[2].partition("=")
    assert re.search(rf'name="{name}"[^>]*value="{typed}"|value="{typed}"[^>]*name="{name}"', text)


@pytest.mark.parametrize("day", ["01/01/1900", "31/12/2199", "01/01/2065"])
def test_days_far_away_are_answered_in_words(reader: Client, day: str) -> None:
    for address in (RULE, "/so-luat/management-term/", "/so-luat/management-list-notice-deadline/"):
        text = page(reader, f"{address}?ngay={day}&moc={day}&mot={day}&hai={day}")
        assert "chưa có quy định này" in text or "không còn quy định này" in text or "Chưa có lịch nghỉ" in text or "Mốc bạn chọn" in text


def test_an_unknown_rule_is_not_found(reader: Client) -> None:
    assert reader.get("/so-luat/khong-co-muc-nay/").status_code == 404


def test_the_index_lists_every_rule_with_its_value_of_the_day(reader: Client) -> None:
    text = page(reader, "/so-luat/?ngay=01/07/2026")
    for rule in book().rules:
        assert f"/so-luat/{rule.slug}/?ngay=01/07/2026" in text.replace("%2F", "/")
        assert rule.label_vi in text
    for number in book().documents:
        assert number in text
    assert "đã bãi bỏ" in text
    assert "chưa có quy định" in page(reader, "/so-luat/?ngay=01/07/2021")


def test_the_book_reads_in_english(reader: Client) -> None:
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = page(reader, f"{RULE}?moc=20/11/2026")
    assert "Deadline of the management decision" in text
    assert "Article 24 clause 4 point a Law 120/2025/QH15" in text
    assert "The commune police chief decides within <b>24 hours</b>" in text
    assert "Culture Day" in page(reader, "/so-luat/calendar-days-off/?ngay=22/11/2026")
