"""What is the procedure «management of an illegal user» (quản lý người sử dụng trái phép chất ma túy)?

Law 73/2021 Điều 23-26 with decree 105/2021 (from 2022-01-01) and law 120/2025 Điều 24-27 with decree 163/2026 Điều 56-65 (from
2026-07-01). Periods, authorities and articles are in the law book; this module holds only order, states and guards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from hoanhap.cases.rules.engine import (
    Clock,
    DeadlineRow,
    DeadlineState,
    Event,
    EventKind,
    NoData,
    Procedure,
    ProcedureKey,
    Situation,
    Span,
    Term,
    is_late,
    pinned,
)
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book, Confidence, Duration, NotInForce
from hoanhap.law.clocks import Calendar, Moment, due


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
    SUSPENDED = "suspended", N_("Tạm đình chỉ quản lý")
    STOPPED = "stopped", N_("Đã dừng quản lý")
    ENDED = "ended", N_("Đã chấm dứt quản lý")
    REFERRED = "referred", N_("Được xác định nghiện, chuyển thủ tục cai nghiện")


CLOSED = frozenset({State.STOPPED, State.ENDED, State.REFERRED})
UNDER_MANAGEMENT = frozenset({
    State.MANAGED, State.ABSENT, State.REUSE, State.REUSE_NOT_ADDICTED, State.REUSE_ADDICTED,
    State.MOVING, State.HANDED_OVER, State.RECEIVED, State.SUSPENDED,
})  # fmt: skip
"""States in which a management decision is in force: the person has a management dossier (indicator PR04)."""
BEFORE_DECISION = frozenset({State.DETECTED, State.VERIFIED, State.NOTIFIED, State.DETERMINATION, State.NOT_ADDICTED})


# --- what the events say -----------------------------------------------------------------------------------------------------


class Sample(Labelled):
    """What the sample is (decree 163/2026 Điều 56: urine is taken under the eyes of a person of the same sex)."""

    URINE = "urine", N_("Nước tiểu")
    SALIVA = "saliva", N_("Nước bọt")
    BLOOD = "blood", N_("Máu")
    OTHER = "other", N_("Khác")


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


@dataclass(frozen=True)
class PositiveTest:
    """The result sheet of a positive test. The event's moment is the result's; the commune police received it at `received_*`."""

    received_on: date | None = None
    received_time: time | None = None
    detected_on: date | None = None
    detected_time: time | None = None
    sampled_on: date | None = None
    sampled_time: time | None = None
    sample: str = Sample.URINE.value
    supervisor: str = ""
    supervisor_sex: str = ""
    witness: str = ""
    substances: tuple[str, ...] = ()
    ground: str = TestGround.DETECTED.value
    detected_by: str = DetectedBy.OWN.value
    agency: str = ""
    result_number: str = ""
    remote: bool = False


@dataclass(frozen=True)
class ResidenceCheck:
    """Whether the person has a stable residence, and where."""

    result: str
    address: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Notice:
    """The notice of illegal use. `to_commune` is set when the person lives in another commune, which then takes the case over."""

    number: str = ""
    to_commune: int | None = None
    received_on: date | None = None
    received_time: time | None = None
    signer: str = ""
    signer_title: str = ""


@dataclass(frozen=True)
class Determination:
    """The result of the determination of addiction (its own procedure comes with a later version)."""

    result: str
    place: str = ""
    number: str = ""
    received_on: date | None = None
    received_time: time | None = None


@dataclass(frozen=True)
class Decision:
    """A signed management decision."""

    number: str = ""
    signer: str = ""
    signer_title: str = ""
    team: str = ""
    helper: str = ""


@dataclass(frozen=True)
class PresenceCheck:
    """One residence check of a managed person."""

    result: str
    officer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Test:
    """A test of a managed person."""

    result: str
    sample: str = Sample.URINE.value
    supervisor: str = ""
    supervisor_sex: str = ""
    witness: str = ""
    substances: tuple[str, ...] = ()
    result_number: str = ""


@dataclass(frozen=True)
class MoveOut:
    """The person left for another commune; the event's moment is the leaving."""

    to_commune: int
    address: str = ""
    moved_in_on: date | None = None
    moved_in_time: time | None = None


@dataclass(frozen=True)
class HandOver:
    """The file was sent to the commune the person moved to."""

    number: str = ""
    pages: int | None = None
    to_commune: int | None = None
    signer: str = ""
    signer_title: str = ""


