"""How does a person move, with a case or without one: the notice, the answer of the new commune, the word of the province?"""

from datetime import date, time
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right, scope_of
from hoanhap.cases.models import Case
from hoanhap.cases.services import events, handing
from hoanhap.cases.services.loading import commune_today, unit_of_time
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.clocks import Moment
from hoanhap.moves import services as moves
from hoanhap.moves.models import Transfer
from hoanhap.moves.rules import OPEN, Contest, ListKind, TransferState, may_contest, needs_province
from hoanhap.people import services as people
from hoanhap.people.models import Person


@transaction.atomic
def move_resident(
    person_id: int,
    *,
    to: int,
    left_on: date,
    kind: ListKind,
    by: User,
    request_key: UUID,
    left_time: time | None = None,
    address: str = "",
) -> Transfer:
    """Tell another commune that somebody on a list of this one, without a running case, moved there. Saving is the sending.

    `to` is a commune of the day of the move; what it has become answers. The person stays in this commune until the other accepts. The
    same `request_key` gives the same sending. Raises Person.DoesNotExist outside scope, PermissionDenied, Refused.
    """
    known = Transfer.objects.filter(request_key=request_key, sent_by=by, person=person_id).first()
    if known is not None:
        return known
    person = Person.objects.visible_to(by).select_for_update(of=("self",)).get(pk=person_id)
    assert_right(by, P.CASE_RECORD, commune=person.commune_id, province=person.province_id)
    receiver = commune_today(to, to)
    open_one = moves.open_of_person(person_id)
    if problems := _notice_problems(person, receiver, left_on, left_time, open_one):
        raise Refused(problems)
    people.addresses_left(person_id, on=left_on)
    previous = None
    if open_one is not None:  # contested: the sender looked again
        previous = moves.locked(open_one.pk)
        moves.settle(previous, TransferState.RESENT, by=by)
    way = moves.Way(person.commune_id, receiver, unit_of_time(person, left_on), to)
    sent = moves.send(
        person, way, kind, left=Moment(left_on, left_time), by=by, address=address, request_key=request_key, previous=previous
    )
    handing.lend_history(person.pk, to=receiver, by=by)
    return sent


def _notice_problems(person: Person, receiver: int, left_on: date, left_time: time | None, open_one: Transfer | None) -> list[Problem]:
    problems = []
    moment = now()
    if left_on > moment.date() or (left_on == moment.date() and left_time is not None and left_time > moment.time()):
        problems.append(
            Problem("future", N_("Ngày, giờ rời đi ở tương lai."), N_("Chỉ ghi việc đã xảy ra."), N_("Sửa lại ngày, giờ."), field="left_on")
        )
    if person.died_on is not None and left_on >= person.died_on:
        problems.append(Problem("after_death", N_("Ngày rời đi sau ngày chết."), remedy=N_("Kiểm tra lại hai ngày."), field="left_on"))
    if person.birth_date is not None and left_on < person.birth_date:
        problems.append(Problem("before_birth", N_("Ngày rời đi trước ngày sinh."), remedy=N_("Kiểm tra lại hai ngày."), field="left_on"))
    if receiver == person.commune_id:
        problems.append(
            Problem(
                "same_commune",
                N_("Nơi đến nay thuộc chính xã, phường đang quản lý người này."),
                N_("Chuyển trong cùng một xã, phường thì không phải bàn giao."),
                N_("Sửa địa chỉ ở trang người này, hoặc chọn xã, phường khác."),
                field="to",
            )
        )
    if Case.objects.filter(person=person, is_open=True).exists():
        problems.append(
            Problem(
                "case_runs",
                N_("Người này đang có hồ sơ chưa kết thúc."),
                N_("Khi hồ sơ đang mở, việc chuyển nơi cư trú ghi trong hồ sơ để hạn và thời hạn chạy đúng."),
                N_("Ghi “Chuyển nơi cư trú” rồi “Bàn giao hồ sơ” ở trang người này."),
            )
        )
    if open_one is not None and open_one.state == TransferState.WAITING:
        problems.append(
            Problem(
                "already_sent",
                N_("Đã thông báo chuyển người này, đang chờ nơi đến trả lời."),
                "",
                N_("Mở bàn giao đó; nếu gửi nhầm thì rút lại."),
            )
        )
    return problems


