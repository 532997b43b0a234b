"""The made-up people and papers that the paper tests speak of."""

from datetime import date, time

from hoanhap.cases.papers import (
    FORMS,
    Issuer,
    ListedPerson,
    ManagedList,
    ManagementPaper,
    Move,
    PaperRef,
    PersonFacts,
    Signer,
    TestFacts,
    UseFacts,
)
from hoanhap.documents.rendering.blocks import Document

POLICE = Issuer("Công an phường Cầu Giấy", "commune_police", "phường Cầu Giấy", "Cầu Giấy", "Công an thành phố Hà Nội")
COMMITTEE = Issuer("Ủy ban nhân dân phường Quan Hoa", "people_committee", "phường Quan Hoa", "Quan Hoa")
CHIEF = Signer("Khuất Duy Tường", "Trưởng Công an phường")
CHAIR = Signer("Ngô Thị Hà", "Chủ tịch")
PERSON = PersonFacts(
    full_name="Bế Hoàng Sơn",
    sex="Nam",
    born_on=date(2003, 9, 2),
    identity_number="001203990815",
    residence="Tổ 3, phường Cầu Giấy, thành phố Hà Nội",
    ethnicity="Tày",
)


def paper_2026(**change: object) -> ManagementPaper:
    """A context that fills every form of decree 163/2026 about one person."""
    police = "Trưởng Công an phường Cầu Giấy"
    values: dict[str, object] = {
        "issuer": POLICE,
        "signer": CHIEF,
        "on": date(2026, 11, 23),
        "person": PERSON,
        "addressee": police,
        "use": UseFacts(date(2026, 11, 22), time(21, 15), "số 12 phố Trần Quý Kiên", "dùng chất nghi là ma túy tại nhà trọ"),
        "test": TestFacts(date(2026, 11, 22), time(22, 40), "213/PKQ", "Trạm Y tế phường Cầu Giấy", ("methamphetamine",)),
        "notice": PaperRef("Thông báo", "57/TB-CAP", date(2026, 11, 23), police),
        "since": date(2026, 11, 23),
        "last_day": date(2027, 11, 23),
        "term": "01 năm",
        "team": ("Công an phường Cầu Giấy", "Tổ trưởng tổ dân phố số 3", "gia đình"),
        "demonstration": True,
    }
    return ManagementPaper(**{**values, **change})  # type: ignore[arg-type]


def paper_later_2026(**change: object) -> ManagementPaper:
    """A context for what follows a management decision of 2026."""
    values: dict[str, object] = {
        "on": date(2027, 11, 23),
        "decision": PaperRef("Quyết định", "118/QĐ-CAP", date(2026, 11, 23), "Trưởng Công an phường Cầu Giấy"),
        "ground": "được xác định là người nghiện ma túy",
        "ground_paper": PaperRef("Phiếu kết quả xác định tình trạng nghiện ma túy", "31/PKQ", date(2027, 11, 20), "Bệnh viện quận"),
        "suspended_from": date(2027, 11, 21),
        "move": Move("xã Sóc Sơn", date(2027, 11, 22), "thôn 2, xã Sóc Sơn, thành phố Hà Nội", ("Quyết định quản lý", "Tóm tắt lý lịch")),
        "test": None,
        "notice": None,
    }
    return paper_2026(**{**values, **change})


def paper_2021(**change: object) -> ManagementPaper:
    """A context that fills every form of decree 105/2021."""
    chair = "Chủ tịch Ủy ban nhân dân phường Quan Hoa"
    values: dict[str, object] = {
        "issuer": COMMITTEE,
        "signer": CHAIR,
        "on": date(2024, 3, 5),
        "addressee": chair,
        "use": UseFacts(date(2024, 2, 28), None, "phố Dương Quảng Hàm"),
        "test": TestFacts(date(2024, 2, 28), None, "11/PKQ", "Trạm Y tế phường Quan Hoa", ("heroin",)),
        "notice": PaperRef("Thông báo", "08/TB-CAP", date(2024, 3, 1), "Công an phường Quan Hoa"),
        "since": date(2024, 3, 5),
        "last_day": date(2025, 3, 5),
        "term": "01 năm",
        "team": (),
    }
    return paper_2026(**{**values, **change})


def paper_later_2021(**change: object) -> ManagementPaper:
    """A context for what follows a management decision of 2024."""
    values: dict[str, object] = {
        "on": date(2025, 3, 5),
        "decision": PaperRef("Quyết định", "18/QĐ-UBND", date(2024, 3, 5), "Chủ tịch Ủy ban nhân dân phường Quan Hoa"),
        "ground": "phải thi hành án phạt tù",
        "move": Move("phường Yên Hòa", date(2025, 3, 3), None, ("Quyết định quản lý",)),
        "test": None,
        "notice": None,
    }
    return paper_2021(**{**values, **change})


def managed_list(count: int = 3) -> ManagedList:
    """A list of `count` people of the ward."""
    decision = PaperRef("Quyết định", "118/QĐ-CAP", date(2026, 11, 23))
    rows = tuple(ListedPerson(PERSON, decision, date(2027, 11, 23), "" if number else "mới") for number in range(count))
    return ManagedList(POLICE, CHIEF, date(2026, 11, 30), rows, "Tạ Đình Nghiêm", demonstration=True)


DETENTION = PaperRef("Lệnh tạm giam", "45/LTG", date(2027, 11, 21), "Công an thành phố Hà Nội")

CONTEXTS: dict[str, ManagementPaper | ManagedList] = {
    "c.02": paper_2026(),
    "c.04": paper_2026(),
    "c.06": paper_later_2026(),
    "c.07": paper_later_2026(ground="bị tạm giam", ground_paper=DETENTION),
    "c.08": paper_later_2026(),
    "c.09": paper_later_2026(ground_paper=None),
    "c.10": managed_list(),
    "b.04": paper_2021(issuer=POLICE, signer=CHIEF),
    "b.07": paper_2021(),
    "b.08": paper_later_2021(),
    "b.09": paper_later_2021(),
    "b.10": paper_later_2021(),
}


def document(key: str) -> Document:
    """The sample paper of a form, not yet numbered."""
    return FORMS[key].compose(CONTEXTS[key])
