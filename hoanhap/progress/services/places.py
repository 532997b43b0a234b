"""Which units does a plan speak to, what was each given, and who may tell a figure of it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import today
from hoanhap.plans.models import AllocationRow, Plan
from hoanhap.plans.rules import Cell, PlanDoc, RowKind
from hoanhap.units import queries as units
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level


@dataclass(frozen=True)
class PlanUnit:
    """A unit or team that the plan speaks to, under the name it prints."""

    name: str
    is_team: bool
    unit: Unit | None
    commune: int | None
    """The commune of today that answers for it."""
    province: int | None
    """The province of today."""
    given: Mapping[str, Cell] = field(default_factory=dict)
    """Code of the target → the printed cell; a target that no table splits is not there."""

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"dv-{self.unit.pk}" if self.unit else ""


def plan_units(plan: Plan, doc: PlanDoc) -> list[PlanUnit]:
    """The rows of the plan's tables, each unit once; of a plan without a table the units right below its area."""
    given: dict[str, dict[str, Cell]] = {}
    teams: dict[str, bool] = {}
    for table in doc.tables:
        for row in table.rows:
            cells = given.setdefault(row.name, {})
            teams[row.name] = row.kind is not RowKind.UNIT
            for column, text in zip(table.columns, row.cells, strict=True):
                cell = Cell.read(text)
                if column.target and (column.target not in cells or cell.value is not None):
                    cells[column.target] = cell
    if not given:
        return _below(plan)
    stored = {
        row.name: row
        for row in AllocationRow.objects.filter(table__plan=plan)
        .select_related("unit", "scope_commune")
        .prefetch_related("unit__former_titles")
    }
    return [_unit(name, cells, stored.get(name), teams[name], plan) for name, cells in given.items()]


def _unit(name: str, cells: Mapping[str, Cell], row: AllocationRow | None, is_team: bool, plan: Plan) -> PlanUnit:
    unit, now = (row.unit, row.scope_commune) if row is not None else (None, None)
    if now is not None:
        return PlanUnit(name, is_team, unit, now.pk, now.province_id, cells)
    if unit is not None and unit.level == Level.PROVINCE:
        return PlanUnit(name, is_team, unit, None, units.as_now(unit.pk).pk, cells)
    return PlanUnit(name, is_team, unit, None, plan.scope_province_id, cells)


def _below(plan: Plan) -> list[PlanUnit]:
    if plan.unit is None or plan.unit.level == Level.COMMUNE:
        return []
    found = units.units_in(plan.unit.pk, plan.since, Level.COMMUNE)
    return [PlanUnit(unit.title_on(plan.since), False, unit, unit.pk, plan.scope_province_id) for unit in found]


def whole_of(units: list[PlanUnit], code: str) -> Decimal | None:
    """What the tables give out of a target in all; None where none of them does."""
    values = [cell.value for unit in units if (cell := unit.given.get(code)) is not None and cell.value is not None]
    return sum(values, Decimal(0)) if values else None


def may_enter(user: User, plan: Plan, unit: PlanUnit | None = None) -> bool:
    """Whether the user tells figures of the plan as a whole, or of one of its units: its own, or any unit of the plan's own area."""
    scope = scope_of(user, today(), P.FIGURE_ENTER)
    if not scope:
        return False
    whole = scope.level == "nation" or plan.scope_province_id in scope.provinces or plan.scope_commune_id in scope.communes
    if plan.scope_province_id is None and scope.level != "nation":
        whole = False
    if unit is None or whole:
        return whole
    return (unit.commune is not None and unit.commune in scope.communes) or (
        unit.province is not None and not unit.is_team and unit.province in scope.provinces
    )
