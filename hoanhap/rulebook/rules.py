"""What may a legal officer confirm, and which values may a province or commune set for itself?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import (
    BaseSalaries,
    Book,
    Confidence,
    Duration,
    Entry,
    Item,
    Money,
    NotInForce,
    Percent,
    Quantity,
    Unit,
    Unknown,
    UnknownRule,
    Value,
)
from hoanhap.law.values import within

REMOTE = "residence.remote_area"
"""The mark of a remote commune: a local flag. The law speaks of remote areas (MGT-105, MGT-205) and names no body that lists them."""
REMOTE_RULE = "management.residence_check_deadline_remote"
"""The first rule that asks whether a commune is remote; before it there is nothing to mark."""
FLAGS = {"có": True, "không": False}


def is_open_question(entry: Entry) -> bool:
    """Whether something about an entry of the shipped book is left to confirm: it is not certain, has a doubt, or several readings."""
    return not entry.repealed and (entry.confidence is not Confidence.CONFIRMED or bool(entry.doubt) or bool(entry.readings))


def confirmation_problems(entry: Entry, *, seen: str, reading: str, standing: bool) -> Iterator[Problem]:
    """Why this entry cannot be confirmed now. `seen` is the fingerprint the officer had on screen, `standing` that it is confirmed."""
    if seen != entry.fingerprint:
        yield Problem(
            "entry_changed",
            N_("Nội dung mục này đã đổi sau khi trang được mở."),
            N_("Xác nhận phải đúng với nội dung người xác nhận đã đọc."),
            N_("Đọc lại mục rồi xác nhận."),
        )
    if not is_open_question(entry):
        yield Problem("nothing_open", N_("Mục này không có gì phải xác nhận."), remedy=N_("Xem danh sách chưa xác nhận."))
    if standing:
        yield Problem(
            "confirmed_already",
            N_("Mục này đã có người xác nhận."),
            remedy=N_("Nếu xác nhận đó sai thì rút lại trước, nêu lý do."),
        )
    codes = {str(item) for item in entry.readings}
    if codes and reading not in codes:
        yield Problem(
            "reading_missing",
            N_("Chưa chọn cách hiểu nào đúng với văn bản."),
            N_("Mục này có nhiều cách hiểu."),
            N_("Chọn một cách hiểu."),
            field="reading",
        )
    elif codes and reading != entry.working and not isinstance(entry.value, Item | Unknown):
        yield Problem(
            "reading_changes_value",
            N_("Cách hiểu này làm thay đổi con số của mục."),
            N_("Sổ luật đang dùng con số theo cách hiểu kia; xác nhận không sửa con số."),
            N_("Gửi văn bản cho người giữ sổ luật để sửa mục này."),
            field="reading",
        )
    if not codes and reading:
        yield Problem("reading_unknown", N_("Mục này không có cách hiểu nào để chọn."), remedy=N_("Mở lại trang."), field="reading")


@dataclass(frozen=True)
class LocalRule:
    """A question that provinces or communes may answer for themselves.

    `entry` is what the nation says on the day asked about (None for the mark of remote communes, which only communes have).
    """

    key: str
    level: str
    entry: Entry | None

    @property
    def example(self) -> str:
        """How a value of this question is typed."""
        match self.entry and self.entry.value:
            case None | bool():
                return N_("có")
            case Duration():
                return N_("6")
            case Money():
                return N_("500.000")
            case Percent():
                return N_("80%")
            case BaseSalaries():
                return N_("0,5 lần")
            case Quantity() | int():
                return N_("5")
        return N_("500.000 đồng, 80% hoặc 0,5 lần")


def local_rule(law: Book, key: str, on: date) -> LocalRule:
    """The question as it stands on a day. Raises UnknownRule, NotInForce; LookupError where the nation leaves no room."""
    if key == REMOTE and not has_rule(law, key):
        first = law.rule(REMOTE_RULE)
        if on < first.entries[0].since:
            raise NotInForce(first, on)
        return LocalRule(key, "commune", None)
    entry = law.entry(key, on=on)
    if entry.local is None:
        raise LookupError(key)
    return LocalRule(key, entry.local.level, entry)


def latest_local_rule(law: Book, key: str) -> LocalRule:
    """The question as the latest entry that leaves room puts it. Raises UnknownRule, LookupError."""
    if key == REMOTE and not has_rule(law, key):
        return LocalRule(key, "commune", None)
    for entry in reversed(law.rule(key).entries):
        if entry.local is not None:
            return LocalRule(key, entry.local.level, entry)
    raise LookupError(key)


def has_rule(law: Book, key: str) -> bool:
    """Whether the book has the rule."""
    try:
        law.rule(key)
    except UnknownRule:
        return False
    return True


def local_keys(law: Book, level: str) -> list[str]:
    """The questions that units of a level may answer, the mark of remote communes first."""
    keys = [rule.key for rule in law.rules if any(entry.local is not None and entry.local.level == level for entry in rule.entries)]
    return [*([REMOTE] if level == "commune" and REMOTE not in keys else []), *keys]


def read_value(text: str, like: Value | None) -> Value:
    """A typed value: `có`, or a number in the unit of `like` (the nation's value; None: the mark of remote communes).

    Where the nation gives no number (it leaves the matter to provinces), the typed unit decides: `500.000 đồng`, `80%`, `0,5 lần` the
    base salary. Raises ValueError.
    """
    typed = " ".join(text.lower().split())
    if like is None or isinstance(like, bool):
        if typed not in FLAGS:
            raise ValueError(text)
        return FLAGS[typed]
    found = _TYPED.fullmatch(typed)
    if found is None:
        raise ValueError(text)
    number, unit = found.groups()
    amount = Decimal(number.replace(".", "").replace(",", "."))
    if amount <= 0 or (amount != amount.to_integral_value() and isinstance(like, Duration | Money | int)):
        raise ValueError(text)
    match like, unit:
        case Duration(), _ if unit in {"", _UNIT_WORDS[like.unit]}:
            return Duration(int(amount), like.unit)
        case Money(), "" | "đồng" | "đ":
            return Money(int(amount), like.per)
        case Percent(), "" | "%":
            return Percent(amount)
        case BaseSalaries(), "" | "lần":
            return BaseSalaries(amount)
        case Quantity(), "":
            return Quantity(amount, amount, like.unit)
        case int(), "":
            return int(amount)
        case ((Item() | Unknown() | tuple()), "đồng" | "đ"):
            return Money(int(amount))
        case ((Item() | Unknown() | tuple()), "%"):
            return Percent(amount)
        case ((Item() | Unknown() | tuple()), "lần"):
            return BaseSalaries(amount)
    raise ValueError(text)


_TYPED = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,12}(?:,\d{1,4})?) ?([^\d]*)", re.ASCII)
_UNIT_WORDS = {Unit.HOUR: "giờ", Unit.DAY: "ngày", Unit.WORKING_DAY: "ngày làm việc", Unit.MONTH: "tháng", Unit.YEAR: "năm"}


def local_problems(
    law: Book,
    key: str,
    *,
    level: str,
    exists: bool,
    value: Value,
    since: date,
    decided: date,
    today: date,
    taken: bool,
) -> Iterator[Problem]:
    """Why a unit may not set this value from that day on.

    `exists`: the unit existed on the day; `taken`: it has a standing value of the same day; `decided`: day of the issuing decision.
    """
    try:
        rule = local_rule(law, key, since)
    except NotInForce as refusal:
        yield Problem(
            "before_the_nation",
            N_("Ngày %(day)s chưa có hoặc không còn quy định chung này."),
            N_("Mức của địa phương không đứng trước quy định chung; quy định đầu tiên có từ %(first)s."),
            N_("Sửa ngày áp dụng."),
            field="since",
            params={"day": f"{since:%d/%m/%Y}", "first": f"{refusal.first:%d/%m/%Y}"},
        )
        return
    except LookupError:
        yield Problem(
            "no_room",
            N_("Vào ngày đó luật không cho địa phương đặt mức riêng ở mục này."),
            remedy=N_("Sửa ngày áp dụng hoặc chọn mục khác."),
            field="rule",
        )
        return
    if level != rule.level:
        yield Problem(
            "wrong_level",
            N_("Mục này không do đơn vị cấp này đặt."),
            remedy=N_("Mở trang của tỉnh nếu mục do cấp tỉnh đặt, của xã nếu do cấp xã đặt."),
            field="rule",
        )
    if not exists:
        yield Problem(
            "unit_not_then",
            N_("Đơn vị này không tồn tại vào ngày đó."),
            remedy=N_("Sửa ngày áp dụng, hoặc mở trang của đơn vị của ngày đó."),
            field="since",
        )
    if rule.entry is not None and not allowed(rule.entry, value):
        yield Problem(
            "out_of_bound",
            N_("Mức này vượt khung của quy định chung."),
            N_("Địa phương không đặt thấp hơn mức sàn hoặc cao hơn mức trần của cả nước."),
            N_("Kiểm tra lại số trong quyết định."),
            rule.entry.short_basis(),
            "value",
        )
    if decided > today:
        yield Problem("decided_later", N_("Ngày của quyết định ở tương lai."), remedy=N_("Sửa ngày quyết định."), field="decision_date")
    if taken:
        yield Problem(
            "set_already",
            N_("Đơn vị này đã có mức của mục này từ đúng ngày đó."),
            remedy=N_("Nếu mức cũ ghi sai thì rút lại trước, nêu lý do."),
            field="since",
        )


def allowed(entry: Entry, value: Value) -> bool:
    """Whether a value lies within what an entry of the nation leaves open: its kind and unit, its floor or ceiling."""
    if entry.value is None or isinstance(entry.value, Item | Unknown | tuple):
        return isinstance(value, Money | Percent | BaseSalaries)
    if isinstance(entry.value, bool):
        return isinstance(value, bool)
    try:
        return within(entry.value, entry.bound, value) or entry.bound is None
    except TypeError:
        return False
