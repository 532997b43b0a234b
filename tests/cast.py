"""The fixed officers of the tests: who they are and where they work. Units are the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pytest

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from tests import make

CAU_GIAY, NGHIA_DO, HA_NOI, LANG_SON, DONG_KINH = 166, 160, 100_001, 100_020, 5977
"""Phường Cầu Giấy and phường Nghĩa Đô of Hà Nội; Lạng Sơn and its phường Đông Kinh."""


@dataclass(frozen=True)
class Cast:
    """Each works where the name says; `elsewhere` works in a commune of another province, `nobody` has an account and no duty."""

    commune_a: User
    chief_a: User
    committee_a: User
    commune_b: User
    province: User
    steering: User
    auditor: User
    elsewhere: User
    other_province: User
    legal: User
    nobody: User

    def __iter__(self) -> Iterator[tuple[str, User]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


@pytest.fixture(scope="session")
def cast_units(hanoi_units: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Hà Nội and Lạng Sơn."""
    from hoanhap.units.services import load_units

    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own class
        load_units(province=LANG_SON)


@pytest.fixture
def cast(cast_units: None, db: None) -> Cast:
    """All officers, without passwords: tests sign them in with `client.force_login`."""
    return Cast(
        commune_a=make.user(Role.COMMUNE_OFFICER, CAU_GIAY, name="Tạ Đình Nghiêm"),
        chief_a=make.user(Role.COMMUNE_CHIEF, CAU_GIAY, name="Quách Văn Lịch"),
        committee_a=make.user(Role.COMMITTEE_OFFICER, CAU_GIAY, name="Chử Thị Lành"),
        commune_b=make.user(Role.COMMUNE_OFFICER, NGHIA_DO, name="Bàng Thế Lực"),
        province=make.user(Role.PROVINCE_OFFICER, HA_NOI, name="Đoàn Thị Mây"),
        steering=make.user(Role.STEERING_OFFICER, HA_NOI, name="Lã Thị Hợi"),
        auditor=make.user(Role.AUDITOR, name="Phí Văn Thanh"),
        elsewhere=make.user(Role.COMMUNE_OFFICER, DONG_KINH, name="Nông Văn Páo"),
        other_province=make.user(Role.PROVINCE_OFFICER, LANG_SON, name="Hoàng Thị Slao"),
        legal=make.user(Role.LEGAL_OFFICER, HA_NOI, name="Bùi Thị Nhàn"),
        nobody=make.user(name="Người chưa có vai trò"),
    )
