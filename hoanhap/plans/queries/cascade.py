"""How far has a plan travelled down: who got what, who accepts or objects, whose own plan holds it, what nobody got?"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.cases.queries.counting import under_management_by_unit
from hoanhap.kit.dates import today
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans import services
from hoanhap.plans.models import Allocation, AllocationAnswer, AllocationRow, Plan, Target
from hoanhap.plans.rules import AllocationTable, CellState, PlanDoc, PlanStatus, Row, RowKind, TargetDoc
from hoanhap.plans.rules.answers import Given, Says, Standing, given_to
from hoanhap.plans.rules.comparing import Compared, Verdict, compare, handed_to, tally
from hoanhap.units.models import Unit

LOOKS = {
    Standing.NOTHING: ("plain", "circle-dashed"),
    Standing.WAITING: ("plain", "clock"),
    Standing.ACCEPTED: ("ok", "check"),
    Standing.OBJECTED: ("warn", "alert-triangle"),
    Standing.KEPT: ("plain", "lock"),
    Standing.CHANGED: ("warn", "history"),
}
VERDICT_LOOKS = {
    Verdict.SAME: ("ok", "check"),
    Verdict.HIGHER: ("ok", "arrow-up-right"),
    Verdict.LOWER: ("danger", "arrow-down-right"),
    Verdict.MISSING: ("danger", "x"),
    Verdict.NEW: ("plain", "plus"),
    Verdict.UNKNOWN: ("warn", "help-circle"),
}


@dataclass(frozen=True)
class Part:
    """One figure of a unit, with the target it is of."""

    target: TargetDoc
    printed: str


@dataclass(frozen=True)
class Told:
    """A verdict or a count of verdicts, for the part `kit/say.html`."""

    text: str
    tone: str
    icon: str
    count: int = 0


@dataclass(frozen=True)
class CascadeRow:
    """What one unit got and how it stands."""

    row: AllocationRow
    table: int
    parts: tuple[Part, ...]
    standing: Standing
    answers: tuple[AllocationAnswer, ...]
    may_answer: bool
    may_start: bool
    child: Plan | None
    told: tuple[Told, ...]
    """Of the unit's own plan: how many targets are the same, higher, missing."""

    def cells(self, columns: Sequence[TargetDoc]) -> tuple[str, ...]:
        """Its figures under these targets, blank where it has none; two columns of one target stand together."""
        return tuple(" · ".join(part.printed for part in self.parts if part.target.code == column.code) for column in columns)

    @property
    def look(self) -> tuple[str, str]:
        """Tone and icon of the standing."""
        return LOOKS[self.standing]

    @property
    def objection(self) -> AllocationAnswer | None:
        """The objection that waits for the issuer."""
        objections = [answer for answer in self.answers if answer.says == Says.OBJECT]
        return objections[-1] if objections and self.standing is Standing.OBJECTED else None

    @property
    def last(self) -> AllocationAnswer | None:
        """The newest entry."""
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True)
class Spread:
    """One target over all units: set, given out, left; bounds differ where a cell is a range."""

    target: TargetDoc
    units: int
    low: Decimal
    high: Decimal
    is_readable: bool

    @property
    def over(self) -> Decimal | None:
        """What is given out beyond the target."""
        return -self.left if self.left is not None and self.left < 0 else None

    @property
    def left(self) -> Decimal | None:
        """What nobody got; below zero when more is given out than set. None where it cannot be said."""
        return self.target.value - self.low if self.target.value is not None and self.is_readable and self.low == self.high else None


def spreads(doc: PlanDoc) -> tuple[Spread, ...]:
    """Every target whose shares add up, with what the tables give out of it."""
    found = []
    for target in (target for target in doc.targets if target.adds_up and target.value):
        bounds = [table.bounds(index) for table, index in doc.splits(target.code)]
        sums = [bound for bound in bounds if bound is not None]
        units = sum(
            cell.state in (CellState.NUMBER, CellState.RANGE) for table, index in doc.splits(target.code) for cell in table.column(index)
        )
        low, high = (sum((bound[side] for bound in sums), Decimal(0)) for side in (0, 1))
        found.append(Spread(target, units, low, high, len(sums) == len(bounds)))
    return tuple(found)


def sees_all(user: User, plan: Plan) -> bool:
    """Whether the user sees the answers of every unit: the issuer, and who sees the whole province or country."""
    seen = scope_of(user, today(), P.PLAN_VIEW)
    return services.may_edit(user, plan) or seen.level == "nation" or plan.scope_province_id in seen.provinces