@dataclass(frozen=True)
class ReturnFile:
    """The commune that was sent the file does not accept it, and why."""

    why: str


@dataclass(frozen=True)
class Suspension:
    """Management pauses while the person is in criminal detention."""

    number: str = ""
    signer: str = ""
    signer_title: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Resumption:
    """The person left detention within the term."""

    note: str = ""


@dataclass(frozen=True)
class Stop:
    """A stop decision with its ground."""

    ground: str
    number: str = ""
    signer: str = ""
    signer_title: str = ""
    basis: str = ""
    died_on: date | None = None


@dataclass(frozen=True)
class End:
    """The end decision when the term has run out."""

    number: str = ""
    signer: str = ""
    signer_title: str = ""


@dataclass(frozen=True)
class Sending:
    """To whom a decision was sent."""

    recipients: str = ""


# --- guards ------------------------------------------------------------------------------------------------------------------


def supervisor_is_same_sex(situation: Situation, event: Event) -> Problem | None:
    """Urine is taken under supervision by a person of the same sex (TST-207). A rule with one source only refuses nothing."""
    entry = situation.entry("testing.urine_same_sex", event.on)
    data = event.data
    if entry is None or entry.confidence is not Confidence.CONFIRMED or data.sample != Sample.URINE or not data.supervisor_sex or situation.facts.sex == "unknown":
        return None
    if data.supervisor_sex == situation.facts.sex:
        return None
    return Problem(
        "supervisor_sex",
        N_("Phải cùng giới với người được lấy mẫu."),
        N_("Mẫu nước tiểu do người cùng giới giám sát."),
        N_("Chọn người khác, hoặc sửa loại mẫu nếu ghi nhầm."),
        entry.short_basis(),
        field="supervisor_sex",
    )


def minor_has_witness(situation: Situation, event: Event) -> Problem | None:
    """Samples other than urine from a person under 18 need a parent, guardian or representative (TST-102 consent, TST-206 witness)."""
    age = situation.facts.age(event.on)
    if age is None or age >= 18 or event.data.sample == Sample.URINE or event.data.witness:
        return None
    entry = situation.entry("testing.guardian_witnesses", event.on) or situation.entry("testing.guardian_consents", event.on)
    if entry is None:
        return None
    return Problem(
        "minor_witness",
        N_("Người dưới 18 tuổi: phải có cha, mẹ, người giám hộ hoặc người đại diện khi lấy mẫu này."),
        N_("Mẫu không phải nước tiểu của người dưới 18 tuổi chỉ lấy khi có người đại diện."),
        N_("Ghi họ tên người đại diện có mặt."),
        entry.short_basis(),
        field="witness",
    )


def moments_in_order(_situation: Situation, event: Event) -> Problem | None:
    """Detection, sample, result and receipt follow each other."""
    data = event.data
    order = (
        ("detected_on", data.detected_on, data.detected_time, N_("phát hiện")),
        ("sampled_on", data.sampled_on, data.sampled_time, N_("lấy mẫu")),
        ("on", event.on, event.time, N_("có kết quả")),
        ("received_on", data.received_on, data.received_time, N_("Công an cấp xã nhận")),
    )
    known = [(name, day, moment, label) for name, day, moment, label in order if day is not None]
    for (_, day, moment, label), (name, later_day, later_moment, later_label) in zip(known, known[1:], strict=False):
        if later_day < day or (later_day == day and moment is not None and later_moment is not None and later_moment < moment):
            return Problem(
                "moments_in_order",
                N_("Lúc %(later)s sớm hơn lúc %(earlier)s."),
                N_("Phát hiện, lấy mẫu, có kết quả rồi mới đến nhận kết quả."),
                N_("Sửa lại ngày, giờ cho đúng thứ tự."),
                field=name,
                params={"later": later_label, "earlier": label},
            )
    return None


def ground_is_in_force(situation: Situation, event: Event) -> Problem | None:
    """The ground of a stop is one that the law of the day knows; before a decision only death ends the case."""
    entry = situation.entry("management.stop_grounds", event.on)
    if entry is None or not isinstance(entry.value, tuple) or event.data.ground not in entry.value:
        return Problem(
            "ground",
            N_("Luật ngày đó không có căn cứ dừng này."),
            N_("Quyết định dừng phải dựa vào một căn cứ đang có hiệu lực."),
            N_("Chọn căn cứ khác, hoặc kiểm tra lại ngày quyết định."),
            entry.short_basis() if entry else "",
            field="ground",
        )
    if situation.state in BEFORE_DECISION and event.data.ground != StopGround.DEAD_OR_MISSING:
        return Problem(
            "ground_before_decision",
            N_("Chưa có quyết định quản lý nên chưa có gì để dừng."),
            N_("Trước quyết định, hồ sơ chỉ khép lại khi người này chết hoặc bị tuyên bố mất tích."),
            N_("Ghi kết quả xác định tình trạng nghiện nếu người này nghiện."),
            entry.short_basis(),
            field="ground",
        )
    return None


