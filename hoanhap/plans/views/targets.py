"""Pages that enter and change targets."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.forms import add_problems
from hoanhap.plans import services
from hoanhap.plans.forms import MILESTONES, ListForms, TargetForm, growing
from hoanhap.plans.rules import PlanDoc, TargetDoc
from hoanhap.plans.views.shared import changed, editable, form_page

LISTS = {"milestones": MILESTONES}


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def target_new(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Add a target."""
    plan, doc = editable(request, plan_id)
    codes = {target.code for target in doc.targets}
    free = next(code for number in range(1, len(codes) + 2) if (code := f"CT{number:02}") not in codes)
    unstated = {"comparator": "unstated", "level": "assigned", "change_in": "unstated", "owner_side": "unstated"}
    return _target_page(request, plan, doc, None, unstated | {"code": free, "version": plan.version}, _("Thêm chỉ tiêu"))


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def target_edit(request: OfficerRequest, plan_id: int, code: str) -> HttpResponse:
    """Change or take out a target."""
    plan, doc = editable(request, plan_id)
    before = doc.target(code)
    if before is None:
        raise Http404
    initial = TargetForm.initial_of(before) | {"version": plan.version}
    return _target_page(request, plan, doc, before, initial, _("Chỉ tiêu %(code)s") % {"code": code})


def _target_page(
    request: OfficerRequest, plan: Any, doc: PlanDoc, before: TargetDoc | None, initial: dict[str, Any], heading: str
) -> HttpResponse:
    code = before.code if before else ""
    act = request.POST.get("act", "save") if request.method == "POST" else ""
    options: dict[str, Any] = {"others": [target for target in doc.targets if target.code != code], "needs_reason": not plan.is_draft}
    if not act or growing(act, LISTS):  # nothing is judged yet: what was typed stays
        form = TargetForm(initial=initial | request.POST.dict(), **options)
        lists = ListForms(LISTS, before, request.POST or None, growing(act, LISTS))
    else:
        form, lists = TargetForm(request.POST, initial=initial, **options), ListForms(LISTS, before, request.POST)
        form.full_clean()
        if act == "save":
            add_problems(form, lists.faults())

        def change(doc: PlanDoc) -> PlanDoc:
            if act == "remove":
                return replace(doc, targets=tuple(other for other in doc.targets if other.code != code))
            return services.with_target(doc, lists.apply(form.apply(before)), code)

        if form.is_valid() and changed(request, plan.pk, form, change, "code"):
            return redirect("plan_edit", plan.pk)
    removable = _("Bỏ chỉ tiêu này") if before else ""
    return form_page(request, form, heading, _("Lưu chỉ tiêu"), plan=plan, lists=lists, removable=removable)
