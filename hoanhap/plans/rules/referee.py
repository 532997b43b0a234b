"""What is a finding, and how does a check register itself?

A check is a pure function over a `PlanDoc`. Codes are stable: `TT01`–`TT71` carry the number of the catalogue row they answer
(I01–I71), `TT80` and up hold for any plan. docs/guides/plans.md lists them all; a test keeps that list complete.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.words import Words


class Severity(Labelled):
    """How much a finding weighs: a `must` keeps a draft from being adopted."""

    MUST = "must", N_("Phải làm rõ")
    WARN = "warn", N_("Cảnh báo")
    INFO = "info", N_("Cần biết")


@dataclass(frozen=True)
class Figure:
    """A number of a finding with the place it comes from. `printed` is as the document has it, empty for computed ones."""

    name: str
    value: Decimal
    where: Words
    unit: str = ""
    printed: str = ""


type Argument = str | int | Decimal | tuple[str, ...] | Mapping[str, int]


@dataclass(frozen=True)
class Fix:
    """A way to settle a finding with one click: what to do (a key of `fixing.FIXES`), with what, and how the button reads."""

    kind: str
    label: Words
    arguments: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What is wrong, where, with both figures, and what to do about it."""

    code: str
    severity: Severity
    title: Words
    message: Words
    remedy: Words
    where: tuple[str | Words, ...] = ()
    figures: tuple[Figure, ...] = ()
    targets: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    is_clash: bool = False
    """The first two figures are two values of what ought to be one."""

    @property
    def clash(self) -> tuple[Figure, Figure] | None:
        """The two figures that disagree, if it is about that."""
        return (self.figures[0], self.figures[1]) if self.is_clash and self.figures[0].value != self.figures[1].value else None


type Check = Callable[[PlanDoc, Facts], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """A check with its code, what it looks for, and the catalogue rows it answers."""

    code: str
    looks_for: str
    rows: tuple[str, ...]
    check: Check


RULES: dict[str, Rule] = {}


def rule(code: str, looks_for: str, *rows: str) -> Callable[[Check], Check]:
    """Register a check under its stable code."""

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"two rules {code}")
        RULES[code] = Rule(code, looks_for, rows, check)
        return check

    return register


LISTED = 8
"""So many codes are named in a sentence; the rest are counted. `Finding.targets` and `tasks` have all."""


def listed(codes: Sequence[str]) -> tuple[str | Words, ...]:
    """The first codes of a long list, and how many more there are."""
    rest = len(codes) - LISTED
    return (*codes[:LISTED], Words(N_("và {n} mục nữa"), {"n": rest})) if rest > 0 else tuple(codes)


def figure(name: str, value: Decimal | int, place: str | Words, *, unit: str = "", printed: str = "") -> Figure:
    """A figure at a place named by the document (plain text) or by the program (words)."""
    return Figure(name, Decimal(value), place if isinstance(place, Words) else Words("{place}", {"place": place}), unit, printed)


def of_target(name: str, target: TargetDoc) -> Iterator[Figure]:
    """The value of a target as a figure, if it has one."""
    if target.value is not None:
        yield figure(name, target.value, target.where, unit=target.unit, printed=target.printed)
