"""Writes of tasks: who owes them, what was reported, who was urged. Nothing else changes them."""

from hoanhap.tasks.services.assigning import distribute, distribute_due, put_on, settle, take_off
from hoanhap.tasks.services.reporting import (
    Upload,
    duties,
    may_open_evidence,
    may_report,
    note_check,
    open_evidence,
    plan_days,
    report,
    standing_reports,
    told_by,
    withdraw,
)
from hoanhap.tasks.services.urging import Draft, Letter, draft_letter, letter_file, office_of, urge

__all__ = [
    "Draft",
    "Letter",
    "Upload",
    "distribute",
    "distribute_due",
    "draft_letter",
    "duties",
    "letter_file",
    "may_open_evidence",
    "may_report",
    "note_check",
    "office_of",
    "open_evidence",
    "plan_days",
    "put_on",
    "report",
    "settle",
    "standing_reports",
    "take_off",
    "told_by",
    "urge",
    "withdraw",
]
