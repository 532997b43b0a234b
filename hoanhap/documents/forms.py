"""What do the forms of the paper pages accept?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.documents.queries import search_papers
from hoanhap.kit.forms import REQUIRED, DayField

MAX_UPLOAD = 5 * 1024 * 1024
"""Bytes: papers are a few hundred kilobytes."""


class PaperFilterForm(forms.Form):
    """Narrow the list of papers."""

    q = forms.CharField(label=_("Số giấy"), required=False, max_length=40)
    mau = forms.ChoiceField(label=_("Mẫu"), required=False)
    nam = forms.IntegerField(label=_("Năm"), required=False, min_value=2000, max_value=2200)

    def __init__(self, *args: Any, forms_in_use: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mau"].choices = [("", _("Mọi mẫu")), *forms_in_use]  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        """The papers that the filter leaves."""
        values = self.cleaned_data
        return search_papers(rows, text=values["q"], form=values["mau"], year=values["nam"])


class SignForm(forms.Form):
    """The day the paper was signed."""

    on = DayField(label=_("Ngày ký"), error_messages=REQUIRED)


class DeliverForm(forms.Form):
    """To whom the paper was handed over, and when."""

    recipients = forms.MultipleChoiceField(label=_("Đã giao cho"), widget=forms.CheckboxSelectMultiple, required=False)
    other = forms.CharField(label=_("Nơi nhận khác"), required=False, max_length=200)
    on = DayField(label=_("Ngày giao"), error_messages=REQUIRED)

    def __init__(self, *args: Any, recipients: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = [(name, name) for name in recipients]  # type: ignore[attr-defined]

    def chosen(self) -> list[str]:
        """Every recipient named in a valid form."""
        return [*self.cleaned_data["recipients"], *([self.cleaned_data["other"]] if self.cleaned_data["other"] else [])]


class VoidForm(forms.Form):
    """Why the paper is void, and from when."""

    on = DayField(label=_("Ngày hủy"), error_messages=REQUIRED)
    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED)


class NumberBookForm(forms.Form):
    """Carry on the paper book of an agency."""

    organisation = forms.ChoiceField(label=_("Cơ quan"))
    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2200)
    series = forms.CharField(label=_("Ký hiệu"), max_length=20, help_text=_("Như in sau số: QĐ-CAP, TB-CAP, QĐ-UBND."))
    last_number = forms.IntegerField(
        label=_("Số đã cấp cuối cùng"), min_value=0, max_value=999_999, help_text=_("Giấy ra sau sẽ lấy số kế tiếp.")
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]


class CheckFileForm(forms.Form):
    """A file to compare with the issued one."""

    file = forms.FileField(label=_("Tệp .pdf hoặc .docx nhận được"), error_messages=REQUIRED)

    def clean_file(self) -> Any:
        """Refuse files no paper can be."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("Tệp lớn hơn 5 MB, không phải tệp của giấy này. Chọn tệp khác."), code="size")
        return file
