"""Which plans kept here does a plan carry out, and which carry it out? Bound by what the texts cite."""

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from hoanhap.plans.models import Plan
from hoanhap.plans.rules import PlanDoc, agrees, citations


def bind(plan: Plan, doc: PlanDoc) -> None:
    """Bind a saved plan to the plans above it that `doc` cites, and to those below that cite it."""
    plan.above.set(_cited(plan, doc.parents))
    if plan.number:
        citing = Plan.objects.annotate(cited=Cast("parents", TextField())).filter(cited__contains=plan.reference).exclude(pk=plan.pk)
        for below in citing:
            below.above.set(_cited(below, below.parents))


def _cited(plan: Plan, texts: tuple[str, ...] | list[str]) -> list[Plan]:
    """The plans of the same province or the whole country that the texts name; none where two fit equally well."""
    near = Plan.objects.filter(Q(scope_province=plan.scope_province) | Q(scope_province__isnull=True), since__lt=plan.until)
    found: list[Plan] = []
    for cited in (item for text in texts for item in citations(text)):
        known = near.filter(number=cited.number, symbol=cited.symbol).exclude(pk=plan.pk)
        fits = [other for other in known if agrees(cited, issuer=other.issuer, issued_on=other.issued_on)]
        if len(fits) == 1:
            found += fits
    return found