def suspension_exists(situation: Situation, event: Event) -> Problem | None:
    """Suspension during detention exists from law 120/2025 on (MGT-214)."""
    if situation.entry("management.suspension", event.on) is not None:
        return None
    return Problem(
        "no_suspension",
        N_("Luật ngày đó chưa có việc tạm đình chỉ quản lý."),
        N_("Tạm đình chỉ khi bị tạm giữ, tạm giam có từ 01/07/2026."),
        N_("Kiểm tra lại ngày; trước đó thời hạn vẫn chạy."),
        situation.article("management.stop_grounds", event.on),
        field="on",
    )


def term_still_runs(situation: Situation, event: Event) -> Problem | None:
    """After detention management resumes only within the term; otherwise it is stopped (MGT-214)."""
    if situation.term is None or event.on <= situation.term.end:
        return None
    return Problem(
        "term_over",
        N_("Thời hạn quản lý đã hết ngày %(end)s."),
        N_("Chỉ tiếp tục khi thời hạn còn; bị tạm giữ, tạm giam lâu hơn thời hạn còn lại thì dừng."),
        N_("Ghi quyết định dừng quản lý."),
        situation.article("management.suspension", event.on),
        field="on",
        params={"end": situation.term.end.strftime("%d/%m/%Y")},
    )


def term_is_over(situation: Situation, event: Event) -> Problem | None:
    """Management ends when the term has run, not a day before (MGT-112, MGT-219)."""
    term = situation.term
    if term is None or event.on >= term.end:
        return None
    return Problem(
        "term_runs",
        N_("Chưa hết thời hạn quản lý: hết ngày %(end)s, còn %(days)s ngày."),
        N_("Chỉ chấm dứt khi hết thời hạn mà không sử dụng lại."),
        N_("Nếu có căn cứ dừng thì ghi quyết định dừng."),
        situation.article("management.end_when_term_expires", event.on) or situation.article("management.list_removal", event.on),
        field="on",
        params={"end": term.end.strftime("%d/%m/%Y"), "days": (term.end - event.on).days},
    )


def decided_within_law(situation: Situation, event: Event) -> Problem | None:
    """There is no management of illegal users before 2022-01-01."""
    if situation.entry("management.term", event.on) is not None:
        return None
    return Problem(
        "no_law",
        N_("Ngày đó chưa có biện pháp quản lý người sử dụng trái phép."),
        N_("Biện pháp này có từ 01/01/2022."),
        N_("Kiểm tra lại ngày."),
        field="on",
    )


def goes_to_another_commune(situation: Situation, event: Event) -> Problem | None:
    """One moves to, or is notified to, another commune than the present one."""
    if event.data.to_commune is None or event.data.to_commune != situation.commune:
        return None
    return Problem(
        "same_commune",
        N_("Nơi đến trùng với nơi đang quản lý."),
        N_("Chuyển trong cùng một xã, phường thì không phải chuyển hồ sơ."),
        N_("Chọn xã, phường khác."),
        situation.article("management.file_transfer_deadline", event.on),
        field="to_commune",
    )


def is_the_receiving_commune(situation: Situation, event: Event) -> Problem | None:
    """Only the commune that was sent the file receives or returns it."""
    if situation.receiving is not None and situation.facts.unit_on(situation.receiving, event.on) == event.unit:
        return None
    return Problem(
        "not_receiver",
        N_("Chỉ nơi được chuyển hồ sơ đến mới ghi nhận hoặc trả lại."),
        N_("Việc bàn giao cần hai bên: bên gửi và bên nhận."),
        N_("Chờ đơn vị nơi đến xác nhận."),
        situation.article("management.file_transfer_deadline", event.on),
    )


# --- where events lead -------------------------------------------------------------------------------------------------------


def _after_residence(_situation: Situation, event: Event) -> str:
    return State.VERIFIED if event.data.result == Residence.STABLE else State.DETERMINATION


