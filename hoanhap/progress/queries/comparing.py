"""How do plans of several years and places set one indicator, and how do the plans of one place follow one another?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language

from hoanhap.accounts.models import User
from hoanhap.kit.dates import today
from hoanhap.plans import queries as plans
from hoanhap.plans.models import Plan, ReportedFigure, Target
from hoanhap.plans.rules import Span, TargetDoc
from hoanhap.plans.rules.indicators import indicator_name
from hoanhap.plans.services import read_target
from hoanhap.progress.queries import told as told_figures
from hoanhap.progress.queries.lines import Line, lines_of
from hoanhap.progress.queries.records import Records
from hoanhap.progress.rules.comparing import Differs, Step, Subject, differences, measure_key, step
from hoanhap.units.rules import alphabetical, fold

MOST = 60
"""Targets compared on one page; the page says when there are more."""
MOST_PLANS = 12
"""Plans of one place side by side."""


@dataclass(frozen=True)
class Used:
    """An indicator that plans in scope set targets for."""

    key: str
    """Its code, or the folded name of an indicator of its own."""
    code: str
    name: str
    plans: int


@dataclass(frozen=True)
class Compared:
    """One target of the comparison."""

    plan: Plan
    place: str
    target: TargetDoc
    period: Span
    line: Line
    published: ReportedFigure | None
    """The newest published result that the plan's file keeps."""
    differs: tuple[Differs, ...]
    """In what it differs from the first row."""
    before: "tuple[Plan, Step | None] | None"
    """The plan of the same place before it, and what changed; the step is None where the two may not be compared."""

    @property
    def subject(self) -> Subject:
        """What the rules compare."""
        return Subject(self.target, self.period)


@dataclass(frozen=True)
class Comparison:
    """The rows of one indicator by place and time."""

    used: Used
    rows: tuple[Compared, ...]
    is_cut: bool
    most: Decimal | None
    """The largest value of a count, for bars of one scale; None where units differ or nothing is counted."""


def used_indicators(user: User) -> list[Used]:
    """The indicators that plans in scope use, those of most plans first."""
    targets = Target.objects.filter(plan__in=_plans(user)).exclude(indicator="", measure_name="")
    found: dict[str, list[tuple[str, str, int]]] = {}
    for code, name, count in targets.order_by().values_list("indicator", "measure_name").annotate(n=Count("plan", distinct=True)):
        found.setdefault(code or fold(name), []).append((code, name, count))
    used = [Used(key, rows[0][0], _name(rows[0][0], rows[0][1]), sum(row[2] for row in rows)) for key, rows in found.items() if key]
    return sorted(used, key=lambda one: (-one.plans, alphabetical(one.name)))


def places(user: User) -> list[tuple[int, str]]:
    """Units of their time that plans in scope are for, by the Vietnamese alphabet: id and name."""
    found = (plan.unit for plan in _plans(user).exclude(unit=None).select_related("unit", "unit__province"))
    units = {unit.pk: unit.full_name for unit in found if unit is not None}
    return sorted(units.items(), key=lambda pair: alphabetical(pair[1]))


