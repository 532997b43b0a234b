"""Writes of progress. Nothing else adds a figure."""

from hoanhap.progress.services.evidence import add_evidence, open_evidence
from hoanhap.progress.services.places import PlanUnit, may_enter, plan_units
from hoanhap.progress.services.telling import record_export, tell_figures, withdraw_figure

__all__ = ["PlanUnit", "add_evidence", "may_enter", "open_evidence", "plan_units", "record_export", "tell_figures", "withdraw_figure"]
