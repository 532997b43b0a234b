"""Pages of plans: list, entering on screen, files in and out, the referee. Progress is shown by reports (`plan_detail`)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.forms import add_problems, told
from hoanhap.plans import files, queries, services
from hoanhap.plans.forms import Grid, HeadForm, ImportForm, PlanFilterForm, ReasonForm, TableForm, TargetForm, notes_text
from hoanhap.plans.rules import PlanDoc

PER_PAGE = 50
INVALID = 422
TYPES = {"json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_GET
@require(P.PLAN_VIEW)
def plan_list(request: OfficerRequest) -> HttpResponse:
    """The plans in scope, narrowed by text, kind and year."""
    user = request.user
    form = PlanFilterForm(request.GET, years=queries.plan_years(user))
    page = Paginator(queries.visible_plans(user, **form.criteria()), PER_PAGE).get_page(request.GET.get("trang"))
    context = {"form": form, "page_obj": page, "can_plan": has_right(user, P.PLAN_EDIT, today())}
    return render(request, "plans/plan_list.html#table" if request.headers.get("HX-Request") else "plans/plan_list.html", context)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def plan_new(request: OfficerRequest) -> HttpResponse:
    """Begin a draft: its head first."""
    form = HeadForm(request.POST or None, needs_reason=False)
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.create_plan(form.apply(None), by=request.user)
        except Refused as refused:
            add_problems(form, refused.problems)
        except PermissionDenied:
            form.add_error("area", _("Bạn không được lập kế hoạch cho đơn vị này. Chọn đơn vị trong phạm vi của bạn."))
        else:
            return redirect("plan_edit", plan.pk)
    return _form_page(request, form, _("Lập kế hoạch"), _("Lưu và nhập chỉ tiêu"))


@require_GET
@require(P.PLAN_EDIT)
def plan_edit(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """The workshop of a plan: head, referee, targets, tables, each with the way to change it."""
    plan, doc = _editable(request, plan_id)
    return render(request, "plans/plan_edit.html", _parts(plan, doc) | {"can_edit": True})


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def plan_head_edit(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Change the head of a plan."""
    plan, doc = _editable(request, plan_id)
    form = HeadForm(request.POST or None, initial=HeadForm.initial_of(doc) | {"version": plan.version}, needs_reason=not plan.is_draft)
    if request.method == "POST" and form.is_valid() and _changed(request, plan.pk, form, form.apply, "area"):
        return redirect("plan_edit", plan.pk)
    return _form_page(request, form, _("Phần đầu kế hoạch"), _("Lưu phần đầu"), plan=plan)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def target_new(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Add a target."""
    plan, doc = _editable(request, plan_id)
    codes = {target.code for target in doc.targets}
    free = next(code for number in range(1, len(codes) + 2) if (code := f"CT{number:02}") not in codes)
    initial = {"code": free, "comparator": "unstated", "level": "assigned", "change_in": "unstated", "version": plan.version}
    form = TargetForm(request.POST or None, initial=initial, others=doc.targets, needs_reason=not plan.is_draft)
    if request.method == "POST" and form.is_valid():
        target = form.apply(None)
        if _changed(request, plan.pk, form, lambda doc: services.with_target(doc, target), "code"):
            return redirect("plan_edit", plan.pk)
    return _form_page(request, form, _("Thêm chỉ tiêu"), _("Lưu chỉ tiêu"), plan=plan)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def target_edit(request: OfficerRequest, plan_id: int, code: str) -> HttpResponse:
    """Change or take out a target."""
    plan, doc = _editable(request, plan_id)
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

        if _changed(request, plan.pk, form, change, "code"):
            return redirect("plan_edit", plan.pk)
    return _form_page(request, form, _("Chỉ tiêu %(code)s") % {"code": code}, _("Lưu chỉ tiêu"), plan=plan, removable=True)


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def table_edit(request: OfficerRequest, plan_id: int, position: int) -> HttpResponse:
    """Change an allocation table, or add one at the position after the last."""
    plan, doc = _editable(request, plan_id)
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

            if not faults and _changed(request, plan.pk, form, change, "title"):
                return redirect("plan_edit", plan.pk)
        case _:
            pass
    if act not in ("", "save", "remove"):  # only the grid grows: what is typed stays, nothing is judged yet
        form = TableForm(initial=initial | request.POST.dict() | {"paste": ""}, needs_reason=not plan.is_draft)
    context = {"plan": plan, "doc": doc, "form": form, "grid": grid, "removable": before is not None}
    return render(request, "plans/table_form.html", context, status=INVALID if form.errors else 200)


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
    return _download(files.write_sheet(), "mau-ke-hoach.xlsx", "xlsx")


@require_GET
@require(P.PLAN_VIEW)
def plan_check(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """What the referee says about a stored plan: a page, or the part alone for HTMX."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    judgement = queries.judgement(queries.findings_of(queries.plan_doc(plan)))
    context = {"plan": plan, "judgement": judgement, "can_edit": services.may_edit(user, plan)}
    return render(request, "plans/plan_check.html#referee" if request.headers.get("HX-Request") else "plans/plan_check.html", context)


@require_GET
@require(P.PLAN_VIEW)
def plan_history(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Who changed a plan, when and why."""
    plan = queries.plan_or_404(request.user, plan_id)
    return render(request, "plans/plan_history.html", {"plan": plan, "versions": queries.plan_versions(plan)})


@require_GET
@require(P.PLAN_VIEW)
def plan_download(request: OfficerRequest, plan_id: int, form: str) -> HttpResponse:
    """A plan as a file, noted in the log."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    doc = queries.plan_doc(plan)
    content = files.write_json(doc) if form == "json" else files.write_sheet(doc)
    services.record_export(plan, form, by=user)
    return _download(content, f"ke-hoach-{plan.pk}.{form}", form)


@require_POST
@require(P.PLAN_EDIT)
def plan_adopt(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Mark a draft as issued, unless something must be settled first."""
    plan, _doc = _editable(request, plan_id)
    form = ReasonForm(request.POST, needs_reason=False)
    if not form.is_valid() or form.cleaned_data["version"] is None:
        messages.error(request, _("Chưa ban hành được. Mở lại trang rồi thử lại."))
        return redirect("plan_edit", plan.pk)
    try:
        services.adopt_plan(plan.pk, by=request.user, seen_version=form.cleaned_data["version"])
    except Refused as refused:
        messages.error(request, " ".join(str(told(problem)) for problem in refused.problems))
    except StaleState:
        messages.error(request, STALE())
    return redirect("plan_edit", plan.pk)


def STALE() -> str:
    """What to tell whoever saved second."""
    return _("Người khác vừa sửa kế hoạch này. Chưa lưu gì: mở lại trang, xem thay đổi rồi sửa tiếp.")


def _editable(request: OfficerRequest, plan_id: int) -> tuple[Any, PlanDoc]:
    """A plan the user may change, and what it says. 404 outside scope, 403 where it may only be read."""
    user = request.user
    plan = queries.plan_or_404(user, plan_id)
    if not services.may_edit(user, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    return plan, queries.plan_doc(plan)


def _changed(request: OfficerRequest, plan_id: int, form: ReasonForm, change: services.Change, scope_field: str) -> bool:
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


def _parts(plan: Any, doc: PlanDoc) -> dict[str, Any]:
    """What the parts of a plan's page need."""
    findings = queries.findings_of(doc)
    return {
        "plan": plan,
        "doc": doc,
        "head": queries.head_view(plan, doc),
        "judgement": queries.judgement(findings),
        "tables": queries.view_tables(doc, findings, queries.plan_units(plan)),
    }


def _form_page(request: OfficerRequest, form: Any, heading: str, save: str, *, plan: Any = None, removable: bool = False) -> HttpResponse:
    context = {"form": form, "heading": heading, "save": save, "plan": plan, "removable": removable}
    return render(request, "plans/plan_form.html", context, status=INVALID if form.errors else 200)


def _download(content: bytes, name: str, form: str) -> HttpResponse:
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})
