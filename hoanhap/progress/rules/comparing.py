"""May two targets of one indicator be held against each other, and what changed from one plan to the next?

Plans say «80 %» of different people, count dossiers here and persons there (catalogue I34, I44, I45, I64). Two targets are shown side by
side whatever they say; a change between them is computed only where nothing that a number means differs.
"""

from dataclasses import dataclass
from decimal import Decimal

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Comparator, Kind, Span, TargetDoc
from hoanhap.units.rules import fold

YEAR = range(360, 370)
"""Days of a period that counts as a year."""


class Differs(Labelled):
    """In what two targets differ. The first five change what the number means."""

    KIND = "kind", N_("loại chỉ tiêu")
    UNIT = "unit", N_("đơn vị tính")
    POPULATION = "population", N_("mẫu số, nhóm người")
    LENGTH = "length", N_("độ dài kỳ")
    ASPECT = "aspect", N_("phần được nêu")
    COMPARATOR = "comparator", N_("dấu so sánh")
    LEVEL = "level", N_("được giao hay phấn đấu")
    BASELINE = "baseline", N_("mốc gốc")


WEIGHTY = frozenset({Differs.KIND, Differs.UNIT, Differs.POPULATION, Differs.LENGTH, Differs.ASPECT})


@dataclass(frozen=True)
class Subject:
    """A target and the period it is for."""

    target: TargetDoc
    period: Span

    @property
    def length(self) -> int:
        """Days of its period; a year is a year, leap or not."""
        days = (self.period.until - self.period.since).days
        return YEAR.start if days in YEAR else days


def differences(one: Subject, other: Subject) -> tuple[Differs, ...]:
    """In what two targets of one indicator differ, what weighs most first; wording is folded, so that capitals and accents do not count."""
    a, b = one.target, other.target
    pairs: tuple[tuple[Differs, object, object], ...] = (
        (Differs.KIND, a.kind, b.kind),
        (Differs.UNIT, (a.is_percent, fold(a.things)), (b.is_percent, fold(b.things))),
        (Differs.POPULATION, fold(a.population), fold(b.population)),
        (Differs.LENGTH, one.length, other.length),
        (Differs.ASPECT, fold(a.aspect), fold(b.aspect)),
        (Differs.COMPARATOR, a.comparator, b.comparator),
        (Differs.LEVEL, a.level, b.level),
        (Differs.BASELINE, fold(a.baseline.text) if a.baseline else "", fold(b.baseline.text) if b.baseline else ""),
    )
    if a.kind is Kind.CHANGE and b.kind is Kind.CHANGE:  # another year before is what a yearly change is always measured against
        pairs = pairs[:-1]
    return tuple(differs for differs, left, right in pairs if left != right)


def is_comparable(found: tuple[Differs, ...]) -> bool:
    """Whether nothing differs that changes what the number means."""
    return not WEIGHTY.intersection(found)


@dataclass(frozen=True)
class Step:
    """From the plan before to this one: more or less, in numbers and in percent; percentages move in points."""

    by: Decimal
    percent: Decimal | None
    in_points: bool


def step(before: Subject, after: Subject) -> Step | None:
    """What changed; None where the two may not be compared, or one has no single number."""
    a, b = before.target, after.target
    if not is_comparable(differences(before, after)) or a.value is None or b.value is None or a.kind in {Kind.RANGE, Kind.QUALITATIVE}:
        return None
    by = b.value - a.value
    if a.is_percent:
        return Step(by, None, in_points=True)
    return Step(by, by * 100 / a.value if a.value else None, in_points=False)


def measure_key(target: TargetDoc) -> str:
    """What targets of several plans share: the indicator's code, else the name of its own indicator, folded; empty for a free text."""
    return target.indicator or fold(target.measure_name)


COMPARATOR_SIGNS = {
    Comparator.EQUAL: "=",
    Comparator.AT_LEAST: "≥",
    Comparator.MORE: ">",
    Comparator.AT_MOST: "≤",
    Comparator.LESS: "<",
    Comparator.BETWEEN: "…",
    Comparator.UNSTATED: "",
}
"""How a comparator is written before a number in a narrow table."""