def _after_notice(_situation: Situation, event: Event) -> str:
    return State.HANDED_OVER if event.data.to_commune else State.NOTIFIED


def _after_determination(situation: Situation, event: Event) -> str:
    addicted = event.data.result == Addiction.ADDICTED
    if situation.state == State.REUSE:
        return State.REUSE_ADDICTED if addicted else State.REUSE_NOT_ADDICTED
    return State.REFERRED if addicted else State.NOT_ADDICTED


def _after_presence(situation: Situation, event: Event) -> str:
    if situation.state not in {State.MANAGED, State.ABSENT}:
        return str(situation.state)
    counts_absence = event.data.result == Presence.ABSENT_UNKNOWN and _absence_is_excluded(situation, event.on)
    return State.ABSENT if counts_absence else State.MANAGED


def _after_receipt(situation: Situation, event: Event) -> str:
    if situation.term is None:
        return State.NOTIFIED
    return State.RECEIVED if _needs_new_decision(situation, event.on) else State.MANAGED


def _stay(situation: Situation, _event: Event) -> str:
    return str(situation.state)


def _to(state: State) -> Callable[[Situation, Event], str]:
    return lambda _situation, _event: state


def _absence_is_excluded(situation: Situation, on: date) -> bool:
    """Absence with unknown whereabouts does not count from law 120/2025 on, and only for terms decided under it (MGT-212, TRN-205 is silent)."""
    term_start = situation.term.since if situation.term else on
    return situation.entry("management.absence_not_counted", term_start) is not None


def _needs_new_decision(situation: Situation, on: date) -> bool:
    """Under law 120/2025 the rest of the term runs on from the new commune's decision (MGT-213); before, by itself (MGT-114)."""
    entry = situation.entry("management.remaining_term_after_move", on)
    return entry is not None and entry.id == "MGT-213"


# --- moments that clocks run from --------------------------------------------------------------------------------------------


def _test_moments(_situation: Situation, event: Event) -> Mapping[str, Moment]:
    data = event.data
    moments = {"result_at": event.moment}
    moments["use_detected"] = Moment(data.detected_on, data.detected_time) if data.detected_on else event.moment
    if data.detected_by == DetectedBy.OWN:
        moments["received_at"] = Moment(data.received_on, data.received_time) if data.received_on else event.moment
    return moments


def _residence_moments(_situation: Situation, event: Event) -> Mapping[str, Moment]:
    return {"residence_verified": event.moment} if event.data.result == Residence.STABLE else {}


def _received(event: Event) -> Moment:
    return Moment(event.data.received_on, event.data.received_time) if event.data.received_on else event.moment


def _notice_moments(_situation: Situation, event: Event) -> Mapping[str, Moment]:
    return {} if event.data.to_commune else {"notice_received": _received(event)}


def _determination_moments(situation: Situation, event: Event) -> Mapping[str, Moment]:
    """Not addicted: the decision (re-use: the new decision) is due from the receipt of the result, which is the notice of the law's text."""
    if event.data.result == Addiction.ADDICTED:
        return {}
    entry = situation.entry("management.reuse_decision_deadline", event.on)
    timed = entry is not None and isinstance(entry.value, Duration)
    return {"reuse_notified" if situation.state == State.REUSE and timed else "notice_received": _received(event)}


def _move_moments(_situation: Situation, event: Event) -> Mapping[str, Moment]:
    moved_in = Moment(event.data.moved_in_on, event.data.moved_in_time) if event.data.moved_in_on else event.moment
    return {"left_commune": event.moment, "moved_in": moved_in}


def _receipt_moments(situation: Situation, event: Event) -> Mapping[str, Moment]:
    return {"notice_received" if situation.term is None else "file_received": event.moment}


def _decided_moments(_situation: Situation, event: Event) -> Mapping[str, Moment]:
    return {"decision_signed": event.moment}


def _closing_moments(_situation: Situation, event: Event) -> Mapping[str, Moment]:
    return {"closing_decision_signed": event.moment}


# --- term and monthly checks -------------------------------------------------------------------------------------------------


