"""Which forms can be issued, what must they hold, and in which state is an issued paper?

Pure: no Django. The forms themselves are written by the apps that know the facts (cases/papers.py); this module says what a form is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hoanhap.documents.rendering.blocks import Document
from hoanhap.documents.rendering.layout import Sure
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_

WORDING_UNCHECKED = N_("Lời văn chưa đối chiếu với bản công báo")
"""Shown wherever a paper of a form with unconfirmed wording is drafted, issued or read."""


class IssuerKind(Labelled):
    """Which agency issues a form."""

    COMMUNE_POLICE = "commune_police", N_("Công an cấp xã")
    COMMUNE_COMMITTEE = "commune_committee", N_("Ủy ban nhân dân cấp xã")
    DETECTING_AGENCY = "detecting_agency", N_("cơ quan phát hiện hành vi")
    PLAN_OFFICE = "plan_office", N_("cơ quan theo dõi kế hoạch")


class Format(Labelled):
    """The files an issued paper is stored as."""

    PDF = "pdf", N_("bản .pdf")
    DOCX = "docx", N_("bản .docx")

    @property
    def media_type(self) -> str:
        """The media type for the download."""
        return {
            Format.PDF: "application/pdf",
            Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }[self]


class PaperEventKind(Labelled):
    """What happens to a paper after it is issued."""

    SIGNED = "signed", N_("Ký")
    DELIVERED = "delivered", N_("Giao")
    VOIDED = "voided", N_("Hủy")
    REPLACED = "replaced", N_("Thay thế")


class PaperState(Labelled):
    """Where an issued paper stands."""

    NUMBERED = "numbered", N_("Đã cấp số, chờ ký")
    SIGNED = "signed", N_("Đã ký, chờ giao")
    DELIVERED = "delivered", N_("Đã giao")
    REPLACED = "replaced", N_("Đã có giấy thay thế")
    VOIDED = "voided", N_("Đã hủy")


@dataclass(frozen=True)
class Need:
    """A value that a form cannot be issued without: its dotted path in the context and its name in a sentence."""

    path: str
    label: str


@dataclass(frozen=True)
class FormSource:
    """The decree and annex a form belongs to, and the half-open days on which it may be used for a new paper."""

    decree: str
    annex: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class PaperForm[C]:
    """One official form of a decree. `compose` turns a frozen context into the paper.

    `unchecked` says, in Vietnamese, what has still to be compared with the gazette. `number_sure` says how well number and title are
    confirmed, `wording_sure` the text.
    """

    key: str
    source: FormSource
    number: str
    title: str
    symbol: str
    """The first part of the number's symbol: "QĐ", "TB", "DS"."""
    issuer: IssuerKind
    compose: Callable[[C], Document]
    unchecked: str = ""
    needs: tuple[Need, ...] = ()
    checks: tuple[Callable[[C], Problem | None], ...] = ()
    numbered: bool = True
    number_sure: Sure = Sure.CONFIRMED
    wording_sure: Sure = Sure.UNCONFIRMED

    @property
    def name(self) -> str:
        """ "Mẫu 04"."""
        return f"Mẫu {self.number}"

    @property
    def citation(self) -> str:
        """ "Mẫu 04 Phụ lục III NĐ 163/2026": for screens and messages."""
        return cite(self.source.decree, self.source.annex, self.number)

    def problems(self, context: C, *, on: date) -> list[Problem]:
        """Why this paper cannot be issued on that day; empty when it can."""
        found = []
        if on < self.source.since or (self.source.until is not None and on >= self.source.until):
            span = {"form": self.citation, "day": f"{on:%d/%m/%Y}", "since": f"{self.source.since:%d/%m/%Y}"}
            last = "" if self.source.until is None else f"{self.source.until - timedelta(days=1):%d/%m/%Y}"
            found.append(
                Problem(
                    "paper.form_not_in_force",
                    N_("%(form)s không dùng cho văn bản ngày %(day)s."),
                    N_("Mẫu này dùng từ %(since)s đến hết %(last)s.") if last else N_("Mẫu này dùng từ %(since)s."),
                    N_("Sửa ngày văn bản, hoặc chọn mẫu của luật có hiệu lực ngày đó."),
                    self.citation,
                    "on",
                    {**span, "last": last},
                )
            )
        found.extend(self._missing(need) for need in self.needs if not _present(_reach(context, need.path)))
        if not found:
            found.extend(problem for check in self.checks if (problem := check(context)) is not None)
        return found

    def _missing(self, need: Need) -> Problem:
        return Problem(
            f"paper.missing.{need.path}",
            N_("Chưa có %(value)s."),
            N_("%(form)s phải ghi mục này."),
            N_("Điền mục còn thiếu rồi ra văn bản."),
            self.citation,
            need.path.rpartition(".")[2],
            {"value": need.label, "form": self.name},
        )


