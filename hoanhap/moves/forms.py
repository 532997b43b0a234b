"""What does an officer type to tell of a move, to contest one, to settle or to withdraw one?"""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.errors import Problem
from hoanhap.kit.forms import REQUIRED, DayField, TimeField, problem_error
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.moves.rules import Contest, ListKind
from hoanhap.units.forms import UnitField
from hoanhap.units.rules import Level


class NoticeForm(forms.Form):
    """A person on a list, without a running case, left for another commune."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    left_on = DayField(
        label=_("Rời xã, phường lúc"),
        error_messages=REQUIRED,
        help_text=_("Gõ ngày/tháng/năm; gõ tắt: h là hôm nay, -1 là hôm qua. Không rõ giờ thì để trống: tính từ hết ngày đó."),
    )
    left_time = TimeField(required=False)
    to = UnitField(
        label=_("Chuyển đến"), level=Level.COMMUNE, help_text=_("Tên xã, phường của ngày rời đi; đơn vị cũ tự về đơn vị ngày nay.")
    )
    address = forms.CharField(label=_("Địa chỉ nơi đến"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Có tên trong danh sách"), error_messages=REQUIRED, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("request_key", uuid4())
        kinds = (kind for kind in ListKind if kind is not ListKind.MANAGED)
        self.fields["kind"].choices = [(kind.value, _(kind.label)) for kind in kinds]  # type: ignore[attr-defined]

    def clean_left_on(self) -> Any:
        """The commune is meant by its name of that day."""
        self.fields["to"].on = self.cleaned_data["left_on"]  # type: ignore[attr-defined]
        return self.cleaned_data["left_on"]


class _AnswerForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("request_key", uuid4())


class AcceptForm(_AnswerForm):
    """The commune asked takes the person over."""


class ContestForm(_AnswerForm):
    """Why the commune asked does not."""

    reason = forms.ChoiceField(
        label=_("Vì sao không nhận"),
        choices=[(one.value, _(one.label)) for one in Contest],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    note = forms.CharField(label=_("Ghi thêm"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class SettleForm(_AnswerForm):
    """Which commune answers for the person, by the word of the province."""

    decision = forms.ChoiceField(
        label=_("Giải quyết"),
        choices=[("assign", _("Giao xã, phường tiếp nhận")), ("return", _("Trả về nơi gửi, tiếp tục quản lý"))],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    commune = UnitField(label=_("Xã, phường tiếp nhận"), level=Level.COMMUNE, required=False)
    settle_note = forms.CharField(label=_("Căn cứ, ý kiến"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """Who assigns says to whom."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("decision") == "assign" and "commune" in data and data["commune"] is None:
            raise ValidationError(
                {"commune": problem_error(Problem("no_commune", N_("Chưa chọn xã, phường tiếp nhận."), "", N_("Gõ tên.")))}
            )
        return data


class WithdrawForm(_AnswerForm):
    """Why a notice is taken back."""

    withdraw_note = forms.CharField(label=_("Vì sao rút"), max_length=300, error_messages=REQUIRED)
