"""How is a table of months drawn? As inline SVG with attributes only: no script, no style, nothing the page's policy forbids."""

from collections.abc import Sequence
from dataclasses import dataclass

from hoanhap.reports.queries import MonthBar


@dataclass(frozen=True)
class Bar:
    """One bar with its tick for the year before; numbers are SVG user units."""

    x: float
    y: float
    width: float
    height: float
    tick: float
    """Height of the tick for the year before."""
    middle: float
    value: int
    label: str
    is_provisional: bool
    law_line: float | None
    """Where the dashed line stands, before this month, when the law changed with it."""


@dataclass(frozen=True)
class Chart:
    """A bar chart of twelve months from a zero baseline."""

    width: int
    height: int
    base: float
    left: float
    label_x: float
    """Where the numbers of the lines end."""
    grid: tuple[tuple[float, int], ...]
    """Height and value of the lines."""
    bars: tuple[Bar, ...]


def month_bars(months: Sequence[MonthBar], *, law_changed: tuple[int, int], width: int = 780, height: int = 260) -> Chart:
    """Lay the months out. `law_changed` is the year and month with which a new law came into force."""
    base, top, left = height - 30.0, 24.0, 44.0
    most = max([1, *(max(month.value, month.before) for month in months)])
    step = next(size for power in range(9) for factor in (1, 2, 5) if (size := factor * 10**power) * 4 >= most)
    ceiling = step * -(-most // step)
    unit = (base - top) / ceiling
    room = (width - left - 8) / max(1, len(months))
    bars = []
    for position, month in enumerate(months):
        x = left + room * position + room * 0.16
        bars.append(
            Bar(
                x=round(x, 1),
                y=round(base - month.value * unit, 1),
                width=round(room * 0.68, 1),
                height=round(month.value * unit, 1),
                tick=round(base - month.before * unit, 1),
                middle=round(x + room * 0.34, 1),
                value=month.value,
                label=f"{month.month.month:02d}",
                is_provisional=month.is_provisional,
                law_line=round(left + room * position, 1) if (month.month.year, month.month.month) == law_changed else None,
            )
        )
    grid = tuple((round(base - value * unit, 1), value) for value in range(0, ceiling + 1, step))
    return Chart(width, height, base, left, left - 8, grid, tuple(bars))
