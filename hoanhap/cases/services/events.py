"""How does an event enter a case? Through `open_case`, `record` and `void`; nothing else writes events, spans or deadlines."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right, scope_of
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.cases.models import Case, CaseEvent, CasePaper, CaseSpan, Deadline
from hoanhap.cases.rules import (
    PROCEDURES,
    DeadlineRow,
    Event,
    Procedure,
    Timeline,
    decode,
    encode,
    new_problems,
    replay,
)
from hoanhap.cases.rules.states import Residence, StopGround
from hoanhap.cases.services import handing, loading
from hoanhap.documents import services as documents
from hoanhap.kit.dates import FOREVER, VIETNAM, now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book
from hoanhap.people import services as people
from hoanhap.people.models import Person
from hoanhap.rulebook.queries import current_book, current_calendar, held_law

_BY_RECEIVER = frozenset({"receive", "return_file"})
"""Events of the commune that was sent the file; all others are the managing commune's."""


@transaction.atomic
@held_law()
def open_case(
    person_id: int,
    procedure: str,
    kind: str,
    *,
    on: date,
    by: User,
    data: Mapping[str, object],
    request_key: UUID,
    time: time | None = None,
) -> Case:
    """Open a procedure for a person by its first event. The same `request_key` again returns the case that exists.

    Raises Person.DoesNotExist outside scope, PermissionDenied, Refused (also when the person has an open case of this procedure).
    """
    table = PROCEDURES[procedure]
    typed = _read(table, kind, data)
    said = {"case__person": person_id, "by": by, "kind": kind, "on": on, "time": time, "data": encode(typed)}
    if (done := _already(request_key, said)) is not None:
        return done
    person = Person.objects.visible_to(by).select_for_update(of=("self",)).get(pk=person_id)
    assert_right(by, P(table.kind(kind).right), commune=person.commune_id, province=person.province_id)
    if (done := _already(request_key, said)) is not None:  # saved while this one waited for the row
        return done
    _refuse_second(person, table)
    at = now()
    _refuse_future(on, time, at, typed)
    event = Event(id=0, kind=kind, on=on, time=time, at=at, unit=loading.unit_of_time(person, on), data=typed)
    facts = loading.facts_of(person, [event])
    timeline = replay(table, [event], facts, current_book(), current_calendar())
    if timeline.problems:
        raise Refused([found.problem for found in timeline.problems])
    case = Case.objects.create(
        person=person,
        procedure=procedure,
        commune_id=person.commune_id,
        province_id=person.province_id,
        state=timeline.state or "",
        governing_law=governing_law(current_book(), on),
        since=on,
        is_demo=person.is_demo,
    )
    row = _insert(case, event, by=by, request_key=request_key)
    _rewrite(case, table, replay(table, [loading.event_of(table, row)], facts, current_book(), current_calendar()))
    audit(
        Action.RECORD,
        by=by,
        subject_type="case",
        subject_id=case.pk,
        person_id=person.pk,
        detail={"kind": kind, "event": row.pk, "opens": procedure},
    )
    return case


