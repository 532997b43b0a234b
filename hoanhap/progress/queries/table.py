"""What has each unit done of what it was given: the table of units and targets, their places, their reports?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import CellState, Kind, PlanDoc, TargetDoc
from hoanhap.progress.queries import told as told_figures
from hoanhap.progress.queries.records import Records
from hoanhap.progress.rules import (
    Order,
    Result,
    Score,
    Standing,
    UnitCell,
    UnitReport,
    by_name,
    lower_is_better,
    meets,
    period_on,
    places,
    score,
    subtotals,
    unit_report,
)
from hoanhap.progress.services.measuring import counted
from hoanhap.progress.services.places import PlanUnit, plan_units

BLANK = UnitCell("", CellState.BLANK, None, None)


@dataclass(frozen=True)
class UnitLine:
    """A unit: one cell for each target, its score, its place, its report."""

    unit: PlanUnit
    cells: tuple[UnitCell, ...]
    score: Score
    place: int | None
    report: UnitReport

    @property
    def name(self) -> str:
        """As the plan prints it."""
        return self.unit.name


@dataclass(frozen=True)
class ColumnTotal:
    """A column added up: what was given, what was done, by unit of measure."""

    given: Decimal | None
    done: tuple[tuple[str, Decimal], ...]
    told: int
    reached: int
    asked: int
    """Units that were given more than zero."""

    @property
    def percent(self) -> Decimal | None:
        """Percent of what the table gives out; nothing where the figures may not be added."""
        return self.done[0][1] * 100 / self.given if self.given and len(self.done) == 1 else None


@dataclass(frozen=True)
class UnitTable:
    """The per-unit table of a plan on a day."""

    targets: tuple[TargetDoc, ...]
    lines: tuple[UnitLine, ...]
    totals: tuple[ColumnTotal, ...]
    is_ranked_by: str
    """Code of the target whose percentages give the places; empty: the share of targets reached."""


def unit_table(plan: Plan, doc: PlanDoc, on: date | None = None, *, order: Order = Order.PLAN, code: str = "") -> UnitTable:
    """Every unit of the plan against every target that a table gives out or that units tell, in a fixed number of statements.

    Places go by the target `code`, else by the share of targets reached. A target with a percentage shows the unit's own share.
    """
    day = min(on or today(), plan.period.last)
    units = plan_units(plan, doc)
    told = told_figures.newest([plan.pk], day).get(plan.pk, {})
    records = Records.of(plan, day)
    named = {unit.name: unit.unit for unit in units if unit.unit is not None and not unit.is_team}
    now = {unit.name: unit.commune for unit in units if unit.commune is not None}
    given = {column.target for table in doc.tables for column in table.columns}
    own = {key[0] for key in told if key[2]}
    targets = tuple(
        target
        for target in doc.targets
        if target.code in given or target.code in own or target.kind is Kind.PER_UNIT or (named and not records.why_not(target))
    )
    columns: list[dict[str, UnitCell]] = []
    results: list[dict[str, Result]] = []
    for target in targets:
        since = period_on(target, plan.period, day).since
        if not records.why_not(target):
            found = records.by_unit(target, named, now)
        else:
            found = {
                name: figure.result(target)
                for (one, group, name), figure in told.items()
                if one == target.code and name and not group and figure.as_of >= since
            }
        results.append(found)
        asked = units if records.why_not(target) else [unit for unit in units if unit.name in found or target.code in unit.given]
        columns.append(
            {unit.name: _judged(target, _cell(target, unit, found.get(unit.name))) for unit in asked}
        )  # nobody counts people in a team
    reports = _reports(plan, doc, units, targets)
    lines = [(unit, tuple(column.get(unit.name, BLANK) for column in columns), reports[unit.name]) for unit in units]
    at = next((index for index, target in enumerate(targets) if target.code == code), None)
    scored = [(unit, cells, score(cells), report) for unit, cells, report in lines]
    sign = -1 if at is not None and lower_is_better(targets[at]) else 1  # of a ceiling the lowest comes first

    def height(line: tuple[PlanUnit, tuple[UnitCell, ...], Score, UnitReport]) -> Decimal | None:
        percent = line[1][at].percent if at is not None else line[2].percent
        return None if percent is None else sign * percent

    placed = places(scored, height)
    table = [UnitLine(unit, cells, points, place, report) for place, (unit, cells, points, report) in placed]
    totals = tuple(_total(columns[index], results[index], target) for index, target in enumerate(targets))
    return UnitTable(targets, tuple(_sorted(table, units, order)), totals, code if at is not None else "")


def _judged(target: TargetDoc, cell: UnitCell) -> UnitCell:
    """The cell with what its target's comparator says of it."""
    return (
        cell
        if cell.done is None or cell.given is None or cell.state is CellState.RANGE or target.kind is Kind.RANGE
        else replace(cell, met=meets(target, cell.done, goal=cell.given))
    )


