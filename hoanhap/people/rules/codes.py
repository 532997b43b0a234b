"""Which words does a person's record choose from?"""

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class Sex(Labelled):
    """Sex as on identity papers."""

    MALE = "male", N_("Nam")
    FEMALE = "female", N_("Nữ")
    UNKNOWN = "unknown", N_("Chưa rõ")


class BirthPrecision(Labelled):
    """How much of the birth date is known."""

    DAY = "day", N_("đủ ngày")
    MONTH = "month", N_("chỉ biết tháng")
    YEAR = "year", N_("chỉ biết năm")
    UNKNOWN = "unknown", N_("không rõ")


class NoNumberReason(Labelled):
    """Why there is no identity number."""

    NOT_ISSUED = "not_issued", N_("chưa được cấp")
    NOT_SHOWN = "not_shown", N_("không xuất trình")
    FOREIGNER = "foreigner", N_("người nước ngoài")


class AddressKind(Labelled):
    """What an address is in the residence law."""

    PERMANENT = "permanent", N_("thường trú")
    TEMPORARY = "temporary", N_("tạm trú")
    ACTUAL = "actual", N_("nơi ở hiện tại")


class AccessReason(Labelled):
    """Why a commune other than the person's own may open the page for a time."""

    HAND_OVER = "hand_over", N_("được gửi hồ sơ, chờ tiếp nhận")
