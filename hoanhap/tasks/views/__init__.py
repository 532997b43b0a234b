"""Pages of tasks: those of the agency that owes, of the office that follows, and of a plan over its days."""

from hoanhap.tasks.views.agency import task_detail, task_evidence, task_mine, task_report, task_withdraw
from hoanhap.tasks.views.issuer import task_agencies, task_check, task_list, task_settle, task_take_off
from hoanhap.tasks.views.over_time import task_calendar, task_gantt, task_ical, task_mine_ical
from hoanhap.tasks.views.urging import task_letter, task_urge, task_urging

__all__ = [
    "task_agencies",
    "task_calendar",
    "task_check",
    "task_detail",
    "task_evidence",
    "task_gantt",
    "task_ical",
    "task_letter",
    "task_list",
    "task_mine",
    "task_mine_ical",
    "task_report",
    "task_settle",
    "task_take_off",
    "task_urge",
    "task_urging",
    "task_withdraw",
]
