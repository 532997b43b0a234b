"""The button of a finding: settle it with one click."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.plans import queries
from hoanhap.plans.forms.fixes import FixForm
from hoanhap.plans.rules import PlanDoc, Unfit, apply_fix
from hoanhap.plans.views.shared import STALE, changed, editable, form_page


@require_POST
@require(P.PLAN_EDIT)
def finding_fix(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Change the plan as the button of a finding says. A draft at once; after adoption the page first asks for the reason."""
    plan, doc = editable(request, plan_id)
    form = FixForm(request.POST, needs_reason=not plan.is_draft)
    form.is_valid()
    given = form.cleaned_data
    if any(given.get(name) is None for name in ("version", "code", "at", "fix")):
        messages.error(request, _("Chưa sửa được. Mở lại trang rồi thử lại."))
        return redirect("plan_check", plan.pk)
    if given["version"] != plan.version:
        messages.error(request, STALE())
        return redirect("plan_check", plan.pk)
    found = queries.fix_of(queries.findings_of(doc), given["code"], given["at"], given["fix"])
    if found is None:
        messages.error(request, _("Chỗ này đã được sửa, không còn gì để làm."))
        return redirect("plan_check", plan.pk)
    finding, fix = found
    label = queries.say(fix.label)

    def ask(form: FixForm) -> HttpResponse:
        said, save = queries.said(finding), _("Sửa và ghi bản điều chỉnh")
        return form_page(request, form, label, save, plan=plan, template="plans/finding_reason.html", item=said)

    if "why" in form.fields and "why" not in request.POST:  # an issued plan: ask for the reason before anything changes
        return ask(FixForm(initial=given, needs_reason=True))

    def change(doc: PlanDoc) -> PlanDoc:
        return apply_fix(doc, fix)

    try:
        done = form.is_valid() and changed(request, plan.pk, form, change, "code")
    except Unfit:
        messages.error(request, _("Chỗ này đã được sửa, không còn gì để làm."))
        return redirect("plan_check", plan.pk)
    if done:
        messages.success(request, _("Đã làm: %(what)s.") % {"what": label})
        return redirect("plan_check", plan.pk)
    if "why" in form.fields:
        return ask(form)
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("plan_check", plan.pk)
