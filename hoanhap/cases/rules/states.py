"""Which states, outcomes and codes does the management of an illegal user know?"""

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules import Substance as Substance


class State(Labelled):
    """Where a case of management stands, in words an officer would use."""

    DETECTED = "detected", N_("Có kết quả dương tính, chờ xác minh nơi cư trú")
    VERIFIED = "verified", N_("Đã xác minh nơi cư trú, chờ gửi thông báo")
    NOTIFIED = "notified", N_("Đã thông báo, chờ quyết định quản lý")
    DETERMINATION = "determination", N_("Chờ kết quả xác định tình trạng nghiện")
    NOT_ADDICTED = "not_addicted", N_("Không nghiện, chờ quyết định quản lý")
    MANAGED = "managed", N_("Đang bị quản lý")
    ABSENT = "absent", N_("Đang bị quản lý, vắng mặt không rõ nơi ở")
    REUSE = "reuse", N_("Sử dụng lại khi đang bị quản lý, chờ xác định tình trạng nghiện")
    REUSE_NOT_ADDICTED = "reuse_not_addicted", N_("Sử dụng lại, không nghiện, chờ quyết định quản lý mới")
    REUSE_ADDICTED = "reuse_addicted", N_("Được xác định nghiện, chờ quyết định dừng quản lý")
    MOVING = "moving", N_("Đã chuyển nơi cư trú, chờ chuyển hồ sơ")
    HANDED_OVER = "handed_over", N_("Đã chuyển hồ sơ, chờ nơi đến nhận")
    RECEIVED = "received", N_("Nơi đến đã nhận hồ sơ, chờ quyết định tiếp tục quản lý")
    SUSPENDED = "suspended", N_("Đang tạm đình chỉ quản lý")
    STOPPED = "stopped", N_("Đã dừng quản lý")
    ENDED = "ended", N_("Đã chấm dứt quản lý")
    REFERRED = "referred", N_("Được xác định nghiện, chuyển thủ tục cai nghiện")


CLOSED = frozenset({State.STOPPED, State.ENDED, State.REFERRED})
UNDER_MANAGEMENT = frozenset(
    {
        State.MANAGED,
        State.ABSENT,
        State.REUSE,
        State.REUSE_NOT_ADDICTED,
        State.REUSE_ADDICTED,
        State.MOVING,
        State.HANDED_OVER,
        State.RECEIVED,
        State.SUSPENDED,
    }
)
"""States in which a management decision is in force: the person has a management dossier (indicator PR04)."""
BEFORE_DECISION = frozenset({State.DETECTED, State.VERIFIED, State.NOTIFIED, State.DETERMINATION, State.NOT_ADDICTED})


class Sample(Labelled):
    """What the sample is (decree 163/2026 Điều 56: urine is taken under the eyes of a person of the same sex)."""

    URINE = "urine", N_("Nước tiểu")
    SALIVA = "saliva", N_("Nước bọt")
    BLOOD = "blood", N_("Máu")
    OTHER = "other", N_("Khác")


class TestGround(Labelled):
    """Why the test was made (law 120/2025 Điều 23 khoản 1)."""

    DETECTED = "detected", N_("Bị phát hiện sử dụng")
    SUSPECTED = "suspected", N_("Có dấu hiệu nghi sử dụng")
    MANAGED = "managed", N_("Đang bị quản lý")


class DetectedBy(Labelled):
    """Which agency found the use."""

    OWN = "own", N_("Công an cấp xã này")
    OTHER = "other", N_("Cơ quan khác")


class Residence(Labelled):
    """Outcome of the residence check (PAR-016, PAR-024)."""

    STABLE = "stable", N_("Có nơi cư trú ổn định")
    NONE = "none", N_("Không có nơi cư trú ổn định")


class Addiction(Labelled):
    """Outcome of the determination."""

    NOT_ADDICTED = "not_addicted", N_("Không nghiện")
    ADDICTED = "addicted", N_("Nghiện")


class Presence(Labelled):
    """Outcome of a residence check of a managed person (decree 163/2026 Điều 60 khoản 2, Điều 61)."""

    PRESENT = "present", N_("Có mặt")
    ABSENT_KNOWN = "absent_known", N_("Vắng, có báo hoặc rõ nơi ở")
    ABSENT_UNKNOWN = "absent_unknown", N_("Vắng, không xác định được nơi ở")


class TestResult(Labelled):
    """Outcome of a test."""

    NEGATIVE = "negative", N_("Âm tính")
    POSITIVE = "positive", N_("Dương tính")


class StopGround(Labelled):
    """Grounds to stop management; which of them the law of the day knows is in the law book (management.stop_grounds)."""

    ADDICTED = "addicted", N_("Được xác định là người nghiện ma túy")
    COMMUNE_EDUCATION = "commune_education", N_("Bị áp dụng biện pháp giáo dục tại xã do sử dụng ma túy")
    EDUCATION_CENTRE = "education_centre", N_("Bị đưa vào cơ sở giáo dục bắt buộc, trường giáo dưỡng")
    PRISON = "prison", N_("Bị phạt tù")
    DEAD_OR_MISSING = "dead_or_missing", N_("Chết hoặc bị Tòa án tuyên bố mất tích")
    LONG_DETENTION = "long_detention", N_("Bị tạm giữ, tạm giam lâu hơn thời hạn còn lại")
