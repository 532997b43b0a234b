"""Two wards of Hà Nội, their police, and an officer of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.accounts.services import create_user, grant_role
from hoanhap.cases.papers import FORMS
from hoanhap.documents import services
from hoanhap.documents.models import Paper
from hoanhap.documents.queries import place_of
from hoanhap.documents.services import Place
from hoanhap.kit.dates import FOREVER
from hoanhap.units.models import Organisation
from tests.documents.samples import CONTEXTS, document

ISSUED = date(2026, 11, 20)
PASSWORD = "mật khẩu dài để thử 2026"


@dataclass
class Ward:
    """A ward's police and one officer of it."""

    organisation: Organisation
    officer: User
    place: Place


def ward(name: str, username: str, role: Role = Role.COMMUNE_OFFICER) -> Ward:
    """Make an officer of the named ward of today."""
    organisation = Organisation.objects.select_related("unit__province").get(kind="commune_police", unit__name=name, unit__until=FOREVER)
    officer = create_user(username, full_name=f"Tạ Đình {name}", password=PASSWORD)
    grant_role(officer, role, unit=organisation.unit, organisation=organisation, since=date(2026, 1, 1))
    return Ward(organisation, officer, place_of(organisation))


@pytest.fixture
def cau_giay(hanoi_units: None, db: None) -> Ward:
    """The ward that issues."""
    return ward("Cầu Giấy", "can-bo-cau-giay")


@pytest.fixture
def hoan_kiem(hanoi_units: None, db: None) -> Ward:
    """Another ward."""
    return ward("Hoàn Kiếm", "can-bo-hoan-kiem")


@pytest.fixture
def issue(cau_giay: Ward) -> Callable[..., Paper]:
    """Issue the sample paper of a form in Cầu Giấy."""

    def make(key: str = "c.04", request_key: str = "event:1", on: date = ISSUED, where: Ward | None = None) -> Paper:
        home = where or cau_giay
        return services.issue(
            FORMS[key],
            document(key),
            organisation=home.organisation,
            on=on,
            by=home.officer,
            place=home.place,
            request_key=request_key,
            about="Bế Hoàng Sơn" if key in CONTEXTS else "",
            person_id=77,
        )

    return make
