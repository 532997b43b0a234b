"""Do the pages of the law book find, compare, confirm and take back, and refuse what is wrong in words?"""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from hoanhap.accounts.models import User
from hoanhap.law.book import Confidence, Duration, FormRef, book
from hoanhap.rulebook import queries
from hoanhap.rulebook.models import Confirmation, LocalValue
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO, Cast
from tests.rulebook.test_rulebook_services import PAY, SILENT, confirm, decide, unsure_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def lawyer(cast: Cast, client: Client) -> User:
    client.force_login(cast.legal)
    return cast.legal


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def post(client: Client, address: str, status: int = 302, **data: Any) -> str:
    answer = client.post(address, {"request_key": str(uuid4()), **data})
    assert answer.status_code == status, answer.content.decode()
    return " ".join(answer.content.decode().split())


def confirm_address(entry_id: str) -> str:
    entry = book().by_id(entry_id)
    return f"/so-luat/{book().rule(entry.rule).slug}/{entry.since}/xac-nhan/"


def rule_address(entry_id: str) -> str:
    entry = book().by_id(entry_id)
    return f"/so-luat/{book().rule(entry.rule).slug}/?ngay={entry.since:%d/%m/%Y}"


TEXT: dict[str, Any] = {"document": "163/2026/NĐ-CP", "article": "Điều 5", "statement": "Văn bản nói đúng như vậy."}


# --- reading ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["xac minh cu tru", "XÁC MINH cư trú", "MGT-205", "Điều 58", "management.residence_check_deadline_remote"]
)
def test_a_rule_is_found_by_its_name_its_article_and_its_number(client: Client, lawyer: User, typed: str) -> None:
    text = page(client, f"/so-luat/?tim={typed}")
    assert "/so-luat/management-residence-check-deadline-remote/" in text
    assert "/so-luat/management-term/" not in text


def test_nothing_found_says_what_to_try(client: Client, lawyer: User) -> None:
    text = page(client, "/so-luat/?tim=khongcotunao")
    assert "0 mục khớp" in text
    assert "Không có mục nào khớp" in text
    assert page(client, "/so-luat/?tim=" + "a" * 101, 422)


def test_topics_are_closed_until_asked_for(client: Client, lawyer: User) -> None:
    assert '<details class="hn-topic" id="management">' in page(client, "/so-luat/")
    assert '<details class="hn-topic" id="management" open>' in page(client, "/so-luat/?phan=management")


def test_the_comparison_shows_only_what_differs(client: Client, lawyer: User) -> None:
    text = page(client, "/so-luat/so-sanh/?mot=30/06/2026&hai=01/07/2026")
    assert "/so-luat/management-decision-deadline/?ngay=01/07/2026" in text
    assert "<td>03 ngày làm việc" in text
    same = page(client, "/so-luat/so-sanh/?mot=02/07/2026&hai=02/07/2026")
    assert "Hai ngày như nhau" in same
    turned = page(client, "/so-luat/so-sanh/?mot=01/07/2026&hai=30/06/2026")
    assert "Sổ luật ngày 30/06/2026 và ngày 01/07/2026" in turned
    assert "hn-error" in page(client, "/so-luat/so-sanh/?mot=31/02/2026", 422)


def test_forms_stand_by_annex_and_day(client: Client, lawyer: User) -> None:
    forms = [rule for rule in book().rules if isinstance(rule.entries[0].value, FormRef)]
    held = [rule for rule in forms if (entry := rule.at(date(2026, 7, 1))) and not entry.repealed]
    text = page(client, "/so-luat/bieu-mau/?ngay=01/07/2026")
    assert len(held) >= 100
    assert all(f"/so-luat/{rule.slug}/" in text for rule in held)
    assert "Không có biểu mẫu nào" in page(client, "/so-luat/bieu-mau/?ngay=01/01/1990")


