"""What do figures and progress come to, for whom, and who stands behind a figure?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, F, Min, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Scope, scope_of, scope_q
from hoanhap.cases.models import CaseSpan, Deadline
from hoanhap.cases.rules import MANAGEMENT, DeadlineState
from hoanhap.cases.rules.states import UNDER_MANAGEMENT, State
from hoanhap.kit.dates import now, today
from hoanhap.people.models import Person
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Span
from hoanhap.reports.measures import (
    Area,
    Kind,
    Measure,
    Reading,
    Rows,
    people,
    under_management,
)
from hoanhap.units import queries as units
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level

# --- where a user may count --------------------------------------------------------------------------------------------------


def areas_of(user: User) -> list[Unit]:
    """The units whose figures a user may read, the widest first; for the whole country the provinces."""
    scope = scope_of(user, today(), P.FIGURE_VIEW)
    if scope.level == "nation":
        return list(units.provinces_on(today()))
    own = Unit.objects.filter(pk__in=[*scope.provinces, *scope.communes]).select_related("province")
    return sorted(own, key=lambda unit: (unit.level != Level.PROVINCE, unit.code))


def area_or_404(user: User, unit_id: int | None, reading: Reading) -> tuple[Unit, Area]:
    """The unit asked for, or the user's own, if its figures are within scope: a unit of today, or a commune of the past read as then."""
    own = areas_of(user)
    unit = next((unit for unit in own if unit.pk == unit_id), None) if unit_id else (own[0] if own else None)
    if unit is None and unit_id:
        unit = Unit.objects.select_related("province").filter(pk=unit_id).exclude(level=Level.DISTRICT).first()
    if unit is None or not _covers(scope_of(user, today(), P.FIGURE_VIEW), unit):
        raise Http404
    return unit, area_of(unit, reading)


def _covers(scope: Scope, unit: Unit) -> bool:
    if unit.level == Level.PROVINCE:
        return scope.level == "nation" or unit.pk in scope.provinces
    today_unit = units.as_now(unit.pk)
    return scope.covers(commune=today_unit.pk, province=today_unit.province_id or 0)


def area_of(unit: Unit, reading: Reading = Reading.NOW) -> Area:
    """The area of a unit. A commune read as then has the wards it was made of beside it; a former district is its communes."""
    if unit.level == Level.PROVINCE:
        return Area(provinces=(units.as_now(unit.pk).pk,), reading=reading)
    if unit.level == Level.DISTRICT:
        inside = units.units_in(unit.pk, unit.until - timedelta(days=1), Level.COMMUNE)
        return Area(communes=tuple(inside.values_list("pk", flat=True)), reading=Reading.THEN)
    if reading is Reading.NOW:
        return Area(communes=(units.as_now(unit.pk).pk,))
    return Area(communes=tuple(sorted(units.covers(unit.pk, today()) if unit.is_current else {unit.pk})), reading=Reading.THEN)


# --- figures -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A measure's figure for an area and a period, the same of a year before, and the denominator of a share."""

    measure: Measure
    value: int
    before: int
    whole: int | None = None
    whole_before: int | None = None
    period: Span | None = None
    period_before: Span | None = None

    @property
    def percent(self) -> Decimal | None:
        """The share in percent."""
        return _percent(self.value, self.whole)

    @property
    def percent_before(self) -> Decimal | None:
        """The share of a year before."""
        return _percent(self.before, self.whole_before)

    @property
    def change(self) -> Decimal | None:
        """The change of a count against a year before, in percent; None from zero and for shares."""
        if self.measure.is_share or not self.before:
            return None
        return Decimal(100 * (self.value - self.before)) / self.before


def _percent(part: int, whole: int | None) -> Decimal | None:
    return Decimal(100 * part) / whole if whole else None


def year_before(day: date) -> date:
    """The same day a year earlier (29/02 becomes 28/02)."""
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def period_of(measure: Measure, day: date) -> Span:
    """The days a figure «to the end of `day`» speaks of: the day itself for a stock, the year so far otherwise."""
    until = day + timedelta(days=1)
    return Span(day, until) if measure.kind is Kind.STOCK else Span(date(day.year, 1, 1), until)