def _term(situation: Situation, event: Event, term: Term | None) -> Term | None:
    """The management term after an event. It is never lengthened because its last day is a rest day (PAR-035)."""
    if event.kind == "decide":
        entry = situation.entry("management.term", event.on)
        if entry is None or not isinstance(entry.value, Duration):
            return term
        kept, period = situation.pinned(f"term_end:{event.on.isoformat()}", entry, entry.value)
        end = due(Moment(event.on, None), period, calendar=situation.calendar, roll=False).day
        return Term(since=event.on, end=end, pin=kept)
    if term is None:
        return None
    if situation.state == State.ABSENT and event.kind in {"presence_check", "move_out", "test", "suspend", "stop"}:
        left = situation.past["presence_check"]
        away = (event.on - left.on).days if not (event.kind == "presence_check" and event.data.result == Presence.ABSENT_UNKNOWN) else 0
        return _lengthened(term, away)
    if event.kind == "continue_decision":
        between = (event.on - situation.past["move_out"].on).days
        if between:
            return replace(term, longer_end=(term.longer_end or term.end) + timedelta(days=between), doubt=N_("Luật không nói những ngày từ lúc chuyển đi đến quyết định mới có tính vào thời hạn hay không; hệ thống báo theo cách ngắn hơn."))
    return term


def _lengthened(term: Term, days: int) -> Term:
    longer = term.longer_end + timedelta(days=days) if term.longer_end else None
    return replace(term, end=term.end + timedelta(days=days), longer_end=longer, excluded=term.excluded + days)


def _periodic(
    spans: Sequence[Span], events: Sequence[Event], term: Term | None, book: Book, calendar: Calendar, procedure: Procedure
) -> list[DeadlineRow]:
    """The alarm at the end of the term and, for every calendar month that begins within it, one residence check.

    The decree asks for a check at least once a month without saying how a broken month counts; the month of the decision is left out.
    """
    if term is None:
        return []
    closing = next((event for event in events if event.kind in {"stop", "end"}), None)
    rows = [_end_alarm(term, spans, closing)]
    checks = {(event.on.year, event.on.month): event for event in reversed(events) if event.kind == "presence_check" and event.on >= term.since}
    month = _first_of_next_month(term.since)
    while month <= term.end:
        last = min(_first_of_next_month(month) - timedelta(days=1), term.end)
        row = _monthly(month, last, checks.get((month.year, month.month)), spans, closing, book, term)
        if row is not None:
            rows.append(row)
        month = _first_of_next_month(month)
    return rows


def _end_alarm(term: Term, spans: Sequence[Span], closing: Event | None) -> DeadlineRow:
    limit = Moment(term.end)
    return DeadlineRow(
        key=f"term_end:{term.since.isoformat()}",
        clock="term_end",
        rule="management.term",
        owner="commune_police_chief",
        protects=True,
        anchor=Moment(term.since, None),
        due=limit,
        pin=term.pin,
        commune=spans[-1].commune,
        state=DeadlineState.MET if closing else DeadlineState.OPEN,
        met=closing.moment if closing else None,
        was_late=bool(closing and is_late(limit, closing.moment)),
        alternative_on=term.longer_end,
        note=term.doubt,
    )


def _monthly(
    first: date, last: date, check: Event | None, spans: Sequence[Span], closing: Event | None, book: Book, term: Term
) -> DeadlineRow | None:
    try:
        entry = book.entry("management.presence_check_frequency", on=max(first, term.since))
    except NotInForce:
        return None
    span = next((span for span in spans if span.since <= last < span.until), spans[-1])
    limit = Moment(last)
    if check is not None:
        state, met = DeadlineState.MET, check.moment
    elif span.state == State.SUSPENDED or (closing is not None and closing.on <= last):
        state, met = DeadlineState.DROPPED, None
    else:
        state, met = DeadlineState.OPEN, None
    if state is DeadlineState.OPEN and closing is not None:
        state = DeadlineState.DROPPED
    return DeadlineRow(
        key=f"presence_check:{first:%Y-%m}",
        clock="presence_check",
        rule="management.presence_check_frequency",
        owner=entry.owner or "commune_police",
        protects=False,
        anchor=Moment(first, None),
        due=limit,
        pin=pinned(entry),
        commune=span.commune,
        state=state,
        met=met,
    )


def _first_of_next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


# --- the table ---------------------------------------------------------------------------------------------------------------

