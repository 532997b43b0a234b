"""How do all plans in scope stand: lights of each, time gone, reports due? A fixed number of statements besides the counts of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hoanhap.accounts.models import User
from hoanhap.plans.models import Allocation, Plan, Target
from hoanhap.plans.queries import visible_plans
from hoanhap.plans.rules import Cell, PlanStatus, TargetDoc
from hoanhap.plans.services import read_target
from hoanhap.progress.queries import told as told_figures
from hoanhap.progress.queries.lines import Line, lights, lines_of
from hoanhap.progress.queries.records import Records
from hoanhap.progress.rules import Light, Pace, pace
from hoanhap.progress.services.places import PlanUnit


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list."""

    plan: Plan
    lines: tuple[Line, ...]
    lights: dict[Light, int]
    pace: Pace
    days_late: int
    """Days since the report was due while figures are missing; 0 otherwise."""
    missing: int
    """Targets whose figure nobody has."""

    @property
    def shown_lights(self) -> list[tuple[Light, int]]:
        """The lights with their numbers, for templates."""
        return list(self.lights.items())


def running_plans(user: User, *, year: str = "", text: str = "") -> QuerySet[Plan]:
    """Adopted plans in scope, newest period first; drafts promise nothing yet."""
    return visible_plans(user, text=text, year=year).exclude(status=PlanStatus.DRAFT.value)


def plan_lines(plans: Sequence[Plan], on: date) -> list[PlanLine]:
    """The lights of plans on a day: what was told and given out is read for all of them at once."""
    ids = [plan.pk for plan in plans]
    targets: dict[int, list[TargetDoc]] = {}
    for row in Target.objects.filter(plan__in=ids).select_related("parent").order_by("plan_id", "position"):
        targets.setdefault(row.plan_id, []).append(read_target(row))
    told = told_figures.newest(ids, on)
    units, steps = _units(ids), told_figures.steps(ids, on)
    found = []
    for plan in plans:
        day = min(on, plan.period.last)
        figures = {key: figure for key, figure in told.get(plan.pk, {}).items() if figure.as_of <= day}
        records = Records.of(plan, day)
        lines = lines_of(targets.get(plan.pk, []), plan.period, records, figures, units.get(plan.pk, []), steps=steps.get(plan.pk))
        missing = sum(line.result is None for line in lines)
        late = (on - plan.report.last).days if plan.report is not None and missing else 0
        found.append(PlanLine(plan, tuple(lines), lights(lines), pace(plan.period, day, None), max(0, late), missing))
    return found


def _units(plans: Sequence[int]) -> dict[int, list[PlanUnit]]:
    """Names of the units with what each was given of which target: what a sum over units is complete with."""
    given: dict[tuple[int, str], dict[str, Cell]] = {}
    cells = Allocation.objects.filter(Q(row__table__plan__in=plans), column__target__isnull=False, value__isnull=False)
    for plan, name, code, printed in cells.values_list("row__table__plan_id", "row__name", "column__target__code", "printed"):
        given.setdefault((plan, name), {})[code] = Cell.read(printed)
    found: dict[int, list[PlanUnit]] = {}
    for (plan, name), columns in given.items():
        found.setdefault(plan, []).append(PlanUnit(name, False, None, None, None, columns))
    return found
