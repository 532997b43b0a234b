"""What does the program know that a plan does not say: units, laws, days off, other plans, last year's results, people registered?

Plain values, gathered by `services/facts.py`. Every check works without them and is then silent about what only they can show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class KnownUnit:
    """A unit or agency that the register knows under a printed name, with its time [since, until) and what it became."""

    name: str
    code: str
    since: date | None
    until: date
    now: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitFacts:
    """What the register of units says about the rows of a plan: per printed name the units found, and the units that ought to appear."""

    rows: dict[str, tuple[KnownUnit, ...]] = field(default_factory=dict)
    expected: tuple[KnownUnit, ...] = ()


@dataclass(frozen=True)
class KnownLaw:
    """A document of the law book. `until` is the first day on which no rule of the book rests on it any more; None while one does."""

    number: str
    """In full: `111/2013/NĐ-CP`."""
    short: str
    kind: str
    title: str
    year: int
    since: date | None = None
    until: date | None = None
    instead: tuple[str, ...] = ()
    """On what the rules rest then, in short; empty when they ended."""


@dataclass(frozen=True)
class KnownTerm:
    """The shortest term of a measure by the law in force on the plan's first day."""

    ends: date
    """When it would be over if it began on that day."""
    length: str
    """In words: `03 tháng`."""
    basis: str


@dataclass(frozen=True)
class EndedBody:
    """A day of the law book on which bodies ended or gave up the field."""

    on: date
    what: str
    """What happened on it, as the law book calls it."""
    basis: str


@dataclass(frozen=True)
class DayOff:
    """A day on which agencies do not work, by the calendar of the law book."""

    name: str
    """`Quốc khánh`; empty for a weekend."""
    before: date
    """The last working day before it."""
    after: date
    """The next working day."""


@dataclass(frozen=True)
class Elsewhere:
    """A target of another plan."""

    plan: str
    """How that plan is cited: `96/KH-UBND, UBND thành phố Hà Nội, 2024`."""
    since: date
    """First day of that plan's period."""
    text: str
    indicator: str = ""
    aspect: str = ""
    value: Decimal | None = None
    unit: str = ""
    population: str = ""
    is_percent: bool = False
    same_issuer: bool = False
    """Whether the other plan is by the same issuer: then its words ought to be these."""


@dataclass(frozen=True)
class Past:
    """What was reached in the year before the plan, for the whole area (`unit` empty) or a unit by its printed name."""

    indicator: str
    value: Decimal
    source: str
    unit: str = ""
    aspect: str = ""
    is_percent: bool = False


@dataclass(frozen=True)
class Facts:
    """All of it. Empty parts are unknown, not absent."""

    units: UnitFacts | None = None
    laws: tuple[KnownLaw, ...] = ()
    terms: Mapping[str, KnownTerm] = field(default_factory=dict)
    """Rule of the law book with the term of a measure (`lexicon().processes`) → its shortest term."""
    ended: Mapping[str, EndedBody] = field(default_factory=dict)
    """Rule of the law book with a day on which bodies ended (`lexicon().bodies`) → that day."""
    days_off: Mapping[date, DayOff] = field(default_factory=dict)
    """Of the days the plan names, those that are days off."""
    elsewhere: tuple[Elsewhere, ...] = ()
    twins: tuple[str, ...] = ()
    """Other plans of the same issuer, number and year, as cited."""
    past: tuple[Past, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Printed name of a unit → people registered there on the plan's first day (today, for a plan that has not begun)."""
    agencies: Mapping[str, tuple[KnownUnit, ...]] = field(default_factory=dict)
    """Printed name of an agency → the agencies of the area that the register knows under it."""
