"""What does an officer type to open a round, to confirm a person, to close a round or open it again?"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import today
from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.rounds.rules import Finding, Whom


class RoundForm(forms.Form):
    """A new round."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=_("Đơn vị rà soát"), coerce=int, error_messages=REQUIRED)
    name = forms.CharField(label=_("Tên đợt"), max_length=150, error_messages=REQUIRED)
    basis = forms.CharField(label=_("Văn bản tổ chức"), max_length=200, error_messages=REQUIRED, help_text=_("Số, ngày, cơ quan ban hành."))
    whom = forms.ChoiceField(
        label=_("Rà soát ai"),
        choices=[(one.value, _(one.label)) for one in Whom if one is not Whom.SELECTED],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    since = DayField(label=_("Kỳ rà soát từ"), error_messages=REQUIRED)
    last = DayField(label=_("đến hết"), error_messages=REQUIRED)
    due_on = DayField(label=_("Hạn xong"), error_messages=REQUIRED)

    people = forms.RegexField(r"^\d{1,18}(,\d{1,18})*$", required=False, widget=forms.HiddenInput)
    """Keys of the people chosen from the list; empty for a round of a whole list."""

    def __init__(self, *args: Any, places: list[tuple[int, str]], is_selection: bool = False, **options: Any) -> None:
        """`is_selection`: of chosen people; nobody else can be reviewed then."""
        super().__init__(*args, **options)
        if is_selection:
            self.fields["whom"].choices = [(Whom.SELECTED.value, _(Whom.SELECTED.label))]  # type: ignore[attr-defined]
            self.initial["whom"] = Whom.SELECTED.value
        self.fields["unit"].choices = places  # type: ignore[attr-defined]
        day = today()
        start: dict[str, Any] = {"request_key": uuid4(), "whom": Whom.MANAGED.value}
        start |= {"since": day.replace(day=1), "last": day, "due_on": day + timedelta(days=10)}
        self.initial = {**start, **self.initial}

    def only(self) -> list[int]:
        """The people chosen."""
        return [int(part) for part in self.cleaned_data["people"].split(",") if part]


class ConfirmForm(forms.Form):
    """What was found of one person."""

    seen_version = forms.IntegerField()
    finding = forms.ChoiceField(choices=Finding.choices(), error_messages=REQUIRED)
    moved_to = forms.CharField(max_length=200, required=False)
    note = forms.CharField(max_length=300, required=False)
    with_check = forms.BooleanField(required=False)


class StepForm(forms.Form):
    """Closing a round, or opening it again."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Ghi chú, lý do"), max_length=300, required=False)
