"""What is known of a target on a day: a figure, where it was read, and what may be added to what?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Kind, Span, TargetDoc


class Source(Labelled):
    """Where a figure comes from. Records win: what they count is never typed in."""

    RECORDS = "records", N_("từ hồ sơ")
    ENTERED = "entered", N_("nhập tay")
    SUMMED = "summed", N_("cộng các đơn vị")


class Counts(Labelled):
    """Whether a figure says what happened since the period began, or what there is on its day (catalogue D061). Never in one sum."""

    FLOW = "flow", N_("phát sinh từ đầu kỳ")
    STOCK = "stock", N_("hiện có trong ngày")


@dataclass(frozen=True)
class Result:
    """A figure of a target. Of a percent `value` is the part and `whole` the denominator."""

    value: Decimal
    as_of: date
    """The last day it speaks of."""
    source: Source
    whole: Decimal | None = None
    counts: Counts = Counts.FLOW
    provisional: bool = False
    """Told before the period was over (catalogue D063)."""
    unit: str = ""
    """What is counted: people, dossiers, cases."""
    proven: bool = True
    """Whether something stands behind it: records, or a file that was sent with it."""
    missing: int = 0
    """Of a sum: units that have not told theirs. They add nothing, and are no zero."""
    days: tuple[date, ...] = ()
    """Of a sum: the day of each of its parts."""


def subtotals(parts: Iterable[tuple[str, Decimal | None]]) -> dict[str, Decimal]:
    """Sums by unit of measure; what is blank adds nothing, and people, dossiers and cases never stand in one sum (catalogue I66).

    >>> subtotals([("người", Decimal(3)), ("vụ", Decimal(1)), ("người", None), ("người", Decimal(0))])
    {'người': Decimal('3'), 'vụ': Decimal('1')}
    """
    sums: dict[str, Decimal] = {}
    for unit, value in parts:
        if value is not None:
            sums[unit] = sums.get(unit, Decimal(0)) + value
    return sums


def summed(results: Iterable[Result], *, missing: int = 0) -> Result | None:
    """The results of units as one: None when there is nothing to add, or when what they count may not be added.

    `missing` units have told nothing. Its day is the newest of theirs; `days` and `missing` say how much of the time of all units it
    covers (rules.pace).
    """
    told = list(results)
    if not told or len({(result.unit, result.counts) for result in told}) > 1:
        return None
    whole = sum((result.whole for result in told if result.whole is not None), Decimal(0))
    return Result(
        value=sum((result.value for result in told), Decimal(0)),
        as_of=max(result.as_of for result in told),
        source=Source.SUMMED,
        whole=whole if all(result.whole is not None for result in told) else None,
        counts=told[0].counts,
        provisional=any(result.provisional for result in told) or missing > 0,
        unit=told[0].unit,
        proven=all(result.proven for result in told),
        missing=missing,
        days=tuple(result.as_of for result in told),
    )


def complying(target: TargetDoc, results: Iterable[Result], *, missing: int = 0) -> Result | None:
    """Of «mỗi đơn vị»: how many of the units have what each must have; a unit that has told nothing does not comply (yet)."""
    told = list(results)
    if not told or target.value is None:
        return None
    return Result(
        value=Decimal(sum(result.value >= target.value for result in told)),
        whole=Decimal(len(told) + missing),
        as_of=max(result.as_of for result in told),
        source=Source.SUMMED,
        counts=Counts.STOCK,
        provisional=any(result.provisional for result in told) or missing > 0,
        unit=target.population,
        proven=all(result.proven for result in told),
        missing=missing,
    )


def period_on(target: TargetDoc, plan: Span, on: date) -> Span:
    """The period a figure told on a day is of: the target's own, else the plan's; of «mỗi năm» or milestones the year of the day in it."""
    whole = target.period or plan
    if not (target.each_year or target.milestones):
        return whole
    day = min(max(on, whole.since), whole.last)
    return Span(max(whole.since, date(day.year, 1, 1)), min(whole.until, date(day.year + 1, 1, 1)))


def goal_on(target: TargetDoc, on: date) -> Decimal | None:
    """The value to be reached in the year of a day: the milestone's where there is one (catalogue D028), else the target's."""
    due = [milestone for milestone in target.milestones if milestone.year <= on.year]
    if not target.milestones:
        return target.value
    return max(due, key=lambda milestone: milestone.year).value if due else None


def adds_over_units(target: TargetDoc) -> bool:
    """Whether the results of units may be added: counts, zero tolerance and percentages with their two numbers; never changes and words."""
    return target.kind in {Kind.COUNT, Kind.ZERO, Kind.PERCENT, Kind.RANGE}
