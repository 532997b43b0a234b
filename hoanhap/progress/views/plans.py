"""Pages of plans with their progress: all of them, one as a paper, one as a table of how it goes."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.dates import today
from hoanhap.plans import queries as plans
from hoanhap.plans.services import may_edit
from hoanhap.plans.views.shared import parts
from hoanhap.progress.forms import ProgressFilterForm
from hoanhap.progress.forms.filters import DayForm
from hoanhap.progress.queries.entering import desk
from hoanhap.progress.queries.lines import lights, progress_of
from hoanhap.progress.queries.overview import plan_lines, running_plans
from hoanhap.progress.queries.shown import shown
from hoanhap.progress.queries.table import silent, unit_table
from hoanhap.progress.rules import CONFIDENCE, RULE

PER_PAGE = 20
SILENT_SHOWN = 10


@require_GET
@require(P.PLAN_VIEW)
def progress_list(request: OfficerRequest) -> HttpResponse:
    """Every adopted plan in scope with the lights of its targets; this year's unless another is asked for."""
    user = request.user
    years = plans.plan_years(user)
    asked = request.GET if "nam" in request.GET or "q" in request.GET else {"nam": str(today().year) if today().year in years else ""}
    form = ProgressFilterForm(asked, years=years)
    criteria = form.cleaned_data if form.is_valid() else {"q": "", "nam": ""}
    page = Paginator(running_plans(user, text=criteria["q"], year=criteria["nam"]), PER_PAGE).get_page(request.GET.get("trang"))
    context = {"form": form, "page_obj": page, "lines": plan_lines(list(page.object_list), today()), "rule": RULE, "day": today()}
    part = "#table" if request.headers.get("HX-Request") else ""
    return render(request, "progress/progress_list.html" + part, context)


@require_GET
@require(P.PLAN_VIEW)
def plan_detail(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """A plan: its paper, the referee, its targets with what they have come to, its tables."""
    user = request.user
    plan = plans.plan_or_404(user, plan_id)
    doc = plans.plan_doc(plan)
    context = parts(plan, doc)
    lines = shown(plan, progress_of(user, plan, doc), context["judgement"].by_target, enterable=frozenset())
    context |= {
        "lines": lines,
        "as_of": min(today(), plan.until - timedelta(days=1)),
        "can_edit": may_edit(user, plan),
        "crumb": " / ".join(plan.area[-1:]) or _("Cả nước"),
    }
    return render(request, "progress/plan_detail.html", context)


@require_GET
@require(P.PLAN_VIEW)
def plan_progress(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """How a plan goes on a day: each target with its light, pace and forecast, what moved in a week, who has not told."""
    user = request.user
    plan = plans.plan_or_404(user, plan_id)
    form = DayForm(request.GET)
    valid = form.is_valid()
    day = min((form.cleaned_data.get("den") if valid else None) or today(), plan.period.last)
    doc = plans.plan_doc(plan)
    lines = progress_of(user, plan, doc, day, moves=True)
    telling = desk(user, plan, doc)
    doubts = plans.judgement(plans.findings_of(doc)).by_target
    enterable = frozenset(target.code for target in telling.targets) if telling.may else frozenset()
    late = silent(unit_table(plan, doc, day)) if doc.tables else []
    context = {
        "plan": plan,
        "doc": doc,
        "form": form,
        "day": day,
        "week_before": day - timedelta(days=7),
        "lines": shown(plan, lines, doubts, enterable=enterable),
        "lights": list(lights(lines).items()),
        "step": _time_gone(plan.since, plan.until, day),
        "rule": RULE,
        "confidence": round(CONFIDENCE * 10),
        "can_enter": telling.may,
        "late": late[:SILENT_SHOWN],
        "late_count": len(late),
        "report_over": bool(doc.report and doc.report.last < today()),
    }
    return render(request, "progress/plan_progress.html", context, status=200 if valid else 422)


def _time_gone(since: date, until: date, day: date) -> tuple[int, int]:
    """Days gone and all days of a period."""
    return max(0, (day - since).days + 1), (until - since).days
