"""Why are two records two people?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED


class TwoPeopleForm(forms.Form):
    """The reason stays with the pair, so that nobody compares it again."""

    why = forms.CharField(
        label=_("Vì sao là hai người"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=REQUIRED,
        help_text=_("Đã đối chiếu giấy tờ nào, với ai. Lý do được giữ lại để lần sau không hỏi nữa."),
    )
