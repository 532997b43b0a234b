"""Whom do the results of a plan put forward, and what was proposed and decided?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import today
from hoanhap.plans import queries as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Kind, PlanDoc, Severity
from hoanhap.progress.models import Proposal
from hoanhap.progress.queries.table import UnitTable, unit_table
from hoanhap.progress.rules.praising import Candidate, ProposalState, Side, UnitResult, candidates, evidence_of, is_over
from hoanhap.progress.services import praising as services


@dataclass(frozen=True)
class Drawn:
    """What the results of a plan put forward on a day."""

    plan: Plan
    on: date
    over: bool
    candidates: tuple[Candidate, ...]
    doubtful: tuple[str, ...]
    """Codes of targets that count for nobody, because the plan contradicts itself about them."""
    waiting: frozenset[tuple[str, str]]
    """(subject, side) of proposals without a decision."""
    is_silent: bool
    """No unit has any figure yet: then nobody is put forward."""


def draw(user: User, plan_id: int) -> Drawn:
    """Candidates with their evidence. 404 outside the scope of the plan, or without the right to praise over it."""
    plan = plans.plan_or_404(user, plan_id)
    if not services.may_praise(user, plan):
        raise Http404
    doc = plans.plan_doc(plan)
    day = min(today(), plan.period.last)
    table = unit_table(plan, doc, day)
    doubts = contradicted(doc)
    results = _results(table, day, doubts)
    silent = all(item.done is None for result in results for item in result.evidence)
    found = () if silent else candidates(results, over=is_over(plan.period, doc.report, today()))
    waiting = frozenset(Proposal.objects.filter(plan=plan, event__isnull=True).values_list("subject", "side"))
    shown = {target.code for target in table.targets}
    return Drawn(plan, day, is_over(plan.period, doc.report, today()), found, tuple(sorted(set(doubts) & shown)), waiting, silent)


def contradicted(doc: PlanDoc) -> dict[str, str]:
    """Targets that a finding of the referee must still settle: code → codes of the findings."""
    found: dict[str, list[str]] = {}
    for finding in plans.findings_of(doc):
        if finding.severity is Severity.MUST:
            for code in finding.targets:
                found.setdefault(code, []).append(finding.code)
    return {code: ", ".join(sorted(set(codes))) for code, codes in found.items()}


def _results(table: UnitTable, day: date, doubts: dict[str, str]) -> list[UnitResult]:
    """The rows of the table as results. «Mỗi đơn vị» of other units than these counts only once one of them told it."""
    kept = [
        target.kind is not Kind.PER_UNIT or any(line.cells[index].done is not None for line in table.lines)
        for index, target in enumerate(table.targets)
    ]
    return [
        UnitResult(
            line.name,
            evidence_of(
                (
                    (target.code, target.text, "%" if target.is_percent else target.things, cell)
                    for target, cell, is_kept in zip(table.targets, line.cells, kept, strict=True)
                    if is_kept
                ),
                as_of=day,
                doubts=doubts,
            ),
            line.report,
        )
        for line in table.lines
    ]


def proposals(user: User, *, side: str = "", state: str = "", plan: int | None = None) -> QuerySet[Proposal]:
    """Proposals in scope, those without a decision first, then the newest."""
    found = services.visible_proposals(user)
    if side in Side:
        found = found.filter(side=side)
    if state == ProposalState.PROPOSED:
        found = found.filter(event__isnull=True)
    elif state in ProposalState:
        found = found.filter(event__state=state)
    if plan is not None:
        found = found.filter(plan=plan)
    return found.order_by("event__state", "-on", "-pk")


def proposal_or_404(user: User, proposal_id: int) -> Proposal:
    """One proposal in scope."""
    try:
        return services.visible_proposals(user).get(pk=proposal_id)
    except Proposal.DoesNotExist:
        raise Http404 from None


def may_settle(user: User, proposal: Proposal) -> bool:
    """Whether the user records what became of it."""
    scope = scope_of(user, today(), P.PRAISE)
    return scope.level == "nation" or proposal.scope_province_id in scope.provinces or proposal.scope_commune_id in scope.communes