def _cell(target: TargetDoc, unit: PlanUnit, result: Result | None) -> UnitCell:
    """A cell: what the table prints for it, and what was done. «Mỗi đơn vị» gives each unit the same."""
    cell = unit.given.get(target.code)
    done, provisional = (result.value, result.provisional) if result is not None else (None, False)
    if target.kind is Kind.PERCENT and target.value is not None and not (cell is not None and cell.value is not None):
        if result is not None and not result.whole:
            return UnitCell("", CellState.BLANK, None, None, provisional, no_case=True)
        share = result.value * 100 / result.whole if result is not None and result.whole else None
        return UnitCell(target.printed, CellState.NUMBER, target.value, share, provisional)
    if cell is None and target.kind is Kind.PER_UNIT and target.value is not None:
        return UnitCell(target.printed, CellState.NUMBER, target.value, done, provisional)
    if cell is None:
        return UnitCell("", CellState.BLANK, None, done, provisional)
    if cell.state is CellState.RANGE:
        low, high = cell.bounds
        return UnitCell(cell.text, cell.state, low, done, provisional, met=None if done is None else low <= done <= high)
    return UnitCell(cell.text, cell.state, cell.value, done, provisional)


def _total(cells: dict[str, UnitCell], results: dict[str, Result], target: TargetDoc) -> ColumnTotal:
    given = [cell.given for cell in cells.values() if cell.given is not None]
    standings = [cell.standing for cell in cells.values()]
    done = subtotals((result.unit or target.things, result.value) for result in results.values())
    adds = target.kind is not Kind.PERCENT and target.kind is not Kind.PER_UNIT
    return ColumnTotal(
        given=sum(given, Decimal(0)) if given and adds else None,
        done=tuple(sorted(done.items())),
        told=len(results),
        reached=standings.count(Standing.REACHED),
        asked=sum(standing in {Standing.REACHED, Standing.SHORT, Standing.SILENT} for standing in standings),
    )


def _reports(plan: Plan, doc: PlanDoc, units: Sequence[PlanUnit], targets: Sequence[TargetDoc]) -> dict[str, UnitReport]:
    """Who has told what the records do not know, against the plan's report day."""
    from_records = counted(doc.targets, doc.period)
    first = told_figures.first_told(plan.pk, since=plan.since)
    typed = [target for target in targets if target.code not in from_records]
    found = {}
    for unit in units:
        required = frozenset(
            target.code
            for target in typed
            if target.kind is Kind.PER_UNIT or ((cell := unit.given.get(target.code)) is not None and cell.value)
        )
        found[unit.name] = unit_report(required, first.get(unit.name, {}), doc.report, today())
    return found


def _sorted(lines: list[UnitLine], units: Sequence[PlanUnit], order: Order) -> list[UnitLine]:
    match order:
        case Order.RANK:
            return lines
        case Order.NAME:
            return sorted(lines, key=lambda line: by_name(line.name))
    position = {unit.name: index for index, unit in enumerate(units)}
    return sorted(lines, key=lambda line: position[line.name])


def silent(table: UnitTable) -> list[UnitLine]:
    """Units whose report is late, missing or incomplete, the latest first."""
    late = [line for line in table.lines if line.report.told.tone in {"danger", "warn"}]
    return sorted(late, key=lambda line: (line.report.told.tone != "danger", -line.report.days_late, by_name(line.name)))
