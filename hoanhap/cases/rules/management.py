"""What is the procedure «management of an illegal user» (quản lý người sử dụng trái phép chất ma túy)?

Law 73/2021 Điều 23-26 with decree 105/2021 (from 2022-01-01) and law 120/2025 Điều 24-27 with decree 163/2026 Điều 56-65 (from
2026-07-01). Periods, authorities and articles are in the law book; this module holds only order, states and guards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hoanhap.cases.rules import data as say
from hoanhap.cases.rules import guards
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
from hoanhap.cases.rules.states import (
    BEFORE_DECISION,
    CLOSED,
    UNDER_MANAGEMENT,
    Addiction,
    DetectedBy,
    Presence,
    Residence,
    State,
    TestResult,
)
from hoanhap.cases.rules.terms import counted
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book, Duration, NotInForce
from hoanhap.law.clocks import Calendar, Moment
from hoanhap.law.transition import number_of, statute_on

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
    term_ran_out = situation.state == State.MANAGED and situation.term is not None and event.on > situation.term.end
    counts_absence = event.data.result == Presence.ABSENT_UNKNOWN and not term_ran_out and _absence_is_excluded(situation, event.on)
    return State.ABSENT if counts_absence else State.MANAGED


def _after_receipt(situation: Situation, event: Event) -> str:
    if situation.term is None:
        return State.NOTIFIED
    return State.RECEIVED if _needs_new_decision(situation, event.on) else State.MANAGED


def _after_settlement(situation: Situation, event: Event) -> str:
    if event.data.to_commune != situation.commune:
        return State.HANDED_OVER
    return State.MANAGED if situation.term else State.VERIFIED


def _stay(situation: Situation, _event: Event) -> str:
    return str(situation.state)


def _to(state: State) -> Callable[[Situation, Event], str]:
    return lambda _situation, _event: state


def _absence_is_excluded(situation: Situation, on: date) -> bool:
    """Absence with unknown whereabouts does not count from law 120/2025 on, and only for terms decided under it.

    MGT-212; the transition clause is silent about running terms (TRN-205).
    """
    term = situation.term
    return situation.entry("management.absence_not_counted", (term.law_on or term.since) if term else on) is not None


def _needs_new_decision(situation: Situation, on: date) -> bool:
    """Under law 120/2025 the rest of the term runs on from the new commune's decision (MGT-213); before, by itself (MGT-114)."""
    entry = situation.entry("management.remaining_term_after_move", on)
    return entry is not None and entry.value == "from_new_decision"


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
    """Not addicted: the decision (re-use: the new decision) is due from the receipt of the result (the law's notice)."""
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
        law = number_of(statute_on(situation.book, event.on)) if term is not None and term.law else ""
        kept, _ = situation.pinned(f"term_end:{event.on.isoformat()}", entry, entry.value)
        return counted(Term(since=event.on, end=event.on, pin=kept, law=law), situation.book, situation.calendar)
    if term is None:
        return None
    if event.kind == "governing_law_changed":
        return _under_another_law(situation, event, term)
    if situation.state == State.ABSENT and event.kind in {"presence_check", "move_out", "test", "suspend", "stop"}:
        last_seen_away = situation.past["presence_check"]  # each check that finds the person still away adds the days since the one before
        paused = replace(term, pauses=(*term.pauses, (last_seen_away.on, event.on)))
        return counted(paused, situation.book, situation.calendar)
    if event.kind == "continue_decision" and situation.past["move_out"].on < event.on:
        between = replace(term, gaps=(*term.gaps, (situation.past["move_out"].on, event.on)))
        return counted(between, situation.book, situation.calendar)
    return term


def _under_another_law(situation: Situation, event: Event, term: Term) -> Term:
    """The running term counted anew from its first day by the law it came under; what was left out before stays out.

    Acts that were due keep the period of the moment they run from (RULES §0): a change of law makes nobody late for what is past.
    """
    governs = event.on if event.data.law == number_of(statute_on(situation.book, event.on)) else term.since
    changed = replace(term, law=event.data.law, law_on=governs)
    entry = situation.entry("management.term", governs)
    if entry is None or not isinstance(entry.value, Duration):
        return changed
    kept, _ = situation.pinned(_term_key(changed), entry, entry.value)
    return counted(replace(changed, pin=kept), situation.book, situation.calendar)


