"""Which day does the reader of the book ask about, and from which moment shall an example be counted?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import DayField, TimeField


class DayForm(forms.Form):
    """The day whose law is shown; empty means today."""

    ngay = DayField(label=_("Luật có hiệu lực ngày"), required=False)


class RuleForm(DayForm):
    """The day, a moment to count from, and two days to compare. All may be empty."""

    moc = DayField(label=_("Ngày của mốc"), required=False)
    gio = TimeField(label=_("Giờ"), required=False, help_text=_("Để trống nếu chưa rõ giờ."))
    mot = DayField(label=_("Ngày thứ nhất"), required=False)
    hai = DayField(label=_("Ngày thứ hai"), required=False)