@transaction.atomic
@held_law()
def record(
    case_id: int,
    kind: str,
    *,
    on: date,
    by: User,
    data: Mapping[str, object],
    seen_version: int,
    request_key: UUID,
    time: time | None = None,
) -> Case:
    """Add one event to a case. The same `request_key` again changes nothing and returns the case.

    Raises Case.DoesNotExist outside scope, PermissionDenied, StaleState (somebody saved since `seen_version`), Refused with the
    problems that this event would cause, also to later events.
    """
    table = PROCEDURES[Case.objects.values_list("procedure", flat=True).get(pk=case_id)]
    typed = _read(table, kind, data)
    said = {"case": case_id, "by": by, "kind": kind, "on": on, "time": time, "data": encode(typed)}
    if (done := _already(request_key, said)) is not None:
        return done
    case = _locked(case_id, by)
    if (done := _already(request_key, said)) is not None:  # saved while this one waited for the row
        return done
    acting = _acting_commune(case, kind, by, P(table.kind(kind).right))
    if case.version != seen_version:
        raise StaleState
    at = now()
    _refuse_future(on, time, at, typed)
    events = loading.events_of(case)
    event = Event(id=0, kind=kind, on=on, time=time, at=at, unit=acting, data=typed)
    facts, pins = loading.facts_of(case.person, [*events, event], case), loading.pins_of(case)
    before = replay(table, events, facts, current_book(), current_calendar(), pins=pins)
    if (died_on := getattr(typed, "died_on", None)) is not None:
        facts = replace(facts, died_on=died_on)  # an event after the death would no longer be possible
    after = replay(table, [*events, event], facts, current_book(), current_calendar(), pins=pins)
    _refuse_new(table, before, after, [*events, event])
    row = _insert(case, event, by=by, request_key=request_key)
    final = replay(table, [*events, loading.event_of(table, row)], facts, current_book(), current_calendar(), pins=pins)
    _follow(case, final, event, by)
    handing.follow(case, row, by=by)
    _rewrite(case, table, final)
    audit(Action.RECORD, by=by, subject_type="case", subject_id=case.pk, person_id=case.person_id, detail={"kind": kind, "event": row.pk})
    return case


@transaction.atomic
@held_law()
def void(event_id: int, *, by: User, reason: str, request_key: UUID) -> Case:
    """Declare an event void, with a reason. It stays readable; what follows from the case is computed again without it.

    Voiding the event that opened a case, once nothing else counts, leaves a closed case without state: as if it had never been.

    Raises CaseEvent.DoesNotExist outside scope, PermissionDenied, Refused when the reason is missing, the event is void already, a
    later event depends on it, or the case would open again beside another one.
    """
    if (done := _already(request_key, {"voids": event_id, "by": by, "reason": reason.strip()})) is not None:
        return done
    row = CaseEvent.objects.visible_to(by).get(pk=event_id)
    case = _locked(row.case_id, by)
    table = PROCEDURES[case.procedure]
    assert_right(by, P.CASE_VOID, commune=case.commune_id, province=case.province_id)
    if not reason.strip():
        raise Refused(
            [
                Problem(
                    "no_reason",
                    N_("Chưa nêu lý do đính chính."),
                    N_("Sự kiện không bị xóa; người đọc sau phải hiểu vì sao nó sai."),
                    N_("Ghi rõ sai ở đâu và đúng là gì."),
                    field="reason",
                )
            ]
        )
    if row.voids_id is not None or CaseEvent.objects.filter(voids=row).exists():
        raise Refused([Problem("already_void", N_("Sự kiện này đã được đính chính."), "", N_("Mở lại trang người này để xem."))])
    events = loading.events_of(case)
    cancel = Event(id=0, kind=row.kind, on=row.on, time=row.time, at=now(), unit=row.unit_id, voids=row.pk, reason=reason.strip())
    facts, pins = loading.facts_of(case.person, events, case), loading.pins_of(case)
    before, after = (replay(table, known, facts, current_book(), current_calendar(), pins=pins) for known in (events, [*events, cancel]))
    _refuse_new(table, before, after, events)
    if after.is_open and not case.is_open:
        _refuse_second(case.person, table)
    CaseEvent.objects.create(
        case=case,
        kind=row.kind,
        on=row.on,
        time=row.time,
        at=cancel.at,
        by=by,
        unit_id=row.unit_id,
        province_id=row.province_id,
        voids=row,
        reason=cancel.reason,
        request_key=request_key,
    )
    _take_back(case, after, row, by)
    handing.take_back(case, row, by=by)
    _rewrite(case, table, after)
    audit(Action.VOID, by=by, subject_type="case", subject_id=case.pk, person_id=case.person_id, detail={"kind": row.kind, "event": row.pk})
    return case


def governing_law(law: Book, on: date) -> str:
    """The number of the statute on management in force on a day (the day of the anchor event selects the law)."""
    return law.entry("management.term", on=on).basis[0].doc.number