def _visible(pk: int, by: User, seen_version: int | None) -> Transfer:
    if not Transfer.objects.visible_to(by).filter(pk=pk).exists():
        raise Transfer.DoesNotExist
    return moves.locked(pk, seen_version=seen_version)


@transaction.atomic
def accept_transfer(pk: int, *, by: User, seen_version: int, request_key: UUID) -> Transfer:
    """The commune asked takes the person over: scope and history follow. A second sending of the same acceptance changes nothing.

    Raises Transfer.DoesNotExist outside scope, PermissionDenied, StaleState, Refused.
    """
    transfer = _visible(pk, by, None)
    if transfer.state == TransferState.ACCEPTED and transfer.answered_by_id == by.pk:
        return transfer
    transfer = _open_for_receiver(pk, by, seen_version)
    if transfer.case_id is not None:
        case = Case.objects.get(pk=transfer.case_id)
        _record(case, "receive", {}, by=by, request_key=request_key)
        return moves.locked(pk)
    people.move_person(
        transfer.person_id,
        commune=transfer.receiver_id,
        on=transfer.left_on,
        address_line=transfer.address,
        unit_then=transfer.asked_unit_id,
        by=by,
    )
    moves.accept(transfer, by=by)
    return transfer


@transaction.atomic
def contest_transfer(pk: int, *, by: User, reason: str, note: str, seen_version: int, request_key: UUID) -> Transfer:
    """The commune asked says why the person is not its own; the province has it on its wall from then on.

    Raises Transfer.DoesNotExist outside scope, PermissionDenied, StaleState, Refused (also when the province assigned it).
    """
    transfer = _visible(pk, by, None)
    if transfer.state == TransferState.CONTESTED and transfer.answered_by_id == by.pk and transfer.contest == reason:
        return transfer
    transfer = _open_for_receiver(pk, by, seen_version)
    note = note.strip()
    problems = []
    if not may_contest(transfer.state, by_order=transfer.by_order):
        problems.append(
            Problem(
                "assigned",
                N_("Công an cấp tỉnh đã giao đơn vị này tiếp nhận, không trả lại được."),
                N_("Việc ai quản lý đã được cấp trên giải quyết."),
                N_("Tiếp nhận hồ sơ; nếu giao nhầm thì đề nghị Công an cấp tỉnh giao lại."),
            )
        )
    if reason == Contest.OTHER and not note:
        problems.append(Problem("no_note", N_("Lý do khác thì phải ghi rõ."), remedy=N_("Ghi vì sao không nhận."), field="note"))
    if problems:
        raise Refused(problems)
    if transfer.case_id is not None:
        case = Case.objects.get(pk=transfer.case_id)
        data: dict[str, object] = {"why": note or Contest(reason).label, "reason": reason}
        _record(case, "return_file", data, by=by, request_key=request_key)
        return moves.locked(pk)
    handing.take_back_history(transfer.person_id, commune=transfer.receiver_id)
    moves.contest(transfer, by=by, reason=reason, note=note)
    return transfer


