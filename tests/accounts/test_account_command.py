"""`hoanhap account`: what an administrator can do before there are pages for it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hoanhap.accounts.models import User
from hoanhap.accounts.scope import Scope, scope_of
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import today
from tests.cast import CAU_GIAY, HA_NOI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_units")]


def account(*words: str) -> str:
    out = StringIO()
    call_command("account", *words, stdout=out)
    return out.getvalue().strip()


def user() -> User:
    return User.objects.get(username="nghiem.td")


@pytest.fixture(autouse=True)
def _added(cast_units: None, db: None) -> None:
    password = account("add", "nghiem.td", "Tạ Đình Nghiêm", "--position", "Cán bộ").removeprefix("nghiem.td: ")
    assert user().check_password(password)
    assert len(password) >= 12


def test_a_duty_is_given_and_ended() -> None:
    account("grant", "nghiem.td", "commune_officer", str(CAU_GIAY), "--since", "2026-01-01")
    assert scope_of(user(), today()) == Scope("commune", (CAU_GIAY,))
    assert "commune_officer, Phường Cầu Giấy, 2026-01-01" in account("show", "nghiem.td")
    account("end", "nghiem.td", "commune_officer", "--on", "2026-06-01")
    assert scope_of(user(), date(2026, 5, 31))
    assert not scope_of(user(), date(2026, 6, 1))


def test_passwords_are_set_and_accounts_locked() -> None:
    password = account("password", "nghiem.td").removeprefix("nghiem.td: ")
    assert user().check_password(password)
    account("lock", "nghiem.td")
    assert not user().is_active
    assert "(locked)" in account("show", "nghiem.td")
    account("unlock", "nghiem.td")
    assert user().is_active


def test_every_act_is_logged_without_the_password() -> None:
    account("grant", "nghiem.td", "auditor")
    account("password", "nghiem.td")
    account("lock", "nghiem.td")
    rows = AuditEntry.objects.order_by("pk").values_list("action", "detail")
    assert list(rows) == [("create", {}), ("grant", {"role": "auditor"}), ("password_changed", {}), ("update", {"locked": True})]


@pytest.mark.parametrize("words", [
    ("add", "nghiem.td", "Người khác"), ("grant", "khong.co", "auditor"), ("grant", "nghiem.td", "commune_officer", str(HA_NOI)),
    ("grant", "nghiem.td", "commune_officer", "999999999"), ("grant", "nghiem.td", "king"), ("lock", "khong.co"),
])  # fmt: skip
def test_says_why_it_refuses(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        account(*words)
    assert not user().grants.exists()


def test_no_real_account_stands_beside_demonstration_ones() -> None:
    User.objects.create(username="minh.hoa", full_name="Minh họa", is_demo=True)
    with pytest.raises(CommandError, match="demonstration"):
        account("add", "that.that", "Người thật")
