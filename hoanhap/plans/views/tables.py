"""Pages that enter and change allocation tables: typed, pasted, or read from a file; checked while one types, saved by the button."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.forms import told
from hoanhap.plans import files, queries, services
from hoanhap.plans.files import pasted
from hoanhap.plans.forms import Grid, TableForm, notes_text
from hoanhap.plans.queries.printed import check_table, known_names
from hoanhap.plans.rules import AllocationTable, PlanDoc
from hoanhap.plans.rules.printed import NoTable, Printed, Texts, read_table
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
    act, detail = request.POST.get("act", "").partition(":")[::2]
    form = TableForm(request.POST or None, initial=initial, needs_reason=not plan.is_draft)
    grid = Grid.typed(request.POST.dict()) if request.method == "POST" else Grid.of(before)
    if act == "" and request.headers.get("HX-Request"):
        return render(request, "plans/table_form.html#check", {"check": check_table(doc, grid.whole()), "doc": doc})
    tables: dict[str, Texts] = {}
    printed: Printed | None = None
    fault: Problem | None = None
    match act:
        case "column":
            grid = grid.with_column()
        case "rows":
            grid = grid.with_rows(5)
        case "units":
            grid = grid.with_units(queries.unit_names(doc))
        case "name":
            line, _mark, name = detail.partition(":")
            grid = grid.with_name(int(line), name.replace("\0", "")[:200]) if line.isdecimal() and len(line) < 5 else grid
        case "paste" | "pick":
            try:
                tables = _tables(request, detail)
                printed = read_table(next(iter(tables.values())), doc, before)
            except NoTable as none:
                fault = Problem("no_table", queries.say(none.words))
            except Refused as refused:
                fault = refused.problems[0]
            else:
                grid = grid.with_printed(printed)
                grid = grid.with_known(known_names(doc, grid.whole()))
        case "save" | "remove" if form.is_valid():
            if _saved(request, plan, form, grid, position, before, act):
                return redirect("plan_edit", plan.pk)
        case _:
            pass
    if act not in ("", "save", "remove"):  # only the grid grows: what is typed stays, nothing is judged yet
        kept = initial | request.POST.dict() | (_words(printed.table, request.POST.dict()) if printed else {})
        form = TableForm(initial=kept | ({} if fault else {"paste": ""}), needs_reason=not plan.is_draft)
    context = {
        "plan": plan,
        "doc": doc,
        "form": form,
        "grid": grid,
        "removable": before is not None,
        "position": position,
        "check": check_table(doc, grid.whole()),
        "fault": told(fault) if fault else None,
        "read": printed is not None,
        "choices": [(name, pasted.as_text(lines)) for name, lines in tables.items()] if len(tables) > 1 else (),
    }
    return render(request, "plans/table_form.html", context, status=INVALID if form.errors or fault else 200)


def _tables(request: OfficerRequest, chosen: str) -> dict[str, Texts]:
    """The tables that a request brings: one of those a file held (kept as text in the page), an upload, or the pasted one.

    Raises Refused for what is too large, broken or missing.
    """
    if chosen.isdecimal():
        kept = {
            request.POST[f"sheet-name-{at}"]: pasted.read_text(request.POST.get(f"sheet-{at}", "").replace("\0", ""))
            for at in range(pasted.MAX_TABLES)
            if f"sheet-name-{at}" in request.POST
        }
        if kept:
            first = dict(zip(map(str, range(len(kept))), kept, strict=True)).get(chosen, next(iter(kept)))
            return {first: kept[first]} | kept
    upload = request.FILES.get("file")
    if upload is not None:
        return pasted.tables_in(upload.read(files.MAX_UPLOAD + 1))
    text = request.POST.get("paste", "").replace("\0", "")
    if not text.strip():
        raise Refused([Problem("paste_empty", _("Chưa có bảng nào."), remedy=_("Dán bảng vào ô, hoặc chọn tệp .xlsx, .docx."))])
    return {"": pasted.read_text(text)}


def _words(table: AllocationTable, typed: dict[str, str]) -> dict[str, str]:
    """Title, caption and notes as read, where nothing is typed yet."""
    read = {"title": table.title[:1000], "caption": table.caption[:500], "notes": notes_text(table.notes)}
    return {name: text for name, text in read.items() if text and not typed.get(name, "").strip()}


def _saved(
    request: OfficerRequest, plan: Any, form: TableForm, grid: Grid, position: int, before: AllocationTable | None, act: str
) -> bool:
    """Save or take out the table; what keeps it from being saved becomes errors of the form."""
    faults = grid.faults() if act == "save" else []
    for fault in faults:
        form.add_error(None, fault)
    table = None if act == "remove" else grid.table(form.cleaned_data, before)

    def change(doc: PlanDoc) -> PlanDoc:
        return services.with_table(doc, position, table)

    return not faults and changed(request, plan.pk, form, change, "title")