def _already(request_key: UUID, said: Mapping[str, object]) -> Case | None:
    """The case that this very form was saved to. A key is one saving's: Refused when it saved something else, or somebody else's."""
    saved = CaseEvent.objects.filter(request_key=request_key)
    if not saved.exists():
        return None
    if (same := saved.filter(**said).select_related("case").first()) is not None:
        return same.case
    raise Refused(
        [
            Problem(
                "sent_before",
                N_("Biểu này đã lưu một lần; nội dung vừa gửi khác lần đó và chưa được lưu."),
                N_("Một biểu chỉ lưu một lần, để gửi hai lần không thành hai sự kiện."),
                N_("Mở lại trang người này; nếu lần trước ghi sai thì đính chính sự kiện đó rồi ghi lại."),
            )
        ]
    )


def _refuse_second(person: Person, table: Procedure) -> None:
    running = person.cases.filter(procedure=table.key.value, is_open=True).first()
    if running is None:
        return
    raise Refused(
        [
            Problem(
                "already_open",
                N_("Người này đang có một thủ tục “%(procedure)s” chưa kết thúc."),
                N_("Mỗi người chỉ có một thủ tục cùng loại đang mở."),
                N_("Mở trang người này và ghi tiếp vào thủ tục đang chạy."),
                params={"procedure": table.key.label, "case": running.pk},
            )
        ]
    )


def _locked(case_id: int, by: User) -> Case:
    return Case.objects.visible_to(by).select_for_update(of=("self",)).select_related("person").get(pk=case_id)


def _acting_commune(case: Case, kind: str, by: User, right: P) -> int:
    """The commune the event is recorded for, after checking that `by` may act for it."""
    if kind in _BY_RECEIVER and case.receiving_commune is not None:
        receiver = case.receiving_commune
        assert_right(by, right, commune=receiver.pk, province=receiver.province_id or receiver.pk)
        return receiver.pk
    asked = case.receiving_commune if kind == "settle" else None
    if asked is not None and scope_of(by, today(), right).covers(commune=asked.pk, province=asked.province_id or asked.pk):
        return case.commune_id  # nobody answered: the province of the commune that was asked may settle it, too
    assert_right(by, right, commune=case.commune_id, province=case.province_id)
    return case.commune_id


def _read(table: Procedure, kind: str, data: Mapping[str, object]) -> Any:
    return decode(table.kind(kind).data, data)


def _refuse_future(on: date, at_time: time | None, at: datetime, typed: Any) -> None:
    """No day of an event lies ahead: not its own, and none that it tells of, from which clocks may run (a receipt, a move, a death)."""
    local = at.astimezone(VIETNAM)
    field = next((name for name, value in vars(typed).items() if isinstance(value, date) and value > local.date()), "")
    if on > local.date() or (at_time is not None and datetime.combine(on, at_time, tzinfo=VIETNAM) > local + timedelta(minutes=5)):
        field = "on"
    if field:
        raise Refused(
            [
                Problem(
                    "future",
                    N_("Ngày, giờ sự kiện ở tương lai."),
                    N_("Chỉ ghi việc đã xảy ra; bây giờ là %(now)s."),
                    N_("Sửa lại ngày, giờ."),
                    field=field,
                    params={"now": local.strftime("%H:%M, %d/%m/%Y")},
                )
            ]
        )


def _refuse_new(table: Procedure, before: Timeline, after: Timeline, events: Iterable[Event]) -> None:
    known = {event.id: event for event in events}
    problems = []
    for found in new_problems(before, after):
        if found.event == 0:
            problems.append(found.problem)
            continue
        later = known[found.event]
        problems.append(
            Problem(
                "breaks_later_event",
                N_("Không lưu được: “%(kind)s” ngày %(on)s sẽ không còn đúng."),
                N_("Sự kiện đó dựa vào điều sắp thay đổi."),
                N_("Đính chính sự kiện đó trước, rồi làm lại."),
                found.problem.article,
                params={"kind": table.kind(later.kind).label, "on": later.on.strftime("%d/%m/%Y")},
            )
        )
    if problems:
        raise Refused(problems)


