"""Pages that show a plan as the official paper and give it as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.documents.rendering.docx import render_docx
from hoanhap.documents.rendering.pdf import Unprintable, render_pdf
from hoanhap.documents.rendering.screen import on_screen
from hoanhap.documents.rules import Format
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import told
from hoanhap.plans import queries, services


@require_GET
@require(P.PLAN_VIEW)
def plan_paper(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """The plan as a sheet in the layout of decree 30/2020, with its annex tables."""
    plan = queries.plan_or_404(request.user, plan_id)
    try:
        document = queries.paper_of(plan)
    except Refused as refused:
        faults = [told(problem) for problem in refused.problems]
        return render(request, "plans/plan_paper.html", {"plan": plan, "faults": faults}, status=422)
    return render(request, "plans/plan_paper.html", {"plan": plan, "sheet": on_screen(document)})


@require_GET
@require(P.PLAN_VIEW)
def plan_paper_file(request: OfficerRequest, plan_id: int, form: str) -> HttpResponse:
    """The paper as .pdf or .docx; the download is noted in the log. Back to the page with the reason where it cannot be printed."""
    plan = queries.plan_or_404(request.user, plan_id)
    kind = Format(form)
    try:
        document = queries.paper_of(plan)
        content = render_pdf(document) if kind is Format.PDF else render_docx(document)
    except Refused:
        return redirect("plan_paper", plan.pk)
    except Unprintable as error:
        messages.error(request, _("Phông chữ của văn bản không in được “%(text)s”. Sửa chỗ này trong kế hoạch.") % {"text": error.text})
        return redirect("plan_paper", plan.pk)
    services.record_export(plan, form, by=request.user)
    name = f'attachment; filename="ke-hoach-{plan.pk}.{form}"'
    return HttpResponse(content, content_type=kind.media_type, headers={"Content-Disposition": name})
