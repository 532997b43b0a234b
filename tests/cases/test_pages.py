"""Do the person page, the event forms and the clock wall show what the rules say, cheaply, and keep what was typed?"""

from datetime import time as Time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.cases.forms import FORMS, EventForm
from hoanhap.cases.models import CaseEvent
from hoanhap.cases.rules import MANAGEMENT
from hoanhap.kit.dates import today
from hoanhap.people import services as people
from hoanhap.people.models import Person
from hoanhap.people.rules import RelativeData
from hoanhap.rulebook.rules import REMOTE
from hoanhap.rulebook.services import set_local_values
from tests import make
from tests.cases.test_services import add, decided, opened
from tests.cast import CAU_GIAY, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:
    """A browser of the officer of commune A."""
    client.force_login(cast.commune_a)
    return client


def form_data(kind: str, case: Any = None, **fields: Any) -> dict[str, Any]:
    """What a browser sends for an event form."""
    return {"request_key": str(uuid4()), "seen_version": case.version if case else "", "on": f"{today():%d/%m/%Y}", **fields}


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_every_field_of_a_form_is_a_field_of_the_event_and_every_kind_has_a_form(kind: str):
    data = set(MANAGEMENT.kind(kind).data.__dataclass_fields__)
    assert set(FORMS[kind].base_fields) - set(EventForm.base_fields) <= data
    assert set(FORMS) == set(MANAGEMENT.kinds)


def test_person_page_says_status_clocks_and_next_steps_and_is_logged(officer: Client, cast: Cast, django_assert_max_num_queries: Any):
    case = decided(cast.commune_a)
    with django_assert_max_num_queries(34):
        page = officer.get(reverse("person_detail", args=[case.person.code]))
    text = page.content.decode()
    assert "Đang bị quản lý: ngày thứ 1 trên 366" in text
    assert "Hết thời hạn quản lý" in text
    assert "Ghi kiểm tra" in text
    assert "Chưa được:" in text
    assert AuditEntry.objects.filter(action="view", subject_type="person", person_id=case.person_id, user_id=cast.commune_a.pk).count() == 1


def test_a_minor_without_a_representative_is_told_where_a_guardian_is_spoken_of(officer: Client, cast: Cast):
    born = today().replace(year=today().year - 15, month=1, day=1)
    minor, adult = make.person(cast.commune_a, "Bế Thị Thoa", sex="female", birth_date=born), make.person(cast.commune_a, "Lò Văn Ún")
    words, way = "hồ sơ chưa có người đại diện", reverse("identity_part", args=[minor.code, "gia-dinh"])

    def told(person: Person, kind: str) -> bool:
        page = officer.get(reverse("event_new", args=[person.code, kind])).content.decode()
        assert (words in page) is (way in page)
        return words in page

    assert told(minor, "positive_test")  # a witness stands in the form
    assert told(minor, "decide")  # the paper names the guardian
    assert not told(minor, "residence_check")
    assert not told(adult, "positive_test")
    case = opened(cast.commune_a, minor)
    add(case, "residence_check", cast.commune_a, result="stable")
    noticed = add(case, "notice", cast.commune_a, signer="Quách Văn Lịch", signer_title="Trưởng Công an phường")
    notice = noticed.events.get(kind="notice")
    assert words in officer.get(reverse("event_paper", args=[notice.pk])).content.decode()
    father = RelativeData("father", "Bế Văn Thịnh", stands_for=True)
    people.save_relative(minor.pk, father, by=cast.commune_a, seen_version=None)
    assert not told(minor, "positive_test")


def test_person_page_as_it_was_known(officer: Client, cast: Cast):
    case = decided(cast.commune_a)
    yesterday = today() - timedelta(days=1)
    page = officer.get(reverse("person_detail", args=[case.person.code]), {"biet-luc": f"{yesterday:%d/%m/%Y}"})
    assert "Hồ sơ như đã biết đến hết ngày" in page.content.decode()
    assert "Soạn quyết định" not in page.content.decode()
    wrong = officer.get(reverse("person_detail", args=[case.person.code]), {"biet-luc": "31/02/2026"})
    assert "Không có ngày 31/02/2026" in wrong.content.decode()