def figures(measures: Iterable[Measure], area: Area, day: date) -> list[Figure]:
    """The figures to the end of a day and those of a year before; a population that several speak of is counted once."""
    counted: dict[tuple[object, Span], int] = {}

    def count(rows: Callable[[Area, Span], Rows], period: Span) -> int:
        if (rows, period) not in counted:
            counted[rows, period] = people(rows(area, period))
        return counted[rows, period]

    found = []
    for measure in measures:
        period, before = period_of(measure, day), period_of(measure, year_before(day))
        wholes = (count(measure.of, period), count(measure.of, before)) if measure.of else (None, None)
        found.append(Figure(measure, count(measure.rows, period), count(measure.rows, before), wholes[0], wholes[1], period, before))
    return found


def breakdown(measure: Measure, area: Area, period: Span) -> list[tuple[date, int, str, int]]:
    """People by month, unit and sex in one statement: (first day of the month, unit, sex, people); zero cells are left out.

    A flow counts by the month it happened in, a stock on the last day of each month (of the period, in its last month). Unknown sex is
    a category of its own. Whoever was counted in two units in a month stands in both rows.
    """
    rows = measure.rows(area, period).order_by().values("person_id", "sex", "since", "until", unit=F(f"{area.column}_id"))
    inner, params = rows.query.sql_with_params()
    if measure.kind is Kind.STOCK:
        days = month_ends(period)
        where, month = "join unnest(%s::date[]) as day on s.since <= day and s.until > day", "date_trunc('month', day)::date"
        params = (*params, days)
    else:
        where, month = "", f"date_trunc('month', s.{measure.moment})::date"
    with connection.cursor() as cursor:
        cursor.execute(
            "select month, unit, sex, count(*) from "
            f"(select distinct {month} as month, s.unit, s.sex, s.person_id from ({inner}) s {where}) p "
            "group by month, unit, sex order by month, unit, sex",
            params,
        )
        return list(cursor.fetchall())


def month_ends(period: Span) -> list[date]:
    """The last day of each month that the period touches, within the period."""
    ends, day = [], period.since
    while day < period.until:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        ends.append(min(following, period.until) - timedelta(days=1))
        day = following
    return ends


@dataclass(frozen=True)
class StateLine:
    """How many people were in a state on a day, and a year before."""

    state: str
    label: str
    value: int
    before: int


def states_on(area: Area, day: date) -> list[StateLine]:
    """Everybody under management or on the way there, by state; each person in one."""
    counted = [
        dict(area.rows().filter(since__lte=on, until__gt=on).values_list("state").annotate(n=Count("person", distinct=True)).order_by())
        for on in (day, year_before(day))
    ]
    return [
        StateLine(state.value, state.label, counted[0].get(state.value, 0), counted[1].get(state.value, 0))
        for state in State
        if any(found.get(state.value) for found in counted)
    ]


@dataclass(frozen=True)
class MonthBar:
    """A month of a flow, the same month a year before, and whether it is not over yet."""

    month: date
    value: int
    before: int
    is_provisional: bool

    @property
    def change(self) -> Decimal | None:
        """The change against the year before in percent."""
        return Decimal(100 * (self.value - self.before)) / self.before if self.before else None


def months(measure: Measure, area: Area, day: date) -> list[MonthBar]:
    """Twelve months of a flow up to a day, each beside the year before; the running month is compared with as many days."""
    first = date(day.year - 1, day.month, 1) + timedelta(days=31)
    first = first.replace(day=1)
    sums: dict[date, int] = {}
    for span in (Span(first, day + timedelta(days=1)), Span(year_before(first), year_before(day) + timedelta(days=1))):
        for month, _, _, count in breakdown(measure, area, span):
            sums[month] = sums.get(month, 0) + count
    bars, month = [], first
    while month <= day:
        following = (month + timedelta(days=32)).replace(day=1)
        bars.append(MonthBar(month, sums.get(month, 0), sums.get(year_before(month), 0), following > day + timedelta(days=1)))
        month = following
    return bars


@dataclass(frozen=True)
class UnitLine:
    """A unit's row: people by sex and in all."""

    unit: Unit
    men: int
    women: int
    unknown: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.men + self.women + self.unknown


def by_unit(measure: Measure, area: Area, day: date) -> list[UnitLine]:
    """The figure to the end of a day by commune and sex, in the order of the official codes."""
    found: dict[int, dict[str, int]] = {}
    for _, unit, sex, count in breakdown(measure, area, period_of(measure, day)):
        cells = found.setdefault(unit, {})
        cells[sex] = cells.get(sex, 0) + count
    named = Unit.objects.filter(pk__in=found).order_by("-until", "code")
    return [UnitLine(unit, *(found[unit.pk].get(sex, 0) for sex in ("male", "female", "unknown"))) for unit in named]


