"""A plan's tasks over its days: the drawing, the month, the calendar file."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.kit.dates import now, today
from hoanhap.kit.formats import SHORT_WEEKDAYS
from hoanhap.plans.queries import plan_or_404
from hoanhap.tasks import queries, services
from hoanhap.tasks.rules.ical import Entry, calendar_file
from hoanhap.tasks.views import rows

NARROW = 328
"""Units of the drawing for telephones."""


@require_GET
@require(P.PLAN_VIEW)
def task_gantt(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """The tasks of a plan over its days, with the same in a table."""
    plan = plan_or_404(request.user, plan_id)
    services.distribute_due()
    lines = queries.task_lines(queries.tracked(request.user, queries.Wanted(plan.pk)))
    table = [{"line": line, "state": rows.state_chip(line.state), "lasts": line.lasts, "count": len(line.owed)} for line in lines]
    context = {
        "plan": plan,
        "drawing": queries.drawing(plan, lines),
        "narrow": queries.drawing(plan, lines, width=NARROW),
        "table": table,
        "section": "plans",
    }
    return render(request, "tasks/task_gantt.html", context)


@require_GET
@require(P.PLAN_VIEW)
def task_calendar(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """One month of a plan: what is due on which day, days off marked. `?thang=2021-06`."""
    plan = plan_or_404(request.user, plan_id)
    services.distribute_due()
    first = _month(request.GET.get("thang", ""), plan.since, plan.until)
    owed = queries.tracked(request.user, queries.Wanted(plan.pk))
    weeks = [
        [
            {"cell": cell, "due": [(code, text, count, done, rows.state_chip(state)) for code, text, count, done, state in cell.due]}
            for cell in week
        ]
        for week in queries.month_of(owed, first)
    ]
    context = {
        "plan": plan,
        "first": first,
        "weeks": weeks,
        "busy": [day for week in weeks for day in week if day["due"]],
        "weekdays": [gettext(name) for name in SHORT_WEEKDAYS],
        "before": queries.month_before(first),
        "after": queries.month_after(first),
        "section": "plans",
    }
    return render(request, "tasks/task_calendar.html", context)


def _month(typed: str, since: date, until: date) -> date:
    """The month asked for; without one that of today within the plan, else the plan's last."""
    try:
        year, _mark, month = typed.partition("-")
        found = date(int(year), int(month), 1)
    except (ValueError, OverflowError):
        found = min(max(today(), since), until).replace(day=1)
    return found if 1900 < found.year < 2200 else today().replace(day=1)


@require_GET
@require(P.PLAN_VIEW)
def task_ical(request: OfficerRequest, plan_id: int) -> HttpResponse:
    """The deadlines of a plan in the user's scope, for telephones and mail programs."""
    plan = plan_or_404(request.user, plan_id)
    services.distribute_due()
    owed = queries.tracked(request.user, queries.Wanted(plan.pk))
    audit(Action.EXPORT, by=request.user, subject_type="plan", subject_id=plan.pk, detail={"form": "ics", "count": len(owed)})
    return _file(plan.reference or plan.label, queries.entries(owed, with_agency=True), f"ke-hoach-{plan.pk}")


@require_GET
@require(P.TASK_REPORT)
def task_mine_ical(request: OfficerRequest) -> HttpResponse:
    """What the user's agency owes, as a calendar file."""
    services.distribute_due()
    owed = queries.mine(request.user)
    audit(Action.EXPORT, by=request.user, subject_type="task", detail={"form": "ics", "count": len(owed)})
    return _file(gettext("Việc kế hoạch giao"), queries.entries(owed, with_agency=False), "viec-ke-hoach")


def _file(name: str, entries: list[Entry], filename: str) -> HttpResponse:
    content = calendar_file(name, entries, made_at=now())
    headers = {"Content-Disposition": f'attachment; filename="{filename}.ics"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