def test_saving_a_form_records_the_event_and_opens_the_paper(officer: Client, cast: Cast):
    person = make.person(cast.commune_a)
    saved = officer.post(
        reverse("event_new", args=[person.code, "positive_test"]),
        form_data("positive_test", sample="urine", substances=["opiate"], ground="detected", detected_by="own"),
    )
    assert saved.status_code == 302
    case = person.cases.get()
    officer.post(reverse("event_new", args=[person.code, "residence_check"]), form_data("residence_check", case, result="stable"))
    case.refresh_from_db()
    noticed = officer.post(
        reverse("event_new", args=[person.code, "notice"]), form_data("notice", case, signer="A", signer_title="Trưởng Công an phường")
    )
    assert noticed.url == reverse("event_paper", args=[case.events.get(kind="notice").pk])
    assert "Cấp số và ban hành" in officer.get(noticed.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"on": "31/02/2026"}, "Không có ngày 31/02/2026"),
        ({"on": "01/01/2199"}, "ở tương lai"),
        ({"on": "01/01/1950"}, "trước ngày sinh"),
        ({"time": "25:61"}, "chưa phải là giờ"),
        ({"sample": "urine", "supervisor_sex": "female"}, "Phải cùng giới"),
        ({"substances": []}, "Chưa chọn chất nào"),
        ({"on": "01/12/2021"}, "chưa có biện pháp quản lý"),
    ],
)
def test_bad_input_gets_a_clear_message_and_keeps_what_was_typed(officer: Client, cast: Cast, fields: dict[str, Any], message: str):
    person = make.person(cast.commune_a)
    data = form_data(
        "positive_test",
        **{"sample": "urine", "substances": ["opiate"], "ground": "detected", "detected_by": "own", "result_number": "215/PKQ", **fields},
    )
    answer = officer.post(reverse("event_new", args=[person.code, "positive_test"]), data)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "215/PKQ" in answer.content.decode()
    assert not CaseEvent.objects.exists()


def test_a_decision_before_its_notice_is_refused_on_the_form_with_the_article(officer: Client, cast: Cast):
    case = opened(cast.commune_a)
    answer = officer.post(reverse("event_new", args=[case.person.code, "decide"]), form_data("decide", case, signer="A", signer_title="B"))
    assert answer.status_code == 422
    assert "Phải có thông báo hành vi sử dụng trái phép" in answer.content.decode()
    assert "Điều 24 khoản 4a Luật 120/2025" in answer.content.decode()


def test_an_unknown_commune_is_named(officer: Client, cast: Cast):
    case = decided(cast.commune_a)
    answer = officer.post(reverse("event_new", args=[case.person.code, "move_out"]), form_data("move_out", case, to_commune="Xã Không Có"))
    assert "Không có đơn vị nào tên “Xã Không Có”" in answer.content.decode()
    former = officer.post(
        reverse("event_new", args=[case.person.code, "move_out"]), form_data("move_out", case, to_commune="Quan Hoa, Cầu Giấy, Hà Nội")
    )
    assert "Nơi này nay là: " in former.content.decode()