@dataclass(frozen=True)
class ClockLine:
    """How often a duty that fell due in a period was done in time, late, or not yet although over."""

    clock: str
    label: str
    in_time: int
    late: int
    open: int

    @property
    def whole(self) -> int:
        """All that fell due."""
        return self.in_time + self.late + self.open

    @property
    def percent(self) -> Decimal | None:
        """Share done in time."""
        return _percent(self.in_time, self.whole)


def punctuality(area: Area, period: Span) -> list[ClockLine]:
    """Deadlines that ended in a period, by clock, in the order of the procedure; dropped ones are nobody's duty."""
    rows = Deadline.objects.filter(due_on__gte=period.since, due_on__lt=period.until, due_at__lt=now())
    if area.provinces:
        rows = rows.filter(province__in=area.provinces)
    elif area.communes:
        today_communes = set(area.communes) if area.reading is Reading.NOW else {units.as_now(unit).pk for unit in area.communes}
        rows = rows.filter(commune__in=today_communes)
    counted = (
        rows.order_by()
        .values_list("clock")
        .annotate(
            in_time=Count("pk", filter=Q(state=DeadlineState.MET.value, was_late=False)),
            late=Count("pk", filter=Q(state=DeadlineState.MET.value, was_late=True)),
            open=Count("pk", filter=Q(state=DeadlineState.OPEN.value)),
        )
    )
    found = {line[0]: line for line in counted}
    lines = [ClockLine(key, clock.label, *found[key][1:]) for key, clock in MANAGEMENT.clocks.items() if key in found]
    return [line for line in lines if line.whole]


@dataclass(frozen=True)
class Unknowns:
    """What one must know to read the figures."""

    no_birth: int
    no_number: int
    overdue_end: int
    """People whose term is over without a decision: still counted as managed."""
    first_record: date | None


def unknowns(area: Area, day: date) -> Unknowns:
    """Gaps among the people under management on a day."""
    managed = Person.objects.filter(pk__in=under_management(area, Span(day, day + timedelta(days=1))).values("person"))
    counted = managed.aggregate(no_birth=Count("pk", filter=~Q(birth_precision="day")), no_number=Count("pk", filter=Q(id_number="")))
    over = area.rows().filter(state__in=sorted(UNDER_MANAGEMENT), until__gt=day, since__lte=day, case__term_end__lt=day)
    return Unknowns(counted["no_birth"], counted["no_number"], people(over), area.rows().aggregate(first=Min("since"))["first"])


# --- who stands behind a figure ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """The people behind a figure: those the reader may see, and how many there are besides."""

    rows: QuerySet[CaseSpan]
    total: int
    outside: int


def behind(user: User, measure: Measure, area: Area, period: Span, *, state: str = "", sex: str = "", unit: int | None = None) -> Behind:
    """One row per person, ordered by name; people outside the reader's scope are only counted."""
    rows = measure.rows(area, period)
    if state:
        rows = rows.filter(state=state)
    if sex:
        rows = rows.filter(sex=sex)
    if unit:
        rows = rows.filter(**{area.column: unit})
    total = people(rows)
    seen = rows.filter(scope_q(user, commune="person__commune", province="person__province", right=P.PERSON_VIEW))
    first = seen.order_by("person_id", "-since", "-pk").distinct("person_id").values("pk")
    listed = (
        CaseSpan.objects.filter(pk__in=first)
        .select_related("person__commune", "commune", "commune_now", "case")
        .order_by("person__sort_key", "person_id")
    )
    return Behind(listed, total, total - people(seen))


def with_state(rows: Iterable[CaseSpan]) -> list[tuple[CaseSpan, str]]:
    """Rows with their state in words."""
    return [(row, MANAGEMENT.state_label(row.state)) for row in rows]


# --- plans -----------------------------------------------------------------------------------------------------------------


def plan_area(plan: Plan) -> Area | None:
    """Where a plan is measured: its unit of that time; None when nobody knows which unit it names."""
    if plan.unit is None:
        return None if plan.area else Area()
    return area_of(plan.unit)
