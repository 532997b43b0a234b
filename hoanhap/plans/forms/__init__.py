"""What the forms of plans accept, and how what was typed becomes a plain plan."""

from hoanhap.plans.forms.parts import ReasonForm
from hoanhap.plans.forms.plan import HeadForm, ImportForm, PlanFilterForm
from hoanhap.plans.forms.table import Grid, TableForm, notes_text
from hoanhap.plans.forms.target import TargetForm

__all__ = ["Grid", "HeadForm", "ImportForm", "PlanFilterForm", "ReasonForm", "TableForm", "TargetForm", "notes_text"]
