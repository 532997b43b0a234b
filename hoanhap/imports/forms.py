"""What does an officer say about a list: what it is, what its columns hold, who its people are?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.imports.files import MAX_BYTES, Sheet
from hoanhap.imports.rules import GROUND_WORDS, Choice, Encoding, Field, ListKind, text_of
from hoanhap.kit.forms import REQUIRED, DayField


class UploadForm(forms.Form):
    """A list and what it is a list of."""

    commune = forms.TypedChoiceField(label=_("Đơn vị nhận danh sách"), coerce=int, error_messages=REQUIRED)
    kind = forms.ChoiceField(
        label=_("Đây là danh sách"),
        error_messages=REQUIRED,
        help_text=_("Một người chỉ vào hồ sơ qua sự kiện mà luật nêu; danh sách người mới nghi ngờ không nhập được."),
    )
    file = forms.FileField(
        label=_("Tệp danh sách"), error_messages=REQUIRED | {"empty": _("Tệp rỗng (0 byte). Chọn lại tệp; có thể tệp chưa chép xong.")},
        help_text=_(".xlsx, .xls, .ods hoặc .csv, tối đa 5 MB và 20.000 dòng; phông Unicode, TCVN3 hoặc VNI."),
    )  # fmt: skip

    def __init__(self, *args: Any, communes: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["commune"].choices = communes  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", gettext("chọn loại danh sách")), *_kinds()]  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv"
        if len(communes) == 1:
            self.fields["commune"].initial = communes[0][0]

    def clean_file(self) -> Any:
        """Too large is said before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(gettext("Tệp lớn hơn 5 MB. Bỏ ảnh, trang không dùng, hoặc chia thành nhiều tệp."), code="file_large")
        return file


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, gettext(kind.label)) for kind in ListKind]


class ReadingForm(forms.Form):
    """Which sheet, and in which encoding."""

    sheet = forms.ChoiceField(label=_("Trang"), required=False)
    encoding = forms.ChoiceField(label=_("Bảng mã"), required=False)

    def __init__(self, *args: Any, sheets: list[Sheet], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sheet"].choices = [(sheet.name, sheet.name or gettext("tệp CSV")) for sheet in sheets]  # type: ignore[attr-defined]
        self.fields["encoding"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Tự nhận theo từng cột")), *((code.value, gettext(code.label)) for code in Encoding)
        ]  # fmt: skip


class ColumnsForm(forms.Form):
    """What each column of the list holds, and the ground for rows that tell none. One select a field, with the headings to choose from."""

    kind = forms.ChoiceField(label=_("Đây là danh sách"), error_messages=REQUIRED)
    ground_on = DayField(label=_("Ngày chung của căn cứ"), required=False, help_text=_("Chỉ dùng cho dòng không có ngày riêng."))
    ground_number = forms.CharField(label=_("Số quyết định chung"), required=False, max_length=60)

    def __init__(self, *args: Any, sheet: Sheet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]
        headings = list(sheet.table.headings) if sheet.table else []
        choices = [("", "–"), *((str(place), _heading(place, heading)) for place, heading in enumerate(headings))]
        for field in Field:
            self.fields[field.value] = forms.ChoiceField(label=gettext(field.label), choices=choices, required=False)
        self.headings = headings
        first = sheet.grid[sheet.table.first_row : sheet.table.first_row + 3] if sheet.table else []
        self.samples = [[text_of(row[place]) for row in first if place < len(row)] for place in range(len(headings))]

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """The selects under headings of their own, each with a sample of what the chosen column holds."""
        parts = (
            (gettext("Là ai"), ("full_name", "family_name", "given_name", "other_name", "birth", "birth_male", "birth_female", "sex",
                                "female_mark", "id_number", "ethnicity", "occupation")),
            (gettext("Ở đâu, người thân"), ("address", "commune", "district", "province", "permanent", "contact_name", "contact_phone")),
            (gettext("Vào hồ sơ theo sự kiện nào"), ("detected_on", "result_on", "substance", "residence_on", "notice_on", "decided_on",
                                                     "decision_number", "measure_place")),
        )  # fmt: skip
        return [(title, [(self[name], self._sample(name)) for name in names]) for title, names in parts]

    def _sample(self, name: str) -> str:
        chosen = str(self[name].value() if self[name].value() is not None else "")
        if not chosen.isdecimal() or int(chosen) >= len(self.samples):
            return ""
        return " · ".join(text for text in self.samples[int(chosen)] if text)[:80]

    def columns(self) -> dict[Field, int]:
        """The chosen columns. Call after `is_valid`."""
        return {field: int(place) for field in Field if (place := self.cleaned_data.get(field.value, "")) != ""}


def _heading(place: int, heading: str) -> str:
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}: {heading}" if heading else letters


class DecisionForm(forms.Form):
    """Who a doubtful row is."""

    choice = forms.ChoiceField(choices=[(choice.value, choice.label) for choice in Choice], required=False)
    why = forms.CharField(max_length=300, required=False)


class UndoForm(forms.Form):
    """Why a whole import is taken back."""

    reason = forms.CharField(
        label=_("Lý do rút lại"), max_length=300, error_messages=REQUIRED, widget=forms.Textarea({"rows": 2}),
        help_text=_("Ví dụ: nhầm danh sách của phường khác."),
    )  # fmt: skip


def ground_words(kind: str) -> str:
    """What a list of this kind has to say of the event."""
    return gettext(GROUND_WORDS[ListKind(kind)])
