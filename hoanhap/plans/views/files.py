"""Pages that bring plans in and out as files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.forms import told
from hoanhap.plans import files, queries, services
from hoanhap.plans.forms import ImportForm
from hoanhap.plans.views.shared import INVALID, download


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def plan_import(request: OfficerRequest) -> HttpResponse:
    """Upload a plan file, see what was read and what the referee says, then save it. Nothing is saved before the second step."""
    user = request.user
    if request.POST.get("act") == "save":
        try:
            imported = services.import_plan(
                files.read_json(request.POST.get("content", "").encode()), by=user, why=request.POST.get("why", "")
            )
        except Refused as refused:
            return render(
                request,
                "plans/plan_import.html",
                {"form": ImportForm(), "faults": [told(problem) for problem in refused.problems]},
                status=INVALID,
            )
        except PermissionDenied:
            fault = Problem(
                "plan_scope",
                _("Bạn không được nhập kế hoạch cho đơn vị này."),
                remedy=_("Sửa “Địa bàn” trong tệp, hoặc nhờ đơn vị có phạm vi nhập."),
            )
            return render(request, "plans/plan_import.html", {"form": ImportForm(), "faults": [fault]}, status=INVALID)
        messages.success(request, _("Kế hoạch %(plan)s: %(outcome)s.") % {"plan": imported.plan, "outcome": _(imported.outcome.label)})
        return redirect("plan_edit", imported.plan.pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            doc = files.read_file(upload.name, upload.read(files.MAX_UPLOAD + 1))
        except Refused as refused:
            context["faults"] = [told(problem) for problem in refused.problems]
        else:
            findings = queries.findings_of(doc)
            context |= {
                "ready": True,
                "doc": doc,
                "plan": queries.unsaved(doc),
                "content": files.write_json(doc).decode(),
                "judgement": queries.judgement(findings),
                "tables": queries.view_tables(doc, findings),
            }
    status = INVALID if form.errors or "faults" in context else 200
    return render(request, "plans/plan_import.html", context, status=status)


@require_GET
@require(P.PLAN_EDIT)
def plan_template(request: OfficerRequest) -> HttpResponse:
    """The empty spreadsheet."""
    return download(files.write_sheet(), "mau-ke-hoach.xlsx", "xlsx")


@require_GET
@require(P.PLAN_VIEW)
def plan_download(request: OfficerRequest, plan_id: int, form: str) -> HttpResponse:
    """A plan as a file, noted in the log."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    doc = queries.plan_doc(plan)
    content = files.write_json(doc) if form == "json" else files.write_sheet(doc)
    services.record_export(plan, form, by=user)
    return download(content, f"ke-hoach-{plan.pk}.{form}", form)
