"""Signing in and out, the own account, and the log for auditors."""

import csv
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, Cast

pytestmark = pytest.mark.django_db
PASSWORD = "mot-cau-de-nho-2026"


@pytest.fixture(autouse=True)
def _no_earlier_failures(db: None) -> None:
    cache.clear()


@pytest.fixture
def officer(cast_units: None) -> User:
    return make.user(Role.COMMUNE_OFFICER, CAU_GIAY, name="Tạ Đình Nghiêm", password=PASSWORD)


def acts() -> list[str]:
    return list(AuditEntry.objects.exclude(action__in=["create", "grant"]).order_by("pk").values_list("action", flat=True))


class TestSignIn:
    def test_opens_a_session_and_logs_it(self, client: Client, officer: User) -> None:
        response = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD, "next": reverse("account")})
        assert response.status_code == 302
        assert response["Location"] == reverse("account")
        assert client.get(reverse("account")).status_code == 200
        assert acts() == ["sign_in"]

    def test_refuses_a_wrong_password_in_vietnamese_and_logs_no_typed_word(self, client: Client, officer: User) -> None:
        response = client.post(reverse("account_login"), {"login": officer.username, "password": "sai-mat-khau-roi"})
        assert response.status_code == 422
        page = response.content.decode()
        assert "Tài khoản hoặc mật khẩu không đúng." in page
        assert f'value="{officer.username}"' in page
        assert "sai-mat-khau-roi" not in page
        row = AuditEntry.objects.get(action="sign_in_failed")
        assert (row.user_id, row.subject_id, row.detail) == (None, str(officer.pk), {})

    def test_says_the_same_of_an_unknown_account(self, client: Client, officer: User) -> None:
        response = client.post(reverse("account_login"), {"login": "khong.co", "password": PASSWORD})
        assert response.status_code == 422
        assert "Tài khoản hoặc mật khẩu không đúng." in response.content.decode()
        assert AuditEntry.objects.get(action="sign_in_failed").subject_id == ""

    def test_stops_guessing(self, client: Client, officer: User) -> None:
        for _ in range(5):
            client.post(reverse("account_login"), {"login": officer.username, "password": "sai-mat-khau-roi"})
        response = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})
        assert "Đã sai quá nhiều lần." in response.content.decode()
        assert "sign_in" not in acts()

    def test_refuses_a_locked_account(self, client: Client, officer: User) -> None:
        officer.is_active = False
        officer.save()
        response = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD}, follow=True)
        assert "Tài khoản này đã khóa." in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_leads_nowhere_else(self, client: Client, officer: User) -> None:
        response = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD, "next": "https://example.org/"})
        assert "example.org" not in response["Location"]

    def test_signing_out_is_logged(self, client: Client, officer: User) -> None:
        client.force_login(officer)
        assert client.post(reverse("account_logout")).status_code == 302
        assert acts() == ["sign_out"]
        assert "_auth_user_id" not in client.session


class TestGate:
    def test_visitors_are_sent_to_the_sign_in(self, client: Client) -> None:
        response = client.get(reverse("person_search"))
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next={reverse('person_search')}"

    def test_a_post_of_a_visitor_is_no_way_back(self, client: Client) -> None:
        assert client.post(reverse("person_register"))["Location"] == reverse("account_login")

    def test_a_fragment_sends_the_whole_page(self, client: Client) -> None:
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ho-so/?trang=2"}
        response = client.post(reverse("person_search"), {"q": "tuan"}, headers=headers)
        assert response["HX-Redirect"] == f"{reverse('account_login')}?next=/ho-so/"
        assert response.content == b""

    def test_pages_behind_the_sign_in_are_not_stored(self, client: Client, officer: User) -> None:
        client.force_login(officer)
        assert "no-store" in client.get(reverse("account"))["Cache-Control"]

    @pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "account_inactive"])
    def test_nothing_else_of_the_library_is_mounted(self, name: str) -> None:
        with pytest.raises(NoReverseMatch):
            reverse(name)


class TestPassword:
    def change(self, client: Client, old: str, new: str, again: str | None = None) -> Any:
        return client.post(reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": again or new})

    def test_is_changed_and_logged_and_the_session_lives_on(self, client: Client, officer: User) -> None:
        client.force_login(officer)
        response = self.change(client, PASSWORD, "mot-cau-khac-nua-2027")
        assert response["Location"] == reverse("account")
        assert "Đã đổi mật khẩu." in client.get(reverse("account")).content.decode()
        assert acts() == ["password_changed"]
        officer.refresh_from_db()
        assert officer.check_password("mot-cau-khac-nua-2027")

    @pytest.mark.parametrize(("old", "new", "again", "words"), [
        ("sai-hoan-toan-roi", "mot-cau-khac-nua-2027", None, "Mật khẩu đang dùng không đúng."),
        (PASSWORD, "ngan", None, "12"),
        (PASSWORD, "mot-cau-khac-nua-2027", "mot-cau-khac-nua-2028", "Hai lần gõ mật khẩu mới khác nhau."),
    ])  # fmt: skip
    def test_says_what_is_wrong(self, client: Client, officer: User, old: str, new: str, again: str | None, words: str) -> None:
        client.force_login(officer)
        response = self.change(client, old, new, again)
        assert response.status_code == 422
        assert words in response.content.decode()
        assert acts() == []


def test_the_own_account_shows_duties_and_what_they_allow(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_a)
    page = client.get(reverse("account")).content.decode()
    assert "Cán bộ Công an cấp xã" in page
    assert "Phường Cầu Giấy" in page
    assert "ghi sự kiện" in page
    client.force_login(cast.nobody)
    assert "Chưa được giao vai trò nào." in client.get(reverse("account")).content.decode()


class TestLog:
    def test_is_for_auditors_only(self, client: Client, cast: Cast) -> None:
        for name, user in cast:
            client.force_login(user)
            assert client.get(reverse("audit_log")).status_code == (200 if name == "auditor" else 403), name

    def test_shows_acts_without_names_of_people_and_logs_the_reading(self, client: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a, "Khương Văn Tuấn")
        client.force_login(cast.auditor)
        page = client.get(reverse("audit_log"), {"action": "create"}).content.decode()
        assert person.code in page
        assert "Tuấn" not in page
        assert AuditEntry.objects.filter(action="view", subject_type="audit_log", user_id=cast.auditor.pk).count() == 1

    def test_an_auditor_of_a_province_reads_its_units_only(self, client: Client, cast: Cast) -> None:
        here, there = make.person(cast.commune_a), make.person(cast.elsewhere)
        client.force_login(make.user(Role.AUDITOR, HA_NOI))
        page = client.get(reverse("audit_log")).content.decode()
        assert here.code in page
        assert there.code not in page

    def test_leaves_as_a_file_and_that_is_logged(self, client: Client, cast: Cast) -> None:
        make.person(cast.commune_a)
        client.force_login(cast.auditor)
        response = client.get(reverse("audit_log"), {"tep": "csv", "action": "create"})
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert {row["Việc"] for row in rows} == {"Lập mới"}
        assert len(rows) == AuditEntry.objects.filter(action="create").count()
        assert AuditEntry.objects.get(action="export").detail == {"file": "csv", "count": len(rows)}

    def test_says_when_a_day_is_none(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.auditor)
        response = client.get(reverse("audit_log"), {"first": "31/02/2026"})
        assert response.status_code == 422
        assert "Không có ngày 31/02/2026." in response.content.decode()