def cite(decree: str, annex: str, number: str) -> str:
    """ "Mẫu 04 Phụ lục III NĐ 163/2026"; without "Mẫu" where the decree gives a layout and no form."""
    return " ".join(part for part in (f"Mẫu {number}" if number else "", annex, f"NĐ {decree.removesuffix('/NĐ-CP')}") if part)


def _reach(value: object, path: str) -> object:
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value


def _present(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None and value != ()


def abbreviation(organisation_name: str, kind: str) -> str:
    """The issuer's part of a symbol: "CAP", "CAX", "CAĐK" for the police of a ward, commune, special zone; "UBND" for a committee.

    Used by custom of commune police; no text read fixes these letters (docs/guides/papers.md), so an agency may set its own series.
    """
    if kind == "people_committee":
        return "UBND"
    place = organisation_name.casefold().removeprefix("công an").strip()
    for word, letter in (("phường", "P"), ("xã", "X"), ("thị trấn", "TT"), ("đặc khu", "ĐK"), ("tỉnh", "T"), ("thành phố", "TP")):
        if place.startswith(word):
            return f"CA{letter}"
    return "CA"


def series_of(form_symbol: str, organisation_name: str, kind: str) -> str:
    """ "QĐ-CAP": the series whose number book gives the number."""
    return f"{form_symbol}-{abbreviation(organisation_name, kind)}"


@dataclass(frozen=True)
class Delivery:
    """One body or person the paper goes to, and when it was handed over (None: not yet)."""

    recipient: str
    on: date | None


@dataclass(frozen=True)
class History:
    """What the events of a paper say, in words a page can show."""

    state: PaperState
    signed_on: date | None
    deliveries: tuple[Delivery, ...]

    @property
    def is_open(self) -> bool:
        """Whether signing and delivery may still be recorded."""
        return self.state not in (PaperState.VOIDED, PaperState.REPLACED)

    @property
    def undelivered(self) -> tuple[str, ...]:
        """Who has not got the paper yet."""
        return tuple(delivery.recipient for delivery in self.deliveries if delivery.on is None)


def history(deliver_to: Sequence[str], events: Sequence[tuple[str, date, str]]) -> History:
    """Replay a paper's events (kind, day, recipient), oldest first, over the list of those it must reach.

    A recipient outside the list is added to it. A voided paper stays voided whatever follows.
    """
    signed_on: date | None = None
    handed: dict[str, date | None] = dict.fromkeys(deliver_to)
    ended: PaperState | None = None
    for kind, on, recipient in events:
        match PaperEventKind(kind):
            case PaperEventKind.SIGNED:
                signed_on = on
            case PaperEventKind.DELIVERED:
                handed[recipient] = on
            case PaperEventKind.VOIDED:
                ended = PaperState.VOIDED
            case PaperEventKind.REPLACED:
                ended = ended or PaperState.REPLACED
    deliveries = tuple(Delivery(recipient, on) for recipient, on in handed.items())
    if ended is not None:
        state = ended
    elif signed_on is None:
        state = PaperState.NUMBERED
    elif all(delivery.on is not None for delivery in deliveries):
        state = PaperState.DELIVERED
    else:
        state = PaperState.SIGNED
    return History(state, signed_on, deliveries)


def may_sign(past: History, *, on: date, issued_on: date) -> Problem | None:
    """Whether a signature of that day may be recorded."""
    if not past.is_open:
        return ended(past)
    if past.signed_on is not None:
        return Problem(
            "paper.signed_twice",
            N_("Giấy này đã ghi ký ngày %(day)s."),
            N_("Một giấy chỉ ghi ký một lần."),
            params={"day": f"{past.signed_on:%d/%m/%Y}"},
        )
    return _not_before_issue(on, issued_on)


def may_deliver(past: History, recipient: str, *, on: date, issued_on: date) -> Problem | None:
    """Whether handing the paper to `recipient` on that day may be recorded."""
    if not past.is_open:
        return ended(past)
    if past.signed_on is None or on < past.signed_on:
        return Problem(
            "paper.unsigned",
            N_("Chưa ghi giao được."),
            N_("Giấy chưa ghi ký, hoặc ngày giao trước ngày ký."),
            N_("Ghi ngày ký trước, rồi ghi giao."),
            field="on",
        )
    if not recipient.strip():
        return Problem("paper.no_recipient", N_("Chưa có nơi nhận."), "", N_("Chọn hoặc gõ nơi nhận."), field="recipients")
    if any(delivery.recipient == recipient and delivery.on is not None for delivery in past.deliveries):
        return Problem(
            "paper.delivered_twice",
            N_("Đã ghi giao cho %(recipient)s."),
            "",
            N_("Chọn nơi nhận khác."),
            field="recipients",
            params={"recipient": recipient},
        )
    return _not_before_issue(on, issued_on)


def may_void(past: History, reason: str) -> Problem | None:
    """Whether the paper may be declared void."""
    if not past.is_open:
        return ended(past)
    if len(reason.strip()) < 10:
        return Problem(
            "paper.no_reason",
            N_("Chưa có lý do hủy."),
            N_("Người đọc sổ về sau cần biết vì sao số này bị hủy."),
            N_("Ghi lý do, ít nhất mười chữ cái."),
            field="reason",
        )
    return None


def ended(past: History) -> Problem:
    """Why nothing more may be recorded for a void or replaced paper."""
    return Problem(
        "paper.ended",
        N_("%(state)s, không ghi thêm được."),
        N_("Giấy đã hủy hoặc đã có giấy thay thế thì giữ nguyên."),
        N_("Mở giấy thay thế, hoặc ra giấy mới."),
        params={"state": past.state.label},
    )


def not_future(on: date, *, today: date) -> Problem | None:
    """Only what has been done is recorded."""
    if on <= today:
        return None
    return Problem(
        "paper.future",
        N_("Ngày %(day)s chưa đến."),
        N_("Chỉ ghi việc đã làm."),
        N_("Sửa lại ngày."),
        field="on",
        params={"day": f"{on:%d/%m/%Y}"},
    )


def unprintable(text: str) -> Problem:
    """The official font has no glyph for it."""
    return Problem(
        "paper.unprintable",
        N_("Không in được “%(text)s”."),
        N_("Phông chữ của văn bản hành chính không có ký tự này."),
        N_("Viết lại bằng chữ cái La-tinh."),
        "NĐ 30/2020 Phụ lục I",
        params={"text": text},
    )


def may_continue(series: str, *, year: int, last_number: int, reached: int) -> Problem | None:
    """Whether a number book may go on from an agency's paper book: only upwards, so that no number is given twice."""
    if not re.fullmatch(r"[A-ZĐ]{1,6}-[A-ZĐ]{1,12}", series):
        return Problem(
            "paper.series",
            N_("“%(series)s” chưa phải ký hiệu."),
            "",
            N_("Gõ như QĐ-CAP, TB-UBND."),
            field="series",
            params={"series": series},
        )
    if last_number < reached:
        return Problem(
            "paper.number_used",
            N_("Sổ %(series)s năm %(year)s đã đến số %(number)s."),
            N_("Số đã cấp thì không cấp lại."),
            N_("Gõ số đã cấp cuối cùng, không nhỏ hơn số đó."),
            field="last_number",
            params={"series": series, "year": str(year), "number": f"{reached:02d}"},
        )
    return None


def _not_before_issue(on: date, issued_on: date) -> Problem | None:
    if on >= issued_on:
        return None
    return Problem(
        "paper.before_issue",
        N_("Ngày %(day)s trước ngày ban hành %(issued)s."),
        N_("Giấy chưa có số thì chưa ký, chưa giao."),
        N_("Sửa lại ngày."),
        field="on",
        params={"day": f"{on:%d/%m/%Y}", "issued": f"{issued_on:%d/%m/%Y}"},
    )