def test_a_stale_page_is_told_so_keeps_the_text_and_can_be_saved_then(officer: Client, cast: Cast):
    case = decided(cast.commune_a)
    data = form_data("presence_check", case, result="present", note="Gặp tại nhà")
    add(case, "test", cast.chief_a, result="negative")
    answer = officer.post(reverse("event_new", args=[case.person.code, "presence_check"]), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "vừa được người khác ghi thêm" in text
    assert "Gặp tại nhà" in text
    case.refresh_from_db()
    assert f'name="seen_version" value="{case.version}"' in text


def test_preview_says_what_follows_and_saves_nothing(officer: Client, cast: Cast):
    person = make.person(cast.commune_a)
    answer = officer.post(
        reverse("event_preview", args=[person.code, "positive_test"]),
        form_data("positive_test", time="00:01", sample="urine", substances=["opiate"], ground="detected", detected_by="own"),
    )
    text = answer.content.decode()
    assert "Có kết quả dương tính, chờ xác minh nơi cư trú" in text
    assert "Điều 58" in text
    assert not CaseEvent.objects.exists()


def test_void_page_shows_the_effect_and_asks_for_a_reason(officer: Client, cast: Cast):
    case = decided(cast.commune_a)
    event = case.events.get(kind="decide")
    page = officer.get(reverse("event_void", args=[event.pk]))
    assert "Đã thông báo, chờ quyết định quản lý" in page.content.decode()
    assert officer.post(reverse("event_void", args=[event.pk]), {"request_key": str(uuid4()), "reason": ""}).status_code == 422
    assert officer.post(reverse("event_void", args=[event.pk]), {"request_key": str(uuid4()), "reason": "nhầm người"}).status_code == 302
    assert "nhầm người" in officer.get(reverse("person_detail", args=[case.person.code])).content.decode()


def test_the_clock_wall_opens_the_right_form_in_few_queries(officer: Client, cast: Cast, django_assert_max_num_queries: Any):
    for _ in range(3):
        opened(cast.commune_a)
    officer.get(reverse("home"))
    with django_assert_max_num_queries(24):
        page = officer.get(reverse("home"))
    text = page.content.decode()
    case = CaseEvent.objects.first().case
    assert reverse("event_new", args=[case.person.code, "residence_check"]) in text
    assert "Điều 58 khoản 1 NĐ 163/2026" in text
    more = [opened(cast.commune_a) for _ in range(6)]
    with django_assert_max_num_queries(24):
        assert more[0].person.full_name in officer.get(reverse("home")).content.decode()


def test_hand_over_waits_on_the_wall_of_the_receiver(cast: Cast, client: Client):
    case = decided(cast.commune_a, on=today() - timedelta(days=2))
    add(case, "move_out", cast.commune_a, to_commune=NGHIA_DO)
    add(case, "hand_over", cast.commune_a, to_commune=NGHIA_DO, pages=14, signer="A", signer_title="B")
    client.force_login(cast.commune_b)
    text = client.get(reverse("home")).content.decode()
    assert case.person.full_name in text
    assert reverse("transfer_detail", args=[case.person.transfers.get().pk]) in text
    assert client.get(reverse("event_new", args=[case.person.code, "receive"])).status_code == 200


def test_how_a_deadline_was_counted(officer: Client, cast: Cast):
    case = decided(cast.commune_a)
    for row in case.deadlines.all():
        page = officer.get(reverse("deadline_count", args=[row.pk]))
        assert page.status_code == 200
        assert row.pin["id"] in page.content.decode()


def test_the_count_of_an_hour_clock_runs_from_its_own_moment(officer: Client, cast: Cast):
    case = opened(cast.commune_a)
    row = case.deadlines.get(clock="decision")
    page = officer.get(reverse("deadline_count", args=[row.pk])).content.decode()
    assert "24 giờ" in page
    assert f"07:10 ngày {row.anchor_on:%d/%m/%Y}" in page
    assert 'class="hn-hours"' in page


def test_every_open_deadline_leads_to_its_count(officer: Client, cast: Cast):
    case = opened(cast.commune_a)
    wall = officer.get(reverse("home")).content.decode()
    page = officer.get(reverse("person_detail", args=[case.person.code])).content.decode()
    due = case.deadlines.filter(state="open")
    assert {row.clock for row in due} == {"residence_check", "decision"}
    for row in due:
        assert reverse("deadline_count", args=[row.pk]) in wall
        assert reverse("deadline_count", args=[row.pk]) in page


def test_the_count_of_a_term_shows_the_days_left_out_and_every_day(officer: Client, cast: Cast):
    """Two days of absence; the whole year can be opened, the days that do not count are named."""
    case = decided(cast.commune_a, on=today() - timedelta(days=30))
    add(case, "presence_check", cast.commune_a, on=today() - timedelta(days=12), result="absent_unknown")
    add(case, "presence_check", cast.commune_a, on=today() - timedelta(days=10), result="present")
    row = case.deadlines.get(clock="term_end")
    page = officer.get(reverse("deadline_count", args=[row.pk])).content.decode()
    assert "Không tính 2 ngày, từ" in page
    assert page.count("không tính</span>") + page.count(">nghỉ</span>") >= 1
    assert f"Xem đủ từng ngày ({(row.due_on - row.anchor_on).days + 1})" in page
    assert "khác với cách tính này" not in page


def test_the_count_shows_the_pinned_entry_and_what_the_book_says_now(officer: Client, cast: Cast):
    case = opened(cast.commune_a)
    row = case.deadlines.get(clock="decision")
    row.pin = row.pin | {"id": "MGT-203", "value": 12}
    row.due_on, row.due_time = row.anchor_on, Time(19, 10)
    row.save()
    page = officer.get(reverse("deadline_count", args=[row.pk])).content.decode()
    assert "<b>12 giờ</b>" in page
    assert "Sổ luật nay ghi 24 giờ (MGT-203) cho mốc này" in page


def test_a_preview_shows_how_its_clocks_are_counted(officer: Client, cast: Cast):
    person = make.person(cast.commune_a)
    answer = officer.post(
        reverse("event_preview", args=[person.code, "positive_test"]),
        form_data("positive_test", time="00:01", sample="urine", substances=["opiate"], ground="detected", detected_by="own"),
    )
    text = answer.content.decode()
    assert text.count('<details class="hn-how">') == 2
    assert text.count('class="hn-hours"') == 2


def test_a_stop_by_mistake_can_be_voided_from_the_page(officer: Client, cast: Cast):
    case = decided(cast.commune_a)
    add(case, "stop", cast.commune_a, ground="prison", signer="A", signer_title="B")
    page = officer.get(reverse("person_detail", args=[case.person.code])).content.decode()
    assert reverse("event_void", args=[case.events.get(kind="stop").pk]) in page


def test_the_list_of_managed_people_is_issued_as_form_10(officer: Client, cast: Cast):
    case = decided(cast.commune_a)
    answer = officer.post(
        reverse("managed_list"),
        {"request_key": str(uuid4()), "on": f"{today():%d/%m/%Y}", "signer": "Khuất Duy Tường", "signer_title": "Trưởng Công an phường"},
    )
    assert answer.status_code == 302
    assert case.person.full_name in officer.get(answer.url).content.decode()


@pytest.mark.parametrize("remote", [True, False, None])
def test_the_remote_tick_follows_the_decision_on_the_commune(officer: Client, cast: Cast, remote: bool | None):
    person = make.person(cast.commune_a)
    if remote is not None:
        set_local_values(
            [CAU_GIAY],
            REMOTE,
            by=cast.province,
            value=remote,
            since=today(),
            decision_number="88/2026/QĐ-UBND",
            decision_date=today(),
            decision_issuer="Ủy ban nhân dân thành phố Hà Nội",
            request_key=uuid4(),
        )
    page = officer.get(reverse("event_new", args=[person.code, "positive_test"]))
    field, text = page.context["form"]["remote"], page.content.decode()
    assert bool(field.value()) is (remote is True)
    assert ("theo quyết định số 88/2026/QĐ-UBND" in text) is (remote is not None)
    assert ("Tỉnh chưa xác định" in text) is (remote is None)
    assert ("Không phải vùng xa" in text) is (remote is False)


def test_a_refused_form_keeps_the_tick_of_the_officer(officer: Client, cast: Cast):
    person = make.person(cast.commune_a)
    page = officer.post(reverse("event_new", args=[person.code, "positive_test"]), form_data("positive_test", remote="on"))
    assert page.status_code == 422
    assert page.context["form"]["remote"].value() is True
