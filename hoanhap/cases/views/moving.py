"""The page «Bàn giao», the receipt of one sending with its answers, and the notice of a move without a case."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.rules import Purpose
from hoanhap.audit.services import record as audit
from hoanhap.cases.queries.moving import own_part
from hoanhap.cases.rules import PROCEDURES
from hoanhap.cases.services import loading, moving
from hoanhap.cases.views import describe, rows
from hoanhap.kit.dates import now
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.forms import add_problems, problem_error
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import unpin
from hoanhap.moves import queries
from hoanhap.moves.forms import AcceptForm, ContestForm, NoticeForm, SettleForm, WithdrawForm
from hoanhap.moves.rules import ANSWER_READING, ListKind
from hoanhap.people.queries import editable_person_or_404

PARTS = {
    "den": (N_("Chờ ta nhận"), N_("Không có bàn giao nào chờ trả lời."), "arrows-right-left"),
    "gui": (N_("Đã gửi, chờ trả lời"), N_("Không có bàn giao nào đang chờ nơi khác."), "send"),
    "khong-nhan": (N_("Không nhận"), N_("Không có bàn giao nào bị trả lại."), "arrow-back"),
    "chua-ai-nhan": (N_("Quá hạn chưa ai nhận"), N_("Không có bàn giao nào quá hạn trả lời."), "alert-circle"),
    "xong": (N_("Đã xong"), N_("Chưa có bàn giao nào xong."), "circle-check"),
}
SHOWN = 200
STALE = Problem(
    "stale",
    N_("Chưa lưu: bàn giao này vừa được người khác trả lời hoặc giải quyết."),
    N_("Trang này mở trước lần đó."),
    N_("Đọc tình trạng mới ở trên rồi làm tiếp nếu còn cần."),
)


@require_GET
@require(P.CASE_VIEW)
def transfer_list(request: OfficerRequest) -> HttpResponse:
    """What was sent, is waiting, was contested or claimed by nobody, in the user's scope."""
    moment = now()
    counts = queries.counts(request.user, moment)
    first = "khong-nhan" if has_right(request.user, P.MOVE_SETTLE, moment.date()) else "den"
    chosen = request.GET.get("muc", first)
    if chosen not in PARTS:
        raise Http404
    found = list(queries.parts(request.user, moment)[chosen][:SHOWN])
    audit(Act.VIEW, by=request.user, subject_type="transfer", detail={"part": chosen, "shown": len(found)})
    tabs = [{"key": key, "title": gettext(label), "count": counts[key]} for key, (label, _, _) in PARTS.items()]
    return render(
        request,
        "cases/transfer_list.html",
        {
            "tabs": tabs,
            "chosen": chosen,
            "transfers": found,
            "total": counts[chosen],
            "empty": gettext(PARTS[chosen][1]),
            "icon": PARTS[chosen][2],
            "now": moment,
        },
    )


@require_GET
@require(P.CASE_VIEW)
def transfer_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """The receipt of a sending, for both sides, and what the user may do with it."""
    return _page(request, pk)


def _page(request: OfficerRequest, pk: int, *, status: int = 200, **bound: Any) -> HttpResponse:
    transfer = queries.transfer_or_404(request.user, pk)
    moment = now()
    audit(
        Act.VIEW,
        by=request.user,
        subject_type="transfer",
        subject_id=transfer.pk,
        person_id=transfer.person_id,
        purpose=Purpose.RECEIVING,
    )
    may = queries.may(request.user, transfer, moment)
    start = {"seen_version": transfer.version, "request_key": uuid4()}
    part = own_part(request.user, transfer)
    mine = []
    for row in part.events:
        procedure = PROCEDURES[row.case.procedure]
        title, lines, tone = describe.event(procedure.kind(row.kind), loading.event_of(procedure, row))
        mine.append({"on": row.on, "time": row.time, "title": title, "lines": lines, "tone": tone})
    return render(
        request,
        "cases/transfer_detail.html",
        {
            "transfer": transfer,
            "may": may,
            "overdue": transfer.due_at is not None and transfer.due_at <= moment and transfer.state == "waiting",
            "notice": _basis(transfer.notice_pin, transfer.left_on),
            "answer": _basis(transfer.due_pin, transfer.sent_at.date()),
            "reading": gettext(ANSWER_READING),
            "accept_form": bound.get("accept_form") or AcceptForm(initial=start),
            "contest_form": bound.get("contest_form") or ContestForm(initial=start),
            "settle_form": bound.get("settle_form") or SettleForm(initial=start),
            "withdraw_form": bound.get("withdraw_form") or WithdrawForm(initial=start),
            "may_withdraw": transfer.case_id is None and transfer.state in {"waiting", "contested"} and may.open_person and not may.accept,
            "mine": mine,
            "papers": part.papers,
            "following": transfer.following.order_by("-pk").first() if bound.get("following", True) else None,
            "now": moment,
        },
        status=status,
    )


