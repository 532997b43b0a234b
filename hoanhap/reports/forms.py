"""Which unit, day and reading does somebody ask figures for?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.cases.rules.states import State
from hoanhap.kit.dates import today
from hoanhap.kit.forms import DayField
from hoanhap.reports.measures import Reading


class FigureForm(forms.Form):
    """The unit (empty: the reader's own), the last day (empty: today) and the reading of units."""

    dv = forms.IntegerField(required=False, widget=forms.Select)
    den = DayField(label=_("Đến hết ngày"), required=False)
    nhu = forms.ChoiceField(
        label=_("Đơn vị"), required=False, choices=[(Reading.NOW.value, _("như hiện nay")), (Reading.THEN.value, _("như lúc đó"))]
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dv"].label = _("Nơi")
        self.fields["dv"].widget.choices = units or []

    def clean_den(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["den"]
        if day is not None and day > today():
            raise forms.ValidationError(_("Ngày này chưa tới. Số liệu chỉ có đến hôm nay."), code="future")
        return day

    @property
    def reading(self) -> Reading:
        """The reading asked for; units of today unless told otherwise."""
        return Reading(self.cleaned_data.get("nhu") or Reading.NOW)


class RowsForm(FigureForm):
    """The people behind a figure: its period, and one state, sex or commune of it."""

    tu = DayField(label=_("Từ ngày"), required=False)
    tt = forms.ChoiceField(required=False, choices=[("", ""), *State.choices()])
    gioi = forms.ChoiceField(required=False, choices=[("", ""), ("male", "male"), ("female", "female"), ("unknown", "unknown")])
    xa = forms.IntegerField(required=False)
    kh = forms.IntegerField(required=False)
    """The plan whose target is asked about: its area may be wider than the reader's scope."""
