"""Pages that enter and change allocation tables."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.plans import queries, services
from hoanhap.plans.forms import Grid, TableForm, notes_text
from hoanhap.plans.rules import PlanDoc
from hoanhap.plans.views.shared import INVALID, changed, editable


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def table_edit(request: OfficerRequest, plan_id: int, position: int) -> HttpResponse:
    """Change an allocation table, or add one at the position after the last."""
    plan, doc = editable(request, plan_id)
    if position > len(doc.tables):
        raise Http404
    before = doc.tables[position] if position < len(doc.tables) else None
    initial: dict[str, Any] = {"where": "biểu", "version": plan.version}
    if before is not None:
        initial |= {"title": before.title, "caption": before.caption, "where": before.where, "notes": notes_text(before.notes)}
    act = request.POST.get("act", "")
    form = TableForm(request.POST or None, initial=initial, needs_reason=not plan.is_draft)
    grid = Grid.typed(request.POST.dict()) if act else Grid.of(before)
    match act:
        case "column":
            grid = grid.with_column()
        case "rows":
            grid = grid.with_rows(5)
        case "units":
            grid = grid.with_units(queries.unit_names(doc))
        case "paste":
            grid = grid.with_pasted(request.POST.get("paste", ""))
        case "save" | "remove" if form.is_valid():
            faults = grid.faults() if act == "save" else []
            for fault in faults:
                form.add_error(None, fault)
            table = None if act == "remove" else grid.table(form.cleaned_data, before)

            def change(doc: PlanDoc) -> PlanDoc:
                return services.with_table(doc, position, table)

            if not faults and changed(request, plan.pk, form, change, "title"):
                return redirect("plan_edit", plan.pk)
        case _:
            pass
    if act not in ("", "save", "remove"):  # only the grid grows: what is typed stays, nothing is judged yet
        form = TableForm(initial=initial | request.POST.dict() | {"paste": ""}, needs_reason=not plan.is_draft)
    context = {"plan": plan, "doc": doc, "form": form, "grid": grid, "removable": before is not None}
    return render(request, "plans/table_form.html", context, status=INVALID if form.errors else 200)