_S = State
KINDS = (
    EventKind(
        "positive_test", N_("Xét nghiệm dương tính"), N_("Ghi kết quả dương tính"), PositiveTest,
        sources=frozenset({None}), target=_to(_S.DETECTED), right="case.record",
        needs=N_("Người này đang có một thủ tục quản lý; kết quả khi đang bị quản lý ghi ở “Ghi xét nghiệm”."),
        rule="testing.grounds", icon="test-pipe",
        guards=(decided_within_law, moments_in_order, supervisor_is_same_sex, minor_has_witness), moments=_test_moments,
    ),
    EventKind(
        "residence_check", N_("Xác minh nơi cư trú"), N_("Ghi xác minh"), ResidenceCheck,
        sources=frozenset({_S.DETECTED}), target=_after_residence, right="case.record",
        needs=N_("Xác minh nơi cư trú ghi một lần, sau kết quả dương tính."),
        rule="management.residence_check_deadline", icon="map-pin", moments=_residence_moments,
    ),
    EventKind(
        "notice", N_("Thông báo hành vi sử dụng trái phép"), N_("Lập thông báo"), Notice,
        sources=frozenset({_S.VERIFIED}), target=_after_notice, right="case.record",
        needs=N_("Phải xác minh nơi cư trú trước khi gửi thông báo."),
        rule="management.notice_deadline", icon="send", guards=(goes_to_another_commune,), moments=_notice_moments, form="notice", landmark=True,
    ),
    EventKind(
        "determination_result", N_("Kết quả xác định tình trạng nghiện"), N_("Ghi kết quả xác định"), Determination,
        sources=frozenset({_S.DETERMINATION, _S.REUSE}), target=_after_determination, right="case.record",
        needs=N_("Chỉ ghi khi đang chờ kết quả xác định tình trạng nghiện."),
        rule="management.reuse_decision_deadline", icon="stethoscope", moments=_determination_moments,
    ),
    EventKind(
        "decide", N_("Quyết định áp dụng biện pháp quản lý"), N_("Soạn quyết định"), Decision,
        sources=frozenset({_S.NOTIFIED, _S.NOT_ADDICTED, _S.REUSE_NOT_ADDICTED}), target=_to(_S.MANAGED), right="case.decide",
        needs=N_("Phải có thông báo hành vi sử dụng trái phép, hoặc kết quả xác định không nghiện, trước khi ra quyết định."),
        rule="management.decision_deadline", icon="file-certificate", guards=(decided_within_law,), moments=_decided_moments, form="decision",
        landmark=True,
    ),
    EventKind(
        "presence_check", N_("Kiểm tra cư trú"), N_("Ghi kiểm tra"), PresenceCheck,
        sources=frozenset({_S.MANAGED, _S.ABSENT, _S.REUSE, _S.REUSE_NOT_ADDICTED, _S.REUSE_ADDICTED, _S.MOVING, _S.RECEIVED}), target=_after_presence,
        right="case.record", needs=N_("Chỉ kiểm tra cư trú khi quyết định quản lý đang có hiệu lực."),
        rule="management.presence_check_frequency", icon="home-check",
    ),
    EventKind(
        "test", N_("Xét nghiệm khi đang bị quản lý"), N_("Ghi xét nghiệm"), Test,
        sources=frozenset({_S.MANAGED, _S.ABSENT}), target=lambda situation, event: State.REUSE if event.data.result == TestResult.POSITIVE else State.MANAGED,
        right="case.record", needs=N_("Xét nghiệm này dành cho người đang bị quản lý."),
        rule="management.tests", icon="test-pipe", guards=(supervisor_is_same_sex, minor_has_witness),
    ),
    EventKind(
        "move_out", N_("Chuyển nơi cư trú sang xã, phường khác"), N_("Ghi chuyển nơi cư trú"), MoveOut,
        sources=frozenset({_S.MANAGED, _S.ABSENT}), target=_to(_S.MOVING), right="case.record",
        needs=N_("Chỉ ghi chuyển nơi cư trú khi đang bị quản lý và không chờ kết quả nào khác."),
        rule="management.file_transfer_deadline", icon="map-pin", guards=(goes_to_another_commune,), moments=_move_moments,
    ),
    EventKind(
        "hand_over", N_("Chuyển hồ sơ đến nơi cư trú mới"), N_("Bàn giao hồ sơ"), HandOver,
        sources=frozenset({_S.MOVING}), target=_to(_S.HANDED_OVER), right="case.record",
        needs=N_("Phải ghi việc chuyển nơi cư trú trước."),
        rule="management.file_transfer_deadline", icon="arrows-right-left", form="transfer", landmark=True,
    ),
    EventKind(
        "receive", N_("Nhận hồ sơ bàn giao"), N_("Xem và nhận"), NoData,
        sources=frozenset({_S.HANDED_OVER}), target=_after_receipt, right="case.record",
        needs=N_("Chỉ nhận khi nơi gửi đã chuyển hồ sơ."),
        rule="management.file_transfer_deadline", icon="arrows-right-left", guards=(is_the_receiving_commune,), moments=_receipt_moments,
    ),
    EventKind(
        "return_file", N_("Trả lại hồ sơ bàn giao"), N_("Trả lại hồ sơ"), ReturnFile,
        sources=frozenset({_S.HANDED_OVER}), target=lambda situation, _event: State.MOVING if situation.term else State.VERIFIED, right="case.record",
        needs=N_("Chỉ trả lại hồ sơ đang chờ nhận."),
        rule="management.file_transfer_deadline", icon="arrow-back", guards=(is_the_receiving_commune,),
    ),
    EventKind(
        "present", N_("Trình diện tại nơi cư trú mới"), N_("Ghi trình diện"), NoData,
        sources=frozenset({_S.MOVING, _S.HANDED_OVER, _S.RECEIVED, _S.MANAGED}), target=_stay, right="case.record",
        needs=N_("Chỉ ghi trình diện sau khi chuyển nơi cư trú."),
        rule="management.present_at_new_commune", icon="user-check",
        guards=(lambda situation, event: None if "move_out" in situation.past else Problem("no_move", N_("Chưa ghi việc chuyển nơi cư trú."), "", N_("Ghi việc chuyển nơi cư trú trước."), situation.article("management.present_at_new_commune", event.on)),),
    ),
    EventKind(
        "list_notice", N_("Thông báo chuyển danh sách"), N_("Ghi thông báo danh sách"), NoData,
        sources=frozenset({_S.MOVING, _S.HANDED_OVER, _S.RECEIVED, _S.MANAGED}), target=_stay, right="case.record",
        needs=N_("Chỉ ghi sau khi chuyển nơi cư trú, theo Luật 73/2021."),
        rule="management.list_notice_deadline", icon="list-details",
        guards=(lambda situation, event: None if situation.entry("management.list_notice_deadline", event.on) and "move_out" in situation.past else Problem("no_list_notice", N_("Luật ngày đó không có thông báo này, hoặc người này chưa chuyển nơi cư trú."), "", N_("Kiểm tra lại ngày.")),),
    ),
    EventKind(
        "continue_decision", N_("Quyết định tiếp tục quản lý ở nơi cư trú mới"), N_("Soạn quyết định"), Decision,
        sources=frozenset({_S.RECEIVED}), target=_to(_S.MANAGED), right="case.decide",
        needs=N_("Nơi đến phải nhận hồ sơ trước."),
        rule="management.remaining_term_after_move", icon="file-certificate", moments=_decided_moments, form="decision",
    ),
    EventKind(
        "suspend", N_("Quyết định tạm đình chỉ quản lý"), N_("Tạm đình chỉ quản lý"), Suspension,
        sources=frozenset({_S.MANAGED, _S.ABSENT, _S.REUSE, _S.REUSE_NOT_ADDICTED}), target=_to(_S.SUSPENDED), right="case.decide",
        needs=N_("Chỉ tạm đình chỉ khi đang bị quản lý và bị tạm giữ, tạm giam."),
        rule="management.suspension", icon="player-pause", guards=(suspension_exists,), moments=_closing_moments, form="suspension",
    ),
    EventKind(
        "resume", N_("Tiếp tục quản lý sau tạm giữ, tạm giam"), N_("Ghi tiếp tục quản lý"), Resumption,
        sources=frozenset({_S.SUSPENDED}), target=_to(_S.MANAGED), right="case.record",
        needs=N_("Chỉ tiếp tục khi đang tạm đình chỉ."),
        rule="management.suspension", icon="player-play", guards=(term_still_runs,),
    ),
    EventKind(
        "stop", N_("Quyết định dừng quản lý"), N_("Dừng quản lý"), Stop,
        sources=frozenset({*UNDER_MANAGEMENT, *BEFORE_DECISION}), target=_to(_S.STOPPED), right="case.decide",
        needs=N_("Chỉ dừng khi hồ sơ đang mở."),
        rule="management.stop_grounds", icon="square", guards=(ground_is_in_force,), moments=_closing_moments, form="stop",
    ),
    EventKind(
        "end", N_("Quyết định chấm dứt quản lý"), N_("Chấm dứt quản lý"), End,
        sources=frozenset({_S.MANAGED, _S.MOVING, _S.HANDED_OVER, _S.RECEIVED}), target=_to(_S.ENDED), right="case.decide",
        needs=N_("Phải đang bị quản lý và hết thời hạn mà không sử dụng lại."),
        rule="management.end_when_term_expires", icon="circle-check", guards=(term_is_over,), moments=_closing_moments, form="end", landmark=True,
    ),
    EventKind(
        "send_decision", N_("Gửi quyết định"), N_("Ghi đã gửi quyết định"), Sending,
        sources=frozenset({_S.SUSPENDED, _S.STOPPED, _S.ENDED}), target=_stay, right="case.record",
        needs=N_("Phải có quyết định tạm đình chỉ, dừng hoặc chấm dứt."),
        rule="management.send_decision_deadline", icon="send",
    ),
)  # fmt: skip