def compare(user: User, key: str, *, place: int | None = None, years: range | None = None) -> Comparison | None:
    """Targets of one indicator, by place and period, with what they came to. None when no plan in scope uses it.

    A fixed number of statements for the plans, two for each plan whose figure the records answer.
    """
    used = next((one for one in used_indicators(user) if one.key == key), None)
    if used is None:
        return None
    chosen = Target.objects.filter(plan__in=_narrowed(_plans(user), place, years))
    chosen = chosen.filter(indicator=used.code) if used.code else chosen.filter(indicator="").exclude(measure_name="")
    targets = chosen.select_related("plan", "plan__unit", "plan__unit__province", "parent").order_by("plan__since", "plan", "position")
    pairs = [(target.plan, read_target(target)) for target in targets]
    pairs = [(plan, target) for plan, target in pairs if measure_key(target) == key]
    pairs.sort(key=lambda pair: (alphabetical(_place(pair[0])), pair[0].since, pair[0].pk))
    kept, on = pairs[:MOST], today()
    told = told_figures.newest([plan.pk for plan, _target in kept], on)
    published = _published([plan.pk for plan, _target in kept])
    rows: list[Compared] = []
    for plan, target in kept:
        period = target.period or plan.period
        day = min(on, plan.period.last)
        line = lines_of([target], plan.period, Records.of(plan, day), told.get(plan.pk, {}), [])[0]
        subject = Subject(target, period)
        earlier = [row for row in rows if row.place == _place(plan) and row.plan.since < plan.since]
        before = (earlier[-1].plan, step(earlier[-1].subject, subject)) if earlier else None
        differs = differences(rows[0].subject, subject) if rows else ()
        rows.append(Compared(plan, _place(plan), target, period, line, published.get((plan.pk, target.code)), differs, before))
    values = [row.target.value for row in rows if row.target.value is not None and not row.target.is_percent]
    one_unit = len({fold(row.target.things) for row in rows}) == 1 and not any(row.target.is_percent for row in rows)
    return Comparison(used, tuple(rows), len(pairs) > MOST, max(values) if values and one_unit else None)


@dataclass(frozen=True)
class Sequel:
    """The plans of one place, side by side: one row for each indicator, one cell for each plan."""

    place: str
    plans: tuple[Plan, ...]
    rows: tuple[tuple[Used, tuple[tuple[TargetDoc, ...], ...]], ...]
    is_cut: bool


def sequel(user: User, place: int) -> Sequel | None:
    """Plans of one unit in the order of their periods (catalogue D018). None when no plan in scope is for it."""
    own = list(_plans(user).filter(unit=place).select_related("unit", "unit__province").order_by("since", "pk"))
    if not own:
        return None
    shown = own[-MOST_PLANS:]
    cells: dict[str, dict[int, list[TargetDoc]]] = {}
    names: dict[str, Used] = {}
    targets = Target.objects.filter(plan__in=shown).select_related("parent", "plan").order_by("position")
    for row in targets:
        target = read_target(row)
        key = measure_key(target) or fold(target.text)
        names.setdefault(key, Used(key, target.indicator, _name(target.indicator, target.measure_name or target.text), 0))
        cells.setdefault(key, {}).setdefault(row.plan_id, []).append(target)
    rows = [(names[key], tuple(tuple(by_plan.get(plan.pk, ())) for plan in shown)) for key, by_plan in cells.items()]
    rows.sort(key=lambda row: (-sum(bool(cell) for cell in row[1]), row[0].code or "~", alphabetical(row[0].name)))
    return Sequel(_place(shown[0]), tuple(shown), tuple(rows), len(own) > MOST_PLANS)


def _plans(user: User) -> QuerySet[Plan]:
    return plans.visible_plans(user)


def _narrowed(found: QuerySet[Plan], place: int | None, years: range | None) -> QuerySet[Plan]:
    if place is not None:
        found = found.filter(Q(unit=place) | Q(unit__parent=place) | Q(unit__province=place))
    if years is not None:
        found = found.filter(since__lt=date(years.stop, 1, 1), until__gt=date(years.start, 1, 1))
    return found


def _place(plan: Plan) -> str:
    return plan.unit.full_name if plan.unit is not None else ", ".join(reversed(plan.area)) or plan.issuer


def _name(code: str, name: str) -> str:
    return indicator_name(code, english=(get_language() or "").startswith("en")) if code else name


def _published(ids: Sequence[int]) -> dict[tuple[int, str], ReportedFigure]:
    """The newest published figure of each target."""
    rows = ReportedFigure.objects.filter(plan__in=ids).annotate(code=F("target__code")).order_by("as_of", "position")
    return {(row.plan_id, row.code): row for row in rows}
