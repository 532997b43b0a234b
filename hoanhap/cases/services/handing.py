"""What do the events of a case write on the receipt of the two communes (moves.Transfer), and which papers go along?"""

from hoanhap.accounts.models import User
from hoanhap.cases.models import Case, CaseEvent, CasePaper
from hoanhap.cases.services.loading import commune_today, province_of
from hoanhap.documents import services as documents
from hoanhap.documents.models import Paper
from hoanhap.law.clocks import Moment
from hoanhap.moves import services as moves
from hoanhap.moves.models import Transfer
from hoanhap.moves.rules import Contest, ListKind, TransferState

_CLOSES = frozenset({"stop", "end"})


def follow(case: Case, row: CaseEvent, *, by: User) -> None:
    """Bring the sendings of the case to an event that was just recorded."""
    waiting = moves.open_of_case(case.pk)
    if row.kind in {"hand_over", "notice"} and row.data.get("to_commune"):
        if waiting is not None:
            moves.settle(waiting, TransferState.RESENT, by=by)
        _send(case, row, row.data["to_commune"], by=by, previous=waiting)
    elif waiting is None:
        return
    elif row.kind == "receive":
        moves.accept(waiting, by=by)
    elif row.kind == "return_file":
        take_back_history(case.person_id, commune=waiting.receiver_id)
        moves.contest(waiting, by=by, reason=row.data.get("reason") or Contest.OTHER.value, note=row.data["why"])
    elif row.kind == "settle":
        _settle(case, row, waiting, by=by)
    elif row.kind in _CLOSES:
        moves.settle(waiting, TransferState.WITHDRAWN, by=by)


def take_back(case: Case, voided: CaseEvent, *, by: User) -> None:
    """Undo on the sendings what `follow` wrote for an event that is void now."""
    sendings = Transfer.objects.select_for_update().filter(case_id=case.pk)
    made = sendings.filter(event_id=voided.pk).order_by("-pk").first()
    if voided.kind in {"hand_over", "notice", "settle"} and made is not None:
        moves.settle(made, TransferState.WITHDRAWN, by=by)
        if made.previous_id is not None:
            moves.reopen(moves.locked(made.previous_id), by=by)
    elif voided.kind in {"receive", "return_file", "settle", *_CLOSES}:
        last = sendings.order_by("-pk").first()
        undone = {"receive": "accepted", "return_file": "contested", "settle": "returned"}.get(voided.kind, "withdrawn")
        if last is not None and last.state == undone:
            moves.reopen(last, by=by)


def _send(case: Case, row: CaseEvent, to: int, *, by: User, previous: Transfer | None, by_order: bool = False) -> None:
    moved = case.events.filter(kind="move_out", voids__isnull=True, voided_by__isnull=True).order_by("-on", "-pk").first()
    left = moved or row
    sender = commune_today(row.unit_id, case.commune_id)
    receiver = commune_today(to, to)
    asked = left.data.get("to_commune", to) if not by_order else to
    moves.send(
        case.person,
        moves.Way(sender, receiver, left.unit_id, asked),
        ListKind.MANAGED if case.term_since else ListKind.USER,
        left=Moment(left.on, left.time),
        by=by,
        address=left.data.get("address", "") if not by_order else "",
        at=row.at,
        case_id=case.pk,
        event_id=row.pk,
        previous=previous,
        by_order=by_order,
    )
    lend_history(case.person_id, to=receiver, by=by)


def _settle(case: Case, row: CaseEvent, waiting: Transfer, *, by: User) -> None:
    note, to = row.data.get("note", ""), row.data["to_commune"]
    take_back_history(case.person_id, commune=waiting.receiver_id)
    if to == waiting.sender_id:
        moves.settle(waiting, TransferState.RETURNED, by=by, note=note)
        return
    moves.settle(waiting, TransferState.ASSIGNED, by=by, note=note)
    _send(case, row, to, by=by, previous=waiting, by_order=True)


def lend_history(person_id: int, *, to: int, by: User) -> None:
    """Let the commune that is asked read the papers of every procedure of the person that `by` may read."""
    place = documents.Place(to, province_of(to))
    papers = CasePaper.objects.filter(case__person=person_id).values_list("paper", flat=True)
    for paper_id in Paper.objects.open_to(by).filter(pk__in=list(papers)).exclude(commune=to).values_list("pk", flat=True):
        documents.lend_paper(paper_id, to=place, by=by)


def take_back_history(person_id: int, *, commune: int) -> None:
    """End what `lend_history` gave, when the commune does not take the person."""
    papers = CasePaper.objects.filter(case__person=person_id).values_list("paper", flat=True)
    documents.take_back_papers(list(papers), commune=commune)
