"""Reads of plans, and what their pages show."""

from hoanhap.plans.queries.plans import (
    findings_of,
    paper_of,
    plan_doc,
    plan_or_404,
    plan_targets,
    plan_units,
    plan_versions,
    plan_years,
    plans_called,
    unit_names,
    unsaved,
    visible_plans,
)
from hoanhap.plans.queries.shown import HeadView, Judgement, Said, ViewTable, figure_text, head_view, judgement, said, say, view_tables

__all__ = [
    "HeadView",
    "Judgement",
    "Said",
    "ViewTable",
    "figure_text",
    "findings_of",
    "head_view",
    "judgement",
    "paper_of",
    "plan_doc",
    "plan_or_404",
    "plan_targets",
    "plan_units",
    "plan_versions",
    "plan_years",
    "plans_called",
    "said",
    "say",
    "unit_names",
    "unsaved",
    "view_tables",
    "visible_plans",
]
