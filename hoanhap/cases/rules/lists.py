"""What can be asked of a list of people, in which order, with which columns? Codes only: they stand in addresses and saved filters."""

from dataclasses import dataclass
from datetime import date

from hoanhap.cases.rules.states import BEFORE_DECISION, CLOSED, UNDER_MANAGEMENT, State
from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class Status(Labelled):
    """Groups of states of a person's newest case."""

    UNDER = "under", N_("Có quyết định quản lý đang thi hành")
    BEFORE = "before", N_("Chờ quyết định quản lý")
    CLOSED = "closed", N_("Đã dừng, chấm dứt hoặc chuyển")
    NONE = "none", N_("Chưa có thủ tục nào")


GROUPS: dict[Status, frozenset[State]] = {
    Status.UNDER: UNDER_MANAGEMENT,
    Status.BEFORE: BEFORE_DECISION,
    Status.CLOSED: CLOSED,
}
"""The states of each group; NONE has none."""


def states_of(status: str) -> frozenset[State]:
    """The states that a code of the status filter means: those of a group, or the one state. ValueError for NONE and unknown codes."""
    return GROUPS[Status(status)] if status in Status and status != Status.NONE else frozenset({State(status)})


class AgeBand(Labelled):
    """Full years of age on a day."""

    MINOR = "0-17", N_("Chưa đủ 18 tuổi")
    FROM_12 = "12-17", N_("Từ đủ 12 đến dưới 18 tuổi")
    FROM_18 = "18-29", N_("18 – 29 tuổi")
    FROM_30 = "30-39", N_("30 – 39 tuổi")
    FROM_40 = "40-49", N_("40 – 49 tuổi")
    FROM_50 = "50-", N_("Từ 50 tuổi")
    UNKNOWN = "unknown", N_("Chưa rõ ngày sinh")


def births_of(band: AgeBand, on: date) -> tuple[date | None, date | None]:
    """The births [first, last] of those who are of a band's age on a day; None where there is no bound.

    >>> births_of(AgeBand.FROM_12, date(2026, 11, 22))
    (datetime.date(2008, 11, 23), datetime.date(2014, 11, 22))
    """
    if band is AgeBand.UNKNOWN:
        raise ValueError("an unknown birth lies in no range")
    youngest, _, oldest = band.value.partition("-")
    first = _years_before(on, int(oldest) + 1, after=True) if oldest else None
    return first, _years_before(on, int(youngest)) if youngest != "0" else None


def _years_before(day: date, years: int, *, after: bool = False) -> date:
    """The last birthday of who has had `years` of them by the day; with `after` the first birthday of who has not.

    Who was born on 29/02 has the birthday of a common year on 01/03, as `people.rules.age_on` counts.
    """
    birth = date(day.year - years, day.month, day.day) if (day.month, day.day) != (2, 29) else _leap(day.year - years)
    return date.fromordinal(birth.toordinal() + 1) if after else birth


def _leap(year: int) -> date:
    try:
        return date(year, 2, 29)
    except ValueError:
        return date(year, 2, 28)


class Due(Labelled):
    """How near an open deadline is."""

    OPEN = "open", N_("Đang chạy")
    OVERDUE = "overdue", N_("Đã quá hạn")
    WEEK = "week", N_("Đến hạn trong 7 ngày")


class Known(Labelled):
    """Whether something is there."""

    YES = "yes", N_("Có")
    NO = "no", N_("Chưa có")


class Order(Labelled):
    """How a list is sorted; those without the value come last, equal ones by name."""

    NAME = "name", N_("Tên")
    DUE = "due", N_("Hạn gần nhất")
    SINCE = "since", N_("Mới đổi tình trạng")
    OLDEST = "oldest", N_("Năm sinh, lớn tuổi trước")
    YOUNGEST = "youngest", N_("Năm sinh, nhỏ tuổi trước")


class Field(Labelled):
    """A column of the list; the name always stands first."""

    STATUS = "status", N_("Tình trạng")
    NEXT = "next", N_("Hạn gần nhất")
    BIRTH = "birth", N_("Ngày sinh")
    SEX = "sex", N_("Giới tính")
    ADDRESS = "address", N_("Nơi ở hiện tại")
    COMMUNE = "commune", N_("Xã, phường")
    OFFICER = "officer", N_("Cán bộ phụ trách")
    AGE = "age", N_("Tuổi")
    NUMBER = "number", N_("Số định danh (che)")
    PROCEDURE = "procedure", N_("Thủ tục")
    SINCE = "since", N_("Tình trạng từ ngày")
    TERM_END = "term_end", N_("Ngày cuối thời hạn")
    REMOVAL = "removal", N_("Ra khỏi danh sách quản lý")
    SUBSTANCE = "substance", N_("Chất ở lần dương tính gần nhất")
    TESTED = "tested", N_("Ngày dương tính gần nhất")
    RESIDENCE = "residence", N_("Nơi cư trú ổn định")
    HELPER = "helper", N_("Người được phân công giúp đỡ")
    WHOLE_NUMBER = "whole_number", N_("Số định danh đầy đủ")
    PHONE = "phone", N_("Điện thoại")
    CONTACT = "contact", N_("Người thân")
    CONTACT_PHONE = "contact_phone", N_("Điện thoại người thân")


SHOWN = (Field.STATUS, Field.NEXT, Field.BIRTH, Field.ADDRESS, Field.OFFICER)
"""The columns of a list for which nobody chose others."""

IN_FILES_ONLY = frozenset({Field.WHOLE_NUMBER, Field.PHONE, Field.CONTACT, Field.CONTACT_PHONE})
"""Columns that leave with a file only, never shown in a list on screen."""


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. The two texts are someone's name: they never stand in an address or a saved filter."""

    status: str = ""
    procedure: str = ""
    province: int | None = None
    commune: int | None = None
    ages: str = ""
    ages_on: date | None = None
    sex: str = ""
    substance: str = ""
    clock: str = ""
    due: str = ""
    helper: str = ""
    residence: str = ""
    officer: str = ""
    """An account's id, or «none»."""
    name: str = ""
    helper_name: str = ""
