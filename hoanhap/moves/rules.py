"""By when does the commune a person leaves tell the new one, by when does that one answer, and what may it answer?

Law 120/2025 Điều 27, Điều 48 khoản 2: 24 hours from the leaving (LST-203). Before 2026-07-01: 5 working days (law 73/2021 Điều 26,
MGT-113; decree 116/2021 Điều 79, PRM-105). No text gives the new commune a time to answer: the period of the notice is taken, counted
from the sending, and marked as a reading (docs/adr/0096).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book, Duration, Entry
from hoanhap.law.clocks import Calendar, Moment, clock
from hoanhap.law.pins import pin


class ListKind(Labelled):
    """On which list of the commune the person stands who moves."""

    MANAGED = "managed", N_("Người đang bị quản lý, có hồ sơ")
    USER = "user", N_("Người sử dụng trái phép chất ma túy")
    ADDICTED = "addicted", N_("Người nghiện ma túy")
    POST_REHAB = "post_rehab", N_("Người bị quản lý sau cai nghiện")


class TransferState(Labelled):
    """Where the sending of a person to another commune stands."""

    WAITING = "waiting", N_("Chờ trả lời")
    ACCEPTED = "accepted", N_("Đã nhận")
    CONTESTED = "contested", N_("Không nhận, chờ giải quyết")
    RESENT = "resent", N_("Đã gửi lại")
    ASSIGNED = "assigned", N_("Cấp tỉnh đã giao")
    RETURNED = "returned", N_("Cấp tỉnh trả về nơi gửi")
    WITHDRAWN = "withdrawn", N_("Đã rút")


OPEN = frozenset({TransferState.WAITING, TransferState.CONTESTED})
"""States in which somebody still has to act."""


class Contest(Labelled):
    """Why a commune does not accept a person who was sent to it."""

    NOT_FOUND = "not_found", N_("Không có người này ở địa bàn")
    WRONG_ADDRESS = "wrong_address", N_("Địa chỉ không có hoặc không đúng")
    NOT_OUR_COMMUNE = "not_our_commune", N_("Nơi đó không thuộc xã, phường này sau sắp xếp")
    MOVED_ON = "moved_on", N_("Người này đã chuyển tiếp nơi khác")
    INCOMPLETE = "incomplete", N_("Hồ sơ gửi còn thiếu")
    OTHER = "other", N_("Lý do khác")


ANSWER_READING = N_("Văn bản không nêu hạn trả lời. Hệ thống lấy bằng hạn thông báo, tính từ lúc gửi; chưa xác nhận.")
ADDICT_READING = N_(
    "Trước 01/07/2026 điều này viết cho người bị quản lý sau cai nghiện; áp dụng cho người nghiện là cách hiểu, chưa xác nhận."
)


@dataclass(frozen=True)
class Count:
    """A period of the law from a moment: when it ends, the entry it rests on, and what about it is a reading."""

    rule: str
    anchor: Moment
    due: Moment
    pin: Mapping[str, object]
    reading: str = ""


def notice_rule(kind: ListKind, book: Book, moment: Moment) -> Entry | None:
    """The entry of the law book by which the old commune tells the new one of somebody of that list on a day; None before 2022."""
    rules = ["lists.move_notice_deadline"]
    rules.append("management.list_notice_deadline" if kind in {ListKind.MANAGED, ListKind.USER} else "post_rehab.move_notice_deadline")
    for rule in rules:
        entry = book.rule(rule).at(moment.day)
        if entry is not None and not entry.repealed and isinstance(entry.value, Duration):
            return entry
    return None


def notice_count(kind: ListKind, book: Book, calendar: Calendar, left: Moment) -> Count | None:
    """By when the old commune tells the new one, from the leaving; None where the law of that day asks for nothing."""
    entry = notice_rule(kind, book, left)
    if entry is None:
        return None
    reading = ADDICT_READING if kind is ListKind.ADDICTED and entry.rule.startswith("post_rehab") else ""
    return _count(entry, left, calendar, reading)


def answer_count(kind: ListKind, book: Book, calendar: Calendar, sent: Moment) -> Count | None:
    """By when the new commune answers, from the sending: the period of the notice (a reading)."""
    entry = notice_rule(kind, book, sent)
    return None if entry is None else _count(entry, sent, calendar, ANSWER_READING)


def _count(entry: Entry, anchor: Moment, calendar: Calendar, reading: str) -> Count:
    end = clock(entry, anchor, calendar=calendar).due
    return Count(entry.rule, anchor, Moment(end.day, end.time), pin(entry), reading)


def may_contest(state: str, *, by_order: bool) -> bool:
    """What the province assigned is not contested again: the commune accepts it, or asks the province to settle anew."""
    return state == TransferState.WAITING and not by_order


def needs_province(state: str, *, is_overdue: bool) -> bool:
    """Whether the sending has climbed: it was contested, or nobody answered within the period."""
    return state == TransferState.CONTESTED or (state == TransferState.WAITING and is_overdue)