@transaction.atomic
def settle_transfer(pk: int, *, commune: int, note: str, by: User, seen_version: int, request_key: UUID) -> Transfer:
    """The province names the commune (id of today) that answers for the person: the sender (it is returned) or one that has to accept.

    Returns the sending that runs from now on, or the returned one. Raises Transfer.DoesNotExist outside scope, PermissionDenied,
    StaleState, Refused when it has not climbed to the province.
    """
    transfer = _visible(pk, by, None)
    if transfer.settled_by_id == by.pk and transfer.state in {TransferState.ASSIGNED, TransferState.RETURNED}:
        return transfer.following.order_by("-pk").first() or transfer
    transfer = _visible(pk, by, seen_version)
    scope = scope_of(by, today(), P.MOVE_SETTLE)
    ours = scope.covers(commune=transfer.sender_id, province=transfer.sender_province_id)
    theirs = transfer.state == TransferState.WAITING and scope.covers(commune=transfer.receiver_id, province=transfer.receiver_province_id)
    if not (ours or theirs):
        raise PermissionDenied(P.MOVE_SETTLE)
    if not needs_province(transfer.state, is_overdue=transfer.due_at is not None and transfer.due_at <= now()):
        raise Refused(
            [
                Problem(
                    "not_climbed",
                    N_("Bàn giao này chưa đến lượt cấp tỉnh giải quyết."),
                    N_("Cấp tỉnh giải quyết khi nơi đến không nhận, hoặc quá hạn chưa trả lời."),
                    N_("Chờ đơn vị nơi đến trả lời."),
                )
            ]
        )
    if transfer.case_id is not None:
        case = Case.objects.get(pk=transfer.case_id)
        _record(case, "settle", {"to_commune": commune, "note": note}, by=by, request_key=request_key)
        settled = moves.locked(pk)
        return settled.following.order_by("-pk").first() or settled
    handing.take_back_history(transfer.person_id, commune=transfer.receiver_id)
    if commune == transfer.sender_id:
        moves.settle(transfer, TransferState.RETURNED, by=by, note=note)
        return transfer
    moves.settle(transfer, TransferState.ASSIGNED, by=by, note=note)
    way = moves.Way(transfer.sender_id, commune, transfer.left_unit_id, commune)
    left = Moment(transfer.left_on, transfer.left_time)
    sent = moves.send(transfer.person, way, ListKind(transfer.kind), left=left, by=by, previous=transfer, by_order=True)
    handing.lend_history(transfer.person_id, to=commune, by=by)
    return sent


@transaction.atomic
def withdraw_transfer(pk: int, *, by: User, note: str, seen_version: int) -> Transfer:
    """The sender takes back a notice that was a mistake. A case file is taken back by declaring its event void.

    Raises Transfer.DoesNotExist outside scope, PermissionDenied, StaleState, Refused.
    """
    transfer = _visible(pk, by, seen_version)
    assert_right(by, P.CASE_RECORD, commune=transfer.sender_id, province=transfer.sender_province_id)
    if transfer.state not in OPEN or transfer.case_id is not None or not note.strip():
        raise Refused(
            [
                Problem(
                    "cannot_withdraw",
                    N_("Không rút được bàn giao này."),
                    N_("Chỉ rút thông báo chưa được nhận, có nêu lý do; hồ sơ đã gửi thì đính chính sự kiện bàn giao."),
                    N_("Ghi lý do rút, hoặc mở trang người này để đính chính."),
                    field="note",
                )
            ]
        )
    handing.take_back_history(transfer.person_id, commune=transfer.receiver_id)
    moves.settle(transfer, TransferState.WITHDRAWN, by=by, note=note.strip())
    return transfer


def _record(case: Case, kind: str, data: dict[str, object], *, by: User, request_key: UUID) -> None:
    """Record an event of this moment, after those of today: without a time where one of them has none, or a later one."""
    moment = now()
    clock: time | None = moment.time().replace(second=0, microsecond=0)
    times = case.events.filter(on=moment.date(), voids__isnull=True, voided_by__isnull=True).values_list("time", flat=True)
    if any(known is None or clock is None or known > clock for known in times):
        clock = None
    events.record(case.pk, kind, on=moment.date(), time=clock, by=by, data=data, seen_version=case.version, request_key=request_key)


def _open_for_receiver(pk: int, by: User, seen_version: int) -> Transfer:
    transfer = moves.locked(pk, seen_version=seen_version)
    assert_right(by, P.CASE_RECORD, commune=transfer.receiver_id, province=transfer.receiver_province_id)
    if transfer.state != TransferState.WAITING:
        raise Refused(
            [Problem("answered", N_("Bàn giao này đã được trả lời hoặc đã rút."), "", N_("Mở lại trang bàn giao để xem kết quả."))]
        )
    return transfer
