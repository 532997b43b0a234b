"""The letter that urges late agencies: chosen tasks, a look at the letter, its number, its files."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.documents.rendering.screen import on_screen
from hoanhap.documents.rules import Format
from hoanhap.documents.services import document_of, stamp_of
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.plans.queries import plan_or_404
from hoanhap.tasks import queries, services
from hoanhap.tasks.forms import UrgeForm
from hoanhap.tasks.views import rows

MOST_CHOSEN = 2000


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def task_urge(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Write the letter to those chosen in the list: look at it first, then give it a number. Without a choice: all that is overdue."""
    plan = plan_or_404(request.user, plan_id)
    if not queries.may_urge(request.user, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    services.distribute_due()
    chosen = _chosen(request)
    step = request.POST.get("buoc", "")
    form = UrgeForm(request.POST if step else None, initial={"series": queries.last_series(request.user)})
    sheet = None
    if step and form.is_valid():
        letter = services.Letter(**{name: form.cleaned_data[name] for name in services.Letter.__dataclass_fields__})
        try:
            if step == "cap-so":
                made = services.urge(plan.pk, chosen, letter, by=request.user, request_key=form.cleaned_data["request_key"])
                messages.success(request, gettext("Đã cấp số công văn %(symbol)s.") % {"symbol": made.paper.symbol})
                return redirect("task_urging", pk=made.pk)
            sheet = on_screen(services.draft_letter(plan.pk, chosen, letter, by=request.user).document)
        except Refused as refused:
            add_problems(form, refused.problems)
    owed = [one for one in queries.tracked(request.user, queries.Wanted(plan.pk)) if one.state.is_open]
    marked = set(chosen) or {one.row.pk for one in owed if one.state.value == "overdue"}
    return render(
        request,
        "tasks/task_urge.html",
        {
            "plan": plan,
            "form": form,
            "rows": [{**rows.owed_row(one), "chosen": one.row.pk in marked} for one in owed],
            "chosen": len(marked),
            "sheet": sheet,
            "office": services.office_of(request.user),
            "section": "plans",
        },
        status=422 if form.errors else 200,
    )


def _chosen(request: OfficerRequest) -> Sequence[int]:
    typed = request.POST.getlist("viec")[:MOST_CHOSEN]
    return [int(text) for text in typed if text.isascii() and text.isdecimal() and len(text) < 19]


@require_GET
def task_urging(request: OfficerRequest, pk: int) -> HttpResponse:
    """One letter as it was issued, whom and what it urged."""
    urging = queries.urging_or_404(request.user, pk)
    audit(Action.VIEW, by=request.user, subject_type="paper", subject_id=str(urging.paper_id))
    context: dict[str, Any] = {
        "urging": urging,
        "paper": urging.paper,
        "plan": urging.plan,
        "tasks": queries.urged_tasks(urging),
        "sheet": on_screen(document_of(urging.paper), stamp_of(urging.paper)),
        "check_code": stamp_of(urging.paper).check_code,
        "section": "plans",
    }
    return render(request, "tasks/task_urging.html", context)


@require_GET
def task_letter(request: OfficerRequest, pk: int, form: str) -> HttpResponse:
    """The letter as .pdf or .docx, as it was issued."""
    urging = queries.urging_or_404(request.user, pk)
    kind = Format(form)
    content = services.letter_file(urging, kind, by=request.user)
    name = f"{urging.paper.symbol}-{urging.paper.year}".replace("/", "-").replace("Đ", "D")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind.value}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind.media_type, headers=headers)
