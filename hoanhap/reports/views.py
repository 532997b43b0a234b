"""Pages of figures and of the people behind one."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.kit.dates import now, today
from hoanhap.plans import queries as plans
from hoanhap.plans.rules import Span
from hoanhap.reports import charts, queries, services
from hoanhap.reports.forms import FigureForm, RowsForm
from hoanhap.reports.measures import MEASURES, Kind, Reading

PER_PAGE = 50
LAW_CHANGED = (2026, 7)
TILES = ("PR04", "PR02-D", "PR02", "PR04-R", "PR04-E")


@require_GET
@require(P.FIGURE_VIEW)
def figure_list(request: OfficerRequest) -> HttpResponse:
    """The figures of a unit to the end of a day, beside the year before; every number opens its list where the reader may see people."""
    user = request.user
    own = queries.areas_of(user)
    form = FigureForm(request.GET or None, units=[(unit.pk, unit.full_name) for unit in own])
    valid = form.is_valid() if form.is_bound else True
    asked = form.cleaned_data if form.is_bound and valid else {}
    day, reading = asked.get("den") or today(), form.reading if asked else Reading.NOW
    unit, area = queries.area_or_404(user, asked.get("dv"), reading)
    bars = queries.months(MEASURES["PR02-D"], area, day)
    stock = queries.by_unit(MEASURES["PR04"], area, day)
    context: dict[str, Any] = {
        "form": form,
        "unit": unit,
        "units": own,
        "day": day,
        "before": queries.year_before(day),
        "reading": reading,
        "figures": queries.figures([MEASURES[key] for key in TILES], area, day),
        "states": queries.states_on(area, day),
        "bars": bars,
        "chart": charts.month_bars(bars, law_changed=LAW_CHANGED),
        "lines": stock,
        "sexes": {sex: sum(getattr(line, sex) for line in stock) for sex in ("men", "women", "unknown", "total")},
        "clocks": queries.punctuality(area, Span(day.replace(month=1, day=1), day + timedelta(days=1))),
        "unknowns": queries.unknowns(area, day),
        "may_open": has_right(user, P.PERSON_VIEW, today()),
        "known_at": now(),
    }
    return render(request, "reports/figure_list.html", context, status=200 if valid else 422)


@require_GET
@require(P.PERSON_VIEW)
def figure_rows(request: OfficerRequest, measure_id: str) -> HttpResponse:
    """The people behind a figure in the reader's scope; those outside it as a number. Opening the list is logged."""
    user = request.user
    if measure_id not in MEASURES or not has_right(user, P.FIGURE_VIEW, today()):
        raise Http404
    measure = MEASURES[measure_id]
    form = RowsForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    if asked["kh"]:
        plan = plans.plan_or_404(user, asked["kh"])
        area, title = queries.plan_area(plan), str(plan)
        if area is None:
            raise Http404
    else:
        unit, area = queries.area_or_404(user, asked["dv"], form.reading)
        title = unit.full_name
    last = asked["den"] or today()
    period = Span(asked["tu"], last + timedelta(days=1)) if asked["tu"] else queries.period_of(measure, last)
    found = queries.behind(user, measure, area, period, state=asked["tt"], sex=asked["gioi"], unit=asked["xa"])
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("trang"))
    services.record_opening(measure, by=user, people=[row.person_id for row in page.object_list], total=found.total)
    context = {
        "measure": measure,
        "title": title,
        "period": period,
        "found": found,
        "page_obj": page,
        "listed": queries.with_state(page.object_list),
        "is_stock": measure.kind is Kind.STOCK,
    }
    return render(request, "reports/figure_rows.html#table" if request.headers.get("HX-Request") else "reports/figure_rows.html", context)
