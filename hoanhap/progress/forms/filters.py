"""What narrows and orders the pages of progress?"""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import today
from hoanhap.kit.forms import DayField
from hoanhap.progress.rules import Order


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a select of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class ProgressFilterForm(forms.Form):
    """Words and year of plans."""

    q = forms.CharField(required=False, max_length=100, widget=forms.TextInput({"type": "search", "autocomplete": "off"}))
    nam = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = _("Tìm theo tên, số, cơ quan")
        self.fields["q"].widget.attrs["placeholder"] = gettext("Tên, số, cơ quan")
        self.fields["q"].widget.attrs["aria-label"] = gettext("Tìm theo tên, số, cơ quan")
        named = [(str(year), gettext("Năm %(year)s") % {"year": year}) for year in years]
        choose(self, "nam", [("", gettext("Mọi năm")), *named])
        self.fields["nam"].widget.attrs["aria-label"] = gettext("Năm")


class DayForm(forms.Form):
    """The day that a page of progress speaks of; today unless typed."""

    den = DayField(label=_("Đến hết ngày"), required=False)

    def clean_den(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["den"]
        if day is not None and day > today():
            raise forms.ValidationError(_("Ngày này chưa tới. Số liệu chỉ có đến hôm nay."), code="future")
        return day


class UnitFilterForm(DayForm):
    """Order, the target that ranks, the day."""

    xep = forms.ChoiceField(required=False)
    ct = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "xep", [(value, gettext(label)) for value, label in Order.choices()])
        self.fields["xep"].label = _("Sắp xếp")
        choose(self, "ct", [("", gettext("Tỷ lệ chỉ tiêu đạt")), *targets])
        self.fields["ct"].label = _("Xếp hạng theo")

    @property
    def order(self) -> Order:
        """The order asked for; that of the plan unless told otherwise."""
        return Order(self.cleaned_data.get("xep") or Order.PLAN)
