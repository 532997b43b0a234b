"""Which units do the results themselves put forward for praise, which for criticism, and on what evidence (catalogue D204–D206)?

A proposal is drawn from figures, never decided by them: people decide. Nobody is criticised before the period and its report day are
over, for what nobody gave it, or for a target whose figures the plan itself contradicts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Deadline, Span
from hoanhap.progress.rules.ranking import Score, Standing, UnitCell
from hoanhap.progress.rules.reporting import Told, UnitReport


class Side(Labelled):
    """Whether somebody is put forward for praise or for criticism."""

    PRAISE = "praise", N_("Khen thưởng")
    CRITICISM = "criticism", N_("Phê bình")


class SubjectKind(Labelled):
    """Who is meant."""

    UNIT = "unit", N_("đơn vị")
    COLLECTIVE = "collective", N_("tập thể")
    PERSON = "person", N_("cá nhân")


class ProposalState(Labelled):
    """How far a proposal has come."""

    PROPOSED = "proposed", N_("Đã đề xuất")
    DECIDED = "decided", N_("Đã quyết định")
    DECLINED = "declined", N_("Không thông qua")
    WITHDRAWN = "withdrawn", N_("Đã rút")

    @property
    def tone(self) -> str:
        """The tone of the design."""
        return {"proposed": "info", "decided": "ok", "declined": "plain", "withdrawn": "plain"}[self.value]

    @property
    def icon(self) -> str:
        """The shape that says the same without colour."""
        return {"proposed": "hourglass-high", "decided": "check", "declined": "x", "withdrawn": "arrow-back-up"}[self.value]


@dataclass(frozen=True)
class Evidence:
    """One figure that a proposal rests on: a target, what was given, what was done, on which day."""

    code: str
    text: str
    given: Decimal
    done: Decimal | None
    """None: nobody has told."""
    unit: str
    as_of: date
    standing: Standing
    doubt: str = ""
    """Codes of findings about the target that must still be settled: then it counts for nobody and against nobody."""


@dataclass(frozen=True)
class UnitResult:
    """A unit with the cells of its row, its report, and what is contradicted in the plan."""

    name: str
    evidence: tuple[Evidence, ...]
    report: UnitReport


@dataclass(frozen=True)
class Candidate:
    """A unit that its results put forward."""

    name: str
    side: Side
    evidence: tuple[Evidence, ...]
    score: Score
    report: UnitReport
    is_thin: bool
    """It rests on figures so small that one case decides: every target it was given is 1."""


PRAISE_RULE = N_("Đạt mọi chỉ tiêu được giao, không thiếu số, báo cáo không trễ hạn.")
CRITICISM_RULE = N_(
    "Đã hết kỳ và hết hạn báo cáo mà còn chỉ tiêu chưa đạt hoặc chưa có số. Giao 0, không giao, chỉ tiêu còn mâu thuẫn: không tính."
)


def is_over(period: Span, due: Deadline | None, on: date) -> bool:
    """Whether the period and the report day have passed: only then may missing results be held against somebody."""
    return on > period.last and (due is None or on > due.last)


def evidence_of(
    cells: Iterable[tuple[str, str, str, UnitCell]], *, as_of: date, doubts: Mapping[str, str] | None = None
) -> tuple[Evidence, ...]:
    """The evidence of one row: (code, text, unit of measure, cell) of each target; what was not given, or given as zero, is no evidence."""
    found = []
    for code, text, unit, cell in cells:
        if cell.given is not None and cell.standing not in {Standing.NOTHING, Standing.NOT_GIVEN}:
            found.append(Evidence(code, text, cell.given, cell.done, unit, as_of, cell.standing, (doubts or {}).get(code, "")))
    return tuple(found)


def candidates(results: Iterable[UnitResult], *, over: bool) -> tuple[Candidate, ...]:
    """Units that their results put forward, praise first, then those that missed most. `over`: see `is_over`.

    Praise may come during the period («kịp thời biểu dương»); criticism may not.
    """
    found = []
    for result in results:
        sure = tuple(item for item in result.evidence if not item.doubt)
        if not sure:
            continue
        missed = tuple(item for item in sure if item.standing is not Standing.REACHED)
        points = Score(len(sure) - len(missed), len(sure), sum(item.standing is Standing.SILENT for item in sure))
        thin = all(item.given == 1 for item in sure)
        if not missed and result.report.told not in {Told.LATE, Told.PART, Told.MISSING}:
            found.append(Candidate(result.name, Side.PRAISE, sure, points, result.report, thin))
        elif missed and over:
            found.append(Candidate(result.name, Side.CRITICISM, missed, points, result.report, thin))
    return tuple(sorted(found, key=lambda one: (one.side is Side.CRITICISM, (one.score.percent or Decimal(0)), one.name)))
