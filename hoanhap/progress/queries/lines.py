"""What has each target of a plan come to on a day: figure, percentage, pace, forecast, light, and what moved in a week?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right
from hoanhap.kit.dates import today
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Kind, PlanDoc, Span, TargetDoc, Words
from hoanhap.progress.queries import told as told_figures
from hoanhap.progress.queries.records import Records
from hoanhap.progress.queries.told import Key, Told, evening
from hoanhap.progress.rules import (
    Attainment,
    Counts,
    Forecast,
    Light,
    Move,
    Pace,
    Result,
    Source,
    adds_over_units,
    attain,
    complying,
    forecast_count,
    forecast_share,
    light,
    pace,
    period_on,
    reads_as_at_least,
    summed,
)
from hoanhap.progress.services.places import PlanUnit, plan_units, whole_of
from hoanhap.reports.measures import MEASURES, Measure
from hoanhap.reports.measures import Kind as MeasureKind

WEEK = timedelta(days=7)
NOT_TOLD = N_("chưa có số: hồ sơ không đo được ({why}) và chưa ai nhập")
_NO_FORECAST_STOCK = Words(N_("không dự báo: đây là số hiện có trong ngày, không cộng dồn"))
_NO_FORECAST_KIND = Words(N_("không dự báo loại chỉ tiêu này"))


@dataclass(frozen=True)
class Line:
    """One target with everything a page says of it."""

    target: TargetDoc
    light: Light
    pace: Pace
    forecast: Forecast
    result: Result | None = None
    found: Attainment | None = None
    reason: Words | None = None
    """Why there is no figure."""
    measure: Measure | None = None
    counted: Span | None = None
    """The days the records were counted in."""
    opens: bool = False
    """Whether the reader may open the list behind a figure of the records."""
    groups: Mapping[str, Attainment | None] = field(default_factory=dict)
    move: Move | None = None

    @property
    def assumed(self) -> bool:
        """Whether a comparator that nobody stated was read as «at least»."""
        return reads_as_at_least(self.target) and self.found is not None and self.found.met is not None


def progress_of(user: User, plan: Plan, doc: PlanDoc, on: date | None = None, *, moves: bool = False) -> list[Line]:
    """The progress of each target over the plan's own area and period up to a day (today). Figures are counts; lists open within scope."""
    day = min(on or today(), plan.period.last)
    records = Records.of(plan, day, may_open=has_right(user, P.PERSON_VIEW, today()))
    told = told_figures.newest([plan.pk], day).get(plan.pk, {})
    units = plan_units(plan, doc) if doc.tables else []
    lines = lines_of(doc.targets, plan.period, records, told, units, steps=told_figures.steps([plan.pk], day).get(plan.pk))
    return _with_moves(lines, plan, records, told, units, day) if moves else lines


def lines_of(
    targets: Sequence[TargetDoc],
    period: Span,
    records: Records,
    told: Mapping[Key, Told],
    units: Sequence[PlanUnit],
    *,
    steps: Mapping[str, Sequence[tuple[int, Decimal]]] | None = None,
) -> list[Line]:
    """Lines of targets from what is known; no query but those of the records."""
    results = {target.code: _result(target, period, records, told, units) for target in targets}
    return [_line(target, period, records, told, units, results, (steps or {}).get(target.code, ())) for target in targets]


def _result(
    target: TargetDoc, period: Span, records: Records, told: Mapping[Key, Told], units: Sequence[PlanUnit], *, group: str = ""
) -> Result | None:
    """From the records, else as told for the whole plan, else from the units."""
    if not group and not records.why_not(target):
        return records.result(target)
    since = period_on(target, period, records.on).since
    own = told.get((target.code, group, ""))
    if own is not None and own.as_of >= since:
        return own.result(target)
    parts = {name: figure.result(target) for (code, part, name), figure in told.items() if code == target.code and part == group and name}
    asked = [unit.name for unit in units if (cell := unit.given.get(target.code)) is not None and cell.value]
    if target.kind is Kind.PER_UNIT:
        asked = asked or [unit.name for unit in units if not unit.is_team]
    missing = sum(name not in parts for name in asked)
    if target.kind is Kind.PER_UNIT:
        return complying(target, parts.values(), missing=missing)
    return summed(parts.values(), missing=missing) if adds_over_units(target) else None


