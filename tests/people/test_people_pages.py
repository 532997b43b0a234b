"""The pages that find, list and register people: as a browser with and without scripts asks for them."""

import logging
import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.people.models import Person
from tests import make
from tests.cast import CAU_GIAY, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NUMBER = "001085993172"


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.commune_a)
    return client


def form(**changed: object) -> dict[str, object]:
    """What the registration form sends."""
    plain = {
        "full_name": "Khương Văn Tuấn", "birth_date": "12/06/1985", "sex": "male", "id_number": NUMBER, "commune": CAU_GIAY,
        "address_line": "Tổ 9",
        "request_key": uuid4(), "taken": "||",
    }  # fmt: skip
    return plain | changed


def read(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


class TestSearchPage:
    def test_without_scripts_a_search_leads_to_the_page_by_get(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        response = officer.post(reverse("person_search"), {"q": "khuong tuan"})
        assert response.status_code == 302
        assert response["Location"] == reverse("person_search")
        page = read(officer.get(response["Location"]))
        assert person.code in page
        assert 'value="khuong tuan"' in page

    def test_with_htmx_the_results_come_alone(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        page = read(officer.post(reverse("person_search"), {"q": "khuong tuan 85", "taken": "||"}, headers=HTMX))
        assert "<html" not in page
        assert f'href="{reverse("person_detail", args=[person.code])}?tu=search"' in page
        assert "<mark>Khương</mark> Văn <mark>Tuấn</mark>" in page
        assert "Khớp" in page

    def test_coming_back_shows_the_last_search_until_sign_out(self, officer: Client, cast: Cast) -> None:
        make.person(cast.commune_a)
        officer.post(reverse("person_search"), {"q": "khuong"}, headers=HTMX)
        assert 'value="khuong"' in read(officer.get(reverse("person_search")))
        officer.post(reverse("account_logout"))
        officer.force_login(cast.commune_a)
        assert 'value="khuong"' not in read(officer.get(reverse("person_search")))

    def test_typed_text_refills_the_form_only_while_nobody_typed_there(self, officer: Client) -> None:
        typed = {"q": "Lê Thị Na 1990", "taken": "||"}
        page = read(officer.post(reverse("person_search"), typed, headers=HTMX))
        assert 'value="Lê Thị Na"' in page
        assert 'value="1990"' in page
        assert 'hx-swap-oob="true"' in page
        page = read(officer.post(reverse("person_search"), typed | {"full_name": "Lê Thị N"}, headers=HTMX))
        assert 'hx-swap-oob="true"' not in page

    def test_a_search_without_accents_is_no_name(self, officer: Client) -> None:
        page = read(officer.post(reverse("person_search"), {"q": "le thi na 1990", "taken": "||"}, headers=HTMX))
        assert 'value="le thi na"' not in page.lower()

    def test_names_stay_out_of_logs_and_of_the_log_of_acts(self, officer: Client, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
        make.person(cast.commune_a)
        with caplog.at_level(logging.DEBUG):
            officer.post(reverse("person_search"), {"q": "khuong tuan"}, headers=HTMX)
        row = AuditEntry.objects.get(action="search")
        assert (row.subject_id, row.detail) == ("", {"kind": "name", "shown": 1})
        assert not [record for record in caplog.records if "khuong" in record.getMessage() and record.name != "django.db.backends"]

    def test_readers_find_and_do_not_register(self, client: Client, cast: Cast) -> None:
        make.person(cast.commune_a)
        client.force_login(cast.committee_a)
        client.post(reverse("person_search"), {"q": "khuong"})
        page = read(client.get(reverse("person_search")))
        assert "Khương" in page
        assert "Đăng ký người mới" not in page
        assert client.post(reverse("person_register"), form()).status_code == 403
        assert client.post(reverse("person_check"), form()).status_code == 403

    def test_is_closed_to_who_sees_no_people(self, client: Client, cast: Cast) -> None:
        for user in (cast.steering, cast.nobody):
            client.force_login(user)
            assert client.get(reverse("person_search")).status_code == 403

    def test_typed_signs_are_text(self, officer: Client) -> None:
        page = read(officer.post(reverse("person_search"), {"q": '"><script>alert(1)</script>'}, follow=True))
        assert "<script>alert" not in page


class TestRegisterPage:
    def test_saves_and_opens_the_person(self, officer: Client) -> None:
        response = officer.post(reverse("person_register"), form())
        person = Person.objects.get()
        assert response["Location"] == reverse("person_detail", args=[person.code])
        assert (person.full_name, person.birth_date, person.id_number) == ("Khương Văn Tuấn", date(1985, 6, 12), NUMBER)

    @pytest.mark.parametrize(("typed", "kept"), [
        ("1985", (date(1985, 1, 1), "year")), ("06/1985", (date(1985, 6, 1), "month")), ("", (None, "unknown")),
        ("12061985", (date(1985, 6, 12), "day")),
    ])  # fmt: skip
    def test_takes_as_much_of_a_birth_date_as_is_known(self, officer: Client, typed: str, kept: tuple[object, ...]) -> None:
        officer.post(reverse("person_register"), form(birth_date=typed))
        person = Person.objects.get()
        assert (person.birth_date, person.birth_precision) == kept

    def test_sent_twice_is_one_person(self, officer: Client) -> None:
        sent = form()
        addresses = {officer.post(reverse("person_register"), sent)["Location"] for _ in range(2)}
        assert len(addresses) == 1
        assert Person.objects.count() == 1

    @pytest.mark.parametrize(("changed", "words"), [
        ({"full_name": ""}, "Ô này còn trống."), ({"full_name": "Lê Văn 2"}, "Họ tên có chữ số."),
        ({"birth_date": "31/02/1985"}, "Không có ngày 31/02/1985."),
        ({"birth_date": "13/1985"}, "Không có tháng hoặc năm này."), ({"birth_date": "01/01/2099"}, "Ngày sinh ở tương lai."),
        ({"sex": ""}, "Ô này còn trống."),
        ({"id_number": "123"}, "Số đang gõ có 3 ký tự."), ({"sex": "female"}, "Số định danh là của nam, giới tính đang chọn là nữ."),
        ({"commune": NGHIA_DO}, "160"), ({"permanent_unit": "Xã Không Có"}, "Không có đơn vị nào tên"),
        ({"contact_name": "Mẹ 2"}, "Họ tên có chữ số."),
    ])  # fmt: skip
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, officer: Client, changed: dict[str, object], words: str) -> None:
        response = officer.post(reverse("person_register"), form(**changed))
        page = read(response)
        assert response.status_code == 422
        assert words in page
        assert 'value="Tổ 9"' in page
        assert 'aria-invalid="true"' in page
        assert not Person.objects.exists()

    def test_everything_wrong_is_said_at_once(self, officer: Client) -> None:
        page = read(officer.post(reverse("person_register"), form(full_name="Lê 2", birth_date="31/02/1985", id_number="123", sex="")))
        assert "04 chỗ cần sửa" in page

    def test_a_doubtful_number_is_saved_when_confirmed(self, officer: Client) -> None:
        page = read(officer.post(reverse("person_register"), form(sex="female")))
        assert "Vì sao số vẫn đúng" in page
        assert officer.post(reverse("person_register"), form(sex="female", number_reason="Đã xem thẻ.")).status_code == 302

    def test_shows_likely_duplicates_side_by_side_and_then_takes_the_reason(self, officer: Client, cast: Cast) -> None:
        kept = make.person(cast.commune_a, contact_name="Chử Thị Lành")
        sent = form(id_number="")
        response = officer.post(reverse("person_register"), sent)
        page = read(response)
        assert response.status_code == 422
        assert f"Hồ sơ {kept.code}" in page
        assert "04 trùng, 00 gần giống, 01 thiếu, 00 khác" in page
        assert "Chử Thị Lành" in page
        assert Person.objects.count() == 1
        looked = AuditEntry.objects.get(action="view", person_id=kept.pk)
        assert looked.purpose == "duplicate"
        response = officer.post(reverse("person_register"), sent | {"not_duplicate_reason": "Khác mẹ, đã đối chiếu giấy khai sinh."})
        assert response.status_code == 302
        assert Person.objects.count() == 2

    def test_of_a_likely_duplicate_elsewhere_only_the_province_is_said(self, officer: Client, cast: Cast) -> None:
        kept = make.person(cast.elsewhere, contact_name="Chử Thị Lành")
        page = read(officer.post(reverse("person_register"), form(id_number="")))
        assert "tại Lạng Sơn" in page
        for secret in (kept.code, "Chử Thị Lành", "Đông Kinh"):
            assert secret not in page

    def test_while_typing_says_what_the_number_says(self, officer: Client) -> None:
        page = read(
            officer.post(reverse("person_check"), form(full_name="", birth_date="", sex="", id_number="001 085 993 172"), headers=HTMX)
        )
        assert "Hợp lệ: Hà Nội, nam, sinh 1985" in page
        page = read(officer.post(reverse("person_check"), form(id_number="001185993172"), headers=HTMX))
        assert "Số định danh là của nữ, giới tính đang chọn là nam." in page
        assert not Person.objects.exists()

    def test_while_typing_shows_likely_duplicates_and_logs_each_look_once(self, officer: Client, cast: Cast) -> None:
        kept = make.person(cast.commune_a)
        for _ in range(3):
            page = read(officer.post(reverse("person_check"), form(id_number=""), headers=HTMX))
            assert f"Hồ sơ {kept.code}" in page
        assert AuditEntry.objects.filter(action="view", person_id=kept.pk).count() == 1


class TestEditPage:
    def edit(self, client: Client, person: Person, **changed: object) -> Any:
        plain = {
            "full_name": person.full_name,
            "birth_date": person.birth_text,
            "sex": person.sex,
            "id_number": person.id_number,
            "address_line": "Tổ 9",
        }
        opened = {f"initial-{name}": value for name, value in plain.items()}
        return client.post(reverse("person_edit", args=[person.code]), plain | opened | {"seen_version": person.version} | changed)

    def test_saves_what_changed_and_logs_the_names_of_the_fields(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number=NUMBER)
        response = self.edit(officer, person, full_name="Khương Văn Toàn", birth_date="1985", occupation="thợ xây")
        assert response["Location"] == reverse("person_identity", args=[person.code])
        person.refresh_from_db()
        assert (person.full_name, person.birth_text, person.occupation, person.id_number) == ("Khương Văn Toàn", "1985", "thợ xây", NUMBER)
        changed = AuditEntry.objects.get(action="update").detail["fields"]
        assert changed == ["birth_date", "birth_precision", "full_name", "occupation"]

    def test_shows_the_number_and_logs_that(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number=NUMBER)
        assert NUMBER in read(officer.get(reverse("person_edit", args=[person.code])))
        assert AuditEntry.objects.filter(action="reveal", person_id=person.pk).count() == 1

    def test_a_number_confirmed_once_is_not_doubted_again(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number="001185993172", number_confirmed=True)
        assert self.edit(officer, person, occupation="thợ xây").status_code == 302
        person.refresh_from_db()
        assert self.edit(officer, person, id_number="001185993173").status_code == 422
        assert self.edit(officer, person, id_number="001185993173", number_reason="Đã xem thẻ.").status_code == 302

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, officer: Client, cast: Cast) -> None:
        person, other = make.person(cast.commune_a), make.person(cast.commune_a, "Lê Văn Ân", id_number=NUMBER)
        for changed, words in (
            ({"full_name": "Lê 2"}, "Họ tên có chữ số."),
            ({"id_number": NUMBER}, other.code),
            ({"birth_date": "31/02/1985"}, "31/02"),
        ):
            response = self.edit(officer, person, **changed, occupation="thợ xây")
            assert response.status_code == 422
            assert words in read(response)
            assert 'value="thợ xây"' in read(response)
        person.refresh_from_db()
        assert person.occupation == ""

    def test_is_for_officers_of_the_commune(self, client: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        for user, status in (
            (cast.chief_a, 302),
            (cast.commune_b, 404),
            (cast.committee_a, 403),
            (cast.province, 403),
            (cast.auditor, 403),
        ):
            client.force_login(user)
            assert self.edit(client, person, occupation="thợ xây").status_code == status


class TestNumber:
    def test_is_shown_on_request_and_logged(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number=NUMBER)
        address = reverse("person_number_reveal", args=[person.code])
        assert read(officer.post(address, headers=HTMX)).strip() == '<span class="nowrap">Số định danh <b>001 085 993 172</b></span>'
        assert "<html" in read(officer.post(address))
        assert AuditEntry.objects.filter(action="reveal", person_id=person.pk).count() == 2
        assert officer.get(address).status_code == 405

    def test_stays_hidden_outside_scope_and_without_the_right(self, client: Client, cast: Cast) -> None:
        address = reverse("person_number_reveal", args=[make.person(cast.commune_a, id_number=NUMBER).code])
        for user, status in ((cast.commune_b, 404), (cast.committee_a, 403), (cast.auditor, 403), (cast.nobody, 403), (cast.province, 200)):
            client.force_login(user)
            assert client.post(address).status_code == status

    def test_of_who_looked_tells_who_and_when(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number=NUMBER)
        officer.post(reverse("person_number_reveal", args=[person.code]))
        page = read(officer.get(reverse("person_looks", args=[person.code])))
        assert "Tạ Đình Nghiêm (tôi)" in page
        assert "hiện đủ số định danh" in page
        officer.force_login(cast.commune_b)
        assert officer.get(reverse("person_looks", args=[person.code])).status_code == 404
