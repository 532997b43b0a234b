"""Pages on which a target travels down: who got what, answers of units, the unit's own plan, the split of a target."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.kit.forms import add_problems, told
from hoanhap.plans import queries, services
from hoanhap.plans.forms.cascade import AnswerForm, ReplyForm, SplitForm, SplitGrid
from hoanhap.plans.queries import cascade as reads
from hoanhap.plans.rules import PlanDoc
from hoanhap.plans.rules.answers import Says
from hoanhap.plans.rules.splitting import Method, with_split
from hoanhap.plans.views.shared import INVALID, STALE, changed, editable


@require_GET
@require(P.PLAN_VIEW)
def cascade(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Who got what of a plan and what they say; units see their own rows."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    doc = queries.plan_doc(plan)
    rows = reads.cascade_rows(user, plan, doc)
    columns = reads.columns_of(doc, rows)
    context = {
        "plan": plan,
        "rows": [(row, tuple(zip(columns, row.cells(columns), strict=True))) for row in rows],
        "columns": columns,
        "spreads": reads.spreads(doc),
        "can_edit": services.may_edit(user, plan),
        "sees_all": reads.sees_all(user, plan),
        "waiting": sum(row.objection is not None for row in rows),
    }
    return render(request, "plans/cascade.html", context)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_ANSWER)
def allocation_answer(request: OfficerRequest, plan_id: int, table: int, line: int) -> HttpResponse:
    """A unit accepts what it was given, or asks for other figures."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    doc = queries.plan_doc(plan)
    row = reads.cascade_row_or_404(user, plan, doc, table, line)
    if not row.may_answer:
        raise PermissionDenied(P.PLAN_ANSWER)
    form = AnswerForm(request.POST or None, initial={"version": plan.version}, given=[(part.target, part.printed) for part in row.parts])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.answer_allocation(
                plan.pk, table, line, by=user, says=Says(said["says"]), seen_version=said["version"], reason=said["reason"],
                proposed=form.proposed(),
            )  # fmt: skip
        except Refused as refused:
            add_problems(form, refused.problems)
        except StaleState:
            form.add_error(None, _("Kế hoạch vừa được sửa. Chưa lưu gì: mở lại trang, xem số mới rồi trả lời."))
        else:
            messages.success(request, _("Đã ghi trả lời của %(unit)s.") % {"unit": row.row.name})
            return redirect("cascade", plan.pk)
    context = {"plan": plan, "form": form, "row": row}
    return render(request, "plans/cascade_answer.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def objection_settle(request: OfficerRequest, plan_id: int, answer_id: int) -> HttpResponse:
    """The issuer keeps the figures or changes them, with a reason."""
    plan, doc = editable(request, plan_id)
    objection = reads.objection_or_404(request.user, plan, answer_id)
    parts = reads.parts_of(doc, objection.given)
    proposed = dict(objection.proposed)
    form = ReplyForm(
        request.POST or None, initial={"version": plan.version}, given=[(part.target, part.printed) for part in parts], proposed=proposed
    )
    if request.method == "POST" and form.is_valid():
        figures = form.changed() if request.POST.get("act") == "adjust" else None
        try:
            services.settle_objection(
                objection.pk,
                by=request.user,
                seen_version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
                figures=figures,
            )
        except Refused as refused:
            add_problems(form, refused.problems)
        except StaleState:
            form.add_error(None, STALE())
        else:
            messages.success(request, _("Đã trả lời %(unit)s.") % {"unit": objection.row_name})
            return redirect("cascade", plan.pk)
    context = {"plan": plan, "form": form, "objection": objection, "parts": parts, "proposed": reads.parts_of(doc, objection.proposed)}
    return render(request, "plans/cascade_reply.html", context, status=INVALID if form.errors else 200)


@require_POST
@require(P.PLAN_EDIT)
def child_start(request: OfficerRequest, plan_id: int, table: int, line: int) -> HttpResponse:
    """Begin the own plan of a unit with the targets handed down to it."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    reads.cascade_row_or_404(user, plan, queries.plan_doc(plan), table, line)
    try:
        child = services.start_child(plan.pk, table, line, by=user)
    except Refused as refused:
        messages.error(request, " ".join(str(told(problem)) for problem in refused.problems))
        return redirect("cascade", plan.pk)
    return redirect("plan_edit", child.pk)


@require_GET
@require(P.PLAN_VIEW)
def compare_parent(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """A plan held target by target against those it carries out."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    doc = queries.plan_doc(plan)
    context = {"plan": plan, "beside": reads.beside_parents(user, plan, doc), "can_edit": services.may_edit(user, plan)}
    return render(request, "plans/compare_parent.html", context)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def target_split(request: OfficerRequest, plan_id: int, code: str) -> HttpResponse:
    """Split a target over units; the sums follow while one types, and nothing is saved before the button."""
    plan, doc = editable(request, plan_id)
    target = doc.target(code)
    if target is None or not target.adds_up or target.value is None:
        raise Http404
    names, before = reads.units_of_split(doc, code)
    needs_names = not names
    data, act = request.POST, request.POST.get("act", "")
    if needs_names:
        typed = data.get("names") if act else "\n".join(queries.unit_names(doc))
        names = tuple(dict.fromkeys(line.strip() for line in (typed or "").splitlines() if line.strip()))[:400]
    initial: dict[str, Any] = {"version": plan.version, "method": Method.BASELINE.value, "source": "registered", "names": "\n".join(names)}
    sources = [(key, label) for key, (label, _figures) in reads.BASELINES.items()]
    form = SplitForm(data or None, initial=initial, needs_reason=not plan.is_draft, sources=sources, needs_names=needs_names)
    if act != "save" and not plan.is_draft:
        form.fields["why"].required = False
    form.is_valid()
    values = form.cleaned_data if form.is_bound else initial
    grid = SplitGrid.typed(data.dict(), before, names)
    source = values.get("source", "")
    if source and (request.method == "GET" or act == "fill" or data.get("source-was") != source):
        grid = grid.with_baseline(reads.baseline(source, doc, code, names, form.on))
    is_padded = reads.is_padded(doc, target)
    grid = grid.computed(
        target, Method(values.get("method") or Method.BASELINE.value), values.get("keep_back") or Decimal(0), padded=is_padded
    )
    if act == "save" and form.is_bound and form.is_valid():
        if grid.wrong:
            form.add_error(None, grid.wrong)
        elif _saved(request, plan, form, grid, code):
            return redirect("cascade", plan.pk)
    context = {"plan": plan, "target": target, "form": form, "grid": grid, "source": source, "needs_names": needs_names}
    template = "plans/cascade_split.html#grid" if request.headers.get("HX-Request") and act != "save" else "plans/cascade_split.html"
    return render(request, template, context, status=INVALID if act == "save" and form.errors else 200)


def _saved(request: OfficerRequest, plan: Any, form: SplitForm, grid: SplitGrid, code: str) -> bool:
    def change(doc: PlanDoc) -> PlanDoc:
        return with_split(doc, code, grid.texts())

    if not changed(request, plan.pk, form, change, "method"):
        return False
    messages.success(
        request, _("Đã chia %(code)s: %(given)s đã giao, %(left)s để lại.") % {"code": code, "given": grid.given, "left": grid.left}
    )
    return True
