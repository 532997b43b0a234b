"""What do the pages of plans share: a plan that may be changed, the saving of a change, the form page?"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.kit.forms import add_problems
from hoanhap.plans import queries, services
from hoanhap.plans.forms import ReasonForm
from hoanhap.plans.rules import PlanDoc

INVALID = 422
TYPES = {"json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def STALE() -> str:
    """What to tell whoever saved second."""
    return _("Người khác vừa sửa kế hoạch này. Chưa lưu gì: mở lại trang, xem thay đổi rồi sửa tiếp.")


def editable(request: OfficerRequest, plan_id: int) -> tuple[Any, PlanDoc]:
    """A plan the user may change, and what it says. 404 outside scope, 403 where it may only be read."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    if not services.may_edit(user, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    return plan, queries.plan_doc(plan)


def changed(request: OfficerRequest, plan_id: int, form: ReasonForm, change: services.Change, scope_field: str) -> bool:
    """Save a change; what refuses it becomes errors of the form, with everything typed kept."""
    version = form.cleaned_data.get("version")
    try:
        services.change_plan(plan_id, change, by=request.user, seen_version=-1 if version is None else version, why=form.why_text)
    except Refused as refused:
        add_problems(form, refused.problems)
    except StaleState:
        form.add_error(None, STALE())
    except PermissionDenied:
        form.add_error(scope_field, _("Bạn không được lập kế hoạch cho đơn vị này. Chọn đơn vị trong phạm vi của bạn."))
    return not form.errors


def parts(plan: Any, doc: PlanDoc) -> dict[str, Any]:
    """What the parts of a plan's page need."""
    findings = queries.findings_of(doc)
    return {
        "plan": plan,
        "doc": doc,
        "head": queries.head_view(plan, doc),
        "judgement": queries.judgement(findings),
        "tables": queries.view_tables(doc, findings, queries.plan_units(plan)),
    }


def form_page(
    request: OfficerRequest,
    form: Any,
    heading: str,
    save: str,
    *,
    plan: Any = None,
    lists: Any = (),
    removable: str = "",
    template: str = "plans/plan_form.html",
    **context: Any,
) -> HttpResponse:
    """A form with its lists; `removable` is the word on the button that takes the thing out."""
    context |= {"form": form, "lists": lists, "heading": heading, "save": save, "plan": plan, "removable": removable}
    return render(request, template, context, status=INVALID if form.errors else 200)


def download(content: bytes, name: str, form: str) -> HttpResponse:
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})
