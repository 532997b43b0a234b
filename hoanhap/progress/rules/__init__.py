"""What a target has come to, as plain values: no database, no Django."""

from hoanhap.progress.rules.attainment import Attainment, Share, attain, joined, lower_is_better, meets, reads_as_at_least
from hoanhap.progress.rules.lights import RULE, Light, light
from hoanhap.progress.rules.pace import CONFIDENCE, Forecast, Pace, forecast_count, forecast_share, pace, scatter
from hoanhap.progress.rules.ranking import Order, Score, Standing, UnitCell, by_name, places, score
from hoanhap.progress.rules.reporting import Move, Told, UnitReport, unit_report
from hoanhap.progress.rules.results import Counts, Result, Source, adds_over_units, complying, goal_on, period_on, subtotals, summed
from hoanhap.progress.rules.saying import rounded

__all__ = [
    "CONFIDENCE",
    "RULE",
    "Attainment",
    "Counts",
    "Forecast",
    "Light",
    "Move",
    "Order",
    "Pace",
    "Result",
    "Score",
    "Share",
    "Source",
    "Standing",
    "Told",
    "UnitCell",
    "UnitReport",
    "adds_over_units",
    "attain",
    "by_name",
    "complying",
    "forecast_count",
    "forecast_share",
    "goal_on",
    "joined",
    "light",
    "lower_is_better",
    "meets",
    "pace",
    "period_on",
    "places",
    "reads_as_at_least",
    "rounded",
    "scatter",
    "score",
    "subtotals",
    "summed",
    "unit_report",
]