def _term_key(term: Term) -> str:
    """The key of the deadline at the end of a term. Under another law it is another deadline, pinned to that law's entry."""
    return f"term_end:{term.since.isoformat()}" + (f":{term.law}" if term.law_on else "")


def _periodic(
    spans: Sequence[Span], events: Sequence[Event], term: Term | None, book: Book, calendar: Calendar, procedure: Procedure
) -> list[DeadlineRow]:
    """The alarm at the end of the term and, for every calendar month that begins within it, one residence check.

    The decree asks for a check at least once a month without saying how a broken month counts; the month of the decision is left out.
    """
    if term is None:
        return []
    closing = next((event for event in events if event.kind in {"stop", "end"}), None)
    rows = [_end_alarm(term, spans, closing, book)]
    checks = [event for event in events if event.kind == "presence_check" and event.on >= term.since]
    month = _first_of_next_month(term.since)
    while month <= term.end:
        last = min(_first_of_next_month(month) - timedelta(days=1), term.end)
        row = _monthly(month, last, next((check for check in checks if check.on >= month), None), spans, closing, book, term)
        if row is not None:
            rows.append(row)
        month = _first_of_next_month(month)
    return rows


def _end_alarm(term: Term, spans: Sequence[Span], closing: Event | None, book: Book) -> DeadlineRow:
    """Whoever the law of the last day charges with ending the measure has to do it. The alarm follows the shorter reading."""
    limit = Moment(term.end)
    return DeadlineRow(
        key=_term_key(term),
        clock="term_end",
        rule="management.term",
        owner=book.entry("management.end_when_term_expires", on=term.end).owner or "",
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
    """The check of one month, met by the first check from its first day on: one of a later month meets it late."""
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
        was_late=met is not None and is_late(limit, met),
    )


def _first_of_next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


# --- the table ---------------------------------------------------------------------------------------------------------------

