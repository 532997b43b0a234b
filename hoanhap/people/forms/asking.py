"""What does an officer write who asks about a person of another unit, and what the officer who answers?"""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED
from hoanhap.people.rules import AskPurpose


class AskForm(forms.Form):
    """The ask, with what was typed into the search: the people meant are searched for anew, they never stand in the form."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    q = forms.CharField(max_length=200, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label=_("Hỏi để làm gì"), widget=forms.RadioSelect, error_messages=REQUIRED)
    explanation = forms.CharField(
        label=_("Giải thích"),
        max_length=300,
        error_messages=REQUIRED,
        help_text=_("Một câu: việc gì, ở đâu, lúc nào. Đơn vị giữ hồ sơ đọc câu này để quyết định."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    commune = forms.TypedChoiceField(label=_("Hỏi cho"), coerce=int, error_messages=REQUIRED)

    def __init__(self, *args: Any, communes: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("request_key", uuid4())
        self.fields["purpose"].choices = [(each.value, _now(each.label)) for each in AskPurpose]  # type: ignore[attr-defined]
        self.fields["commune"].choices = communes  # type: ignore[attr-defined]
        if len(communes) == 1:
            self.fields["commune"].widget = forms.HiddenInput()
            self.initial.setdefault("commune", communes[0][0])


class AnswerForm(forms.Form):
    """Open or not, and why."""

    answer = forms.CharField(label=_("Lý do"), max_length=300, error_messages=REQUIRED, widget=forms.Textarea(attrs={"rows": 2}))
    opens = forms.ChoiceField(choices=[("co", ""), ("khong", "")], error_messages=REQUIRED)

    @property
    def is_opened(self) -> bool:
        """Whether the officer chose to open the file."""
        return str(self.cleaned_data["opens"]) == "co"
