"""Pages of progress."""

from hoanhap.progress.views.figures import figure_enter, figure_evidence, figure_history, figure_table, figure_withdraw
from hoanhap.progress.views.plans import plan_detail, plan_progress, progress_list
from hoanhap.progress.views.units import plan_map, plan_units

__all__ = [
    "figure_enter",
    "figure_evidence",
    "figure_history",
    "figure_table",
    "figure_withdraw",
    "plan_detail",
    "plan_map",
    "plan_progress",
    "plan_units",
    "progress_list",
]
