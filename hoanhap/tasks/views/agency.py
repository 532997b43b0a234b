"""The pages of the agency that owes: what it owes, one task with its reports, telling and taking back."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.forms import add_problems, told
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.tasks import queries, services
from hoanhap.tasks.forms import CheckForm, ReportForm, WithdrawForm
from hoanhap.tasks.rules.files import FileKind
from hoanhap.tasks.rules.states import Outcome, State
from hoanhap.tasks.views import rows

STALE = Problem("stale", N_("Chưa lưu: báo cáo này vừa được người khác rút."), "", N_("Mở lại trang rồi xem tiếp."))


@require_GET
@require(P.TASK_REPORT)
def task_mine(request: OfficerRequest) -> HttpResponse:
    """What the agency of the user owes, the most pressing first; what asks for no number or document is reported with one tap."""
    services.distribute_due()
    old = request.GET.get("cu") == "1"
    owed = queries.mine(request.user, old=old)
    audit(Action.VIEW, by=request.user, subject_type="task", detail={"list": "own", "shown": len(owed)})
    return render(
        request,
        "tasks/task_mine.html",
        {
            "groups": rows.groups(owed),
            "total": len(owed),
            "late": sum(one.state is State.OVERDUE for one in owed),
            "old": old,
            "older": 0 if old else queries.older_count(request.user),
            "can_list": has_right(request.user, P.PLAN_VIEW, today()),
            "section": "plans",
        },
    )


@require_GET
def task_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One task of one agency: what is asked for, reports with proof, letters that urged it, checks."""
    return _detail(request, pk)


@require_POST
def task_report(request: OfficerRequest, pk: int) -> HttpResponse:
    """Tell what was done."""
    one = queries.owed_of(queries.assignment_or_404(request.user, pk))
    form = _report_form(one, request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        outcome = Outcome(data["outcome"])
        code, _mark, key = data["item"].partition("|")
        about_item = outcome in {Outcome.DONE, Outcome.PARTLY}
        try:
            services.report(
                pk,
                outcome=outcome,
                on=data["on"] if about_item else today(),
                deliverable=code if about_item else "",
                key=date.fromisoformat(key) if about_item and key else None,
                quantity=data["quantity"] if about_item else None,
                words=data["words"],
                uploads=[services.Upload(file.name or "", file.read()) for file in data["proofs"]],
                by=request.user,
                request_key=data["request_key"],
            )
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, _thanks(outcome))
            own = request.POST.get("ve") == "viec"
            return redirect("task_mine") if own else redirect("task_detail", pk=pk)
    return _detail(request, pk, form=form)


def _thanks(outcome: Outcome) -> str:
    return {
        Outcome.DONE: gettext("Đã ghi báo cáo làm xong."),
        Outcome.PARTLY: gettext("Đã ghi phần đã làm."),
        Outcome.DECLINED: gettext("Đã ghi từ chối kèm lý do."),
        Outcome.OBJECTED: gettext("Đã ghi ý kiến; trong khi chờ trả lời, việc vẫn phải làm."),
    }[outcome]


@require_POST
def task_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a report back, with a reason."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Chưa rút: chưa nêu lý do."))
        return _back(request)
    try:
        made = services.withdraw(pk, reason=form.cleaned_data["reason"], by=request.user, request_key=form.cleaned_data["request_key"])
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, " ".join(str(told(problem)) for problem in refused.problems))
        return _back(request)
    except StaleState:
        messages.error(request, str(told(STALE)))
        return redirect("task_mine")
    messages.success(request, gettext("Đã rút báo cáo. Báo cáo cũ vẫn lưu."))
    return redirect("task_detail", pk=made.assignment_id)


def _back(request: OfficerRequest) -> HttpResponse:
    """To the task the form stood on."""
    typed = request.POST.get("viec", "")
    return redirect("task_detail", pk=int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else redirect("task_mine")


@require_GET
@never_cache
def task_evidence(request: OfficerRequest, pk: int) -> HttpResponse:
    """A kept picture, shown; a document, to be saved. The look is logged."""
    try:
        found = services.open_evidence(pk, by=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    kind = FileKind(found.kind)
    way = "inline" if kind is FileKind.PHOTO else "attachment"
    headers = {
        "Content-Disposition": f'{way}; filename="minh-chung-{found.pk}.{kind.ending}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(bytes(found.content), content_type=kind.media_type, headers=headers)


def _report_form(one: queries.Owed, *data: Any) -> ReportForm:
    items = [(queries.item_key(item), rows.item_label(item, one.task.recurrence)) for item in one.stand.items if item.done_on is None]
    initial = {"item": items[0][0]} if items else {}
    return ReportForm(*data, items=items, outcomes=rows.outcomes_for(one.task.kind), initial=initial)


def _detail(request: OfficerRequest, pk: int, *, form: ReportForm | None = None, check: CheckForm | None = None) -> HttpResponse:
    row = queries.assignment_or_404(request.user, pk)
    one = queries.owed_of(row)
    may_urge = queries.may_urge(request.user, row.plan)
    may_report = row.is_active and services.may_report(request.user, row)
    audit(Action.VIEW, by=request.user, subject_type="task", subject_id=pk)
    return render(
        request,
        "tasks/task_detail.html",
        {
            "row": row,
            "one": rows.owed_row(one),
            "task": one.task,
            "plan": row.plan,
            "items": [rows.item_row(item, one.task) for item in one.stand.items],
            "reports": reports_shown(row, one),
            "may_open": services.may_open_evidence(request.user, row),
            "urgings": queries.urgings_of(row),
            "checks": queries.checks_of(row),
            "may_urge": may_urge,
            "may_report": may_report,
            "for_agency": may_report and not any(row.agency.answers(duty) for duty in services.duties(request.user)),
            "form": form or (_report_form(one) if may_report and any(i.done_on is None for i in one.stand.items) else None),
            "check": check or (CheckForm() if may_urge else None),
            "can_list": has_right(request.user, P.PLAN_VIEW, today()),
            "own_list": has_right(request.user, P.TASK_REPORT, today()),
            "section": "plans",
        },
        status=422 if (form is not None and form.errors) or (check is not None and check.errors) else 200,
    )


def reports_shown(row: Any, one: queries.Owed) -> list[dict[str, Any]]:
    """The reports, the newest first; a withdrawal stands with the report it took back."""
    found = queries.reports_of(row)
    gone = {told.withdraws_id: told for told in found if told.withdraws_id}
    labels = {queries.item_key(item): rows.item_label(item, one.task.recurrence) for item in one.stand.items}
    files = queries.evidence_of(row)
    shown = []
    for report in reversed(found):
        if report.withdraws_id is None:
            code = report.deliverable.code if report.deliverable else ""
            key = f"{code}|{report.occurrence.isoformat() if report.occurrence else ''}"
            what = report.deliverable.text if report.deliverable and key not in labels else labels.get(key, "")
            shown.append(
                {
                    "report": report,
                    "what": what,
                    "quantity": "" if report.quantity is None else rows.plain(report.quantity),
                    "gone": gone.get(report.pk),
                    "files": files.get(report.pk, []),
                    "key": uuid4(),
                }
            )
    return shown


def check_page(request: OfficerRequest, pk: int, check: CheckForm) -> HttpResponse:
    """The page of a task with a note of a check that could not be saved."""
    return _detail(request, pk, check=check)
