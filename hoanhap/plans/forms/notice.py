"""What is typed when a plan issued below is noted by hand?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED, DayField, QuickSelect


class NoticeForm(forms.Form):
    """Who issued it, its number, its day."""

    name = forms.ChoiceField(label=_("Nơi ban hành"), widget=QuickSelect)
    reference = forms.CharField(label=_("Số, ký hiệu"), max_length=100, error_messages=REQUIRED, help_text=_("12/KH-UBND"))
    issued_on = DayField(label=_("Ngày ban hành"), error_messages=REQUIRED)

    def __init__(self, *arguments: Any, names: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["name"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