def test_a_clock_tells_who_stops_it_and_what_follows(client: Client, lawyer: User) -> None:
    text = page(client, "/so-luat/management-decision-deadline/?ngay=01/07/2026")
    assert "<dt>Đáp ứng khi</dt>" in text
    assert "<dt>Hết hạn thì</dt>" in text


def test_a_measure_that_ends_on_a_rest_day_shows_both_readings(client: Client, lawyer: User) -> None:
    assert isinstance(book().value("management.term", on=date(2025, 11, 22)), Duration)
    text = page(client, "/so-luat/management-term/?moc=22/11/2025")
    assert "Cách hiểu ngắn hơn (dùng cho báo động thả người)</dt><dd><b>hết ngày 22/11/2026</b>" in text
    assert "Cách hiểu dài hơn</dt><dd><b>hết ngày 23/11/2026</b>" in text


def test_a_remote_variant_is_counted_beside_the_ordinary_period(client: Client, lawyer: User) -> None:
    text = page(client, "/so-luat/management-residence-check-deadline/?moc=22/11/2026&gio=08:00")
    assert "Mốc bạn chọn, xã vùng xa" in text
    assert "Hạn: 08:00 ngày 23/11/2026" in text
    assert "Hạn: 08:00 ngày 24/11/2026" in text


# --- confirming -------------------------------------------------------------------------------------------------------------


def test_confirming_takes_the_banner_away_and_names_who_when_and_on_what(client: Client, lawyer: User) -> None:
    entry = unsure_entry()
    assert "Người xác nhận: cán bộ pháp chế được giao." in page(client, rule_address(entry))
    form = page(client, confirm_address(entry))
    assert "Xác nhận mục này" in form
    post(client, confirm_address(entry), seen=book().by_id(entry).fingerprint, **TEXT)
    after = page(client, rule_address(entry))
    assert "Người xác nhận: cán bộ pháp chế được giao." not in after
    assert "Bùi Thị Nhàn xác nhận" in after
    assert "theo Điều 5 163/2026/NĐ-CP" in after
    row = Confirmation.objects.get()
    listed = page(client, "/so-luat/chua-xac-nhan/?loc=confirmed")
    assert "đã xác nhận" in listed
    post(client, f"/so-luat/xac-nhan/{row.pk}/rut/", reason="Đọc nhầm khoản.")
    back = page(client, rule_address(entry))
    assert "Người xác nhận: cán bộ pháp chế được giao." in back
    assert "Bùi Thị Nhàn rút lại" in back
    assert "Đọc nhầm khoản." in page(client, "/so-luat/chua-xac-nhan/")


def test_a_wrong_form_comes_back_with_what_was_typed(client: Client, lawyer: User) -> None:
    address, seen = confirm_address(SILENT), book().by_id(SILENT).fingerprint
    text = post(client, address, 422, seen=seen, document="163/2026/NĐ-CP", article="", statement="", link="javascript:alert(1)")
    assert 'value="163/2026/NĐ-CP"' in text
    assert text.count("Ô này còn trống. Điền rồi lưu lại.") >= 2
    text = post(client, address, 422, seen=seen, **TEXT)
    assert "Chưa chọn cách hiểu nào đúng với văn bản." in text
    text = post(client, address, 422, seen="0" * 64, reading="count_all", **TEXT)
    assert "Nội dung mục này đã đổi sau khi trang được mở." in text
    assert post(client, address, 422, seen=seen, reading="no_such", **TEXT)
    assert post(client, address, 422, seen=seen, reading="count_all", request_key="no-uuid", **TEXT)
    assert Confirmation.objects.count() == 0
    post(client, address, seen=seen, reading="count_all", **TEXT)
    assert queries.current_book().by_id(SILENT).working == "count_all"
    assert "đã có người xác nhận" in post(client, address, 422, seen=seen, reading="count_all", **TEXT)


