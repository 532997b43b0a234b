"""Which finding and which of its buttons was pressed?"""

from django import forms

from hoanhap.plans.forms.parts import ReasonForm


class FixForm(ReasonForm):
    """The button of a finding, with the reason that a change after adoption needs."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=8)
    at = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    fix = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
