"""The page of the plans that must be issued below a plan."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.plans import queries, services
from hoanhap.plans.forms import NoticeForm
from hoanhap.plans.views.shared import INVALID, editable


@require_http_methods(["GET", "POST"])
@require(P.PLAN_VIEW)
def plan_children(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Who must issue a plan of its own, who has, who has not; a plan that is not kept here is noted with number and day."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    rows = queries.obliged(plan, user)
    names = [row.name for row in rows if row.is_open or row.noted_by]
    asked = request.GET.get("noi", "")
    chosen = dict(zip(map(str, range(len(names))), names, strict=True)).get(asked, "")
    form = NoticeForm(request.POST or None, names=names, initial={"name": chosen})
    if request.method == "POST":
        editable(request, plan_id)
        if request.POST.get("act") == "remove":
            services.drop_notice(plan.pk, request.POST.get("name", ""), by=user)
            return redirect("plan_children", plan.pk)
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.note_child(plan.pk, data["name"], data["reference"], data["issued_on"], by=user)
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                messages.success(request, _("Đã ghi: %(name)s, %(reference)s.") % {"name": data["name"], "reference": data["reference"]})
                return redirect("plan_children", plan.pk)
    context = {
        "plan": plan,
        "rows": [(row, names.index(row.name) if row.name in names else None) for row in rows],
        "count": queries.counted(rows),
        "form": form,
        "can_edit": services.may_edit(user, plan),
    }
    return render(request, "plans/plan_children.html", context, status=INVALID if form.errors else 200)
