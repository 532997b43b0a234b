"""What does an officer type when a person asks something, when it is answered, and when files are kept or destroyed?"""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.cases.rules import ProcedureKey
from hoanhap.kit.dates import today
from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.requests.rules.asking import Asked, Asker, Channel, RequestState, Topic, Wish


def _area(label: Any, length: int, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), error_messages=REQUIRED, **options)


def _pick(label: Any, kind: Any, **options: Any) -> forms.ChoiceField:
    choices = [(one.value, _(one.label)) for one in kind]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=REQUIRED, **options)


class _OnceForm(forms.Form):
    """A form whose second sending is not a second act."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("request_key", uuid4())


class RequestForm(_OnceForm):
    """What a person asks of what is held about them."""

    received_on = DayField(
        label=_("Nhận yêu cầu ngày"),
        error_messages=REQUIRED,
        help_text=_("Thời hạn tính từ ngày này. Gõ tắt: h là hôm nay, -1 là hôm qua."),
    )
    asker = _pick(_("Ai yêu cầu"), Asker, initial=Asker.SELF.value)
    asker_name = forms.CharField(label=_("Họ tên người yêu cầu thay"), max_length=120, required=False)
    channel = _pick(_("Bằng cách nào"), Channel, initial=Channel.SPOKEN.value)
    wish = _pick(_("Yêu cầu gì"), Wish)
    topic = _pick(_("Về phần nào"), Topic)
    what = _area(_("Nội dung, theo lời người yêu cầu"), 1000, 4)
    wanted = _area(_("Nội dung đúng"), 500, 2, required=False, help_text=_("Khi yêu cầu đính chính: sửa thành gì."))
    evidence = forms.CharField(
        label=_("Giấy tờ đưa xem"), max_length=300, required=False, help_text=_("Tên giấy, không chép số. Có thể để trống.")
    )

    def asked(self) -> Asked:
        """The typed request, for the service."""
        data = self.cleaned_data
        return Asked(
            wish=Wish(data["wish"]),
            topic=Topic(data["topic"]),
            channel=Channel(data["channel"]),
            asker=Asker(data["asker"]),
            received_on=data["received_on"],
            what=data["what"],
            asker_name=data["asker_name"],
            wanted=data["wanted"],
            evidence=data["evidence"],
        )


OUTCOMES = {
    RequestState.DONE: _("Đã thực hiện"),
    RequestState.ACCEPTED: _("Nhận làm, sẽ thực hiện trong hạn"),
    RequestState.REFUSED: _("Không thực hiện"),
    RequestState.WITHDRAWN: _("Người yêu cầu rút lại"),
}


class AnswerForm(forms.Form):
    """What the person is told."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Trả lời"), widget=forms.RadioSelect, error_messages=REQUIRED)
    on = DayField(label=_("Trả lời ngày"), error_messages=REQUIRED)
    reply = _area(_("Lời trả lời"), 1000, 3, help_text=_("Đã làm gì, sẽ làm gì, hoặc vì sao không làm."))
    article = forms.CharField(
        label=_("Điều, khoản làm căn cứ"), max_length=150, required=False, help_text=_("Bắt buộc khi không thực hiện.")
    )

    def __init__(self, *args: Any, outcomes: tuple[RequestState, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("on", today())
        self.fields["outcome"].choices = [(one.value, OUTCOMES[one]) for one in outcomes]  # type: ignore[attr-defined]


class _DecisionForm(_OnceForm):
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=60, error_messages=REQUIRED, help_text=_("Ví dụ: 215/QĐ-CAT."))
    decision_date = DayField(label=_("Ngày ban hành"), error_messages=REQUIRED)
    decision_issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=150, error_messages=REQUIRED)


class PeriodForm(_DecisionForm):
    """How long closed files are kept, by which decision."""

    category = forms.ChoiceField(label=_("Loại hồ sơ"), error_messages=REQUIRED)
    is_permanent = forms.BooleanField(label=_("Giữ vĩnh viễn"), required=False)
    years = forms.IntegerField(
        label=_("Số năm, từ ngày đóng hồ sơ"),
        min_value=1,
        max_value=200,
        required=False,
        widget=forms.NumberInput(attrs={"data-size": "short"}),
    )
    since = DayField(label=_("Áp dụng từ ngày"), error_messages=REQUIRED)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [(one.value, _(one.label)) for one in ProcedureKey]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either a number of years or for ever."""
        data: dict[str, Any] = super().clean() or {}
        if "years" in data and bool(data["years"]) == bool(data.get("is_permanent")):
            self.add_error("years", forms.ValidationError(_("Ghi số năm, hoặc chọn giữ vĩnh viễn; không cả hai."), code="years"))
        return data


class DisposalForm(_DecisionForm):
    """Whose files a decision says to destroy."""

    people = forms.MultipleChoiceField(
        label=_("Hồ sơ"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chưa chọn hồ sơ nào. Chọn trong danh sách bên trên.")},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a period is taken back, or a proposal is not approved."""

    reason = _area(_("Lý do"), 300, 2)


class ConsentForm(forms.Form):
    """The second person knows that there is no way back."""

    is_sure = forms.BooleanField(
        label=_("Tôi đã đối chiếu quyết định với danh sách trên và hiểu rằng không thể khôi phục."), error_messages=REQUIRED
    )