_S = State
KINDS = (
    EventKind(
        "positive_test",
        N_("Xét nghiệm dương tính"),
        N_("Ghi kết quả dương tính"),
        say.PositiveTest,
        sources=frozenset({None}),
        target=_to(_S.DETECTED),
        right="case.record",
        needs=N_("Người này đang có một thủ tục quản lý; kết quả khi đang bị quản lý ghi ở “Ghi xét nghiệm”."),
        rule="testing.grounds",
        icon="test-pipe",
        guards=(guards.decided_within_law, guards.moments_in_order, guards.supervisor_is_same_sex, guards.minor_has_witness),
        moments=_test_moments,
    ),
    EventKind(
        "residence_check",
        N_("Xác minh nơi cư trú"),
        N_("Ghi xác minh"),
        say.ResidenceCheck,
        sources=frozenset({_S.DETECTED}),
        target=_after_residence,
        right="case.record",
        needs=N_("Xác minh nơi cư trú ghi một lần, sau kết quả dương tính."),
        rule="management.residence_check_deadline",
        icon="map-pin",
        moments=_residence_moments,
    ),
    EventKind(
        "notice",
        N_("Thông báo hành vi sử dụng trái phép"),
        N_("Lập thông báo"),
        say.Notice,
        sources=frozenset({_S.VERIFIED}),
        target=_after_notice,
        right="case.record",
        needs=N_("Phải xác minh nơi cư trú trước khi gửi thông báo."),
        rule="management.notice_deadline",
        icon="send",
        guards=(guards.goes_to_another_commune,),
        moments=_notice_moments,
        form="notice",
        landmark=True,
    ),
    EventKind(
        "determination_result",
        N_("Kết quả xác định tình trạng nghiện"),
        N_("Ghi kết quả xác định"),
        say.Determination,
        sources=frozenset({_S.DETERMINATION, _S.REUSE}),
        target=_after_determination,
        right="case.record",
        needs=N_("Chỉ ghi khi đang chờ kết quả xác định tình trạng nghiện."),
        rule="management.reuse_decision_deadline",
        icon="stethoscope",
        moments=_determination_moments,
    ),
    EventKind(
        "decide",
        N_("Quyết định áp dụng biện pháp quản lý"),
        N_("Soạn quyết định"),
        say.Decision,
        sources=frozenset({_S.NOTIFIED, _S.NOT_ADDICTED, _S.REUSE_NOT_ADDICTED}),
        target=_to(_S.MANAGED),
        right="case.decide",
        needs=N_("Phải có thông báo hành vi sử dụng trái phép, hoặc kết quả xác định không nghiện, trước khi ra quyết định."),
        rule="management.decision_deadline",
        icon="file-certificate",
        guards=(guards.decided_within_law,),
        moments=_decided_moments,
        form="decision",
        landmark=True,
    ),
    EventKind(
        "presence_check",
        N_("Kiểm tra cư trú"),
        N_("Ghi kiểm tra"),
        say.PresenceCheck,
        sources=frozenset({_S.MANAGED, _S.ABSENT, _S.REUSE, _S.REUSE_NOT_ADDICTED, _S.REUSE_ADDICTED, _S.MOVING, _S.RECEIVED}),
        target=_after_presence,
        right="case.record",
        needs=N_("Chỉ kiểm tra cư trú khi quyết định quản lý đang có hiệu lực."),
        rule="management.presence_check_frequency",
        icon="home-check",
    ),
    EventKind(
        "test",
        N_("Xét nghiệm khi đang bị quản lý"),
        N_("Ghi xét nghiệm"),
        say.Test,
        sources=frozenset({_S.MANAGED, _S.ABSENT}),
        target=lambda situation, event: State.REUSE if event.data.result == TestResult.POSITIVE else State.MANAGED,
        right="case.record",
        needs=N_("Xét nghiệm này dành cho người đang bị quản lý."),
        rule="management.tests",
        icon="test-pipe",
        guards=(guards.supervisor_is_same_sex, guards.minor_has_witness, guards.reuse_is_within_the_term),
    ),
    EventKind(
        "move_out",
        N_("Chuyển nơi cư trú sang xã, phường khác"),
        N_("Ghi chuyển nơi cư trú"),
        say.MoveOut,
        sources=frozenset({_S.MANAGED, _S.ABSENT}),
        target=_to(_S.MOVING),
        right="case.record",
        needs=N_("Chỉ ghi chuyển nơi cư trú khi đang bị quản lý và không chờ kết quả nào khác."),
        rule="management.file_transfer_deadline",
        icon="map-pin",
        guards=(guards.goes_to_another_commune, guards.moves_within_the_term),
        moments=_move_moments,
    ),
    EventKind(
        "hand_over",
        N_("Chuyển hồ sơ đến nơi cư trú mới"),
        N_("Bàn giao hồ sơ"),
        say.HandOver,
        sources=frozenset({_S.MOVING}),
        target=_to(_S.HANDED_OVER),
        right="case.record",
        needs=N_("Phải ghi việc chuyển nơi cư trú trước."),
        rule="management.file_transfer_deadline",
        icon="arrows-right-left",
        guards=(guards.file_follows_the_person,),
        form="transfer",
    ),
    EventKind(
        "receive",
        N_("Nhận hồ sơ bàn giao"),
        N_("Xem và nhận"),
        NoData,
        sources=frozenset({_S.HANDED_OVER}),
        target=_after_receipt,
        right="case.record",
        needs=N_("Chỉ nhận khi nơi gửi đã chuyển hồ sơ."),
        rule="management.file_transfer_deadline",
        icon="arrows-right-left",
        guards=(guards.is_the_receiving_commune,),
        moments=_receipt_moments,
    ),
    EventKind(
        "return_file",
        N_("Trả lại hồ sơ bàn giao"),
        N_("Trả lại hồ sơ"),
        say.ReturnFile,
        sources=frozenset({_S.HANDED_OVER}),
        target=lambda situation, _event: State.MOVING if situation.term else State.VERIFIED,
        right="case.record",
        needs=N_("Chỉ trả lại hồ sơ đang chờ nhận."),
        rule="management.file_transfer_deadline",
        icon="arrow-back",
        guards=(guards.is_the_receiving_commune, guards.may_still_contest),
    ),
    EventKind(
        "settle",
        N_("Công an cấp tỉnh giao đơn vị quản lý"),
        N_("Giao đơn vị quản lý"),
        say.Settlement,
        sources=frozenset({_S.HANDED_OVER, _S.MOVING, _S.VERIFIED}),
        target=_after_settlement,
        right="move.settle",
        needs=N_("Chỉ giải quyết hồ sơ bị trả lại hoặc quá hạn chưa có ai nhận."),
        rule="management.file_transfer_deadline",
        icon="arrows-right-left",
        guards=(guards.was_sent_and_not_taken,),
    ),
    EventKind(
        "present",
        N_("Trình diện tại nơi cư trú mới"),
        N_("Ghi trình diện"),
        NoData,
        sources=frozenset({_S.MOVING, _S.HANDED_OVER, _S.RECEIVED, _S.MANAGED}),
        target=_stay,
        right="case.record",
        needs=N_("Chỉ ghi trình diện sau khi chuyển nơi cư trú."),
        rule="management.present_at_new_commune",
        icon="user-check",
        guards=(guards.has_moved,),
    ),
    EventKind(
        "list_notice",
        N_("Thông báo chuyển danh sách"),
        N_("Ghi thông báo"),
        NoData,
        sources=frozenset({_S.MOVING, _S.HANDED_OVER, _S.RECEIVED, _S.MANAGED}),
        target=_stay,
        right="case.record",
        needs=N_("Chỉ ghi sau khi chuyển nơi cư trú, theo Luật 73/2021."),
        rule="management.list_notice_deadline",
        icon="list-details",
        guards=(guards.list_notice_exists,),
    ),
    EventKind(
        "continue_decision",
        N_("Quyết định tiếp tục quản lý ở nơi cư trú mới"),
        N_("Soạn quyết định"),
        say.Decision,
        sources=frozenset({_S.RECEIVED}),
        target=_to(_S.MANAGED),
        right="case.decide",
        needs=N_("Nơi đến phải nhận hồ sơ trước."),
        rule="management.remaining_term_after_move",
        icon="file-certificate",
        guards=(guards.rest_of_term_is_left,),
        moments=_decided_moments,
        form="decision",
    ),
    EventKind(
        "suspend",
        N_("Quyết định tạm đình chỉ quản lý"),
        N_("Tạm đình chỉ quản lý"),
        say.Suspension,
        sources=frozenset({_S.MANAGED, _S.ABSENT, _S.REUSE, _S.REUSE_NOT_ADDICTED}),
        target=_to(_S.SUSPENDED),
        right="case.decide",
        needs=N_("Chỉ tạm đình chỉ khi đang bị quản lý và bị tạm giữ, tạm giam."),
        rule="management.suspension",
        icon="player-pause",
        guards=(guards.suspension_exists,),
        moments=_closing_moments,
        form="suspension",
    ),
    EventKind(
        "resume",
        N_("Tiếp tục quản lý sau tạm giữ, tạm giam"),
        N_("Ghi tiếp tục quản lý"),
        say.Resumption,
        sources=frozenset({_S.SUSPENDED}),
        target=_to(_S.MANAGED),
        right="case.record",
        needs=N_("Chỉ tiếp tục khi đang tạm đình chỉ."),
        rule="management.suspension",
        icon="player-play",
        guards=(guards.term_still_runs,),
    ),
    EventKind(
        "governing_law_changed",
        N_("Đổi luật áp dụng cho quyết định đang chạy"),
        N_("Đổi luật áp dụng"),
        say.LawChange,
        sources=UNDER_MANAGEMENT - {_S.ABSENT},
        target=_stay,
        right="case.decide",
        needs=N_("Chỉ đổi luật áp dụng khi quyết định quản lý đang chạy và người này không vắng mặt."),
        rule="transition.running_management_decisions",
        icon="scale",
        guards=(guards.law_is_open,),
    ),
    EventKind(
        "stop",
        N_("Quyết định dừng quản lý"),
        N_("Dừng quản lý"),
        say.Stop,
        sources=frozenset({*UNDER_MANAGEMENT, *BEFORE_DECISION}),
        target=_to(_S.STOPPED),
        right="case.decide",
        needs=N_("Chỉ dừng khi hồ sơ đang mở."),
        rule="management.stop_grounds",
        icon="square",
        guards=(guards.ground_is_in_force,),
        moments=_closing_moments,
        form="stop",
    ),
    EventKind(
        "end",
        N_("Quyết định chấm dứt quản lý"),
        N_("Chấm dứt quản lý"),
        say.End,
        sources=frozenset({_S.MANAGED, _S.MOVING, _S.HANDED_OVER, _S.RECEIVED}),
        target=_to(_S.ENDED),
        right="case.decide",
        needs=N_("Phải đang bị quản lý và hết thời hạn mà không sử dụng lại."),
        rule="management.end_when_term_expires",
        icon="circle-check",
        guards=(guards.term_is_over,),
        moments=_closing_moments,
        form="end",
        landmark=True,
    ),
    EventKind(
        "send_decision",
        N_("Gửi quyết định"),
        N_("Ghi đã gửi quyết định"),
        say.Sending,
        sources=frozenset({_S.SUSPENDED, _S.STOPPED, _S.ENDED}),
        target=_stay,
        right="case.record",
        needs=N_("Phải có quyết định tạm đình chỉ, dừng hoặc chấm dứt."),
        rule="management.send_decision_deadline",
        icon="send",
    ),
)

