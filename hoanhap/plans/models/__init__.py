"""Which plans are there, what do they set and ask, and how do their tables split it over units?

A plan is stored as printed. Units are those of the plan's time; `scope_*` columns carry the unit of today that stands for them.
"""

from hoanhap.plans.models.answer import AllocationAnswer
from hoanhap.plans.models.plan import ChildNotice, Plan, PlanSection, PlanSubordinate, PlanVersion
from hoanhap.plans.models.table import Allocation, AllocationColumn, AllocationRow, AllocationTable
from hoanhap.plans.models.target import ReportedFigure, Target
from hoanhap.plans.models.task import PlanDeliverable, PlanTask

__all__ = [
    "Allocation",
    "AllocationAnswer",
    "AllocationColumn",
    "AllocationRow",
    "AllocationTable",
    "ChildNotice",
    "Plan",
    "PlanDeliverable",
    "PlanSection",
    "PlanSubordinate",
    "PlanTask",
    "PlanVersion",
    "ReportedFigure",
    "Target",
]