def _line(
    target: TargetDoc,
    period: Span,
    records: Records,
    told: Mapping[Key, Told],
    units: Sequence[PlanUnit],
    results: Mapping[str, Result | None],
    steps: Sequence[tuple[int, Decimal]],
) -> Line:
    result, why = results[target.code], records.why_not(target)
    own = period_on(target, period, records.on)
    if result is None and not target.groups:
        reason = Words(NOT_TOLD, {"why": Words(why)}) if why and records.on >= own.since else Words(why or N_("kỳ thực hiện chưa bắt đầu"))
        return Line(target, Light.UNKNOWN, pace(own, records.on, None), Forecast(), reason=reason)
    measure = MEASURES[target.indicator] if not why else None
    split = whole_of(list(units), target.code)
    base = records.base(target)

    def judged(figure: Result) -> Attainment:
        return attain(
            target,
            figure,
            split=split if split != target.value else None,
            parent=_parent(target, results),
            base=base,
            population=measure.of_label if measure is not None else "",
        )

    groups: dict[str, Attainment | None] = {}
    for group in target.groups:
        figure = _result(target, period, records, told, units, group=group)
        groups[group] = judged(figure) if figure is not None else None
    found = judged(result) if result is not None else None
    if groups:
        found = _of_groups(found, groups)
    done = found.done if found is not None else None
    step = _pace(own, result, records.on, done)
    forecast = _forecast(target, result, found, step, measure, records, steps) if result is not None else Forecast()
    return Line(
        target=target,
        light=light(target, found, step, forecast),
        pace=step,
        forecast=forecast,
        result=result,
        found=found,
        measure=measure,
        counted=records.period(target) if measure is not None else None,
        opens=measure is not None and records.may_open,
        groups=groups,
    )


def _pace(period: Span, result: Result | None, on: date, done: Decimal | None) -> Pace:
    if result is None:
        return pace(period, on, done)
    if result.days and on >= period.last:
        return pace(period, on, done)  # the period is over: what units have not told by now is not on its way
    return pace(period, result.as_of, done, days=result.days, missing=result.missing)


def _of_groups(found: Attainment | None, groups: Mapping[str, Attainment | None]) -> Attainment:
    """Groups that are measured apart: the target is met when each of them is, and not judged while one is unknown."""
    met = [part.met if part is not None else None for part in groups.values()]
    together = False if False in met else None if None in met else True
    lacking = Words(N_("còn nhóm chưa có số")) if None in met else None
    return replace(found or Attainment(), met=together, lacking=lacking)


def _parent(target: TargetDoc, results: Mapping[str, Result | None]) -> Result | None:
    """The result of the target it is part of, if both count the same things."""
    parent = results.get(target.parent)
    return parent if parent is not None and (not parent.unit or not target.things or parent.unit == target.things) else None


def _forecast(
    target: TargetDoc,
    result: Result,
    found: Attainment | None,
    step: Pace,
    measure: Measure | None,
    records: Records,
    steps: Sequence[tuple[int, Decimal]],
) -> Forecast:
    if found is None or found.goal is None:
        return Forecast()
    if target.is_percent and found.shares and found.shares[0].is_population:
        whole = result.whole
        return forecast_share(result.value, whole, step) if whole is not None and result.value <= whole else Forecast()
    if target.kind is not Kind.COUNT:
        return Forecast(why_not=_NO_FORECAST_KIND)
    if result.counts is Counts.STOCK or (measure is not None and measure.kind is MeasureKind.STOCK):
        return Forecast(why_not=_NO_FORECAST_STOCK)
    return forecast_count(result.value, step, records.steps(target) if measure is not None else steps)


def _with_moves(
    lines: list[Line], plan: Plan, records: Records, told: Mapping[Key, Told], units: Sequence[PlanUnit], day: date
) -> list[Line]:
    """The same lines with what moved in the week before the day."""
    before = day - WEEK
    if before < plan.since:
        return lines
    now_of_then = told_figures.newest([plan.pk], before).get(plan.pk, {})
    then = told_figures.newest([plan.pk], before, known_at=evening(before)).get(plan.pk, {})
    past = Records(records.area, records.plan_period, before, counts=records.counts)
    moved = []
    for line in lines:
        move = None
        if line.result is not None and line.result.source is Source.RECORDS and not past.why_not(line.target):
            known = records.result(line.target, before).value
            move = Move(known, known, line.result.value)
        elif line.result is not None:
            known_now = _result(line.target, plan.period, past, now_of_then, units)
            known_then = _result(line.target, plan.period, past, then, units)
            move = Move(_value(known_then), _value(known_now), line.result.value)
        moved.append(replace(line, move=move))
    return moved


def _value(result: Result | None) -> Decimal | None:
    return result.value if result is not None else None


def lights(lines: Iterable[Line]) -> dict[Light, int]:
    """How many targets stand under each light, those under none left out."""
    counted = [line.light for line in lines]
    return {one: counted.count(one) for one in Light if one in counted}
