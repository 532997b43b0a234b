"""Which plans may a user see, and what stands in them?"""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.documents.rendering.blocks import Document
from hoanhap.plans import services
from hoanhap.plans.files.codec import plan_from_plain
from hoanhap.plans.models import AllocationRow, Plan, PlanVersion, Target
from hoanhap.plans.papers import plan_paper
from hoanhap.plans.rules import Change, Finding, PlanDoc, Span, differences, judge
from hoanhap.units.rules import fold


def visible_plans(user: User, *, text: str = "", kind: str = "", year: str = "", place: str = "", above: str = "") -> QuerySet[Plan]:
    """The plans a user may see, newest period first, with the number of their targets.

    Narrowed by words of title, number or issuer; by kind; by a year the period touches; by the unit a plan is for, or one
    around it (an id); by a plan above it (an id).
    """
    plans = services.visible_to(user).select_related("unit", "scope_province")
    for word in text.split():
        plans = plans.filter(
            Q(title__icontains=word)
            | Q(short_title__icontains=word)
            | Q(number__iexact=word.partition("/")[0])
            | Q(issuer_key__contains=fold(word) or word)
        )
    if kind:
        plans = plans.filter(kind=kind)
    if year:
        plans = plans.filter(since__lt=date(int(year) + 1, 1, 1), until__gt=date(int(year), 1, 1))
    if place:
        plans = plans.filter(Q(unit=place) | Q(unit__parent=place) | Q(unit__province=place))
    if above:
        plans = plans.filter(above=int(above))
    return plans.annotate(target_count=Count("targets", distinct=True)).order_by("-since", "issuer_key", "number", "pk")


def plan_places(user: User) -> list[tuple[int, str]]:
    """The units that plans in scope are for: provinces, districts, communes."""
    rows = services.visible_to(user).filter(unit__isnull=False).select_related("unit").order_by().distinct("unit_id")
    found = sorted(((plan.unit.level, plan.unit.code, plan.unit_id, plan.area[-1]) for plan in rows if plan.unit), key=lambda row: row[:2])
    return [(pk, name) for _level, _code, pk, name in found if pk is not None]


def plan_parents(user: User) -> list[tuple[int, str]]:
    """The plans in scope that others carry out."""
    rows = services.visible_to(user).filter(below__isnull=False).distinct().order_by("-since", "issuer_key")
    return [(plan.pk, str(plan)) for plan in rows]


def plan_or_404(user: User, plan_id: int) -> Plan:
    """One plan in the user's scope."""
    try:
        return services.visible_to(user).select_related("unit", "scope_province", "organisation").get(pk=plan_id)
    except Plan.DoesNotExist:
        raise Http404 from None


def plan_targets(plan: Plan) -> QuerySet[Target]:
    """The targets of a plan in its order, each with its parent and plan; `target.period`, `target.indicator` bind it to a measure."""
    return plan.targets.select_related("plan", "parent").order_by("position")


def plan_units(plan: Plan) -> dict[str, AllocationRow]:
    """Printed name → the row with its unit of that time and the one of today."""
    rows = AllocationRow.objects.filter(table__plan=plan).select_related("unit", "scope_commune")
    return {row.name: row for row in rows}


def plan_versions(plan: Plan) -> QuerySet[PlanVersion]:
    """What the plan said after each change, newest first, without the contents."""
    return plan.versions.select_related("by").defer("content")


def changes(plan: Plan, old: int, new: int) -> dict[str, list[Change]]:
    """What differs between two versions, under the words of the part; empty for one and the same."""
    contents = dict(plan.versions.filter(number__in=(old, new)).values_list("number", "content"))
    if old == new or len(contents) < 2:
        return {}
    found: dict[str, list[Change]] = {}
    for change in differences(plan_from_plain(contents[old]), plan_from_plain(contents[new])):
        found.setdefault(change.part.label, []).append(change)
    return found


def plans_called(name: str) -> list[Plan]:
    """For commands: the plan of an id, or those of a number as cited (`152/KH-UBND`)."""
    if name.isdecimal() and (found := Plan.objects.filter(pk=int(name)).first()):
        return [found]
    reference, _slash, symbol = name.partition("/")
    return list(Plan.objects.filter(Q(number=reference), Q(symbol=symbol) if symbol else Q()).order_by("pk"))


def plan_doc(plan: Plan) -> PlanDoc:
    """The plan as plain values."""
    return services.read(plan)


def paper_of(plan: Plan) -> Document:
    """The plan as the official paper. Raises Refused where its number cannot stand on one."""
    return plan_paper(plan_doc(plan), place=plan.unit.name if plan.unit else "", demonstration=plan.is_demo)


def findings_of(doc: PlanDoc) -> tuple[Finding, ...]:
    """What the referee says, with everything the program knows besides."""
    return judge(doc, services.gather(doc))


def plan_years(user: User) -> list[int]:
    """The years that plans in scope touch, newest first."""
    spans = services.visible_to(user).values_list("since", "until").order_by()
    return sorted({year for since, until in spans for year in Span(since, until).years}, reverse=True)


def unit_names(doc: PlanDoc) -> list[str]:
    """The units one level below the area of a plan, as they were on its first day: rows of a new table."""
    return services.units_below(doc)


def unsaved(doc: PlanDoc) -> Plan:
    """A plan that is in no table yet, for the parts that show one."""
    return Plan(
        title=doc.title,
        short_title=doc.short_title,
        number=doc.number,
        symbol=doc.symbol,
        since=doc.period.since,
        until=doc.period.until,
        status=doc.status.value,
    )
