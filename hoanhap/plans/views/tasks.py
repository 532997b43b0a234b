"""Pages that enter and change the tasks of a plan. What is done about them is the app `tasks`."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.forms import add_problems
from hoanhap.plans import services
from hoanhap.plans.forms import DELIVERABLES, ListForms, ParagraphForm, TaskForm, growing, proposed
from hoanhap.plans.rules import PlanDoc, Proposal, TaskDoc, read_paragraph
from hoanhap.plans.views.shared import changed, editable, form_page

LISTS = {"deliverables": DELIVERABLES}


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def plan_task_new(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Add a task, typed or read from a pasted paragraph."""
    plan, doc = editable(request, plan_id)
    free = next(code for number in range(1, len(doc.tasks) + 2) if doc.task(code := f"NV{number:02}") is None)
    initial = {"code": free, "kind": "order", "recurrence": "once", "version": plan.version}
    return _task_page(request, plan, doc, None, initial, _("Thêm nhiệm vụ"))


@require_http_methods(["GET", "POST"])
@require(P.PLAN_EDIT)
def plan_task_edit(request: OfficerRequest, plan_id: int, code: str) -> HttpResponse:
    """Change or take out a task."""
    plan, doc = editable(request, plan_id)
    before = doc.task(code)
    if before is None:
        raise Http404
    initial = TaskForm.initial_of(before) | {"version": plan.version}
    return _task_page(request, plan, doc, before, initial, _("Nhiệm vụ %(code)s") % {"code": code})


def _task_page(
    request: OfficerRequest, plan: Any, doc: PlanDoc, before: TaskDoc | None, initial: dict[str, Any], heading: str
) -> HttpResponse:
    act = request.POST.get("act", "save") if request.method == "POST" else ""
    options: dict[str, Any] = {"doc": doc, "before": before, "needs_reason": not plan.is_draft}
    paragraph = ParagraphForm()
    if act in ("", "split") or growing(act, LISTS):  # nothing is judged yet: what was typed stays
        typed: dict[str, Any] = request.POST.dict() | ({"targets": request.POST.getlist("targets")} if act else {})
        lists = ListForms(LISTS, before, request.POST or None, growing(act, LISTS) or ("deliverables" if act else ""))
        if act == "split":
            paragraph = ParagraphForm(request.POST)
            found = read_paragraph(request.POST.get("paragraph", ""), doc.period.since.year)
            typed, lists = typed | proposed(found, typed), _with_found(lists, found)
        form = TaskForm(initial=initial | typed, **options)
    else:
        form, lists = TaskForm(request.POST, initial=initial, **options), ListForms(LISTS, before, request.POST)
        form.full_clean()
        if act == "save":
            add_problems(form, lists.faults())

        def change(doc: PlanDoc) -> PlanDoc:
            if act == "remove" and before is not None:
                return replace(doc, tasks=tuple(task for task in doc.tasks if task.code != before.code))
            task = lists.apply(replace(form.apply(), deliverables=before.deliverables if before else ()))
            return services.with_task(doc, task, before.code if before else "")

        if form.is_valid() and changed(request, plan.pk, form, change, "agency"):
            return redirect("plan_edit", plan.pk)
    removable = _("Bỏ nhiệm vụ này") if before else ""
    return form_page(
        request,
        form,
        heading,
        _("Lưu nhiệm vụ"),
        plan=plan,
        lists=lists,
        removable=removable,
        template="plans/task_form.html",
        paragraph=paragraph,
    )


def _with_found(lists: ListForms, found: Proposal) -> ListForms:
    """The list of deliverables with those of a paragraph after what was typed; codes go on where they left off."""
    typed = list(lists.lists["deliverables"].initial or ())
    taken = {str(line.get("code", "")) for line in typed}
    free = (code for code in _codes() if code not in taken)
    lines = [DELIVERABLES.form.initial_of(replace(item, code=next(free))) for item in found.deliverables]
    lists.lists["deliverables"] = DELIVERABLES(prefix="deliverables", initial=[*typed, *lines])
    return lists


def _codes() -> Any:
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from letters
    yield from (first + second for first in letters for second in letters)
