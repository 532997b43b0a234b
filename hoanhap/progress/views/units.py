"""Pages of the units of a plan: what each did of what it was given, and where they lie."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.dates import today
from hoanhap.kit.formats import day as day_text
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.listing import Column, file_response
from hoanhap.plans import queries as plans
from hoanhap.progress.forms import UnitFilterForm
from hoanhap.progress.queries.shown_units import drawn, shown_table
from hoanhap.progress.queries.table import UnitLine, UnitTable, unit_table
from hoanhap.progress.rules import Order
from hoanhap.progress.services import record_export


@require_GET
@require(P.PLAN_VIEW)
def plan_units(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Units against targets: given, done, percent, places; as a page, or as a file with `?tep=csv` or `?tep=xlsx`."""
    user = request.user
    plan = plans.plan_or_404(user, plan_id)
    doc = plans.plan_doc(plan)
    asked_for = request.GET.copy()
    asked_for.setdefault("den", day_text(min(today(), plan.period.last)))
    form = UnitFilterForm(asked_for, targets=[(target.code, f"{target.code} {target.text[:60]}") for target in doc.targets])
    valid = form.is_valid()
    asked = form.cleaned_data if valid else {}
    day = min(asked.get("den") or today(), plan.period.last)
    table = unit_table(plan, doc, day, order=form.order if valid else Order.PLAN, code=asked.get("ct", ""))
    kind = request.GET.get("tep", "")
    if valid and kind in {"csv", "xlsx"}:
        record_export(plan, by=user, form=kind, rows=len(table.lines))
        return file_response(kind, f"tien-do-{plan.pk}-{day:%Y%m%d}", columns(table), table.lines)
    context: dict[str, Any] = {"plan": plan, "doc": doc, "form": form, "day": day, "table": shown_table(table)}
    return render(request, "progress/plan_units.html", context, status=200 if valid else 422)


def columns(table: UnitTable) -> Sequence[Column]:
    """The columns of the file: for each target what was given, what was done, the percentage; blank where there is nothing."""
    found = [
        Column("don_vi", N_("Đơn vị"), lambda line: line.name, 28),
        Column("hang", N_("Hạng"), lambda line: line.place, 8),
        Column("dat", N_("Chỉ tiêu đạt"), lambda line: line.score.reached, 12),
        Column("giao", N_("Chỉ tiêu được giao"), lambda line: line.score.given, 16),
        Column("bao_cao", N_("Báo cáo"), lambda line: _(line.report.told.label), 18),
    ]
    for index, target in enumerate(table.targets):

        def given(line: UnitLine, at: int = index) -> object:
            cell = line.cells[at]
            return cell.given if cell.given is not None else cell.printed

        def done(line: UnitLine, at: int = index) -> object:
            return line.cells[at].done

        def share(line: UnitLine, at: int = index) -> object:
            percent = line.cells[at].percent
            return round(percent, 1) if percent is not None else None

        found += [
            Column(f"{target.code}-g", f"{target.code} " + _("giao"), given, 12),
            Column(f"{target.code}-t", f"{target.code} " + _("thực hiện"), done, 14),
            Column(f"{target.code}-p", f"{target.code} %", share, 10),
        ]
    return found


@require_GET
@require(P.PLAN_VIEW)
def plan_map(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """Where the units lie and how each stands on one target, with the same numbers in a table of places."""
    plan = plans.plan_or_404(request.user, plan_id)
    doc = plans.plan_doc(plan)
    table = unit_table(plan, doc)
    codes = [target.code for target in table.targets]
    code = request.GET.get("ct") or next(iter(codes), "")
    if codes and code not in codes:
        raise Http404
    ranked = unit_table(plan, doc, code=code) if code else table
    context = {
        "plan": plan,
        "day": min(today(), plan.period.last),
        "targets": table.targets,
        "code": code,
        "target": doc.target(code),
        "map": drawn(ranked, code),
    }
    return render(request, "progress/plan_map.html", context)
