"""What the forms of plans accept, and how what was typed becomes a plain plan."""

from hoanhap.plans.forms.lines import DELIVERABLES, MILESTONES, PARTS, ListForms, growing, head_lists
from hoanhap.plans.forms.notice import NoticeForm
from hoanhap.plans.forms.parts import ReasonForm
from hoanhap.plans.forms.plan import HeadForm, ImportForm, PlanFilterForm, VersionsForm
from hoanhap.plans.forms.table import Grid, TableForm, notes_text
from hoanhap.plans.forms.target import TargetForm
from hoanhap.plans.forms.task import ParagraphForm, TaskForm, proposed

__all__ = [
    "DELIVERABLES",
    "MILESTONES",
    "PARTS",
    "Grid",
    "HeadForm",
    "ImportForm",
    "ListForms",
    "NoticeForm",
    "ParagraphForm",
    "PlanFilterForm",
    "ReasonForm",
    "TableForm",
    "TargetForm",
    "TaskForm",
    "VersionsForm",
    "growing",
    "head_lists",
    "notes_text",
    "proposed",
]
