"""What may a person ask of what is held about them, and by when must the unit answer and carry it out?

Decree 356/2025/NĐ-CP, from 2026-01-01: an answer within 2 working days (DPR-007); carried out within 10 days (access, correction,
DPR-008/correct), 15 days (restriction, objection, withdrawal, DPR-008), 20 days (deletion, DPR-008/delete). Before that day the law book
holds no period: a request is written down and has no clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hoanhap.kit.dates import VIETNAM
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book
from hoanhap.law.clocks import Calendar, Moment, clock
from hoanhap.law.pins import pin


class Wish(Labelled):
    """What a person may ask of what is held about them."""

    CORRECT = "correct", N_("Đính chính, bổ sung")
    ACCESS = "access", N_("Xem, nhận bản sao")
    DELETE = "delete", N_("Xóa")
    RESTRICT = "restrict", N_("Hạn chế xử lý")
    OBJECT = "object", N_("Phản đối xử lý")
    WITHDRAW = "withdraw", N_("Rút lại sự đồng ý")


ANSWER = "data_protection.request_answer"
"""The rule of the first answer, whatever was asked."""
CARRY_OUT: Mapping[Wish, str] = {
    Wish.CORRECT: "data_protection.access_correct",
    Wish.ACCESS: "data_protection.access_correct",
    Wish.DELETE: "data_protection.delete",
    Wish.RESTRICT: "data_protection.withdraw_restrict_object",
    Wish.OBJECT: "data_protection.withdraw_restrict_object",
    Wish.WITHDRAW: "data_protection.withdraw_restrict_object",
}
"""The rule by which a request is carried out."""


class Topic(Labelled):
    """What the request is about."""

    IDENTITY = "identity", N_("Họ tên, ngày sinh, số định danh")
    ADDRESS = "address", N_("Nơi ở")
    FAMILY = "family", N_("Người thân, liên hệ")
    EVENT = "event", N_("Sự kiện, quyết định trong hồ sơ")
    ALL = "all", N_("Toàn bộ hồ sơ")
    OTHER = "other", N_("Việc khác")


class Channel(Labelled):
    """How the person asked."""

    SPOKEN = "spoken", N_("Nói trực tiếp, cán bộ ghi lại")
    WRITTEN = "written", N_("Bằng văn bản")


class Asker(Labelled):
    """Who asks."""

    SELF = "self", N_("Chính người này")
    PARENT = "parent", N_("Cha, mẹ")
    GUARDIAN = "guardian", N_("Người giám hộ")
    AGENT = "agent", N_("Người đại diện, được ủy quyền")


class RequestState(Labelled):
    """Where a request stands."""

    OPEN = "open", N_("Chờ trả lời")
    ACCEPTED = "accepted", N_("Đã trả lời, đang thực hiện")
    DONE = "done", N_("Đã thực hiện")
    REFUSED = "refused", N_("Không thực hiện, đã nêu lý do")
    WITHDRAWN = "withdrawn", N_("Người yêu cầu đã rút")


RUNNING = frozenset({RequestState.OPEN, RequestState.ACCEPTED})
"""States in which the unit still has to act."""

NEXT: Mapping[RequestState, tuple[RequestState, ...]] = {
    RequestState.OPEN: (RequestState.DONE, RequestState.ACCEPTED, RequestState.REFUSED, RequestState.WITHDRAWN),
    RequestState.ACCEPTED: (RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN),
}
"""Which answers are possible."""


@dataclass(frozen=True)
class Asked:
    """A request as the officer writes it down."""

    wish: Wish
    topic: Topic
    channel: Channel
    asker: Asker
    received_on: date
    what: str
    """What is wrong, or what is asked for, in the person's words."""
    asker_name: str = ""
    wanted: str = ""
    """How it should read (corrections)."""
    evidence: str = ""
    """What the person showed."""


@dataclass(frozen=True)
class Count:
    """A period of the law for a request: its last day, and the entry it rests on."""

    due: date
    due_at: datetime
    """The midnight after it, aware."""
    pin: Mapping[str, object]


def count(rule: str, law: Book, calendar: Calendar, received_on: date) -> Count | None:
    """The period of a rule from the day of receipt; None where the law of that day has none (before 2026-01-01)."""
    entry = law.rule(rule).at(received_on)
    if entry is None or not entry.is_clock:
        return None
    end = clock(entry, Moment(received_on), calendar=calendar).due
    return Count(end.day, at_end_of(end.day), pin(entry))


def at_end_of(day: date) -> datetime:
    """The aware moment at which a day is over."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=VIETNAM)


def asked_problems(asked: Asked, *, today: date) -> Iterator[Problem]:
    """What a request lacks before it can be written down."""
    if asked.received_on > today:
        yield Problem(
            "received_in_future", N_("Ngày nhận ở tương lai."), N_("Thời hạn tính từ ngày nhận."), N_("Sửa lại ngày."), field="received_on"
        )
    if not asked.what.strip():
        yield Problem("nothing_asked", N_("Chưa ghi người này yêu cầu gì."), "", N_("Ghi theo lời người yêu cầu."), field="what")
    if asked.wish is Wish.CORRECT and not asked.wanted.strip():
        yield Problem(
            "correction_to_what", N_("Chưa ghi nội dung đúng."), N_("Đính chính phải biết sửa thành gì."), N_("Ghi nội dung đúng."),
            field="wanted",
        )  # fmt: skip
    if asked.asker is not Asker.SELF and not asked.asker_name.strip():
        yield Problem(
            "asker_unnamed", N_("Chưa ghi tên người yêu cầu thay."), N_("Phải biết trả lời cho ai."), N_("Ghi họ tên."), field="asker_name"
        )


def answer_problems(
    state: RequestState,
    outcome: RequestState,
    *,
    reply: str,
    article: str,
    on: date,
    received_on: date,
    answered_on: date | None,
    today: date,
) -> Iterator[Problem]:
    """Why an answer cannot be given so: the request is closed, the day is impossible, a refusal lacks its reason or article."""
    if outcome not in NEXT.get(state, ()):
        yield Problem("answered_already", N_("Yêu cầu này đã xong."), N_("Đã có câu trả lời cuối cùng."), N_("Mở lại trang để xem."))
        return
    if on > today:
        yield Problem("answered_in_future", N_("Ngày trả lời ở tương lai."), "", N_("Sửa lại ngày."), field="on")
    if on < max(received_on, answered_on or received_on):
        yield Problem("answered_before", N_("Ngày này trước ngày nhận hoặc ngày trả lời trước đó."), "", N_("Sửa lại ngày."), field="on")
    if outcome is RequestState.REFUSED and not article.strip():
        yield Problem(
            "refusal_without_article",
            N_("Chưa ghi điều, khoản làm căn cứ từ chối."),
            N_("Không có căn cứ thì phải thực hiện yêu cầu."),
            N_("Ghi số điều, khoản và văn bản."),
            field="article",
        )
    if not reply.strip():
        yield Problem(
            "answer_without_words",
            N_("Chưa ghi trả lời thế nào."),
            N_("Người yêu cầu nhận đúng những lời này."),
            N_("Ghi đã làm gì, sẽ làm gì, hoặc vì sao không làm."),
            field="reply",
        )
