"""Which contradictions, gaps and traps does a plan contain?"""

from collections.abc import Iterable

from hoanhap.plans.rules import checks_figures, checks_head, checks_tables, checks_targets  # noqa: F401  their checks register themselves
from hoanhap.plans.rules.document import PlanDoc
from hoanhap.plans.rules.referee import RULES, Finding, Severity, UnitFacts

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


def judge(doc: PlanDoc, units: UnitFacts | None = None) -> tuple[Finding, ...]:
    """Every finding about a plan, the heaviest first. Without `units` the names of units are not checked."""
    found = [finding for code in sorted(RULES) for finding in RULES[code].check(doc, units)]
    return tuple(sorted(found, key=lambda finding: (_WEIGHT[finding.severity], finding.code)))


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that keep a draft from being adopted."""
    return tuple(finding for finding in findings if finding.severity is Severity.MUST)