def _basis(pinned: Any, on: Any) -> dict[str, str] | None:
    if not pinned:
        return None
    pin = unpin(pinned)
    return {"text": pin.short_basis(rows.language()).partition("; ")[0], "url": rows.law_url(pinned["rule"], on)}


@require_POST
@require(P.CASE_RECORD)
def transfer_accept(request: OfficerRequest, pk: int) -> HttpResponse:
    """The commune asked takes the person over."""
    form = AcceptForm(request.POST)
    return _act(
        request,
        pk,
        form,
        "accept_form",
        lambda data: moving.accept_transfer(pk, by=request.user, seen_version=data["seen_version"], request_key=data["request_key"]),
        gettext("Đã tiếp nhận. Biên nhận ở trang này, hai bên cùng xem được."),
    )


@require_POST
@require(P.CASE_RECORD)
def transfer_contest(request: OfficerRequest, pk: int) -> HttpResponse:
    """The commune asked does not take the person, and says why."""
    form = ContestForm(request.POST)
    return _act(
        request,
        pk,
        form,
        "contest_form",
        lambda data: moving.contest_transfer(
            pk,
            by=request.user,
            reason=data["reason"],
            note=data["note"],
            seen_version=data["seen_version"],
            request_key=data["request_key"],
        ),
        gettext("Đã trả lời không nhận. Nơi gửi và Công an cấp tỉnh đã thấy."),
    )


@require_POST
@require(P.MOVE_SETTLE)
def transfer_settle(request: OfficerRequest, pk: int) -> HttpResponse:
    """The province names the commune that answers for the person."""
    form = SettleForm(request.POST)
    transfer = queries.transfer_or_404(request.user, pk)

    def settle(data: dict[str, Any]) -> Any:
        commune = data["commune"].pk if data["decision"] == "assign" else transfer.sender_id
        return moving.settle_transfer(
            pk,
            commune=commune,
            note=data["settle_note"],
            by=request.user,
            seen_version=data["seen_version"],
            request_key=data["request_key"],
        )

    return _act(request, pk, form, "settle_form", settle, gettext("Đã giải quyết. Các bên thấy ngay ở trang bàn giao."))


@require_POST
@require(P.CASE_RECORD)
def transfer_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """The sender takes a notice back."""
    form = WithdrawForm(request.POST)
    return _act(
        request,
        pk,
        form,
        "withdraw_form",
        lambda data: moving.withdraw_transfer(pk, by=request.user, note=data["withdraw_note"], seen_version=data["seen_version"]),
        gettext("Đã rút thông báo."),
    )


def _act(request: OfficerRequest, pk: int, form: Any, name: str, act: Callable[[dict[str, Any]], Any], done: str) -> HttpResponse:
    queries.transfer_or_404(request.user, pk)
    if form.is_valid():
        try:
            saved = act(form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused.problems)
        except StaleState:
            form.add_error(None, problem_error(STALE))
        else:
            messages.success(request, done)
            return redirect("transfer_detail", pk=saved.pk)
    return _page(request, pk, status=422, **{name: form})


@require_http_methods(["GET", "POST"])
@require(P.CASE_RECORD)
def move_new(request: OfficerRequest, code: str) -> HttpResponse:
    """Tell another commune that somebody on a list, without a running case, moved there."""
    person = editable_person_or_404(request.user, code)
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=_usual(person))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            try:
                sent = moving.move_resident(
                    person.pk,
                    to=data["to"].pk,
                    left_on=data["left_on"],
                    left_time=data["left_time"],
                    address=data["address"],
                    kind=ListKind(data["kind"]),
                    by=request.user,
                    request_key=data["request_key"],
                )
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                messages.success(request, gettext("Đã gửi thông báo chuyển nơi cư trú số %(number)s.") % {"number": sent})
                return redirect("transfer_detail", pk=sent.pk)
        status = 422
    else:
        audit(Act.VIEW, by=request.user, subject_type="person", subject_id=person.pk, person_id=person.pk, purpose=Purpose.RECORDING)
    return render(request, "cases/move_new.html", {"person": person, "form": form}, status=status)


def _usual(person: Any) -> dict[str, Any]:
    """The day of today, and the list that a closed procedure of management speaks for."""
    return {"left_on": now().date(), "kind": ListKind.USER.value}
