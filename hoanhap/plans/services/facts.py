"""What does the program know that the referee needs: units, law book, calendar, other plans, published results, people registered?

The number of queries does not grow with the plan (counted in tests/plans/test_referee_facts.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from django.db.models import Count, Q

from hoanhap.cases.models import CaseSpan
from hoanhap.cases.rules.states import CLOSED
from hoanhap.kit.dates import today
from hoanhap.law.book import book
from hoanhap.law.clocks import plain_end
from hoanhap.law.errors import NotInForce
from hoanhap.law.values import Duration, DurationRange, in_words
from hoanhap.law.workdays import CalendarUnknown, calendar
from hoanhap.plans.files import content_hash
from hoanhap.plans.models import Plan, ReportedFigure, Target
from hoanhap.plans.rules import (
    DayOff,
    Deadline,
    Elsewhere,
    EndedBody,
    Facts,
    KnownLaw,
    KnownTerm,
    KnownUnit,
    Past,
    PlanDoc,
    PlanStatus,
    lexicon,
)
from hoanhap.plans.services.places import look_up
from hoanhap.plans.services.rows import Places
from hoanhap.units.models import Organisation
from hoanhap.units.rules import fold

OTHERS = 400
"""Targets of other plans that are compared, the latest first."""


def gather(doc: PlanDoc, *, past: Iterable[Past] = ()) -> Facts:
    """Everything the referee can use about a plan. `past` adds results that only a layer above can compute from records."""
    places, units = look_up(doc)
    return replace(
        of_law(doc),
        units=units,
        elsewhere=tuple(_elsewhere(doc, places)),
        twins=_twins(doc),
        past=(*past, *_published(doc, places)),
        sizes=_sizes(doc, places),
        agencies=_agencies(doc, places),
    )


# --- law book and calendar: no query


def of_law(doc: PlanDoc) -> Facts:
    """What the law book and its calendar alone can tell: for commands without a database."""
    return Facts(laws=known_laws(), terms=_terms(doc.period.since), ended=_ended(), days_off=_days_off(doc))


@cache
def known_laws() -> tuple[KnownLaw, ...]:
    """Every document of the law book, with the day from which the book no longer rests on it.

    A document gives way to one of the same kind, issuer and title, from the day that one is in force; else when the last rule
    that cites it is taken over by another. Nothing is concluded beyond what the book holds.
    """
    law = book()
    last: dict[str, date | None] = {}
    instead: dict[str, tuple[str, ...]] = {}
    for rule in law.rules:
        for entry, follower in zip(rule.entries, (*rule.entries[1:], None), strict=True):
            after = {basis.doc.number: basis.doc.short() for basis in follower.basis} if follower else {}
            for number in {basis.doc.number for basis in entry.basis}:
                ends = follower.since if follower is not None and number not in after else None
                if number in last and (last[number] is None or (ends is not None and ends <= (last[number] or ends))):
                    continue
                last[number], instead[number] = ends, tuple(after.values()) if ends else ()
    heirs: dict[tuple[str, str, str], list[tuple[date, str]]] = {}
    for doc in law.documents.values():
        if doc.since:
            heirs.setdefault((doc.kind, doc.issuer, doc.title), []).append((doc.since, doc.short()))
    found = []
    for doc in law.documents.values():
        until, replaced = last.get(doc.number), instead.get(doc.number, ())
        year = _year(doc.number) or (doc.dated.year if doc.dated else 0)
        later = sorted(heir for heir in heirs.get((doc.kind, doc.issuer, doc.title), []) if heir[0].year >= year and heir[1] != doc.short())
        later = [heir for heir in later if doc.since is None or heir[0] > doc.since]
        if later:
            until, replaced = later[0][0], (later[0][1],)
        found.append(KnownLaw(doc.number, doc.short(), doc.kind, doc.title, year, doc.since, until, replaced))
    return tuple(found)


def _year(number: str) -> int:
    parts = [part for part in number.split("/") if len(part) == 4 and part.isdecimal()]
    return int(parts[0]) if parts else 0


@cache
def _ended() -> dict[str, EndedBody]:
    ended = {}
    for body in lexicon().bodies:
        rule = book().rule(body.rule)
        first = rule.entries[0]
        if isinstance(first.value, date):
            ended[body.rule] = EndedBody(first.value, rule.label(), first.short_basis())
    return ended


@cache
def _terms(on: date) -> dict[str, KnownTerm]:
    terms = {}
    for process in lexicon().processes:
        try:
            entry = book().entry(process.rule, on=on)
        except NotInForce:
            continue
        value = entry.value.ends[0] if isinstance(entry.value, DurationRange) else entry.value
        if isinstance(value, Duration):
            terms[process.rule] = KnownTerm(plain_end(on, value), in_words(value), entry.short_basis())
    return terms


def _days_off(doc: PlanDoc) -> dict[date, DayOff]:
    off = {}
    for day in {deadline.last for deadline in _deadlines(doc)}:
        try:
            if not calendar().is_working_day(day):
                off[day] = DayOff(calendar().name(day) or "", calendar().previous_working_day(day), calendar().next_working_day(day))
        except CalendarUnknown:
            continue
    return off


def _deadlines(doc: PlanDoc) -> Iterator[Deadline]:
    known = [doc.report, *(target.due for target in doc.targets), *(item.due for item in doc.subordinates)]
    for task in doc.tasks:
        known += [task.due, *(item.due for item in task.deliverables)]
    yield from filter(None, known)


# --- other plans: three queries


def _elsewhere(doc: PlanDoc, places: Places) -> Iterator[Elsewhere]:
    """Targets of other issued plans of the province or the country, not of later ones, that share an indicator or a telling number."""
    indicators = {target.indicator for target in doc.targets if target.indicator}
    values = {target.value for target in doc.targets if target.value is not None and not target.is_percent}
    near = Q(plan__scope_province=places.scope_province) | Q(plan__scope_province__isnull=True)
    found = Target.objects.filter(near, plan__since__lt=doc.period.until).filter(Q(indicator__in=indicators) | Q(value__in=values))
    found = found.exclude(plan__status=PlanStatus.DRAFT.value)  # not everybody who reads a finding may see the draft
    found = found.exclude(plan__content_hash=content_hash(doc)).select_related("plan").order_by("-plan__since", "plan", "position")
    if doc.number:
        found = found.exclude(plan__issuer_key=fold(doc.issuer), plan__number=doc.number, plan__symbol=doc.symbol)
    for target in found[:OTHERS]:
        yield Elsewhere(
            plan=_cited(target.plan),
            since=target.plan.since,
            text=target.text,
            indicator=target.indicator,
            aspect=target.aspect,
            value=target.value,
            unit=target.counted or target.unit_of_measure,
            population=target.population,
            is_percent=target.unit_of_measure == "%",
            same_issuer=target.plan.issuer_key == fold(doc.issuer),
        )


def _cited(plan: Plan) -> str:
    return ", ".join(part for part in (plan.reference, plan.issuer, str(plan.since.year)) if part)


def _twins(doc: PlanDoc) -> tuple[str, ...]:
    """Plans of the same issuer and number issued in the same year on another day."""
    if not doc.number or doc.issued_on is None:
        return ()
    year = doc.issued_on.year
    same = Plan.objects.filter(issuer_key=fold(doc.issuer), number=doc.number, symbol=doc.symbol, issued_on__year=year)
    same = same.exclude(status=PlanStatus.DRAFT.value).exclude(issued_on=doc.issued_on).exclude(content_hash=content_hash(doc))
    return tuple(f"{plan.reference}, {plan.issued_on:%d/%m/%Y}" for plan in same[:5])


def _published(doc: PlanDoc, places: Places) -> Iterator[Past]:
    """Results published for the year before this plan, of plans for the same unit."""
    year = doc.period.since.year - 1
    if places.unit is None:
        return
    found = ReportedFigure.objects.filter(plan__unit=places.unit, since__year=year, until__gte=date(year, 12, 1)).select_related("target")
    for figure in found.order_by("-as_of"):
        percent = figure.target.unit_of_measure == "%"
        value = figure.percent if percent else figure.value
        if figure.target.indicator and value is not None:
            yield Past(figure.target.indicator, value, f"{figure.source}, {figure.as_of:%d/%m/%Y}", "", figure.target.aspect, percent)


# --- register of people and of agencies: two queries


def _sizes(doc: PlanDoc, places: Places) -> dict[str, int]:
    """How many people have an open case in each commune of the rows, on the first day of the plan or today if that is to come.

    A commune for which nobody is found is left out: the reader may not be allowed to see its people.
    """
    communes = {unit.pk: name for (name, _code), unit in places.rows.items()}
    on = min(doc.period.since, today())
    counted = CaseSpan.objects.filter(commune__in=communes, since__lte=on, until__gt=on).exclude(state__in=CLOSED).values("commune")
    return {communes[row["commune"]]: row["n"] for row in counted.annotate(n=Count("person", distinct=True)).order_by()}


def _agencies(doc: PlanDoc, places: Places) -> dict[str, tuple[KnownUnit, ...]]:
    """The agencies of the plan's unit that the names in the plan may mean: equal, or begun by the printed name (`Công an quận`)."""
    if places.unit is None:
        return {}
    named = {name for text in _bodies(doc) for part in text.replace(";", ",").split(",") if (name := part.strip())}
    seats = list(Organisation.objects.filter(unit=places.unit).order_by("pk"))
    keys = {seat.pk: fold(seat.name) for seat in seats}
    found = {}
    for name in named:
        key = fold(name.replace("UBND", "Ủy ban nhân dân"))
        known = [seat for seat in seats if keys[seat.pk] == key or (" " in key and keys[seat.pk].startswith(f"{key} "))]
        if known:
            found[name] = tuple(KnownUnit(seat.name, "", seat.since, seat.until) for seat in known)
    return found


def _bodies(doc: PlanDoc) -> Iterator[str]:
    yield from (target.owner for target in doc.targets)
    for task in doc.tasks:
        yield from (task.agency, *task.coordinating)
    yield from (item.name for item in doc.subordinates)
    if doc.report:
        yield doc.report.to
