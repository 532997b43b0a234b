"""What is typed: one figure, a table of figures, the reason of a withdrawal, filters."""

from hoanhap.progress.forms.filters import ProgressFilterForm, UnitFilterForm
from hoanhap.progress.forms.telling import Grid, GridForm, TellForm, WithdrawForm

__all__ = ["Grid", "GridForm", "ProgressFilterForm", "TellForm", "UnitFilterForm", "WithdrawForm"]
