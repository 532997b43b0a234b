"""How is a plan drawn over its days? As inline SVG with attributes only; the table beside it says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hoanhap.plans.rules.spans import Span

WEEKS_UP_TO = 75
"""Days of a drawing that is divided into weeks; longer ones into months, and from three years on into years."""
YEARS_FROM = 3 * 366
LINE, TOP, BAR = 26, 30, 10
"""Height of a line, of the head and of a bar, in units of the drawing."""


@dataclass(frozen=True)
class Mark:
    """A deadline: its day and tone (danger, warn, ok, plain)."""

    on: date
    tone: str


@dataclass(frozen=True)
class Bar:
    """One task: its name in few letters, the days it runs, its deadlines, the share of agencies that have done it (0 to 1)."""

    label: str
    span: Span
    marks: tuple[Mark, ...] = ()
    share: float = 0.0


@dataclass(frozen=True)
class Spot:
    """A deadline as drawn."""

    x: float
    y: float
    tone: str


@dataclass(frozen=True)
class DrawnBar:
    """A task as drawn; numbers are units of the drawing."""

    label: str
    x: float
    y: float
    width: float
    done: float
    """Width of the part that is done."""
    spots: tuple[Spot, ...]
    text_y: float


@dataclass(frozen=True)
class Step:
    """A line of the scale: where it stands, the day it means."""

    x: float
    on: date
    text: str


@dataclass(frozen=True)
class Drawing:
    """The whole drawing."""

    width: int
    height: int
    left: int
    base: float
    steps: tuple[Step, ...]
    bars: tuple[DrawnBar, ...]
    today: float | None
    """Where today stands; None outside the days drawn."""


def draw(bars: Sequence[Bar], *, today: date, width: int = 780, left: int = 64) -> Drawing:
    """Lay the tasks out from the first day of any to the last day or deadline of any."""
    since = min(bar.span.since for bar in bars)
    until = max(max([bar.span.until, *(mark.on + timedelta(days=1) for mark in bar.marks)]) for bar in bars)
    days = (until - since).days
    unit = (width - left - 10) / days

    def x(on: date) -> float:
        return round(left + (on - since).days * unit, 1)

    height = TOP + LINE * len(bars) + 6
    drawn = []
    for line, bar in enumerate(bars):
        y = TOP + LINE * line + (LINE - BAR) / 2
        span = max(3.0, round((bar.span.until - bar.span.since).days * unit, 1))
        spots = tuple(Spot(round(x(mark.on) + unit / 2, 1), y + BAR / 2, mark.tone) for mark in bar.marks)
        drawn.append(DrawnBar(bar.label, x(bar.span.since), y, span, round(span * bar.share, 1), spots, y + BAR / 2 + 4))
    steps = _thinned([Step(x(max(on, since)), on, text) for on, text in _scale(since, until, days)], room=34.0)
    return Drawing(width, height, left, height - 6, tuple(steps), tuple(drawn), x(today) + unit / 2 if since <= today < until else None)


def _thinned(steps: list[Step], *, room: float) -> list[Step]:
    """The steps whose words have room."""
    kept: list[Step] = []
    for step in steps:
        if not kept or step.x - kept[-1].x >= room:
            kept.append(step)
    return kept


def _scale(since: date, until: date, days: int) -> list[tuple[date, str]]:
    if days <= WEEKS_UP_TO:
        monday = since - timedelta(days=since.weekday())
        weeks = [monday + timedelta(days=7 * number) for number in range(days // 7 + 2)]
        return [(on, f"{max(on, since):%d/%m}") for on in weeks if since - timedelta(days=7) < on < until]
    if days <= YEARS_FROM:
        months = [date(since.year + (since.month - 1 + n) // 12, (since.month - 1 + n) % 12 + 1, 1) for n in range(days // 28 + 2)]
        return [(on, f"{on.month}/{on:%y}") for on in months if on < until]
    return [(date(year, 1, 1), str(year)) for year in range(since.year, until.year + 1) if date(year, 1, 1) < until]