def _insert(case: Case, event: Event, *, by: User, request_key: UUID) -> CaseEvent:
    return CaseEvent.objects.create(
        case=case,
        kind=event.kind,
        on=event.on,
        time=event.time,
        at=event.at,
        by=by,
        unit_id=event.unit,
        province_id=case.province_id,
        data=encode(event.data),
        request_key=request_key,
    )


def _follow(case: Case, timeline: Timeline, event: Event, by: User) -> None:
    """What an event changes outside the case: who may open the page, where the person lives, whether the person is alive."""
    if event.kind == "stop" and event.data.ground == StopGround.DEAD_OR_MISSING and event.data.died_on is not None:
        people.record_death(case.person_id, on=event.data.died_on, by=by)
    if event.kind == "receive":
        moved = next((step.event.data for step in reversed(timeline.steps) if step.event.kind in {"move_out", "notice"}), None)
        people.move_person(
            case.person_id, commune=timeline.commune, on=event.on, address_line=getattr(moved, "address", ""), is_stable=None, by=by
        )
    if event.kind == "residence_check":
        _verify_residence(case, timeline, by)
    _open_to_receiver(case, timeline, by)


def _take_back(case: Case, timeline: Timeline, voided: CaseEvent, by: User) -> None:
    """What `_follow` did for an event that is void now: the person is alive again, lives where they lived, is open to nobody else."""
    died_on = voided.data.get("died_on") if voided.kind == "stop" else None
    if died_on is not None and case.person.died_on == date.fromisoformat(died_on):
        people.record_death(case.person_id, on=None, by=by)
    if voided.kind == "receive":
        commune = loading.commune_today(timeline.commune, case.commune_id)
        people.take_back_move(case.person_id, commune=commune, on=voided.on, by=by)
    if voided.kind == "residence_check":
        people.verify_residence(case.person_id, is_stable=None, on=voided.on, by=by)
        _verify_residence(case, timeline, by)
    _open_to_receiver(case, timeline, by)


def _verify_residence(case: Case, timeline: Timeline, by: User) -> None:
    """The present address says what the last residence check that counts found (PAR-016, PAR-024)."""
    checks = [step.event for step in timeline.steps if step.event.kind == "residence_check"]
    if checks:
        people.verify_residence(case.person_id, is_stable=checks[-1].data.result == Residence.STABLE, on=checks[-1].on, by=by)


def _open_to_receiver(case: Case, timeline: Timeline, by: User) -> None:
    """The page is open to the commune that was sent the file, as long as it is asked, and to no other."""
    before, after = case.receiving_commune_id, timeline.receiving
    if before is not None and before != after:
        people.end_access(case.person_id, commune=before, reason="hand_over", on=today(), by=by)
        if loading.commune_today(timeline.commune, case.commune_id) != before:
            documents.take_back_papers([link.paper_id for link in CasePaper.objects.filter(case=case)], commune=before)
    if after is not None and before != after:
        people.grant_access(case.person_id, commune=after, reason="hand_over", on=today(), by=by)
        place = documents.Place(after, loading.province_of(after))
        for link in CasePaper.objects.filter(case=case):
            documents.lend_paper(link.paper_id, to=place, by=by)


# --- projections -------------------------------------------------------------------------------------------------------------