CLOCKS = (
    Clock("residence_check", "management.residence_check_deadline", N_("Xác minh nơi cư trú"), N_("Ghi xác minh"), "residence_check", frozenset({"residence_check"}), kept_in=frozenset({_S.DETECTED}), applies=lambda event: not event.data.remote),
    Clock("residence_check_remote", "management.residence_check_deadline_remote", N_("Xác minh nơi cư trú (vùng xa)"), N_("Ghi xác minh"), "residence_check", frozenset({"residence_check"}), kept_in=frozenset({_S.DETECTED}), applies=lambda event: event.data.remote),
    Clock("notice", "management.notice_deadline", N_("Gửi thông báo hành vi sử dụng trái phép"), N_("Lập thông báo"), "notice", frozenset({"notice"}), kept_in=frozenset({_S.VERIFIED})),
    Clock("decision", "management.decision_deadline", N_("Ra quyết định áp dụng biện pháp quản lý"), N_("Soạn quyết định"), "decide", frozenset({"decide"}), kept_in=frozenset({_S.DETECTED, _S.VERIFIED, _S.NOTIFIED, _S.NOT_ADDICTED, _S.REUSE_NOT_ADDICTED})),
    Clock("reuse_decision", "management.reuse_decision_deadline", N_("Ra quyết định quản lý mới do sử dụng lại"), N_("Soạn quyết định"), "decide", frozenset({"decide"}), kept_in=frozenset({_S.REUSE_NOT_ADDICTED})),
    Clock("presence_check", "management.presence_check_frequency", N_("Kiểm tra cư trú trong tháng"), N_("Ghi kiểm tra"), "presence_check", frozenset({"presence_check"}), computed=True),
    Clock("file_transfer", "management.file_transfer_deadline", N_("Chuyển hồ sơ đến nơi cư trú mới"), N_("Bàn giao hồ sơ"), "hand_over", frozenset({"hand_over"}), kept_in=frozenset({_S.MOVING})),
    Clock("present", "management.present_at_new_commune", N_("Trình diện tại nơi cư trú mới"), N_("Ghi trình diện"), "present", frozenset({"present"})),
    Clock("list_notice", "management.list_notice_deadline", N_("Thông báo chuyển danh sách cho Công an nơi đến"), N_("Ghi thông báo danh sách"), "list_notice", frozenset({"list_notice"})),
    Clock("continue_decision", "management.decision_deadline", N_("Ra quyết định tiếp tục quản lý"), N_("Soạn quyết định"), "continue_decision", frozenset({"continue_decision"}), anchor="file_received", assumption=N_("Hạn tính từ khi nhận hồ sơ là cách hiểu: văn bản chưa nêu, chưa xác nhận."), kept_in=frozenset({_S.RECEIVED})),
    Clock("term_end", "management.term", N_("Hết thời hạn quản lý"), N_("Soạn quyết định chấm dứt"), "end", frozenset({"end", "stop"}), protects=True, computed=True),
    Clock("send_decision", "management.send_decision_deadline", N_("Gửi quyết định tạm đình chỉ, dừng hoặc chấm dứt"), N_("Ghi đã gửi"), "send_decision", frozenset({"send_decision"}), survives_close=True),
)  # fmt: skip

MANAGEMENT = Procedure(
    key=ProcedureKey.MANAGEMENT,
    states=State,
    closed=CLOSED,
    kinds=KINDS,
    clocks=CLOCKS,
    term=_term,
    periodic=_periodic,
    reopens={"return_file": frozenset({"file_transfer", "notice"})},
)
