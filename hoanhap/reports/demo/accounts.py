"""Who can sign in to the demonstration, and who recorded its events?"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hoanhap.accounts.models import Grant, User
from hoanhap.accounts.rights import Role
from hoanhap.accounts.services import create_user, grant_role
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.reports.demo.city import CAU_GIAY, HA_NOI, NGHIA_DO, Commune
from hoanhap.units.models import Organisation, Unit
from hoanhap.units.rules import OrganisationKind

PASSWORD = "hoa-nhap-minh-hoa"
"""Of every demonstration account; printed by `make run`. It opens nothing else: real data and these accounts never share a database."""
BAC_NINH = 100024


@dataclass(frozen=True)
class Account:
    """A demonstration account that can sign in."""

    username: str
    full_name: str
    position: str
    role: Role
    unit: int | None
    agency: OrganisationKind | None
    shows: str
    """What it is good for."""


ACCOUNTS = (
    Account(
        "canbo.caugiay",
        "Lê Thu Hà",
        "Cán bộ Công an phường",
        Role.COMMUNE_OFFICER,
        CAU_GIAY,
        OrganisationKind.COMMUNE_POLICE,
        N_("việc hôm nay, ghi sự kiện, soạn giấy tờ"),
    ),
    Account(
        "truong.caugiay",
        "Nguyễn Quang Vinh",
        "Trưởng Công an phường",
        Role.COMMUNE_CHIEF,
        CAU_GIAY,
        OrganisationKind.COMMUNE_POLICE,
        N_("người ký quyết định"),
    ),
    Account(
        "canbo.nghiado",
        "Đỗ Minh Khôi",
        "Cán bộ Công an phường",
        Role.COMMUNE_OFFICER,
        NGHIA_DO,
        OrganisationKind.COMMUNE_POLICE,
        N_("nơi nhận bàn giao, không thấy hồ sơ phường khác"),
    ),
    Account(
        "tinh.hanoi",
        "Trần Thị Mai Phương",
        "Cán bộ Công an thành phố",
        Role.PROVINCE_OFFICER,
        HA_NOI,
        OrganisationKind.PROVINCIAL_POLICE,
        N_("đọc toàn thành phố; nhập mức riêng và vùng xa"),
    ),
    Account(
        "bcd.hanoi",
        "Cấn Thị Lụa",
        "Chuyên viên Văn phòng Ban Chỉ đạo",
        Role.STEERING_OFFICER,
        HA_NOI,
        OrganisationKind.STEERING_OFFICE,
        N_("kế hoạch, chỉ tiêu, số liệu; không mở hồ sơ cá nhân"),
    ),
    Account(
        "tinh.bacninh",
        "Ngô Văn Hiệp",
        "Cán bộ Công an tỉnh",
        Role.PROVINCE_OFFICER,
        BAC_NINH,
        OrganisationKind.PROVINCIAL_POLICE,
        N_("tỉnh khác: không thấy người của Hà Nội"),
    ),
    Account(
        "phapche.hanoi",
        "Bùi Thị Nhàn",
        "Cán bộ pháp chế Công an thành phố",
        Role.LEGAL_OFFICER,
        HA_NOI,
        OrganisationKind.PROVINCIAL_POLICE,
        N_("xác nhận các mục của sổ luật"),
    ),
    Account(
        "yte.caugiay",
        "Đinh Thị Ngần",
        "Y sĩ Trạm Y tế phường",
        Role.CLINIC_OFFICER,
        CAU_GIAY,
        OrganisationKind.HEALTH_STATION,
        N_("phiếu sức khỏe, mở bằng mã hồ sơ; không thấy phần khác của hồ sơ"),
    ),
    Account("thanhtra", "Phạm Đình Chính", "Thanh tra", Role.AUDITOR, None, None, N_("nhật ký và hồ sơ, chỉ đọc")),
)


def demo_accounts() -> list[Account]:
    """The accounts of this database that can sign in with the demonstration password."""
    there = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    return [account for account in ACCOUNTS if account.username in there]


def make_accounts(since: date) -> dict[str, User]:
    """Create the accounts with their duties, those whose unit the register knows. Raises Refused when a name is taken."""
    made = {}
    for account in ACCOUNTS:
        unit = Unit.objects.filter(pk=account.unit).first() if account.unit else None
        if unit is None and account.unit:
            continue  # a register of one province has no other
        agency = Organisation.objects.filter(unit=unit, kind=account.agency.value).order_by("-until").first() if account.agency else None
        user = create_user(account.username, full_name=account.full_name, password=PASSWORD, position=account.position, is_demo=True)
        grant_role(user, account.role, unit=unit, since=since, organisation=agency)
        made[account.username] = user
    return made


def make_recorders(where: Sequence[Commune], since: date, seed: int, accounts: dict[str, User]) -> dict[int, int]:
    """The account that recorded each commune's events: the own officer where there is one, else an account that cannot sign in."""
    own = {account.unit: accounts[account.username].pk for account in ACCOUNTS if account.role is Role.COMMUNE_OFFICER and account.unit}
    strangers = [commune for commune in where if commune.id not in own]
    rng = random.Random(f"{seed}:recorders")
    users = User.objects.bulk_create(
        [_nobody(commune, commune.staff.officers[rng.choice(("male", "female"))]) for commune in strangers], batch_size=500
    )
    Grant.objects.bulk_create(list(_duties(users, strangers, since)), batch_size=500)
    return own | {commune.id: user.pk for commune, user in zip(strangers, users, strict=True)}


def _nobody(commune: Commune, name: str) -> User:
    user = User(username=f"canbo.{commune.id:05d}", full_name=name, position="Cán bộ Công an cấp xã", is_demo=True)
    user.set_unusable_password()
    return user


def _duties(users: Iterable[User], where: Iterable[Commune], since: date) -> Iterable[Grant]:
    for user, commune in zip(users, where, strict=True):
        yield Grant(user=user, role=Role.COMMUNE_OFFICER.value, unit_id=commune.id, since=since)
