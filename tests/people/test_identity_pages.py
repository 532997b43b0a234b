"""The page «Nhân thân», its small forms, the picture and the health sheet: as a browser with and without scripts asks for them."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import today
from hoanhap.people import services
from hoanhap.people.forms import RegistrationForm
from hoanhap.people.models import Person, Relative
from hoanhap.people.rules import PaperData, RelativeData
from tests import make
from tests.cast import CAU_GIAY, NGHIA_DO, Cast
from tests.people.test_identity import NUMBER, by
from tests.people.test_identity_rules import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.commune_a)
    return client


@pytest.fixture
def person(cast: Cast) -> Person:
    return make.person(cast.commune_a)


def read(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def at(person: Person, part: str, key: int | None = None) -> str:
    return reverse("identity_row", args=[person.code, part, key]) if key else reverse("identity_part", args=[person.code, part])


def test_the_page_says_what_is_known_in_few_queries_and_is_logged(
    officer: Client, person: Person, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    paper = PaperData("citizen_card", NUMBER, date(2015, 1, 1), "Công an Hà Nội", date(2025, 1, 1))
    services.save_paper(person.pk, paper, **by(cast.commune_a, person))
    services.save_relative(person.pk, RelativeData("spouse", "Lê Thị Na", 1986), **by(cast.commune_a, person))
    services.update_person(person.pk, {"ethnicity": "02", "nationality": "LA", "employment": "unstable"}, by=cast.commune_a)
    with django_assert_max_num_queries(26):
        page = read(officer.get(reverse("person_identity", args=[person.code])))
    for words in ("Thẻ căn cước công dân", "Hết giá trị", "Lê Thị Na", "Tày", "Lào", "việc làm không ổn định", "Chưa có phiếu sức khỏe"):
        assert words in page
    assert AuditEntry.objects.filter(action="view", person_id=person.pk, detail__part="identity").count() == 1


def test_each_part_opens_with_and_without_htmx(officer: Client, person: Person) -> None:
    for part in ("giay-to", "dia-chi", "gia-dinh", "bien-phap", "tien-su", "anh"):
        assert "<html" in read(officer.get(at(person, part)))
        fragment = read(officer.get(at(person, part), headers={"HX-Request": "true"}))
        assert "<html" not in fragment
        assert 'name="seen_version" value="1"' in fragment
    assert officer.get(at(person, "khac")).status_code == 404
    assert officer.get(at(person, "giay-to", 999)).status_code == 404
    assert officer.get(at(person, "anh", 1)).status_code == 404


def test_a_paper_is_added_corrected_and_withdrawn(officer: Client, person: Person) -> None:
    sent = {"kind": "passport", "number": "b1234567", "issued_on": "04/05/2021", "seen_version": 1}
    response = officer.post(at(person, "giay-to"), sent)
    assert response["Location"] == f"{reverse('person_identity', args=[person.code])}#giay-to"
    row = person.identity_papers.get()
    assert (row.number, row.issued_on) == ("B1234567", date(2021, 5, 4))
    assert 'value="04/05/2021"' in read(officer.get(at(person, "giay-to", row.pk)))
    assert officer.post(at(person, "giay-to", row.pk), sent | {"issued_by": "Cục XNC", "seen_version": 2}).status_code == 302
    officer.post(reverse("identity_remove", args=[person.code, "giay-to", row.pk]), {"seen_version": 3})
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert officer.get(at(person, "giay-to", row.pk)).status_code == 404


def test_a_number_of_another_file_links_to_it(officer: Client, person: Person, cast: Cast) -> None:
    other = make.person(cast.commune_a, "Lê Thị Na", id_number="001085111222", number_confirmed=True)
    response = officer.post(at(person, "giay-to"), {"kind": "citizen_card", "number": "001085111222", "seen_version": 1})
    assert response.status_code == 422
    assert f'href="{reverse("person_detail", args=[other.code])}?tu=duplicate"' in read(response)


def test_a_former_unit_is_found_by_its_time_and_a_move_is_sent_to_its_flow(officer: Client, person: Person) -> None:
    sent = {"kind": "permanent", "unit": "Phường Dịch Vọng, Hà Nội", "since": "01/01/2015", "last_day": "30/06/2025", "seen_version": 1}
    assert officer.post(at(person, "dia-chi"), sent).status_code == 302
    row = person.addresses.get(kind="permanent")
    assert (row.unit.name, row.since, row.until) == ("Dịch Vọng", date(2015, 1, 1), date(2025, 7, 1))
    page = read(officer.post(at(person, "dia-chi"), sent | {"since": "01/08/2025", "last_day": "", "seen_version": 2}))
    assert "không có" in page
    actual = person.addresses.get(kind="actual")
    moved = {"kind": "actual", "unit": "Phường Nghĩa Đô, Hà Nội", "seen_version": 2}
    response = officer.post(at(person, "dia-chi", actual.pk), moved)
    assert response.status_code == 422
    assert "Ghi sự kiện chuyển nơi cư trú" in read(response)


def test_who_saved_first_wins_and_the_other_keeps_the_text(officer: Client, person: Person) -> None:
    sent = {"relation": "mother", "full_name": "Chử Thị Lành", "seen_version": 1}
    assert officer.post(at(person, "gia-dinh"), sent).status_code == 302
    response = officer.post(at(person, "gia-dinh"), sent | {"full_name": "Lê Văn Ân", "relation": "father"})
    assert response.status_code == 409
    assert 'value="Lê Văn Ân"' in read(response)
    assert 'name="seen_version" value="2"' in read(response)
    assert Relative.objects.count() == 1


def test_two_officers_correct_one_person(officer: Client, person: Person, cast: Cast) -> None:
    """The second sees both values; what only the first touched is not written back."""
    page = read(officer.get(reverse("person_edit", args=[person.code])))
    assert 'name="initial-full_name"' in page
    opened = {"full_name": person.full_name, "birth_date": "12/06/1985", "sex": "male", "address_line": "Tổ 9", "nationality": "Việt Nam"}
    sent = opened | {f"initial-{name}": value for name, value in opened.items()} | {"seen_version": 1}
    services.update_person(person.pk, {"full_name": "Khương Văn Toàn", "occupation": "thợ xây"}, by=cast.chief_a)
    response = officer.post(reverse("person_edit", args=[person.code]), sent | {"full_name": "Khương Văn Tuân", "religion": "Phật giáo"})
    page = read(response)
    assert response.status_code == 409
    assert "<td>Khương Văn Tuân</td><td>Khương Văn Toàn</td>" in page
    assert 'value="thợ xây"' in page
    assert 'value="Phật giáo"' in page
    again = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', page)) | {"sex": "male", "employment": "", "marital": ""}
    assert officer.post(reverse("person_edit", args=[person.code]), again).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.occupation, person.religion) == ("Khương Văn Tuân", "thợ xây", "Phật giáo")


def test_nationality_and_ethnicity_are_typed_by_name(officer: Client, person: Person) -> None:
    opened = {"full_name": person.full_name, "birth_date": "12/06/1985", "sex": "male", "address_line": "Tổ 9"}
    sent = opened | {f"initial-{name}": value for name, value in opened.items()} | {"seen_version": 1}
    page = read(officer.post(reverse("person_edit", args=[person.code]), sent | {"ethnicity": "Xyz", "nationality": "Atlantis"}))
    assert "Không có dân tộc" in page
    assert "Không có nước nào tên" in page
    assert officer.post(reverse("person_edit", args=[person.code]), sent | {"ethnicity": "e de", "nationality": "lao"}).status_code == 302
    person.refresh_from_db()
    assert (person.ethnicity, person.nationality) == ("11", "LA")


class TestPhoto:
    def test_is_shown_in_scope_without_being_kept(self, officer: Client, person: Person, cast: Cast) -> None:
        assert officer.get(reverse("person_photo", args=[person.code])).status_code == 404
        upload = SimpleUploadedFile("ảnh.png", picture(kind="PNG"), "image/png")
        assert officer.post(at(person, "anh"), {"image": upload, "seen_version": 1}).status_code == 302
        response = officer.get(reverse("person_photo", args=[person.code]))
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert "no-store" in response["Cache-Control"]
        assert reverse("person_photo", args=[person.code]) in read(officer.get(reverse("person_detail", args=[person.code])))
        officer.force_login(cast.commune_b)
        assert officer.get(reverse("person_photo", args=[person.code])).status_code == 404

    def test_what_is_no_picture_is_refused_clearly(self, officer: Client, person: Person) -> None:
        upload = SimpleUploadedFile("ảnh.jpg", b"<script>alert(1)</script>", "image/jpeg")
        response = officer.post(at(person, "anh"), {"image": upload, "seen_version": 1})
        assert response.status_code == 422
        assert "Không đọc được ảnh này." in read(response)


class TestHealth:
    @pytest.fixture
    def nurse(self, client: Client, cast: Cast) -> Client:
        client.force_login(make.user(Role.CLINIC_OFFICER, CAU_GIAY, name="Y tá phường"))
        return client

    def test_staff_open_a_sheet_by_code_fill_it_and_nothing_else_opens(self, nurse: Client, person: Person) -> None:
        assert nurse.get(reverse("home"))["Location"] == reverse("health_start")
        assert nurse.post(reverse("health_start"), {"code": "HN-26-999999"}).status_code == 422
        assert nurse.post(reverse("health_start"), {"code": "abc"}).status_code == 422
        response = nurse.post(reverse("health_start"), {"code": person.code.lower()})
        assert response["Location"] == reverse("person_health", args=[person.code])
        sent = {"illnesses": ["hiv", "liver"], "weight_kg": "56,5", "needs_support": "on", "seen_version": 1}
        assert nurse.post(reverse("person_health", args=[person.code]), sent).status_code == 302
        page = nurse.get(reverse("person_health", args=[person.code]))
        assert "no-store" in page["Cache-Control"]
        assert 'value="56,5"' in read(page)
        for name in ("person_detail", "person_identity", "person_search"):
            assert nurse.get(reverse(name, args=[person.code] if name != "person_search" else [])).status_code == 403

    def test_others_read_that_support_is_needed_and_no_more(self, nurse: Client, person: Person, cast: Cast) -> None:
        sent = {"illnesses": ["hiv"], "illness_note": "đang điều trị ARV", "needs_support": "on", "seen_version": 1}
        nurse.post(reverse("person_health", args=[person.code]), sent)
        nurse.force_login(cast.commune_a)
        assert nurse.get(reverse("person_health", args=[person.code])).status_code == 403
        for name, words in (("person_identity", "Cần hỗ trợ y tế: có"), ("person_detail", "Cần hỗ trợ y tế khi tiếp xúc: có")):
            page = read(nurse.get(reverse(name, args=[person.code])))
            assert words in page
            assert "ARV" not in page

    def test_a_sheet_that_no_key_opens_is_not_written_over(self, nurse: Client, person: Person, settings: Any) -> None:
        nurse.post(reverse("person_health", args=[person.code]), {"pulse": "70", "seen_version": 1})
        settings.SEAL_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
        response = nurse.get(reverse("person_health", args=[person.code]))
        assert response.status_code == 503
        assert "Lưu phiếu" not in read(response)

    def test_outside_scope_there_is_no_such_person(self, client: Client, person: Person) -> None:
        client.force_login(make.user(Role.CLINIC_OFFICER, NGHIA_DO))
        assert client.get(reverse("person_health", args=[person.code])).status_code == 404


def test_a_minor_is_noticed_on_both_pages(officer: Client, cast: Cast) -> None:
    minor = make.person(cast.commune_a, "Bế Thị Thoa", birth_date=date(today().year - 15, 1, 1))
    for name in ("person_detail", "person_identity"):
        assert "hồ sơ chưa có người đại diện" in read(officer.get(reverse(name, args=[minor.code])))


@pytest.mark.parametrize(("posted", "untouched"), [
    ({"taken": "||"}, True), ({"taken": "||", "nationality": "Việt Nam", "commune": "166"}, True), ({"taken": "||", "sex": "male"}, False),
    ({"taken": "||", "occupation": "thợ"}, False), ({"taken": "Lê Na||", "full_name": "Lê Na"}, True),
    ({"taken": "Lê Na||", "full_name": "Lê N"}, False),
])  # fmt: skip
def test_a_form_is_refilled_only_while_nobody_typed_anything(posted: dict[str, str], untouched: bool) -> None:
    assert RegistrationForm.is_untouched(posted) is untouched  # type: ignore[arg-type]


def test_a_very_long_code_is_not_found(officer: Client) -> None:
    for code in ("9" * 19, "9" * 400):
        assert officer.get(reverse("person_detail", args=[code])).status_code == 404
