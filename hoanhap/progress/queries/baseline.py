"""What did each unit reach in the time before a plan: the baseline «last result» by which plans split a target."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hoanhap.plans.rules import PlanDoc, Span, TargetDoc
from hoanhap.progress.queries.records import Records
from hoanhap.reports.measures import Area
from hoanhap.units.models import Unit


def last_results(doc: PlanDoc, target: TargetDoc, units: Mapping[str, Unit], _on: date) -> dict[str, Decimal]:
    """The figure of the target's indicator from the records, of each unit, for the span as long as the plan just before it.

    Empty where the records do not measure the target, or do not reach back.
    """
    span = before(doc.period)
    plain = replace(target, period=None)
    records = Records(Area(), span, span.last)
    if records.why_not(plain):
        return {}
    return {name: result.value for name, result in records.by_unit(plain, units, {}).items()}


def before(period: Span) -> Span:
    """The span of the same length before: whole years before whole years, else as many days.

    >>> before(Span(date(2024, 1, 1), date(2025, 1, 1))).since, before(Span(date(2021, 6, 1), date(2021, 7, 1))).since
    (datetime.date(2023, 1, 1), datetime.date(2021, 5, 2))
    """
    since, until = period.since, period.until
    if (since.month, since.day) == (until.month, until.day) and (since.month, since.day) != (2, 29):
        return Span(since.replace(year=2 * since.year - until.year), since)
    return Span(since - (until - since), since)
