"""Which contradictions, gaps and traps does a plan contain?"""

from collections.abc import Iterable

from hoanhap.plans.rules import (  # noqa: F401  their checks register themselves
    checks_bases,
    checks_figures,
    checks_head,
    checks_known,
    checks_measures,
    checks_papers,
    checks_tables,
    checks_targets,
    checks_tasks,
    checks_text,
    checks_units,
    checks_values,
)
from hoanhap.plans.rules.document import PlanDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.referee import RULES, Finding, Severity

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


def judge(doc: PlanDoc, facts: Facts | None = None) -> tuple[Finding, ...]:
    """Every finding about a plan, the heaviest first. What only facts can show is not judged without them."""
    known = facts or Facts()
    found = [finding for code in sorted(RULES, key=_number) for finding in RULES[code].check(doc, known)]
    return tuple(sorted(found, key=lambda finding: (_WEIGHT[finding.severity], _number(finding.code))))


def _number(code: str) -> int:
    return int(code[2:])


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that keep a draft from being adopted."""
    return tuple(finding for finding in findings if finding.severity is Severity.MUST)
