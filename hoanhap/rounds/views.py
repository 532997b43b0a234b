"""The rounds of review: the list, a new one, how far the communes are, and the table on which a commune confirms its people."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require, scope_of
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.services import record as audit
from hoanhap.cases.views.lists import NothingChosen, back, selection
from hoanhap.kit.dates import VIETNAM, now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.forms import add_problems, problem_error, told
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.listing import Column, file_response
from hoanhap.people.rules import birth_text
from hoanhap.rounds import queries, services
from hoanhap.rounds.forms import ConfirmForm, RoundForm, StepForm
from hoanhap.rounds.rules import Finding, Whom, total

PAGE_SIZE = 500
STALE = Problem(
    "stale", N_("Chưa lưu: dòng này vừa được người khác xác nhận."), N_("Trang mở trước lần đó."), N_("Xem kết quả mới rồi xác nhận lại.")
)
COLUMNS = (
    Column("code", N_("Mã hồ sơ"), lambda row: row.code),
    Column("name", N_("Họ và tên"), lambda row: row.full_name, 28),
    Column("birth", N_("Ngày sinh"), lambda row: birth_text(row.born, row.born_precision), 12),
    Column("address", N_("Nơi ở"), lambda row: row.address_line, 32),
    Column("finding", N_("Kết quả"), lambda row: gettext(row.finding_label) if row.finding else "", 18),
    Column("moved_to", N_("Chuyển đến"), lambda row: row.moved_to, 28),
    Column("note", N_("Ghi chú"), lambda row: row.note, 28),
    Column("check", N_("Kiểm tra cư trú"), lambda row: row.check_event.on if row.check_event else "", 14),
    Column("by", N_("Người xác nhận"), lambda row: row.confirmed_by.full_name if row.confirmed_by else "", 22),
    Column("at", N_("Lúc"), lambda row: f"{row.confirmed_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if row.confirmed_at else "", 17),
)


@require_GET
@require(P.CASE_VIEW)
def round_list(request: OfficerRequest) -> HttpResponse:
    """The rounds of the user's scope with their progress."""
    may_open = has_right(request.user, P.ROUND_OPEN, today())
    return render(request, "rounds/round_list.html", {"rounds": queries.rounds_of(request.user), "may_open": may_open})


@require_http_methods(["GET", "POST"])
@require(P.ROUND_OPEN)
def round_new(request: OfficerRequest) -> HttpResponse:
    """Open a round for a commune or for all communes of a province; of people ticked in the list when that sent them."""
    sent = request.method == "POST" and "request_key" in request.POST
    people = request.POST.get("people", "").split(",") if request.POST.get("people") else []
    if request.method == "POST" and not sent:
        try:
            people = [str(pk) for pk in selection(request)]
        except NothingChosen as nothing:
            messages.warning(request, str(nothing))
            return redirect(back(request))
    form = RoundForm(
        request.POST if sent else None, places=queries.places(request.user), is_selection=bool(people), initial={"people": ",".join(people)}
    )
    status = 200
    if sent:
        if form.is_valid():
            data = form.cleaned_data
            try:
                opened = services.open_round(
                    unit=data["unit"],
                    name=data["name"],
                    whom=Whom(data["whom"]),
                    basis=data["basis"],
                    since=data["since"],
                    until=data["last"] + (data["last"].resolution),
                    due_on=data["due_on"],
                    by=request.user,
                    request_key=data["request_key"],
                    only=form.only(),
                )
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                messages.success(request, gettext("Đã mở đợt rà soát. Các xã, phường thấy ngay."))
                if left := len(set(form.only())) - queries.reviewed(opened) if people else 0:
                    words = gettext("%(count)s người đã chọn không thuộc đơn vị này, đã chết hoặc đã nhập, nên không có trong đợt.")
                    messages.warning(request, words % {"count": left})
                return redirect("round_detail", pk=opened.pk)
        status = 422
    return render(request, "rounds/round_new.html", {"form": form, "chosen": len(people)}, status=status)


@require_GET
@require(P.CASE_VIEW)
def round_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """How far each commune is, and closing or opening again."""
    return _detail(request, pk)


def _detail(request: OfficerRequest, pk: int, *, form: StepForm | None = None) -> HttpResponse:
    found = queries.round_or_404(request.user, pk)
    communes = queries.progress(request.user, found)
    scope = scope_of(request.user, today(), P.ROUND_OPEN)
    audit(Act.VIEW, by=request.user, subject_type="round", subject_id=pk)
    return render(
        request,
        "rounds/round_detail.html",
        {
            "round": found,
            "last": found.until - found.until.resolution,
            "communes": [{"unit": unit, "figures": one, "found": list(one.found.values())} for unit, one in communes],
            "total": (whole := total(one for _, one in communes)),
            "total_found": list(whole.found.values()),
            "findings": [gettext(one.label) for one in Finding],
            "steps": queries.steps_of(found),
            "may_step": scope.covers(commune=found.commune_id or 0, province=found.province_id),
            "form": form or StepForm(initial={"seen_version": found.version}),
            "overdue": found.is_open and found.due_on < today(),
        },
        status=422 if form is not None else 200,
    )


