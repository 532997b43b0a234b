"""What is typed to report a task, withdraw a report, write down a check, urge, say who is meant, narrow a list?"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import today
from hoanhap.kit.forms import REQUIRED, DayField, QuickSelect
from hoanhap.plans.forms.parts import NumberField
from hoanhap.tasks.rules.files import MOST_FILES, MOST_PHOTO
from hoanhap.tasks.rules.states import Outcome, State

ACCEPT = "image/jpeg,image/png,image/webp,.pdf,.docx"


class FilesInput(forms.ClearableFileInput):
    """Several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files, each of a size that may be read at all; what they are is told by their content later."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files: list[UploadedFile] = [file for file in data or [] if file]
        if len(files) > MOST_FILES:
            raise ValidationError(gettext("Một báo cáo nhận đến %(most)s tệp. Bỏ bớt tệp.") % {"most": MOST_FILES}, code="count")
        for file in files:
            if (file.size or 0) > MOST_PHOTO * 1024 * 1024:
                text = gettext("Tệp “%(name)s” lớn hơn %(most)s MB. Chọn ảnh nhỏ hơn, hoặc chụp lại ở cỡ vừa.")
                raise ValidationError(text % {"name": file.name, "most": MOST_PHOTO}, code="size")
        return files


class ReportForm(forms.Form):
    """What was done of one thing asked for."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("Kết quả, kỳ"), required=False)
    outcome = forms.ChoiceField(label=_("Báo"), widget=forms.RadioSelect, error_messages=REQUIRED)
    on = DayField(label=_("Ngày làm xong"), error_messages=REQUIRED)
    quantity = NumberField(label=_("Số lượng"), required=False)
    words = forms.CharField(label=_("Nội dung, lý do"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    proofs = FilesField(
        label=_("Ảnh, văn bản"),
        required=False,
        widget=FilesInput({"accept": ACCEPT, "multiple": True}),
        help_text=_("Ảnh đến 15 MB (nơi chụp, máy chụp bị bỏ đi), .pdf hoặc .docx đến 10 MB; nhiều nhất 6 tệp."),
    )

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], outcomes: Iterable[Outcome], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["item"].choices = items  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [(one.value, gettext(one.label)) for one in outcomes]  # type: ignore[attr-defined]
        self.initial = {"request_key": uuid4(), "outcome": Outcome.DONE.value, "on": today(), **self.initial}


class WithdrawForm(forms.Form):
    """Why a report is taken back."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Lý do rút"), max_length=2000, error_messages=REQUIRED)


class CheckForm(forms.Form):
    """What was found when somebody looked."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày kiểm tra"), error_messages=REQUIRED)
    words = forms.CharField(
        label=_("Đã xem gì, thấy gì"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"request_key": uuid4(), "on": today(), **self.initial}


class UrgeForm(forms.Form):
    """The letter that urges."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("Ngày văn bản"), error_messages=REQUIRED)
    reply_by = DayField(label=_("Báo cáo chậm nhất ngày"), error_messages=REQUIRED)
    series = forms.CharField(
        label=_("Ký hiệu"),
        max_length=20,
        error_messages=REQUIRED,
        help_text=_("Chữ viết tắt của cơ quan và đơn vị soạn, như in sau số: BCĐ-TH, CAP-TH."),
    )
    signer_name = forms.CharField(label=_("Người ký"), max_length=150, error_messages=REQUIRED)
    signer_title = forms.CharField(label=_("Chức vụ"), max_length=150, error_messages=REQUIRED)
    behalf = forms.CharField(
        label=_("Ký thay, thừa lệnh"),
        max_length=150,
        required=False,
        help_text=_("Dòng trên chức vụ, như KT. TRƯỞNG BAN; tự ký thì để trống."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"request_key": uuid4(), "on": today(), "reply_by": today() + timedelta(days=7), **self.initial}

    def clean_series(self) -> str:
        """In capitals, as it is printed."""
        return str(self.cleaned_data["series"]).strip().upper()


class SettleForm(forms.Form):
    """Which agency of the register a name means; none: the name as it stands."""

    organisation = forms.TypedChoiceField(label=_("Là cơ quan nào"), coerce=int, empty_value=None, required=False, widget=QuickSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisations: Sequence[tuple[int, str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].choices = [("", _("Giữ tên này, cơ quan không có tài khoản")), *grouped(organisations)]  # type: ignore[attr-defined]


class PutOnForm(forms.Form):
    """One more agency for a task."""

    task = forms.TypedChoiceField(label=_("Việc"), coerce=int, error_messages=REQUIRED)
    organisation = forms.TypedChoiceField(label=_("Cơ quan"), coerce=int, empty_value=None, required=False, widget=QuickSelect)
    name = forms.CharField(label=_("Hoặc gõ tên"), required=False, max_length=300)

    def __init__(self, *args: Any, tasks: Sequence[tuple[int, str]], organisations: Sequence[tuple[int, str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["task"].choices = tasks  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [("", _("Không có trong sổ")), *grouped(organisations)]  # type: ignore[attr-defined]


def grouped(organisations: Sequence[tuple[int, str, str]]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The agencies under their kind, for a select."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for pk, name, kind in organisations:
        groups.setdefault(kind, []).append((pk, name))
    return list(groups.items())


class ListForm(forms.Form):
    """Narrow the list of tasks."""

    kh = forms.TypedChoiceField(label=_("Kế hoạch"), coerce=int, empty_value=None, required=False, widget=QuickSelect)
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False, widget=QuickSelect)
    tt = forms.ChoiceField(label=_("Tình trạng"), required=False)
    dot = forms.ChoiceField(label=_("Đợt"), required=False)

    def __init__(
        self, *args: Any, plans: Sequence[tuple[int, str]], agencies: Sequence[tuple[str, str]], windows: Sequence[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["kh"].choices = [("", _("Mọi kế hoạch đang thực hiện")), *plans]  # type: ignore[attr-defined]
        self.fields["co_quan"].choices = [("", _("Mọi cơ quan")), *agencies]  # type: ignore[attr-defined]
        self.fields["tt"].choices = [("", _("Mọi tình trạng")), *((one.value, gettext(one.label)) for one in State)]  # type: ignore[attr-defined]
        self.fields["dot"].choices = [("", _("Mọi đợt")), *((name, name) for name in windows)]  # type: ignore[attr-defined]
