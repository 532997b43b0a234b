"""Pages of plans: list, head, workshop, referee, history. Progress is shown by reports (`plan_detail`)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.kit.forms import add_problems, told
from hoanhap.plans import queries, services
from hoanhap.plans.forms import PARTS, HeadForm, ListForms, PlanFilterForm, ReasonForm, VersionsForm, growing, head_lists
from hoanhap.plans.rules import PlanDoc
from hoanhap.plans.views.shared import STALE, changed, editable, form_page, parts

PER_PAGE = 50


@require_GET
@require(P.PLAN_VIEW)
def plan_list(request: OfficerRequest) -> HttpResponse:
    """The plans in scope, narrowed by text, kind, year, place and the plan above, with who has not issued its own."""
    user = request.user
    form = PlanFilterForm(request.GET, years=queries.plan_years(user), places=queries.plan_places(user), parents=queries.plan_parents(user))
    page = Paginator(queries.visible_plans(user, **form.criteria()), PER_PAGE).get_page(request.GET.get("trang"))
    late = queries.late_children(page.object_list, user)
    rows = [(plan, late.get(plan.pk)) for plan in page.object_list]
    context = {"form": form, "page_obj": page, "rows": rows, "can_plan": has_right(user, P.PLAN_EDIT, today())}
    return render(request, "plans/plan_list.html#table" if request.headers.get("HX-Request") else "plans/plan_list.html", context)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def plan_new(request: OfficerRequest) -> HttpResponse:
    """Begin a draft: its head first."""
    form, lists = _head(request, None, {}, needs_reason=False)
    if _is_saved(request) and not form.errors:
        try:
            plan = services.create_plan(lists.apply(form.apply(None)), by=request.user)
        except Refused as refused:
            add_problems(form, refused.problems)
        except PermissionDenied:
            form.add_error("area", _("Bạn không được lập kế hoạch cho đơn vị này. Chọn đơn vị trong phạm vi của bạn."))
        else:
            return redirect("plan_edit", plan.pk)
    return form_page(request, form, _("Lập kế hoạch"), _("Lưu và nhập chỉ tiêu"), lists=lists)


def _is_saved(request: OfficerRequest) -> bool:
    """Whether the form was sent to be saved, not only to get more lines."""
    return request.method == "POST" and request.POST.get("act", "save") == "save"


def _head(request: OfficerRequest, doc: PlanDoc | None, initial: dict[str, Any], *, needs_reason: bool) -> tuple[HeadForm, ListForms]:
    """The form of a head with its lists: fresh, with more lines, or typed and judged (what is wrong stands on the form)."""
    if grow := growing(request.POST.get("act", ""), PARTS):
        return HeadForm(initial=initial | request.POST.dict(), needs_reason=needs_reason), head_lists(doc, request.POST, grow)
    form = HeadForm(request.POST or None, initial=initial, needs_reason=needs_reason)
    lists = head_lists(doc, request.POST or None)
    if request.method == "POST":
        form.full_clean()
        add_problems(form, lists.faults())
    return form, lists


@require_GET
@require(P.PLAN_EDIT)
def plan_edit(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """The workshop of a plan: head, referee, targets, tables, each with the way to change it."""
    plan, doc = editable(request, plan_id)
    return render(request, "plans/plan_edit.html", parts(plan, doc) | {"can_edit": True})


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def plan_head_edit(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Change the head of a plan."""
    plan, doc = editable(request, plan_id)
    form, lists = _head(request, doc, HeadForm.initial_of(doc) | {"version": plan.version}, needs_reason=not plan.is_draft)

    def change(doc: PlanDoc) -> PlanDoc:
        return lists.apply(form.apply(doc))

    if _is_saved(request) and not form.errors and changed(request, plan.pk, form, change, "area"):
        return redirect("plan_edit", plan.pk)
    return form_page(request, form, _("Phần đầu kế hoạch"), _("Lưu phần đầu"), plan=plan, lists=lists)


@require_GET
@require(P.PLAN_VIEW)
def plan_check(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """What the referee says about a stored plan: a page, or the part alone for HTMX."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    judgement = queries.judgement(queries.findings_of(queries.plan_doc(plan)))
    context = {"plan": plan, "judgement": judgement, "can_edit": services.may_edit(user, plan)}
    return render(request, "plans/plan_check.html#referee" if request.headers.get("HX-Request") else "plans/plan_check.html", context)


@require_GET
@require(P.PLAN_VIEW)
def plan_history(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Who changed a plan, when and why, and what differs between any two versions."""
    plan = queries.plan_or_404(request.user, plan_id)
    versions = list(queries.plan_versions(plan))
    numbers = [version.number for version in versions]
    form = VersionsForm(request.GET or None, numbers=numbers)
    old, new = form.pair()
    context = {"plan": plan, "versions": versions, "form": form, "old": old, "new": new, "changes": queries.changes(plan, old, new)}
    return render(request, "plans/plan_history.html", context)


@require_POST
@require(P.PLAN_EDIT)
def plan_adopt(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Mark a draft as issued, unless something must be settled first."""
    plan, _doc = editable(request, plan_id)
    form = ReasonForm(request.POST, needs_reason=False)
    if not form.is_valid() or form.cleaned_data["version"] is None:
        messages.error(request, _("Chưa ban hành được. Mở lại trang rồi thử lại."))
        return redirect("plan_edit", plan.pk)
    try:
        services.adopt_plan(plan.pk, by=request.user, seen_version=form.cleaned_data["version"])
    except Refused as refused:
        messages.error(request, " ".join(str(told(problem)) for problem in refused.problems))
    except StaleState:
        messages.error(request, STALE())
    return redirect("plan_edit", plan.pk)