CLOCKS = (
    Clock(
        "residence_check",
        "management.residence_check_deadline",
        N_("Xác minh nơi cư trú"),
        N_("Ghi xác minh"),
        "residence_check",
        frozenset({"residence_check"}),
        kept_in=frozenset({_S.DETECTED}),
        applies=lambda event: not event.data.remote,
    ),
    Clock(
        "residence_check_remote",
        "management.residence_check_deadline_remote",
        N_("Xác minh nơi cư trú (vùng xa)"),
        N_("Ghi xác minh"),
        "residence_check",
        frozenset({"residence_check"}),
        kept_in=frozenset({_S.DETECTED}),
        applies=lambda event: event.data.remote,
    ),
    Clock(
        "notice",
        "management.notice_deadline",
        N_("Gửi thông báo hành vi sử dụng trái phép"),
        N_("Lập thông báo"),
        "notice",
        frozenset({"notice"}),
        kept_in=frozenset({_S.VERIFIED}),
    ),
    Clock(
        "decision",
        "management.decision_deadline",
        N_("Ra quyết định áp dụng biện pháp quản lý"),
        N_("Soạn quyết định"),
        "decide",
        frozenset({"decide"}),
        kept_in=frozenset({_S.DETECTED, _S.VERIFIED, _S.NOTIFIED, _S.NOT_ADDICTED, _S.REUSE_NOT_ADDICTED}),
    ),
    Clock(
        "reuse_decision",
        "management.reuse_decision_deadline",
        N_("Ra quyết định quản lý mới do sử dụng lại"),
        N_("Soạn quyết định"),
        "decide",
        frozenset({"decide"}),
        kept_in=frozenset({_S.REUSE_NOT_ADDICTED}),
    ),
    Clock(
        "presence_check",
        "management.presence_check_frequency",
        N_("Kiểm tra cư trú trong tháng"),
        N_("Ghi kiểm tra"),
        "presence_check",
        frozenset({"presence_check"}),
        computed=True,
    ),
    Clock(
        "file_transfer",
        "management.file_transfer_deadline",
        N_("Chuyển hồ sơ đến nơi cư trú mới"),
        N_("Bàn giao hồ sơ"),
        "hand_over",
        frozenset({"hand_over"}),
        kept_in=frozenset({_S.MOVING}),
    ),
    Clock(
        "present",
        "management.present_at_new_commune",
        N_("Trình diện tại nơi cư trú mới"),
        N_("Ghi trình diện"),
        "present",
        frozenset({"present"}),
    ),
    Clock(
        "list_notice",
        "management.list_notice_deadline",
        N_("Thông báo chuyển danh sách cho Công an nơi đến"),
        N_("Ghi thông báo"),
        "list_notice",
        frozenset({"list_notice", "receive"}),  # who received the file knows of the person
    ),
    Clock(
        "continue_decision",
        "management.decision_deadline",
        N_("Ra quyết định tiếp tục quản lý"),
        N_("Soạn quyết định"),
        "continue_decision",
        frozenset({"continue_decision"}),
        anchor="file_received",
        assumption=N_("Hạn tính từ khi nhận hồ sơ là cách hiểu: văn bản chưa nêu, chưa xác nhận."),
        kept_in=frozenset({_S.RECEIVED}),
    ),
    Clock(
        "term_end",
        "management.term",
        N_("Hết thời hạn quản lý"),
        N_("Chấm dứt quản lý"),
        "end",
        frozenset({"end", "stop"}),
        protects=True,
        computed=True,
    ),
    Clock(
        "send_decision",
        "management.send_decision_deadline",
        N_("Gửi quyết định tạm đình chỉ, dừng hoặc chấm dứt"),
        N_("Ghi đã gửi"),
        "send_decision",
        frozenset({"send_decision"}),
        survives_close=True,
    ),
)

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
