"""What did a commune itself do for a person who is another commune's now?"""

from dataclasses import dataclass

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.cases.models import CaseEvent
from hoanhap.documents.models import Paper
from hoanhap.kit.dates import today
from hoanhap.moves.models import Transfer
from hoanhap.moves.rules import TransferState
from hoanhap.units.queries import covers


@dataclass(frozen=True)
class OwnPart:
    """Events recorded for the sender until the receipt, oldest first, and the papers it issued."""

    events: list[CaseEvent]
    papers: list[Paper]


def own_part(user: User, transfer: Transfer) -> OwnPart:
    """What the sender keeps reading: its own events up to the acceptance and its own papers; nothing for who is not of the sender."""
    scope = scope_of(user, today(), P.CASE_VIEW)
    if not scope.covers(commune=transfer.sender_id, province=transfer.sender_province_id):
        return OwnPart([], [])
    events = CaseEvent.objects.filter(
        case__person=transfer.person_id, unit__in=covers(transfer.sender_id, today()), voids__isnull=True, voided_by__isnull=True
    )
    papers = Paper.objects.filter(case_link__case__person=transfer.person_id, commune=transfer.sender_id)
    if transfer.state == TransferState.ACCEPTED and transfer.answered_at is not None:
        events = events.filter(at__lte=transfer.answered_at)
        papers = papers.filter(issued_at__lte=transfer.answered_at)
    return OwnPart(list(events.select_related("case").order_by("on", "pk")[:100]), list(papers.order_by("issued_on", "pk")[:100]))
