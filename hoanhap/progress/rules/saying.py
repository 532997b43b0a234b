"""How is an exact number said in a sentence: «gần 1.300», «hơn 17.000», «hơn 70%»? The exact number always stands beside it."""

from decimal import ROUND_FLOOR, Decimal

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Words

NEAR = Decimal("0.03")
"""«Gần»: at most three hundredths of the round number are missing. Farther below it is «hơn» the round number before."""


def rounded(value: Decimal, *, percent: bool = False, above: str = N_("hơn {n}")) -> Words:
    """The number in rounding words (catalogue D064): two digits of a count, tens of a percentage; small and round numbers as they are.

    `above` may be «trên {n}» where the house says so. 76.5 % is «hơn 70%», 58.3 % «gần 60%» (the words of the 2024 report, I43).

    >>> [str(rounded(Decimal(n))) for n in (1287, 17248, 1300, 69)]
    ['gần 1.300', 'hơn 17.000', '1.300', '69']
    >>> [str(rounded(Decimal(n), percent=True)) for n in ("76.5", "58.3", "100")]
    ['hơn 70%', 'gần 60%', '100%']
    """
    step = Decimal(10) if percent else Decimal(10) ** max(0, len(str(abs(int(value)))) - 2)
    tail = N_("{n}%") if percent else N_("{n}")
    if value <= 0 or (value < step) or value % step == 0:
        return Words(tail, {"n": value})
    below = (value / step).to_integral_value(ROUND_FLOOR) * step
    over = below + step
    if over - value <= over * NEAR:
        return Words(N_("gần {n}"), {"n": Words(tail, {"n": over})})
    return Words(above, {"n": Words(tail, {"n": below})})
