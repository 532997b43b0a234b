"""Which acts are logged, what may stand in the log, and when is a look «out of hours»?"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, time

from hoanhap.kit.dates import VIETNAM
from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class Action(Labelled):
    """What a user did."""

    VIEW = "view", N_("Xem")
    SEARCH = "search", N_("Tìm")
    REVEAL = "reveal", N_("Hiện đủ số định danh")
    CREATE = "create", N_("Lập mới")
    UPDATE = "update", N_("Sửa")
    RECORD = "record", N_("Ghi sự kiện")
    VOID = "void", N_("Đính chính")
    DISPOSE = "dispose", N_("Tiêu hủy")
    ISSUE = "issue", N_("Ban hành giấy tờ")
    DOWNLOAD = "download", N_("Tải giấy tờ")
    EXPORT = "export", N_("Kết xuất")
    IMPORT = "import", N_("Nhập từ tệp")
    SIGN_IN = "sign_in", N_("Đăng nhập")
    SIGN_OUT = "sign_out", N_("Đăng xuất")
    SIGN_IN_FAILED = "sign_in_failed", N_("Đăng nhập không thành")
    PASSWORD_CHANGED = "password_changed", N_("Đổi mật khẩu")
    CONFIRM = "confirm", N_("Xác nhận")
    WITHDRAW = "withdraw", N_("Rút lại")
    MERGE = "merge", N_("Nhập hồ sơ trùng")
    UNMERGE = "unmerge", N_("Tách hồ sơ đã nhập")
    ASSIGN = "assign", N_("Phân công")
    GRANT = "grant", N_("Giao vai trò")
    GRANT_ENDED = "grant_ended", N_("Thu vai trò")


READING: frozenset[Action] = frozenset({Action.VIEW, Action.REVEAL, Action.DOWNLOAD, Action.EXPORT})
"""Acts that show someone's data to the user: what the panel «Ai đã xem hồ sơ này» lists."""


class Purpose(Labelled):
    """Why a personal page was opened."""

    FROM_WORKLIST = "worklist", N_("xử lý hạn")
    FROM_SEARCH = "search", N_("mở từ kết quả tìm")
    RECORDING = "record", N_("ghi sự kiện")
    RECEIVING = "receive", N_("tiếp nhận hồ sơ")
    CHECKING_DUPLICATE = "duplicate", N_("so người trùng khi đăng ký")
    PRINTING = "print", N_("in giấy tờ")
    OWN_SHEET = "own_sheet", N_("bản thông tin cho người này")
    FIGURES = "figures", N_("mở từ số liệu")


SUBJECTS: dict[str, str] = {
    "account": N_("tài khoản"),
    "audit_log": N_("nhật ký"),
    "case": N_("thủ tục"),
    "health_sheet": N_("phiếu sức khỏe"),
    "import": N_("lần nhập danh sách"),
    "law_entry": N_("mục của sổ luật"),
    "local_value": N_("mức của địa phương"),
    "organisation": N_("tổ chức"),
    "paper": N_("giấy tờ"),
    "person": N_("hồ sơ"),
    "person_access": N_("quyền xem hồ sơ"),
    "person_ask": N_("lời hỏi đơn vị giữ hồ sơ"),
    "person_list": N_("danh sách người"),
    "person_pair": N_("cặp hồ sơ có thể trùng"),
    "saved_list": N_("bộ lọc đã lưu"),
    "worklist": N_("việc hôm nay"),
    "data_request": N_("yêu cầu về dữ liệu"),
    "disposal": N_("đề nghị tiêu hủy"),
    "retention_rule": N_("thời hạn lưu"),
    "figure": N_("số liệu"),
    "praise": N_("khen thưởng, phê bình"),
    "plan": N_("kế hoạch"),
    "round": N_("đợt rà soát"),
    "task": N_("việc kế hoạch giao"),
    "transfer": N_("bàn giao"),
}
"""What an act may be about, in words; other subjects show their plain name."""

WORK_STARTS = time(6, 0)
WORK_ENDS = time(22, 0)
"""Commune police work in shifts; a look between 22:00 and 06:00 in Viet Nam is marked, never blocked."""


def out_of_hours(at: datetime) -> bool:
    """Whether the moment (aware) lies outside [06:00, 22:00) in Viet Nam."""
    return not WORK_STARTS <= at.astimezone(VIETNAM).time() < WORK_ENDS


_CODE = re.compile(r"[A-Za-z0-9_.:/@+=-]{0,80}")
_LONG_NUMBER = re.compile(r"[0-9]{9,}")


def assert_plain(value: object, path: str = "detail") -> None:
    """Refuse anything that could be someone's name, address, identity or telephone number.

    Allowed: numbers, truth values, None, and strings that are codes (field names, kinds, rule keys; no spaces, no accents, fewer than
    nine digits in a row), in lists and objects. Raises ValueError: the caller is wrong, not the user.
    """
    match value:
        case bool() | None:
            return
        case int() | float():
            if abs(value) >= 10**8:
                raise ValueError(f"{path}: a number of nine digits or more may be an identity or telephone number")
        case str():
            if not _CODE.fullmatch(value) or _LONG_NUMBER.search(value):
                raise ValueError(f"{path}: audit detail holds codes and counts only")
        case list() | tuple():
            for number, item in enumerate(value):
                assert_plain(item, f"{path}[{number}]")
        case Mapping():
            for key, item in value.items():
                assert_plain(str(key), f"{path} key")
                assert_plain(item, f"{path}.{key}")
        case _:
            raise ValueError(f"{path}: {type(value).__name__} cannot stand in the log")


def seal(content: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal, of a row's canonical content (JSON with sorted keys, UTF-8; moments in UTC with microseconds)."""

    def plain(value: object) -> str:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        raise TypeError(f"{type(value).__name__} has no canonical form")

    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain)
    return hashlib.sha256(text.encode()).hexdigest()
