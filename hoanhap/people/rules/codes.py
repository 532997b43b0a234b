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
    ASKED = "asked", N_("đã hỏi, được đơn vị giữ hồ sơ mở cho xem")


class Relation(Labelled):
    """What a relative is to the person (form 17 part II, form 33 items 8 to 11)."""

    FATHER = "father", N_("cha")
    MOTHER = "mother", N_("mẹ")
    SPOUSE = "spouse", N_("vợ, chồng")
    CHILD = "child", N_("con")
    SIBLING = "sibling", N_("anh, chị, em ruột")
    GUARDIAN = "guardian", N_("người giám hộ")
    REPRESENTATIVE = "representative", N_("người đại diện hợp pháp khác")
    OTHER = "other", N_("người thân khác")


class IdentityPaperKind(Labelled):
    """Which paper shows who somebody is."""

    IDENTITY_CARD = "identity_card", N_("thẻ căn cước")
    CITIZEN_CARD = "citizen_card", N_("thẻ căn cước công dân")
    OLD_CARD = "old_card", N_("chứng minh nhân dân (09 số)")
    CERTIFICATE = "certificate", N_("giấy chứng nhận căn cước")
    PASSPORT = "passport", N_("hộ chiếu")
    BIRTH_CERTIFICATE = "birth_certificate", N_("giấy khai sinh")
    OTHER = "other", N_("giấy tờ khác")


class StableGround(Labelled):
    """Why a residence is stable in the law's sense (PAR-016, PAR-022), or why it is not (PAR-023, PAR-024)."""

    REGISTERED = "registered", N_("đang ở tại nơi đã đăng ký thường trú hoặc tạm trú")
    CONFIRMED_30_DAYS = "confirmed_30_days", N_("nơi ở hiện tại được xác nhận từ đủ 30 ngày")
    REGISTERED_ABSENT = "registered_absent", N_("có đăng ký nhưng không ở đó và không rõ đang ở đâu")
    UNTRACEABLE = "untraceable", N_("gia đình và cơ sở dữ liệu không xác định được nơi ở")
    UNDER_30_DAYS = "under_30_days", N_("không có nơi đăng ký, nơi ở hiện tại dưới 30 ngày")


STABLE_GROUNDS = frozenset({StableGround.REGISTERED, StableGround.CONFIRMED_30_DAYS})
"""The grounds of a stable residence; the others are those of none."""


class Marital(Labelled):
    """Form 17, part I."""

    SINGLE = "single", N_("chưa kết hôn")
    MARRIED = "married", N_("đã kết hôn")
    DIVORCED = "divorced", N_("ly hôn")
    WIDOWED = "widowed", N_("góa")


class Employment(Labelled):
    """Form 17, part I."""

    EMPLOYED = "employed", N_("có việc làm")
    UNSTABLE = "unstable", N_("việc làm không ổn định")
    UNEMPLOYED = "unemployed", N_("không có việc làm")


class Route(Labelled):
    """How the substance is taken (code list of form 17)."""

    ORAL = "oral", N_("uống")
    SNIFF = "sniff", N_("hít")
    SMOKE = "smoke", N_("hút")
    INTRAVENOUS = "intravenous", N_("tiêm tĩnh mạch")


class PastMeasureKind(Labelled):
    """What went before (form 33 items 17 to 20)."""

    VOLUNTARY = "voluntary", N_("cai nghiện tự nguyện")
    COMPULSORY = "compulsory", N_("cai nghiện bắt buộc")
    POST_REHAB = "post_rehab", N_("quản lý sau cai nghiện")
    SUBSTITUTION = "substitution", N_("điều trị nghiện bằng thuốc thay thế")


class PairState(Labelled):
    """What became of two records that may be one human."""

    OPEN = "open", N_("chưa xem")
    DIFFERENT = "different", N_("là hai người")
    MERGED = "merged", N_("đã nhập làm một")


class Substance(Labelled):
    """Substance groups of the test result sheet."""

    METHAMPHETAMINE = "methamphetamine", N_("Methamphetamine")
    AMPHETAMINE = "amphetamine", N_("Amphetamine")
    MDMA = "mdma", N_("MDMA")
    OPIATE = "opiate", N_("Opiat (heroin, morphine)")
    CANNABIS = "cannabis", N_("Cần sa (THC)")
    KETAMINE = "ketamine", N_("Ketamine")
    OTHER = "other", N_("Chất khác")
    UNKNOWN = "unknown", N_("Chưa rõ")