def cascade_rows(user: User, plan: Plan, doc: PlanDoc) -> tuple[CascadeRow, ...]:
    """The rows of a plan's tables, each unit once. Who sees less than the whole place of the plan sees the rows of the own units only."""
    is_issuer, everything = services.may_edit(user, plan), sees_all(user, plan)
    rows = (
        AllocationRow.objects.filter(table__plan=plan)
        .select_related("table", "unit", "scope_commune")
        .order_by("table__position", "position")
    )
    answers = _answers(plan)
    children = _children(user, plan)
    may_plan = scope_of(user, today(), P.PLAN_EDIT)
    found: dict[tuple[str, str], CascadeRow] = {}
    for row in rows:
        key = (row.name, row.code)
        speaks = services.may_answer(user, plan, row.scope_commune)
        if key in found or not (everything or speaks):
            continue
        given, said = given_to(doc, key), answers.get(key, ())
        child = children.get(row.unit_id) if row.unit_id else next((one for one in children.values() if one.issuer == row.name), None)
        communes = () if row.scope_commune is None else (row.scope_commune_id,)
        covered = is_issuer or any(commune in may_plan.communes for commune in communes)
        found[key] = CascadeRow(
            row=row,
            table=row.table.position,
            parts=_parts(doc, given),
            standing=services.standing_of(list(said), given),
            answers=said,
            may_answer=speaks and bool(given),
            may_start=covered and child is None and not plan.is_draft and bool(given) and row.kind in (RowKind.UNIT, RowKind.TEAM),
            child=child,
            told=told(compare(handed_to(doc, *key), _targets(child))) if child else (),
        )
    return tuple(found.values())


def columns_of(doc: PlanDoc, rows: Iterable[CascadeRow]) -> tuple[TargetDoc, ...]:
    """The targets that any of the rows has a figure of, in the order of the plan."""
    given = {part.target.code for row in rows for part in row.parts}
    return tuple(target for target in doc.targets if target.code in given)


def told(lines: Iterable[Compared]) -> tuple[Told, ...]:
    """How many targets stand how, for a page."""
    return tuple(Told(verdict.label, *VERDICT_LOOKS[verdict], count) for verdict, count in tally(lines))


def _parts(doc: PlanDoc, given: Given) -> tuple[Part, ...]:
    return tuple(Part(target, printed) for code, printed in given if (target := doc.target(code)) is not None)


def _answers(plan: Plan) -> dict[tuple[str, str], tuple[AllocationAnswer, ...]]:
    found: dict[tuple[str, str], tuple[AllocationAnswer, ...]] = {}
    for answer in plan.answers.select_related("by"):
        key = (answer.row_name, answer.row_code)
        found[key] = (*found.get(key, ()), answer)
    return found


def _children(user: User, plan: Plan) -> dict[int | None, Plan]:
    """The plans below in the user's scope, by their unit, the first of each."""
    below = services.visible_to(user).filter(pk__in=services.children_of(plan)).order_by("-pk")
    return {child.unit_id if child.unit_id != plan.unit_id else -child.pk: child for child in below.prefetch_related(
        Prefetch("targets", Target.objects.select_related("parent"))
    )}  # fmt: skip


def _targets(plan: Plan) -> list[TargetDoc]:
    return [services.read_target(target) for target in plan.targets.all()]


@dataclass(frozen=True)
class Beside:
    """A plan held against one plan above it."""

    parent: Plan
    lines: tuple[tuple[Compared, Told], ...]
    told: tuple[Told, ...]
    has_row: bool
    """The plan above gives the unit figures of its own."""


def beside_parents(user: User, plan: Plan, doc: PlanDoc) -> tuple[Beside, ...]:
    """A plan held against every plan above it that the user may see."""
    found = []
    for parent in plan.above.filter(pk__in=services.visible_to(user)):
        rows = AllocationRow.objects.filter(table__plan=parent)
        row = (rows.filter(unit=plan.unit_id).first() if plan.unit_id else None) or rows.filter(name=plan.issuer).first()
        handed = handed_to(services.read(parent), row.name if row else "", row.code if row else "")
        lines = compare(handed, doc.targets)
        said = tuple((line, Told(line.verdict.label, *_look(line))) for line in lines)
        found.append(Beside(parent, said, told(lines), row is not None))
    return tuple(found)