@require_GET
@require(P.CASE_VIEW)
def round_commune(request: OfficerRequest, pk: int, commune: int) -> HttpResponse:
    """The people of one commune, to be confirmed row by row with the keys 1 to 6; also as CSV, XLSX and on paper."""
    found = queries.round_or_404(request.user, pk)
    open_only = request.GET.get("con") == "1"
    rows = queries.people_of(request.user, found, commune, open_only=open_only)
    kind = request.GET.get("tep", "")
    if kind in {"csv", "xlsx"}:
        listed = list(rows)
        services.note_export(found, commune, by=request.user, file=kind, count=len(listed))
        return file_response(kind, f"ra-soat-{found.pk}-{commune}", COLUMNS, listed)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    audit(Act.VIEW, by=request.user, subject_type="round", subject_id=pk, unit_id=commune, detail={"shown": len(page.object_list)})
    day = today()
    return render(
        request,
        "rounds/round_commune.html",
        {
            "round": found,
            "unit": queries.unit_name(commune),
            "commune": commune,
            "page_obj": page,
            "rows": [_row(request, row, found) for row in page.object_list],
            "figures": queries.figures_of_commune(request.user, found, commune),
            "findings": _findings(),
            "may_confirm": found.is_open and _may(request, P.CASE_RECORD, commune, found.province_id),
            "may_export": _may(request, P.PERSON_EXPORT, commune, found.province_id),
            "open_only": open_only,
            "with_check": request.GET.get("kem") == "1",
            "month": f"{day:%m/%Y}",
        },
    )


@require_POST
@require(P.CASE_RECORD)
def round_confirm(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write what was found of one person; answers with the row (and the figures) for htmx, else with the table."""
    row = queries.row_or_404(request.user, pk)
    form = ConfirmForm(request.POST)
    error, status = "", 200
    if form.is_valid():
        data = form.cleaned_data
        kept = {name: getattr(row, name) if row.finding == data["finding"] else "" for name in ("moved_to", "note")}
        words = {name: data[name] if name in request.POST else kept[name] for name in kept}  # a key says nothing of them
        try:
            services.confirm(
                pk,
                Finding(data["finding"]),
                by=request.user,
                seen_version=data["seen_version"],
                **words,
                with_check=data["with_check"],
            )
        except Refused as refused:
            error, status = " ".join(str(told(problem)) for problem in refused.problems), 422
        except StaleState:
            error, status = str(told(STALE)), 422
    else:
        error, status = gettext("Chưa hiểu kết quả gửi lên."), 422
    if request.headers.get("HX-Request") != "true" and not error:
        return redirect(f"{reverse('round_commune', args=[row.round_id, row.commune_id])}#r{pk}")
    row = queries.row_or_404(request.user, pk)
    return render(
        request,
        "rounds/row_answer.html",
        {
            "item": _row(request, row, row.round) | {"error": error},
            "round": row.round,
            "findings": _findings(),
            "figures": queries.figures_of_commune(request.user, row.round, row.commune_id),
            "may_confirm": row.round.is_open,
            "commune": row.commune_id,
        },
        status=status,
    )


@require_POST
@require(P.ROUND_OPEN)
def round_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close a round and keep its figures."""
    return _step(request, pk, services.close_round, gettext("Đã đóng đợt rà soát, số liệu đã chốt."))


@require_POST
@require(P.ROUND_OPEN)
def round_reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Open a closed round again, with a reason."""
    return _step(request, pk, services.reopen_round, gettext("Đã mở lại đợt rà soát."))


def _step(request: OfficerRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    queries.round_or_404(request.user, pk)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            act(pk, by=request.user, seen_version=form.cleaned_data["seen_version"], reason=form.cleaned_data["reason"])
        except Refused as refused:
            add_problems(form, refused.problems)
        except StaleState:
            form.add_error(None, problem_error(STALE))
        else:
            messages.success(request, done)
            return redirect("round_detail", pk=pk)
    return _detail(request, pk, form=form)


def _may(request: OfficerRequest, right: P, commune: int, province: int) -> bool:
    return scope_of(request.user, now().date(), right).covers(commune=commune, province=province)


def _findings() -> list[dict[str, str]]:
    return [{"value": one.value, "label": gettext(one.label), "key": str(number)} for number, one in enumerate(Finding, start=1)]


def _row(request: OfficerRequest, row: Any, found: Any) -> dict[str, Any]:
    """A row of the table with the way on from its finding; nobody who lives elsewhere by now is linked."""
    here = row.lives_in == row.commune_id
    return {
        "row": row,
        "birth": birth_text(row.born, row.born_precision),
        "url": reverse("person_detail", args=[row.code]) if here else "",
        "next": _next(request, row) if here and found.is_open else None,
        "error": "",
    }


def _next(request: OfficerRequest, row: Any) -> dict[str, str] | None:
    """What follows from the finding: the page on which it is told with its proof."""
    user, day = request.user, today()
    if row.finding == Finding.MOVED and has_right(user, P.CASE_RECORD, day):
        if row.managed:
            return {"url": reverse("event_new", args=[row.code, "move_out"]), "text": gettext("Ghi chuyển nơi cư trú")}
        return {"url": reverse("move_new", args=[row.code]), "text": gettext("Thông báo chuyển nơi cư trú")}
    if row.finding == Finding.DEAD and row.managed and has_right(user, P.CASE_DECIDE, day):
        return {"url": reverse("event_new", args=[row.code, "stop"]), "text": gettext("Dừng quản lý, kèm giấy chứng tử")}
    if row.finding == Finding.IN_CUSTODY and row.managed and has_right(user, P.CASE_DECIDE, day):
        return {"url": reverse("event_new", args=[row.code, "suspend"]), "text": gettext("Tạm đình chỉ quản lý")}
    if row.finding == Finding.NOT_FOUND and row.managed and has_right(user, P.CASE_RECORD, day):
        return {"url": reverse("event_new", args=[row.code, "presence_check"]), "text": gettext("Ghi kiểm tra cư trú: vắng")}
    if row.finding == Finding.DUPLICATE and has_right(user, P.PERSON_MERGE, day):
        return {"url": reverse("merge_start", args=[row.code]), "text": gettext("Nhập hồ sơ trùng")}
    return None
