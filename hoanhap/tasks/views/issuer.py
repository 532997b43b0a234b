"""The pages of the office that follows a plan: who owes what and where it stands, who is meant by a name, what checks found."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.forms import add_problems, told
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.queries import plan_or_404
from hoanhap.tasks import queries, services
from hoanhap.tasks.forms import CheckForm, ListForm, PutOnForm, SettleForm
from hoanhap.tasks.rules.states import State
from hoanhap.tasks.views import agency, rows

PAGE_SIZE = 100
SHOWN_STATES = (State.OVERDUE, State.SOON, State.UNCLEAR, State.NOT_DUE, State.LATE, State.DONE, State.DECLINED)
STALE = Problem("stale", N_("Chưa lưu: dòng này vừa được người khác sửa."), "", N_("Xem lại danh sách rồi làm tiếp."))


@require_GET
@require(P.PLAN_VIEW)
def task_list(request: OfficerRequest) -> HttpResponse:
    """The tasks in scope by agency and state; the late ones are chosen here to be urged."""
    services.distribute_due()
    user = request.user
    plans = queries.plans_with_tasks(user)
    asked = request.GET.get("kh", "")
    plan = next((one for one in plans if str(one.pk) == asked), None)
    if asked and plan is None:  # a plan that gives out nothing, or not yet
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
            raise Http404
        plan = plan_or_404(user, int(asked))
        plans = [plan, *plans]
    wanted = queries.Wanted(plan.pk if plan else None)
    everything = queries.tracked(user, wanted)
    agencies = queries.by_agency(everything)
    form = ListForm(
        request.GET,
        plans=[(one.pk, f"{one.reference or one.label}, {one.since.year}") for one in plans],
        agencies=sorted(((line.key, line.name) for line in agencies), key=lambda pair: pair[1]),
        windows=sorted({one.task.window for one in everything if one.task.window}),
    )
    if form.is_valid():
        data = form.cleaned_data
        wanted = queries.Wanted(wanted.plan, data["co_quan"], data["tt"], data["dot"])
    found = queries.narrowed(everything, wanted) if form.is_valid() else []
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    may_urge = plan is not None and queries.may_urge(user, plan)
    audit(Action.VIEW, by=user, subject_type="task", detail={"list": "plan", "plan": wanted.plan or 0, "shown": len(found)})
    return render(
        request,
        "tasks/task_list.html",
        {
            "plan": plan,
            "plans": plans,
            "form": form,
            "lines": [
                {
                    "line": line,
                    "url": "?" + urlencode({"kh": wanted.plan or "", "co_quan": line.key}),
                    "cells": [(state.value, line.counts[state]) for state in SHOWN_STATES],
                }
                for line in agencies
            ],
            "states": [rows.state_chip(state) for state in SHOWN_STATES],
            "totals": [sum(line.counts[state] for line in agencies) for state in SHOWN_STATES],
            "page_obj": page,
            "rows": [rows.owed_row(one) for one in page.object_list],
            "count": len(found),
            "total": len(everything),
            "may_urge": may_urge,
            "overdue": [one.row.pk for one in found if one.state is State.OVERDUE] if may_urge else [],
            "questions": len(queries.questions_of(plan)) if may_urge and plan else 0,
            "undated": queries.undated(plan) if may_urge and plan else [],
            "letters": queries.urgings_of_plan(plan) if plan is not None else [],
            "own_list": has_right(user, P.TASK_REPORT, today()),
            "section": "plans",
        },
        status=200 if form.is_valid() else 422,
    )


@require_POST
@require(P.PLAN_EDIT)
def task_check(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down what a check found."""
    queries.assignment_or_404(request.user, pk)
    form = CheckForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.note_check(pk, on=data["on"], words=data["words"], by=request.user, request_key=data["request_key"])
        except Refused as refused:
            add_problems(form, refused.problems)
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, gettext("Đã ghi kết quả kiểm tra."))
            return redirect("task_detail", pk=pk)
    return agency.check_page(request, pk, form)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def task_agencies(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Who owes what in a plan; names that fit nobody are questions here; one more agency is added here."""
    plan = _plan(request, plan_id)
    organisations = queries.organisations_for(plan)
    tasks = [(task.pk, f"{task.code}. {task.text[:90]}") for task in queries.tasks_of(plan)]
    form = PutOnForm(request.POST if request.method == "POST" else None, tasks=tasks, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = queries.organisation(data["organisation"]) if data["organisation"] else None
        try:
            services.put_on(plan.pk, data["task"], organisation=chosen, name=data["name"], by=request.user)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, gettext("Đã giao thêm."))
            return redirect("task_agencies", plan_id=plan.pk)
    services.distribute_due()
    questions = [
        (row, SettleForm(organisations=organisations, initial={"version": row.version}, auto_id=f"id_{row.pk}_%s"))
        for row in queries.questions_of(plan)
    ]
    context = {"plan": plan, "questions": questions, "rows": queries.assignments_of(plan), "form": form, "section": "plans"}
    return render(request, "tasks/task_agencies.html", context, status=422 if form.errors else 200)


@require_POST
@require(P.PLAN_EDIT)
def task_settle(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say who is meant by a name."""
    row = queries.assignment_or_404(request.user, pk)
    form = SettleForm(request.POST, organisations=queries.organisations_for(row.plan))

    def act() -> None:
        chosen = form.cleaned_data["organisation"]
        meant = [queries.organisation(chosen)] if chosen else []
        services.settle(pk, meant, by=request.user, seen_version=form.cleaned_data["version"])

    return _write(request, row.plan_id, form, act, gettext("Đã ghi: việc này đã rõ cơ quan."))


@require_POST
@require(P.PLAN_EDIT)
def task_take_off(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take an agency off a task."""
    row = queries.assignment_or_404(request.user, pk)
    form = SettleForm(request.POST, organisations=())

    def act() -> None:
        services.take_off(pk, by=request.user, seen_version=form.cleaned_data["version"])

    return _write(request, row.plan_id, form, act, gettext("Đã bỏ cơ quan này khỏi việc."))


def _write(request: OfficerRequest, plan_id: int, form: Any, act: Any, done: str) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, gettext("Chưa lưu: cơ quan đã chọn không có trong sổ. Chọn lại."))
        return redirect("task_agencies", plan_id=plan_id)
    try:
        act()
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, " ".join(str(told(problem)) for problem in refused.problems))
    except StaleState:
        messages.error(request, str(told(STALE)))
    else:
        messages.success(request, done)
    return redirect("task_agencies", plan_id=plan_id)


def _plan(request: OfficerRequest, plan_id: int) -> Any:
    """A plan whose tasks the user follows: 404 outside scope, 403 where it may only be read."""
    plan = plan_or_404(request.user, plan_id)
    if not queries.may_urge(request.user, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    return plan