def _rewrite(case: Case, table: Procedure, timeline: Timeline) -> None:
    """Bring the stored projection to the timeline, writing only the rows that changed."""
    if timeline.state is None or timeline.since is None:
        case.state, case.is_open, case.until, case.receiving_commune_id = "", False, case.since, None
        case.term_since = case.term_end = None
        case.version += 1
        case.save()
        case.spans.all().delete()
        case.deadlines.all().delete()
        return
    commune = loading.commune_today(timeline.commune, case.person.commune_id)
    province = loading.province_of(commune)
    case.state, case.is_open, case.since, case.until = timeline.state, timeline.is_open, timeline.since, timeline.until
    case.commune_id, case.province_id, case.receiving_commune_id = commune, province, timeline.receiving
    case.term_since = timeline.term.since if timeline.term else None
    case.term_end = timeline.term.end if timeline.term else None
    case.governing_law = (timeline.term.law if timeline.term else "") or governing_law(current_book(), timeline.since)
    case.version += 1
    case.save()
    _write_spans(case, timeline)
    _write_deadlines(case, timeline)


def span_fields(case: Case, timeline: Timeline, sex: str) -> list[dict[str, Any]]:
    """The stored form of the spans. The province is that of the commune it counts for, so that figures stay where things happened."""
    fields = []
    for span in timeline.spans:
        today_id = loading.commune_today(span.commune, case.commune_id)
        fields.append(
            {
                "state": span.state,
                "sex": sex,
                "commune_id": span.commune,
                "commune_now_id": today_id,
                "province_id": loading.province_of(today_id),
                "since": span.since,
                "until": span.until,
            }
        )
    return fields


def _write_spans(case: Case, timeline: Timeline) -> None:
    wanted = {fields["since"]: fields for fields in span_fields(case, timeline, case.person.sex)}
    stored = {span.since: span for span in case.spans.all()}
    for since, span in stored.items():
        fields = wanted.get(since)
        if fields is not None and all(getattr(span, name) == value for name, value in fields.items()):
            del wanted[since]
        else:
            span.delete()
    CaseSpan.objects.bulk_create(
        CaseSpan(case=case, person_id=case.person_id, procedure=case.procedure, **fields) for fields in wanted.values()
    )


def deadline_fields(row: DeadlineRow, commune: int, province: int) -> dict[str, Any]:
    """The stored form of a computed deadline."""
    return {
        "commune_id": commune,
        "province_id": province,
        "clock": row.clock,
        "rule": row.rule,
        "owner": row.owner,
        "protects": row.protects,
        "anchor_on": row.anchor.day,
        "anchor_time": row.anchor.time,
        "due_on": row.due.day,
        "due_time": row.due.time,
        "due_at": instant(row.due.day, row.due.time),
        "alternative_on": row.alternative_on,
        "state": row.state.value,
        "met_on": row.met.day if row.met else None,
        "met_time": row.met.time if row.met else None,
        "was_late": row.was_late,
        "note": row.note,
    }


def instant(day: date, at_time: time | None) -> datetime:
    """The moment a deadline passes: its time, or the midnight after its day."""
    if at_time is not None:
        return datetime.combine(day, at_time, tzinfo=VIETNAM)
    return (
        datetime.combine(day + timedelta(days=1), time.min, tzinfo=VIETNAM)
        if day < FOREVER
        else datetime.combine(day, time.max, tzinfo=VIETNAM)
    )


def _write_deadlines(case: Case, timeline: Timeline) -> None:
    """A deadline that exists keeps the entry it was computed from, unless its anchor moved to another law."""
    stored = {row.key: row for row in case.deadlines.all()}
    fresh: list[Deadline] = []
    for row in timeline.deadlines:
        commune = loading.commune_today(row.commune, case.commune_id)
        fields = deadline_fields(row, commune, loading.province_of(commune))
        old = stored.pop(row.key, None)
        if old is None:
            fresh.append(Deadline(case=case, person_id=case.person_id, key=row.key, pin=dict(row.pin), **fields))
            continue
        changed = [name for name, value in fields.items() if getattr(old, name) != value]
        if changed:
            for name in changed:
                setattr(old, name, fields[name])
            if "anchor_on" in changed:
                old.pin = dict(row.pin)
                changed.append("pin")
            old.save(update_fields=[name.removesuffix("_id") for name in changed])
    if stored:
        case.deadlines.filter(key__in=list(stored)).delete()
    Deadline.objects.bulk_create(fresh)
