"""How does a person come to another commune: sent, accepted, contested, settled by the province, withdrawn?

What these functions write is a receipt; whether `by` may do so, and what happens to a case, is asked in cases.services (handing, moving).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as Time
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q

from hoanhap.accounts.models import User
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.kit.dates import VIETNAM, now, today
from hoanhap.kit.errors import StaleState
from hoanhap.law.clocks import Moment
from hoanhap.moves.models import Transfer
from hoanhap.moves.rules import OPEN, Count, ListKind, TransferState, answer_count, notice_count
from hoanhap.people.models import Person
from hoanhap.people.rules import AccessReason
from hoanhap.people.services import end_access, grant_access
from hoanhap.rulebook.queries import current_book, current_calendar
from hoanhap.units.models import Unit


@dataclass(frozen=True)
class Way:
    """From where to where: the communes of today that answer, and those of the time of the move (ids)."""

    sender: int
    receiver: int
    left_unit: int = field(default=0)
    asked_unit: int = field(default=0)


def send(
    person: Person,
    way: Way,
    kind: ListKind,
    *,
    left: Moment,
    by: User,
    address: str = "",
    at: datetime | None = None,
    case_id: int | None = None,
    event_id: int | None = None,
    request_key: UUID | None = None,
    previous: Transfer | None = None,
    by_order: bool = False,
) -> Transfer:
    """Number and write a sending; the answer's clock runs from the legal moment `at` (aware; now). The page opens to the receiver.

    With a case the notice is judged by the clock of the case; without one the sending is late when it comes after the law's period.
    """
    moment = at or now()
    local = moment.astimezone(VIETNAM)
    sent = Moment(local.date(), local.time().replace(second=0, microsecond=0))
    notice = None if case_id is not None else notice_count(kind, current_book(), current_calendar(), left)
    answer = answer_count(kind, current_book(), current_calendar(), sent)
    transfer = Transfer.objects.create(
        person=person,
        about=", ".join(part for part in (person.full_name, person.birth_text) if part)[:150],
        kind=kind.value,
        case_id=case_id,
        event_id=event_id,
        sender_id=way.sender,
        sender_province_id=_province(way.sender),
        receiver_id=way.receiver,
        receiver_province_id=_province(way.receiver),
        left_unit_id=way.left_unit or way.sender,
        asked_unit_id=way.asked_unit or way.receiver,
        address=address,
        year=sent.day.year,
        number=_next_number(way.sender, sent.day.year),
        left_on=left.day,
        left_time=left.time,
        notice_due_on=notice.due.day if notice else None,
        notice_due_time=notice.due.time if notice else None,
        notice_pin=dict(notice.pin) if notice else None,
        was_late=bool(notice and sent.instant() > notice.due.instant()),
        sent_at=moment,
        sent_by=by,
        due_on=answer.due.day if answer else None,
        due_time=answer.due.time if answer else None,
        due_at=instant(answer) if answer else None,
        due_pin=dict(answer.pin) if answer else None,
        by_order=by_order,
        previous=previous,
        request_key=request_key,
        is_demo=person.is_demo,
    )
    if case_id is None:
        grant_access(person.pk, commune=way.receiver, reason=AccessReason.HAND_OVER.value, on=today(), by=by)
    _log(Action.RECORD, transfer, by, "sent")
    return transfer


def instant(count: Count) -> datetime:
    """The aware moment at which a period has passed: its time, or the midnight after its day."""
    day = count.due.day if count.due.time is not None else count.due.day + timedelta(days=1)
    return datetime.combine(day, count.due.time or Time.min, tzinfo=VIETNAM)


def locked(pk: int, *, seen_version: int | None = None) -> Transfer:
    """The row for writing. Raises StaleState when it changed since `seen_version`; Transfer.DoesNotExist."""
    transfer = Transfer.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    if seen_version is not None and transfer.version != seen_version:
        raise StaleState
    return transfer


def accept(transfer: Transfer, *, by: User, note: str = "") -> None:
    """The receiver took the person over."""
    _answer(transfer, TransferState.ACCEPTED, by, "", note)


def contest(transfer: Transfer, *, by: User, reason: str, note: str = "") -> None:
    """The receiver says why the person is not its own. The province has to settle it, or the sender sends anew."""
    _answer(transfer, TransferState.CONTESTED, by, reason, note)


def settle(transfer: Transfer, state: TransferState, *, by: User, note: str = "") -> None:
    """End an open sending: the province assigned or returned it, the sender sent anew or withdrew it."""
    transfer.state, transfer.settled_at, transfer.settled_by, transfer.settled_note = state.value, now(), by, note[:300]
    _save(transfer, by)


def reopen(transfer: Transfer, *, by: User) -> None:
    """Take the last answer or settlement back, when the event that gave it was voided."""
    if transfer.settled_at is not None:
        transfer.settled_at, transfer.settled_by, transfer.settled_note = None, None, ""
    else:
        transfer.answered_at, transfer.answered_by, transfer.contest, transfer.note = None, None, "", ""
    transfer.state = (TransferState.CONTESTED if transfer.contest else TransferState.WAITING).value
    _save(transfer, by)


def open_of_case(case_id: int) -> Transfer | None:
    """The sending of a case that somebody still has to act on."""
    return Transfer.objects.select_for_update().filter(case_id=case_id, state__in=[state.value for state in OPEN]).first()


def open_of_person(person_id: int) -> Transfer | None:
    """The sending of a person that somebody still has to act on."""
    return Transfer.objects.filter(Q(person=person_id), state__in=[state.value for state in OPEN]).first()


def _answer(transfer: Transfer, state: TransferState, by: User, reason: str, note: str) -> None:
    transfer.state, transfer.contest, transfer.note = state.value, reason, note[:300]
    transfer.answered_at, transfer.answered_by = now(), by
    _save(transfer, by)


def _save(transfer: Transfer, by: User) -> None:
    transfer.version += 1
    transfer.save()
    if transfer.case_id is None and transfer.state != TransferState.WAITING:
        end_access(transfer.person_id, commune=transfer.receiver_id, reason=AccessReason.HAND_OVER.value, on=today(), by=by)
    _log(Action.UPDATE, transfer, by, transfer.state)


def _log(action: Action, transfer: Transfer, by: User, step: str) -> None:
    audit(
        action,
        by=by,
        subject_type="transfer",
        subject_id=transfer.pk,
        person_id=transfer.person_id,
        detail={"step": step, "sender": transfer.sender_id, "receiver": transfer.receiver_id},
    )


def _province(commune: int) -> int:
    province = Unit.objects.values_list("province_id", flat=True).get(pk=commune)
    assert province is not None  # a commune lies in a province
    return int(province)


def _next_number(sender: int, year: int) -> int:
    """The sender's next number of the year, alone in this transaction (a rollback leaves no gap)."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"transfer {sender} {year}"])
    last = Transfer.objects.filter(sender=sender, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
