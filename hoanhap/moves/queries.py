"""What was sent to the user's communes, what did they send, and what has climbed to the province?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.moves.models import Transfer
from hoanhap.moves.rules import OPEN, TransferState, may_contest, needs_province
from hoanhap.people.models import Person

_SIDES = ("sender", "sender_province", "receiver", "receiver_province", "sent_by", "answered_by", "settled_by", "left_unit", "asked_unit")
WAITING, CONTESTED = TransferState.WAITING.value, TransferState.CONTESTED.value


def transfer_or_404(user: User, pk: int) -> Transfer:
    """One sending of the user's communes, either side, with what its receipt shows; Http404 otherwise."""
    try:
        return Transfer.objects.visible_to(user).select_related(*_SIDES, "person", "previous").get(pk=pk)
    except Transfer.DoesNotExist:
        raise Http404 from None


def open_transfer(person: Person) -> Transfer | None:
    """The sending of a person, whose page the caller may show, that somebody still has to act on."""
    return Transfer.objects.filter(person=person, state__in=[state.value for state in OPEN]).select_related("receiver").first()


def climbed(moment: datetime) -> Q:
    """What the province has to settle: contested, or unanswered when the period is over."""
    return Q(state=CONTESTED) | Q(state=WAITING, due_at__lte=moment)


def parts(user: User, moment: datetime) -> dict[str, QuerySet[Transfer]]:
    """The parts of the page «Bàn giao», each in the user's scope: to answer, sent, contested, unclaimed, done. Oldest due first."""
    seen = Transfer.objects.visible_to(user).select_related(*_SIDES)
    received = Transfer.objects.received_by(user).select_related(*_SIDES)
    sent = Transfer.objects.sent_by(user).select_related(*_SIDES)
    return {
        "den": received.filter(state=WAITING).order_by("due_at", "pk"),
        "gui": sent.filter(state=WAITING).order_by("due_at", "pk"),
        "khong-nhan": seen.filter(state=CONTESTED).order_by("answered_at", "pk"),
        "chua-ai-nhan": seen.filter(state=WAITING, due_at__lte=moment).order_by("due_at", "pk"),
        "xong": seen.exclude(state__in=[state.value for state in OPEN]).order_by("-sent_at", "-pk"),
    }


def counts(user: User, moment: datetime) -> dict[str, int]:
    """How many stand in each part, in two statements."""
    seen = Transfer.objects.visible_to(user).aggregate(
        **{
            "khong-nhan": Count("pk", filter=Q(state=CONTESTED)),
            "chua-ai-nhan": Count("pk", filter=Q(state=WAITING, due_at__lte=moment)),
            "xong": Count("pk", filter=~Q(state__in=[state.value for state in OPEN])),
        }
    )
    waiting = Transfer.objects.filter(state=WAITING)
    return {
        "den": waiting.filter(pk__in=Transfer.objects.received_by(user)).count(),
        "gui": waiting.filter(pk__in=Transfer.objects.sent_by(user)).count(),
        **seen,
    }


def inbox(user: User, *, limit: int = 20) -> list[Transfer]:
    """What the user's communes have to answer, soonest due first."""
    found = Transfer.objects.received_by(user, P.CASE_RECORD).filter(state=WAITING).select_related("sender")
    return list(found.order_by("due_at", "pk")[:limit])


def to_settle(user: User, moment: datetime, *, limit: int = 20) -> tuple[list[Transfer], int]:
    """What has climbed to the user's province, oldest first, and how many those are in all."""
    found = Transfer.objects.visible_to(user, P.MOVE_SETTLE).filter(climbed(moment))
    shown = found.select_related("sender", "receiver").order_by("due_at", "pk")
    return list(shown[:limit]), found.count()


@dataclass(frozen=True)
class May:
    """What the user may do with a sending now."""

    accept: bool
    contest: bool
    settle: bool
    open_person: bool
    """The person answers to the user's communes, or the page is open to them meanwhile."""


def may(user: User, transfer: Transfer, moment: datetime) -> May:
    """What the user's rights and the state of the sending allow."""
    day = moment.date()
    receiver = {"commune": transfer.receiver_id, "province": transfer.receiver_province_id}
    sender = {"commune": transfer.sender_id, "province": transfer.sender_province_id}
    answers = transfer.state == WAITING and scope_of(user, day, P.CASE_RECORD).covers(**receiver)
    settles = scope_of(user, day, P.MOVE_SETTLE)
    by_theirs = transfer.state == WAITING and settles.covers(**receiver)
    overdue = transfer.due_at is not None and transfer.due_at <= moment
    person, people = transfer.person, scope_of(user, day)
    return May(
        accept=answers,
        contest=answers and may_contest(transfer.state, by_order=transfer.by_order),
        settle=needs_province(transfer.state, is_overdue=overdue) and (settles.covers(**sender) or by_theirs),
        open_person=people.covers(commune=person.commune_id, province=person.province_id)
        or (transfer.state == WAITING and transfer.receiver_id in people.communes),
    )
