"""Is a target on its way, and where will it stand at the end of the period?

Two answers. *Pace* compares the part of the time that has gone with the part that is done. *Forecast* is a prediction interval, never a
single number, under one stated assumption: it goes on as it went.

Counts: things happen at an unknown constant rate; after x in t days the rate has the posterior Gamma(x + 1/2, t) (Jeffreys), so what
comes in the s days left is negative binomial with size x + 1/2 and probability t / (t + s). Where the steps told so far scatter more than
chance alone lets them (Pearson's statistic over its degrees of freedom, at least 1), counts are taken in lumps of that size
(quasi-Poisson). Shares: each case is a success with an unknown constant probability, posterior Beta(x + 1/2, n - x + 1/2); the m cases
still to come are beta-binomial. Both are exact sums of their probabilities with the standard library; docs/adr/0104 gives sources,
the reasons against a statistics package, and the coverage that was measured.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, exp, floor, lgamma, log, log1p, sqrt

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Span, Words

CONFIDENCE = 0.9
"""Nine of ten such intervals hold what comes."""
LEAST_COUNTED = 5
LEAST_CASES = 10
LEAST_DAYS = 7
LEAST_TIME = Decimal("0.1")
"""Below these there is no forecast: counted so far, cases of a share, days gone, part of the period gone."""
LEAST_STEPS = 4
"""Steps from which their scatter is taken into account."""
_WINDOW = 12
"""Standard deviations around the mean over which probabilities are added: what lies outside is less than 10^-9."""


@dataclass(frozen=True)
class Pace:
    """How much of the time has gone, and how much is done (1 for all)."""

    gone: Decimal
    done: Decimal | None
    days: int
    all_days: int

    @property
    def ratio(self) -> Decimal | None:
        """Done for each part of the time: 1 is just in step."""
        return self.done / self.gone if self.done is not None and self.gone else None


def pace(period: Span, as_of: date, done: Decimal | None, *, days: Sequence[date] = (), missing: int = 0) -> Pace:
    """The pace on the evening of a day; before the period nothing has gone, after it everything.

    Of a sum of units told on several `days`, with `missing` units that have told nothing: the part of the time of all units that the
    sum covers, so that a late unit looks neither idle nor done.
    """
    all_days = (period.until - period.since).days
    if not days:
        gone = _gone(period, as_of)
        return Pace(Decimal(gone) / all_days, done, gone, all_days)
    covered = Decimal(sum(_gone(period, day) for day in days)) / (len(days) + missing)
    return Pace(covered / all_days, done, int(covered), all_days)


def _gone(period: Span, day: date) -> int:
    return min(max((day - period.since).days + 1, 0), (period.until - period.since).days)


@dataclass(frozen=True)
class Forecast:
    """Between which numbers the figure will stand at the end of the period, nine times of ten; or why nobody can say."""

    low: Decimal | None = None
    high: Decimal | None = None
    why_not: Words | None = None
    scatter: float = 1.0
    """How much more than chance alone the steps so far scatter; 1 where that is not known."""

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return self.low is not None


_TOO_FEW = N_("chưa dự báo: mới có {n}, cần ít nhất {least}")
_TOO_SOON = N_("chưa dự báo: mới qua {n} ngày của kỳ, cần ít nhất {least} ngày")


def _too_soon(step: Pace) -> Forecast | None:
    least = max(LEAST_DAYS, ceil(LEAST_TIME * step.all_days))
    if step.days >= least:
        return None
    return Forecast(why_not=Words(_TOO_SOON, {"n": step.days, "least": min(least, step.all_days)}))


def scatter(steps: Sequence[tuple[int, Decimal]]) -> float:
    """How much the steps (days, counted in them) scatter against a constant rate: 1 when no more than chance, or when they are too few."""
    steps = [(days, count) for days, count in steps if days > 0]
    total, days = sum(count for _, count in steps), sum(days for days, _ in steps)
    if len(steps) < LEAST_STEPS or total <= 0:
        return 1.0
    rate = float(total) / days
    pearson = sum((float(count) - rate * length) ** 2 / (rate * length) for length, count in steps)
    return max(1.0, pearson / (len(steps) - 1))


def forecast_count(counted: Decimal, step: Pace, steps: Sequence[tuple[int, Decimal]] = ()) -> Forecast:
    """The number at the end of the period, `counted` in the days gone. Once the period is over it is the number itself."""
    left = step.all_days - step.days
    if left <= 0:
        return Forecast(counted, counted)
    if early := _too_soon(step):
        return early
    if counted < LEAST_COUNTED:
        return Forecast(why_not=Words(_TOO_FEW, {"n": counted, "least": LEAST_COUNTED}))
    lump = scatter(steps)
    size, chance = float(counted) / lump + 0.5, step.days / step.all_days
    mean = size * (1 - chance) / chance
    low, high = _interval(lambda k: _negative_binomial(k, size, chance), mean, sqrt(mean / chance))
    return Forecast(counted + Decimal(floor(low * lump)), counted + Decimal(ceil(high * lump)), scatter=lump)


def forecast_share(part: Decimal, whole: Decimal, step: Pace) -> Forecast:
    """The percentage at the end of the period: the cases so far stand, as many again for each day left are still open."""
    if step.days >= step.all_days:
        percent = part * 100 / whole if whole else None
        return Forecast(percent, percent)
    if early := _too_soon(step):
        return early
    if whole < LEAST_CASES or not 0 <= part <= whole:
        return Forecast(why_not=Words(_TOO_FEW, {"n": whole, "least": LEAST_CASES}))
    more = round(float(whole) * (step.all_days - step.days) / step.days)
    if not more:
        return Forecast(part * 100 / whole, part * 100 / whole)
    a, b = float(part) + 0.5, float(whole - part) + 0.5
    mean, chance = more * a / (a + b), a / (a + b)
    spread = sqrt(more * chance * (1 - chance) * (a + b + more) / (a + b + 1))
    low, high = _interval(lambda k: _beta_binomial(k, more, a, b), mean, spread, most=more)
    return Forecast((part + low) * 100 / (whole + more), (part + high) * 100 / (whole + more))


def _negative_binomial(k: int, size: float, chance: float) -> float:
    """Logarithm of the probability of k."""
    return lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * log(chance) + k * log1p(-chance)


def _beta_binomial(k: int, n: int, a: float, b: float) -> float:
    """Logarithm of the probability of k out of n."""
    choose = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return choose + lgamma(k + a) + lgamma(n - k + b) - lgamma(n + a + b) - lgamma(a) - lgamma(b) + lgamma(a + b)


def _interval(logarithm: Callable[[int], float], mean: float, spread: float, *, most: int | None = None) -> tuple[int, int]:
    """The central interval that leaves at most (1 - CONFIDENCE) / 2 on each side."""
    first = max(0, floor(mean - _WINDOW * spread) - 1)
    last = ceil(mean + _WINDOW * spread) + _WINDOW
    last = last if most is None else min(last, most)
    tail, low, high, reached = (1 - CONFIDENCE) / 2, first, last, 0.0
    found_low = False
    for k in range(first, last + 1):
        reached += exp(logarithm(k))
        if not found_low and reached > tail:
            low, found_low = k, True
        if reached >= 1 - tail:
            high = k
            break
    return low, high
