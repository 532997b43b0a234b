"""Which figures were told: the newest of each target and unit, as known now or on an evening before, and how one was put right?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Self

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from hoanhap.kit.dates import VIETNAM
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import TargetDoc
from hoanhap.progress.models import EnteredFigure
from hoanhap.progress.rules import Counts, Result, Source

type Key = tuple[str, str, str]
"""Code of the target, group, unit as printed."""


@dataclass(frozen=True)
class Told:
    """A figure as it was told."""

    pk: int
    plan: int | None
    code: str
    group: str
    unit_name: str
    value: Decimal
    whole: Decimal | None
    as_of: date
    since: date
    counts: Counts
    unit: str
    provisional: bool
    evidence: int | None

    @classmethod
    def of(cls, row: tuple[object, ...]) -> Self:
        """From the columns of `_COLUMNS`."""
        told = cls(*row)  # type: ignore[arg-type]  # the columns are in the order of the fields
        return replace(told, value=short(told.value), whole=short(told.whole) if told.whole is not None else None)

    def result(self, target: TargetDoc) -> Result:
        """As the rules read it."""
        return Result(
            value=self.value,
            as_of=self.as_of,
            source=Source.ENTERED,
            whole=self.whole,
            counts=Counts(self.counts),
            provisional=self.provisional,
            unit=self.unit or target.things,
            proven=self.evidence is not None,
        )


_COLUMNS = (
    "pk", "plan_id", "target_code", "group", "unit_name", "value", "whole", "as_of", "since", "counts", "unit_of_measure",
    "is_provisional", "evidence_id",
)  # fmt: skip


def short(value: Decimal) -> Decimal:
    """A stored number without the zeros behind it: 211, not 211.000000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def evening(day: date) -> datetime:
    """The end of a day in Viet Nam."""
    return datetime.combine(day, time.max, VIETNAM)


def current(figures: QuerySet[EnteredFigure], known_at: datetime | None = None) -> QuerySet[EnteredFigure]:
    """Figures that stand: neither restated nor withdrawn, now or as it was known at a moment."""
    if known_at is None:
        return figures.filter(restated_by__isnull=True, is_withdrawal=False)
    later = EnteredFigure.objects.filter(restates=OuterRef("pk"), at__lte=known_at)
    return figures.filter(~Exists(later), at__lte=known_at, is_withdrawal=False)


def newest(plans: Iterable[int], on: date, *, known_at: datetime | None = None, code: str = "") -> dict[int, dict[Key, Told]]:
    """For each plan the newest figure of each target, group and unit up to a day, in one statement."""
    figures = current(EnteredFigure.objects.filter(plan__in=list(plans), as_of__lte=on), known_at)
    if code:
        figures = figures.filter(target_code=code)
    keys = ("plan_id", "target_code", "group", "unit_name")
    rows = figures.order_by(*keys, "-as_of", "-pk").distinct(*keys).values_list(*_COLUMNS)
    found: dict[int, dict[Key, Told]] = {}
    for row in rows:
        told = Told.of(row)
        assert told.plan is not None
        found.setdefault(told.plan, {})[told.code, told.group, told.unit_name] = told
    return found


def steps(plans: Iterable[int], on: date) -> dict[int, dict[str, list[tuple[int, Decimal]]]]:
    """Of each plan and target as a whole: days and what came in between one telling and the next, for its scatter."""
    rows = current(EnteredFigure.objects.filter(plan__in=list(plans), unit_name="", group="", as_of__lte=on, counts=Counts.FLOW.value))
    series: dict[tuple[int, str, date], list[tuple[date, Decimal]]] = {}
    for plan, code, since, as_of, value in rows.order_by("as_of").values_list("plan_id", "target_code", "since", "as_of", "value"):
        assert value is not None  # a withdrawal alone has none, and it does not stand
        series.setdefault((plan or 0, code, since), []).append((as_of, value))
    found: dict[int, dict[str, list[tuple[int, Decimal]]]] = {}
    for (plan, code, since), points in sorted(series.items()):
        before, value_before, made = since, Decimal(0), []
        for index, (as_of, value) in enumerate(points):
            made.append(((as_of - before).days + (not index), value - value_before))
            before, value_before = as_of, value
        found.setdefault(plan, {})[code] = made
    return found


def first_told(plan: int, *, since: date) -> dict[str, dict[str, date]]:
    """Unit as printed → target → the day on which a figure of it that still stands was first told, for periods from a day on."""
    figures = EnteredFigure.objects.filter(Q(plan=plan), ~Q(unit_name=""), since__gte=since)
    standing = set(current(figures).order_by().values_list("unit_name", "target_code").distinct())
    firsts = figures.filter(is_withdrawal=False).order_by().values_list("unit_name", "target_code").annotate(first=Min("at"))
    found: dict[str, dict[str, date]] = {}
    for name, code, first in firsts:
        if (name, code) in standing:
            found.setdefault(name, {})[code] = first.astimezone(VIETNAM).date()
    return found


def codes_told(plan: Plan) -> set[str]:
    """The targets of a plan of which a figure stands: rows are kept for good under this code, so the plan must keep it."""
    return set(current(EnteredFigure.objects.filter(plan=plan)).order_by().values_list("target_code", flat=True).distinct())


def units_told(plan: Plan) -> set[str]:
    """The units of a plan, as it prints them, of which a figure stands: a row of its tables must keep this name."""
    figures = current(EnteredFigure.objects.filter(Q(plan=plan), ~Q(unit_name="")))
    return set(figures.order_by().values_list("unit_name", flat=True).distinct())


def history(plan: int, code: str) -> QuerySet[EnteredFigure]:
    """Every figure of a target that was ever told, newest day first, corrections beside what they correct."""
    rows = EnteredFigure.objects.filter(plan=plan, target_code=code).select_related("by", "evidence", "restates", "restated_by")
    return rows.defer("evidence__content").order_by("-as_of", "unit_name", "group", "-at")
