"""What does the reader of the book ask for, and what does it take to confirm an entry or to enter a local value?"""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import Unreadable, parse_day, today
from hoanhap.kit.forms import REQUIRED, DayField, TimeField, unreadable_error
from hoanhap.law.book import Value
from hoanhap.rulebook.rules import LocalRule, read_value
from hoanhap.units.forms import UnitField


class DayForm(forms.Form):
    """The day whose law is shown, empty means today; words to look for."""

    ngay = DayField(label=_("Luật có hiệu lực ngày"), required=False)
    tim = forms.CharField(label=_("Tìm trong sổ luật"), max_length=100, required=False)


class RuleForm(DayForm):
    """The day, a moment to count from, and two days to compare. All may be empty."""

    moc = DayField(label=_("Ngày của mốc"), required=False)
    gio = TimeField(label=_("Giờ"), required=False, help_text=_("Để trống nếu chưa rõ giờ."))
    mot = DayField(label=_("Ngày thứ nhất"), required=False)
    hai = DayField(label=_("Ngày thứ hai"), required=False)


class PairForm(forms.Form):
    """Two days to compare."""

    mot = DayField(label=_("Ngày thứ nhất"), required=False)
    hai = DayField(label=_("Ngày thứ hai"), required=False)


class EpisodesForm(forms.Form):
    """Earlier rehabilitation terms, and the day of the new decision."""

    ngay = DayField(label=_("Ngày ra quyết định mới"), required=False)
    lan = forms.CharField(
        label=_("Các lần trước"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một lần, ghi ngày bắt đầu: 10/03/2023. Lần chưa chấp hành xong thì ghi thêm “dở”: 10/03/2023 dở."),
    )

    def clean_lan(self) -> list[tuple[date, bool]]:
        """Day and whether the time was served in full, line by line."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["lan"].splitlines())):
            typed, _space, word = line.partition(" ")
            if word.strip() not in {"", "dở", "do"}:
                raise forms.ValidationError(
                    gettext("Dòng “%(line)s” chưa đọc được. Ghi ngày bắt đầu, thêm “dở” nếu chưa chấp hành xong.") % {"line": line},
                    code="line",
                )
            try:
                found.append((parse_day(typed, today=today()), not word))
            except Unreadable as unreadable:
                raise unreadable_error(unreadable, "day") from None
        return found


class PlaceForm(forms.Form):
    """The province or commune whose values are looked up."""

    don_vi = UnitField(label=_("Tỉnh, thành phố, phường, xã"))


class _OnceForm(forms.Form):
    """A form whose second sending is not a second act."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("request_key", uuid4())


def _line(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, error_messages=REQUIRED, **options)


class ConfirmForm(_OnceForm):
    """On which text an entry is confirmed, and which reading was found right."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    document = _line(_("Số hiệu văn bản"), 60, help_text=_("Ví dụ: 163/2026/NĐ-CP."))
    article = _line(_("Điều, khoản, điểm"), 60, help_text=_("Ví dụ: Điều 58 khoản 1."))
    statement = _line(_("Văn bản nói gì"), 500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Một hai câu, đúng ý văn bản."))
    link = forms.URLField(
        label=_("Đường dẫn"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Nếu có: công báo, cổng thông tin."),
        error_messages={"invalid": _("Đây chưa phải là đường dẫn. Dán cả dòng, bắt đầu bằng https://, hoặc bỏ trống.")},
    )
    reading = forms.ChoiceField(label=_("Cách hiểu đúng"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, readings: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if readings:
            self.fields["reading"].choices = readings  # type: ignore[attr-defined]
        else:
            del self.fields["reading"]

    def clean_link(self) -> str:
        """Only pages of the web: the link is followed by others."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Đường dẫn phải bắt đầu bằng https:// hoặc http://."), code="scheme")
        return link


class WithdrawForm(_OnceForm):
    """Why something no longer stands."""

    reason = _line(
        _("Lý do rút lại"), 300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Sai ở đâu, đúng là gì. Dòng cũ vẫn đọc được.")
    )


class LocalForm(_OnceForm):
    """What a decision sets, from when, and which decision that is."""

    since = DayField(label=_("Áp dụng từ ngày"), error_messages=REQUIRED)
    value = _line(_("Mức"), 60)
    decision_number = _line(_("Số quyết định, nghị quyết"), 60, help_text=_("Ví dụ: 15/2026/NQ-HĐND."))
    decision_date = DayField(label=_("Ngày ban hành"), error_messages=REQUIRED)
    decision_issuer = _line(_("Cơ quan ban hành"), 150)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    communes = forms.MultipleChoiceField(label=_("Áp dụng cho các xã"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, question: LocalRule, communes: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        if question.entry is None or isinstance(question.entry.value, bool):
            choices = [("có", gettext("Có")), ("không", gettext("Không"))]
            label = gettext("Là xã vùng xa") if question.entry is None else gettext("Áp dụng")
            self.fields["value"] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=REQUIRED)
        else:
            self.fields["value"].help_text = gettext("Ví dụ: %(example)s.") % {"example": gettext(question.example)}
        if communes:
            self.fields["communes"].choices = communes  # type: ignore[attr-defined]
        else:
            del self.fields["communes"]

    def clean_value(self) -> Value:
        """The typed value, in the unit of the nation's."""
        try:
            return read_value(self.cleaned_data["value"], self.question.entry.value if self.question.entry else None)
        except ValueError:
            wanted = gettext(self.question.example)
            raise forms.ValidationError(
                gettext("“%(typed)s” chưa phải là một mức của mục này. Ghi như: %(example)s.")
                % {"typed": self.cleaned_data["value"], "example": wanted},
                code="value",
            ) from None

    def clean_decision_date(self) -> Any:
        """A decision that does not exist yet sets nothing."""
        day = self.cleaned_data["decision_date"]
        if day > today():
            raise forms.ValidationError(_("Ngày ban hành ở tương lai. Kiểm tra lại ngày trên quyết định."), code="future")
        return day
