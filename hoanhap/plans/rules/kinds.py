"""Which kinds of plans, targets, tables and tasks are there?"""

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class PlanKind(Labelled):
    """What sort of plan it is (catalogue D005)."""

    YEAR = "year", N_("Kế hoạch năm")
    PROGRAMME = "programme", N_("Chương trình nhiều năm")
    CAMPAIGN = "campaign", N_("Tháng hành động, đợt")
    SECTOR = "sector", N_("Kế hoạch ngành")
    JOINT = "joint", N_("Kế hoạch liên ngành")


class PlanStatus(Labelled):
    """How far a plan has come."""

    DRAFT = "draft", N_("Dự thảo")
    ADOPTED = "adopted", N_("Đã ban hành")
    ADJUSTED = "adjusted", N_("Đã điều chỉnh")


class DateNote(Labelled):
    """How number and date stand on the paper (catalogue D002)."""

    PRINTED = "printed", N_("in sẵn")
    HANDWRITTEN = "handwritten", N_("điền tay")
    UNKNOWN = "unknown", N_("không nêu")


class Kind(Labelled):
    """The type of a target (catalogue D019)."""

    COUNT = "count", N_("Số lượng")
    PERCENT = "percent", N_("Tỷ lệ")
    CHANGE = "change", N_("Thay đổi")
    PER_UNIT = "per_unit", N_("Mỗi đơn vị")
    RANGE = "range", N_("Khoảng")
    ZERO = "zero", N_("Không để xảy ra")
    QUALITATIVE = "qualitative", N_("Định tính")


class Level(Labelled):
    """Whether a target is assigned or only strived for (catalogue D021)."""

    ASSIGNED = "assigned", N_("được giao")
    STRIVED = "strived", N_("phấn đấu")


class Comparator(Labelled):
    """How a result is compared with the value; `UNSTATED` when the text gives none (catalogue D020)."""

    EQUAL = "eq", N_("bằng")
    AT_LEAST = "ge", N_("ít nhất")
    MORE = "gt", N_("trên")
    AT_MOST = "le", N_("không quá")
    LESS = "lt", N_("thấp hơn")
    BETWEEN = "between", N_("trong khoảng")
    UNSTATED = "unstated", N_("không nêu")


class ChangeIn(Labelled):
    """Whether a change is a share of the base or a difference of two percentages (catalogue D027)."""

    RELATIVE = "relative", N_("phần trăm của số gốc")
    POINTS = "points", N_("điểm phần trăm")
    UNSTATED = "unstated", N_("không nêu")


class RowKind(Labelled):
    """What a row of an allocation table names."""

    UNIT = "unit", N_("Đơn vị hành chính")
    TEAM = "team", N_("Đội, cơ quan")
    VILLAGE = "village", N_("Thôn, tổ dân phố")
    GROUP = "group", N_("Cụm, nhóm đơn vị")


class OwnerSide(Labelled):
    """Whether the target is the issuer's own affair or another sector's (catalogue D039)."""

    OWN = "own", N_("ngành mình")
    OTHER = "other", N_("ngành khác")
    UNSTATED = "unstated", N_("không nêu")


class TaskKind(Labelled):
    """Whether an agency is told, asked, or acts together with others (catalogue D045, I16)."""

    ORDER = "order", N_("giao")
    REQUEST = "request", N_("đề nghị")
    JOINT = "joint", N_("phối hợp")


class Recurrence(Labelled):
    """How often a task is due (catalogue D053). `REGULAR` is «thường xuyên»: no fixed rhythm."""

    ONCE = "once", N_("một lần")
    WEEKLY = "weekly", N_("hằng tuần")
    MONTHLY = "monthly", N_("hằng tháng")
    QUARTERLY = "quarterly", N_("hằng quý")
    HALF_YEARLY = "half_yearly", N_("sáu tháng")
    YEARLY = "yearly", N_("hằng năm")
    REGULAR = "regular", N_("thường xuyên trong kỳ")


class Proof(Labelled):
    """What shows that a deliverable is done (catalogue D054)."""

    NONE = "none", N_("không yêu cầu")
    PHOTO = "photo", N_("ảnh")
    DOCUMENT = "document", N_("văn bản")
    FIGURE = "figure", N_("số liệu")


class Delivery(Labelled):
    """How a recipient gets the plan (catalogue D008)."""

    PAPER = "paper", N_("bản giấy")
    ELECTRONIC = "electronic", N_("bản điện tử")
    BOTH = "both", N_("bản giấy và điện tử")
