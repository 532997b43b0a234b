"""Pages that enter and change targets."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.plans import services
from hoanhap.plans.forms import TargetForm
from hoanhap.plans.rules import PlanDoc
from hoanhap.plans.views.shared import changed, editable, form_page


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def target_new(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Add a target."""
    plan, doc = editable(request, plan_id)
    codes = {target.code for target in doc.targets}
    free = next(code for number in range(1, len(codes) + 2) if (code := f"CT{number:02}") not in codes)
    initial = {"code": free, "comparator": "unstated", "level": "assigned", "change_in": "unstated", "version": plan.version}
    form = TargetForm(request.POST or None, initial=initial, others=doc.targets, needs_reason=not plan.is_draft)
    if request.method == "POST" and form.is_valid():
        target = form.apply(None)
        if changed(request, plan.pk, form, lambda doc: services.with_target(doc, target), "code"):
            return redirect("plan_edit", plan.pk)
    return form_page(request, form, _("Thêm chỉ tiêu"), _("Lưu chỉ tiêu"), plan=plan)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def target_edit(request: OfficerRequest, plan_id: int, code: str) -> HttpResponse:
    """Change or take out a target."""
    plan, doc = editable(request, plan_id)
    before = doc.target(code)
    if before is None:
        raise Http404
    others = [target for target in doc.targets if target.code != code]
    initial = TargetForm.initial_of(before) | {"version": plan.version}
    form = TargetForm(request.POST or None, initial=initial, others=others, needs_reason=not plan.is_draft)
    if request.method == "POST" and form.is_valid():
        is_removal = request.POST.get("act") == "remove"
        target = form.apply(before)

        def change(doc: PlanDoc) -> PlanDoc:
            if is_removal:
                return replace(doc, targets=tuple(other for other in doc.targets if other.code != code))
            return services.with_target(doc, target, code)

        if changed(request, plan.pk, form, change, "code"):
            return redirect("plan_edit", plan.pk)
    return form_page(request, form, _("Chỉ tiêu %(code)s") % {"code": code}, _("Lưu chỉ tiêu"), plan=plan, removable=True)
