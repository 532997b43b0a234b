"""What do the records say of a target, of the plan's area and of each of its units? Read-only; each population is counted once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Kind, Span, TargetDoc
from hoanhap.progress.rules import Result, Source, period_on
from hoanhap.progress.services.measuring import why_not_counted
from hoanhap.reports import queries as reports
from hoanhap.reports.measures import MEASURES, Area, Measure, Rows, people, records_begin
from hoanhap.reports.measures import Kind as MeasureKind
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level

type Counted = Callable[[Area, Span], Rows]


@dataclass
class Records:
    """Figures of one plan's area up to a day; what several targets ask for is counted once."""

    area: Area | None
    plan_period: Span
    on: date
    may_open: bool = False
    counts: dict[tuple[Counted, Span], int] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, on: date, *, may_open: bool = False) -> "Records":
        """Of a plan, up to a day."""
        return cls(reports.plan_area(plan), plan.period, on, may_open)

    def why_not(self, target: TargetDoc) -> str:
        """Why the records do not answer a target; empty when they do."""
        reason = why_not_counted(target, self.plan_period)
        if reason:
            return reason
        if self.area is None:
            return N_("chưa rõ kế hoạch nói về đơn vị hành chính nào")
        return N_("kỳ thực hiện chưa bắt đầu") if (target.period or self.plan_period).since > self.on else ""

    def period(self, target: TargetDoc, on: date | None = None) -> Span:
        """The days that are counted up to a day: the day itself for a stock, the period so far otherwise."""
        whole, day = period_on(target, self.plan_period, self.on), on or self.on
        so_far = Span(whole.since, max(min(whole.until, day + timedelta(days=1)), whole.since + timedelta(days=1)))
        return Span(so_far.last, so_far.until) if MEASURES[target.indicator].kind is MeasureKind.STOCK else so_far

    def result(self, target: TargetDoc, on: date | None = None) -> Result:
        """The figure up to a day (the reader's own unless given). Ask `why_not` before."""
        measure, period = MEASURES[target.indicator], self.period(target, on)
        return self._result(target, measure, period, self._count(measure.rows, period), measure.of and self._count(measure.of, period))

    def _result(self, target: TargetDoc, measure: Measure, period: Span, value: int, whole: int | None) -> Result:
        return Result(
            value=Decimal(value),
            as_of=period.last,
            source=Source.RECORDS,
            whole=Decimal(whole) if whole is not None else None,
            provisional=period.last < period_on(target, self.plan_period, self.on).last,
            unit=measure.unit,
        )

    def _count(self, rows: Counted, period: Span) -> int:
        assert self.area is not None
        if (rows, period) not in self.counts:
            self.counts[rows, period] = people(rows(self.area, period))
        return self.counts[rows, period]

    def base(self, target: TargetDoc) -> Decimal | None:
        """What a change is measured against, where the plan names the period of its base and the records reach back to it."""
        if target.kind is not Kind.CHANGE or target.baseline is None or target.baseline.period is None or self.why_not(target):
            return None
        period, measure = target.baseline.period, MEASURES[target.indicator]
        if period.since < records_begin():
            return None
        value = Decimal(self._count(measure.rows, period))
        if measure.of is None:
            return value
        whole = self._count(measure.of, period)
        return value * 100 / whole if whole else None

    def steps(self, target: TargetDoc) -> list[tuple[int, Decimal]]:
        """Of a flow: days and people of each month of the period so far, for its scatter."""
        measure, period = MEASURES[target.indicator], self.period(target)
        if measure.kind is not MeasureKind.FLOW or self.area is None:
            return []
        sums: dict[date, int] = {}
        for month, _unit, _sex, count in reports.breakdown(measure, self.area, period):
            sums[month] = sums.get(month, 0) + count
        steps, first = [], period.since
        for last in reports.month_ends(period):
            steps.append(((last - first).days + 1, Decimal(sums.get(first.replace(day=1), 0))))
            first = last + timedelta(days=1)
        return steps

    def by_unit(self, target: TargetDoc, units: Mapping[str, Unit], now: Mapping[str, int]) -> dict[str, Result]:
        """The figure of each unit that people can be counted in, by its printed name, in a few statements for any number of units.

        A unit of today counts what counts for it («as now»); one that has ended counts what happened in it then. `now` names the commune
        of today of a printed name. A unit with nothing has a zero: the records know.
        """
        measure, period = MEASURES[target.indicator], self.period(target)
        found: dict[str, Result] = {}
        for column, names in _columns(units, now).items():
            wholes = self._grouped(measure.of, period, column) if measure.of else {}
            values = self._grouped(measure.rows, period, column)
            for name, unit_id in names.items():
                whole = wholes.get(unit_id, 0) if measure.of else None
                found[name] = self._result(target, measure, period, values.get(unit_id, 0), whole)
        return found

    def _grouped(self, rows: Counted, period: Span, column: str) -> dict[int, int]:
        assert self.area is not None
        grouped = rows(self.area, period).order_by().values_list(column).annotate(n=Count("person", distinct=True))
        return dict(grouped)


def _columns(units: Mapping[str, Unit], now: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The column of a span that names each unit, and the id that stands there."""
    found: dict[str, dict[str, int]] = {}
    for name, unit in units.items():
        if unit.level == Level.PROVINCE:
            column, unit_id = "province_id", unit.pk
        elif unit.level == Level.DISTRICT:
            column, unit_id = "commune__parent_id", unit.pk
        elif unit.is_current:
            column, unit_id = "commune_now_id", now.get(name, unit.pk)
        else:
            column, unit_id = "commune_id", unit.pk
        found.setdefault(column, {})[name] = unit_id
    return found
