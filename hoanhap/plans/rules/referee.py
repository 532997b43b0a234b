"""What is a finding, and how does a check register itself?

A check is a pure function over a `PlanDoc`. Codes are stable: `TT01`–`TT71` carry the number of the catalogue row they answer
(I01–I71), `TT80` and up hold for any plan. docs/guides/plans.md lists them all; a test keeps that list complete.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
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


def figure(name: str, value: Decimal | int, place: str | Words, *, unit: str = "", printed: str = "") -> Figure:
    """A figure at a place named by the document (plain text) or by the program (words)."""
    return Figure(name, Decimal(value), place if isinstance(place, Words) else Words("{place}", {"place": place}), unit, printed)


def of_target(name: str, target: TargetDoc) -> Iterator[Figure]:
    """The value of a target as a figure, if it has one."""
    if target.value is not None:
        yield figure(name, target.value, target.where, unit=target.unit, printed=target.printed)
