"""Pages on which figures are told, put right, taken back and read."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.kit.formats import day as day_text
from hoanhap.kit.formats import number
from hoanhap.kit.forms import add_problems
from hoanhap.plans import queries as plans
from hoanhap.plans.rules import Kind
from hoanhap.progress import services
from hoanhap.progress.forms import Grid, GridForm, TellForm, WithdrawForm
from hoanhap.progress.forms.telling import FrameForm
from hoanhap.progress.queries import entering, told
from hoanhap.progress.rules.evidence import MEDIA
from hoanhap.progress.rules.telling import Telling

INVALID = 422
PER_PAGE = 50
MOST_BOXES = 700
"""Boxes of one table: Django takes a thousand fields of a form."""


def _tell(request: OfficerRequest, plan_id: int, form: FrameForm, tellings: list[Telling]) -> bool:
    """Save what was typed; what refuses it becomes errors of the form, and the file must be chosen again."""
    data = form.cleaned_data
    try:
        upload = data.get("evidence")
        made = services.tell_figures(
            plan_id,
            tellings,
            as_of=data["as_of"],
            words=data["words"],
            file=(upload.name, upload.read()) if upload else None,
            reason=data["reason"],
            by=request.user,
            request_key=data["request_key"],
        )
    except Refused as refused:
        add_problems(form, refused.problems)
        return False
    restated = sum(row.restates_id is not None for row in made)
    text = ngettext("Đã ghi %(n)s số.", "Đã ghi %(n)s số.", len(made)) % {"n": len(made)}
    more = ngettext("%(n)s đính chính, số cũ còn ở lịch sử.", "%(n)s đính chính, số cũ còn ở lịch sử.", restated) % {"n": restated}
    messages.success(request, f"{text} {more}" if restated else text)
    return True


@require_http_methods(["GET", "POST"])
@require(P.FIGURE_ENTER)
def figure_enter(request: OfficerRequest, plan_id: int, code: str) -> HttpResponse:
    """Tell the figure of one target: of the plan as a whole, or of a unit the user speaks for."""
    desk = entering.desk_or_refuse(request.user, plan_id)
    target = desk.target(code)
    units = [(unit.name, unit.name) for unit in desk.units]
    choices = [("", _("cả kế hoạch")), *units] if desk.whole else units
    initial = {"as_of": min(today(), desk.plan.period.last), "unit_name": request.GET.get("dv", "")}
    form = TellForm(request.POST or None, request.FILES or None, initial=initial, target=target, units=choices)
    if request.method == "POST" and form.is_valid() and _tell(request, plan_id, form, [form.telling()]):
        return redirect("plan_progress", plan_id)
    standing = entering.standing(desk.plan)
    context = {
        "plan": desk.plan,
        "target": target,
        "form": form,
        "standing": [figure for (one, _name), figure in standing.items() if one == code][:6],
        "has_table": bool(desk.units),
    }
    return render(request, "progress/figure_form.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(P.FIGURE_ENTER)
def figure_table(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Tell figures as a table: the issuer all units, a unit its own row; one target at a time where the table would be too long."""
    desk = entering.desk_or_refuse(request.user, plan_id)
    if not desk.units:
        raise Http404
    given = {code for unit in desk.units for code in unit.given}
    asked = request.GET.get("ct", "")
    targets = [target for target in desk.targets if target.kind is not Kind.QUALITATIVE and not target.groups]
    split = [target for target in targets if target.code in given or target.kind is Kind.PER_UNIT]
    targets = [target for target in targets if target.code == asked] if asked else split or targets
    shown = targets if len(targets) * len(desk.units) <= MOST_BOXES else targets[: max(1, MOST_BOXES // len(desk.units))]
    if not shown:
        raise Http404
    units = [(unit.name, unit.name, frozenset(code for code, cell in unit.given.items() if cell.value)) for unit in desk.units]
    standing = {
        key: f"{_number(figure.value, figure.whole)} ({day_text(figure.as_of)})" for key, figure in entering.standing(desk.plan).items()
    }
    grid = Grid.of(shown, units, standing, request.POST)
    form = GridForm(request.POST or None, request.FILES or None, initial={"as_of": min(today(), desk.plan.period.last)})
    if request.method == "POST" and form.is_valid():
        for fault in grid.faults():
            form.add_error(None, fault)
        if not form.errors and _tell(request, plan_id, form, grid.tellings()):
            return redirect("plan_units", plan_id)
    context = {
        "plan": desk.plan,
        "form": form,
        "grid": grid,
        "all_targets": targets if not asked else desk.targets,
        "shown": len(shown),
        "asked": asked,
    }
    return render(request, "progress/figure_table.html", context, status=INVALID if form.errors else 200)


def _number(value: Any, whole: Any) -> str:
    text = number(int(value) if value == int(value) else value.normalize())
    return f"{text}/{number(int(whole) if whole == int(whole) else whole.normalize())}" if whole is not None else text


@require_GET
@require(P.PLAN_VIEW)
def figure_history(request: OfficerRequest, plan_id: int, code: str) -> HttpResponse:
    """Every figure of a target that was ever told, with its evidence; corrections beside what they correct."""
    user = request.user
    plan = plans.plan_or_404(user, plan_id)
    doc = plans.plan_doc(plan)
    target = doc.target(code)
    if target is None:
        raise Http404
    desk = entering.desk(user, plan, doc)
    units = {unit.name: unit for unit in desk.units}
    page = Paginator(told.history(plan.pk, code), PER_PAGE).get_page(request.GET.get("trang"))
    rows = [(row, entering.may_withdraw(user, plan, units, row), entering.may_read_evidence(user, row)) for row in page.object_list]
    context = {
        "plan": plan,
        "target": target,
        "rows": rows,
        "page_obj": page,
        "can_enter": desk.may and any(one.code == code for one in desk.targets),
    }
    return render(request, "progress/figure_history.html", context)


@require_http_methods(["GET", "POST"])
@require(P.FIGURE_ENTER)
def figure_withdraw(request: OfficerRequest, figure_id: int) -> HttpResponse:
    """Take a figure back, with a reason."""
    figure = entering.figure_or_404(request.user, figure_id)
    form = WithdrawForm(request.POST or None, initial={"request_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.withdraw_figure(figure.pk, reason=data["reason"], by=request.user, request_key=data["request_key"])
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            return redirect("figure_history", figure.plan_id, figure.target_code)
    elif request.method == "GET" and not entering.may_speak(request.user, figure):
        raise PermissionDenied(P.FIGURE_ENTER)
    return render(request, "progress/figure_withdraw.html", {"figure": figure, "form": form}, status=INVALID if form.errors else 200)


@require_GET
@require(P.PLAN_VIEW)
def figure_evidence(request: OfficerRequest, figure_id: int) -> HttpResponse:
    """The file behind a figure, to be saved, never shown in the page; opening it is logged."""
    figure = entering.figure_or_404(request.user, figure_id)
    evidence = services.open_evidence(figure, by=request.user) if entering.may_read_evidence(request.user, figure) else None
    if evidence is None:
        raise Http404
    return HttpResponse(
        bytes(evidence.content),
        content_type=MEDIA[evidence.form],
        headers={
            "Content-Disposition": f'attachment; filename="minh-chung-{figure.pk}.{evidence.form}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
