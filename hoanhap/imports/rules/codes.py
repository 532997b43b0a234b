"""Which words does an import choose from?"""

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules import PastMeasureKind


class ListKind(Labelled):
    """What a list is a list of: the event of the law by which its people enter the register. There is no list of mere suspects."""

    TESTED = "tested", N_("Người có kết quả xét nghiệm dương tính")
    MANAGED = "managed", N_("Người sử dụng trái phép chất ma túy đang bị quản lý")
    VOLUNTARY = "voluntary", N_("Người cai nghiện tự nguyện")
    COMPULSORY = "compulsory", N_("Người bị áp dụng cai nghiện bắt buộc")
    SUBSTITUTION = "substitution", N_("Người điều trị nghiện bằng thuốc thay thế")
    POST_REHAB = "post_rehab", N_("Người bị quản lý sau cai nghiện")


GROUND_WORDS: dict[ListKind, str] = {
    ListKind.TESTED: N_("ngày có kết quả xét nghiệm"),
    ListKind.MANAGED: N_("ngày và số quyết định quản lý"),
    ListKind.VOLUNTARY: N_("ngày tiếp nhận đăng ký"),
    ListKind.COMPULSORY: N_("ngày và số quyết định của Tòa án"),
    ListKind.SUBSTITUTION: N_("ngày bắt đầu điều trị"),
    ListKind.POST_REHAB: N_("ngày và số quyết định quản lý sau cai nghiện"),
}
"""What each row of such a list has to say of that event."""

BY_DECISION = frozenset({ListKind.MANAGED, ListKind.COMPULSORY, ListKind.POST_REHAB})
"""Lists whose event is a decision: it has a number."""

MEASURES: dict[ListKind, PastMeasureKind] = {
    ListKind.VOLUNTARY: PastMeasureKind.VOLUNTARY,
    ListKind.COMPULSORY: PastMeasureKind.COMPULSORY,
    ListKind.SUBSTITUTION: PastMeasureKind.SUBSTITUTION,
    ListKind.POST_REHAB: PastMeasureKind.POST_REHAB,
}
"""Measures that began before the register knew the person, as the register keeps them."""


class ImportState(Labelled):
    """How far an import is."""

    UPLOADED = "uploaded", N_("Chờ ghép cột")
    CHECKING = "checking", N_("Đang kiểm tra")
    CHECKED = "checked", N_("Đã kiểm tra, chưa lưu")
    SAVING = "saving", N_("Đang lưu")
    SAVED = "saved", N_("Đã lưu")
    UNDOING = "undoing", N_("Đang rút lại")
    UNDONE = "undone", N_("Đã rút lại")
    CANCELLED = "cancelled", N_("Đã hủy, chưa lưu gì")


RUNNING = frozenset({ImportState.CHECKING, ImportState.SAVING, ImportState.UNDOING})
"""A background job is at work."""
LIVE = frozenset(ImportState) - {ImportState.UNDONE, ImportState.CANCELLED}
"""Imports that stand in the way of the same file."""


class Verdict(Labelled):
    """What the checks say of a row."""

    GOOD = "good", N_("Tốt")
    DOUBTFUL = "doubtful", N_("Cần xem")
    BAD = "bad", N_("Sai")


class Choice(Labelled):
    """What the officer decided about a doubtful row."""

    NONE = "", N_("Chưa quyết định")
    AS_IS = "as_is", N_("Nhập như tệp, đã đối chiếu")
    OTHER = "other", N_("Là người khác")
    FILL = "fill", N_("Cùng một người: điền ô còn trống")
    SKIP = "skip", N_("Bỏ qua dòng này")


DUPLICATES = frozenset({"same_number", "likely_duplicate", "likely_duplicate_elsewhere", "duplicate_in_file"})
"""Reasons that ask whether two are one human."""