def _look(line: Compared) -> tuple[str, str]:
    """Tone and icon; a level for every unit that the own plan does not repeat is worth a look, no more."""
    is_common = line.verdict is Verdict.MISSING and line.above is not None and not line.above.is_allocated
    return ("warn", "help-circle") if is_common else VERDICT_LOOKS[line.verdict]


def cascade_row_or_404(user: User, plan: Plan, doc: PlanDoc, table: int, line: int) -> CascadeRow:
    """One row by its place; Http404 for places the plan does not have and rows of other units."""
    rows = (row for row in cascade_rows(user, plan, doc) if (row.table, row.row.position) == (table, line))
    found = next(rows, None)
    if found is None:
        raise Http404
    return found


def objection_or_404(user: User, plan: Plan, answer_id: int) -> AllocationAnswer:
    """An objection to a plan, for its issuer."""
    found = plan.answers.filter(pk=answer_id, says=Says.OBJECT.value).select_related("by").first()
    if found is None:
        raise Http404
    return found


def parts_of(doc: PlanDoc, pairs: Iterable[tuple[str, str]]) -> tuple[Part, ...]:
    """Stored figures with their targets."""
    return _parts(doc, tuple((code, text) for code, text in pairs))


type Figures = Callable[[PlanDoc, TargetDoc, Mapping[str, Unit], date], dict[str, Decimal]]
"""A source of baselines: for a target and units by their printed names, the figure of each up to the end of a day."""


def _registered(_doc: PlanDoc, _target: TargetDoc, units: Mapping[str, Unit], on: date) -> dict[str, Decimal]:
    counts = under_management_by_unit(units.values(), on)
    return {name: Decimal(counts[unit.pk]) for name, unit in units.items()}


def _given_before(doc: PlanDoc, target: TargetDoc, units: Mapping[str, Unit], _on: date) -> dict[str, Decimal]:
    """What the newest earlier plan gave each unit of the same indicator and aspect."""
    if not target.indicator:
        return {}
    cells = Allocation.objects.filter(
        column__target__indicator=target.indicator,
        column__target__aspect=target.aspect,
        row__unit__in=units.values(),
        row__table__plan__until__lte=doc.period.since,
        value__isnull=False,
    ).exclude(row__table__plan__status=PlanStatus.DRAFT.value)
    newest = {cell.row.unit_id: cell.value or Decimal(0) for cell in cells.select_related("row").order_by("row__table__plan__until", "pk")}
    return {name: newest[unit.pk] for name, unit in units.items() if unit.pk in newest}


BASELINES: dict[str, tuple[str, Figures]] = {
    "registered": (N_("số người đang quản lý"), _registered),
    "before": (N_("số giao kỳ trước"), _given_before),
}
"""Where baselines come from: key → label, figures. Apps above add theirs once, at start (`offer_baseline`)."""


def offer_baseline(key: str, label: str, figures: Figures) -> None:
    """Add a source of baselines that this app cannot read itself, such as results."""
    BASELINES[key] = (label, figures)


def baseline(source: str, doc: PlanDoc, code: str, names: Sequence[str], on: date) -> dict[str, Decimal]:
    """The figures of a source for the units of these printed names, up to the end of a day; names without a unit have none."""
    target = doc.target(code)
    if target is None or source not in BASELINES:
        return {}
    places, _facts = services.look_up(replace(doc, tables=(_table_of(names),)))
    units = {name: unit for (name, _code), unit in places.rows.items()}
    return BASELINES[source][1](doc, target, units, on)


def _table_of(names: Sequence[str]) -> AllocationTable:
    return AllocationTable("", (), tuple(Row(name, ()) for name in names))


def units_of_split(doc: PlanDoc, code: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The rows over which a target is split, and what they have now; none where the plan has no table yet."""
    if (found := next(doc.splits(code), None)) is not None:
        table, index = found
        return tuple(row.name for row in table.rows), {row.name: row.cells[index] for row in table.rows}
    return (tuple(row.name for row in doc.tables[0].rows), {}) if doc.tables else ((), {})


def is_padded(doc: PlanDoc, target: TargetDoc) -> bool:
    """Whether the plan writes small figures with a zero before them: `01`."""
    texts = [target.printed, *(text for table in doc.tables for row in table.rows for text in row.cells)]
    return any(re.fullmatch(r"0[0-9]", text.strip()) for text in texts)