@pytest.mark.parametrize(
    "address",
    [
        "/so-luat/khong-co/2026-07-01/xac-nhan/",
        "/so-luat/management-decision-deadline/2026-07-02/xac-nhan/",
        "/so-luat/management-decision-deadline/hom-nay/xac-nhan/",
        "/so-luat/xac-nhan/0/rut/",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, lawyer: User, address: str) -> None:
    assert client.get(address).status_code == 404


def test_others_read_the_list_but_cannot_confirm(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_a)
    text = page(client, "/so-luat/chua-xac-nhan/")
    assert "/xac-nhan/" not in text
    row = confirm(cast.legal)
    assert "/rut/" not in page(client, rule_address(row.entry))
    for address in (confirm_address(row.entry), f"/so-luat/xac-nhan/{row.pk}/rut/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"request_key": str(uuid4()), "reason": "x"}).status_code == 403


def test_a_confirmed_entry_is_pinned_as_confirmed_by_new_deadlines_only(cast: Cast, lawyer: User) -> None:
    from hoanhap.law.book import pin, unpin

    entry = unsure_entry()
    old = pin(queries.current_book().by_id(entry))
    confirm(lawyer, entry)
    assert unpin(pin(queries.current_book().by_id(entry))).confidence is Confidence.CONFIRMED
    assert unpin(old).confidence is not Confidence.CONFIRMED


# --- local values -----------------------------------------------------------------------------------------------------------


DECISION: dict[str, Any] = {
    "since": "01/09/2026",
    "value": "0,3",
    "decision_number": "15/2026/NQ-HĐND",
    "decision_date": "20/08/2026",
    "decision_issuer": "Hội đồng nhân dân thành phố Hà Nội",
}


def test_a_province_enters_and_takes_back_its_value_on_screen(client: Client, cast: Cast) -> None:
    client.force_login(cast.province)
    address = f"/so-luat/dia-phuong/{HA_NOI}/support-counsellor-pay/"
    assert "nhiều nhất 0,6 lần mức lương cơ sở" in page(client, address)
    assert "vượt khung" in post(client, address, 422, **(DECISION | {"value": "0,9"}))
    assert "chưa phải là một mức" in post(client, address, 422, **(DECISION | {"value": "nhiều"}))
    assert "Ngày ban hành ở tương lai" in post(client, address, 422, **(DECISION | {"decision_date": "31/12/2098"}))
    post(client, address, **DECISION)
    text = page(client, f"/so-luat/dia-phuong/{HA_NOI}/")
    assert "<b>0,3 lần mức lương cơ sở</b> từ 01/09/2026" in text
    assert "15/2026/NQ-HĐND, 20/08/2026, Hội đồng nhân dân thành phố Hà Nội" in text
    assert "Thành phố Hà Nội" in page(client, "/so-luat/dia-phuong/")
    row = LocalValue.objects.get()
    assert "0,3 lần mức lương cơ sở" in page(client, f"/so-luat/dia-phuong/muc/{row.pk}/rut/")
    post(client, f"/so-luat/dia-phuong/muc/{row.pk}/rut/", reason="Ghi nhầm số.")
    text = page(client, f"/so-luat/dia-phuong/{HA_NOI}/")
    assert "theo mức của cả nước" in text
    assert "<del>0,3 lần mức lương cơ sở</del>" in text
    assert "rút lại" in text


def test_a_province_marks_many_communes_by_one_decision(client: Client, cast: Cast) -> None:
    client.force_login(cast.steering)
    address = f"/so-luat/dia-phuong/{HA_NOI}/residence-remote-area/"
    marked = DECISION | {"value": "có"}
    assert "Chưa chọn xã nào." in post(client, address, 422, **marked)
    assert post(client, address, 422, **marked, communes=["5977"])
    post(client, address, **marked, communes=[CAU_GIAY, NGHIA_DO])
    assert "2 xã vùng xa, 0 xã không" in page(client, f"/so-luat/dia-phuong/{HA_NOI}/")
    assert "<b>có</b> từ 01/09/2026" in page(client, f"/so-luat/dia-phuong/{CAU_GIAY}/")
    post(client, f"/so-luat/dia-phuong/{CAU_GIAY}/residence-remote-area/", **(marked | {"value": "không", "since": "01/10/2026"}))
    assert not queries.is_remote(CAU_GIAY, date(2026, 11, 1))


def test_others_read_local_values_and_enter_none(client: Client, cast: Cast) -> None:
    (row,) = decide(cast.province)
    for user in (cast.commune_a, cast.other_province):
        client.force_login(user)
        text = page(client, f"/so-luat/dia-phuong/{HA_NOI}/")
        assert "0,3 lần mức lương cơ sở" in text
        assert "/support-counsellor-pay/" not in text.replace('href="/so-luat/support-counsellor-pay/', "")
        for address in (f"/so-luat/dia-phuong/{HA_NOI}/support-counsellor-pay/", f"/so-luat/dia-phuong/muc/{row.pk}/rut/"):
            assert client.get(address).status_code == 403
            assert client.post(address, {**DECISION, "request_key": str(uuid4()), "reason": "x"}).status_code == 403
    client.force_login(cast.province)
    for address in ("9/", f"{HA_NOI}/management-term/", "muc/0/rut/", "300005/"):
        assert client.get(f"/so-luat/dia-phuong/{address}").status_code == 404
    assert LocalValue.objects.get().rule == PAY


def test_a_unit_is_found_by_its_name(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_a)
    answer = client.get("/so-luat/dia-phuong/?don_vi=phường Cầu Giấy")
    assert (answer.status_code, answer["Location"]) == (302, f"/so-luat/dia-phuong/{CAU_GIAY}/")
    assert "Không có đơn vị nào tên" in page(client, "/so-luat/dia-phuong/?don_vi=Không Có", 422)


# --- the second time --------------------------------------------------------------------------------------------------------


def test_both_ways_of_counting_are_shown_until_one_is_confirmed(client: Client, lawyer: User) -> None:
    address = "/so-luat/lan-thu-hai/?ngay=22/11/2026&lan=10/03/2023"
    text = page(client, address)
    assert "<b>24 tháng</b>" in text
    assert "<b>36 tháng</b>" in text
    assert "Các cách đếm cho kết quả khác nhau." in text
    confirm(lawyer, SILENT, reading="count_all")
    text = page(client, address)
    assert "<b>24 tháng</b>" not in text
    assert "Mọi cách đếm cho cùng kết quả: <b>36 tháng</b>" in text


def test_the_first_time_is_the_same_by_every_count(client: Client, lawyer: User) -> None:
    assert "Mọi cách đếm cho cùng kết quả: <b>24 tháng</b>" in page(client, "/so-luat/lan-thu-hai/?ngay=22/11/2026&lan=")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("ngay=22/11/2026&lan=hôm kia nữa", 422, "chưa đọc được"),
        ("ngay=22/11/2026&lan=31/02/2020", 422, "Không có ngày 31/02/2020"),
        ("ngay=abc&lan=", 422, "chưa phải là ngày"),
        ("ngay=01/01/2020&lan=", 200, "Kiểm tra lại ngày."),
    ],
)
def test_a_wrong_question_is_refused_in_words(client: Client, lawyer: User, query: str, status: int, said: str) -> None:
    assert said in page(client, f"/so-luat/lan-thu-hai/?{query}", status)


# --- cost -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/so-luat/", 6),
        ("/so-luat/management-decision-deadline/", 9),
        ("/so-luat/so-sanh/", 6),
        ("/so-luat/chua-xac-nhan/", 9),
        (f"/so-luat/dia-phuong/{HA_NOI}/", 16),
    ],
)
def test_pages_ask_the_database_little(client: Client, cast: Cast, django_assert_max_num_queries: Any, address: str, most: int) -> None:
    confirm(cast.legal)
    decide(cast.province)
    client.force_login(cast.province)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200
